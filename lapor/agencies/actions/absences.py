"""A person will be away: from when to when, why, and who stands in for him. Nobody gets a right by it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from lapor.agencies.models import Absence, Agency, today
from lapor.agencies.policies import may_manage
from lapor.agencies.queries import workers_at
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.ui import dates

LONGEST = timedelta(days=365)


@transaction.atomic
def announce_absence(
    user: User,
    *,
    agency: Agency,
    first_day: date,
    last_day: date,
    reason: str,
    by: Actor,
    deputy: User | None = None,
) -> Absence:
    """Note that a person is away from an agency, both days included. Raises Refused."""
    # Of two that name each other at the same moment the second one sees the first.
    list(User.objects.select_for_update().filter(pk__in={user.pk, deputy.pk if deputy else user.pk}).order_by("pk"))
    _check_who(user, agency, by=by)
    if reason not in Absence.Reason.values:
        raise Refused("Pilih alasannya: cuti, dinas luar, sakit, atau lainnya.")
    _check_days(first_day, last_day)
    _check_own_days(user, agency, first_day, last_day, deputy=deputy)
    if deputy is not None:
        _check_deputy(deputy, user, agency, first_day, last_day)
    return Absence.objects.create(
        user=user,
        agency=agency,
        deputy=deputy,
        reason=reason,
        first_day=first_day,
        last_day=last_day,
        given_by_id=by.user_id,
    )


def may_note_absence(actor: Actor, user: User, agency: Agency) -> bool:
    """The person himself, and who manages the agency."""
    return actor.scope != "read" and (actor.user_id == user.pk or may_manage(actor, agency))


def _check_who(user: User, agency: Agency, *, by: Actor) -> None:
    if not may_note_absence(by, user, agency):
        raise Refused("Ketidakhadiran hanya dicatat oleh orangnya sendiri atau admin instansinya.")
    if not workers_at(agency.pk).filter(pk=user.pk).exists():
        raise Refused(f"{user.name} tidak bertugas menangani laporan di {agency.name}.")


def _check_days(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise Refused("Hari terakhir mendahului hari pertama. Periksa tanggalnya.")
    if first_day < today():
        raise Refused("Hari pertama sudah lewat. Catat mulai hari ini.")
    if last_day - first_day >= LONGEST:
        raise Refused("Paling lama setahun. Bila lebih lama, serah terimakan pekerjaannya.")
    if first_day > today() + LONGEST:
        raise Refused("Hari pertama masih lebih dari setahun lagi. Catat nanti.")


def _check_own_days(user: User, agency: Agency, first_day: date, last_day: date, *, deputy: User | None) -> None:
    rows = Absence.objects.touching(first_day, last_day)
    if own := rows.filter(user=user, agency=agency).first():
        raise Refused(f"{user.name} sudah tercatat tidak hadir {_days(own)}. Batalkan yang itu dulu.")
    other = rows.filter(deputy=user, agency=agency).select_related("user").first()
    if other and other.user == deputy:
        raise Refused(f"{user.name} dan {deputy.name} tidak dapat saling menggantikan pada hari yang sama.")
    if other:
        raise Refused(
            f"{user.name} menggantikan {other.user.name} {_days(other)}. Pilih dulu pengganti lain untuk "
            f"{other.user.name}: batalkan yang itu, lalu catat lagi."
        )


def _check_deputy(deputy: User, user: User, agency: Agency, first_day: date, last_day: date) -> None:
    if deputy.pk == user.pk:
        raise Refused("Orang tidak dapat menggantikan dirinya sendiri. Pilih rekan lain.")
    if not workers_at(agency.pk).filter(pk=deputy.pk).exists():
        raise Refused(f"Pengganti harus petugas lain yang aktif di {agency.name}.")
    away = Absence.objects.touching(first_day, last_day).filter(user=deputy, agency=agency).first()
    if away:
        raise Refused(f"{deputy.name} sendiri tidak hadir {_days(away)}. Pilih pengganti lain.")


def _days(absence: Absence) -> str:
    return f"dari {dates.short_day(absence.first_day)} sampai {dates.short_day(absence.last_day)}"


@transaction.atomic
def cancel_absence(absence: Absence, *, by: Actor) -> None:
    """Take back an absence that has not begun; one that runs ended yesterday. Doing it twice is refused."""
    row = Absence.objects.select_for_update(of=("self",)).select_related("user", "agency").filter(pk=absence.pk).first()
    if row is None or row.last_day < today():
        raise Refused("Ketidakhadiran ini sudah berakhir atau dibatalkan.")
    if not may_note_absence(by, row.user, row.agency):
        raise Refused("Ketidakhadiran hanya dibatalkan oleh orangnya sendiri atau admin instansinya.")
    if row.first_day >= today():
        row.delete()
        return
    row.last_day = today() - timedelta(days=1)
    row.save(update_fields=["last_day"])
