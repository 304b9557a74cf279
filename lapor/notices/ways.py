"""How an officer hears by mail of each kind of notice: at once, in the digest, or not. The bell rings anyway."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from lapor.notices.models import Routine, Way
from lapor.people.models import User
from lapor.reports.models import Report

HOUR = time(7, 30)
SOON = timedelta(days=1)
# What an officer may be told of, in the words of his profile page.
LABELS: dict[str, str] = {
    "new": "Laporan baru menunggu verifikasi",
    "assigned": "Laporan diteruskan kepada instansi saya",
    "yours": "Saya ditunjuk menangani laporan",
    "handed": "Laporan diserahterimakan kepada saya",
    "released": "Laporan kehilangan penanggung jawab",
    "copied": "Tembusan laporan",
    "returned": "Laporan dikembalikan kepada instansi saya",
    "arbitration": "Laporan menunggu keputusan saya sebagai atasan",
    "approval": "Jawaban menunggu persetujuan saya",
    "approval_late": "Tenggat lewat, jawaban menunggu persetujuan saya",
    "sent_back": "Jawaban dikembalikan pimpinan",
    "lapsed": "Jawaban tidak jadi terkirim",
    "not_sent": "Jawaban terjadwal tidak terkirim",
    "recalled": "Disposisi ditarik kembali",
    "completed": "Pelapor melengkapi laporan",
    "replied": "Pelapor menanggapi",
    "added": "Pelapor menambah keterangan",
    "mentioned": "Saya disebut dalam catatan internal",
    "back": "Pelapor membuka kembali laporan",
    "withdrawn": "Pelapor mencabut laporan",
    "objection": "Keberatan menunggu keputusan",
    "appealed": "Laporan dibawa ke Ombudsman",
    "case": "Kasus baru menunggu Ombudsman",
    "examined": "Ombudsman memeriksa laporan",
    "examined_end": "Ombudsman menutup kasusnya",
    "intervened": "Intervensi",
    "reminded": "Pengingat sebelum tenggat",
    "overdue": "Tenggat terlewati",
    "escalated": "Unit melewati tenggat",
    "promise_due": "Janji jatuh tempo",
    "promise_disputed": "Pelapor menyanggah bahwa janji ditepati",
    "promise_failed": "Janji tidak ditepati",
    "update": "Laporan dirahasiakan",
}
# Late help is no help: these go at once unless the person asks for the digest, and cannot be switched off.
PRESSING = frozenset(
    {"overdue", "escalated", "intervened", "objection", "arbitration", "case", "approval", "approval_late", "sent_back"}
)
# These bring work; when it is due within a day it goes at once too, unless the person chose something else.
WORK = frozenset({"new", "assigned", "yours", "returned", "completed", "back"})


def usual(kind: str) -> Way:
    """What holds for who has chosen nothing."""
    return Way.NOW if kind in PRESSING else Way.DIGEST


def choices(kind: str) -> list[Way]:
    """What may be chosen."""
    return [Way.NOW, Way.DIGEST] if kind in PRESSING else [Way.NOW, Way.DIGEST, Way.NEVER]


def of(routine: Routine | None, kind: str, *, report: Report, at: datetime) -> Way:
    """How this person hears of this notice; kinds that nobody chooses about go at once."""
    if kind not in LABELS:
        return Way.NOW
    chosen = routine.ways.get(kind) if routine else None
    if chosen in choices(kind):
        return Way(chosen)
    pressing = kind in WORK and report.due_at is not None and report.due_at <= at + SOON
    return Way.NOW if pressing else usual(kind)


def routines(users: Iterable[User]) -> dict[int, Routine]:
    """What these people have chosen, by their key; who has chosen nothing is missing."""
    keys = {user.pk for user in users}
    return {row.user_id: row for row in Routine.objects.filter(user__in=keys)} if keys else {}
