"""Days that have not come or are long gone, places that do not exist, agencies that were closed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from lapor.agencies.models import Agency, Membership
from lapor.api.tests.calling import is_problem, key_of, nobody
from lapor.channels.laporan_ringkas.tests.files import LONG, cells, csv_file
from lapor.desk.tests.scenes import PUBLIC_VERSION, address, sign_in
from lapor.kit import clock
from lapor.public.tests.conftest import form_values
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World
from tests.badinput.trying import filed, filled, nothing_written, send, still_there, told

pytestmark = pytest.mark.django_db
TOMORROW = (clock.now() + timedelta(days=2)).date().isoformat()
DAYS = {
    "1900-01-01": "terlalu lama",
    "01/01/1900": "terlalu lama",
    TOMORROW: "belum terjadi",
    "9999-12-31": "belum terjadi",
    "31/02/2026": "Tanggal ini tidak ada",
    "0000-00-00": "Tanggal ini tidak ada",
    "kemarin": "Tanggal ini tidak ada",
}


@pytest.mark.parametrize("day", DAYS)
def test_a_day_in_the_future_or_in_1900_is_refused_on_the_form(world: World, day: str) -> None:
    typed = filled(incident_date=day)
    with nothing_written():
        html = told(send("/lapor", typed), 422, DAYS[day])
    still_there(html, "/lapor", typed, "incident_date", "title", "body", "name")


@pytest.mark.parametrize("day", DAYS)
def test_and_by_the_api(world: World, day: str) -> None:
    with nothing_written():
        (problem,) = is_problem(nobody.submit(incident_date=day), 422)["errors"]
    assert problem["field"] == "incident_date"


UNTIL = {
    "1900-01-01": "sesudah tenggat yang sekarang",
    "31/02/2027": "Tanggal ini tidak ada",
    "2027-08-17": "hari libur",
    "": "Isi tanggalnya",
}


@pytest.mark.parametrize("day", UNTIL)
def test_a_limit_is_not_moved_to_a_day_that_cannot_be(world: World, day: str) -> None:
    report, typed = scenes.assigned(world), {"until": day, "reason": "Menunggu aspal datang."}
    with nothing_written():
        path = address(report, "extend")
        html = told(send(path, typed | {"turn": report.turn}, browser=sign_in(world, "citra")), 422, UNTIL[day])
        still_there(html, "", typed)


# What is promised, by which day (a number: so many days from now), and what is said to it.
PROMISES: tuple[tuple[str, str | int, str], ...] = (
    ("Lubang ditambal.", "2020-01-06", "harus sesudah hari ini"),
    ("Lubang ditambal.", 0, "harus sesudah hari ini"),
    ("Lubang ditambal.", 1_000, "paling lama dua tahun"),
    ("Lubang ditambal.", "", "Janji perlu keduanya"),
    ("", 10, "Janji perlu keduanya"),
    ("Lubang ditambal.", "31/02/2027", "Tanggal ini tidak ada"),
)


@pytest.mark.parametrize(("promise", "day", "sentence"), PROMISES)
def test_nothing_is_promised_by_a_day_that_cannot_be(world: World, promise: str, day: str | int, sentence: str) -> None:
    report, dewi, program = scenes.assigned(world), sign_in(world, "dewi"), key_of(world, "dewi")
    until = day if isinstance(day, str) else f"{clock.today(report.holder.zone) + timedelta(days=day):%Y-%m-%d}"
    typed = {"text": "Sudah kami tinjau.", "promise": promise, "promise_until": until}
    with nothing_written():
        page = send(address(report, "follow_up"), typed | {"turn": report.turn}, browser=dewi)
        still_there(told(page, 422, sentence), "", typed)
        if until != "31/02/2027":
            given = {name: value for name, value in typed.items() if value}
            is_problem(program.move(report.code, "follow_up", **given), 422)


@pytest.mark.parametrize("day", ["9999-12-31", "2100-01-04"])
def test_a_limit_far_beyond_every_calendar_is_no_error(world: World, day: str) -> None:
    report = scenes.assigned(world)
    answer = key_of(world, "citra").move(report.code, "extend", until=day, reason="Menunggu aspal.")
    assert answer.status_code in (200, 422), answer.content


@pytest.mark.parametrize(
    ("since", "until"), [("1900-01-01", ""), ("", "1900-01-01"), ("31/02/2026", ""), ("9999-12-31", "")]
)
def test_a_role_of_another_century_gives_no_error(world: World, since: str, until: str) -> None:
    unit = world.agencies["dinas-pu"].pk
    typed = {"agency": unit, "role": "liaison", "since": since, "until": until}
    answer = send(f"/meja/pengguna/{world.users['dewi'].pk}/", typed, browser=sign_in(world, "citra"))
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        still_there(answer.content.decode(), "", typed, "since", "until")
    assert not Membership.objects.active().filter(user=world.users["dewi"]).count() > 1 or since == "1900-01-01"


@pytest.mark.parametrize(("day", "words"), [("1 Jan 1900", "lebih lama"), ("1 Jan 2090", "belum terjadi")])
def test_the_importer_rejects_the_row_and_says_why(world: World, tmp_path: Path, day: str, words: str) -> None:
    path = csv_file(tmp_path / "a.csv", [cells(1), cells(2, day=day)])
    call_command("import", "laporan-ringkas", str(path), "--json")
    assert Report.objects.count() == 1
    rejected = (tmp_path / "a.ditolak.csv").read_text(encoding="utf-8-sig")
    assert words in rejected
    assert day in rejected


CODES = ["99.99.99", "73.24.04.9999", "73.24.04.", "ꦗ", "-1", "7" * 5_000]


@pytest.mark.parametrize("code", CODES)
def test_a_region_that_does_not_exist(world: World, code: str) -> None:
    typed = filled(region=code)
    html = told(send("/lapor", typed), 422, "Wilayah ini tidak ada")
    still_there(html, "/lapor", typed, "title", "body", "name", "place")
    with nothing_written():
        is_problem(nobody.submit(region=code), 422)


def test_a_place_that_the_importer_does_not_know_is_kept_as_words(world: World, tmp_path: Path) -> None:
    row = cells(province="Atlantis", regency="Poseidonis", district="", village="")
    call_command("import", "laporan-ringkas", str(csv_file(tmp_path / "a.csv", [row], columns=LONG)), "--json")
    report = Report.objects.get()
    assert report.region is None
    page = sign_in(world, "budi").get(address(report)).content.decode()
    assert "Poseidonis" in page


def close(agency: Agency) -> None:
    Agency.objects.filter(pk=agency.pk).update(is_open=False)


def test_an_agency_that_closed_while_the_form_was_open(world: World) -> None:
    """It stood in the list when the page was drawn; when the form comes, it is gone."""
    unit, browser = world.agencies["dinas-pu"], Client()
    assert str(unit.pk) in browser.get(f"/cari/instansi?q={unit.name[:20]}").content.decode()
    typed = form_values(browser.get("/lapor").content.decode(), "/lapor") | filled(target=unit.pk, target_q=unit.name)
    close(unit)
    with nothing_written():
        html = told(send("/lapor", typed, browser=browser), 422, "tidak ada atau sudah ditutup")
        problem = is_problem(nobody.submit(target=unit.slug), 422)["errors"]
    still_there(html, "/lapor", typed, "target", "title", "body", "name", "kunci")
    assert problem == [{"field": "target", "sentence": problem[0]["sentence"]}]
    assert "sudah ditutup" in problem[0]["sentence"]
    assert send("/lapor", typed | {"target": "", "target_q": ""}).status_code == 302, "without it the report is taken"


def test_whoever_is_accused_may_be_closed(world: World) -> None:
    """What a closed office did is still reported, and still goes around its branch."""
    office = world.agencies["dinkes"]
    close(office)
    receipt = nobody.submit(accused=office.slug, target=None)
    assert receipt.status_code == 201
    assert not office.covers(Report.objects.get().holder)


TO_CLOSED: dict[str, tuple[str, Callable[[World], Report], dict[str, object]]] = {
    "to": ("dispose", filed_report := lambda world: filed(world).report, {"oversight": "no", **PUBLIC_VERSION}),
    "copies": ("dispose", filed_report, {"oversight": "no", **PUBLIC_VERSION}),
    "proposed": ("return_up", scenes.assigned, {"reason": "Bukan jalan kami."}),
}


@pytest.mark.parametrize("field", TO_CLOSED)
def test_nothing_is_sent_to_an_agency_that_closed_meanwhile(world: World, field: str) -> None:
    name, scene, values = TO_CLOSED[field]
    who = "dewi" if name == "return_up" else "citra"
    report, unit, browser, program = scene(world), world.agencies["dinkes"], sign_in(world, who), key_of(world, who)
    typed = values | {field: unit.pk, "turn": report.turn, "note": "Mohon segera."}
    typed |= {"to": world.agencies["dinas-pu"].pk} if field == "copies" else {}
    assert browser.get(address(report, name)).status_code == 200
    close(unit)
    with nothing_written():
        html = told(send(address(report, name), typed, browser=browser), 422, "sudah ditutup")
        given = values | {field: [unit.slug] if field == "copies" else unit.slug}
        given |= {"to": world.agencies["dinas-pu"].slug} if field == "copies" else {}
        assert "sudah ditutup" in is_problem(program.move(report.code, name, **given), 409)["detail"]
    still_there(html, "", typed, *(key for key in values if key != "oversight"), field)


def test_history_of_a_closed_agency_is_taken_over(world: World, tmp_path: Path) -> None:
    row = cells(1, parent=world.agencies["luwu-timur"].name, unit=world.agencies["dinkes"].name)
    close(world.agencies["dinkes"])
    call_command(
        "import",
        "laporan-ringkas",
        str(csv_file(tmp_path / "a.csv", [row])),
        "--under",
        "pemerintah-kabupaten-luwu-timur",
    )
    assert Report.objects.get().holder == world.agencies["dinkes"]
