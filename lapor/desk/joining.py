"""What the page of a merge shows: likely duplicates, and both reports side by side before anybody confirms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from lapor.desk.queries import HIDDEN_TITLE
from lapor.kit import codes
from lapor.people.actor import Actor
from lapor.reports import likely, policies, queries
from lapor.reports.actions.access import look_at_view
from lapor.reports.models import Report
from lapor.reports.policies import ReportView
from lapor.reports.workflow import Move
from lapor.ui import dates

CHOOSE = "utama"  # in the address: the primary that was chosen from the list
LOOKED = "dilihat"  # in the form: the primary that stood beside when the button was pressed


@dataclass(frozen=True, slots=True)
class Line:
    """A report as a list of links shows it to this officer."""

    code: str
    grouped: str
    title: str
    holder: str
    submitted_at: date


def line(report: Report, viewer: Actor) -> Line:
    return Line(
        code=report.code,
        grouped=codes.grouped(report.code),
        title=policies.title_in_list(report, viewer) or HIDDEN_TITLE,
        holder=report.holder.short_name or report.holder.name,
        submitted_at=dates.localise(report.submitted_at, report.holder.zone_name).date(),
    )


def not_looked_at(request: HttpRequest, actor: Actor, report: Report) -> bool:
    """Whether the posted primary could be followed but has not been seen beside this report yet."""
    chosen = _fitting(request.POST.get("primary", ""), report, actor)
    return chosen is not None and request.POST.get(LOOKED) != chosen.code


def values(request: HttpRequest, actor: Actor, report: Report) -> dict[str, Any]:
    """Beside the form: what may be the same matter, and the chosen primary."""
    code = request.POST.get("primary", "") if request.method == "POST" else request.GET.get(CHOOSE, "")
    chosen = _fitting(code, report, actor)
    return {
        "duplicates": [line(row, actor) for row in likely.duplicates(report, actor)],
        "beside": _look(chosen, actor) if chosen else None,
        "beside_line": line(chosen, actor) if chosen else None,
    }


def _fitting(code: str, report: Report, actor: Actor) -> Report | None:
    found = queries.get(actor, code)
    return None if found is None or policies.why_not_follow(report, found) else found


def _look(report: Report, actor: Actor) -> ReportView:
    view = policies.redact(report, actor)
    look_at_view(report, view, by=actor)
    return view


def relayed(report: Report | None, move: Move, actor: Actor) -> list[str]:
    """What became of an answer at the reports that follow, after it was sent."""
    if report is None or move.name != "follow_up":
        return []
    last = report.events.filter(kind="follow_up", user=actor.user_id).order_by("-seq").first()
    given, failed = (last.data.get(name, 0) if last else 0 for name in ("relayed", "unrelayed"))
    told = [f"{given} laporan yang digabungkan juga menerimanya."] if given else []
    if failed:
        told.append(f"{failed} laporan yang digabungkan belum menerimanya. Lepaskan gabungannya, lalu jawab di sana.")
    return told


def links(report: Report, actor: Actor) -> dict[str, Any]:
    """On a report's own page: what follows it and what it follows, as far as this officer may know."""
    joined = policies.joined_to(report, actor)
    primary = policies.primary_of(report, actor)
    return {
        "joined": joined.count,
        "joined_label": f"{joined.count} laporan digabungkan",
        "joined_rows": [line(row, actor) for row in joined.rows],
        "primary_report": line(primary, actor) if primary else None,
    }
