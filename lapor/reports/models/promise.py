"""What an agency promised by a day, and what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency
from lapor.reports.choices import LIVE_PROMISES, PromiseState
from lapor.reports.models.message import Message
from lapor.reports.models.report import Report


class Promise(models.Model):
    """One promise of an answer: its words sealed under the report's key, its day, its state (ADR 21).

    `agency` is who promised, and it counts for its figures. `owner` works at the holder and sees to it (ADR 36);
    without one it is up to who is in charge of the report, else to the whole unit. `due_at` is the close of the
    promised day, `next_at` when time does something next: lets it come back, breaks it, or takes silence for a yes.
    `public_body` is filled only where the answer itself was published.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, db_index=False, related_name="promises")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="penanggung jawab janji",
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    body_sealed = models.BinaryField()
    public_body = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=11, choices=PromiseState.choices, default=PromiseState.OPEN)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    moved = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "janji"
        verbose_name_plural = "janji"
        constraints = (
            models.UniqueConstraint(
                fields=["report"], condition=Q(state__in=LIVE_PROMISES), name="one_live_promise_per_report"
            ),
        )
        indexes = (
            # policies.redact: the promises of one report, in order.
            models.Index(fields=["report", "made_at"], name="promise_by_report"),
            # promises.of_agencies: kept and broken ones of an agency.
            models.Index(fields=["agency", "state"], name="promise_by_agency"),
            # incharge.promised_by: what somebody still has to keep.
            models.Index(
                fields=["owner"], name="promise_owned", condition=Q(owner__isnull=False, state__in=LIVE_PROMISES)
            ),
            # sweeps: where time does something next.
            models.Index(fields=["next_at"], name="promise_next", condition=Q(state__in=LIVE_PROMISES)),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.due_at:%Y-%m-%d}"
