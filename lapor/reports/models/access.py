"""Traces and bridges: who looked, what it is called elsewhere, which submit was already answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lapor.agencies.models import Agency
from lapor.kit import clock
from lapor.kit.lease import Leased
from lapor.reports.models.report import Report


class AccessEntry(models.Model):
    """Somebody read a name or the words of a secret report, or took a case file along. One row per person, report,
    thing and hour.

    Without a user: two custodians opened the sealed identity together, for the reason that the reporter can read.
    """

    class What(models.TextChoices):
        IDENTITY = "identity", "nama pelapor"
        SECRET_TEXT = "secret_text", "isi laporan rahasia"
        FILE = "file", "berkas laporan rahasia"
        PHONE = "phone", "nomor telepon pelapor"
        CASE_FILE = "case_file", "seluruh berkas perkara"
        IDENTITY_BOX = "identity_box", "identitas pelapor yang disegel"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    hour = models.DateTimeField()
    reason_sealed = models.BinaryField(null=True)

    class Meta:
        verbose_name = "catatan akses"
        verbose_name_plural = "catatan akses"
        constraints = (
            models.UniqueConstraint(fields=["report", "user", "what", "hour"], name="one_access_entry_per_hour"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.hour:%Y-%m-%d %H}"


class ExternalReference(models.Model):
    """The same report under its number in another system."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="references")
    system = models.CharField(max_length=20)
    value = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["system", "value"], name="external_reference_once"),)

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"


class Idempotency(models.Model):
    """A submit or a move that was already answered: the same key and body get the same answer, another is refused.

    `report` is loose on purpose: erasing a report must not make its key reusable. `answer` is that of a move (codes
    only, see actions/once.py); that of a submit is made anew, because nobody may keep a PIN.
    """

    key_digest = models.BinaryField(max_length=32, primary_key=True)
    body_digest = models.BinaryField(max_length=32)
    report = models.ForeignKey(Report, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (
            # sweeps: keys older than their promise are dropped.
            models.Index(fields=["created_at"], name="idempotency_by_age"),
        )

    def __str__(self) -> str:
        return self.created_at.isoformat()


class PinRequest(Leased):
    """Somebody lost his PIN and names the code and his contact; only the worker can compare and answer."""

    code = models.CharField(max_length=9)
    contact_box = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.created_at.isoformat()


class SweepRun(models.Model):
    """When the sweep last looked; a gap between two looks makes it careful. One row.

    `rest_until`: until when nobody is called late, because the clock itself is in doubt. `days_off`: the days off that
    were seen last; `days_off_at`: since when, while limits are still following them. `steps`: the steps and office
    hours that were seen last.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ran_at = models.DateTimeField()
    careful_until = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)
    days_off = models.BinaryField(max_length=32, null=True)
    days_off_at = models.DateTimeField(null=True)
    steps = models.BinaryField(max_length=32, null=True)

    def __str__(self) -> str:
        return self.ran_at.isoformat()
