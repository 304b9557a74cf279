"""The hand-over page: what lies with who leaves, and one button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lapor.agencies.models import Membership, today
from lapor.desk import queries, saved
from lapor.desk.models import SavedFilter
from lapor.desk.tests.scenes import assigned, sign_in
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.tests.test_handover import colleague
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def dewis(world: World, **changes: Any) -> Report:
    return actions.assign(assigned(world, **changes), by=SYSTEM, person=world.users["dewi"])


def page_of(world: World, name: str = "dewi") -> str:
    return f"/meja/peran/{world.users[name].memberships.get().pk}/serah-terima/"


def shared(world: World, user: User, name: str) -> SavedFilter:
    narrowed = queries.Filters(late=True)
    agency = world.agencies["dinas-pu"]
    return saved.keep(by=world.actor("dewi"), name=name, section=queries.NOW, filters=narrowed, agency=agency)


def html(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_the_admin_finds_it_from_the_list_and_the_person(world: World) -> None:
    citra, address = sign_in(world, "citra"), page_of(world)
    assert address in html(citra, "/meja/pengguna/")
    assert address in html(citra, f"/meja/pengguna/{world.users['dewi'].pk}/")
    assert address in html(sign_in(world, "dewi"), "/meja/profil/")
    assert page_of(world, "eko") not in html(citra, "/meja/pengguna/")  # a leader has no reports in hand


def test_one_button_passes_all_reports_and_shared_filters_and_ends_the_seat(world: World) -> None:
    wira, reports = colleague(world), [dewis(world, key=f"n{n}", title=f"Lubang nomor {n}") for n in range(2)]
    row = shared(world, world.users["dewi"], "Terlambat")
    citra, address, day = sign_in(world, "citra"), page_of(world), today() + timedelta(days=3)
    page = html(citra, address)
    assert "Lubang nomor 0" in page
    assert "menunggu jawaban unit" in page
    assert "“Terlambat”" in page
    given = {
        "to": wira.pk,
        "note": "Berkas di lemari B.",
        "end_on": day.isoformat(),
        f"catatan-{reports[0].code}": "Telepon.",
    }
    done = citra.post(address, given, follow=True)
    assert done.redirect_chain == [(f"/meja/pengguna/{world.users['dewi'].pk}/", 302)]
    assert "2 laporan kepada Wira" in done.content.decode()
    assert "Tidak ada yang tertinggal atas nama Dewi Rahayu" in done.content.decode()
    assert {one.assignee for one in Report.objects.filter(pk__in=[one.pk for one in reports])} == {wira}
    row.refresh_from_db()
    assert (row.owner, row.agency) == (wira, world.agencies["dinas-pu"])
    assert Membership.objects.get(user=world.users["dewi"]).until == day


def test_a_shared_filter_keeps_its_place_beside_one_of_the_same_name(world: World) -> None:
    wira = colleague(world)
    for user in (world.users["dewi"], wira):
        shared(world, user, "Terlambat") if user.name != "Wira" else SavedFilter.objects.create(
            owner=wira, name="Terlambat", section="now"
        )
    assert saved.hand_on(world.users["dewi"], world.agencies["dinas-pu"], wira) == 1
    assert sorted(SavedFilter.objects.filter(owner=wira).values_list("name", flat=True)) == ["Terlambat", "Terlambat 2"]


def test_the_officer_hands_over_his_own_work_but_ends_no_seat(world: World) -> None:
    wira, report = colleague(world), dewis(world)
    dewi, address = sign_in(world, "dewi"), page_of(world)
    assert "Peran berakhir" not in html(dewi, address)
    done = dewi.post(address, {"to": wira.pk, "end_on": today().isoformat()}, follow=True)
    assert "Tidak ada laporan atas nama Anda" in done.content.decode()
    report.refresh_from_db()
    assert report.assignee == wira
    assert Membership.objects.get(user=world.users["dewi"]).until is None


def test_the_last_officer_is_red_and_a_successor_is_asked_for(world: World) -> None:
    report = dewis(world)
    citra, address = sign_in(world, "citra"), page_of(world)
    assert "Petugas aktif terakhir" in html(citra, address)
    refused = citra.post(address, {"end_on": today().isoformat()})
    assert refused.status_code == 422
    assert "petugas aktif terakhir di" in refused.content.decode()
    citra.post(address, {"end_on": today().isoformat(), "alone": "on"})
    report.refresh_from_db()
    assert report.assignee is None
    assert not Membership.objects.active().filter(user=world.users["dewi"]).exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "tanpa pengganti"),
        ({"to": "999999"}, "tidak bertugas di unit ini"),
        ({"to": "x"}, "tidak bertugas di unit ini"),
        ({"end_on": "31/02/2027"}, "Tanggal ini tidak ada"),
        ({"note": "a" * 2001}, "Terlalu panjang"),
        ({"untuk": "999999"}, "tidak bertugas di unit ini"),
        ({"catatan": "a" * 2001}, "Satu catatan terlalu panjang"),
    ],
)
def test_nonsense_comes_back_with_a_sentence_and_what_was_typed(world: World, given: dict[str, str], told: str) -> None:
    wira, report = colleague(world), dewis(world)
    named = {f"{key}-{report.code}" if key in ("untuk", "catatan") else key: value for key, value in given.items()}
    start = {} if not given else {"to": str(wira.pk)}
    answer = sign_in(world, "citra").post(page_of(world), {"note": "Catatan saya."} | start | named)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert given.get("note", "Catatan saya.") in answer.content.decode()
    report.refresh_from_db()
    assert report.assignee == world.users["dewi"]


def test_nobody_else_opens_it(world: World) -> None:
    for name in ("gilang", "eko", "hana", "joko", "farah"):
        assert sign_in(world, name).get(page_of(world)).status_code == 404
    assert sign_in(world, "citra").get("/meja/peran/999999/serah-terima/").status_code == 404


def test_three_hundred_reports_are_shown_with_as_many_questions_as_three(
    world: World, django_assert_max_num_queries: object
) -> None:
    colleague(world)
    for n in range(3):
        dewis(world, key=f"n{n}")
    citra, address = sign_in(world, "citra"), page_of(world)
    citra.get(address)
    with django_assert_max_num_queries(22):  # type: ignore[operator]  # pytest-django's fixture
        citra.get(address)


def test_a_press_that_changes_nothing_says_so(world: World) -> None:
    told = sign_in(world, "citra").post(page_of(world), {}, follow=True).content.decode()
    assert "Tidak ada yang berpindah" in told
    assert "Perannya tetap berjalan" in told
