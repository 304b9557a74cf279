"""What a viewer sees of the case that a report is, or was, at the Ombudsman."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from lapor.kit.written import ANY, Kept
from lapor.people.actor import Actor
from lapor.reports.choices import LIVE_CASES, CaseOutcome, CaseState
from lapor.reports.models import OmbudsmanCase, Report
from lapor.reports.policies.sight import Level, oversees, shown_time


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case: since when, how it stands, how it ended; `officer`: who accepted it, told to the Ombudsman alone."""

    state: str
    state_label: str
    opened_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    outcome: str
    outcome_label: str
    officer: str

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_CASES


def of(report: Report, viewer: Actor, level: Level) -> CaseView | None:
    """The case of a report that is with the Ombudsman or was ended by him; the public is told of none."""
    if level in ("none", "public") or not report.appeal_state:  # pages of the public do not load it
        return None
    row = next(iter(_latest(connection.vendor).asked(report.pk)), None)
    return view_of(row, report, level, named=oversees(viewer, report)) if row else None


def view_of(row: OmbudsmanCase, report: Report, level: Level, *, named: bool) -> CaseView:
    def shown(at: datetime | None) -> datetime | None:
        return shown_time(at, report, level) if at else None

    return CaseView(
        state=row.state,
        state_label=str(CaseState(row.state).label),
        opened_at=shown_time(row.opened_at, report, level),
        accepted_at=shown(row.accepted_at),
        ended_at=shown(row.ended_at),
        outcome=row.outcome,
        outcome_label=str(CaseOutcome(row.outcome).label) if row.outcome else "",
        officer=row.accepted_by.name if named and row.accepted_by else "",
    )


@lru_cache
def _latest(vendor: str) -> Kept[OmbudsmanCase]:
    rows = OmbudsmanCase.objects.filter(report=ANY).select_related("accepted_by").order_by("-opened_at")
    return Kept(rows[:1])
