"""The official letters that were made from answers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper

from lapor.agencies.models import Agency
from lapor.reports.models.attachment import Attachment
from lapor.reports.models.message import Message
from lapor.reports.models.report import Report


class Letter(models.Model):
    """One letter, never changed. What it says stands in its files alone: `file` without the reporter's name, and
    `named` with it, for who may read that.

    `serial` is where it stands in the agency's register, when its number was made from the agency's pattern.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="letters")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, db_index=False, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(null=True)
    file = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="+")
    named = models.OneToOneField(Attachment, on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            # Also answers what the last number of an agency's year is.
            models.UniqueConstraint("agency", "year", Upper("number"), name="letter_number_once_a_year"),
        )

    def __str__(self) -> str:
        return self.number
