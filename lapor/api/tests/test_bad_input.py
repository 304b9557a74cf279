"""Whatever comes in, a sentence goes out, and nothing of what came in goes with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from lapor.api import taken
from lapor.api.routes import moving
from lapor.api.sentences import UNKNOWN
from lapor.api.tests.calling import NEW, V1, client, holder_of, is_problem, key_of, nobody
from lapor.api.tests.test_doors import body_of
from lapor.reports.models import Event, Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

if TYPE_CHECKING:
    from lapor.api.tests.calling import Answer

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "k" * 22}
CANARY = "kanari-9f2c81"
WRONG_VALUES: dict[str, Any] = {"target": CANARY, "accused": 10**18, "category": CANARY, "incident_date": 0}


def send(body: bytes | str, kind: str = "application/json", **headers: str) -> Answer:
    return client().post(f"{V1}/laporan", body, content_type=kind, headers=KEY | headers)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 415),
        (b"{", 400),
        (b"[" * 10_000, 400),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400),
        (b'{"title": NaN}', 400),
        (b'{"title": "\\ud800"}', 400),
        (b'{"title": "\xff\xfe"}', 400),
        (b"9" * 5_000, 400),
        (b"1e999", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'"teks"', 422),
        (b"{}", 422),
        (b'{"title": {"a": 1}}', 422),
        (b" " * (600 * 1024), 413),
    ],
)
def test_what_is_no_report_is_refused_with_a_sentence(world: World, body: bytes, status: int) -> None:
    is_problem(send(body), status)
    assert not Report.objects.exists()


def test_only_json_is_read_and_files_only_where_they_belong(world: World) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "", "application/json5"):
        is_problem(send(json.dumps(NEW), kind), 415)
    is_problem(send(b"--x--", "multipart/form-data"), 400)
    is_problem(send(b"--x--\r\n", "multipart/form-data; boundary=x"), 422)
    parts: dict[str, Any] = {"data": json.dumps(NEW), "extra": "1"}
    is_problem(client().post(f"{V1}/laporan", parts, headers=KEY), 422)
    report = scenes.assigned(world)
    address = f"{V1}/laporan/{report.code}/langkah/note"
    is_problem(client().post(address, {"data": '{"text": "x"}'}, headers=key_of(world, "dewi").headers), 415)
    assert send(json.dumps(NEW), "application/json; charset=utf-8").status_code == 201


def test_every_field_is_named_in_its_own_sentence_and_nothing_is_repeated(world: World) -> None:
    wrong = NEW | {"title": CANARY[:3], "identity": CANARY, "target": CANARY, "email": CANARY, "category": [CANARY]}
    wrong |= {"incident_date": CANARY, "region": CANARY, CANARY: CANARY, "nik": {CANARY: CANARY}}
    answer = send(json.dumps(wrong))
    fields = {one["field"] for one in is_problem(answer, 422)["errors"]}
    assert fields == {"", "title", "identity", "category", "incident_date", "nik", "region", "target"}
    assert CANARY not in answer.content.decode()
    mixed = send(json.dumps(NEW | {"body": "", "region": "99.99", "judul": "x", "email": "ani@", "target": [1]}))
    told = {one["field"]: one["sentence"] for one in is_problem(mixed, 422)["errors"]}
    assert set(told) == {"body", "region", "judul", "email", "target"}
    assert (told["judul"], told["region"].partition(".")[0]) == (UNKNOWN, "Wilayah ini tidak ada")
    told = {
        one["field"]: one["sentence"]
        for one in is_problem(send(json.dumps(NEW | {"title": "x", "email": CANARY, "region": CANARY})), 422)["errors"]
    }
    assert set(told) == {"title", "email", "region"}
    assert told["email"] == "Alamat surel ini tidak lengkap. Contoh: nama@contoh.id."
    for name, value in WRONG_VALUES.items():
        assert [one["field"] for one in is_problem(nobody.submit(**{name: value}), 422)["errors"]] == [name]
    assert not Report.objects.exists()


def test_a_move_names_all_that_it_does_not_find(world: World) -> None:
    report = scenes.assigned(world)
    answer = key_of(world, "citra").move(report.code, "dispose", to=CANARY, copies=[CANARY], oversight="no")
    assert {one["field"] for one in is_problem(answer, 422)["errors"]} == {"to", "copies"}
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize(
    "text",
    ["😀" * 100, "ꦲꦏ꧀ꦱꦫꦗꦮ " * 20, "\u202eterbalik\u202c panjang sekali ini", "a\u0000b" * 30, "ا" * 40, "e\u0301" * 60],
)
def test_every_script_comes_in_and_goes_out_again(world: World, text: str) -> None:
    receipt = nobody.submit(body=text, title=text[:40], identity="none")
    assert receipt.status_code == 201, receipt.content
    read = holder_of(receipt).get(f"/laporan/{receipt.json()['code']}").json()
    assert read["body"]
    assert "\u202e" not in read["body"]
    assert "\x00" not in read["body"]


def test_no_column_of_any_table_can_be_set_from_outside(world: World) -> None:
    """Mass assignment: every field name of every model, on every route that writes."""
    report = scenes.assigned(world)
    names = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    names |= {f"{name}_id" for name in names} | {"by", "actor", "pk", "__class__", "scope", "channel"}
    rows, events = list(Report.objects.values()), Event.objects.count()
    citra = key_of(world, "citra")
    foreign = dict.fromkeys(names - set(taken.NewReport.model_fields), "1")
    assert _unknown(nobody.post("/laporan", NEW | foreign, Idempotency_Key="k" * 22)) == foreign.keys()
    for move in moving.offered():
        foreign = dict.fromkeys(names - set(taken.schema_of(move).model_fields), "1")
        body = body_of(move.name, report.code) | foreign
        assert _unknown(citra.post(f"/laporan/{report.code}/langkah/{move.name}", body)) == foreign.keys()
    assert list(Report.objects.values()) == rows
    assert Event.objects.count() == events


def _unknown(answer: Answer) -> set[str]:
    """Which fields were refused as unknown; no other field was wrong."""
    told = {one["field"]: one["sentence"] for one in is_problem(answer, 422)["errors"]}
    assert set(told.values()) == {UNKNOWN}
    return set(told)


def test_odd_addresses_and_queries_are_refused_quietly(world: World) -> None:
    key = key_of(world, "citra")
    for code in ("%00", "a" * 500, "%F0%9F%98%80", "..%2f..", "'%20OR%201=1", "7R7-SQ1-NAA"):
        is_problem(nobody.get(f"/laporan/{code}"), 404)
        is_problem(nobody.get(f"/lacak/{code}"), 404)
        is_problem(key.move(code, "close"), 404)
    is_problem(nobody.get("/laporan/7R7SQ1NAA/lampiran/1"), 422)
    for query in ({"words": "\x00 %_\\ ' \""}, {"category": "\x00"}, {"words": "\ud800".encode("utf-8", "replace")}):
        assert nobody.get("/laporan", **query).status_code == 200
    is_problem(nobody.get("/laporan", agency="\x00"), 422)
    assert nobody.get("/instansi", q="\x00\x00").status_code == 200
    is_problem(nobody.get("/tidak/ada"), 404)
    for cursor in (
        "~",
        "fg",
        "Mn5h",
        "=",
        "é",
        "MjAyNi0wMi0wMlQwMTowMDowMH4wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA",
    ):
        is_problem(nobody.get("/laporan", cursor=cursor), 422)
        assert key.get("/meja/laporan", cursor=cursor).status_code in (200, 422)
