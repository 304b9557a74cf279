"""The log. Rows are only ever added; triggers on both databases refuse everything else."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lapor.agencies.models import Agency
from lapor.kit.lease import Leased
from lapor.reports import choices
from lapor.reports.models.report import Report


class Event(models.Model):
    """One thing that happened to one report: ids, codes and commitments, never words and never a reporter's person.

    `hash` covers the content and the hash of the event before it, so a missing or back-dated event shows.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, db_index=False, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=choices.Channel.choices)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    data = models.JSONField(default=dict)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = "peristiwa"
        verbose_name_plural = "peristiwa"
        constraints = (models.UniqueConstraint(fields=["report", "seq"], name="event_seq_once_per_report"),)
        indexes = (
            # What one officer did, and the operator's own intake list.
            models.Index(fields=["user", "-at"], name="event_by_user"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class Reaction(Leased):
    """The queue entry of an event: others have not yet reacted to it. Written in the event's own transaction."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="reaction")

    def __str__(self) -> str:
        return f"reaction {self.event_id}"
