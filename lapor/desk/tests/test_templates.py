"""Templates: written by admins for their own branch, filled in on the form, never sent as they came."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from lapor.agencies.queries import actor_for
from lapor.desk.tests.scenes import address, assigned, filed, press, sign_in
from lapor.kit import codes
from lapor.kit.errors import Refused
from lapor.people.actions import issue_token
from lapor.reports import actions
from lapor.reports.models import AnswerTemplate, Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
BODY = (
    "Yth. {nama_pelapor},\n\nLaporan {kode} kami tangani pada [hari …] sebelum {tenggat}.\n\n{nama_petugas}, {instansi}"
)


def written(
    world: World,
    *,
    at: str = "dinas-pu",
    body: str = BODY,
    move: str = "follow_up",
    name: str = "Sudah dijadwalkan",
    state: str = "",
) -> AnswerTemplate:
    agency, citra = world.agencies[at], world.actor("citra")
    return actions.write_template(agency, by=citra, move=move, body=body, name=name, state=state)


def picked(browser: Client, report: Report, template: AnswerTemplate, move: str = "follow_up", **typed: str) -> str:
    """What stands in the form after a press of the template's button."""
    page = browser.post(address(report, move), {"turn": report.turn, "templat": template.pk} | typed)
    assert page.status_code == 200
    return str(page.context["form"]["text" if move == "follow_up" else "questions"].value())


def test_an_admin_writes_one_looks_at_it_and_removes_it(world: World) -> None:
    citra, agency = sign_in(world, "citra"), world.agencies["dinas-pu"]
    place = f"/meja/instansi/{agency.pk}/templat/"
    given = {"move": "follow_up", "state": "", "name": "Sudah dijadwalkan", "body": BODY}
    looked = citra.post(f"{place}tambah/", given | {"lihat": "1"})
    assert ("Yth. Ibu Ani" in looked.content.decode(), AnswerTemplate.objects.count()) == (True, 0)
    assert citra.post(f"{place}tambah/", given).status_code == 302
    row = AnswerTemplate.objects.get()
    assert "Sudah dijadwalkan" in citra.get(place).content.decode()
    assert citra.post(f"/meja/templat/{row.pk}/", given | {"name": "Dijadwalkan"}).status_code == 302
    assert AnswerTemplate.objects.get().name == "Dijadwalkan"
    assert citra.post(f"/meja/templat/{row.pk}/hapus/").status_code == 302
    assert not AnswerTemplate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "Yth. {nama}, terima kasih."}, "{nama} tidak dikenal"),
        ({"body": "Yth. {}, terima kasih."}, "{} tidak dikenal"),
        ({"body": "Yth. {nama_pelapor, terima kasih."}, "tidak berpasangan"),
        ({"body": "Yth. nama_pelapor}, terima kasih."}, "tidak berpasangan"),
        ({"body": "Yth. {nama_\npelapor}, terima kasih."}, "tidak berpasangan"),
        ({"body": "Yth. {{kode}}, terima kasih."}, "tidak berpasangan"),
        ({"state": "closed"}, "tidak ada pada status itu"),
        ({"name": "Sudah ada"}, "Nama ini sudah dipakai"),
        ({"body": "a" * 5_001}, "Terlalu panjang"),
        ({"body": ""}, "masih kosong"),
    ],
)
def test_a_template_that_would_not_work_is_refused_when_it_is_saved(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    written(world, name="Sudah ada")
    given = {"move": "follow_up", "state": "", "name": "Baru", "body": BODY} | changes
    page = sign_in(world, "citra").post(f"/meja/instansi/{world.agencies['dinas-pu'].pk}/templat/tambah/", given)
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
    assert AnswerTemplate.objects.count() == 1


@pytest.mark.parametrize("name", ["dewi", "eko", "gilang", "mira"])
def test_nobody_writes_templates_of_a_branch_that_he_does_not_manage(world: World, name: str) -> None:
    row, agency = written(world), world.agencies["dinas-pu"]
    browser = sign_in(world, name)
    for path in (f"/meja/instansi/{agency.pk}/templat/", f"/meja/templat/{row.pk}/"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/meja/templat/{row.pk}/hapus/").status_code == 404
    with pytest.raises(Refused):
        actions.write_template(agency, by=world.actor(name), move="ask", name="Lain", body="Kapan [hari …]?")
    with pytest.raises(Refused):
        actions.drop_template(row, by=world.actor(name))
    assert AnswerTemplate.objects.count() == 1


def test_a_template_comes_filled_in_below_what_was_typed(world: World) -> None:
    report, row = assigned(world), written(world)
    dewi = sign_in(world, "dewi")
    assert "Sudah dijadwalkan" in dewi.get(address(report, "follow_up")).content.decode()
    words = picked(dewi, report, row, text="Terima kasih.")
    assert words.startswith("Terima kasih.\n\nYth. Ani")
    assert codes.grouped(report.code) in words
    assert words.endswith(f"Dewi Rahayu, {world.agencies['dinas-pu'].name}")
    assert "[hari …]" in words


def test_only_who_may_read_the_name_gets_it_into_his_words(world: World) -> None:
    nameless = assigned(world, key="n", identity="anonymous", name="")
    named = assigned(world, key="m")
    row = written(world, at="luwu-timur")  # also for the units below
    assert picked(sign_in(world, "dewi"), nameless, row).startswith("Yth. Bapak/Ibu,")
    assert picked(sign_in(world, "dewi"), named, row).startswith("Yth. Ani")
    assert picked(sign_in(world, "citra"), named, row).startswith("Yth. Bapak/Ibu,")


def test_templates_are_for_their_units_their_move_and_their_state(world: World) -> None:
    report = assigned(world)
    theirs, later = written(world, at="dinkes", name="Dinkes"), written(world, name="Lanjutan", state="in_progress")
    question = written(world, name="Tanya", move="ask", body="Di sisi [mana …]?")
    dewi = sign_in(world, "dewi")
    page = dewi.get(address(report, "follow_up")).content.decode()
    assert [name for name in ("Dinkes", "Lanjutan", "Tanya") if f">{name}</button>" in page] == []
    for row in (theirs, later, question):
        assert picked(dewi, report, row, text="Tetap.") == "Tetap."
    assert picked(dewi, report, question, "ask") == "Di sisi [mana …]?"
    press(dewi, report, "follow_up", text="Kami periksa.")
    report = Report.objects.get(pk=report.pk)
    assert "Yth." in picked(dewi, report, later)


@pytest.mark.parametrize("gap", ["[hari …]", "[...]", "[ ]", "[__]", "{tenggat}"])
def test_an_answer_with_a_gap_is_refused_and_one_without_is_sent(world: World, gap: str) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    refused = press(dewi, report, "follow_up", text=f"Kami datang {gap}.")
    assert (refused.status_code, f"belum diisi: “{gap}”" in refused.content.decode()) == (422, True)
    assert press(dewi, report, "follow_up", text="Kami datang [Kamis], lihat {foto}.").status_code == 302


def test_a_template_as_it_came_is_refused_on_every_way(world: World) -> None:
    report = assigned(world)
    row = written(world, body="Yth. {nama_pelapor}, laporan Anda kami terima. {nama_petugas}")
    words = picked(sign_in(world, "dewi"), report, row)
    refused = press(sign_in(world, "dewi"), report, "follow_up", text=words.replace(" ", "  "))
    assert (refused.status_code, "sama persis dengan templat" in refused.content.decode()) == (422, True)
    _, raw = issue_token(world.users["dewi"], name="uji", scope="write", days=1, by=actor_for(world.users["dewi"]))
    program = Client(headers={"authorization": f"Bearer {raw}"})
    path = f"/api/v1/laporan/{report.code}/langkah/follow_up"
    for text, status in ((words, 422), (f"{words} Kami datang Kamis.", 200)):
        body = json.dumps({"turn": report.turn, "text": text})
        assert program.post(path, body, content_type="application/json").status_code == status


def test_notes_among_officers_may_have_gaps(world: World) -> None:
    report = filed(world)
    assert press(sign_in(world, "citra"), report, "note", text="Kutipan: “[…] rusak”.").status_code == 302


def test_a_template_of_a_deadline_that_does_not_run_leaves_a_gap(world: World) -> None:
    report, row = assigned(world), written(world)
    Report.objects.filter(pk=report.pk).update(due_at=None)
    report = Report.objects.get(pk=report.pk)
    assert "[tanggal …]" in picked(sign_in(world, "dewi"), report, row)
    Report.objects.filter(pk=report.pk).update(due_at=datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
    assert "Senin, 30 November 2026" in picked(sign_in(world, "dewi"), Report.objects.get(pk=report.pk), row)
