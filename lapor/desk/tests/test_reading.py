"""Looking closely at a report: its pictures and documents, and what else is known of the place and the person."""

from __future__ import annotations

from typing import Any

import pytest

from lapor.desk.tests import scenes
from lapor.desk.tests.scenes import sign_in
from lapor.people.actor import reporter_of
from lapor.reports import actions, cleaning, pages, reporters, words
from lapor.reports.models import AccessEntry, Attachment, Report
from lapor.reports.tests import samples
from lapor.reports.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def with_files(world: World, **changes: Any) -> tuple[Report, Attachment, Attachment]:
    """An assigned report to which its reporter added a photo and a PDF of three pages, both cleaned."""
    report = scenes.assigned(world, **changes)
    files = (samples.upload(samples.jpeg(), "foto.jpg"), samples.upload(samples.pdf(3), "surat.pdf"))
    report = actions.add(report, by=reporter_of(report.pk), text="Ini buktinya.", files=files)
    while cleaning.work("test"):
        pass
    photo, letter = report.attachments.order_by("number")
    return report, photo, letter


def test_a_picture_and_the_pages_of_a_document_are_shown_in_the_page(world: World) -> None:
    report, photo, letter = with_files(world)
    dewi = sign_in(world, "dewi")
    page = dewi.get(f"/meja/{report.code}/berkas/{photo.pk}/lihat/").content.decode()
    assert f'src="/meja/{report.code}/berkas/{photo.pk}"' in page
    assert f"/berkas/{letter.pk}/lihat/" in page  # the next file
    page = dewi.get(f"/meja/{report.code}/berkas/{letter.pk}/lihat/").content.decode()
    assert page.count("/halaman/") == 3
    first = dewi.get(f"/meja/{report.code}/berkas/{letter.pk}/halaman/1")
    assert first["Content-Type"] == "image/jpeg"
    assert first["Content-Security-Policy"].startswith("sandbox")
    assert first.content[:2] == b"\xff\xd8"
    assert dewi.get(f"/meja/{report.code}/berkas/{letter.pk}/halaman/4").status_code == 404
    assert dewi.get(f"/meja/{report.code}/berkas/{photo.pk}/halaman/1").status_code == 404


def test_each_page_is_a_whole_picture(world: World) -> None:
    report, _, letter = with_files(world)
    key = words.key_of(report)
    assert pages.count(letter, key) == 3
    for number in (1, 2, 3):
        found = pages.picture(letter, key, number=number)
        assert found is not None
        assert (found[:2], found[-2:]) == (b"\xff\xd8", b"\xff\xd9")


def test_strangers_see_no_page_and_a_secret_one_leaves_a_trace(world: World) -> None:
    report, _, letter = with_files(world, secrecy="secret")
    address = f"/meja/{report.code}/berkas/{letter.pk}/"
    assert sign_in(world, "gilang").get(f"{address}lihat/").status_code == 404
    assert sign_in(world, "gilang").get(f"{address}halaman/1").status_code == 404
    assert sign_in(world, "dewi").get(f"{address}halaman/1").status_code == 200
    assert AccessEntry.objects.filter(report=report, what="file", user=world.users["dewi"]).exists()


def test_around_a_report_are_those_of_its_place_and_its_person(world: World) -> None:
    report = scenes.assigned(world, key="a")
    same_place = scenes.assigned(world, key="b", email="lain@warga.example", phone="081299990000")
    elsewhere = scenes.assigned(world, key="c", region="73.24.05")
    while reporters.work_index("test"):
        pass
    found = sign_in(world, "dewi").get(f"/meja/{report.code}/sekitar/")
    assert [row.code for row in found.context["nearby"]] == [same_place.code]
    assert [row.code for row in found.context["same"]] == [elsewhere.code]


def test_who_may_not_read_the_name_learns_nothing_of_the_person(world: World) -> None:
    report = scenes.assigned(world, key="a")
    scenes.assigned(world, key="c", region="73.24.05")
    while reporters.work_index("test"):
        pass
    assert sign_in(world, "citra").get(f"/meja/{report.code}/sekitar/").context["same"] == []
    assert sign_in(world, "gilang").get(f"/meja/{report.code}/sekitar/").status_code == 404
