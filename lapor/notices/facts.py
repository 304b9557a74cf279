"""What a notice may say of an event: the code, agencies, dates and labels. Never words or a person."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from lapor.agencies.models import Agency
from lapor.kit import codes
from lapor.reports import policies
from lapor.reports.choices import ArchiveReason, Classification
from lapor.reports.models import Deadline, Event, Report
from lapor.reports.workflow import SENDS
from lapor.standards.models import Clock
from lapor.ui import dates


class Facts(TypedDict):
    """`due` and `day` tell the limit that matters to the recipient, as a moment and as a day; "" when there is none."""

    code: str
    agency: str
    to: str
    clock: str
    due: str
    day: str
    reason: str
    classification: str
    final: bool
    promised: bool
    ends: str
    part: str
    part_of: str


def of(event: Event, report: Report) -> Facts:
    """Collect the facts of an event for notices about this report."""
    zone = report.holder.zone_name
    due = _due(event, report)
    clock = str(event.data.get("clock", ""))
    reason = str(event.data.get("reason", ""))
    return Facts(
        code=codes.grouped(report.code),
        agency=event.agency.name if event.agency else "Instansi",
        to=_name(event.data.get("to") or event.data.get("agency")) or report.holder.name,
        clock=str(Clock(clock).label) if clock in Clock.values else "",
        due=dates.moment(due, zone) if due else "",
        day=dates.day(dates.localise(due, zone).date()) if due else "",
        reason=str(ArchiveReason(reason).label) if reason in ArchiveReason.values else "",
        classification=str(Classification(report.classification).label),
        final=bool(event.data.get("final")),
        promised="promise" in event.data,
        ends="diarsipkan" if clock == "completing" else "ditutup",
        part=_part(event, report) if event.kind == "split" else "",
        part_of=codes.grouped(report.split_from.code) if event.kind == "unsplit" and report.split_from else "",
    )


def _part(event: Event, report: Report) -> str:
    """The part that this split made; its reporter had the codes of earlier ones with theirs."""
    code = policies.parts_of(report).filter(pk=event.data["part"]).values_list("code", flat=True).first()
    return codes.grouped(code) if code else ""


def codes_only(report: Report) -> Facts:
    """All that may be said of a secret report."""
    return Facts(
        code=codes.grouped(report.code),
        agency="",
        to="",
        clock="",
        due="",
        day="",
        reason="",
        classification="",
        final=False,
        promised=False,
        ends="",
        part="",
        part_of="",
    )


def _due(event: Event, report: Report) -> datetime | None:
    """The limit that the event itself names, else the first of the limits that started with it."""
    named = event.data.get("until") or event.data.get("due")
    if named:
        return datetime.fromisoformat(str(named))
    started = Deadline.objects.filter(report=report, started_at=event.at)
    if event.kind in SENDS:
        started = started.filter(clock="response")
    return started.order_by("due_at").values_list("due_at", flat=True).first()


def _name(agency_id: object) -> str:
    if not isinstance(agency_id, int):
        return ""
    return Agency.objects.filter(pk=agency_id).values_list("name", flat=True).first() or ""
