"""What answers are made of before they are sent: drafts of a unit, who has a form open, and templates."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lapor.agencies.models import Agency
from lapor.reports import choices
from lapor.reports.models.report import Report


class AnswerDraft(models.Model):
    """The words of one move that a unit has not made yet, sealed under the report's key.

    `version` changes with each write, so that whoever writes shows which words he has seen; `form_digest` names the
    form that wrote last, which may lose our answer and still go on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, db_index=False, related_name="unsent")
    move = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    version = models.UUIDField(default=uuid.uuid4)
    form_digest = models.BinaryField(max_length=32)
    words_sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            # Also what the desk reads: the drafts of one report, and of the reports of a list.
            models.UniqueConstraint(fields=["report", "agency", "move"], name="one_draft_per_move_and_unit"),
        )
        indexes = (
            # sweeps: drafts that nobody touched for a month are dropped.
            models.Index(fields=["changed_at"], name="draft_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.move} {self.changed_at:%Y-%m-%d}"


class Writing(models.Model):
    """Somebody has the form of a move open, for his unit, until then; a beat of the page moves `until` on."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, db_index=False, related_name="+")
    move = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = (
            # Also what the desk reads: who writes about one report.
            models.UniqueConstraint(fields=["report", "user", "move"], name="one_open_form_per_move_and_person"),
        )

    def __str__(self) -> str:
        return f"{self.move} {self.until:%Y-%m-%d %H:%M}"


class AnswerTemplate(models.Model):
    """Words that a unit and the units below it begin an answer with; nobody's personal data stand in it.

    `state`: only for reports in this state, "" for all.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False, related_name="+")
    move = models.CharField("langkah", max_length=20)
    state = models.CharField("status", max_length=11, choices=choices.State.choices, blank=True)
    name = models.CharField("nama", max_length=80)
    body = models.TextField("isi")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            # Also what a form and the page of a unit read: the templates of some agencies for a move.
            models.UniqueConstraint(fields=["agency", "move", "name"], name="one_template_per_name"),
        )

    def __str__(self) -> str:
        return self.name
