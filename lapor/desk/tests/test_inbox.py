"""The inbox: what waits for whom, most urgent first; narrowing, searching, turning pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lapor.agencies.actions import grant
from lapor.agencies.models import Role
from lapor.agencies.queries import actor_for
from lapor.desk import queries, tabs
from lapor.desk.tests.scenes import address, answered, assigned, closed, filed, sign_in
from lapor.kit import clock, codes
from lapor.people.actor import SYSTEM, reporter_of
from lapor.reports import actions
from lapor.reports import queries as heart
from lapor.reports.choices import State
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World
from lapor.reports.world.cast import SINCE

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)


def codes_in(world: World, name: str, query: str = "") -> list[str]:
    page = sign_in(world, name).get(f"/meja/?{query}")
    return [row.code for row in page.context["found"].rows]


def test_sections_hold_what_waits_for_me_for_others_and_what_is_done(world: World) -> None:
    waiting, with_unit = filed(world, key="a"), assigned(world, key="b")
    theirs, done = answered(world, key="c"), closed(world, key="d")
    assert codes_in(world, "citra") == [waiting.code]
    assert set(codes_in(world, "citra", "bagian=lain")) == {with_unit.code, theirs.code}
    assert codes_in(world, "citra", "bagian=selesai") == [done.code]
    assert codes_in(world, "dewi") == [with_unit.code]
    assert codes_in(world, "eko") == codes_in(world, "eko", "bagian=lain")
    assert set(codes_in(world, "eko")) == {with_unit.code, theirs.code}
    assert codes_in(world, "gilang") == []


def test_the_most_urgent_comes_first_and_late_is_said_in_words(world: World) -> None:
    with clock.freeze(MONDAY):
        late = assigned(world, key="a")
    with clock.freeze(MONDAY + timedelta(days=7)):
        fresh = assigned(world, key="b")
    with clock.freeze(MONDAY + timedelta(days=9)):
        assert codes_in(world, "dewi") == [late.code, fresh.code]
        assert codes_in(world, "dewi", "telat=on") == [late.code]
        page = sign_in(world, "dewi").get("/meja/").content.decode()
    assert "2 laporan menunggu Anda, 1 terlambat" in page
    assert "terlambat 1 hari kerja" in page


def test_lists_are_narrowed_by_word_code_state_unit_and_category(world: World) -> None:
    road = assigned(world, key="a", title="Jalan berlubang di pasar")
    lamp = assigned(world, key="b", title="Lampu jalan mati", to="dinkes")
    assert set(codes_in(world, "citra", "bagian=lain&q=jalan")) == {road.code, lamp.code}
    assert codes_in(world, "citra", "bagian=lain&q=LAMPU+mati") == [lamp.code]
    stranger, citra = sign_in(world, "gilang"), sign_in(world, "citra")
    spelled = codes.grouped(road.code).lower().replace("0", "o").replace("-", "+")
    assert citra.get(f"/meja/?bagian=lain&q={spelled}")["Location"] == address(road)
    assert stranger.get(f"/meja/?q={spelled}").status_code == 200
    assert codes_in(world, "citra", "bagian=lain&q=tidak+ada") == []
    assert codes_in(world, "citra", f"bagian=lain&unit={world.agencies['dinkes'].pk}") == [lamp.code]
    assert codes_in(world, "citra", "bagian=lain&status=in_progress") == []
    assert len(codes_in(world, "citra", "bagian=lain&status=terbang&unit=x&kategori=-1&sesudah=zzz")) == 2


def test_pages_follow_each_other_without_gap_or_repeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    with clock.freeze(MONDAY):
        made = {assigned(world, key=f"satu{n}").code for n in range(3)}
        made |= {closed(world, key=f"dua{n}").code for n in range(3)}
    Report.objects.filter(state=State.ASSIGNED, code=min(made)).update(due_at=None)
    seen: list[str] = []
    for section in ("saya", "selesai"):
        after = ""
        while True:
            actor = world.actor("dewi")
            chosen = next(one for one in queries.sections(actor) if one.key == section)
            found = queries.listing(actor, chosen, queries.Filters(), after=after, size=2)
            seen += [row.code for row in found.rows]
            after = found.after
            if not after:
                break
    assert sorted(seen) == sorted(made)


def test_the_ombudsman_has_what_reporters_brought_him(world: World) -> None:
    with clock.freeze(MONDAY):
        report = assigned(world)
    farah = sign_in(world, "farah")
    assert farah.get(address(report)).status_code == 404
    with clock.freeze(MONDAY + timedelta(days=80)):
        actions.appeal(report, by=reporter_of(report.pk))
    assert farah.get("/meja/")["Location"] == "/meja/ombudsman/"
    assert farah.get(address(report))["Location"] == f"/meja/ombudsman/{report.code}/"


def test_agencies_are_counted_for_who_watches_over_them(world: World) -> None:
    with clock.freeze(MONDAY):
        assigned(world, key="a")
        assigned(world, key="b", to="dinkes")
    with clock.freeze(MONDAY + timedelta(days=30)):
        fresh = assigned(world, key="c")
        Report.objects.filter(pk=fresh.pk).update(due_at=clock.now() + timedelta(days=6))
        page = sign_in(world, "budi").get("/meja/instansi/")
    told = ("open", "late", "week", "held", "bar", "late_bar")
    rows = {row["holder_id"]: tuple(row[name] for name in told) for row in page.context["rows"]}
    unit, other = world.agencies["dinas-pu"], world.agencies["dinkes"]
    assert rows == {unit.pk: (2, 1, 1, 19, "100.0%", "50.0%"), other.pk: (1, 1, 0, 19, "50.0%", "50.0%")}
    assert f'href="/meja/?bagian=lain&amp;unit={unit.pk}&amp;telat=on"' in page.content.decode()
    assert sign_in(world, "dewi").get("/meja/instansi/").status_code == 404


def test_an_operator_finds_the_way_to_the_form(world: World) -> None:
    assert 'href="/meja/loket/"' in sign_in(world, "joko").get("/meja/").content.decode()


def test_what_came_from_the_old_system_waits_to_be_taken_up(world: World) -> None:
    report = filed(world)
    Report.objects.filter(pk=report.pk).update(origin="imported", waits_for="nobody")
    assert codes_in(world, "citra") == codes_in(world, "citra", "bagian=lain") == []
    assert codes_in(world, "citra", "bagian=lama") == [report.code]
    assert "Ambil untuk dikerjakan" in sign_in(world, "citra").get(address(report)).content.decode()


def test_what_must_be_decided_stands_above_everything_else_and_says_what_is_asked(world: World) -> None:
    with clock.freeze(MONDAY):
        older = filed(world, key="a")
    report = scenes.disputed(world)  # due after the older one
    with clock.freeze(MONDAY + timedelta(days=3)):
        page = sign_in(world, "citra").get("/meja/")
        assert [row.code for row in page.context["first"].rows] == [report.code]
        assert "putuskan siapa yang menangani" in page.context["first"].rows[0].note
        assert [row.code for row in page.context["found"].rows] == [older.code]
        narrowed = sign_in(world, "citra").get("/meja/?status=unverified")
    assert [row.code for row in narrowed.context["found"].rows] == [older.code, report.code]
    assert narrowed.context["first"].rows == []


def tabs_of(world: World, name: str, query: str = "") -> dict[str, str]:
    page = sign_in(world, name).get(f"/meja/?{query}")
    return {tab.section.key: tab.numbers for tab in page.context["tabs"]}


def test_what_left_my_desk_today_stands_in_a_section_of_its_own(world: World) -> None:
    with clock.freeze(MONDAY):
        sent = assigned(world, key="a")
    with clock.freeze(MONDAY + timedelta(hours=1)):
        held = actions.hold(filed(world, key="b"), by=world.actor("citra"), questions="Di mana?")
        filed(world, key="c")
    with clock.freeze(MONDAY + timedelta(hours=2)):
        assert codes_in(world, "citra", "bagian=hari-ini") == [held.code, sent.code]
        assert tabs_of(world, "citra") == {"saya": "(1)", "lain": "(2)", "hari-ini": "(2)", "selesai": "", "lama": ""}
        assert "2 laporan selesai hari ini" in sign_in(world, "citra").get("/meja/?bagian=hari-ini").content.decode()
        assert codes_in(world, "dewi", "bagian=hari-ini") == []


def test_what_waits_here_again_or_was_only_noted_is_not_done_today(world: World) -> None:
    with clock.freeze(MONDAY):
        report, other = assigned(world, key="a"), assigned(world, key="b")
        actions.follow_up(report, by=world.actor("dewi"), text="Kami periksa besok.")
        actions.note(other, by=world.actor("dewi"), text="Sudah saya baca.")
        assert codes_in(world, "dewi", "bagian=hari-ini") == []
        actions.follow_up(Report.objects.get(pk=report.pk), by=world.actor("dewi"), text="Sudah ditambal.", final=True)
        assert codes_in(world, "dewi", "bagian=hari-ini") == [report.code]
        actions.respond(Report.objects.get(pk=report.pk), by=reporter_of(report.pk), text="Masih berlubang.")
        assert codes_in(world, "dewi", "bagian=hari-ini") == []


@pytest.mark.parametrize(
    ("at", "since", "until"),
    [  # in UTC, for an office that keeps WITA
        (datetime(2026, 2, 2, 15, 30, tzinfo=UTC), "2026-02-02 15:59", "2026-02-02 16:00"),
        (datetime(2026, 2, 2, 16, 30, tzinfo=UTC), "2026-02-03 15:59", "2026-02-03 16:00"),
    ],
)
def test_a_day_ends_at_midnight_of_the_agency(world: World, at: datetime, since: str, until: str) -> None:
    with clock.freeze(at):
        report = assigned(world)
    with clock.freeze(datetime.fromisoformat(f"{since}+00:00")):
        assert codes_in(world, "citra", "bagian=hari-ini") == [report.code]
    with clock.freeze(datetime.fromisoformat(f"{until}+00:00")):
        assert codes_in(world, "citra", "bagian=hari-ini") == []
        assert tabs_of(world, "citra")["hari-ini"] == "(0)"


def test_the_day_of_a_unit_is_that_of_all_who_work_there_and_of_nobody_else(world: World) -> None:
    with clock.freeze(MONDAY):
        mine, theirs = assigned(world, key="a"), filed(world, key="b")
        colleague = world.users["hana"]
        grant(colleague, agency=world.agencies["luwu-timur"], role=Role.AGENCY_ADMIN, since=SINCE, by=SYSTEM)
        to = world.agencies["perhubungan"]
        actions.dispose(theirs, by=actor_for(colleague), to=to, oversight="no", withhold="personal")
        assert set(codes_in(world, "citra", "bagian=hari-ini")) == {mine.code, theirs.code}
        assert codes_in(world, "citra", "bagian=hari-ini&saya=on") == [mine.code]
        assert tabs_of(world, "citra", "bagian=hari-ini&saya=on")["hari-ini"] == "(1 dari 2)"
        assert codes_in(world, "mira", "bagian=hari-ini") == codes_in(world, "dewi", "bagian=hari-ini") == []
        assert "hari-ini" not in tabs_of(world, "eko")


def test_a_secret_report_that_left_is_named_to_who_had_it_and_its_title_to_who_has_it(world: World) -> None:
    with clock.freeze(MONDAY):
        report = assigned(world, secrecy="secret", title="Bendahara meminta uang")
        page = sign_in(world, "citra").get("/meja/?bagian=hari-ini").content.decode()
        assert codes.grouped(report.code) in page
        assert "Bendahara" not in page


def test_each_section_says_how_much_a_filter_leaves_of_the_whole_and_keeps_the_filter(world: World) -> None:
    with clock.freeze(MONDAY):
        assigned(world, key="a")
        assigned(world, key="b", to="dinkes")
        filed(world, key="c")
        unit = world.agencies["dinkes"].pk
        numbers = tabs_of(world, "citra", f"unit={unit}")
        assert numbers == {
            "saya": "(0 dari 1)",
            "lain": "(1 dari 2)",
            "hari-ini": "(1 dari 2)",
            "selesai": "",
            "lama": "",
        }
        page = sign_in(world, "citra").get(f"/meja/?unit={unit}&sesudah=zzz").content.decode()
        assert f'href="?unit={unit}&amp;bagian=lain"' in page
        assert 'href="?bagian=saya">Hapus saringan</a>' in page
        for key in ("saya", "lain", "hari-ini"):
            shown = len(codes_in(world, "citra", f"unit={unit}&bagian={key}"))
            assert numbers[key].startswith(f"({shown} dari ")


def test_words_are_counted_in_the_section_that_is_searched(world: World) -> None:
    with clock.freeze(MONDAY):
        assigned(world, key="a", title="Lampu jalan mati")
        assigned(world, key="b")
        numbers = tabs_of(world, "citra", "bagian=lain&q=lampu")
    assert numbers == {"saya": "", "lain": "(1 dari 2)", "hari-ini": "", "selesai": "", "lama": ""}


def test_more_than_are_counted_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "COUNTED", 1)
    monkeypatch.setattr(heart, "COUNTED", 1)
    heart._counting.cache_clear()
    with clock.freeze(MONDAY):
        for key in "abc":
            assigned(world, key=key)
        assert tabs_of(world, "citra")["lain"] == "(1+)"
        assert tabs_of(world, "citra", "status=assigned")["lain"] == "(1+ dari 1+)"
    heart._counting.cache_clear()
