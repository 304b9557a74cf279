"""What must always be true of notices, for `lapor doctor`."""

from __future__ import annotations

from datetime import timedelta

from lapor.kit import clock, lease
from lapor.notices import reactions, sweeps
from lapor.notices.models import Delivery
from lapor.reports.models import PinRequest

WAITED_LONG = timedelta(minutes=15)
START = "Jalankan “lapor worker”."
OUR_FAULTS = ("not_composed", "lease_lost")


def problems() -> list[str]:
    """One sentence per broken promise; empty when all is well."""
    found = [*_stuck(), *_waiting(), *_broken()]
    if missing := sum(len(reactions.missing(event)) for event in sweeps.to_compare(clock.now())):
        found.append(f"{missing} kabar belum dibuat walaupun peristiwanya sudah diproses. {START}")
    return found


def _stuck() -> list[str]:
    """Leases that ran out and that nobody took up again."""
    count = Delivery.objects.filter(lease.stuck()).count() + PinRequest.objects.filter(lease.stuck()).count()
    return [f"{count} surel tersangkut: pekerja yang mengirimnya berhenti. {START}"] if count else []


def _waiting() -> list[str]:
    """Mails that were due long ago; the last error tells whether it is the server's fault."""
    rows = Delivery.objects.queued().filter(not_before__lt=clock.now() - WAITED_LONG).order_by("not_before")
    oldest = rows.first()
    if oldest is None:
        return []
    why = f"Server surel bermasalah ({oldest.last_error}); periksa LAPOR_SMTP_URL." if oldest.last_error else START
    return [f"{rows.count()} surel menunggu, yang terlama sejak {oldest.not_before:%Y-%m-%d %H:%M} UTC. {why}"]


def _broken() -> list[str]:
    count = Delivery.objects.failed().filter(last_error__in=OUR_FAULTS).count()
    return [f"{count} surel gagal karena kesalahan program; lihat log pekerja."] if count else []
