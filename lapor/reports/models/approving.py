"""Answers that are written and not sent yet: what waits for a leader or its time, and where agencies want that."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency
from lapor.reports.models.report import Report


class ApprovalRule(models.Model):
    """Which answers of an agency, and of the units below it without a rule of their own, a leader reads first."""

    class Scope(models.TextChoices):
        NONE = "none", "Tidak ada; petugas langsung mengirim"
        FINAL = "final", "Jawaban akhir"
        ALL = "all", "Semua jawaban"

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False, related_name="+")
    scope = models.CharField(max_length=5, choices=Scope.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            # Also what an answer asks: the rules of some agencies.
            models.UniqueConstraint(
                fields=["agency"], condition=Q(until__isnull=True), name="one_open_approval_rule_per_agency"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.scope}"


class WaitingAnswer(models.Model):
    """Everything that a follow-up was given, sealed under the report's key, until it is sent; its files hang on it.

    For whom it waits stands in the report (`answer_waits`, `approver`), so that a list can ask.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="waiting")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    given_sealed = models.BinaryField()
    comment_sealed = models.BinaryField(null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    changed_at = models.DateTimeField()
    send_at = models.DateTimeField(null=True)  # not before this moment; empty: as soon as it may
    # Who has let it go before its time.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        indexes = (
            # scheduled.run: what is to be sent by now.
            models.Index(fields=["send_at"], name="waiting_answer_by_time", condition=Q(send_at__isnull=False)),
            # sweeps: what was returned and nobody touched for a month is dropped.
            models.Index(fields=["changed_at"], name="waiting_answer_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.changed_at:%Y-%m-%d}"
