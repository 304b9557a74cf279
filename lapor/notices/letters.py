"""What stands in a digest, read when it is sent: what its reader may see then, of a secret report its number alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import connection

from lapor.agencies import absences, unmanned
from lapor.agencies.models import WIB, Absence
from lapor.kit import clock, codes
from lapor.kit.written import Kept
from lapor.notices import digests, queries, seats
from lapor.notices.models import WEEKLY, Delivery
from lapor.people.actor import Actor
from lapor.reports import incharge, interventions, lateness, policies
from lapor.reports.models import Intervention, Report
from lapor.ui import dates

MOST = 20  # lines of a part
COUNTED = 1_000  # whoever has more reads “1000”
WEEK = timedelta(days=7)
ANY_DIGEST = -1  # stands for a key in a query that is kept


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, its first lines, and how many there are beyond them."""

    title: str
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Letter:
    """The summary for the subject, what is said before the parts, and the parts that have lines."""

    summary: str
    day: str
    parts: tuple[Part, ...]
    before: str = ""


def of(row: Delivery, reader: Actor) -> Letter | None:
    """The digest as it is now, for its reader as he is today; None when there is nothing to tell."""
    letter = _weekly(reader) if row.kind == WEEKLY else _daily(row, reader)
    return letter if letter.parts or letter.before else None


def _daily(row: Delivery, actor: Actor) -> Letter:
    now = clock.now()
    mine = list(lateness.mine(actor, until=digests.soon(now))[:COUNTED])
    late = [report for report in mine if report.due_at and report.due_at < now]
    soon, news = mine[len(late) :], _news(row, actor)  # most urgent first
    asked = list(lateness.to_approve(actor)[:COUNTED])
    counts = (
        (len(asked), "menunggu persetujuan"),
        (len(late), "terlambat"),
        (len(soon), "segera jatuh tempo"),
        (len(news), "kabar"),
    )
    parts = (
        _part("Jawaban yang menunggu persetujuan Anda", asked),
        _part("Terlambat dan menunggu Anda", late),
        _part("Jatuh tempo sampai akhir hari kerja berikutnya", soon),
        *(_of_absent(one, mine) for one in absences.stood_in_for(actor)),
        _without_liaison(actor),
        Part("Kabar", tuple(news[:MOST]), max(0, len(news) - MOST)),
    )
    return Letter(_counted(counts), _today(), tuple(part for part in parts if part.lines))


def _without_liaison(actor: Actor) -> Part:
    """The units that the reader coordinates and where nobody answers today."""
    units, count = unmanned.to_see_to(actor, most=MOST)
    return Part("Unit tanpa pejabat penghubung yang bertugas", tuple(unit.name for unit in units), count - len(units))


def _of_absent(absence: Absence, mine: Sequence[Report]) -> Part:
    """Of what is late or soon due, that which lies with somebody whom the reader stands in for."""
    until = dates.short_day(absence.last_day)
    promised = set(incharge.promised_by((absence.user_id,)))
    lies = [row for row in mine if row.assignee_id == absence.user_id or row.pk in promised]
    his = [row for row in lies if row.holder_id == absence.agency_id]
    return _part(f"Anda menggantikan {absence.user.name} sampai {until}", his)


def _news(row: Delivery, actor: Actor) -> list[str]:
    """The latest word on each report that the reader may still see, in the order of those words."""
    items = list(_gathered(connection.vendor).asked(row.pk))
    last = {item.report_id: item for item in items if item.report_id}
    seen = set(policies.visible_to(actor).filter(pk__in=list(last)).values_list("pk", flat=True)) if last else set()
    of_seats = [item for item in items if item.seat_id and seats.may_hear(item, actor)]
    kept = sorted([*of_seats, *(last[report] for report in seen)], key=lambda item: item.pk)
    return [queries.sentence(item) for item in kept]


@lru_cache(maxsize=4)
def _gathered(vendor: str) -> Kept[Delivery]:
    """What a digest gathered, in the order of its making."""
    items = Delivery.objects.filter(digest=ANY_DIGEST)
    return Kept(items.select_related("report__holder", "event__agency").order_by("pk"), ANY_DIGEST)


def _weekly(actor: Actor) -> Letter:
    now = clock.now()
    late = list(lateness.late(actor, at=now)[:COUNTED])
    soon = list(lateness.due_between(actor, start=now, until=now + WEEK)[:COUNTED])
    before, today = lateness.late(actor, at=now - WEEK)[:COUNTED].count(), len(late)
    unanswered = list(interventions.overdue(actor)[:COUNTED])
    counts = ((len(unanswered), "surat belum dijawab"), (today, "terlambat"), (len(soon), "jatuh tempo dalam 7 hari"))
    parts = (
        _letters(unanswered),
        _part("Terlambat sekarang", late, named=True),
        _part("Jatuh tempo dalam 7 hari", soon, named=True),
    )
    compared = f"Seminggu lalu {before} laporan terlambat, sekarang {today}." if before or today else ""
    return Letter(_counted(counts), _today(), tuple(part for part in parts if part.lines), compared)


def _letters(letters: Sequence[Intervention]) -> Part:
    """Letters of the nation's admin whose day passed without an answer."""
    lines = tuple(f"{one.label}: {one.agency.short_name}, {_day(one.due_at, one.agency.zone_name)}" for one in letters)
    return Part("Surat intervensi yang belum dijawab", lines[:MOST], max(0, len(lines) - MOST))


def _day(at: datetime, zone: str) -> str:
    return dates.day(dates.localise(at, zone).date())


def _part(title: str, reports: Sequence[Report], *, named: bool = False) -> Part:
    lines = tuple(_line(report, named=named) for report in reports[:MOST])
    return Part(title, lines, max(0, len(reports) - MOST))


def _line(report: Report, *, named: bool) -> str:
    """Code and day, for leaders the unit too; of a secret report the code."""
    code = codes.grouped(report.code)
    if report.is_secret or report.due_at is None:
        return code
    day = _day(report.due_at, report.holder.zone_name)
    return f"{code}: {report.holder.short_name}, {day}" if named else f"{code}: {day}"


def _counted(counts: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{number} {what}" for number, what in counts if number) or "tidak ada yang terlambat"


def _today() -> str:
    return dates.day(clock.today(WIB))
