"""Whoever adds a move to the table gives it everything: words, a form, a route, a place in the reviewed matrix."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import QueryDict

from lapor.agencies.models import Agency
from lapor.api import taken
from lapor.api.api import api
from lapor.channels.web.moveform import form_for
from lapor.desk.about import ABOUT, ICONS
from lapor.public import telling
from lapor.public.views.steps import STEPS
from lapor.reports import actions
from lapor.reports.workflow import MOVES, Move
from lapor.standards.models import Clock
from tests.architecture.routes import operations

REVIEWED = Path(actions.__file__).parents[1] / "tests" / "snapshots" / "moves.txt"
OFFERED = [move for move in MOVES.values() if move.offered]
by_name = pytest.mark.parametrize("move", OFFERED, ids=lambda move: move.name)


@pytest.mark.parametrize("move", MOVES.values(), ids=lambda move: move.name)
def test_a_move_has_a_label_a_sentence_and_an_action(move: Move) -> None:
    assert move.label
    assert move.label[0].isupper()
    assert move.sentence.endswith(".")
    assert move.sentence.format(
        agency="Dinas PU", to="Dinas Kesehatan", clock="verifikasi", until="9 Maret 2026", outcome="x"
    )
    assert (move.name in actions.BY_NAME) == move.offered
    conditional = tuple(clock for clock, _ in move.pauses_if)
    assert set(move.starts + move.stops + move.voids + move.pauses + conditional + move.resumes) <= set(Clock.values)
    assert {said for _, said in move.pauses_if} <= {param.name for param in move.takes}


@pytest.mark.django_db
@by_name
def test_a_move_has_a_form_with_a_row_for_everything_it_takes(move: Move) -> None:
    form = form_for(move, agencies=Agency.objects.all())
    rows = [row["bound"].name for row in form.rows()]
    assert {param.name for param in move.takes} <= set(rows)
    assert all(form[name].label for name in rows)
    empty = form_for(move, QueryDict(), agencies=Agency.objects.all())
    assert empty.is_valid() is not any(param.required for param in move.takes)


@by_name
def test_a_move_has_a_route_and_a_schema(move: Move) -> None:
    doors = dict(operations())
    assert doors[f"/laporan/<code>/langkah/{move.name}"] == "POST: key(write) PIN"
    fields = set(taken.schema_of(move).model_fields)
    assert {param.name for param in move.takes if param.kind != "files"} | {"turn"} <= fields
    operation = api.get_openapi_schema()["paths"][f"/api/v1/laporan/{{code}}/langkah/{move.name}"]["post"]
    assert operation["summary"] == move.label


@by_name
def test_a_move_has_a_place_in_the_reviewed_matrix(move: Move) -> None:
    allowed = [line.partition(": ")[2].split() for line in REVIEWED.read_text(encoding="utf-8").splitlines()]
    assert any(move.name in names for names in allowed)


@by_name
def test_a_move_is_explained_to_those_who_make_it(move: Move) -> None:
    if move.officers:
        assert move.name in ABOUT or move.name in ICONS
    if "reporter" in move.by:
        assert move.name in STEPS
        assert telling.HEADINGS[move.name]
        assert telling.DONE[move.name]
