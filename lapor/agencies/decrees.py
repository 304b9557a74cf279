"""The decree (SK) behind a seat: how near its last day is. It ends no seat."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from lapor.agencies.models import Membership, MembershipQuerySet, Role, today
from lapor.agencies.queries import within_reach
from lapor.people.actor import Actor
from lapor.ui import dates

EARLY, LATE = 30, 7  # days before the last one
State = Literal["", "soon", "near", "over"]


def state_of(seat: Membership) -> State:
    """`soon` within 30 days, `near` within 7, `over` after the last day; "" before, and without a date."""
    if seat.sk_until is None:
        return ""
    left = (seat.sk_until - today()).days
    if left < 0:
        return "over"
    if left <= LATE:
        return "near"
    return "soon" if left <= EARLY else ""


def told(seat: Membership) -> str:
    """ "SK berakhir 3 Des 2026" or "SK sudah berakhir 3 Des 2026"; "" while nobody has to do anything."""
    state = state_of(seat)
    if not state or seat.sk_until is None:
        return ""
    return f"SK {'sudah ' if state == 'over' else ''}berakhir {dates.short_day(seat.sk_until)}"


def running_out() -> MembershipQuerySet:
    """Seats in force whose decree ends within 30 days, or ended within the last 30."""
    near = (today() - timedelta(days=EARLY), today() + timedelta(days=EARLY))
    return Membership.objects.active().filter(sk_until__range=near, user__is_active=True)


def seats_managed(actor: Actor) -> MembershipQuerySet:
    """Seats, in force or to come, whose decree the actor reads: taken by their person, where he manages people."""
    managed = within_reach(actor, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, of="agency__")
    return Membership.objects.open().filter(managed, unaccepted_since=None).select_related("user", "agency")
