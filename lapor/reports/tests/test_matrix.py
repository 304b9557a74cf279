"""Who may make which move in which state, against a reviewed snapshot; and refusals that write nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction

from lapor.agencies.models import Category
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC, SYSTEM, Actor, reporter_of
from lapor.reports import actions, approval, policies
from lapor.reports.actions.imported import ImportedRecord, take_over
from lapor.reports.models import Report
from lapor.reports.params import Param
from lapor.reports.tests import scenes
from lapor.reports.tests.snapshot import difference
from lapor.reports.workflow import MOVES
from lapor.reports.world import PEOPLE, World

pytestmark = pytest.mark.django_db
NOW = scenes.MONDAY + timedelta(days=3)

Scene = Callable[[World], Report]


def taken_over(world: World) -> Report:
    """An open report from the official export of the regency."""
    record = ImportedRecord(
        system="sp4n-lapor",
        number="674",
        digest="-",
        submitted_at=scenes.MONDAY,
        state="assigned",
        holder=world.agencies["dinas-pu"],
        source=world.agencies["luwu-timur"],
        title="Jalan berlubang",
        body="Ada lubang besar di depan pasar.",
        identity="named",
        secrecy="public",
        channel="web",
        classification="complaint",
        sent=True,
    )
    take_over(record)
    return Report.objects.get(origin="imported")


def waiting(world: World, **changes: Any) -> Report:
    """An answer waits; the rule for it is taken back, so that it holds for no other scene."""
    report = scenes.waiting(world, **changes)
    approval.set_rule(world.agencies["dinas-pu"], "", by=world.actor("citra"))
    return report


SCENES: dict[str, Scene] = {
    "unverified": scenes.submitted,
    "unverified, secret": lambda w: scenes.submitted(w, secrecy="secret"),
    "unverified, accused dinas-pu": lambda w: scenes.submitted(w, accused=w.agencies["dinas-pu"].pk),
    "unverified, national queue": lambda w: scenes.submitted(w, target=None, region=""),
    "pending": lambda w: actions.hold(scenes.submitted(w), by=w.actor("citra"), questions="Di mana?"),
    "assigned": scenes.assigned,
    "assigned, secret": lambda w: scenes.assigned(w, secrecy="secret"),
    "assigned to inspektorat, accused dinas-pu": lambda w: scenes.assigned(
        w, to="inspektorat", accused=w.agencies["dinas-pu"].pk
    ),
    "unverified, to be decided": scenes.disputed,
    "assigned, decided": scenes.decided,
    "assigned, answer waits for the leader": waiting,
    "assigned, secret, answer waits for the leader": lambda w: waiting(w, secrecy="secret"),
    "assigned, answer scheduled": scenes.scheduled,
    "in_progress": scenes.answered,
    "in_progress, final": lambda w: scenes.answered(w, final=True),
    "in_progress, phone asked": lambda w: actions.ask_phone(
        scenes.answered(w), by=w.actor("dewi"), reason="Kami ingin bertemu."
    ),
    "in_progress, promise running": scenes.promised,
    "in_progress, promise said to be kept": lambda w: actions.keep_promise(
        scenes.promised(w), by=w.actor("dewi"), text="Sudah ditambal."
    ),
    "closed": scenes.closed,
    "closed, objected": lambda w: _then(scenes.closed(w), "object", reason="Belum selesai."),
    "closed, rated badly": lambda w: _then(scenes.closed(w), "rate", **scenes.BAD),
    "closed, rated badly and appealed": lambda w: _then(_then(scenes.closed(w), "rate", **scenes.BAD), "appeal"),
    "closed, rated badly, appealed and accepted": lambda w: actions.accept_appeal(
        _then(_then(scenes.closed(w), "rate", **scenes.BAD), "appeal"), by=w.actor("farah")
    ),
    "archived": lambda w: actions.archive(
        scenes.submitted(w), by=w.actor("citra"), archive_reason="unclear", reason="Tidak jelas."
    ),
    "merged": lambda w: actions.merge(scenes.assigned(w), by=w.actor("citra"), primary=scenes.assigned(w).code),
    "imported, assigned": taken_over,
    "unverified, a part": scenes.part,
    "assigned, a part": lambda w: scenes.part(w, to="perhubungan"),
}


def _then(report: Report, move: str, **values: Any) -> Report:
    return actions.perform(move, report, by=scenes.owner(report), **values)


def actors(world: World, report: Report) -> dict[str, Actor]:
    """Everybody who could knock: the public, this and another reporter, the cast, the system, a reading key."""
    dewi = world.actor("dewi")
    cast = {f"{name} ({person.role} {person.agency})": world.actor(name) for name, person in PEOPLE.items()}
    return {
        "public": PUBLIC,
        "reporter": scenes.owner(report),
        "another reporter": reporter_of(uuid4()),
        **cast,
        "dewi, reading key": Actor(kind="officer", user_id=dewi.user_id, seats=dewi.seats, scope="read"),
        "system": SYSTEM,
    }


def test_the_moves_of_everybody_in_every_state_are_as_reviewed(world: World) -> None:
    lines = []
    for name, scene in SCENES.items():
        with clock.freeze(NOW):
            report = Report.objects.select_related("holder", "accused", "waits_at").get(pk=scene(world).pk)
            lines.append(f"\n## {name}\n")
            for who, actor in actors(world, report).items():
                allowed = [move for move in MOVES if policies.can(actor, move, report)]
                lines.append(f"{who}: {' '.join(allowed) or '-'}")
    text = "\n".join(lines).lstrip() + "\n"
    assert difference("moves.txt", text) == "", "the matrix changed: read it, then SNAPSHOTS=write"


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SCENES))
def test_a_refused_move_leaves_every_table_as_it_was(world: World, name: str) -> None:
    with clock.freeze(NOW):
        report = SCENES[name](world)
        before = checksum()
        for actor in actors(world, report).values():
            for move in (m for m in MOVES.values() if m.offered):
                fresh = Report.objects.select_related("holder", "accused", "waits_at").get(pk=report.pk)
                if policies.can(actor, move.name, fresh):
                    continue
                with pytest.raises(Refused), transaction.atomic():
                    actions.perform(move.name, fresh, by=actor, **values(world, move.takes))
        assert checksum() == before


def values(world: World, takes: Iterable[Param]) -> dict[str, Any]:
    """Something acceptable for each parameter, so that only the actor can be the reason for a refusal."""
    made: dict[str, Any] = {
        "text": "Tulisan yang cukup panjang untuk diterima.",
        "line": "Judul yang cukup",
        "agency": world.agencies["perhubungan"],
        "agencies": [],
        "category": Category.objects.filter(sensitive=False, parent__isnull=False).first(),
        "report": "000000000",
        "files": (),
        "attached": (),
        "flag": True,
        "date": date(2026, 6, 2),
        "moment": NOW + timedelta(days=2),
        "person": None,
        "answer": None,
    }
    return {p.name: p.options[0][0] if p.kind == "choice" else made[p.kind] for p in takes}


def checksum() -> str:
    """One digest over every row of the heart."""
    digest = hashlib.sha256()
    for model in apps.get_app_config("reports").get_models():
        for row in model._default_manager.order_by("pk").values():
            plain = {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()}
            digest.update(repr(sorted(plain.items())).encode())
    return digest.hexdigest()
