"""A promise in an answer: given, due, kept, disputed, broken; and what waits for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lapor.agencies.models import Agency
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC, SYSTEM
from lapor.reports import actions, invariants, policies, promises, queries, sweeps
from lapor.reports.models import Promise, Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 20)  # a Friday


def sweep(*, until: datetime, since: datetime) -> None:
    """A worker that runs every half hour."""
    at = since
    while at <= until:
        with clock.freeze(at):
            sweeps.run(at)
        at += timedelta(minutes=58)


def at(day: int, hour: int = 2, *, month: int = 2) -> datetime:
    """10.00 WITA on a day of 2026."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def kept(world: World, **changes: Any) -> Report:
    """Said to be kept by Dewi the day before."""
    report = scenes.promised(world, **changes)
    with clock.freeze(at(19)):
        return actions.keep_promise(report, by=world.actor("dewi"), text="Sudah ditambal kemarin.")


def fresh(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def kinds(report: Report) -> list[str]:
    return list(report.events.order_by("seq").values_list("kind", flat=True))


def test_a_promise_is_sealed_dated_and_owned_and_everybody_who_may_reads_it(world: World) -> None:
    report = scenes.promised(world)
    row = Promise.objects.get(report=report)
    assert scenes.PROMISE.encode() not in bytes(row.body_sealed)
    assert row.agency == world.agencies["dinas-pu"]
    for viewer in (scenes.owner(report), world.actor("dewi"), PUBLIC):
        (seen,) = policies.redact(queries.get(viewer, report.code) or report, viewer).promises
        assert (seen.text, seen.due_on, seen.state) == (scenes.PROMISE, DAY, "open")


def test_the_public_reads_no_promise_of_an_answer_that_was_not_published(world: World) -> None:
    report = scenes.promised(world, publish_text=False)
    assert Promise.objects.get(report=report).public_body == ""
    with clock.freeze(at(4)):
        final = actions.follow_up(fresh(report), by=world.actor("dewi"), text="Tinggal menunggu.", final=True)
        assert final.due_at == at(20, 8)
        actions.move_promise(fresh(report), by=world.actor("dewi"), promise_until=date(2026, 2, 25), reason="Hujan.")
    view = policies.redact(fresh(report), PUBLIC)
    told = " ".join(item.sentence for item in view.timeline).lower()
    assert (view.promises, view.due_at) == ((), None)
    assert "janji" not in told
    assert "memberi tindak lanjut" in told
    assert promises.of_public(world.agencies["dinas-pu"]) is None
    assert "memindahkan janjinya" in str(policies.redact(fresh(report), scenes.owner(report)).timeline)
    assert len(policies.redact(report, scenes.owner(report)).promises) == 1


def test_the_public_follows_a_published_promise_and_counts_it(world: World) -> None:
    report = scenes.promised(world)
    told = str(policies.redact(report, PUBLIC).timeline)
    assert "Janjinya berlaku sampai" in told
    figures = promises.of_public(world.agencies["dinas-pu"])
    assert figures
    assert (figures.kept, figures.broken, figures.running) == (0, 0, 1)
    with clock.freeze(at(4)):
        actions.unpublish(fresh(report), by=world.actor("citra"), withhold="personal", reason="Menyebut tetangga.")
    assert promises.of_public(world.agencies["dinas-pu"]) is None
    assert Promise.objects.get(report=report).public_body == ""  # or it would come back with another version


def test_who_follows_another_report_reads_the_promise_in_his_own(world: World) -> None:
    primary, other = scenes.assigned(world), scenes.submitted(world)
    with clock.freeze(at(3)):
        other = actions.merge(other, by=world.actor("citra"), primary=primary.code)
    with clock.freeze(at(4)):
        values: dict[str, Any] = {"promise": scenes.PROMISE, "promise_until": DAY}
        actions.follow_up(fresh(primary), by=world.actor("dewi"), text="Kami sudah memeriksa.", **values)
    view = policies.redact(fresh(other), scenes.owner(other))
    assert view.messages[-1].body.endswith(f"Janji sampai 20 Februari 2026: {scenes.PROMISE}")


def test_secrecy_takes_a_published_promise_from_the_public(world: World) -> None:
    report = scenes.promised(world)
    report = actions.raise_secrecy(report, by=scenes.owner(report))
    assert Promise.objects.get(report=report).public_body == ""


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"promise_until": date(2026, 2, 3)}, "sesudah hari ini"),
        ({"promise_until": date(2026, 2, 1)}, "sesudah hari ini"),
        ({"promise_until": date(2029, 2, 1)}, "dua tahun"),
        ({"promise_until": None}, "perlu keduanya"),
        ({"promise": "  "}, "perlu keduanya"),
        ({"promise": "a" * 301}, "300 huruf"),
    ],
)
def test_an_impossible_or_half_promise_is_refused_with_a_sentence(
    world: World, values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        scenes.promised(world, **values)
    assert not Promise.objects.exists()


def test_a_second_promise_waits_for_the_end_of_the_first(world: World) -> None:
    with pytest.raises(Refused, match="Masih ada janji"), clock.freeze(at(4)):
        actions.follow_up(
            scenes.promised(world),
            by=world.actor("dewi"),
            text="Lagi.",
            promise="Trotoar.",
            promise_until=date(2026, 3, 2),
        )


def test_a_due_promise_comes_back_to_the_inbox_of_who_holds_the_report(world: World) -> None:
    report = scenes.promised(world, final=True)
    assert report.waits_for == "nobody"
    assert report not in queries.inbox(world.actor("dewi"))
    sweep(since=report.changed_at, until=at(20))
    report = fresh(report)
    assert (report.promise_state, report.waits_for) == ("due", "officer")
    assert report in queries.inbox(world.actor("dewi"))
    assert kinds(report)[-1] == "promise_due"


def test_nobody_closes_a_report_with_a_running_promise_but_its_reporter(world: World) -> None:
    report = scenes.promised(world, final=True)
    assert not report.deadlines.filter(clock="auto_close", outcome="running").exists()
    for who in (world.actor("citra"), SYSTEM):
        with pytest.raises(Refused, match="janji"), clock.freeze(at(5)):
            actions.close(fresh(report), by=who)
    with clock.freeze(at(5)):
        report = actions.close(fresh(report), by=scenes.owner(report))
    assert (report.state, report.promise_state) == ("closed", "open")
    sweep(since=report.changed_at, until=at(20))
    assert fresh(report) in queries.inbox(world.actor("dewi"))


def test_a_promise_stops_the_count_of_silence_that_an_earlier_final_answer_began(world: World) -> None:
    report = scenes.answered(world, final=True)
    with clock.freeze(at(4)):
        report = actions.follow_up(
            report, by=world.actor("dewi"), text="Tinggal cat.", promise=scenes.PROMISE, promise_until=DAY
        )
    assert report.deadlines.get(clock="auto_close").outcome == "void"


def test_a_confirmed_promise_is_kept_and_the_count_of_silence_begins(world: World) -> None:
    report = kept(world, final=True)
    assert report.waits_for == "reporter"
    with clock.freeze(at(20)):
        report = actions.confirm_promise(report, by=scenes.owner(report))
    assert Promise.objects.get(report=report).state == "kept"
    assert report.deadlines.get(clock="auto_close").outcome == "running"


def test_a_disputed_promise_reopens_a_closed_report(world: World) -> None:
    report = scenes.promised(world)
    with clock.freeze(at(5)):
        actions.close(fresh(report), by=scenes.owner(report))
    with clock.freeze(at(19)):
        actions.keep_promise(fresh(report), by=world.actor("dewi"), text="Sudah.")
    with clock.freeze(at(20)):
        report = actions.dispute_promise(fresh(report), by=scenes.owner(report), reason="Masih berlubang.")
    assert (report.state, report.closed_at, report.waits_for) == ("in_progress", None, "officer")
    assert Promise.objects.get(report=report).state == "disputed"
    assert report.deadlines.filter(clock="completion", outcome="running").count() == 1


@pytest.mark.parametrize("closed", [True, False])
def test_a_promise_that_nobody_keeps_breaks_after_its_grace_and_reopens_the_report(world: World, closed: bool) -> None:
    report = scenes.promised(world, final=True)
    if closed:
        with clock.freeze(at(5)):
            actions.close(fresh(report), by=scenes.owner(report))
    sweep(since=report.changed_at, until=at(25, 7))
    assert fresh(report).promise_state == "due"  # the third working day after Friday is not over yet
    sweep(since=at(25, 7), until=at(25, 12))
    report = fresh(report)
    assert (report.state, report.final_at, report.promise_state) == ("in_progress", None, "")
    assert report.deadlines.filter(clock="completion", outcome="running").count() == 1
    assert Promise.objects.get(report=report).state == "broken"
    assert kinds(report)[-2:] == ["promise_due", "promise_broken"]
    with clock.freeze(at(25, 12)):
        assert invariants.problems() == []


def test_silence_about_a_kept_promise_counts_as_kept_in_the_words_of_the_agency_alone(world: World) -> None:
    report = kept(world)
    sweep(since=report.changed_at, until=at(10, month=3))
    assert Promise.objects.get(report=report).state == "unconfirmed"
    (one,) = promises.of_agencies(Agency.objects.all(), viewer=world.actor("citra"))
    assert (one.kept, one.unconfirmed, one.broken, one.running) == (0, 1, 0, 0)


def test_a_worker_that_slept_breaks_nothing_before_the_promise_came_back_with_its_grace(world: World) -> None:
    report = scenes.promised(world)
    with clock.freeze(report.changed_at):
        sweeps.run(report.changed_at)
    sweep(since=at(2, month=3), until=at(4, month=3))
    assert fresh(report).promise_state == "due"
    sweep(since=at(4, month=3), until=at(9, month=3))
    assert fresh(report).promise_state == "due"
    sweep(since=at(9, month=3), until=at(9, 12, month=3))
    assert Promise.objects.get(report=report).state == "broken"


def test_a_day_is_moved_twice_at_most_and_not_after_it_passed(world: World) -> None:
    report = scenes.promised(world)
    for day in (date(2026, 3, 2), date(2026, 3, 9)):
        with clock.freeze(at(6)):
            report = actions.move_promise(report, by=world.actor("dewi"), promise_until=day, reason="Alat rusak.")
    assert Promise.objects.get(report=report).moved == 2
    with pytest.raises(Refused, match="dua kali"), clock.freeze(at(6)):
        actions.move_promise(report, by=world.actor("dewi"), promise_until=date(2026, 4, 1), reason="Lagi.")


def test_a_day_that_passed_is_not_moved_and_a_day_is_not_moved_forward(world: World) -> None:
    report = scenes.promised(world)
    with pytest.raises(Refused, match="lebih lambat"), clock.freeze(at(6)):
        actions.move_promise(report, by=world.actor("dewi"), promise_until=date(2026, 2, 19), reason="Cepat.")
    with pytest.raises(Refused, match="sudah lewat"), clock.freeze(at(23)):
        actions.move_promise(report, by=world.actor("dewi"), promise_until=date(2026, 3, 30), reason="Terlambat.")


def test_a_report_that_is_taken_back_owes_nothing(world: World) -> None:
    report = scenes.promised(world)
    with clock.freeze(at(5)):
        report = actions.withdraw(fresh(report), by=scenes.owner(report))
    assert Promise.objects.get(report=report).state == "dropped"
    sweep(since=report.changed_at, until=at(10, month=3))
    with clock.freeze(at(10, month=3)):
        assert invariants.problems() == []


def test_the_new_holder_keeps_what_another_promised_and_the_maker_is_counted(world: World) -> None:
    report = scenes.promised(world)
    with clock.freeze(at(5)):
        report = actions.dispose(fresh(report), by=world.actor("citra"), to=world.agencies["perhubungan"])
    other = scenes.liaison_of(world.agencies["perhubungan"])
    with clock.freeze(at(6)):
        report = actions.keep_promise(report, by=other, text="Sudah kami kerjakan.")
        assert not policies.can(world.actor("dewi"), "move_promise", report)
    assert Promise.objects.get(report=report).agency == world.agencies["dinas-pu"]


def test_doctor_sees_a_promise_that_the_report_does_not_know(world: World) -> None:
    report = scenes.promised(world)
    Report.objects.filter(pk=report.pk).update(promise_state="")
    assert any("janjinya tidak cocok" in sentence for sentence in invariants.problems())
