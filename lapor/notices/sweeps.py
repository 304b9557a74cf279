"""What the passing of time asks of notices: nothing that should have been told is missing, no failure stays unseen."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from lapor.notices import audience, interventions, reactions, seats
from lapor.notices.kinds import UNDELIVERED
from lapor.notices.models import Channel, Delivery, Recipient
from lapor.reports.models import Event

BACK = timedelta(days=1)  # events that are looked at again
FRESH = timedelta(minutes=2)  # those whose recipients are all counted again
BATCH = 200


def run(now: datetime) -> int:
    """Everything of this file. One of settings.LAPOR_SWEEPS; safe to run twice and from two workers."""
    of_seats = seats.tell_of_all() + seats.tell_of_decrees()
    return sweep_missing(now) + tell_of_failures(now) + of_seats + interventions.tell_of_all()


def sweep_missing(now: datetime) -> int:
    """Compare recent events with their audience, and write the notices that are missing; returns how many."""
    return sum(reactions.complete(event) for event in to_compare(now)[:BATCH])


def to_compare(now: datetime) -> QuerySet[Event]:
    """Events of the last day that were reacted to, and either lately or without any notice."""
    told = Exists(Delivery.objects.filter(event=OuterRef("pk")))
    kinds = [kind for kind, rows in audience.AUDIENCE.items() if rows]
    events = Event.objects.filter(kind__in=kinds, at__gt=now - BACK, reaction__done_at__isnull=False)
    return events.filter(Q(reaction__done_at__gt=now - FRESH) | ~told).select_related("report__holder", "agency")


def tell_of_failures(now: datetime) -> int:
    """Ring the bell of who holds a report when a mail to its reporter was given up; returns the number of lines."""
    failed = Delivery.objects.failed().filter(failed_at__gt=now - BACK, recipient=Recipient.REPORTER)
    failed = failed.filter(channel=Channel.EMAIL).select_related("report__holder", "event__report__holder")
    written = 0
    for row in failed:
        about = f"{UNDELIVERED}|{row.pk}"
        event, report = row.about
        users = audience.now_at_desk(report)
        lines = [reactions.bell_of(event, report, user, kind=UNDELIVERED, about=about) for user in users]
        fresh = [line for line in lines if not Delivery.objects.filter(dedup_key=line.dedup_key).exists()]
        written += len(Delivery.objects.bulk_create(fresh, ignore_conflicts=True))
    failed.exclude(extra=None).update(extra=None)
    return written
