"""Letters to agencies: who reads and answers them, which reports they may name, and which are overdue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from lapor.agencies.models import Agency, Membership, Role
from lapor.agencies.queries import actor_for
from lapor.kit import clock, codes
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import policies
from lapor.reports.choices import OPEN_STATES, Origin, Secrecy, Waits
from lapor.reports.models import Intervention, Report

SHOWN = 20  # letters on the page of an agency
READERS = (Role.LEADER, Role.AGENCY_ADMIN)
CODE = re.compile(r"(?<!\w)\w{3}[ -]?\w{3}[ -]?\w{3}(?!\w)")


@dataclass(frozen=True, slots=True)
class Addressees:
    """Who gets the letters to an agency: its leaders, and its admins or the nearest above in its government."""

    leaders: tuple[User, ...]
    admins: tuple[User, ...]

    @property
    def everybody(self) -> list[User]:
        return list({user.pk: user for user in (*self.leaders, *self.admins)}.values())


def addressees(agency: Agency) -> Addressees:
    """Who sits there today, in one query."""
    above = [*agency.ancestor_paths(), agency.path]
    seats = Membership.objects.active().filter(agency__path__in=above, agency__realm=agency.realm, role__in=READERS)
    rows = list(seats.filter(user__is_active=True).select_related("user", "agency").order_by("pk"))
    admins = [row for row in rows if row.role == Role.AGENCY_ADMIN]
    nearest = max((len(row.agency.path) for row in admins), default=0)
    return Addressees(
        leaders=tuple(row.user for row in rows if row.role == Role.LEADER and row.agency_id == agency.pk),
        admins=tuple(row.user for row in admins if len(row.agency.path) == nearest),
    )


def seen_by(actor: Actor) -> QuerySet[Intervention]:
    """The letters that the actor may open, the newest first: all for the nation's admin; for leaders and admins those
    to their agencies and to what lies below these in their government.
    """
    rows = Intervention.objects.select_related("agency", "sent_by").order_by("-year", "-number")
    if actor.has_role(Role.NATIONAL_ADMIN):
        return rows
    seats = [seat for seat in actor.seats if seat.role in READERS]
    reach = (Q(agency__path__startswith=seat.path, agency__realm=seat.realm) for seat in seats)
    return rows.filter(reduce(or_, reach, Q(pk__in=())))


def may_answer(actor: Actor, letter: Intervention) -> bool:
    """Its leaders and admins, and those above them in its government."""
    to = letter.agency
    return any(seat.role in READERS and seat.reaches(to.path, to.realm) for seat in actor.seats)


def overdue(actor: Actor) -> QuerySet[Intervention]:
    """Those letters of `seen_by` whose day passed without an answer, the oldest first."""
    waiting = seen_by(actor).filter(answered_at=None, settled_at=None, due_at__lt=clock.now())
    return waiting.order_by("due_at", "pk")


def shown_of(agency: Agency, *, viewer: Actor) -> list[Intervention]:
    """The latest letters to exactly this agency."""
    return list(seen_by(viewer).filter(agency=agency)[:SHOWN])


def named_in(letter: Intervention, *, viewer: Actor) -> QuerySet[Report]:
    """The reports that the letter concerns, as far as this viewer may open them today."""
    return policies.visible_to(viewer).filter(interventions=letter).order_by("due_at", "pk")


def nameable(agency: Agency, *, by: Actor) -> QuerySet[Report]:
    """Late reports at an agency and below it which a letter to it may name, the longest late first."""
    late = policies.visible_to(by).filter(state__in=OPEN_STATES, waits_for=Waits.OFFICER, due_at__lt=clock.now())
    there = late.filter(holder__path__startswith=agency.path, holder__realm=agency.realm, secrecy=Secrecy.PUBLIC)
    ordinary = there.exclude(origin=Origin.TEST).exclude(accused__path__in=[*agency.ancestor_paths(), agency.path])
    return ordinary.select_related("holder", "key", "accused").order_by("due_at", "pk")


def why_not_named(report: Report, agency: Agency, readers: list[User]) -> str | None:
    """None when everybody who gets a letter to this agency may open the report; else the sentence that says why not."""
    if report.is_secret:
        return "laporan rahasia tidak disebut dalam surat; pakai “Intervensi” di halamannya"
    if not agency.covers(report.holder) or report.holder.realm != agency.realm:
        return f"laporan ini tidak dipegang {agency.name} atau unit di bawahnya"
    if policies.is_accused(report, agency.path):
        return "penerima surat ini tidak boleh membacanya"
    if all(policies.visible_to(actor_for(user)).filter(pk=report.pk).exists() for user in readers):
        return None
    return "penerima surat ini tidak boleh membacanya"


def names_a_code(words: str) -> bool:
    """Whether a code of a report stands in the words; plain words of nine letters are none."""
    found = (match[0] for match in CODE.finditer(words))
    return any(codes.normalise(one) and (not one.isalpha() or one.isupper()) for one in found)
