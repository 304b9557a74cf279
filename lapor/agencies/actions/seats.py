"""Who sits where: roles are given, confirmed by a second admin where one is not enough, accepted, and ended.

A seat is in force when nobody is waited for: `unconfirmed_since` waits for a second admin, `unaccepted_since` for the
person (ADR 11). The system waits for nobody.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from lapor.agencies.models import Agency, Membership, Role, today
from lapor.agencies.policies import fits, grantable_roles, is_weighty, seated_independently
from lapor.agencies.queries import works_under
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.kit.text import clean
from lapor.people.actions import create_user
from lapor.people.actor import Actor
from lapor.people.models import User

from .tree import check_manages

DECREE_LONGEST = 80
DECREE_FURTHEST = timedelta(days=30 * 366)


@transaction.atomic
def invite(
    email: str, *, name: str, agency: Agency, role: str, by: Actor, since: date | None = None, until: date | None = None
) -> Membership:
    """Offer a role to whoever has this address; without an account one is made under the name.

    Nothing in the answer tells whether there was one: until the person accepts, the giver reads no name. A typed
    address may be anybody's, so it waits for a yes of the giver's own people too.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    user = user or create_user(email, name=name, by=by)
    return _seat(user, agency=agency, role=role, by=by, since=since, until=until, known=by.kind == "system")


@transaction.atomic
def grant(
    user: User, *, agency: Agency, role: str, by: Actor, since: date | None = None, until: date | None = None
) -> Membership:
    """Give a person a role at an agency from a day (today) until a day; `until` is the first day without it.

    It waits for the person unless the giver's people include him already, and for a second admin where it is weighty.
    """
    known = by.kind == "system" or works_under(by, user, realm=agency.realm)
    return _seat(user, agency=agency, role=role, by=by, since=since, until=until, known=known)


def _seat(
    user: User, *, agency: Agency, role: str, by: Actor, since: date | None, until: date | None, known: bool
) -> Membership:
    """The seat itself; one that is `known` waits for no yes of its person."""
    start = since or today()
    _check_grant(user, agency=agency, role=role, by=by, known=known)
    if until is not None and until <= start:
        raise Refused("Peran harus berakhir setelah hari mulainya.")
    User.objects.select_for_update().get(pk=user.pk)
    held = Membership.objects.filter(user=user, agency=agency, role=role)
    if held.filter(Q(until__isnull=True) | Q(until__gt=start)).exclude(since__gte=until or date.max).exists():
        raise Refused(
            f"Orang ini sudah memegang peran {Role(role).label} di {agency.name}, atau undangannya masih menunggu."
        )
    return Membership.objects.create(
        user=user,
        agency=agency,
        role=role,
        since=start,
        until=until,
        given_by_id=by.user_id,
        unaccepted_since=None if known else clock.now(),
        unconfirmed_since=clock.now() if by.kind != "system" and is_weighty(role, agency) else None,
    )


def _check_grant(user: User, *, agency: Agency, role: str, by: Actor, known: bool) -> None:
    check_manages(by, agency)
    if role not in grantable_roles(by):
        raise Refused(f"Peran {Role(role).label} hanya dapat diberikan oleh admin nasional.")
    if by.user_id is not None and by.user_id == user.pk:
        raise Refused("Anda tidak dapat memberi peran kepada diri sendiri. Mintalah kepada admin lain.")
    if not fits(role, agency):
        raise Refused(f"Peran {Role(role).label} tidak dapat diberikan di {agency.name}.")
    if known and not user.is_active:
        raise Refused(f"Akun {user} sedang dinonaktifkan. Aktifkan dahulu.")


@transaction.atomic
def confirm(membership: Membership, *, by: Actor) -> Membership:
    """A second admin, seated independently of the first, lets a weighty seat come into force."""
    row = _locked(membership)
    if not row.unconfirmed_since or not row.is_open:
        raise Refused("Peran ini tidak menunggu persetujuan lagi.")
    _check_ends(row, by=by)
    if by.kind != "system" and not seated_independently(by, row):
        raise Refused(
            "Persetujuan harus datang dari admin lain: bukan pemberi, bukan penerima, "
            "dan bukan orang yang perannya berasal dari pemberi."
        )
    row.unconfirmed_since, row.confirmed_by_id = None, by.user_id
    return _in_force(row)


@transaction.atomic
def accept(membership: Membership, *, by: Actor) -> Membership:
    """The person takes a seat that he was offered."""
    row = _offered_to(membership, by=by)
    row.unaccepted_since = None
    return _in_force(row)


@transaction.atomic
def decline(membership: Membership, *, by: Actor) -> Membership:
    """The person does not take it; it ends before it began."""
    row = _offered_to(membership, by=by)
    row.until = row.since
    row.save(update_fields=["until"])
    return row


def _locked(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("agency", "user")
    return rows.get(pk=membership.pk)


def _offered_to(membership: Membership, *, by: Actor) -> Membership:
    row = _locked(membership)
    if by.user_id is None or by.user_id != row.user_id:
        raise Refused("Undangan ini bukan untuk Anda.")
    if not row.unaccepted_since or not row.is_open:
        raise Refused("Undangan ini sudah dijawab atau dibatalkan.")
    return row


def _in_force(row: Membership) -> Membership:
    """Save what was said; a seat begins on the day on which the last one said yes, or later."""
    row.since = max(row.since, min(today(), row.until) if row.until else today())
    row.save(update_fields=["since", "unaccepted_since", "unconfirmed_since", "confirmed_by"])
    return row


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, on: date | None = None) -> Membership:
    """End a role, or take back an offer; from the day `on` (today) the person has it no more."""
    row = _locked(membership)
    _check_ends(row, by=by)
    day = on or today()
    if row.until is not None and row.until <= day:
        raise Refused(f"Peran ini sudah berakhir pada {row.until:%d-%m-%Y}.")
    row.until = max(day, row.since)
    row.save(update_fields=["until"])
    return row


def _check_ends(row: Membership, *, by: Actor) -> None:
    check_manages(by, row.agency)
    if row.role not in grantable_roles(by):
        raise Refused(f"Peran {row.get_role_display()} hanya dapat diurus oleh admin nasional.")


@transaction.atomic
def record_decree(membership: Membership, *, number: str, until: date | None, by: Actor) -> Membership:
    """Note the decree that appoints the holder of a seat, and its last day; nothing of both takes it away."""
    row = _locked(membership)
    _check_ends(row, by=by)
    called = " ".join(clean(number).split())
    if len(called) > DECREE_LONGEST:
        raise Refused(f"Nomor SK terlalu panjang. Tulis paling banyak {DECREE_LONGEST} huruf.")
    if until is not None and not called:
        raise Refused("Tulis nomor SK-nya juga.")
    if until is not None and not row.since <= until <= today() + DECREE_FURTHEST:
        raise Refused(
            "SK berlaku paling cepat sampai hari mulai peran ini, dan paling lama 30 tahun. Periksa tanggalnya."
        )
    row.sk_number, row.sk_until = called, until
    row.save(update_fields=["sk_number", "sk_until"])
    return row
