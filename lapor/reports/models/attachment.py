"""A file of a report. Only clean derivatives are shown; every parser runs in a child of the worker."""

from __future__ import annotations

import uuid

from django.db import models

from lapor.kit.lease import Leased
from lapor.reports.models.approving import WaitingAnswer
from lapor.reports.models.message import Message
from lapor.reports.models.report import Report


class Attachment(Leased):
    """`original` and `derivative` are random names in the file store, each sealed under its own wrapped key.

    Sizes are those of the sealed streams (`crypto.padded_size`): exact ones would show the same file in two reports.

    The lease is the cleaning queue: the row is done when it is clean, refused or kept as original only.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Sedang diperiksa"
        CLEAN = "clean", "Siap dibuka"
        REFUSED = "refused", "Ditolak"
        ORIGINAL_ONLY = "original_only", "Hanya berkas asli"

    class Letter(models.TextChoices):
        """Of an official letter: which of its two versions this is."""

        PLAIN = "plain", "tanpa nama pelapor"
        NAMED = "named", "dengan nama pelapor"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    waiting = models.ForeignKey(  # an answer that is not sent: nobody but its unit and its approver sees the file
        WaitingAnswer, on_delete=models.CASCADE, null=True, blank=True, db_index=False, related_name="attachments"
    )
    number = models.PositiveSmallIntegerField()
    by_reporter = models.BooleanField()
    state = models.CharField(max_length=14, choices=State.choices, default=State.WAITING)
    kind = models.CharField(max_length=12)
    name_sealed = models.BinaryField(null=True)
    key_sealed = models.BinaryField()
    original = models.UUIDField(null=True)
    original_size = models.PositiveBigIntegerField()
    derivative = models.UUIDField(null=True)
    derivative_key_sealed = models.BinaryField(null=True)
    derivative_kind = models.CharField(max_length=12, blank=True)
    derivative_size = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(max_length=20, blank=True)  # why it is not shown, a code of files.REASONS
    is_public = models.BooleanField(default=False)
    letter = models.CharField(max_length=5, choices=Letter.choices, blank=True, db_default="", default="")
    created_at = models.DateTimeField()

    class Meta(Leased.Meta):
        verbose_name = "lampiran"
        verbose_name_plural = "lampiran"
        constraints = (models.UniqueConstraint(fields=["report", "number"], name="attachment_number_once"),)
        indexes = [
            *Leased.Meta.indexes,
            # cleaning.sweep_orphans: which rows have their bytes in one folder of the store.
            models.Index(fields=["original"], name="attachment_by_original"),
            models.Index(fields=["derivative"], name="attachment_by_derivative"),
            # The files of an answer that is not sent yet.
            models.Index(fields=["waiting"], name="attachment_waiting", condition=models.Q(waiting__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """Never the reporter's own file name, which may say who he is."""
        return f"{'surat-jawaban' if self.letter else 'lampiran'}-{self.number}.{self.derivative_kind or self.kind}"
