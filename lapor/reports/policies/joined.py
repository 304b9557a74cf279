"""Which report may follow which, and what a viewer learns of the link: nothing of a report that he may not see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from lapor.kit.written import ANY, Kept
from lapor.people.actor import Actor
from lapor.reports.choices import Origin, State
from lapor.reports.models import Report
from lapor.reports.policies.sight import is_accused, visible_to, was_at

FOLLOWS = "Laporan itu sendiri mengikuti laporan lain. Pilih laporan utamanya."


@dataclass(frozen=True, slots=True)
class Joined:
    """What follows a report: how many this viewer may count, and those of them that he may open."""

    count: int
    rows: tuple[Report, ...]


def followers(primary: Report | UUID) -> QuerySet[Report]:
    """All that follow a report, in the order in which they came; for the heart alone."""
    rows = Report.objects.filter(merged_into=primary).select_related("holder", "key", "accused")
    return rows.order_by("submitted_at", "pk")


@lru_cache
def _followers(vendor: str) -> Kept[Report]:
    """Every page of an officer asks, and hardly any report is followed."""
    return Kept(followers(ANY))


def joined_to(primary: Report, viewer: Actor) -> Joined:
    """An ordinary report that follows is counted also where it was never in hand; a secret one for who may open it."""
    rows = list(_followers(connection.vendor).asked(primary.pk))
    if not rows:
        return Joined(0, ())
    seen = set(visible_to(viewer).filter(merged_into=primary).order_by().values_list("pk", flat=True))
    hidden = [row for row in rows if row.pk not in seen and not row.is_secret and not _accuses(row, viewer)]
    shown = tuple(row for row in rows if row.pk in seen)
    return Joined(len(shown) + len(hidden), shown)


def _accuses(report: Report, viewer: Actor) -> bool:
    return any(is_accused(report, seat.path) for seat in viewer.seats)


def primary_of(report: Report, viewer: Actor) -> Report | None:
    """What the report follows, where this viewer may open it."""
    if report.merged_into_id is None:
        return None
    return visible_to(viewer).filter(pk=report.merged_into_id).select_related("holder", "key").first()


def unfit(report: Report, primary: Report) -> str | None:
    """Why this report must not follow that one, whoever asks; None when it may.

    The primary is never the more secret, and neither end tells an accused agency or a stranger of the other.
    """
    if primary.is_secret and not report.is_secret:
        return "Laporan utama tidak boleh lebih rahasia daripada laporan ini. Pilih laporan utama yang terbuka."
    if is_accused(report, primary.holder.path):
        return "Laporan ini melaporkan instansi yang memegang laporan utama, jadi tidak dapat dijawab bersama."
    if primary.accused and not is_accused(report, primary.accused.path):
        return "Laporan utama melaporkan sebuah instansi. Tekan “Tandai terlapor” juga pada laporan ini dulu."
    if report.is_secret and not was_at(report, primary.holder_id):
        return "Laporan rahasia hanya dapat mengikuti laporan yang dipegang instansi yang pernah memegangnya."
    return None


def why_not_follow(report: Report, primary: Report) -> str | None:
    """The same when the link is made: it begins between two reports that stand on their own, at one that goes on."""
    if primary.pk == report.pk:
        return "Ini laporan utamanya sendiri. Pilih laporan lain."
    if primary.state == State.MERGED:
        return FOLLOWS
    if Report.objects.filter(merged_into=report).exists():
        return "Laporan lain mengikuti laporan ini. Gabungkan laporan yang lain itu, atau lepaskan dulu gabungannya."
    if not primary.is_open:
        return "Laporan utama sudah tidak berjalan. Pilih laporan yang masih ditangani."
    if primary.origin == Origin.TEST:
        return "Laporan utama tidak ditemukan. Periksa kodenya."
    if primary.origin == Origin.IMPORTED:
        return "Laporan utama berasal dari sistem sebelumnya dan belum diambil untuk dikerjakan."
    return unfit(report, primary)
