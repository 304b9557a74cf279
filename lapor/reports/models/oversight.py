"""What a reporter brought to the Ombudsman, and what became of it there."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from lapor.reports.choices import LIVE_CASES, CaseOutcome, CaseState
from lapor.reports.models.message import Message
from lapor.reports.models.report import Report


class OmbudsmanCase(models.Model):
    """One consent of a reporter: opened by it, accepted and ended by the Ombudsman, or withdrawn before (ADR 29).

    `opinion`: his closing words, which reporter and agency read; they are sealed as every message is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, db_index=False, related_name="cases")
    state = models.CharField(max_length=9, choices=CaseState.choices, default=CaseState.WAITING)
    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    outcome = models.CharField(max_length=13, choices=CaseOutcome.choices, blank=True)
    opinion = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+")

    class Meta:
        verbose_name = "kasus Ombudsman"
        verbose_name_plural = "kasus Ombudsman"
        constraints = (
            models.UniqueConstraint(
                fields=["report"], condition=Q(state__in=LIVE_CASES), name="one_live_case_per_report"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*LIVE_CASES, CaseState.WITHDRAWN], outcome="")
                | (Q(state__in=[CaseState.CLOSED, CaseState.DECLINED]) & ~Q(outcome="")),
                name="ended_case_has_an_outcome",
            ),
        )
        indexes = (
            # policies.redact: the case of one report, the latest first.
            models.Index(fields=["report", "-opened_at"], name="case_by_report"),
            # cases.listing: the Ombudsman's page, one state, oldest first.
            models.Index(fields=["state", "opened_at"], name="case_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.opened_at:%Y-%m-%d}"
