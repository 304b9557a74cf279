"""The log cannot be changed unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from lapor.kit import clock
from lapor.people.actor import SYSTEM
from lapor.reports import events, guards
from lapor.reports.models import Event, Reaction, Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

Change = Callable[[list[Event]], object]
pytestmark = pytest.mark.django_db


def test_events_can_neither_be_changed_nor_deleted(world: World) -> None:
    event = scenes.submitted(world).events.get()
    assert guards.standing()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(kind="close")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_event")
    event.refresh_from_db()
    assert event.kind == "submit"


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda log: log[1].data.update(to=1), 2),
        (lambda log: setattr(log[1], "at", log[0].at - timedelta(days=3)), 2),
        (lambda log: setattr(log[1], "user_id", 999), 2),
        (lambda log: log.pop(1), 2),
        (lambda log: log.reverse(), 1),
        (lambda log: setattr(log[2], "hash", bytes(32)), 3),
    ],
    ids=["particulars", "back-dated", "another doer", "left out", "order", "hash"],
)
def test_a_chain_names_its_first_broken_link(
    world: World, change: Callable[[list[Event]], object], broken: int
) -> None:
    log = list(scenes.answered(world).events.order_by("seq"))
    assert events.first_break(log) is None
    change(log)
    assert events.first_break(log) == broken


def test_a_back_dated_event_that_was_hashed_anew_still_shows(world: World) -> None:
    log = list(scenes.answered(world).events.order_by("seq"))
    log[2].at = log[0].at - timedelta(days=1)
    log[2].hash = events.digest(log[2])
    assert events.first_break(log) == 3


def test_an_event_holds_no_words_of_people(world: World) -> None:
    report = scenes.answered(world)
    kept = " ".join(str(event.data) for event in report.events.all())
    assert "pasar" not in kept
    assert "Ani" not in kept
    assert Reaction.objects.filter(event__report=report).count() == report.events.count()


def test_a_queue_entry_belongs_to_its_own_event_however_many_were_drawn_before(world: World) -> None:
    report = scenes.submitted(world)
    with transaction.atomic():
        for news in (False, False, True):
            row = Report.objects.get(pk=report.pk)
            events.append(
                row, kind="note", by=SYSTEM, at=clock.now(), from_state=row.state, agency_id=None, data={}, news=news
            )
            row.save()
    assert list(Reaction.objects.filter(event__report=report).values_list("event__seq", flat=True)) == [1, 4]
