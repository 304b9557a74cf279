"""An officer leaves a unit: what lies with him there passes to who comes after him, and nothing stays behind (ADR 32).

Each report passes in a transaction of its own, so that a hand-over that was cut off is simply sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.module_loading import import_string

from lapor.agencies.actions import end_membership
from lapor.agencies.models import WORKERS, Membership, today
from lapor.agencies.policies import may_manage
from lapor.agencies.queries import workers_at
from lapor.kit import codes
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import incharge, policies
from lapor.reports.actions.assigning import IN_HAND, OVERTAKEN, hand_on
from lapor.reports.actions.scheduling import pass_answer
from lapor.reports.choices import UNSENT
from lapor.reports.models import Report, WaitingAnswer
from lapor.reports.moving import MoveRefused
from lapor.reports.params import PARAMS

MOST = 300  # reports of one step
LATEST_END = timedelta(days=366)
NOTE_LONGEST = PARAMS["note"].limit
UNSEEN = "Laporan rahasia"
NOT_AN_HEIR = "Pengganti harus seorang petugas lain yang aktif di {agency}. Pilih dari daftar."
NAME_ONE = "Masih ada laporan tanpa pengganti. Pilih seorang pengganti untuk semua, atau untuk tiap laporan."
LAST_ONE = (
    "{name} petugas aktif terakhir di {agency}. Beri peran kepada penggantinya dulu, atau nyatakan bahwa unit ini "
    "ditinggalkan tanpa pengganti."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who gets one report, and what the note to him says; empty values mean the same as for all."""

    to: User | None = None
    note: str = ""


@dataclass(slots=True)
class Done:
    """What came of a hand-over: how many reports each successor got, how many have nobody now, what was refused (code
    and sentence), how many other things and unsent answers passed, how many answers became drafts, what is still left,
    and from which day the seat is gone.
    """

    passed: Counter[str] = field(default_factory=Counter)
    freed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    others: int = 0
    answers: int = 0
    drafts: int = 0
    left: int = 0
    ends: date | None = None


def seats() -> QuerySet[Membership]:
    """Seats, past and present, of people who work or worked on reports; whose work passes is asked of `may`."""
    rows = Membership.objects.filter(role__in=WORKERS, unaccepted_since=None, unconfirmed_since=None)
    return rows.select_related("user", "agency")


def may(actor: Actor, seat: Membership) -> bool:
    """Who manages the agency, and the officer himself as long as he works there."""
    own = actor.user_id == seat.user_id and any(one.agency_id == seat.agency_id for one in actor.seats)
    return own or may_manage(actor, seat.agency)


def in_hand(seat: Membership) -> QuerySet[Report]:
    """Reports of which the person is in charge, or owns the promise, at the agency of his seat; most urgent first."""
    his = Q(assignee=seat.user_id) | Q(pk__in=incharge.promised_by((seat.user_id,)))
    rows = Report.objects.filter(IN_HAND, his, holder=seat.agency_id)
    return rows.select_related("holder", "category", "key", "accused").order_by(F("due_at").asc(nulls_last=True), "pk")


def unsent(seat: Membership) -> QuerySet[WaitingAnswer]:
    """Answers of the person at this unit that wait for a leader or for their time, the next one first."""
    rows = WaitingAnswer.objects.filter(user=seat.user_id, agency=seat.agency_id, report__answer_waits__in=UNSENT)
    related = rows.select_related("report__holder", "report__category", "report__key", "report__accused")
    return related.order_by(F("send_at").asc(nulls_last=True), "pk")


def seen_by(actor: Actor, reports: Sequence[Report]) -> list[Report]:
    """Those of them that the actor may see; secret ones that never came by his desk also pass, but unseen."""
    seen = set(policies.visible_to(actor).filter(pk__in=[row.pk for row in reports]).values_list("pk", flat=True))
    return [row for row in reports if row.pk in seen]


def heirs(seat: Membership) -> list[User]:
    """The colleagues who work at the same unit today."""
    return [user for user in workers_at(seat.agency_id) if user.pk != seat.user_id]


def hand_over(
    seat: Membership,
    *,
    by: Actor,
    to: User | None = None,
    note: str = "",
    each: Mapping[str, Wish] | None = None,
    alone: bool = False,
    end_on: date | None = None,
) -> Done:
    """Pass on what is in hand, at most `MOST` reports at a time, then what hangs on the person, then end the seat.

    `each` says by the code who gets a report instead of `to`; `alone`: what has no successor then belongs to the whole
    unit. The seat ends on the day `end_on` only when nothing is left. Raises Refused, with nothing done.
    """
    rows = list(in_hand(seat)[:MOST])
    seen = {row.pk for row in seen_by(by, rows)}
    targets = {to} if unsent(seat).exists() else set()
    plan = [(row, _wish(row, each or {}, Wish(to, note), seen=row.pk in seen)) for row in rows]
    _check(seat, by=by, end_on=end_on)
    _check_heirs(seat, targets | {wish.to for _, wish in plan}, to=to, alone=alone, ends=end_on is not None)
    done = Done()
    answers = list(unsent(seat))
    for row, wish in plan:
        _pass(row, seat, wish, by=by, done=done, name=codes.grouped(row.code) if row.pk in seen else UNSEEN)
    heirs_of = {row.pk: wish.to for row, wish in plan}
    for one in answers:
        _pass_answer(one.report, seat, heirs_of.get(one.report_id, to), by=by, done=done)
    done.others = _others(seat, to)
    done.left = in_hand(seat).count()
    if end_on and not done.left:
        done.ends = _end(seat, by=by, on=end_on)
    return done


def _wish(report: Report, each: Mapping[str, Wish], usual: Wish, *, seen: bool) -> Wish:
    """Of a report that the doer may not see nothing is said on its own."""
    own = each.get(report.code, usual) if seen else usual
    return Wish(own.to or usual.to, own.note.strip() or usual.note)


def _check(seat: Membership, *, by: Actor, end_on: date | None) -> None:
    if by.scope == "read" or not may(by, seat):
        raise Refused("Serah terima ini hanya oleh petugasnya sendiri atau admin instansinya.")
    if end_on is None:
        return
    if not may_manage(by, seat.agency):
        raise Refused("Peran hanya dapat diakhiri oleh admin instansi.")
    if not today() <= end_on <= today() + LATEST_END:
        raise Refused("Peran dapat diakhiri mulai hari ini sampai setahun lagi. Periksa tanggalnya.")


def _check_heirs(seat: Membership, chosen: set[User | None], *, to: User | None, alone: bool, ends: bool) -> None:
    colleagues = heirs(seat)
    if any(user not in colleagues for user in chosen | {to} if user):
        raise Refused(NOT_AN_HEIR.format(agency=seat.agency.name))
    if alone:
        return
    if not colleagues and (chosen or ends):
        raise Refused(LAST_ONE.format(name=seat.user.name, agency=seat.agency.name))
    if None in chosen:
        raise Refused(NAME_ONE)


def _pass(report: Report, seat: Membership, wish: Wish, *, by: Actor, done: Done, name: str) -> None:
    try:
        hand_on(report, by=by, leaver=seat.user, to=wish.to, note=wish.note)
    except Refused as refused:
        if refused.sentence != OVERTAKEN:
            done.refused.append((name, refused.sentence))
    else:
        if wish.to:
            done.passed[wish.to.name] += 1
        else:
            done.freed += 1


def _pass_answer(report: Report, seat: Membership, to: User | None, *, by: Actor, done: Done) -> None:
    """What was sent or taken back meanwhile is nobody's to pass on."""
    try:
        report = pass_answer(report, by=by, leaver=seat.user, to=to)
    except MoveRefused:
        return
    if report.answer_waits in UNSENT:
        done.answers += 1
    else:
        done.drafts += 1


def _others(seat: Membership, to: User | None) -> int:
    """Let what the floors above know of pass too."""
    return sum(import_string(name)(seat.user, seat.agency, to) for name in settings.LAPOR_HANDED_ON) if to else 0


def _end(seat: Membership, *, by: Actor, on: date) -> date:
    """End the seat, unless it ends by then anyway."""
    seat.refresh_from_db(fields=["until"])
    if seat.until is None or seat.until > on:
        return end_membership(seat, by=by, on=on).until or on
    return seat.until
