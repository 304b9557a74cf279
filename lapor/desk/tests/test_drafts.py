"""A draft belongs to the unit: kept, found again, never overwritten unseen, gone once it is sent. And who writes."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from lapor.agencies.actions import grant
from lapor.agencies.queries import actor_for
from lapor.desk.tests.scenes import address, answered, assigned, filed, press, sign_in
from lapor.kit import clock
from lapor.people.actions import issue_token
from lapor.people.actor import SYSTEM, reporter_of
from lapor.reports import actions, policies, words
from lapor.reports.actions import unsent
from lapor.reports.models import AnswerDraft, Event, Report, Writing
from lapor.reports.workflow import MOVES
from lapor.reports.world import World

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
HERS = "Lubangnya kami tutup hari Kamis."
HIS = "Kami periksa dulu bersama camat."


@pytest.fixture
def unit(world: World) -> World:
    """Hana is a second liaison of the Dinas PU."""
    dinas = world.agencies["dinas-pu"]
    grant(world.users["hana"], agency=dinas, role="liaison", since=MONDAY.date(), by=SYSTEM)
    return world


class Page:
    """The open form of a move, as a browser holds it."""

    def __init__(self, browser: Client, report: Report, move: str = "follow_up") -> None:
        self.browser, self.path = browser, address(report, move)
        self.drawn = browser.get(self.path)
        self.hold()

    def hold(self) -> None:
        context = self.drawn.context
        self.fields: dict[str, Any] = {
            bound.html_name: bound.value() for bound in context["form"] if bound.value() not in (None, False)
        }
        corner = context["corner"]
        self.fields |= {"kunci": context["key"], "draf": corner.version}
        if corner.draft:
            self.fields["draf_dilihat"] = corner.draft.version

    def send(self, **values: Any) -> _MonkeyPatchedWSGIResponse:
        """Press a button; the page that comes back is the one that is open then."""
        self.drawn = self.browser.post(self.path, self.fields | values)
        if self.drawn.status_code != 302:
            self.hold()
        return self.drawn

    def beat(self, **values: Any) -> _MonkeyPatchedWSGIResponse:
        """What the page does by itself; it goes on from the version that it is told."""
        sent = {name: self.fields[name] for name in ("kunci", "draf")} | values
        answer = self.browser.post(f"{self.path}draf/", sent)
        if answer.status_code == 200:
            self.fields["draf"] = answer.context["corner"].version
        return answer


def stored(report: Report) -> list[str]:
    """The texts of the drafts that there are."""
    key = words.key_of(Report.objects.select_related("key").get(pk=report.pk))
    return ["|".join(filter(None, words.draft(row, key).values())) for row in AnswerDraft.objects.filter(report=report)]


def test_a_draft_is_kept_by_the_button_and_a_colleague_goes_on_with_it(unit: World) -> None:
    report = assigned(unit)
    dewi = Page(sign_in(unit, "dewi"), report)
    page = dewi.send(text=HERS, draf_langkah="simpan")
    assert page.status_code == 200
    assert "Draf tersimpan" in page.content.decode()
    hana = Page(sign_in(unit, "hana"), report)
    assert hana.fields["text"] == HERS
    assert "terakhir diubah oleh Dewi" in hana.drawn.content.decode()
    assert hana.send(text=f"{HERS} Terima kasih.").status_code == 302
    assert stored(report) == []


def test_a_draft_is_kept_as_one_types_and_both_lists_say_so(unit: World) -> None:
    report, dewi = assigned(unit), sign_in(unit, "dewi")
    assert "Ada draf" not in dewi.get("/meja/").content.decode()
    page = Page(dewi, report)
    page.beat(text="Lubang")
    page.beat(text=HERS)
    assert stored(report) == [HERS]
    for path in ("/meja/", address(report)):
        assert "Ada draf" in sign_in(unit, "hana").get(path).content.decode()
    page.beat(text="  ")
    assert stored(report) == []
    assert "Ada draf" not in dewi.get("/meja/").content.decode()


def test_a_newer_draft_of_a_colleague_is_never_overwritten_unseen(unit: World) -> None:
    report = assigned(unit)
    dewi, hana = Page(sign_in(unit, "dewi"), report), Page(sign_in(unit, "hana"), report)
    dewi.beat(text=HERS)
    told = hana.beat(text=HIS).content.decode()
    assert (HERS in told, "Dewi" in told) == (True, True)
    assert stored(report) == [HERS]
    both = hana.send(text=HIS, draf_langkah="simpan").content.decode()
    assert (HERS in both, HIS in both) == (True, True)
    assert stored(report) == [HERS]
    hana.send(draf_langkah="ganti", text=HIS)
    assert stored(report) == [HIS]
    told = dewi.beat(text=f"{HERS} Pasti.").content.decode()
    assert (HIS in told, stored(report)) == (True, [HIS])


def test_who_takes_the_draft_of_a_colleague_still_reads_his_own_words(unit: World) -> None:
    report = assigned(unit)
    dewi, hana = Page(sign_in(unit, "dewi"), report), Page(sign_in(unit, "hana"), report)
    dewi.beat(text=HERS)
    page = hana.send(text=HIS, draf_langkah="ambil").content.decode()
    assert hana.fields["text"] == HERS
    assert HIS in page
    assert hana.send().status_code == 302


def test_nothing_is_sent_past_a_draft_that_the_sender_has_not_seen(unit: World) -> None:
    report = assigned(unit)
    dewi, hana = Page(sign_in(unit, "dewi"), report), Page(sign_in(unit, "hana"), report)
    dewi.beat(text=HERS)
    refused = hana.send(text=HIS)
    assert (refused.status_code, HERS in refused.content.decode()) == (409, True)
    assert hana.fields["text"] == HIS
    assert hana.send().status_code == 302  # having seen both
    assert stored(report) == []


def test_a_form_whose_answer_was_lost_goes_on_from_its_own_words(unit: World) -> None:
    report = assigned(unit)
    dewi = Page(sign_in(unit, "dewi"), report)
    before = dewi.fields["draf"]
    dewi.beat(text=HERS)
    dewi.fields["draf"] = before
    dewi.beat(text=f"{HERS} Pasti.")
    assert stored(report) == [f"{HERS} Pasti."]


def test_a_late_beat_of_a_form_that_was_sent_leaves_no_draft(unit: World) -> None:
    report = assigned(unit)
    dewi = Page(sign_in(unit, "dewi"), report, "note")
    assert dewi.send(text=HERS).status_code == 302
    assert dewi.beat(text=HERS).status_code == 200
    assert stored(report) == []
    other = Page(sign_in(unit, "dewi"), report, "note")
    other.beat(text=HIS)
    assert stored(report) == [HIS]


def test_a_draft_is_thrown_away_by_its_button_but_not_a_newer_one(unit: World) -> None:
    report = assigned(unit)
    dewi = Page(sign_in(unit, "dewi"), report)
    dewi.send(text=HERS, draf_langkah="simpan")
    hana = Page(sign_in(unit, "hana"), report)
    hana.beat(text=HIS)
    dewi.send(draf_langkah="buang")
    assert stored(report) == [HIS]
    dewi.send(draf_langkah="buang")
    assert stored(report) == []


def test_drafts_end_when_the_report_leaves_the_unit_whatever_move_took_it(unit: World) -> None:
    report, citra = assigned(unit), unit.actor("citra")
    Page(sign_in(unit, "dewi"), report).beat(text=HERS)
    Page(sign_in(unit, "citra"), report, "note").beat(text="Hubungi camat.")
    assert sorted(stored(report)) == ["Hubungi camat.", HERS]
    actions.recall(report, by=citra, reason="Salah kirim.")
    assert stored(report) == ["Hubungi camat."]


def test_what_was_written_outlives_the_reporter_closing_and_reopening(unit: World) -> None:
    report = answered(unit)
    Page(sign_in(unit, "dewi"), report).beat(text=HERS)
    owner = reporter_of(report.pk)
    report = actions.close(report, by=owner)
    dewi = sign_in(unit, "dewi")
    assert "Ada draf" not in dewi.get(address(report)).content.decode()
    assert "Ada draf" not in dewi.get("/meja/?bagian=selesai").content.decode()
    actions.reopen(report, by=owner, reason="Masih berlubang.")
    assert Page(dewi, report).fields["text"] == HERS


def test_old_drafts_are_swept_and_fresh_ones_stay(unit: World) -> None:
    with clock.freeze(MONDAY):
        report = assigned(unit)
        Page(sign_in(unit, "dewi"), report).beat(text=HERS)
    assert unsent.sweep(MONDAY + timedelta(days=30)) == 0
    assert unsent.sweep(MONDAY + timedelta(days=30, seconds=1)) == 1
    assert (stored(report), Writing.objects.count()) == ([], 0)


@pytest.mark.parametrize("secrecy", ["public", "secret"])
def test_other_units_and_the_one_above_see_neither_draft_nor_writer(unit: World, secrecy: str) -> None:
    report = assigned(unit, secrecy=secrecy)
    Page(sign_in(unit, "dewi"), report).beat(text=HERS)
    for name in ("citra", "budi", "eko", "lukman", "indra", "gilang"):
        browser = sign_in(unit, name)
        pages = [browser.get(path) for path in ("/meja/", address(report), address(report, "note"))]
        pages += [browser.get("/meja/?bagian=lain"), browser.get(address(report, "follow_up"))]
        said = "".join(page.content.decode() for page in pages)
        assert [word for word in (HERS, "Ada draf", "sedang menulis") if word in said] == [], name
    assert "sedang menulis" in sign_in(unit, "hana").get(address(report)).content.decode()


@pytest.mark.parametrize("name", ["gilang", "lukman", "eko"])
def test_who_may_not_make_the_move_writes_no_draft(unit: World, name: str) -> None:
    report = assigned(unit)
    answer = sign_in(unit, name).post(f"{address(report, 'follow_up')}draf/", {"text": HIS, "kunci": str(uuid.uuid4())})
    assert answer.status_code == (409 if name == "eko" else 404)
    assert (stored(report), Writing.objects.count()) == ([], 0)


def test_the_accused_lose_their_draft_from_sight_at_once(unit: World) -> None:
    report, dewi = assigned(unit), sign_in(unit, "dewi")
    Page(dewi, report).beat(text=HERS)
    Report.objects.filter(pk=report.pk).update(accused=unit.agencies["dinas-pu"])
    assert dewi.get(address(report, "follow_up")).status_code == 404
    report = Report.objects.get(pk=report.pk)
    assert policies.draft_of(report, MOVES["follow_up"], unit.actor("dewi")) is None
    assert "Ada draf" not in dewi.get("/meja/").content.decode()


def test_no_event_no_turn_and_no_program_tells_of_a_draft(unit: World) -> None:
    report = assigned(unit)
    before = (Event.objects.count(), report.turn)
    Page(sign_in(unit, "dewi"), report).beat(text=HERS)
    assert (Event.objects.count(), Report.objects.get(pk=report.pk).turn) == before
    _, raw = issue_token(unit.users["dewi"], name="uji", scope="read", days=1, by=actor_for(unit.users["dewi"]))
    program = Client(headers={"authorization": f"Bearer {raw}"})
    for path in (f"/api/v1/laporan/{report.code}", "/api/v1/meja/laporan?section=now"):
        assert HERS not in program.get(path).content.decode()


def test_a_beat_tells_who_writes_and_a_goodbye_ends_it(unit: World) -> None:
    report = assigned(unit)
    dewi, hana = Page(sign_in(unit, "dewi"), report), Page(sign_in(unit, "hana"), report)
    assert "Dewi" in hana.drawn.content.decode()
    assert "Hana" in dewi.beat().content.decode()
    hana.beat(pergi="1")
    assert "Hana" not in dewi.beat().content.decode()
    assert "sedang menulis" in sign_in(unit, "hana").get(address(report)).content.decode()
    with clock.freeze(clock.now() + timedelta(seconds=61)):
        assert "sedang menulis" not in sign_in(unit, "hana").get(address(report)).content.decode()


def test_an_open_form_without_javascript_counts_for_minutes_and_ends_when_it_is_sent(unit: World) -> None:
    report = assigned(unit)
    dewi = Page(sign_in(unit, "dewi"), report, "note")
    with clock.freeze(clock.now() + timedelta(minutes=4)):
        assert "sedang menulis" in sign_in(unit, "hana").get(address(report)).content.decode()
    assert dewi.send(text=HERS).status_code == 302
    assert "sedang menulis" not in sign_in(unit, "hana").get(address(report)).content.decode()


def test_a_draft_of_an_endless_text_is_refused_with_a_sentence(unit: World) -> None:
    report = assigned(unit)
    dewi = Page(sign_in(unit, "dewi"), report)
    refused = dewi.beat(text="a" * 40_001)
    assert (refused.status_code, "terlalu panjang" in refused.content.decode()) == (409, True)
    page = dewi.send(text="a" * 40_001, draf_langkah="simpan")
    assert "terlalu panjang untuk disimpan" in page.content.decode()
    assert stored(report) == []
    dewi.beat(text="a" * 12_000)  # too long to send, not to keep
    assert len(stored(report)[0]) == 12_000


def test_a_move_without_words_has_no_draft(unit: World) -> None:
    report = filed(unit)
    citra = sign_in(unit, "citra")
    assert citra.post(f"{address(report, 'raise_secrecy')}draf/").status_code == 404
    assert citra.get(address(report, "raise_secrecy")).status_code == 200
    assert Writing.objects.count() == 0
    press(citra, report, "raise_secrecy")
