"""Files that wait for their yes, and what was applied from those that got it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lapor.kit import clock


class Upload(models.Model):
    """The rows of a file that somebody looks at before he applies them; sealed, and gone after an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    key_wrapped = models.BinaryField()
    rows_sealed = models.BinaryField()

    class Meta:
        indexes = (
            # sweep: what nobody applied within the hour is dropped.
            models.Index(fields=["created_at"], name="upload_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class Application(models.Model):
    """What one file changed, as ids and the former values of offices and categories, so that it can be taken back."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)
    counts = models.JSONField(default=dict)  # of lines, by outcome
    done = models.JSONField(default=dict)  # see applying.Done
    undone_at = models.DateTimeField(null=True)
    kept = models.JSONField(default=list)  # sentences: what could not be taken back

    class Meta:
        indexes = (
            # The page of the set-up: one's own, the newest first.
            models.Index(fields=["user", "-at"], name="application_of_user"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
