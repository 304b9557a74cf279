"""The report and what hangs on it alone: its key and, apart from it, who filed it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lapor.agencies.models import Agency, Category, Region
from lapor.kit import clock
from lapor.reports import choices


class Report(models.Model):
    """What, where, when, how secret, and whose turn it is. Never who.

    Foreign keys with which an index of several columns begins have none of their own (here and in the other rows).

    The words of the reporter are sealed under the report's own key (`*_sealed`); only the public version that an
    officer confirmed is plain. `state`, `holder` and the fields below them are the fold of the report's events.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("kode laporan", max_length=9, unique=True)
    # An operator has read the PIN aloud or printed it: the reporter gets another one when he first comes.
    pin_seen = models.BooleanField(default=False, db_default=False)
    pin_verifier = models.BinaryField(max_length=32, null=True)
    submitted_at = models.DateTimeField("masuk")
    channel = models.CharField("saluran", max_length=10, choices=choices.Channel.choices)
    origin = models.CharField("asal", max_length=8, choices=choices.Origin.choices, default=choices.Origin.NATIVE)

    classification = models.CharField(
        "klasifikasi", max_length=12, choices=choices.Classification.choices, default=choices.Classification.COMPLAINT
    )
    oversight = models.BooleanField("berkadar pengawasan", null=True, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, verbose_name="kategori")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="wilayah")
    incident_date = models.DateField("tanggal kejadian", null=True, blank=True)
    target = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="instansi tujuan"
    )
    accused = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="yang dilaporkan"
    )
    identity = models.CharField("identitas", max_length=10, choices=choices.Identity.choices)
    secrecy = models.CharField("isi", max_length=8, choices=choices.Secrecy.choices)

    title_sealed = models.BinaryField()
    body_sealed = models.BinaryField()
    place_sealed = models.BinaryField(null=True)
    accused_sealed = models.BinaryField(null=True)

    public_title = models.CharField("judul publik", max_length=200, blank=True)
    public_body = models.TextField("isi publik", blank=True)
    published_at = models.DateTimeField("terbit", null=True, blank=True)
    withheld = models.CharField(max_length=12, choices=choices.WithholdReason.choices, blank=True)

    state = models.CharField("status", max_length=12, choices=choices.State.choices)
    holder = models.ForeignKey(
        Agency, on_delete=models.PROTECT, db_index=False, related_name="held", verbose_name="pemegang"
    )
    waits_at = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="menunggu di meja"
    )
    waits_for = models.CharField(max_length=8, choices=choices.Waits.choices, default=choices.Waits.OFFICER)
    due_at = models.DateTimeField("tenggat terdekat", null=True, blank=True)
    turn = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField("berubah")
    returns = models.PositiveSmallIntegerField("pengembalian", default=0)
    arbiter = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # nothing is looked up by it
        related_name="+",
        verbose_name="pemutus",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="penanggung jawab",
    )
    answer_waits = models.CharField(
        max_length=8, choices=choices.AnswerWaits.choices, blank=True, default="", db_default=""
    )
    approver = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="jawaban menunggu persetujuan di",
    )
    final_at = models.DateTimeField("jawaban akhir", null=True, blank=True)
    closed_at = models.DateTimeField("selesai", null=True, blank=True)
    closed_by = models.CharField(max_length=8, choices=choices.ClosedBy.choices, blank=True)
    archive_reason = models.CharField(max_length=20, choices=choices.ArchiveReason.choices, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    objected_at = models.DateTimeField("keberatan", null=True, blank=True)
    offered_at = models.DateTimeField("ditawari Ombudsman", null=True, blank=True)
    appealed_at = models.DateTimeField("dibawa ke Ombudsman", null=True, blank=True)
    # The state of its case at the Ombudsman, read without a query; empty while it is not with him.
    appeal_state = models.CharField(
        max_length=9, choices=choices.CaseState.choices, blank=True, default="", db_default=""
    )
    intervened_at = models.DateTimeField("diintervensi", null=True, blank=True)
    # The promises made in answers: how many, what the running one waits for, and until when; read without a query.
    promises_made = models.PositiveSmallIntegerField("janji", default=0, db_default=0)
    promise_state = models.CharField(
        max_length=11, choices=choices.PromiseState.choices, blank=True, default="", db_default=""
    )
    promise_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    # A part of another report: the reporter, his contact and his PIN are those of the origin.
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="parts"
    )
    # How many parts were ever made of it; read without a query.
    parts_made = models.PositiveSmallIntegerField("bagian", default=0, db_default=0)

    class Meta:
        verbose_name = "laporan"
        verbose_name_plural = "laporan"
        constraints = (
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(secrecy=choices.Secrecy.PUBLIC),
                name="secret_report_is_never_published",
            ),
            models.CheckConstraint(
                condition=Q(secrecy=choices.Secrecy.PUBLIC) | Q(public_body="", public_title=""),
                name="secret_report_has_no_plain_words",
            ),
            models.CheckConstraint(
                condition=Q(state=choices.State.MERGED, merged_into__isnull=False)
                | (~Q(state=choices.State.MERGED) & Q(merged_into__isnull=True)),
                name="merged_report_has_a_primary",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="report_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(split_from__isnull=True) | Q(parts_made=0, pin_verifier__isnull=True),
                name="part_has_neither_parts_nor_pin",
            ),
        )
        indexes = (
            # queries.inbox: what waits at my agencies, most urgent first.
            models.Index(fields=["waits_at", "waits_for", "due_at"], name="report_inbox"),
            # What one person is in charge of: his own list, his load, what he hands over.
            models.Index(fields=["assignee", "due_at"], name="report_assigned", condition=Q(assignee__isnull=False)),
            # queries.published: the public list, newest first, keyset pages.
            models.Index(
                fields=["-published_at", "-id"], name="report_published", condition=Q(published_at__isnull=False)
            ),
            # queries.published filtered by agency: page of an agency.
            models.Index(
                fields=["holder", "-published_at"],
                name="report_published_by_holder",
                condition=Q(published_at__isnull=False),
            ),
            # queries.inbox of who sees the whole nation: what is open by its limit, what is done by its last change.
            models.Index(fields=["due_at", "id"], name="report_open", condition=Q(state__in=choices.OPEN_STATES)),
            models.Index(fields=["-changed_at", "id"], name="report_done", condition=Q(state__in=choices.DONE_STATES)),
            # queries.to_approve: answers that wait for a leader of my agencies.
            models.Index(fields=["approver", "due_at"], name="report_to_approve", condition=Q(approver__isnull=False)),
            # The Ombudsman's list, and what an official export left open.
            models.Index(fields=["-changed_at"], name="report_appealed", condition=Q(appealed_at__isnull=False)),
            models.Index(fields=["-changed_at"], name="report_imported", condition=Q(origin=choices.Origin.IMPORTED)),
            # sweeps: who waits so long that the Ombudsman is offered to him.
            models.Index(
                fields=["submitted_at"],
                name="report_to_offer",
                condition=Q(state__in=choices.OPEN_STATES, offered_at=None, appealed_at=None),
            ),
            # policies.parts: the parts of one report.
            models.Index(fields=["split_from"], name="report_parts", condition=Q(split_from__isnull=False)),
            # The desk's full list of one agency, newest first.
            models.Index(fields=["holder", "-submitted_at"], name="report_by_holder"),
            # National list and daily roll-ups.
            models.Index(fields=["submitted_at"], name="report_by_arrival"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def is_secret(self) -> bool:
        return self.secrecy == choices.Secrecy.SECRET

    @property
    def reporter_at(self) -> uuid.UUID:
        """The report that keeps the reporter's boxes and PIN: itself, or what it is a part of."""
        return self.split_from_id or self.pk

    @property
    def is_open(self) -> bool:
        return self.state in choices.OPEN_STATES

    @property
    def awaits_decision(self) -> bool:
        """Whether its arbiter has to say who is to answer."""
        return self.state == choices.State.UNVERIFIED and self.arbiter_id == self.holder_id

    @property
    def standard_class(self) -> str:
        """The classification as service standards name it."""
        if self.classification == choices.Classification.COMPLAINT and self.oversight:
            return "complaint_oversight"
        return self.classification


class ReportKey(models.Model):
    """The wrapped key of one report, in a table of its own so that its backups can have a shorter life."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True, related_name="key")
    wrapped = models.BinaryField(max_length=80)

    def __str__(self) -> str:
        return str(self.report_id)


class Reporter(models.Model):
    """How to reach the reporter and who he is, in boxes that the web process can write but not read.

    There is no row for a report without identity. `name_sealed` is the copy that the current holder may read: named
    reports only, gone as soon as secrecy is raised. The indexes are computed by the worker, for named reports only.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True, related_name="reporter")
    contact_box = models.BinaryField(null=True)
    identity_box = models.BinaryField(null=True)
    name_sealed = models.BinaryField(null=True)
    email_index = models.BinaryField(max_length=32, null=True)
    phone_index = models.BinaryField(max_length=32, null=True)
    indexed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (
            # reporters.index_new: named reporters that the worker has not indexed yet.
            models.Index(
                fields=["created_at"],
                name="reporter_to_index",
                condition=Q(indexed_at__isnull=True, name_sealed__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.report_id)
