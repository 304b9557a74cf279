"""What people write to each other about a report, where it was sent, and how it was judged."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency
from lapor.reports.choices import Verdict
from lapor.reports.models.report import Report

UNHAPPY = 2  # stars, of a rating from before the three questions


class Message(models.Model):
    """A follow-up, a question, a reply or a note. The words are sealed under the report's key.

    `public_body` is filled only when an officer confirmed that the public may read the text.
    """

    class Kind(models.TextChoices):
        FOLLOW_UP = "follow_up", "Tindak lanjut"
        FINAL = "final", "Jawaban akhir"
        QUESTION = "question", "Pertanyaan"
        RESPONSE = "response", "Tanggapan pelapor"
        REASON = "reason", "Alasan"
        NOTE = "note", "Catatan internal"
        PHONE = "phone", "Nomor telepon pelapor"
        OPINION = "opinion", "Hasil pemeriksaan Ombudsman"

    class Audience(models.TextChoices):
        REPORTER = "reporter", "pelapor dan petugas"
        OFFICERS = "officers", "petugas saja"
        HOLDER = "holder", "pelapor dan instansi pemegang"
        OMBUDSMAN = "overseer", "Ombudsman saja"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, db_index=False, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(  # the leader who let the answer go
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    body_sealed = models.BinaryField(null=True)
    public_body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            # The conversation of one report, in order.
            models.Index(fields=["report", "created_at"], name="message_by_report"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"


class Disposition(models.Model):
    """The report was in this agency's hands, or was copied to it (tembusan), from then until then.

    It is also the answer to "whose is it to see": who never got one never sees the report.
    """

    class Kind(models.TextChoices):
        QUEUE = "queue", "antrean"
        MAIN = "main", "disposisi"
        COPY = "copy", "tembusan"
        REVIEW = "review", "pemeriksaan keberatan"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="dispositions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_from = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    instruction = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["report"], condition=Q(until__isnull=True) & ~Q(kind="copy"), name="one_holder_per_report"
            ),
            models.UniqueConstraint(
                fields=["report", "agency"], condition=Q(until__isnull=True, kind="copy"), name="one_copy_per_agency"
            ),
        )
        indexes = (
            # visible_to: has this agency ever had this report, and not as a copy? Answered by the index alone.
            models.Index(fields=["agency", "report", "kind"], name="disposition_by_agency"),
            # bouncing.of_agencies: what left an agency lately.
            models.Index(fields=["until"], name="disposition_ended", condition=Q(until__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.agency_id}"


class Rating(models.Model):
    """The reporter's verdict on a closed report: was the answer adequate, is it solved, was he treated well?

    `solved` is empty for "partly". Before there were three questions, people gave `stars`, 1 (very bad) to 5 (very
    good), and said whether it was solved; those ratings stay as they were given, with the other two left blank.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True, related_name="rating")
    adequate = models.CharField(
        "jawaban memadai", max_length=6, choices=Verdict.choices, blank=True, default="", db_default=""
    )
    solved = models.BooleanField("masalah teratasi", null=True)
    treated = models.CharField(
        "diperlakukan baik", max_length=6, choices=Verdict.choices, blank=True, default="", db_default=""
    )
    stars = models.PositiveSmallIntegerField("nilai", null=True)
    reason = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    rated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_between_one_and_five"),
        )

    def __str__(self) -> str:
        return f"{self.stars} bintang" if self.stars else f"{self.adequate}, {self.is_solved}, {self.treated}"

    @property
    def is_solved(self) -> str:
        """`solved` as the other two are told."""
        if self.solved is None:
            return Verdict.PARTLY
        return Verdict.YES if self.solved else Verdict.NO

    @property
    def is_bad(self) -> bool:
        """One plain no, or at most two stars."""
        if self.stars is not None:
            return self.stars <= UNHAPPY
        return Verdict.NO in (self.adequate, self.is_solved, self.treated)
