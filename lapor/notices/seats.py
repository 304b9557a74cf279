"""News of seats that wait (ADR 11): to whom one was offered, and to the admins who may say the second yes.

Behind them stands no event but the seat itself: whether they are still true is read from its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings

from lapor.agencies.duties import duty
from lapor.agencies.models import Membership
from lapor.agencies.queries import second_admins
from lapor.kit import clock, keys
from lapor.notices.kinds import INVITED, KINDS, SECOND_YES
from lapor.notices.models import Channel, Delivery, Recipient, Skipped
from lapor.people.entrance import link_ends, password_link
from lapor.people.models import User
from lapor.ui import dates

LATE = timedelta(days=7)  # who becomes the second admin later than that finds it at his bell, not in his mail


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


def _notice(row: Membership, user: User, *, kind: str, channel: str, since: datetime, about: str = "") -> Delivery:
    """One notice (not saved); a bell is done as soon as it is written."""
    at = clock.now()
    named = f"seat|{row.pk}|{since.isoformat()}|{kind}|{channel}|{user.pk}|{about}"
    late = channel == Channel.EMAIL and at - since > LATE and not about
    return Delivery(
        seat=row,
        channel=channel,
        recipient=Recipient.OFFICER,
        user=user,
        kind=kind,
        rank=0 if KINDS[kind].urgent else 1,
        lane=f"u{user.pk}",
        dedup_key=keys.provider().token_digest(named).hex()[:40],
        created_at=at,
        not_before=at,
        done_at=at if late or channel == Channel.BELL else None,
        skipped=Skipped.STALE if late else "",
    )


def invite_again(row: Membership) -> bool:
    """Queue the mail of an offer once more; False while an earlier one still waits to be sent."""
    if row.unaccepted_since is None or Delivery.objects.queued().filter(seat=row, kind=INVITED).exists():
        return False
    again = _notice(
        row,
        row.user,
        kind=INVITED,
        channel=Channel.EMAIL,
        since=row.unaccepted_since,
        about=clock.now().isoformat(),
    )
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


def still_waits(row: Delivery) -> bool:
    """Whether the seat of a notice still waits for the yes of its recipient."""
    seat = _seat_of(row)
    if not seat.is_open:
        return False
    if row.kind == INVITED:
        return seat.unaccepted_since is not None
    return seat.unconfirmed_since is not None and row.user in second_admins(seat)


def _seat_of(row: Delivery) -> Membership:
    return Membership.objects.select_related("agency", "user", "given_by").get(deliveries=row)


def page_of(row: Delivery) -> str:
    """Where the recipient gives his answer."""
    return "/meja/undangan/" if row.kind == INVITED else "/meja/pengguna/"


def sentence(row: Delivery) -> str:
    """The line at the bell: which seat, not whose."""
    seat = row.seat or _seat_of(row)
    return KINDS[row.kind].subject.format_map(_names(seat))


def _names(seat: Membership) -> dict[str, str]:
    return {"role": seat.get_role_display(), "agency": seat.agency.name}


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
