"""The page of a split and what the desk shows of both ends."""

from __future__ import annotations

from typing import Any

import pytest

from lapor.desk.tests.scenes import address, assigned, filed, press, sign_in
from lapor.kit import codes
from lapor.reports import files, words
from lapor.reports.models import Report
from lapor.reports.tests import samples
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
PART: dict[str, Any] = {"part_title": "Lampu jalan padam", "part_body": "Lampu di depan pasar padam sejak Senin."}


def parts(report: Report) -> list[Report]:
    return list(Report.objects.filter(split_from=report).select_related("holder", "key").order_by("changed_at"))


def test_the_form_begins_with_the_words_of_the_report_and_makes_a_part_of_what_is_left(world: World) -> None:
    report = assigned(world, files=(samples.upload(samples.jpeg()), samples.upload(samples.pdf(), "surat.pdf")))
    citra = sign_in(world, "citra")
    form = citra.get(address(report, "split")).context["form"]
    assert form["part_title"].value() == words.title(report)
    assert form["part_body"].value() == words.body(report)
    assert "checked" not in form.fields
    photo = report.attachments.get(number=1)
    answer = press(citra, report, "split", **PART, part_files=[str(photo.pk)])
    assert answer["Location"] == address(report)
    (part,) = parts(report)
    assert (part.holder, part.state, words.title(part)) == (
        world.agencies["luwu-timur"],
        "unverified",
        "Lampu jalan padam",
    )
    assert b"".join(files.stream(part.attachments.get(), words.key_of(part), original=True)) == samples.jpeg()


def test_a_part_goes_to_the_unit_that_was_picked_and_is_read_by_all_unless_a_reason_is_chosen(world: World) -> None:
    report, citra = assigned(world), sign_in(world, "citra")
    unit = world.agencies["perhubungan"].pk
    press(citra, report, "split", **PART, to=unit)
    press(citra, report, "split", **PART, to=unit, withhold="personal")
    shown, hidden = parts(report)
    assert (shown.state, shown.public_body) == ("assigned", PART["part_body"])
    assert (hidden.state, hidden.public_body, hidden.withheld) == ("assigned", "", "personal")


def test_what_looks_personal_is_asked_about_before_it_is_published(world: World) -> None:
    report, citra = assigned(world), sign_in(world, "citra")
    body = "Lampu di depan rumah saya padam, hubungi 0812 3456 7890."
    given = PART | {"part_body": body, "to": world.agencies["perhubungan"].pk}
    answer = press(citra, report, "split", **given)
    assert answer.status_code == 422
    assert "nomor telepon “0812 3456 7890”" in answer.content.decode()
    assert parts(report) == []
    assert press(citra, report, "split", **given, checked="on").status_code == 302
    assert press(citra, report, "split", **given | {"to": ""}).status_code == 302  # nothing is published yet
    assert [bool(part.published_at) for part in parts(report)] == [True, False]


def test_units_are_suggested_and_chosen_by_a_button_without_losing_a_word(world: World) -> None:
    report, citra = assigned(world), sign_in(world, "citra")
    unit = world.agencies["perhubungan"]
    page = citra.post(address(report, "split"), PART | {"pilih": unit.pk, "turn": report.turn})
    assert page.status_code == 200
    assert page.context["form"]["to"].value() == str(unit.pk)
    assert page.context["form"]["part_title"].value() == "Lampu jalan padam"
    assert parts(report) == []


def test_each_end_leads_to_the_other_until_and_after_the_split_is_taken_back(world: World) -> None:
    report, citra = filed(world), sign_in(world, "citra")
    press(citra, report, "split", **PART)
    (part,) = parts(report)
    page = citra.get(address(report)).content.decode()
    assert f'href="/meja/{part.code}/">{codes.grouped(part.code)}</a>: Lampu jalan padam' in page
    assert f'href="/meja/{report.code}/">{codes.grouped(report.code)}</a>' in citra.get(address(part)).content.decode()
    press(citra, part, "unsplit", reason="Ternyata satu hal saja.")
    assert f'href="/meja/{part.code}/"' in citra.get(address(report)).content.decode()
    page = citra.get(address(part)).content.decode()
    assert "Diarsipkan: pemecahan dibatalkan." in page
    assert f'href="/meja/{report.code}/">{codes.grouped(report.code)}</a>' in page


def test_a_merged_report_says_what_to_do_instead(world: World) -> None:
    primary, report = assigned(world, key="a"), filed(world, key="b")
    citra = sign_in(world, "citra")
    press(citra, report, "merge", primary=primary.code, dilihat=primary.code)
    page = citra.get(address(report, "split"))
    assert page.status_code == 403
    assert "Tekan “Lepaskan gabungan” dulu" in page.content.decode()


def test_nobody_archives_as_a_split_that_was_taken_back(world: World) -> None:
    report, citra = filed(world), sign_in(world, "citra")
    assert "Pemecahan dibatalkan" not in citra.get(address(report, "archive")).content.decode()
    answer = press(citra, report, "archive", archive_reason="unsplit", reason="Begitu.")
    assert answer.status_code == 422
