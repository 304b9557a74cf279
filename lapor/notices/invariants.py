"""What must always be true of notices, for `lapor doctor`."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef

from lapor.agencies.models import Role
from lapor.kit import clock, crypto, keys, lease
from lapor.kit.keys import KeysError
from lapor.notices import reactions, sweeps
from lapor.notices.models import Delivery, Device
from lapor.reports.choices import CaseState
from lapor.reports.models import Event, OmbudsmanCase, PinRequest

WAITED_LONG = timedelta(minutes=15)
START = "Jalankan “lapor worker”."
NO_PUSH_KEY = (
    "Kunci private/push.key hilang atau tidak cocok; tidak ada perangkat yang menerima kabar. Pulihkan dari cadangan. "
    "Tanpa cadangan: hapus juga public/push.pub, lalu mulai ulang."
)
OUR_FAULTS = ("not_composed", "lease_lost")


def problems() -> list[str]:
    """One sentence per broken promise; empty when all is well."""
    found = [*_stuck(), *_waiting(), *_broken(), *_pushes(), *_untold()]
    if missing := sum(len(reactions.missing(event)) for event in sweeps.to_compare(clock.now())):
        found.append(f"{missing} kabar belum dibuat walaupun peristiwanya sudah diproses. {START}")
    return found


def _stuck() -> list[str]:
    """Leases that ran out and that nobody took up again."""
    count = Delivery.objects.filter(lease.stuck()).count() + PinRequest.objects.filter(lease.stuck()).count()
    return [f"{count} kabar tersangkut: pekerja yang mengirimnya berhenti. {START}"] if count else []


def _waiting() -> list[str]:
    """Mails that were due long ago; the last error tells whether it is the server's fault."""
    rows = Delivery.objects.mails().queued().filter(not_before__lt=clock.now() - WAITED_LONG).order_by("not_before")
    oldest = rows.first()
    if oldest is None:
        return []
    why = f"Server surel bermasalah ({oldest.last_error}); periksa LAPOR_SMTP_URL." if oldest.last_error else START
    return [f"{rows.count()} surel menunggu, yang terlama sejak {oldest.not_before:%Y-%m-%d %H:%M} UTC. {why}"]


def _broken() -> list[str]:
    count = Delivery.objects.failed().filter(last_error__in=OUR_FAULTS).count()
    return [f"{count} kabar gagal karena kesalahan program; lihat log pekerja."] if count else []


def _pushes() -> list[str]:
    """Notices to devices: what waits too long, and what push services did not take within a day."""
    ring = Device.objects.filter(gone_at=None).exists()
    late = Delivery.objects.pushes().queued().filter(not_before__lt=clock.now() - WAITED_LONG).count()
    failed = Delivery.objects.pushes().failed().filter(failed_at__gt=clock.now() - sweeps.BACK)
    lost = failed.exclude(device__gone_at__isnull=False).exclude(last_error__in=OUR_FAULTS).count()
    return [
        *([NO_PUSH_KEY] if ring and not _can_sign() else []),
        *([f"{late} kabar ke perangkat menunggu lebih dari 15 menit. {START}"] if late else []),
        *([f"{lost} kabar ke perangkat gagal sehari ini; periksa jalan keluar ke internet (443)."] if lost else []),
    ]


def _can_sign() -> bool:
    """Whether the key lies here with which push services know us."""
    try:
        return crypto.signing_point(keys.private_provider().push_private()) == keys.provider().push_public()
    except (KeysError, ValueError):
        return False


def _untold() -> list[str]:
    """Cases that wait for an Ombudsman whom nobody told: none sat there when they came."""
    told = Delivery.objects.filter(
        report=OuterRef("report"), created_at__gte=OuterRef("opened_at"), user__memberships__role=Role.OMBUDSMAN
    )
    settled = Event.objects.filter(
        report=OuterRef("report"), kind="appeal", at__gte=OuterRef("opened_at"), reaction__done_at__isnull=False
    )
    waiting = OmbudsmanCase.objects.filter(Exists(settled), ~Exists(told), state=CaseState.WAITING)
    count = waiting.count()
    return [f"{count} kasus menunggu Ombudsman tanpa seorang pun di sana diberi tahu."] if count else []
