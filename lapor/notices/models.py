"""One outgoing notice, in an honest state. It never holds an address: the worker opens the contact when it sends."""

from __future__ import annotations

from datetime import datetime, time
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from lapor.agencies.models import Membership
from lapor.kit import clock
from lapor.kit.lease import Leased
from lapor.reports.models import Event, Intervention, Report


class Channel(models.TextChoices):
    EMAIL = "email", "surel"
    BELL = "bell", "lonceng"
    PUSH = "push", "perangkat"


class Recipient(models.TextChoices):
    REPORTER = "reporter", "pelapor"
    OFFICER = "officer", "petugas"


class State(models.TextChoices):
    QUEUED = "queued", "menunggu dikirim"
    SENT = "sent", "terkirim"
    FAILED = "failed", "gagal"
    SKIPPED = "skipped", "tidak dikirim"


class Skipped(models.TextChoices):
    """Why a notice was not sent although nothing failed."""

    NO_CONTACT = "no_contact", "pelapor tidak memberi alamat surel"
    NOT_ALLOWED = "not_allowed", "penerima tidak lagi boleh melihat laporan"
    STALE = "stale", "peristiwa sudah lama berlalu"
    ANSWERED = "answered", "tidak lagi ditunggu"
    DIGEST = "digest", "masuk rangkuman"
    UNWANTED = "unwanted", "penerima tidak memintanya"
    EMPTY = "empty", "tidak ada yang perlu dikabarkan"
    NO_DEVICE = "no_device", "perangkat tidak berlangganan lagi"


class Way(models.TextChoices):
    """How a person hears by mail of a kind of notice."""

    NOW = "now", "Segera"
    DIGEST = "digest", "Dalam rangkuman"
    NEVER = "never", "Tidak"


_NO_REPORT = Q(event__isnull=True, report__isnull=True)
DAILY, WEEKLY = "daily", "weekly"
DIGESTS = (DAILY, WEEKLY)


class Routine(models.Model):
    """When a person reads his digest, which way each kind of notice comes to him (`ways`: only what he chose himself),
    and for which days a digest was made.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="routine"
    )
    at = models.TimeField("jam rangkuman", default=time(7, 30))
    ways = models.JSONField(default=dict)
    daily_on = models.DateField(null=True)
    weekly_on = models.DateField(null=True)

    class Meta:
        verbose_name = "kebiasaan kabar"
        verbose_name_plural = "kebiasaan kabar"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.at:%H.%M}"


# Why it did not ring, by the code that the worker left; the rest is told with its number.
WHY = {
    "push_404": "peramban tidak berlangganan lagi",
    "push_410": "peramban tidak berlangganan lagi",
    "push_key": "kunci server berganti",
    "push_foreign": "layanan kabar peramban ini tidak dipakai lagi di sini",
    "push_private": "layanan kabar peramban ini tidak dapat dihubungi dari server",
    "push_unknown_host": "layanan kabar tidak dapat dihubungi dari server",
    "push_unreachable": "layanan kabar tidak menjawab",
    "push_429": "layanan kabar sedang sibuk",
    "push_401": "layanan kabar menolak kunci server",
    "push_403": "layanan kabar menolak kunci server",
    "push_no_key": "kunci server hilang",
}


class Device(models.Model):
    """A browser that an officer lets ring (RFC 8030). `box`: endpoint and keys, which the worker alone opens; `digest`
    knows the same browser again. `gone_at`: it can ring no more; the box is empty from then on. `test_at`: its owner
    asked for a trial, which the worker has not sent yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField("perangkat", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    box = models.BinaryField()
    since = models.DateTimeField("sejak", default=clock.now)
    sent_at = models.DateTimeField("terakhir dikirim", null=True)
    failed_at = models.DateTimeField("terakhir gagal", null=True)
    last_error = models.CharField(max_length=80, blank=True, default="")
    gone_at = models.DateTimeField("berhenti", null=True)
    test_at = models.DateTimeField("percobaan diminta", null=True)

    class Meta:
        verbose_name = "perangkat"
        verbose_name_plural = "perangkat"
        # pushing.work: trials that were asked for; it looks every second.
        indexes = (models.Index(fields=["test_at"], name="device_trial", condition=Q(test_at__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name}"

    @property
    def why(self) -> str:
        """Why it did not ring, in words."""
        return WHY.get(self.last_error) or f"layanan kabar tidak menerimanya ({self.last_error.removeprefix('push_')})"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Chainable reads of notices by their state."""

    def queued(self) -> Self:
        return self.filter(done_at=None, failed_at=None)

    def sent(self) -> Self:
        return self.filter(done_at__isnull=False, skipped="")

    def skipped(self) -> Self:
        return self.filter(done_at__isnull=False).exclude(skipped="")

    def failed(self) -> Self:
        return self.filter(failed_at__isnull=False)

    def bells(self) -> Self:
        return self.filter(channel=Channel.BELL)

    def mails(self) -> Self:
        return self.filter(channel=Channel.EMAIL)

    def pushes(self) -> Self:
        return self.filter(channel=Channel.PUSH)


class Delivery(Leased):
    """One notice of one event to one recipient through one channel; `dedup_key` makes it unique and names the mail.

    It is about a report (`event` and `report`), about a seat that waits for somebody's yes (`seat`), about a letter to
    an agency (`letter`), or it is a digest, which gathers those that wait for it (`digest`).
    A bell is done when it is written, and read later. `lane` names the recipient without telling who he is: notices of
    one lane go out in the order of their making. `extra` is a box that only the worker opens (the PIN of a renewal).
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, related_name="deliveries")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="deliveries")
    seat = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="deliveries", db_index=False)
    letter = models.ForeignKey(
        Intervention, on_delete=models.CASCADE, null=True, related_name="deliveries", db_index=False
    )
    channel = models.CharField("saluran", max_length=5, choices=Channel.choices)
    recipient = models.CharField("penerima", max_length=8, choices=Recipient.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    device = models.ForeignKey(Device, on_delete=models.CASCADE, null=True, related_name="deliveries", db_index=False)
    digest = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="items", db_index=False)
    kind = models.CharField("kabar", max_length=20)
    rank = models.PositiveSmallIntegerField(default=1)  # 0 goes out before 1
    lane = models.CharField(max_length=40)
    dedup_key = models.CharField(max_length=40, unique=True)
    extra = models.BinaryField(null=True)
    skipped = models.CharField(max_length=12, choices=Skipped.choices, blank=True, default="")
    created_at = models.DateTimeField("dibuat", default=clock.now)
    read_at = models.DateTimeField("dibaca", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "kabar"
        verbose_name_plural = "kabar"
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient=Recipient.OFFICER, user__isnull=False)
                | Q(recipient=Recipient.REPORTER, user__isnull=True, channel=Channel.EMAIL),
                name="delivery_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False, report__isnull=False, seat__isnull=True, letter__isnull=True)
                | Q(_NO_REPORT, seat__isnull=False, letter__isnull=True, recipient=Recipient.OFFICER)
                | Q(_NO_REPORT, seat__isnull=True, letter__isnull=False, recipient=Recipient.OFFICER)
                | Q(_NO_REPORT, seat__isnull=True, letter__isnull=True, user__isnull=False, kind__in=DIGESTS),
                name="delivery_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(channel="push", device__isnull=False, recipient=Recipient.OFFICER)
                | (~Q(channel="push") & Q(device__isnull=True)),
                name="delivery_push_has_device",
            ),
        )
        indexes = (
            # work: what waits, urgent things first, then the longest waiting (the place of Leased's own index).
            models.Index(
                fields=["rank", "not_before"], name="delivery_wait", condition=Q(done_at=None, failed_at=None)
            ),
            # work: is an earlier notice to the same recipient still being tried?
            models.Index(
                fields=["lane", "attempts", "id"], name="delivery_tried", condition=Q(done_at=None, failed_at=None)
            ),
            # queries.bell: what one officer was told, newest first.
            models.Index(fields=["user", "-id"], name="delivery_bell", condition=Q(channel="bell")),
            # queries.unread_count: the number at the bell.
            models.Index(fields=["user"], name="delivery_unread", condition=Q(channel="bell", read_at=None)),
            # seats: what was told of one seat.
            models.Index(fields=["seat"], name="delivery_seat", condition=Q(seat__isnull=False)),
            # interventions: what was told of one letter.
            models.Index(fields=["letter"], name="delivery_letter", condition=Q(letter__isnull=False)),
            # digests: what waits for the digest of one officer.
            models.Index(fields=["user"], name="delivery_held", condition=Q(skipped="digest", digest=None)),
            # queries.last_digest: on the profile page of one officer.
            models.Index(fields=["user", "-id"], name="delivery_digests", condition=Q(kind="daily")),
            # a device that is removed takes what waits for it along.
            models.Index(fields=["device"], name="delivery_device", condition=Q(device__isnull=False)),
            # letters: what a digest gathered.
            models.Index(fields=["digest"], name="delivery_gathered", condition=Q(digest__isnull=False)),
            # sweeps.tell_of_failures and `lapor doctor`: what was given up.
            models.Index(fields=["failed_at"], name="delivery_failed", condition=Q(failed_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.state}"

    @property
    def state(self) -> State:
        if self.failed_at:
            return State.FAILED
        if self.done_at is None:
            return State.QUEUED
        return State.SKIPPED if self.skipped else State.SENT

    @property
    def about(self) -> tuple[Event, Report]:
        """The event and the report; only of a notice that is about a report."""
        if self.event is None or self.report is None:
            raise ValueError("this notice is not about a report")
        return self.event, self.report

    @property
    def sent_at(self) -> datetime | None:
        """When it was handed over; None in every other state."""
        return self.done_at if self.state is State.SENT else None
