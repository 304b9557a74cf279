"""News of seats that wait (ADR 11): to whom one was offered, and to the admins who may say the second yes.

Behind them stands no event but the seat itself: whether they are still true is read from its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings

from lapor.agencies import decrees
from lapor.agencies.duties import duty
from lapor.agencies.models import Agency, Membership, Role
from lapor.agencies.policies import may_manage
from lapor.agencies.queries import coordinator_for, second_admins
from lapor.kit import clock
from lapor.notices.direct import notice
from lapor.notices.kinds import DECREE, INVITED, KINDS, SECOND_YES
from lapor.notices.models import Channel, Delivery, Skipped
from lapor.people.actor import Actor
from lapor.people.entrance import link_ends, password_link
from lapor.people.models import User
from lapor.ui import dates

ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


def tell(row: Membership) -> int:
    """Write what a waiting seat ought to have told and has not told yet; returns how many notices that were."""
    have = set(Delivery.objects.filter(seat=row).values_list("dedup_key", flat=True))
    fresh = [one for one in _due(row) if one.dedup_key not in have]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _due(row: Membership) -> Iterator[Delivery]:
    if row.unaccepted_since and row.is_open:
        yield _notice(row, row.user, kind=INVITED, channel=Channel.EMAIL, since=row.unaccepted_since)
    if row.unconfirmed_since and row.is_open:
        for user in second_admins(row):
            for channel in (Channel.BELL, Channel.EMAIL):
                yield _notice(row, user, kind=SECOND_YES, channel=channel, since=row.unconfirmed_since)


def _notice(row: Membership, user: User, *, kind: str, channel: str, since: datetime) -> Delivery:
    named = _name(row, user, kind=kind, channel=channel, since=since)
    return notice(user, kind=kind, channel=channel, named=named, since=since, seat=row)


def _name(row: Membership, user: User, *, kind: str, channel: str, since: datetime, about: str = "") -> str:
    return f"seat|{row.pk}|{since.isoformat()}|{kind}|{channel}|{user.pk}|{about}"


def invite_again(row: Membership) -> bool:
    """Queue the mail of an offer once more; False while an earlier one still waits to be sent."""
    if row.unaccepted_since is None or Delivery.objects.queued().filter(seat=row, kind=INVITED).exists():
        return False
    now, mail = clock.now(), {"kind": INVITED, "channel": Channel.EMAIL}
    named = _name(row, row.user, since=row.unaccepted_since, about=now.isoformat(), **mail)
    again = notice(row.user, named=named, since=now, seat=row, **mail)
    again.save(force_insert=True)
    return True


def invitations(rows: Iterable[Membership]) -> dict[int, Delivery]:
    """The last mail of each seat that was offered, by the seat's key."""
    mails = Delivery.objects.filter(seat__in=list(rows), kind=INVITED).order_by("pk")
    return {mail.seat_id: mail for mail in mails if mail.seat_id}


def tell_of_all() -> int:
    """What seats that wait for a second admin ought to have told: who became one since then hears of it too."""
    waiting = Membership.objects.open().exclude(unconfirmed_since=None)
    return sum(tell(row) for row in waiting.select_related("agency", "user"))


def tell_of_decrees() -> int:
    """Write who ought to hear that a decree ends, 30 and 7 days before and when it has: its holder and who coordinates
    him. The bell rings, the mail waits for the digest.
    """
    wanted = {one.dedup_key: one for row in decrees.running_out().select_related("agency", "user") for one in _of(row)}
    have = Delivery.objects.filter(dedup_key__in=list(wanted)).values_list("dedup_key", flat=True)
    for key in list(have):
        del wanted[key]
    Delivery.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    return len(wanted)


def _of(row: Membership) -> Iterator[Delivery]:
    admins = coordinators(row.agency)
    about = f"{row.sk_until}|{decrees.state_of(row)}"
    for user in {one.pk: one for one in (row.user, *admins)}.values():
        for channel in (Channel.BELL, Channel.EMAIL):
            named = f"decree|{row.pk}|{about}|{channel}|{user.pk}"
            one = notice(user, kind=DECREE, channel=channel, named=named, since=clock.now(), seat=row)
            if channel == Channel.EMAIL:
                one.done_at, one.skipped = one.created_at, Skipped.DIGEST
            yield one


def coordinators(agency: Agency) -> list[User]:
    """The admins nearest to an agency, in itself or above it."""
    rows = Membership.objects.active().filter(agency=coordinator_for(agency), role__in=ADMINS, user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("pk")]


def still_waits(row: Delivery) -> bool:
    """Whether the seat of a notice still waits for the yes of its recipient."""
    seat = _seat_of(row)
    if not seat.is_open:
        return False
    if row.kind == DECREE:
        return bool(decrees.state_of(seat))
    if row.kind == INVITED:
        return seat.unaccepted_since is not None
    return seat.unconfirmed_since is not None and row.user in second_admins(seat)


def may_hear(row: Delivery, reader: Actor) -> bool:
    """Whether news of a decree still concern who reads them: his own seat, or one that he manages."""
    seat = _seat_of(row)
    concerned = seat.user_id == reader.user_id or may_manage(reader, seat.agency)
    return concerned and seat.is_open and bool(decrees.state_of(seat))


def _seat_of(row: Delivery) -> Membership:
    return Membership.objects.select_related("agency", "user", "given_by").get(deliveries=row)


def page_of(row: Delivery) -> str:
    """Where the recipient gives his answer."""
    if row.kind == DECREE and row.seat:
        return "/meja/profil/" if row.seat.user_id == row.user_id else f"/meja/pengguna/{row.seat.user_id}/"
    return "/meja/undangan/" if row.kind == INVITED else "/meja/pengguna/"


def sentence(row: Delivery) -> str:
    """The line at the bell: which seat, not whose."""
    seat = row.seat or _seat_of(row)
    return KINDS[row.kind].subject.format_map(_names(seat))


def _names(seat: Membership) -> dict[str, str]:
    return {"role": seat.get_role_display(), "agency": seat.agency.name, "decree": decrees.told(seat) or "diperbarui"}


def facts(row: Delivery) -> dict[str, object]:
    """What the mail of a seat may say; to whom a role is offered also who offers it."""
    seat = _seat_of(row)
    known: dict[str, object] = {**_names(seat), "button": "Buka daftar pengguna"}
    if row.kind != INVITED or row.user is None:
        return known
    return known | _invitation(seat, row.user)


def _invitation(seat: Membership, user: User) -> dict[str, object]:
    giver = seat.given_by
    known: dict[str, object] = {
        "giver": giver.name if giver else "Pengelola LAPOR!",
        "ask_at": giver.email if giver else seat.agency.email,
        "duty": duty(seat.role),
        "second": seat.unconfirmed_since is not None,
        "button": "Jawab undangan",
    }
    if user.has_usable_password():
        return known
    return known | {
        "button": "Buat kata sandi",
        "link": password_link(user),
        "until": dates.moment(link_ends(), seat.agency.zone_name),
        "anew": f"{settings.LAPOR_BASE_URL}/akun/password/reset/",
    }
