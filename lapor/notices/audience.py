"""Who hears of what: one table from the kind of an event to its readers, and how each group of readers is found.

The answer is a function of the event and of history, so that a later look finds the same recipients again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lapor.agencies import queries as agencies
from lapor.agencies.models import WIB, WORKERS, Absence, Agency, Membership, Role
from lapor.kit import clock
from lapor.people.models import User
from lapor.reports import approval, policies
from lapor.reports.choices import Origin
from lapor.reports.models import Disposition, Event, Report, Reporter

ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
ANSWERS = ("propose", "approve", "send_back", "take_back", "lapse")  # what tells whether an answer waits


@dataclass(frozen=True, slots=True)
class Hears:
    """A group of readers and the kind of notice that they get."""

    group: str
    kind: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """One reader of one event. `user` None: the reporter of `report`."""

    report: Report
    user: User | None
    kind: str


def hears(**kinds: str) -> tuple[Hears, ...]:
    return tuple(Hears(group, kind) for group, kind in kinds.items())


# fmt: off
AUDIENCE: dict[str, tuple[Hears, ...]] = {
    "submit":           hears(reporter="receipt", given="new"),
    "dispose":          hears(reporter="forwarded", person="yours", given="assigned", copies="copied"),
    "hold":             hears(reporter="questions"),
    "complete":         hears(desk="completed"),
    "ask":              hears(reporter="questions"),
    "ask_phone":        hears(reporter="phone_asked"),
    "share_phone":      hears(desk="added"),
    "return_up":        hears(reporter="moved", arbiter="arbitration", given="returned"),
    "arbitrate":        hears(reporter="forwarded", person="yours", given="assigned"),
    "recall":           hears(before="recalled"),
    "archive":          hears(reporter="archived", desk="ended"),
    "merge":            hears(reporter="merged"),
    "unmerge":          hears(reporter="separated"),
    "split":            hears(reporter="split"),
    "split_off":        (),  # its reporter hears of the split, its unit of the disposition
    "unsplit":          hears(reporter="unsplit", desk="recalled"),
    "rejoin":           (),
    "relay":            hears(reporter="answered"),
    "end":              hears(reporter="closed"),
    "follow_up":        hears(reporter="answered"),
    "issue_letter":     hears(reporter="letter"),
    "propose":          hears(approvers="approval"),
    "approve":          hears(author="approved"),
    "send_back":        hears(author="sent_back", desk="sent_back"),
    "take_back":        (),
    "schedule":         (),
    "reschedule":       (),
    "send_now":         (),
    "come_due":         (),
    "not_sent":         hears(author="not_sent", admins="not_sent"),
    "pass_answer":      hears(author="answer_passed"),
    "lapse":            hears(author="lapsed", admins="lapsed"),
    "respond":          hears(desk="replied"),
    "add":              hears(desk="added"),
    "keep_promise":     hears(reporter="promise_said"),
    "move_promise":     hears(reporter="promise_moved"),
    "confirm_promise":  hears(desk="promise_kept"),
    "dispute_promise":  hears(desk="promise_disputed", above="promise_failed"),
    "extend":           hears(reporter="extended"),
    "assign":           hears(person="yours", heir="handed", losing="released"),
    "reclassify":       (),
    "publish":          hears(reporter="publication"),
    "unpublish":        hears(reporter="publication"),
    "edit_public":      hears(reporter="publication"),
    "raise_secrecy":    hears(reporter="update", desk="update"),
    "accuse":           hears(reporter="update", person="yours", given="assigned"),
    "note":             hears(called="mentioned", desk="noted", arbiter="noted"),
    "intervene":        hears(desk="intervened", leaders="intervened"),
    "close":            hears(reporter="closed", desk="ended"),
    "rate":             hears(desk="rated", leaders="rated"),
    "reopen":           hears(reporter="reopened", desk="back"),
    "object":           hears(given="objection"),
    "accept_objection": hears(reporter="objection_accepted"),
    "reject_objection": hears(reporter="objection_rejected"),
    "appeal":           hears(ombudsmen="case", desk="appealed"),
    "accept_appeal":    hears(reporter="examined", desk="examined"),
    "note_appeal":      (),
    "close_appeal":     hears(reporter="examined_end", desk="examined_end", leaders="examined_end"),
    "withdraw_appeal":  hears(desk="update"),  # the Ombudsman no longer sees it, so nobody can tell him
    "withdraw":         hears(desk="withdrawn"),
    "adopt":            (),
    "imported":         (),
    "overdue":          hears(approvers="approval_late"),  # all others: when they hear is a matter of the steps
    "remind":           hears(nearing="reminded", late="overdue", above="escalated"),
    "offer":            hears(reporter="offered"),
    "warn":             hears(reporter="warning"),
    "unanswered":       hears(desk="unanswered"),
    "promise_due":      hears(owner="promise_due"),
    "promise_broken":   hears(reporter="promise_broken", desk="promise_failed", above="promise_failed"),
    "promise_unconfirmed": hears(desk="promise_kept"),
    "postpone":         (),
    "open_identity":    hears(reporter="update"),
    "take_over":        (),
    "renew_pin":        (),  # the new PIN itself is the notice: pins.work
}
# fmt: on


def of(event: Event) -> list[Recipient]:
    """Everybody who has to hear of an event, each once; nobody hears of what he did himself but for his receipt."""
    if event.report.origin == Origin.IMPORTED:
        return []
    found: dict[tuple[object, object], Recipient] = {}
    for row in AUDIENCE.get(event.kind, ()):
        for one in _recipients(row, event):
            found.setdefault((one.report.pk, one.user.pk if one.user else None), one)
    return list(found.values())


def officers(event: Event, group: str) -> list[User]:
    """The officers of a group who may see the report at all; never who caused the event."""
    users = {user.pk: user for user in _members(group, event) if user.pk != event.user_id}
    return [user for user in users.values() if may_know(user, event.report)]


def now_at_desk(report: Report) -> list[User]:
    """Who works at the agency that holds the report now and may see it."""
    return [user for user in _sitting(report.holder, WORKERS, clock.now()) if may_know(user, report)]


def may_know(user: User, report: Report) -> bool:
    """A notice must not tell of a report that the officer could not open."""
    actor = agencies.actor_for(user)  # who lost his last seat is one of the public, and is told nothing
    return user.is_active and actor.is_officer and policies.visible_to(actor).filter(pk=report.pk).exists()


def reachable(report: Report) -> bool:
    """Whether the reporter left any way to reach him."""
    return Reporter.objects.filter(report=report.reporter_at, contact_box__isnull=False).exists()


def _recipients(row: Hears, event: Event) -> Iterator[Recipient]:
    match row.group:
        case "reporter":
            own = event.actor_kind == "reporter" and event.kind != "submit"
            if not own and reachable(event.report):
                yield Recipient(event.report, None, row.kind)
        case group:
            for user in officers(event, group):
                yield Recipient(event.report, user, row.kind)


def _members(group: str, event: Event) -> list[User]:
    match group:
        case "given":
            return _desk_of(_agency(event.data.get("to")), event)
        case "arbiter":
            return _desk_of(_arbiter(event), event)
        case "nearing" | "late":
            told = "desk" in event.data["tells"] and bool(event.data["late"]) == (group == "late")
            return _desk_of(_concerned(event), event) if told else []
        case "above":
            return [user for role in event.data["tells"] for user in _above(role, event)]
        case "desk" | "before":
            return _desk_of(_holder(event) if group == "desk" else _holder_before(event), event)
        case "copies":
            return [user for agency in _copied(event) for user in _desk_of(agency, event)]
        case "leaders":
            return _sitting(_concerned(event), (Role.LEADER,), event.at)
        case "ombudsmen":
            return _everywhere(Role.OMBUDSMAN, event.at)
        case _:
            return _by_name(group, event)


def _by_name(group: str, event: Event) -> list[User]:
    """Those whom the event itself names, whatever desk they sit at."""
    match group:
        case "person" | "called" | "heir" | "losing":
            return _in_charge(group, event)
        case "owner":
            return _owners(event)
        case "admins":
            return _sitting(_over(event), ADMINS, event.at)
        case "author":
            return list(User.objects.filter(pk=event.data.get("author") or 0))
        case "approvers":
            return _approvers(event)
        case _:
            raise ValueError(f"no such group: {group}")


def _in_charge(group: str, event: Event) -> list[User]:
    """Who was named, who comes after somebody, and who coordinates the unit where nobody does."""
    if group == "losing":
        return _sitting(_coordinator(event), ADMINS, event.at) if event.data.get("left") else []
    return _named(event) if bool(event.data.get("handed")) == (group == "heir") else []


def _named(event: Event) -> list[User]:
    """Who is named by the event itself: the person in charge, whom a note calls, and who stands in for one of them."""
    named = {event.data.get("assignee"), event.data.get("promise_owner"), *event.data.get("mentions", ())} - {None}
    return _with_deputies(named, event) if named else []


def _owners(event: Event) -> list[User]:
    """Who owns a promise, and his deputy, as far as they work at the holder; else its whole desk."""
    holder, owner = _holder(event), event.data.get("owner")
    there = {user.pk for user in _sitting(holder, WORKERS, event.at)}
    people = [user for user in _with_deputies({owner}, event) if user.pk in there] if owner else []
    return people if any(may_know(user, event.report) for user in people) else _desk_of(holder, event)


def _with_deputies(named: set[int], event: Event) -> list[User]:
    day = event.at.astimezone(WIB).date()
    away = Absence.objects.running(day).filter(user__in=named, agency=event.report.holder_id, deputy__isnull=False)
    deputies = {pk for pk in away.values_list("deputy", flat=True) if pk}
    return list(User.objects.filter(pk__in=named | deputies).order_by("pk"))


def _coordinator(event: Event) -> Agency | None:
    """The nearest admins' agency, at the holder or above it."""
    holder = _holder(event)
    return agencies.coordinator_for(holder) if holder else None


def _arbiter(event: Event) -> Agency | None:
    """To whom this return goes for a decision; of all else, who has decided."""
    if event.kind == "return_up":
        return _agency(event.data.get("to")) if event.data.get("arbitration") else None
    return event.report.arbiter


def _desk_of(agency: Agency | None, event: Event) -> list[User]:
    """Who works on reports there; where nobody sits, the nearest admins above."""
    if agency is None:
        return []
    queued = event.report.dispositions.filter(agency=agency, kind=Disposition.Kind.QUEUE, since__lte=event.at)
    in_queue = queued.exclude(until__lt=event.at).exists()
    found = _sitting(agency, ADMINS if in_queue else WORKERS, event.at)
    if found:
        return found
    above = agencies.coordinator_for(agency)
    return _sitting(above, ADMINS, event.at) if above else []


def _over(event: Event) -> Agency | None:
    """The nearest admins' agency over the unit of an answer that had its time."""
    unit = _agency(event.data.get("desk"))
    return agencies.coordinator_for(unit) if unit else None


def _approvers(event: Event) -> list[User]:
    """For whom an answer waited at an event: those of the last proposal that nothing has settled since."""
    log = event.report.events.filter(kind__in=ANSWERS, seq__lte=event.seq).order_by("-seq").first()
    if log is None or log.kind != "propose":
        return []
    people = _sitting(_agency(log.data["desk"]), approval.APPROVERS[log.data["role"]], event.at)
    return [user for user in people if user.pk != log.user_id]


def _above(role: str, event: Event) -> list[User]:
    """Whom a step of the ladder tells: the nearest who hold the role, at the late agency or above it."""
    agency = _concerned(event)
    match role:
        case Role.AGENCY_ADMIN if agency:
            return _sitting(agencies.coordinator_for(agency), ADMINS, event.at)
        case Role.LEADER if agency:
            return _leaders_of(agency, event)
        case Role.NATIONAL_ADMIN:
            return _everywhere(Role.NATIONAL_ADMIN, event.at)
        case _:
            return []


def _leaders_of(agency: Agency, event: Event) -> list[User]:
    """Its leaders, else those nearest above in its government."""
    for path in (agency.path, *reversed(agency.ancestor_paths())):
        place = Agency.objects.filter(path=path, realm=agency.realm).first()
        if found := _sitting(place, (Role.LEADER,), event.at):
            return found
    return []


def _sitting(agency: Agency | None, roles: tuple[str, ...], at: datetime) -> list[User]:
    return _holding(roles, at, agency=agency) if agency else []


def _everywhere(role: str, at: datetime) -> list[User]:
    return _holding((role,), at)


def _holding(roles: tuple[str, ...], at: datetime, **where: Agency) -> list[User]:
    rows = Membership.objects.active(at.astimezone(WIB).date()).filter(role__in=roles, user__is_active=True, **where)
    return [row.user for row in rows.select_related("user").order_by("pk")]


def _agency(pk: object) -> Agency | None:
    return Agency.objects.select_related("parent").filter(pk=pk).first() if isinstance(pk, int) else None


def _concerned(event: Event) -> Agency | None:
    return _agency(event.data.get("agency")) or _holder(event)


def _holder(event: Event) -> Agency | None:
    """Who held the report just after the event."""
    rows = _held(event).filter(since__lte=event.at).exclude(until__lte=event.at)
    row = rows.order_by("-since", "-pk").first()
    return row.agency if row else None


def _holder_before(event: Event) -> Agency | None:
    row = _held(event).filter(until=event.at).order_by("-since", "-pk").first()
    return row.agency if row else None


def _held(event: Event) -> QuerySet[Disposition]:
    kinds = (Disposition.Kind.QUEUE, Disposition.Kind.MAIN)
    return Disposition.objects.filter(report=event.report_id, kind__in=kinds).select_related("agency__parent")


def _copied(event: Event) -> list[Agency]:
    rows = Disposition.objects.filter(report=event.report_id, kind=Disposition.Kind.COPY, since=event.at)
    return [row.agency for row in rows.select_related("agency__parent").order_by("pk")]
