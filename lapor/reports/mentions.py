"""Who can be called into a report by a note: “@dewi” means an officer who works on it and may see it."""

from __future__ import annotations

import re
from collections import Counter

from django.utils.text import slugify

from lapor.agencies.models import Agency, Membership
from lapor.agencies.queries import actor_for
from lapor.people.models import User
from lapor.reports import policies
from lapor.reports.models import Report

CALLED = re.compile(r"(?<![\w@.])@([a-z][a-z.-]*[a-z]|[a-z])", re.IGNORECASE)
MOST = 30


def people(report: Report) -> dict[str, User]:
    """Officers of the agencies that hold, sent, decide or read this report, by the word that calls each."""
    seats = Membership.objects.active().filter(agency__in=_agencies(report), role__in=policies.READERS)
    seats = seats.filter(user__is_active=True)
    users = {seat.user_id: seat.user for seat in seats.select_related("user").order_by("user__name", "pk")[:MOST]}
    known = [user for user in users.values() if policies.visible_to(actor_for(user)).filter(pk=report.pk).exists()]
    first = Counter(_words(user)[0] for user in known)
    return {_handle(user, short=first[_words(user)[0]] == 1): user for user in known}


def called(text: str, report: Report) -> list[User]:
    """Whom a note calls, each once; a word after “@” that calls nobody is only a word."""
    words = list(dict.fromkeys(word.lower() for word in CALLED.findall(text)))
    known = people(report) if words else {}
    return [known[word] for word in words if word in known]


def _agencies(report: Report) -> set[int]:
    rows = report.dispositions.filter(until=None).values_list("agency_id", "sent_from_id")
    found = {pk for row in rows for pk in row} | {report.arbiter_id, report.holder_id}
    above = Agency.objects.filter(path__in=report.holder.ancestor_paths(), realm=report.holder.realm)
    return {pk for pk in found if pk} | set(above.values_list("pk", flat=True))


def _words(user: User) -> list[str]:
    return slugify(user.name).split("-") if slugify(user.name) else [f"petugas{user.pk}"]


def _handle(user: User, *, short: bool) -> str:
    """The first name; where two share it, the whole name with dots."""
    return _words(user)[0] if short else ".".join(_words(user))
