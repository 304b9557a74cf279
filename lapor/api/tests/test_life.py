"""One report from form to rating, by programs only."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lapor.api.tests.calling import NEW, V1, client, holder_of, is_problem, key_of, nobody
from lapor.kit import clock
from lapor.reports.models import AccessEntry, Attachment, Event
from lapor.reports.tests.samples import jpeg
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
PUBLIC = {"oversight": "no", "public_title": "Jalan berlubang", "public_body": "Ada lubang besar di depan pasar."}


def test_a_report_travels_from_submit_to_rating(world: World) -> None:
    with clock.freeze(MONDAY):
        receipt = nobody.submit()
        assert receipt.status_code == 201, receipt.content
        code, ani = receipt.json()["code"], holder_of(receipt)
        citra, dewi = key_of(world, "citra"), key_of(world, "dewi")
        is_problem(nobody.get(f"/lacak/{code}"), 404)
        assert [row["code"] for row in citra.get("/meja/laporan").json()["reports"]] == [code]
    with clock.freeze(MONDAY + timedelta(hours=5)):
        moved = citra.move(code, "dispose", to=world.agencies["dinas-pu"].slug, turn=0, **PUBLIC)
        assert moved.json() == {
            "code": code,
            "state": "assigned",
            "state_label": "Belum ditindaklanjuti",
            "turn": 1,
            "answer_waits": "",
        }
        assert nobody.get(f"/lacak/{code}").json()["holder"] == world.agencies["dinas-pu"].name
        assert [row["code"] for row in nobody.get("/laporan").json()["reports"]] == [code]
        done = dewi.move(code, "follow_up", text="Lubang sudah ditambal.", final=True)
        assert done.json()["state"] == "in_progress", done.content
        read = ani.get(f"/laporan/{code}").json()
        assert read["level"] == "reporter"
        assert [message["body"] for message in read["messages"]] == ["Lubang sudah ditambal."]
        assert {"close", "respond"} <= {move["name"] for move in read["moves"]}
        assert ani.move(code, "close").json()["state"] == "closed"
        assert ani.move(code, "rate", adequate="yes", solved="yes", treated="yes").status_code == 200
        assert nobody.get(f"/laporan/{code}").json()["rating"] == {
            "adequate": "yes",
            "solved": "yes",
            "treated": "yes",
            "stars": None,
        }
    assert set(Event.objects.values_list("channel", flat=True)) == {"api"}


def test_each_level_has_its_own_schema(world: World) -> None:
    receipt = nobody.submit()
    code = receipt.json()["code"]
    key_of(world, "citra").move(code, "dispose", to=world.agencies["dinas-pu"].pk, **PUBLIC)
    dewi = key_of(world, "dewi")
    dewi.move(code, "note", text="Catatan di antara petugas.")
    public, own = nobody.get(f"/laporan/{code}").json(), holder_of(receipt).get(f"/laporan/{code}").json()
    officer = dewi.get(f"/laporan/{code}").json()
    assert [view["level"] for view in (public, own, officer)] == ["public", "reporter", "officer"]
    assert set(public) < set(own)
    assert officer["name"] == "Ani Kartini"
    assert "Ani Kartini" not in str(public)
    assert "Catatan" not in str(own)
    assert AccessEntry.objects.get().user == world.users["dewi"]
    assert [one["what"] for one in holder_of(receipt).get(f"/laporan/{code}").json()["looks"]] == ["nama pelapor"]


def test_files_come_as_parts_beside_the_json(world: World) -> None:
    parts: dict[str, Any] = {"data": json.dumps(NEW), "files": [SimpleUploadedFile("foto saya.jpg", jpeg())]}
    receipt = client().post(f"{V1}/laporan", parts, headers={"Idempotency-Key": "k" * 22})
    assert receipt.status_code == 201, receipt.content
    code, ani = receipt.json()["code"], holder_of(receipt)
    kept = Attachment.objects.get()
    (told,) = ani.get(f"/laporan/{code}").json()["files"]
    assert told["name"] == "lampiran-1.jpg"
    assert "sedang diperiksa" in is_problem(ani.get(f"/laporan/{code}/lampiran/{kept.pk}"), 409)["detail"]
    is_problem(nobody.get(f"/laporan/{code}/lampiran/{kept.pk}"), 404)
    Attachment.objects.update(state=Attachment.State.CLEAN)
    citra = key_of(world, "citra")
    answer = citra.get(f"/laporan/{code}/lampiran/{kept.pk}")
    assert b"".join(answer.streaming_content) == jpeg()  # type: ignore[attr-defined]  # it streams
    parts = {
        "data": json.dumps({"text": "Ini buktinya."}),
        "files": SimpleUploadedFile("virus.png", b"MZ" * 99),
    }
    refused = client().post(f"{V1}/laporan/{code}/langkah/add", parts, headers=ani.headers)
    assert is_problem(refused, 422)["errors"][0]["field"] == "files"


def test_the_list_of_published_reports_goes_on_by_cursor(world: World) -> None:
    citra = key_of(world, "citra")
    codes = []
    for _ in range(5):
        codes.append(nobody.submit().json()["code"])
        citra.move(codes[-1], "dispose", to=world.agencies["dinas-pu"].slug, **PUBLIC)
    seen, cursor = [], ""
    while True:
        page = nobody.get("/laporan", limit=2, cursor=cursor).json()
        seen += [row["code"] for row in page["reports"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == codes[::-1]
    assert len(nobody.get("/laporan", state="closed").json()["reports"]) == 0
    assert (
        len(nobody.get("/laporan", words="lubang BESAR", agency=world.agencies["luwu-timur"].slug).json()["reports"])
        == 5
    )
    for wrong in ({"limit": 101}, {"limit": 0}, {"state": "x"}, {"agency": "tidak-ada"}, {"cursor": "bukan kursor"}):
        is_problem(nobody.get("/laporan", **wrong), 422)


def test_what_fields_may_name_can_be_looked_up(world: World) -> None:
    assert any(row["sensitive"] for row in nobody.get("/kategori").json()["categories"])
    found = nobody.get("/instansi", q="pekerjaan umum").json()["agencies"]
    assert world.agencies["dinas-pu"].pk in [row["id"] for row in found]
    assert "Malili" in nobody.get("/wilayah", q="malili").json()["regions"][0]["name"]
    is_problem(nobody.get("/wilayah"), 422)


def test_a_program_splits_a_report_and_its_reporter_reads_both_ends_with_one_pin(world: World) -> None:
    receipt = nobody.submit()
    code, ani, citra = receipt.json()["code"], holder_of(receipt), key_of(world, "citra")
    unit = world.agencies["perhubungan"].slug
    part = {"part_title": "Lampu jalan padam", "part_body": "Lampu di depan pasar padam sejak Senin."}
    assert citra.move(code, "split", **part, to=unit, oversight="no").json()["state"] == "unverified"
    (end,) = ani.get(f"/laporan/{code}").json()["parts"]
    assert (end["title"], end["state"], end["holder"]) == (
        "Lampu jalan padam",
        "assigned",
        world.agencies["perhubungan"].name,
    )
    assert ani.get(f"/laporan/{end['code']}").json()["part_of"]["code"] == code
    assert ani.move(end["code"], "add", text="Tiang kedua dari kiri.").status_code == 200
    is_problem(citra.move(end["code"], "split", **part), 409)
    is_problem(citra.move(code, "split", **part, part_files=["9b2f0c1e-0000-4000-8000-000000000000"]), 422)
    is_problem(citra.move(code, "split", **part, part_files=["lampiran-1"]), 422)
