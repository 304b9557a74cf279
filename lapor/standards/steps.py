"""When each step of a limit is due: pure functions over rows of `models.Step` and a working calendar."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from lapor.agencies.models import Agency
from lapor.standards import arithmetic, rulebook
from lapor.standards.calendar import WorkingCalendar
from lapor.standards.models import OfficeHours, Step, Unit

WHOLE = 100  # percent
ANY_CLOCK = "-"  # of no row: only steps for every clock are valid for it


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of `amount` days that ends at `due_at`; pauses have moved that end, or, of one that was late before,
    `late_from`.
    """

    due_at: datetime
    late_from: datetime
    amount: int
    unit: str


def of(clock: str, *, agency: Agency) -> tuple[Step, ...]:
    """The steps of a clock of an agency: the nation's minimums and what the agency, or one above it, has added."""
    return rulebook.current().steps(clock, agency.path)


def due_at(step: Step, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """When a step is to be taken.

    Counted from the end, so that pauses and extensions count by themselves: at 75 % of 14 working days there are 3
    left, and the step is due when the office opens on that day. The whole is the end itself.
    """
    if step.measure == Step.Measure.LATE:
        return arithmetic.add_working_days(calendar, limit.late_from, step.amount)
    if step.amount == WHOLE:
        return limit.due_at
    left = limit.amount * (WHOLE - step.amount) // WHOLE
    working = limit.unit == Unit.WORKING_DAYS
    return arithmetic.opening_before(calendar, limit.due_at, days=left, working=working)


def mark() -> bytes:
    """A digest of all steps and office hours: another one means that moments changed. Read from the database."""
    steps = Step.objects.order_by("pk").values_list("pk", "clock", "measure", "amount", "tells", "agency__path")
    hours = OfficeHours.objects.order_by("pk").values_list("pk", "agency__path", "opens", "closes")
    return hashlib.sha256(repr((list(steps), list(hours))).encode()).digest()


def why_not(step: Step) -> str | None:
    """Why a row cannot be: an agency may be stricter than the nation's minimum, and nothing can be said twice."""
    if step.agency is None:
        return None
    clock = step.clock or ANY_CLOCK
    minimums = [row for row in rulebook.current().steps(clock, "") if row.tells == step.tells and row.pk != step.pk]
    if any(row.name == step.name for row in minimums):
        return "Langkah ini sudah berlaku bagi semua instansi."
    late = [row.amount for row in minimums if row.measure == Step.Measure.LATE]
    if step.measure == Step.Measure.LATE and late and step.amount > min(late):
        return (
            f"Secara nasional penerima ini sudah diberi tahu {min(late)} hari kerja setelah batas. "
            "Instansi hanya dapat menambah langkah yang lebih awal."
        )
    return None
