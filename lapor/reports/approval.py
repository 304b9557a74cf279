"""Which answers a leader reads before they go out, and which leader: rules that agencies set for themselves."""

from __future__ import annotations

from django.db import transaction

from lapor.agencies.models import PATH_STEP, Agency, Membership, MembershipQuerySet, Role
from lapor.agencies.policies import may_manage
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.choices import AnswerWaits
from lapor.reports.models import ApprovalRule, Report

Scope = ApprovalRule.Scope
# Who is asked to let an answer go: the nearest leader, and where there is none the nearest admin.
APPROVERS: dict[str, tuple[str, ...]] = {
    AnswerWaits.LEADER: (Role.LEADER,),
    AnswerWaits.ADMIN: (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN),
}
INHERIT = ""  # what an agency chooses that wants no rule of its own


def rule_of(agency: Agency) -> ApprovalRule | None:
    """The rule that holds for an agency: its own, else the nearest one above in its government."""
    rules = ApprovalRule.objects.filter(agency__path__in=_upwards(agency), agency__realm=agency.realm, until=None)
    return max(rules.select_related("agency", "user"), key=lambda rule: len(rule.agency.path), default=None)


def choices_of(agency: Agency) -> list[tuple[str, str]]:
    """What an agency may choose; without a rule of its own that of the nearest agency above holds."""
    above = rule_of(agency.parent) if agency.parent and agency.parent.realm == agency.realm else None
    inherited = above.get_scope_display() if above else Scope.NONE.label
    return [(INHERIT, f"Seperti di atasnya ({inherited[:1].lower()}{inherited[1:]})"), *_pairs()]


def _pairs() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in Scope.choices]


def holds_for(agency: Agency, *, final: bool) -> bool:
    """Whether an answer of this agency is read by a leader first."""
    rule = rule_of(agency)
    return rule is not None and (rule.scope == Scope.ALL or (rule.scope == Scope.FINAL and final))


def approver_of(report: Report, *, author: int | None) -> tuple[Agency, AnswerWaits] | None:
    """At which agency an answer waits, and for whom there: the nearest leader, else the nearest admin.

    Never for who wrote it, nor where the report may not be read.
    """
    seats = _seats_above(report.holder).exclude(user=author).select_related("agency")
    for waits, roles in APPROVERS.items():
        at = [seat.agency for seat in seats.filter(role__in=roles) if policies.may_be_approved_at(report, seat.agency)]
        if at:
            return max(at, key=lambda agency: len(agency.path)), AnswerWaits(waits)
    return None


def set_rule(agency: Agency, scope: str, *, by: Actor) -> ApprovalRule | None:
    """Let leaders read the answers of an agency first, or no longer; who and when is kept. Raises Refused."""
    if not may_manage(by, agency) or by.user_id is None:
        raise Refused(f"Anda bukan admin yang membawahi {agency.name}. Mintalah kepada admin instansi tersebut.")
    if scope not in (INHERIT, *Scope.values):
        raise Refused("Pilih salah satu.")
    if scope in (Scope.FINAL, Scope.ALL) and not _leaders_around(agency):
        raise Refused(
            f"Belum ada pimpinan di {agency.name}, di atasnya atau di unitnya yang dapat menyetujui. Beri dulu peran "
            "pimpinan di halaman “Pengguna”, lalu pilih lagi."
        )
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        now, own = clock.now(), ApprovalRule.objects.filter(agency=agency, until=None)
        if own.filter(scope=scope).exists() or not (scope or own.exists()):
            return own.first()
        own.update(until=now)
        return ApprovalRule.objects.create(agency=agency, scope=scope, user_id=by.user_id, since=now) if scope else None


def _leaders_around(agency: Agency) -> bool:
    """Whether anybody leads there, above or below."""
    below = Membership.objects.active().filter(user__is_active=True, agency__path__startswith=agency.path)
    below = below.filter(agency__realm=agency.realm)
    return any(rows.filter(role=Role.LEADER).exists() for rows in (_seats_above(agency), below))


def _upwards(agency: Agency) -> list[str]:
    return [agency.path[:end] for end in range(PATH_STEP, len(agency.path) + 1, PATH_STEP)]


def _seats_above(agency: Agency) -> MembershipQuerySet:
    rows = Membership.objects.active().filter(user__is_active=True)
    return rows.filter(agency__path__in=_upwards(agency), agency__realm=agency.realm)
