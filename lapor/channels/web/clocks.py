"""The page that explains the limits of a report day by day: the same for its reporter, officers and everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict

from lapor.channels.web.moveform import DATE_FORMATS, date_input
from lapor.reports.policies import ReportView
from lapor.reports.policies.clocks import DeadlineView
from lapor.standards.explain import Day
from lapor.ui import dates

EARLIEST, LATEST = date(2015, 1, 1), date(2100, 12, 31)


def live_of(view: ReportView) -> list[DeadlineView]:
    """Running and paused clocks, the nearest first."""
    return sorted((one for one in view.deadlines if one.is_live), key=lambda one: one.due_at)


class ReplayForm(forms.Form):
    """The day by whose rules the limits are told once more."""

    pada = forms.DateField(
        label="Hitung menurut aturan pada tanggal",
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        error_messages={"invalid": "Tanggal ini tidak ada. Contoh: 24/11/2026."},
    )

    def clean_pada(self) -> date | None:
        day: date | None = self.cleaned_data["pada"]
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("Pilih tanggal antara tahun 2015 dan 2100.")
        return day


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that counted, or did not for the same reason."""

    days: str
    said: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One limit with its days and, when asked, with what another day's rules would give."""

    deadline: DeadlineView
    stretches: list[Stretch]
    rule: str
    replayed: str


def context(deadlines: Iterable[DeadlineView], given: QueryDict, *, zone_name: str) -> dict[str, Any]:
    """What channels/web/clocks.html shows: live limits first, then those that have ended."""
    form = ReplayForm(given) if "pada" in given else ReplayForm()
    on = form.cleaned_data.get("pada") if form.is_bound and form.is_valid() else None
    found = [_explained(one, on, zone_name) for one in deadlines]
    return {
        "form": form,
        "live": [one for one in found if one.deadline.is_live],
        "past": [one for one in found if not one.deadline.is_live],
        "zone_name": zone_name,
    }


def _explained(deadline: DeadlineView, on: date | None, zone_name: str) -> Explained:
    return Explained(
        deadline=deadline,
        stretches=stretches(deadline.days()),
        rule=_validity(deadline),
        replayed=deadline.as_of(on).sentence(zone_name) if on else "",
    )


def _validity(deadline: DeadlineView) -> str:
    rule = deadline.rule
    if rule is None:
        return ""
    since = dates.plain_day(rule.valid_from)
    return f"sejak {since}" + (f" sampai {dates.plain_day(rule.valid_until)}" if rule.valid_until else "")


def stretches(days: Iterable[Day]) -> list[Stretch]:
    """Neighbouring days that belong together, as one line each."""
    together = (list(same) for _, same in groupby(days, key=lambda day: day.reason))
    return [_stretch(same) for same in together]


def _stretch(days: list[Day]) -> Stretch:
    first, last = days[0], days[-1]
    when = dates.day(first.date) if first is last else f"{dates.day(first.date)} – {dates.day(last.date)}"
    if first.reason:
        return Stretch(when, first.reason, counts=False)
    number = f"hari ke-{first.number}" + (f" sampai ke-{last.number}" if last is not first else "")
    return Stretch(when, number, counts=True)
