"""One running clock of one report: stored when it starts, with the rule it follows."""

from __future__ import annotations

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
        )

    def __str__(self) -> str:
        return f"{self.clock} {self.due_at:%Y-%m-%d}"

    @property
    def is_live(self) -> bool:
        return self.outcome in (Outcome.RUNNING, Outcome.PAUSED)
