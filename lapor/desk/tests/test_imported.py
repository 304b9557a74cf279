"""What an official export brought is worked with at the desk: found, taken up, sent on, joined, opened again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from lapor.agencies.actions import grant
from lapor.agencies.models import Role
from lapor.channels.laporan_ringkas.load import load
from lapor.channels.laporan_ringkas.parse import open_export
from lapor.channels.laporan_ringkas.tests.files import LONG, OFFICE, cells, xlsx
from lapor.channels.laporan_ringkas.tests.test_real_file import FILE
from lapor.channels.laporan_ringkas.tree import add_exporter, planned_exporter
from lapor.desk.tests.scenes import PUBLIC_VERSION, press, sign_in
from lapor.desk.tests.test_many import filled, page_of
from lapor.people.actor import SYSTEM
from lapor.reports import actions, invariants
from lapor.reports.models import Deadline, ExternalReference, Report
from lapor.reports.world import World
from lapor.reports.world.cast import SINCE

pytestmark = pytest.mark.django_db
ROWS = (
    cells(1, status="Belum Terverifikasi", unit="", title="Lampu padam di pasar"),
    cells(2, status="Belum Terverifikasi", unit="", title="Lampu padam di terminal"),
    cells(3, status="Menunggu Kelengkapan Informasi", unit="", reason="Sebutkan nama jalannya"),
    cells(4, status="Ditutup oleh Sistem", title="Jalan rusak"),
    cells(5, status="Diarsipkan oleh Admin", reason="Tidak jelas", title="Selokan mampet"),
    cells(6, status="Diarsipkan oleh Pelapor", reason="Dicabut", title="Sampah menumpuk"),
    cells(7, status="Ditutup oleh Admin", title="Pungutan di loket", kind="Rahasia"),
    cells(8, status="Ditutup oleh Sistem", title="Pungutan di pasar", kind="Rahasia"),
)


@pytest.fixture
def history(world: World, tmp_path: Path) -> Callable[[int], Report]:
    """The reports of a small export at Luwu Timur, by the end of their numbers."""
    path = xlsx(tmp_path / "ekspor.xlsx", ROWS, columns=LONG)
    load(open_export(path).rows(), under=world.agencies["luwu-timur"], called=OFFICE)
    return report_of


def report_of(nth: int) -> Report:
    return ExternalReference.objects.get(system="lapor", value=str(7_000_000 + nth)).report


def shown(world: World, who: str, query: str) -> set[str]:
    page = sign_in(world, who).get(f"/meja/?{query}").content.decode()
    return set(re.findall(r'href="/meja/([0-9A-Z]{9})/"', page))


def live(report: Report) -> set[str]:
    return set(Deadline.objects.filter(report=report, outcome="running").values_list("clock", flat=True))


def test_the_section_is_narrowed_and_holds_only_what_can_go_on(world: World, history: Callable[[int], Report]) -> None:
    first, second, pending = (history(nth).code for nth in (1, 2, 3))
    assert shown(world, "citra", "bagian=lama") == {first, second, pending}
    assert shown(world, "citra", "bagian=lama&status=pending") == {pending}
    assert shown(world, "citra", "bagian=lama&q=terminal") == {second}
    assert shown(world, "citra", f"bagian=lama&unit={world.agencies['dinkes'].pk}") == set()
    assert shown(world, "citra", "bagian=selesai&status=archived&q=selokan") == {history(5).code}
    assert shown(world, "gilang", "bagian=lama") == set()


def test_several_are_taken_up_and_sent_on_at_once(world: World, history: Callable[[int], Report]) -> None:
    citra, chosen, withdrawn = sign_in(world, "citra"), [history(7), history(8)], history(6)
    page = page_of(citra, "dispose", history(1), history(2))
    assert page.split("Tidak ikut")[1].count("Ambil untuk dikerjakan") == 2
    page = page_of(citra, "adopt", *chosen, withdrawn)
    assert "Pelapor mencabut laporan ini" in page.split("Tidak ikut")[1]
    assert "2 dari 2 laporan selesai" in citra.post("/meja/sekaligus/adopt/", filled(page)).content.decode()
    chosen, plain = [again(report) for report in chosen], history(4)
    press(citra, plain, "adopt")
    page = page_of(citra, "dispose", *chosen, plain)
    assert "belum punya versi publik" in page.split("Tidak ikut")[1]
    given = filled(page, to=world.agencies["dinas-pu"].pk, oversight="no")
    assert "2 dari 2 laporan selesai" in citra.post("/meja/sekaligus/dispose/", given).content.decode()
    for report in map(again, chosen):
        assert (report.state, report.holder, report.origin) == ("assigned", world.agencies["dinas-pu"], "native")
        assert live(report) == {"response", "completion"}
    assert shown(world, "dewi", "") == {report.code for report in chosen}
    assert history(6).origin == "imported"
    assert_whole()


def test_several_are_archived_at_once(world: World, history: Callable[[int], Report]) -> None:
    citra, chosen = sign_in(world, "citra"), [history(1), history(2)]
    citra.post("/meja/sekaligus/adopt/", filled(page_of(citra, "adopt", *chosen)))
    chosen = [again(report) for report in chosen]
    given = filled(page_of(citra, "archive", *chosen), archive_reason="unclear", reason="Tempatnya tidak disebut.")
    assert "2 dari 2 laporan selesai" in citra.post("/meja/sekaligus/archive/", given).content.decode()
    assert {(again(one).state, again(one).archive_reason) for one in chosen} == {("archived", "unclear")}
    assert_whole()


def again(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_two_of_them_are_joined_and_parted(world: World, history: Callable[[int], Report]) -> None:
    citra, primary, report = sign_in(world, "citra"), history(1), history(2)
    for one in (primary, report):
        assert press(citra, one, "adopt").status_code == 302
    answer = press(citra, again(report), "merge", primary=primary.code, dilihat=primary.code)
    assert answer.status_code == 302
    assert (again(report).state, again(report).merged_into) == ("merged", primary)
    assert press(citra, again(report), "unmerge").status_code == 302
    assert (again(report).state, again(report).merged_into) == ("unverified", None)
    assert_whole()


def test_one_of_them_is_split_and_the_split_taken_back(world: World, history: Callable[[int], Report]) -> None:
    citra, report = sign_in(world, "citra"), history(1)
    part = {"part_title": "Lampu jalan padam", "part_body": "Lampu di depan pasar padam sejak Senin."}
    assert citra.get(f"/meja/{report.code}/split/").status_code == 403  # nobody has taken it up yet
    press(citra, report, "adopt")
    given = part | {"to": world.agencies["dinas-pu"].pk, "oversight": "no"}
    assert press(citra, again(report), "split", **given).status_code == 302
    made = Report.objects.get(split_from=report)
    assert (made.origin, made.submitted_at, live(made)) == ("native", report.submitted_at, {"response", "completion"})
    assert shown(world, "dewi", "") == {made.code}
    assert_whole()
    assert press(citra, made, "unsplit", reason="Ternyata satu hal saja.").status_code == 302
    assert (again(made).state, again(report).state) == ("archived", "unverified")
    assert_whole()


def test_nothing_is_joined_to_what_nobody_has_taken_up(world: World, history: Callable[[int], Report]) -> None:
    citra, report = sign_in(world, "citra"), history(2)
    press(citra, report, "adopt")
    answer = press(citra, again(report), "merge", primary=history(1).code, dilihat=history(1).code)
    assert answer.status_code != 302
    assert again(report).merged_into is None


@pytest.mark.parametrize(
    ("nth", "state", "clocks"), [(4, "in_progress", {"completion"}), (5, "unverified", {"verification"})]
)
def test_what_had_ended_there_is_opened_again_and_ends_here(
    world: World, history: Callable[[int], Report], nth: int, state: str, clocks: set[str]
) -> None:
    citra, report, doer = sign_in(world, "citra"), history(nth), "citra" if nth == 4 else "dewi"
    assert press(citra, report, "adopt").status_code == 302
    report = again(report)
    assert (report.state, report.closed_by, report.archive_reason, live(report)) == (state, "", "", clocks)
    assert report.code in shown(world, "citra", "bagian=lain") | shown(world, "citra", "")
    assert_whole()
    if state == "unverified":
        values = {"to": world.agencies["dinas-pu"].pk, "oversight": "no", **PUBLIC_VERSION}
        assert press(citra, report, "dispose", **values).status_code == 302
        report = again(report)
    actions.follow_up(report, by=world.actor(doer), text="Jalan sudah diperbaiki.", final=True)
    assert press(citra, again(report), "close", reason="Selesai di lapangan.").status_code == 302
    assert (again(report).state, again(report).closed_by, live(report)) == ("closed", "admin", set())
    assert_whole()


def assert_whole() -> None:
    """Every report is what its log says, as `lapor doctor` checks."""
    assert invariants.problems() == []


@pytest.mark.slow
def test_an_official_export_is_worked_with_as_it_is(world: World) -> None:
    if not FILE.exists():
        pytest.skip("needs ../shared/data/complaints to read an official export")
    export = open_export(FILE)
    under = add_exporter(planned_exporter(export.agency), by=SYSTEM)
    load(export.rows(), under=under)
    grant(world.users["citra"], agency=under, role=Role.AGENCY_ADMIN, since=SINCE, by=SYSTEM)
    citra = sign_in(world, "citra")
    walked = walk(citra, "bagian=lama")
    assert len(walked) == len(set(walked)) == 52
    assert len(walk(citra, "bagian=lama&status=pending")) == 51
    chosen = list(Report.objects.filter(state="closed", holder__path__startswith=under.path).order_by("pk")[:50])
    page = citra.post("/meja/sekaligus/adopt/", filled(page_of(citra, "adopt", *chosen))).content.decode()
    assert "50 dari 50 laporan selesai" in page
    # ids made in the same millisecond have no order: the two are named by what joining asks for, not by their place
    first, second, *others = sorted(map(again, chosen), key=lambda report: report.is_secret)
    assert not first.is_secret
    assert not second.is_secret
    actions.merge(second, by=world.actor("citra"), primary=first.code)
    actions.unmerge(again(second), by=world.actor("citra"))
    words = {"part_title": "Lampu jalan padam", "part_body": "Lampu di depan pasar padam sejak Senin."}
    for report in others[:10]:
        assert press(citra, again(report), "split", **words).status_code == 302
    assert Report.objects.filter(split_from__in=chosen, state="unverified").count() == 10
    assert invariants.problems() == []


def walk(browser: Client, query: str) -> list[str]:
    """The codes of a list from its first page to its last."""
    found, following = list[str](), f"?{query}"
    while following:
        page = browser.get(f"/meja/{following}")
        found += [row.code for row in page.context["found"].rows]
        following = page.context["next"]
    return found
