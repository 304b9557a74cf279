"""A counter officer files for somebody else: tied to him, answered to the reporter."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lapor.desk.tests.scenes import sign_in
from lapor.people.actor import reporter_of
from lapor.public.tests.conftest import form_values
from lapor.reports import policies, queries
from lapor.reports.models import Report, Reporter
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
PAGE = "/lapor/loket"


def test_the_officer_files_with_his_seat_and_the_way_the_words_came(world: World, filled: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    assert 'href="/lapor/loket"' in joko.get("/meja/").content.decode()
    assert joko.get(PAGE).status_code == 200
    answer = joko.post(PAGE, filled | {"came_by": "phone"})
    assert (answer.status_code, answer["Location"]) == (302, "/terima")
    report = Report.objects.get()
    event = report.events.get()
    assert (report.channel, event.channel, event.actor_kind) == ("phone", "phone", "officer")
    assert (event.user, event.agency) == (world.users["joko"], world.agencies["luwu-timur"])
    assert queries.get(world.actor("joko"), report.code) == report
    assert report.code in joko.get("/meja/").content.decode()


def test_the_person_stays_the_reporter_with_code_and_pin(world: World, client: Client, filled: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    joko.post(PAGE, filled | {"came_by": "counter"})
    report = Report.objects.get()
    page = joko.get("/terima")
    html = page.content.decode()
    assert "berikan kepada pelapor" in html
    assert "buka laporan saya" not in html
    assert page.context["pin"] in joko.get("/terima/cetak").content.decode()
    slip = {"code": page.context["code"], "pin": page.context["pin"]}
    assert client.post("/lacak", slip)["Location"] == "/pin-baru"
    assert client.post("/pin-baru")["Location"] == "/laporan-saya/"
    assert Reporter.objects.get().identity_box is not None
    view = policies.redact(queries.get(reporter_of(report.pk), report.code) or report, world.actor("joko"))
    assert not view.name


def test_two_taps_leave_one_report(world: World, filled: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    for _ in range(2):
        assert joko.post(PAGE, filled | {"came_by": "counter"})["Location"] == "/terima"
    assert Report.objects.count() == 1


def test_an_unknown_way_is_refused_and_nothing_is_lost(world: World, filled: dict[str, Any]) -> None:
    answer = sign_in(world, "joko").post(PAGE, filled | {"came_by": "system"})
    assert answer.status_code == 422
    assert form_values(answer.content.decode(), PAGE)["body"] == filled["body"]
    assert not Report.objects.exists()


def test_how_the_words_came_is_asked_and_never_assumed(world: World, filled: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    assert "came_by" not in form_values(joko.get(PAGE).content.decode(), PAGE)
    answer = joko.post(PAGE, filled)
    assert answer.status_code == 422
    assert "Pilih bagaimana laporan ini sampai kepada Anda." in answer.content.decode()


def test_the_words_at_the_counter_speak_of_the_reporter(world: World, filled: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    pages = [joko.get(PAGE), joko.post(PAGE, filled | {"came_by": "counter", "name": "", "identity": ""})]
    for page in pages:
        words = page.content.decode().partition("<main")[2]
        assert [line for line in words.splitlines() if "Anda" in line and "sampai kepada Anda?" not in line] == []
    assert "Pilih apakah nama pelapor boleh diketahui petugas." in pages[1].content.decode()
    joko.post(PAGE, filled | {"came_by": "counter", "email": ""})
    assert "pelapor tidak memberi alamat surel" in joko.get("/terima").content.decode()


@pytest.mark.parametrize("name", ["dewi", "citra", "budi", "farah"])
def test_only_who_sits_at_a_counter_files_for_others(world: World, filled: dict[str, Any], name: str) -> None:
    browser = sign_in(world, name)
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, filled | {"came_by": "counter"}).status_code == 404
    assert not Report.objects.exists()


def test_what_was_typed_outlives_the_session(world: World, client: Client, filled: dict[str, Any]) -> None:
    assert client.get(PAGE)["Location"].startswith("/akun/login/?next=/lapor/loket")
    answer = client.post(PAGE, filled | {"came_by": "letter"})
    assert answer.status_code == 403
    assert "Sesi Anda berakhir" in answer.content.decode()
    kept = form_values(answer.content.decode(), PAGE)
    assert (kept["body"], kept["came_by"], kept["kunci"]) == (filled["body"], "letter", filled["kunci"])
    assert not Report.objects.exists()


def test_an_officer_who_reports_for_himself_leaves_no_trace(world: World, filled: dict[str, Any]) -> None:
    sign_in(world, "joko").post("/lapor", filled)
    event = Report.objects.get().events.get()
    assert (event.actor_kind, event.user, event.channel) == ("public", None, "web")


def test_the_words_of_the_counter_stay_at_the_counter(world: World, client: Client) -> None:
    before = client.get("/lapor").content.decode()
    client.force_login(world.users["joko"])
    assert "Pelapor punya usul" in client.get("/lapor/loket").content.decode()
    assert "Anda punya usul" in before
    assert "Anda punya usul" in Client().get("/lapor").content.decode()


def slip_of(world: World, filled: dict[str, Any]) -> dict[str, str]:
    """What the operator hands over, and has seen."""
    joko = sign_in(world, "joko")
    joko.post(PAGE, filled | {"came_by": "counter"})
    shown = joko.get("/terima").context
    return {"code": shown["code"], "pin": shown["pin"]}


def test_who_first_comes_gets_a_pin_of_his_own_and_the_slip_opens_nothing_more(
    world: World, client: Client, filled: dict[str, Any]
) -> None:
    slip = slip_of(world, filled)
    assert client.post("/lacak", slip)["Location"] == "/pin-baru"
    assert client.get("/laporan-saya/")["Location"] == "/lacak"  # nothing is open yet
    own = client.get("/pin-baru").context["pin"]
    assert own == client.get("/pin-baru").context["pin"] != slip["pin"]
    assert client.post("/pin-baru")["Location"] == "/laporan-saya/"
    assert "Pelapor mengganti PIN" in client.get("/laporan-saya/").content.decode()
    operator = Client()
    assert operator.post("/lacak", slip).status_code == 422
    assert operator.post("/lacak", slip | {"pin": own})["Location"] == "/laporan-saya/"


def test_a_broken_network_locks_nobody_out(world: World, client: Client, filled: dict[str, Any]) -> None:
    slip = slip_of(world, filled)
    client.post("/lacak", slip)
    client.get("/pin-baru")  # and the phone dies
    again = Client()
    assert again.post("/lacak", slip)["Location"] == "/pin-baru"
    own = again.get("/pin-baru").context["pin"]
    again.post("/pin-baru")
    assert Client().post("/lacak", slip | {"pin": own})["Location"] == "/laporan-saya/"
    late = client.post("/pin-baru", follow=True)  # the first page, pressed after all
    assert "sudah diganti" in late.content.decode()
    assert Client().post("/lacak", slip | {"pin": own})["Location"] == "/laporan-saya/"


def test_the_slip_opens_nothing_through_the_api(world: World, client: Client, filled: dict[str, Any]) -> None:
    slip = slip_of(world, filled)
    code = Report.objects.get().code
    answer = client.get(f"/api/v1/laporan/{code}", headers={"X-Laporan-PIN": slip["pin"]})
    assert answer.status_code == 403
    assert "situs web" in answer.content.decode()
    first = queries.by_pin(code, slip["pin"])
    assert first is not None
    assert queries.get(first, code) is None
    assert policies.moves_for(Report.objects.get(), first) == []


def test_the_page_of_a_new_pin_is_nobodys_without_the_slip(client: Client, db: None) -> None:
    assert client.get("/pin-baru")["Location"] == "/lacak"
    assert client.post("/pin-baru")["Location"] == "/lacak"
