"""Who may be in charge of a report at its holder, and whom a unit's way of sharing names (ADR 24)."""

from __future__ import annotations

from django.db.models import Count

from lapor.agencies import queries as agencies
from lapor.agencies.models import Agency
from lapor.people.models import User
from lapor.reports import policies
from lapor.reports.choices import OPEN_STATES
from lapor.reports.models import Report

NOT_THERE = "Orang ini tidak bertugas di instansi pemegang laporan. Pilih dari daftar."


def candidates(report: Report) -> list[User]:
    """Who works at the holder today and sits in nothing that the report accuses, by name."""
    people = list(agencies.workers_at(report.holder_id))
    if report.accused is None:
        return people
    return [user for user in people if not _is_accused(user, report)]


def _is_accused(user: User, report: Report) -> bool:
    return any(policies.is_accused(report, seat.path) for seat in agencies.actor_for(user).seats)


def by_rule(report: Report) -> User | None:
    """Whom the way of sharing of the holder names now; within the transaction that hands the report over.

    The agency's row is locked, so that of two reports that arrive at once the second one sees the first.
    """
    if report.holder.sharing == Agency.Sharing.NONE:
        return None
    rows = Agency.objects.select_for_update(of=("self",), no_key=True)
    unit = rows.get(pk=report.holder_id)
    people = sorted(candidates(report), key=lambda user: user.pk)
    if not people:
        return None
    if unit.sharing == Agency.Sharing.LOAD:
        return _least_loaded(people, unit)
    chosen = next((user for user in people if user.pk > (unit.last_given_id or 0)), people[0])
    Agency.objects.filter(pk=unit.pk).update(last_given=chosen)
    return chosen


def _least_loaded(people: list[User], unit: Agency) -> User:
    """Who is in charge of the fewest open reports there; of equals the account that is there longest."""
    rows = Report.objects.filter(assignee__in=people, holder=unit, state__in=OPEN_STATES).order_by()
    load = dict(rows.values_list("assignee").annotate(Count("pk")))
    return min(people, key=lambda user: (load.get(user.pk, 0), user.pk))
