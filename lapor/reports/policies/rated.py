"""How a reporter judged what was done with his report, for everybody who may read the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from lapor.kit.written import ANY, Kept
from lapor.reports.choices import Verdict
from lapor.reports.models import Rating, Report

QUESTIONS = (
    ("adequate", "Jawaban memadai"),
    ("solved", "Masalah teratasi"),
    ("treated", "Diperlakukan dengan baik"),
)


@dataclass(frozen=True, slots=True)
class RatingView:
    """Each of the three is "yes", "partly", "no", or "" where it was not asked; `stars` of ratings from before."""

    adequate: str
    solved: str
    treated: str
    stars: int | None

    @property
    def told(self) -> tuple[str, ...]:
        """One line for each thing that was asked."""
        given = ((label, getattr(self, name)) for name, label in QUESTIONS)
        lines = tuple(f"{label}: {str(Verdict(value).label).lower()}" for label, value in given if value)
        return lines if self.stars is None else (f"{self.stars} dari 5 bintang", *lines)


def of(report: Report) -> RatingView | None:
    """The last judgement of a closed report; None where there is none."""
    row = next(_rating(connection.vendor).asked(report.pk), None) if report.closed_at else None
    return RatingView(row.adequate, row.is_solved, row.treated, row.stars) if row else None


@lru_cache
def _rating(vendor: str) -> Kept[Rating]:
    return Kept(Rating.objects.filter(report=ANY))
