"""Who may be in charge of a report at its holder, or own its promise, and whom a way of sharing names (ADR 24, 36)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from lapor.agencies import absences
from lapor.agencies import queries as agencies
from lapor.agencies.models import Absence, Agency
from lapor.people.models import User
from lapor.reports import policies
from lapor.reports.choices import LIVE_PROMISES, OPEN_STATES
from lapor.reports.models import Promise, Report

NOT_THERE = "Orang ini tidak bertugas di instansi pemegang laporan. Pilih dari daftar."


def candidates(report: Report) -> list[User]:
    """Who works at the holder today and sits in nothing that the report accuses, by name."""
    people = list(agencies.workers_at(report.holder_id))
    if report.accused is None:
        return people
    return [user for user in people if not _is_accused(user, report)]


def _is_accused(user: User, report: Report) -> bool:
    return any(policies.is_accused(report, seat.path) for seat in agencies.actor_for(user).seats)


def named(people: list[User], agency_id: int) -> list[str]:
    """Their names, of who is away with until when, and who gets what is given to him."""
    away = absences.away((user.pk for user in people), (agency_id,))
    known = {user.pk: user.name for user in people}
    return [_with_absence(user, away.get((user.pk, agency_id)), known) for user in people]


def _with_absence(user: User, absence: Absence | None, known: dict[int, str]) -> str:
    if absence is None:
        return user.name
    deputy = known.get(absence.deputy_id or 0)
    return f"{user.name} ({absences.told(absence)}{f'; digantikan {deputy}' if deputy else ''})"


def away_of(report: Report) -> str:
    """ "sedang cuti sampai 3 Des 2026" of who is in charge, for colleagues; "" when he is there."""
    found = absences.away((report.assignee_id,) if report.assignee_id else (), (report.holder_id,))
    return next((absences.told(one) for one in found.values()), "")


def promise_of(report: Report) -> Promise | None:
    """The running promise; no query where there is none."""
    if not report.promise_state:
        return None
    return Promise.objects.select_related("owner").filter(report=report, state__in=LIVE_PROMISES).first()


def promised_by(people: Iterable[int | None]) -> list[UUID]:
    """The reports with a running promise that one of these people owns."""
    rows = Promise.objects.filter(owner__in=[pk for pk in people if pk], state__in=LIVE_PROMISES)
    return list(rows.values_list("report", flat=True))


def pass_promise(report: Report, *, to: User | None) -> None:
    """Give the running promise, if there is one, another owner; None: whoever is in charge."""
    if report.promise_state:
        Promise.objects.filter(report=report, state__in=LIVE_PROMISES).update(owner=to)


def by_rule(report: Report) -> User | None:
    """Whom the way of sharing of the holder names now; within the transaction that hands the report over.

    The agency's row is locked, so that of two reports that arrive at once the second one sees the first.
    """
    if report.holder.sharing == Agency.Sharing.NONE:
        return None
    rows = Agency.objects.select_for_update(of=("self",), no_key=True)
    unit = rows.get(pk=report.holder_id)
    people = sorted(absences.present(candidates(report), unit.pk), key=lambda user: user.pk)
    if not people:
        return None
    if unit.sharing == Agency.Sharing.LOAD:
        return _least_loaded(people, unit)
    chosen = next((user for user in people if user.pk > (unit.last_given_id or 0)), people[0])
    Agency.objects.filter(pk=unit.pk).update(last_given=chosen)
    return chosen


def instead_of(person: User, report: Report) -> User:
    """Who takes a report that is given to a person now: his deputy while he is away, as far as he may be named."""
    deputy = absences.deputy_of(person, report.holder_id)
    return deputy if deputy and deputy in candidates(report) else person


def _least_loaded(people: list[User], unit: Agency) -> User:
    """Who is in charge of the fewest open reports there; of equals the account that is there longest."""
    rows = Report.objects.filter(assignee__in=people, holder=unit, state__in=OPEN_STATES).order_by()
    load = dict(rows.values_list("assignee").annotate(Count("pk")))
    return min(people, key=lambda user: (load.get(user.pk, 0), user.pk))
