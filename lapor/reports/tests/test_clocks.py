"""Clocks start, stand still, run on and end as the table says."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM
from lapor.reports import actions
from lapor.reports.models import Deadline, Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")


def clocks(report: Report) -> dict[str, str]:
    return {d.clock: d.outcome for d in Deadline.objects.filter(report=report).order_by("id")}


def due(report: Report, name: str) -> str:
    found = Deadline.objects.filter(report=report, clock=name).latest("id")
    return f"{found.due_at.astimezone(WITA):%Y-%m-%d %H.%M}"


def test_verification_runs_three_working_days_from_submission(world: World) -> None:
    assert due(scenes.submitted(world), "verification") == "2026-02-05 16.00"


def test_the_first_disposition_starts_response_and_completion_and_a_second_only_a_response(world: World) -> None:
    report = scenes.assigned(world)
    assert clocks(report) == {"verification": "met", "response": "running", "completion": "running"}
    first = due(report, "completion")
    with clock.freeze(scenes.MONDAY + timedelta(days=2)):
        report = actions.dispose(report, by=world.actor("dewi"), to=world.agencies["bina-marga"])
    outcomes = list(Deadline.objects.filter(report=report, clock="response").values_list("outcome", flat=True))
    assert sorted(outcomes) == ["running", "void"]
    assert due(report, "completion") == first


def test_holding_stops_verification_and_completing_runs_it_on(world: World) -> None:
    report = scenes.submitted(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=1)):
        report = actions.hold(report, by=world.actor("citra"), questions="Di mana?")
    assert clocks(report) == {"verification": "paused", "completing": "running"}
    assert report.waits_for == "reporter"
    with clock.freeze(scenes.MONDAY + timedelta(days=8)):
        report = actions.complete(report, by=scenes.owner(report), text="Di depan pasar Malili.")
    assert clocks(report) == {"verification": "running", "completing": "met"}
    # Two working days were left on Tuesday; they are given back from the Tuesday after (10 February).
    assert due(report, "verification") == "2026-02-12 16.00"


def test_returning_voids_the_response_and_never_resets_the_reporter(world: World) -> None:
    report = scenes.assigned(world)
    completion = due(report, "completion")
    with clock.freeze(scenes.MONDAY + timedelta(days=1)):
        report = actions.return_up(
            report, by=world.actor("dewi"), reason="Jalan provinsi.", proposed=world.agencies["sulawesi-selatan"]
        )
    assert (report.state, report.holder, report.returns) == ("unverified", world.agencies["luwu-timur"], 1)
    assert clocks(report)["response"] == "void"
    assert clocks(report)["redisposition"] == "running"
    assert due(report, "completion") == completion


def test_a_late_unit_does_not_escape_by_returning(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=20)):
        report = actions.return_up(
            report, by=world.actor("dewi"), reason="Bukan kami.", proposed=world.agencies["perhubungan"]
        )
    assert Deadline.objects.get(report=report, clock="response").outcome == "missed"


def test_a_final_answer_stops_the_clock_and_a_reply_runs_it_on(world: World) -> None:
    report = scenes.answered(world, final=True)
    assert clocks(report)["completion"] == "paused"
    assert report.waits_for == "reporter"
    with clock.freeze(scenes.MONDAY + timedelta(days=2)):
        report = actions.respond(report, by=scenes.owner(report), text="Masih berlubang.")
    assert clocks(report)["completion"] == "running"
    assert clocks(report)["auto_close"] == "void"
    assert report.waits_for == "officer"


def test_a_question_pauses_completion_and_only_one_may_be_open(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(scenes.MONDAY + timedelta(hours=3)):
        report = actions.ask(report, by=world.actor("dewi"), questions="Di sisi mana?")
        with pytest.raises(MoveRefused, match="belum menjawab"):
            actions.ask(report, by=world.actor("dewi"), questions="Kapan?")
    assert clocks(report)["completion"] == "paused"
    with clock.freeze(scenes.MONDAY + timedelta(days=1)):
        report = actions.add(report, by=scenes.owner(report), text="Di sisi kiri.")
    assert clocks(report)["completion"] == "running"


def test_closing_without_dispute_meets_completion_on_the_day_of_the_final_answer(world: World) -> None:
    report = scenes.answered(world, final=True)
    with clock.freeze(scenes.MONDAY + timedelta(days=60)):
        report = actions.close(report, by=scenes.owner(report))
    assert clocks(report)["completion"] == "met"


def test_reclassifying_counts_completion_anew_from_its_original_start(world: World) -> None:
    report = scenes.assigned(world)
    before = Deadline.objects.get(report=report, clock="completion")
    with clock.freeze(scenes.MONDAY + timedelta(days=3)):
        report = actions.reclassify(report, by=world.actor("citra"), classification="complaint", oversight="yes")
        with pytest.raises(Refused, match="Tidak ada yang berubah"):
            actions.reclassify(report, by=world.actor("citra"), classification="complaint", oversight="yes")
    after = Deadline.objects.get(report=report, clock="completion")
    assert (before.amount, after.amount) == (14, 60)
    assert after.started_at == before.started_at


def test_reopening_starts_completion_anew_once(world: World) -> None:
    report = scenes.closed(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=4)):
        report = actions.reopen(report, by=scenes.owner(report), reason="Berlubang lagi.")
        report = actions.follow_up(report, by=world.actor("dewi"), text="Ditambal ulang.", final=True)
        report = actions.close(report, by=scenes.owner(report))
        with pytest.raises(MoveRefused, match="satu kali"):
            actions.reopen(report, by=scenes.owner(report), reason="Lagi.")
    assert Deadline.objects.filter(report=report, clock="completion").count() == 2


def test_the_window_to_reopen_closes(world: World) -> None:
    report = scenes.closed(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=40)), pytest.raises(MoveRefused, match="sudah lewat"):
        actions.reopen(report, by=scenes.owner(report), reason="Berlubang lagi.")


def test_an_objection_goes_to_the_superior_who_decides(world: World) -> None:
    report = scenes.closed(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=3)):
        report = actions.object_to(report, by=scenes.owner(report), reason="Tidak diperbaiki.")
        assert (report.waits_at, report.waits_for) == (world.agencies["luwu-timur"], "officer")
        with pytest.raises(MoveRefused):
            actions.accept_objection(report, by=world.actor("dewi"), reason="Ya.")
        report = actions.accept_objection(report, by=world.actor("citra"), reason="Dikerjakan ulang.")
    assert (report.state, report.holder) == ("unverified", world.agencies["luwu-timur"])


def test_nothing_moves_a_report_away_from_who_must_decide_an_objection(world: World) -> None:
    report = scenes.answered(world, final=True)
    with clock.freeze(scenes.MONDAY + timedelta(days=2)):
        report = actions.object_to(report, by=scenes.owner(report), reason="Tidak diperbaiki.")
        with pytest.raises(MoveRefused, match="keberatan pelapor yang belum diputus"):
            actions.return_up(
                report, by=world.actor("dewi"), reason="Ini rambu.", proposed=world.agencies["perhubungan"]
            )
        with pytest.raises(MoveRefused, match="keberatan pelapor yang belum diputus"):
            actions.dispose(report, by=world.actor("citra"), to=world.agencies["perhubungan"])
        for who in (world.actor("citra"), SYSTEM):
            with pytest.raises(MoveRefused, match="keberatan pelapor yang belum diputus"):
                actions.close(report, by=who)
        report = actions.reject_objection(report, by=world.actor("citra"), reason="Sudah diperbaiki.")
        report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["perhubungan"])
    assert report.holder == world.agencies["perhubungan"]


def test_an_extension_needs_a_working_day_and_the_second_one_the_leader(world: World) -> None:
    report = scenes.assigned(world)
    citra, eko = world.actor("citra"), world.actor("eko")
    at = scenes.MONDAY + timedelta(days=1)
    sunday, monday, tuesday = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
    with clock.freeze(at):
        with pytest.raises(Exception, match="hari libur"):
            actions.extend(report, by=citra, until=sunday, reason="Alat berat.")
        report = actions.extend(report, by=citra, until=monday, reason="Alat berat.")
        with pytest.raises(MoveRefused, match="pimpinan"):
            actions.extend(report, by=citra, until=tuesday, reason="Lagi.")
        report = actions.extend(report, by=eko, until=tuesday, reason="Lagi.")
        with pytest.raises(MoveRefused, match="dua kali"):
            actions.extend(report, by=eko, until=date(2026, 3, 4), reason="Lagi.")


def test_unmerging_gives_back_state_and_clocks(world: World) -> None:
    primary, report = scenes.assigned(world), scenes.assigned(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=1)):
        report = actions.merge(report, by=world.actor("citra"), primary=primary.code)
    assert (report.state, report.due_at) == ("merged", None)
    with clock.freeze(scenes.MONDAY + timedelta(days=2)):
        report = actions.unmerge(report, by=world.actor("citra"))
    assert report.state == "assigned"
    assert clocks(report)["response"] == "running"


def test_a_secret_report_never_becomes_the_primary_of_a_public_one(world: World) -> None:
    secret, report = scenes.assigned(world, secrecy="secret"), scenes.assigned(world)
    with pytest.raises(MoveRefused, match="lebih rahasia"):
        actions.merge(report, by=world.actor("citra"), primary=secret.code)
    merged = actions.merge(secret, by=world.actor("citra"), primary=report.code)
    assert merged.is_secret


def test_only_who_sent_it_recalls_and_only_before_anybody_acted(world: World) -> None:
    report = scenes.assigned(world)
    with pytest.raises(MoveRefused):
        actions.recall(report, by=world.actor("mira"), reason="Salah.")
    report = actions.recall(report, by=world.actor("citra"), reason="Salah kirim.")
    assert (report.state, report.holder) == ("unverified", world.agencies["luwu-timur"])
    answered = scenes.answered(world)
    with pytest.raises(MoveRefused, match="belum atau tidak lagi mungkin"):
        actions.recall(answered, by=world.actor("citra"), reason="Salah kirim.")
