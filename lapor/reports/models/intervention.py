"""A letter in which the nation's admin asks an agency for something by a day, and the log of what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency
from lapor.kit import clock
from lapor.reports.models.report import Report


class Intervention(models.Model):
    """One letter, numbered anew each year. Its words are the admin's and the agency's own, never a reporter's."""

    class State(models.TextChoices):
        SENT = "sent", "belum dibaca"
        READ = "read", "sudah dibaca"
        ANSWERED = "answered", "sudah dijawab"
        SETTLED = "settled", "selesai"

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=120)
    body = models.TextField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    reports = models.ManyToManyField(Report, related_name="interventions")

    class Meta:
        verbose_name = "surat intervensi"
        verbose_name_plural = "surat intervensi"
        constraints = (models.UniqueConstraint(fields=["year", "number"], name="intervention_number_once_a_year"),)
        indexes = (
            # interventions.overdue: on the nation's page and in weekly digests.
            models.Index(fields=["due_at"], name="intervention_waits", condition=Q(answered_at=None, settled_at=None)),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As it is quoted: 3/INT/2026."""
        return f"{self.number}/INT/{self.year}"

    @property
    def state(self) -> State:
        if self.settled_at:
            return Intervention.State.SETTLED
        if self.answered_at:
            return Intervention.State.ANSWERED
        return Intervention.State.READ if self.read_at else Intervention.State.SENT

    @property
    def waits(self) -> bool:
        """Whether an answer is still awaited."""
        return self.state in (Intervention.State.SENT, Intervention.State.READ)

    @property
    def is_overdue(self) -> bool:
        """Whether its day passed without an answer."""
        return self.waits and self.due_at < clock.now()


class InterventionEvent(models.Model):
    """What happened to a letter: only added, as triggers on both databases see to (`guards`)."""

    class Kind(models.TextChoices):
        SENT = "sent", "Surat dikirim"
        READ = "read", "Surat dibaca"
        ANSWERED = "answered", "Surat dijawab"
        SETTLED = "settled", "Surat dinyatakan selesai"

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
