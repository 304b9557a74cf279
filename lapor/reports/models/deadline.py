"""One running clock of one report: stored when it starts, with the rule it follows."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency
from lapor.reports.models.report import Report


class Outcome(models.TextChoices):
    RUNNING = "running", "berjalan"
    PAUSED = "paused", "dijeda"
    MET = "met", "terpenuhi"
    MISSED = "missed", "terlewati"
    VOID = "void", "tidak berlaku lagi"


class Deadline(models.Model):
    """started → due; paused keeps the working days that are left; stopped is met, missed or void.

    `counted_at`, `counted_days`: from when how many working days were counted last, where that was not the start.
    `armed_at`: since when it ends where it ends, where that was changed by hand or by decree: steps that lie ahead are
    taken anew. `step_at`: when the next of `standards.Step` is due; empty until that was worked out.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="deadlines")
    clock = models.CharField(max_length=16)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=14)
    basis = models.CharField(max_length=250)
    standard_id = models.PositiveBigIntegerField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.RUNNING)
    paused_at = models.DateTimeField(null=True, blank=True)
    remaining = models.SmallIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_days = models.SmallIntegerField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    overdue_marked = models.BooleanField(default=False)
    warned_at = models.DateTimeField(null=True, blank=True)
    armed_at = models.DateTimeField(null=True, blank=True)
    step_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "tenggat"
        verbose_name_plural = "tenggat"
        constraints = (
            models.UniqueConstraint(
                fields=["report", "clock"],
                condition=Q(outcome__in=["running", "paused"]),
                name="one_live_deadline_per_clock",
            ),
        )
        indexes = (
            # sweeps: what has run out and is not yet dealt with.
            models.Index(fields=["clock", "due_at"], name="deadline_running", condition=Q(outcome="running")),
            # steps: what has a step to take, or does not know its next one yet.
            models.Index(fields=["step_at"], name="deadline_step", condition=Q(outcome="running")),
        )

    def __str__(self) -> str:
        return f"{self.clock} {self.due_at:%Y-%m-%d}"

    @property
    def is_live(self) -> bool:
        return self.outcome in (Outcome.RUNNING, Outcome.PAUSED)

    @property
    def armed_since(self) -> datetime:
        return self.armed_at or self.started_at


class StepTaken(models.Model):
    """A step that was taken for a limit: once for each end that the limit was given."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="steps", db_index=False)
    step = models.CharField(max_length=32)
    armed_since = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = "langkah pengingat yang sudah diambil"
        verbose_name_plural = "langkah pengingat yang sudah diambil"
        constraints = (
            models.UniqueConstraint(fields=["deadline", "step", "armed_since"], name="step_taken_once_per_end"),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.taken_at:%Y-%m-%d}"
