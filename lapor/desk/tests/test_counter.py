"""The counter: who came, wrote or called is the reporter; the operator enters, prints the slip and goes on."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lapor.desk.tests.scenes import sign_in
from lapor.kit import clock
from lapor.people.actor import reporter_of
from lapor.public.tests.conftest import form_values, typed
from lapor.reports import policies, queries, words
from lapor.reports.models import Report, Reporter
from lapor.reports.world import World

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_limits")]
PAGE, SLIP, TODAY = "/meja/loket/", "/meja/loket/slip/", "/meja/loket/hari-ini/"
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 10.00 WITA
LETTER = {
    "came_by": "letter",
    "letter_date": "2026-11-16",
    "letter_received": "2026-11-18",
    "letter_number": "12/RT/XI",
}


@pytest.fixture
def told() -> dict[str, str]:
    """What somebody says at the counter."""
    return {
        "kunci": str(uuid.uuid4()),
        "came_by": "counter",
        "body": "Air ledeng di Kelurahan Malili tidak mengalir sejak Senin pagi. Mohon diperiksa.",
        "region": "73.24.04",
        "region_q": "Malili",
        "place": "Jalan Sudirman",
        "classification": "complaint",
        "name": "Ani Kartini",
        "phone": "0812 3456 7890",
    }


def entered(world: World, told: dict[str, Any], **changes: Any) -> Report:
    """A report that Joko entered."""
    before = set(Report.objects.values_list("pk", flat=True))
    answer = sign_in(world, "joko").post(PAGE, told | {"kunci": str(uuid.uuid4())} | changes)
    assert (answer.status_code, answer["Location"]) == (302, SLIP)
    return Report.objects.exclude(pk__in=before).get()


def refused(world: World, told: dict[str, Any], **changes: Any) -> _MonkeyPatchedWSGIResponse:
    answer = sign_in(world, "joko").post(PAGE, told | changes)
    assert not Report.objects.exists()
    return answer


def words_of(answer: _MonkeyPatchedWSGIResponse) -> str:
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    return SimpleUploadedFile("surat.jpg", content.getvalue(), "image/jpeg")


def test_the_officer_files_with_his_seat_and_the_way_the_words_came(world: World, told: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    assert f'href="{PAGE}"' in joko.get("/meja/").content.decode()
    assert joko.get(PAGE).status_code == 200
    report = entered(world, told, came_by="phone")
    event = report.events.get()
    assert (report.channel, event.channel, event.actor_kind) == ("phone", "phone", "officer")
    assert (event.user, event.agency) == (world.users["joko"], world.agencies["luwu-timur"])
    assert report.holder == world.agencies["luwu-timur"]  # no agency was named: that of the counter
    assert (report.classification, report.identity, report.secrecy) == ("complaint", "named", "public")
    assert words.title(report) == "Air ledeng di Kelurahan Malili tidak mengalir sejak Senin pagi"
    assert report.code in joko.get("/meja/").content.decode()


def test_the_person_stays_the_reporter_with_code_and_pin(world: World, client: Client, told: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    joko.post(PAGE, told)
    report = Report.objects.get()
    shown = joko.get(SLIP)
    assert shown["Cache-Control"] == "no-store"
    html = shown.content.decode()
    assert shown.context["pin"] in html.replace("</span><span>", "-")
    assert all(mark in html for mark in ('rel="next"', "data-print data-focus", "<svg", "PIN baru"))
    slip = {"code": shown.context["code"], "pin": shown.context["pin"]}
    assert client.post("/lacak", slip)["Location"] == "/pin-baru"
    assert client.post("/pin-baru")["Location"] == "/laporan-saya/"
    assert Reporter.objects.get().identity_box is not None
    view = policies.redact(queries.get(reporter_of(report.pk), report.code) or report, world.actor("joko"))
    assert not view.name
    assert "sudah diganti" in joko.get(SLIP).content.decode()
    assert shown.context["pin"] not in joko.get(SLIP).content.decode()


def test_the_slip_is_gone_after_ten_minutes_and_nobody_elses(world: World, told: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    with clock.freeze(TUESDAY):
        joko.post(PAGE, told)
        assert sign_in(world, "joko").get(SLIP)["Location"] == TODAY
    with clock.freeze(TUESDAY + timedelta(minutes=9)):
        assert joko.get(SLIP).status_code == 200
    with clock.freeze(TUESDAY + timedelta(minutes=11)):
        assert joko.get(SLIP)["Location"] == TODAY


def test_two_taps_leave_one_report(world: World, told: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    for _ in range(2):
        assert joko.post(PAGE, told)["Location"] == SLIP
    assert Report.objects.count() == 1
    answer = joko.post(PAGE, told | {"body": "Sesuatu yang lain sama sekali terjadi di sini."})
    assert answer.status_code == 409
    assert form_values(answer.content.decode(), "")["kunci"] != told["kunci"]
    assert Report.objects.count() == 1


def test_two_taps_on_a_form_that_came_back_with_its_scan_leave_one_report(world: World, told: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    back = joko.post(PAGE, told | {"came_by": "", "files": picture()})
    assert back.status_code == 422
    again = told | {"files_held": form_values(back.content.decode(), "")["files_held"]}
    for _ in range(2):
        assert joko.post(PAGE, again)["Location"] == SLIP
    assert Report.objects.get().attachments.count() == 1


@pytest.mark.parametrize(
    ("left", "identity"),
    [
        ({"name": "", "phone": ""}, "none"),
        ({"name": "", "phone": "0812 3456 7890"}, "anonymous"),
        ({"anonymous": "on"}, "anonymous"),
        ({}, "named"),
    ],
)
def test_who_leaves_nothing_of_himself_has_no_identity(
    world: World, told: dict[str, Any], left: dict[str, str], identity: str
) -> None:
    report = entered(world, told, **left)
    assert report.identity == identity
    assert Reporter.objects.filter(report=report).exists() is (identity != "none")


def test_a_letter_keeps_its_number_sealed_and_its_days(world: World, client: Client, told: dict[str, Any]) -> None:
    with clock.freeze(TUESDAY):
        report = entered(world, told | LETTER, files=picture())
        assert report.attachments.get().by_reporter
        assert b"12/RT/XI" not in bytes(report.letter.number_sealed or b"")
        for viewer in (world.actor("citra"), reporter_of(report.pk)):
            letter = policies.redact(queries.get(viewer, report.code) or report, viewer).letter
            assert letter is not None
            assert (letter.number, letter.written_on, letter.received_on) == (
                "12/RT/XI",
                date(2026, 11, 16),
                date(2026, 11, 18),
            )
        page = sign_in(world, "citra").get(f"/meja/{report.code}/").content.decode()
        assert "12/RT/XI" in page
        assert "12/RT/XI" not in sign_in(world, "joko").get(TODAY).content.decode()


def test_a_letter_counts_from_the_day_it_came_in_however_long_it_lay(world: World, told: dict[str, Any]) -> None:
    with clock.freeze(TUESDAY):
        walk_in = entered(world, told).deadlines.get()
        fresh = entered(world, told | LETTER, letter_received="2026-11-24").deadlines.get()
        lay = entered(world, told | LETTER)
        view = policies.redact(lay, world.actor("citra"))
    assert walk_in.due_at == fresh.due_at == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    limit = lay.deadlines.get()
    assert limit.started_at < lay.submitted_at == TUESDAY
    assert limit.due_at == lay.due_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # three working days after Wednesday
    assert view.days_open == 3


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"letter_date": "2026-11-26"}, "Tanggal surat belum terjadi"),
        ({"letter_received": "2026-11-26"}, "Tanggal terima belum terjadi"),
        ({"letter_received": "2026-11-15"}, "tidak mungkin diterima sebelum ditulis"),
        ({"letter_received": "2025-11-18", "letter_date": ""}, "lebih dari setahun"),
        ({"letter_received": ""}, "Isi kapan kantor menerima"),
        ({"letter_received": "31/02/2026"}, "Tanggal ini tidak ada"),
        ({"letter_number": "9" * 101}, "Ringkas menjadi 100 huruf"),
        ({"body": ""}, "Tulis apa yang terjadi"),
        ({"body": "Air mati"}, "paling sedikit satu kalimat"),
        ({"phone": "nol delapan"}, "Nomor telepon ini tidak lengkap"),
        ({"target": "999999"}, "Instansi ini tidak ada"),
        ({"came_by": "system"}, "Pilihan ini tidak ada"),
        ({"came_by": ""}, "Pilih bagaimana laporan ini sampai"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(
    world: World, told: dict[str, Any], wrong: dict[str, str], sentence: str
) -> None:
    with clock.freeze(TUESDAY):
        given = told | LETTER | wrong
        answer = refused(world, given, files=picture())
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    kept = form_values(html, "")
    assert {name: kept.get(name) for name in ("body", "place", "name", "phone", "letter_number", "kunci")} == {
        name: given[name] for name in ("body", "place", "name", "phone", "letter_number", "kunci")
    }
    assert "surat.jpg" in html
    assert kept["files_held"]


def test_words_of_a_letter_that_was_none_after_all_are_not_kept(world: World, told: dict[str, Any]) -> None:
    report = entered(world, told | LETTER, came_by="phone", letter_date="2999-01-01")
    assert not hasattr(report, "letter")


def test_a_word_for_an_agency_that_was_not_chosen_is_searched_without_javascript(
    world: World, told: dict[str, Any]
) -> None:
    joko = sign_in(world, "joko")
    page = words_of(joko.post(PAGE, told | {"target_q": "pekerjaan umum", "cari": "target"}))
    assert f'value="{world.agencies["dinas-pu"].pk}"' in page
    assert "Ada yang perlu" not in page
    report = entered(world, told, target=str(world.agencies["dinas-pu"].pk), target_q="Dinas PU")
    assert report.target == world.agencies["dinas-pu"]


def test_a_report_against_the_own_agency_goes_past_it_and_off_the_list(world: World, told: dict[str, Any]) -> None:
    report = entered(world, told, accused=str(world.agencies["luwu-timur"].pk), accused_q="Luwu Timur")
    assert report.holder not in (world.agencies["luwu-timur"], world.agencies["dinas-pu"])
    page = sign_in(world, "joko").get(TODAY).content.decode()
    assert "Belum ada laporan hari ini" in page


def test_the_list_of_today_has_codes_and_counts_and_no_person(world: World, told: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    with clock.freeze(TUESDAY - timedelta(days=1)):
        entered(world, told, came_by="phone")
    with clock.freeze(TUESDAY):
        seen, secret = entered(world, told), entered(world, told, secret="on")
        page = joko.get(TODAY)
    html = words_of(page).replace("\N{NON-BREAKING HYPHEN}", "")
    today = page.context["today"]
    assert [row.code.replace("-", "") for row in today.rows] == [seen.code]
    assert today.counts == [("Tatap muka", 1, 1), ("Surat", 0, 0), ("Telepon", 0, 1)]
    assert "10.00 WITA" in html
    assert all(hidden not in html for hidden in ("Ani", "Air ledeng", secret.code))


def test_a_colleague_at_the_same_counter_reads_the_list_and_opens_nothing(world: World, told: dict[str, Any]) -> None:
    report = entered(world, told)
    joko, here = world.actor("joko"), world.agencies["luwu-timur"].pk
    since = report.submitted_at - timedelta(hours=1)
    assert list(policies.entered_at(joko, here, since=since)) == [report]
    assert not policies.entered_at(joko, world.agencies["luwu-utara"].pk, since=since).exists()
    assert not policies.entered_at(world.actor("citra"), here, since=since).exists()


def test_how_the_words_came_is_asked_and_never_assumed(world: World) -> None:
    page = sign_in(world, "joko").get(PAGE).content.decode()
    values = form_values(page, "")
    assert "came_by" not in values
    assert values["classification"] == "complaint"
    assert page.count(" autofocus") == 1


def test_the_words_at_the_counter_speak_of_the_reporter(world: World, told: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    for page in (joko.get(PAGE), joko.post(PAGE, told | {"body": ""})):
        said = [line for line in words_of(page).splitlines() if "Anda" in line]
        allowed = ("sampai kepada Anda?", "Kosong: instansi Anda.", "bukan sejak Anda mencatatnya")
        assert [line for line in said if not any(one in line for one in allowed)] == []


def test_personal_data_in_the_words_is_said_once(world: World, told: dict[str, Any]) -> None:
    given = told | {"body": "Tolong hubungi saya di 0812 3456 7890 karena air ledeng mati."}
    answer = refused(world, given)
    assert "data pribadi" in answer.content.decode()
    assert form_values(answer.content.decode(), "")["diperiksa"] == "1"
    entered(world, given, diperiksa="1")


@pytest.mark.parametrize("name", ["dewi", "citra", "budi", "farah"])
def test_only_who_sits_at_a_counter_files_for_others(world: World, told: dict[str, Any], name: str) -> None:
    browser = sign_in(world, name)
    for page in (PAGE, SLIP, TODAY):
        assert browser.get(page).status_code == 404
    assert browser.post(PAGE, told).status_code == 404
    assert 'href="/meja/loket/"' not in browser.get("/meja/").content.decode()
    assert not Report.objects.exists()


def test_what_was_typed_outlives_the_session(world: World, client: Client, told: dict[str, Any]) -> None:
    joko = sign_in(world, "joko")
    typist = form_values(joko.get(PAGE).content.decode(), "")["penulis"]
    answer = client.post(PAGE, told | LETTER | {"penulis": typist, "files": picture()})
    assert answer["Location"].startswith("/akun/login/?next=/meja/loket/")
    assert not Report.objects.exists()
    client.force_login(world.users["joko"])
    page = client.get(PAGE).content.decode()
    kept = form_values(page, "")
    assert (kept["body"], kept["came_by"], kept["kunci"]) == (told["body"], "letter", told["kunci"])
    assert "surat.jpg" in page


def slip_of(world: World, told: dict[str, Any]) -> dict[str, str]:
    """What the operator hands over, and has seen."""
    joko = sign_in(world, "joko")
    joko.post(PAGE, told)
    shown = joko.get(SLIP).context
    return {"code": shown["code"], "pin": shown["pin"]}


def test_who_first_comes_gets_a_pin_of_his_own_and_the_slip_opens_nothing_more(
    world: World, client: Client, told: dict[str, Any]
) -> None:
    slip = slip_of(world, told)
    assert client.post("/lacak", slip)["Location"] == "/pin-baru"
    assert client.get("/laporan-saya/")["Location"] == "/lacak"  # nothing is open yet
    own = client.get("/pin-baru").context["pin"]
    assert own == client.get("/pin-baru").context["pin"] != slip["pin"]
    assert client.post("/pin-baru")["Location"] == "/laporan-saya/"
    assert "Pelapor mengganti PIN" in client.get("/laporan-saya/").content.decode()
    operator = Client()
    assert operator.post("/lacak", slip).status_code == 422
    assert operator.post("/lacak", slip | {"pin": own})["Location"] == "/laporan-saya/"


def test_a_broken_network_locks_nobody_out(world: World, client: Client, told: dict[str, Any]) -> None:
    slip = slip_of(world, told)
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


def test_the_slip_opens_nothing_through_the_api(world: World, client: Client, told: dict[str, Any]) -> None:
    slip = slip_of(world, told)
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


def test_an_officer_who_reports_for_himself_leaves_no_trace(world: World) -> None:
    sign_in(world, "joko").post("/lapor", typed())
    event = Report.objects.get().events.get()
    assert (event.actor_kind, event.user, event.channel) == ("public", None, "web")
