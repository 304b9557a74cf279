"""Scheduled sending on the desk: choosing a time, the limit that it would miss, what the unit reads, the way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from lapor.desk.tests.scenes import address, assigned, press, sign_in
from lapor.kit import clock
from lapor.public.tests.conftest import form_values
from lapor.reports.models import Message, Report, WaitingAnswer
from lapor.reports.tests import samples, scenes
from lapor.reports.tests.test_handover import colleague, seat_of
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
NOW = scenes.MONDAY + timedelta(hours=2)
WORDS = "Kami periksa besok."


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


def local(report: Report, *, days: float) -> str:
    return f"{(NOW + timedelta(days=days)).astimezone(report.holder.zone):%Y-%m-%dT%H:%M}"


def test_a_moment_is_chosen_by_a_press_and_the_unit_reads_it_in_report_and_list(world: World) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    page = dewi.get(address(report, "follow_up"))
    quick = page.context["form"].fields["send_quick"].choices
    assert [told for _, told in quick] == ["Langsung, atau waktu lain di bawah", "Besok pukul 08.00"]
    answer = press(dewi, report, "follow_up", text=WORDS, send_quick=quick[1][0])
    assert "ia menunggu waktunya" in dewi.get(answer["Location"]).content.decode()
    row = WaitingAnswer.objects.get()
    assert row.send_at == datetime.fromisoformat(quick[1][0]).replace(tzinfo=report.holder.zone)
    wira = colleague(world)
    browser = sign_in(world, "eko")
    browser.force_login(wira)
    page_of_report = browser.get(address(report)).content.decode()
    assert "Dijadwalkan: besok pukul 08.00" in page_of_report
    assert WORDS in page_of_report
    assert f"Dijadwalkan: besok pukul 08.00 oleh {world.users['dewi'].name}" in browser.get("/meja/").content.decode()
    assert not Message.objects.filter(report=report, kind="follow_up").exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2020-01-01T08:00", "sudah lewat"),
        ("2026-02-30T08:00", "tidak dapat dibaca"),
        ("2026-02-20T25:00", "tidak dapat dibaca"),
        ("besok", "tidak dapat dibaca"),
        ("0001-01-01T00:00", "tidak dapat dibaca"),
        ("9999-12-31T23:59", "paling lama 30 hari"),
    ],
)
def test_a_time_that_is_none_is_refused_and_the_words_stay(world: World, typed: str, sentence: str) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    answer = press(dewi, report, "follow_up", text=WORDS, send_at=typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert WORDS in page
    assert not WaitingAnswer.objects.exists()


def test_thirty_one_days_ahead_is_too_far(world: World) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    answer = press(dewi, report, "follow_up", text=WORDS, send_at=local(report, days=31))
    assert "paling lama 30 hari" in answer.content.decode()


def test_an_hour_that_the_zone_skips_is_refused(world: World) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    unit = world.agencies["dinas-pu"]
    unit.zone_name = "Europe/Berlin"
    unit.save()
    with clock.freeze(datetime(2026, 3, 20, 8, tzinfo=NOW.tzinfo)):
        answer = press(dewi, report, "follow_up", text=WORDS, send_at="2026-03-29T02:30")
    assert "tidak ada di zona waktu" in answer.content.decode()


def test_two_different_times_are_not_guessed_between(world: World) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    quick = dewi.get(address(report, "follow_up")).context["form"].fields["send_quick"].choices[1][0]
    answer = press(dewi, report, "follow_up", text=WORDS, send_quick=quick, send_at=local(report, days=2))
    assert "Pilih salah satu" in answer.content.decode()


def test_after_a_running_limit_the_form_names_it_and_waits_for_a_yes_with_words_and_files(world: World) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    assert "past_limit" not in dewi.get(address(report, "follow_up")).content.decode()
    typed = form_values(dewi.get(address(report, "follow_up")).content.decode(), "") | {
        "text": WORDS,
        "send_at": local(report, days=20),
        "files": samples.upload(samples.pdf(2), "surat.pdf").file,
    }
    answer = dewi.post(address(report, "follow_up"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tenggat tindak lanjut pertama (" in page
    assert WORDS in page
    again = form_values(page, "")
    assert dewi.post(address(report, "follow_up"), again | {"past_limit": "on"}).status_code == 302
    row = WaitingAnswer.objects.get()
    assert row.attachments.count() == 1


def test_the_time_is_changed_and_the_answer_sent_now(world: World) -> None:
    report, dewi = scenes.scheduled(world, at=NOW - timedelta(days=1)), sign_in(world, "dewi")
    empty = press(dewi, report, "reschedule", send_at="", send_quick="")
    assert "isi waktu lain di sini" in empty.content.decode()
    assert press(dewi, report, "reschedule", send_at=local(report, days=1)).status_code == 302
    assert WaitingAnswer.objects.get().send_at == NOW + timedelta(days=1)
    report.refresh_from_db()
    assert press(dewi, report, "send_now").status_code == 302
    assert Message.objects.filter(report=report, kind="follow_up").count() == 1


def test_the_leader_reads_for_when_it_is_meant(world: World) -> None:
    report = scenes.waiting(world, at=NOW - timedelta(days=1), given={"send_at": NOW + timedelta(days=1)})
    page = sign_in(world, "eko").get(address(report, "approve")).content.decode()
    assert "Dijadwalkan: <b>besok pukul" in page
    done = press(sign_in(world, "eko"), report, "approve")
    page = sign_in(world, "dewi").get(done["Location"]).content.decode()
    assert "Dijadwalkan: besok pukul" in page


def test_a_hand_over_lists_what_is_not_sent_and_passes_it_on(world: World) -> None:
    first = scenes.scheduled(world, at=NOW - timedelta(days=1))
    second = scenes.waiting(world, at=NOW - timedelta(days=1))
    wira, seat, citra = colleague(world), seat_of(world), sign_in(world, "citra")
    path = reverse("desk:handover", args=[seat.pk])
    page = citra.get(path)
    assert page.status_code == 200
    html = page.content.decode()
    assert "Jawaban yang belum terkirim" in html
    assert "menunggu persetujuan" in html
    assert "dijadwalkan" in html
    told = citra.post(path, {"to": wira.pk}, follow=True).content.decode()
    assert "2 jawaban yang belum terkirim ikut berpindah" in told
    assert set(WaitingAnswer.objects.values_list("report", "user")) == {(one.pk, wira.pk) for one in (first, second)}
