"""Forms of moves: made from the table, lossless on errors, and honest about who was faster."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict
from PIL import Image

from lapor.channels.web.moveform import form_for, values_of
from lapor.channels.web.performing import perform, uploads
from lapor.people.actor import PUBLIC, reporter_of
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.workflow import MOVES, Move
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
OFFERED = [move for move in MOVES.values() if move.offered]


def posted(**values: str | int) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data[name] = str(value)
    return data


@pytest.fixture
def report(world: World) -> Report:
    return actions.submit(draft(target=world.agencies["luwu-timur"].pk), by=PUBLIC, key="k" * 22).report


@pytest.mark.parametrize("move", OFFERED, ids=lambda move: move.name)
def test_every_offered_move_has_a_form_that_can_be_drawn(move: Move) -> None:
    html = render_to_string("channels/web/fields.html", {"form": form_for(move)})
    for param in move.takes:
        if param.kind == "attached":  # a box for each file, and no report means no file
            assert param.label in html
        else:
            assert f'name="{param.name}"' in html or f'data-name="{param.name}"' in html


@pytest.mark.parametrize("move", OFFERED, ids=lambda move: move.name)
def test_what_the_table_requires_is_asked_for_in_a_sentence(move: Move) -> None:
    form = form_for(move, posted())
    form.full_clean()
    required = {param.name for param in move.takes if param.required}
    assert set(form.errors) == required
    assert all(str(sentence).endswith(".") for errors in form.errors.values() for sentence in errors)


def test_values_come_out_as_the_actions_take_them(world: World, report: Report) -> None:
    unit, other = world.agencies["dinas-pu"], world.agencies["dinkes"]
    data = posted(to=unit.pk, copies=other.pk, copies_2=other.pk, note="Mohon dicek.\0", oversight="no", turn=0)
    form = form_for(MOVES["dispose"], data, report=report)
    assert form.is_valid(), form.errors
    assert values_of(form, MOVES["dispose"]) == {
        "to": unit,
        "copies": [other],
        "note": "Mohon dicek.",
        "oversight": "no",
        "checked": False,
    }


def test_the_accused_agency_is_never_offered_nor_taken(world: World) -> None:
    unit = world.agencies["dinas-pu"]
    accusing = actions.submit(draft(accused=unit.pk), by=PUBLIC, key="a" * 22).report
    form = form_for(MOVES["dispose"], posted(to=unit.pk, turn=0), report=accusing)
    assert "to" in form.errors
    search = form_for(MOVES["dispose"], posted(to_q="pekerjaan umum", cari="to"), report=accusing)
    assert unit.name not in render_to_string("channels/web/fields.html", {"form": search})


def test_searching_without_javascript_shows_choices_and_no_errors(world: World, report: Report) -> None:
    form = form_for(MOVES["dispose"], posted(to_q="kesehatan", note="Segera", cari="to"), report=report)
    html = render_to_string("channels/web/fields.html", {"form": form})
    assert f'value="{world.agencies["dinkes"].pk}"' in html
    assert "Segera" in html
    assert "wrong" not in html


def test_words_in_a_picker_that_name_nothing_are_kept_with_an_error(world: World, report: Report) -> None:
    form = form_for(MOVES["dispose"], posted(to_q="dinas entah", turn=0), report=report)
    assert "“dinas entah” belum dipilih" in str(form.errors["to"])
    assert "dinas entah" in render_to_string("channels/web/fields.html", {"form": form})


def test_a_move_is_made_once_and_the_slower_tab_keeps_its_words(world: World, report: Report) -> None:
    move, citra = MOVES["hold"], world.actor("citra")
    first = RequestFactory().post("/", {"questions": "Di RT berapa?", "turn": report.turn})
    assert perform(first, report, move, by=citra, bound="-").done
    slower = RequestFactory().post("/", {"questions": "Kapan terjadi?", "turn": 0})
    fresh = type(report).objects.get(pk=report.pk)
    outcome = perform(slower, fresh, MOVES["archive"], by=citra, bound="-")
    assert not outcome.done
    archive = {"archive_reason": "unclear", "reason": "Tidak jelas.", "turn": 0}
    outcome = perform(RequestFactory().post("/", archive), fresh, MOVES["archive"], by=citra, bound="-")
    assert (outcome.done, outcome.status) == (False, 409)
    html = render_to_string("channels/web/fields.html", {"form": outcome.form})
    assert "Tidak jelas." in html
    assert f'name="turn" value="{fresh.turn}"' in html


def test_a_refused_move_becomes_a_sentence_on_the_form(world: World, report: Report) -> None:
    outcome = perform(
        RequestFactory().post("/", {"text": "Halo", "turn": 0}),
        report,
        MOVES["respond"],
        by=reporter_of(report.pk),
        bound="-",
    )
    assert not outcome.done
    assert "belum atau tidak lagi mungkin" in str(outcome.form.non_field_errors())


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [("foto.png", picture(), True), ("kosong.png", b"", False), ("alat.jpg", b"MZ" * 64, False)],
    ids=["picture", "empty", "program"],
)
def test_files_are_checked_by_their_content(name: str, content: bytes, taken: bool) -> None:
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict({"files": [SimpleUploadedFile(name, content)]})
    form = form_for(MOVES["add"], posted(text="Ini fotonya."), files)
    assert form.is_valid() is taken, form.errors


def test_uploads_of_a_request_keep_name_and_size() -> None:
    request = RequestFactory().post("/", {"files": [SimpleUploadedFile("a.png", b"123")]})
    assert [(one.name, one.size) for one in uploads(request)] == [("a.png", 3)]


@pytest.mark.parametrize("text", ["😀 jalan rusak 👩🏽‍🚒", "ꦗꦭꦤ꧀ꦫꦸꦱꦏ꧀", "طريق مكسور"])
def test_any_script_comes_through(text: str) -> None:
    form = form_for(MOVES["add"], posted(text=text))
    assert form.is_valid()
    assert form.cleaned_data["text"] == text


def test_a_text_that_is_too_long_says_how_long_it_is() -> None:
    form = form_for(MOVES["add"], posted(text="a" * 100_000))
    assert "100000 huruf" in str(form.errors["text"])
