"""An answer goes out at the time that its writer chose: once, never early, and only while he may still send it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from lapor.agencies.models import Absence, Membership
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.notices import audience
from lapor.reports import actions, approval, handover, invariants, policies, queries, sending, sendtimes, words
from lapor.reports.models import AnswerDraft, Attachment, Message, Report, SweepRun, WaitingAnswer
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import samples, scenes
from lapor.reports.tests.test_handover import colleague, seat_of
from lapor.reports.workflow import MOVES
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WRITTEN = scenes.MONDAY + DAY
TIME = scenes.MONDAY + scenes.SENT_AFTER
CAST = ("budi", "citra", "dewi", "eko", "farah", "gilang")


def now(report: Report) -> Report:
    return Report.objects.select_related("holder", "accused", "key", "merged_into", "approver").get(pk=report.pk)


def sweep(at: datetime) -> int:
    with clock.freeze(at):
        return sending.run(clock.now())


def sent(report: Report) -> list[Message]:
    return list(Message.objects.filter(report=report, kind__in=("follow_up", "final")))


def kinds(report: Report) -> list[str]:
    return list(report.events.order_by("seq").values_list("kind", flat=True))


def test_it_goes_out_at_its_time_as_the_move_of_its_writer_and_once(world: World) -> None:
    file = samples.upload(samples.pdf(2), "surat.pdf")
    report = scenes.scheduled(world, given={"final": True, "files": (file,)})
    assert (report.answer_waits, report.state, report.waits_for) == ("time", "assigned", "officer")
    assert report.deadlines.get(clock="response").outcome == "running"
    assert [sweep(TIME - MINUTE), sweep(TIME), sweep(TIME + MINUTE)] == [0, 1, 0]
    (message,) = sent(report)
    assert words.message(message, words.key_of(now(report))) == scenes.ANSWER
    assert (message.user_id, message.created_at) == (world.users["dewi"].pk, TIME)
    assert Attachment.objects.get(report=report).message == message
    report = now(report)
    assert (report.answer_waits, report.state, report.final_at) == ("", "in_progress", TIME)
    assert kinds(report)[-3:] == ["schedule", "come_due", "follow_up"]
    assert not WaitingAnswer.objects.exists()
    assert not list(invariants.problems())


@pytest.mark.parametrize(
    ("send_at", "sentence"),
    [
        (WRITTEN, "sudah lewat"),
        (WRITTEN - DAY, "sudah lewat"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), "sudah lewat"),
        (WRITTEN + 30 * DAY + MINUTE, "paling lama 30 hari"),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "paling lama 30 hari"),
    ],
)
def test_a_time_that_cannot_be_kept_is_refused(world: World, send_at: datetime, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        scenes.scheduled(world, given={"send_at": send_at, "past_limit": True})
    assert not WaitingAnswer.objects.exists()


def test_a_time_after_a_running_limit_needs_a_yes(world: World) -> None:
    with pytest.raises(Refused, match="tenggat tindak lanjut pertama"):
        scenes.scheduled(world, given={"send_at": WRITTEN + 20 * DAY})
    report = scenes.scheduled(world, given={"send_at": WRITTEN + 20 * DAY, "past_limit": True})
    assert report.answer_waits == "time"


def test_a_promise_must_outlive_the_day_on_which_it_is_given(world: World) -> None:
    given: dict[str, Any] = {"promise": scenes.PROMISE, "promise_until": TIME.date()}
    with pytest.raises(Refused, match="sesudah hari jawaban terkirim"):
        scenes.scheduled(world, given=given)
    report = scenes.scheduled(world, given=given | {"promise_until": TIME.date() + DAY})
    with clock.freeze(WRITTEN), pytest.raises(Refused, match="sesudah hari jawaban terkirim"):
        actions.reschedule(report, by=world.actor("dewi"), send_at=TIME + DAY)


def test_who_may_answer_may_change_its_time_send_it_or_take_it_back_and_nobody_else(world: World) -> None:
    report = scenes.scheduled(world)
    for name in ("reschedule", "send_now", "take_back"):
        may = [who for who in CAST if policies.why_not(world.actor(who), MOVES[name], report) is None]
        assert may == ["citra", "dewi"], name
    with pytest.raises(MoveRefused, match="sudah ditulis dan belum terkirim"):
        actions.follow_up(report, by=world.actor("dewi"), text="Satu lagi.")


def test_another_time_counts_and_not_the_first_one(world: World) -> None:
    report = scenes.scheduled(world)
    with clock.freeze(WRITTEN + MINUTE):
        actions.reschedule(report, by=world.actor("citra"), send_at=TIME + DAY, past_limit=True)
    assert [sweep(TIME), sweep(TIME + DAY)] == [0, 1]
    assert len(sent(report)) == 1


def test_sent_now_it_does_not_go_out_again(world: World) -> None:
    report = scenes.scheduled(world)
    with clock.freeze(WRITTEN + MINUTE):
        report = actions.send_now(report, by=world.actor("citra"))
    assert (report.answer_waits, report.state) == ("", "in_progress")
    assert [message.user_id for message in sent(report)] == [world.users["dewi"].pk]
    assert sweep(TIME) == 0
    with clock.freeze(TIME), pytest.raises(MoveRefused):
        actions.come_due(report)
    assert len(sent(report)) == 1


def test_taken_back_it_is_a_draft_of_its_unit_with_its_files(world: World) -> None:
    report = scenes.scheduled(world, given={"files": (samples.upload(samples.pdf(2), "surat.pdf"),)})
    report = actions.take_back(report, by=world.actor("dewi"))
    assert report.answer_waits == "returned"
    assert AnswerDraft.objects.filter(report=report, agency=report.holder_id).exists()
    view = policies.waiting_of(report, world.actor("dewi"))
    assert view is not None
    assert (len(view.files), view.send_at, view.scheduled) == (1, TIME, False)
    assert sweep(TIME) == 0
    assert not sent(report)


def test_one_worker_that_looks_at_an_old_row_sends_nothing_a_second_time(world: World) -> None:
    report = scenes.scheduled(world)
    (row,) = WaitingAnswer.objects.select_related("report")
    with clock.freeze(TIME):
        actions.come_due(now(report))
        with pytest.raises(MoveRefused):
            actions.come_due(row.report)
    assert len(sent(report)) == 1


def test_a_crash_while_sending_leaves_it_waiting_and_it_goes_out_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = scenes.scheduled(world)
    other = scenes.scheduled(world, given={"send_at": TIME + MINUTE})
    broken = WaitingAnswer.objects.get(report=report)
    whole = bytes(broken.given_sealed)
    WaitingAnswer.objects.filter(pk=broken.pk).update(given_sealed=b"broken")
    assert sweep(TIME + MINUTE) == 1  # the other one is not held up
    assert (now(report).answer_waits, len(sent(report)), len(sent(other))) == ("time", 0, 1)
    with clock.freeze(TIME + 20 * MINUTE):
        assert any("terlambat dikirim" in line for line in sending.problems())
    WaitingAnswer.objects.filter(pk=broken.pk).update(given_sealed=whole)
    assert sweep(TIME + 21 * MINUTE) == 1
    assert len(sent(report)) == 1
    with clock.freeze(TIME + 40 * MINUTE):
        assert not list(sending.problems())


def test_while_the_clock_may_be_wrong_nothing_goes_out(world: World) -> None:
    report = scenes.scheduled(world)
    SweepRun.objects.create(pk=1, ran_at=TIME, careful_until=TIME + DAY, rest_until=TIME + DAY)
    assert [sweep(TIME + MINUTE), sweep(TIME + DAY)] == [0, 1]
    assert len(sent(report)) == 1


def test_a_clock_that_went_back_sends_nothing_early(world: World) -> None:
    report = scenes.scheduled(world)
    (row,) = WaitingAnswer.objects.select_related("report")
    with clock.freeze(TIME - MINUTE), pytest.raises(MoveRefused, match="belum tiba"):
        actions.come_due(row.report)
    assert (now(report).answer_waits, sent(report)) == ("time", [])


def left(world: World) -> None:
    Membership.objects.filter(user=world.users["dewi"]).delete()


def locked_out(world: World) -> None:
    world.users["dewi"].is_active = False
    world.users["dewi"].save()


def absent(world: World) -> None:
    Absence.objects.create(
        user=world.users["dewi"],
        agency=world.agencies["dinas-pu"],
        reason=Absence.Reason.LEAVE,
        first_day=TIME.date(),
        last_day=TIME.date(),
    )


def ruled(world: World) -> None:
    approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))


@pytest.mark.parametrize("change", [left, locked_out, absent, ruled])
def test_who_may_no_longer_send_it_gets_it_back_as_a_draft_and_his_admin_hears(
    world: World, change: Callable[[World], None]
) -> None:
    report = scenes.scheduled(world)
    with clock.freeze(WRITTEN):
        change(world)
    sweep(TIME)
    report = now(report)
    assert (report.answer_waits, sent(report), kinds(report)[-1]) == ("returned", [], "not_sent")
    event = report.events.get(kind="not_sent")
    told = {one.user for one in audience.of(event)}
    assert world.users["citra"] in told
    assert (world.users["dewi"] in told) == (change in (absent, ruled))
    assert sweep(TIME + MINUTE) == 0


@pytest.mark.parametrize("change", [scenes.moved, scenes.accused, scenes.hushed])
def test_it_lapses_when_the_report_moves_on(world: World, change: Callable[[Report, World], Report]) -> None:
    report = scenes.scheduled(world)
    with clock.freeze(WRITTEN + MINUTE):
        report = change(report, world)
    assert report.answer_waits == "returned"
    told = {one.user for one in audience.of(report.events.get(kind="lapse"))}
    assert world.users["citra"] in told
    assert sweep(TIME) == 0
    assert not sent(report)
    if change is scenes.accused:
        assert [policies.waiting_of(report, world.actor(who)) for who in ("dewi", "eko")] == [None, None]
        assert world.users["dewi"] not in told


def test_approved_before_its_time_it_waits_on_and_then_goes_out_under_both_names(world: World) -> None:
    report = scenes.waiting(world, given={"send_at": TIME})
    assert (report.answer_waits, report.waits_for) == ("leader", "leader")
    with clock.freeze(TIME - DAY):
        report = actions.approve(report, by=world.actor("eko"))
    assert (report.answer_waits, report.approver_id, report.waits_for) == ("time", None, "officer")
    assert not sent(report)
    assert sweep(TIME) == 1
    (message,) = sent(report)
    assert (message.user_id, message.approver_id) == (world.users["dewi"].pk, world.users["eko"].pk)


def test_approved_after_its_time_it_goes_out_at_once(world: World) -> None:
    report = scenes.waiting(world, given={"send_at": TIME})
    assert sweep(TIME) == 0
    with clock.freeze(TIME + MINUTE):
        report = actions.approve(now(report), by=world.actor("eko"))
    assert (report.answer_waits, len(sent(report))) == ("", 1)


def test_what_was_taken_back_after_approval_has_to_be_approved_again(world: World) -> None:
    report = scenes.waiting(world, given={"send_at": TIME})
    with clock.freeze(WRITTEN + MINUTE):
        report = actions.approve(report, by=world.actor("eko"))
        report = actions.take_back(report, by=world.actor("dewi"))
        report = actions.follow_up(report, by=world.actor("dewi"), text="Lain sama sekali.", send_at=TIME)
    assert report.answer_waits == "leader"
    assert WaitingAnswer.objects.get(report=report).approved_by_id is None


def test_the_unit_reads_in_its_list_when_it_goes_out_and_others_do_not(world: World) -> None:
    report = scenes.scheduled(world)
    with clock.freeze(TIME - DAY):
        told = {who: policies.scheduled_in([report], world.actor(who)) for who in CAST}
        hour = f"{TIME.astimezone(report.holder.zone):%H.%M}"
        assert told["dewi"] == {report.pk: f"Dijadwalkan: besok pukul {hour} oleh {world.users['dewi'].name}"}
        assert report in queries.inbox(world.actor("dewi"), "now")
    assert [who for who in CAST if told[who]] == ["citra", "dewi", "eko"]


def test_the_successor_gets_what_is_scheduled_and_it_goes_out_under_his_name(world: World) -> None:
    wira, report = colleague(world), scenes.scheduled(world)
    seat = seat_of(world)
    assert [row.report for row in handover.unsent(seat)] == [report]
    with pytest.raises(Refused, match="tanpa pengganti"):
        handover.hand_over(seat, by=world.actor("citra"))
    done = handover.hand_over(seat, by=world.actor("citra"), to=wira)
    assert (done.answers, handover.unsent(seat).count()) == (1, 0)
    event = report.events.get(kind="pass_answer")
    assert {one.user for one in audience.of(event)} == {wira}
    left(world)
    assert sweep(TIME) == 1
    assert [message.user_id for message in sent(report)] == [wira.pk]


def test_what_waits_for_a_leader_passes_too_and_without_a_successor_it_is_a_draft(world: World) -> None:
    wira, first, second = colleague(world), scenes.waiting(world), scenes.waiting(world)
    seat = seat_of(world)
    assert {row.report for row in handover.unsent(seat)} == {first, second}
    actions.pass_answer(first, by=world.actor("citra"), leaver=seat.user, to=wira)
    actions.approve(now(first), by=world.actor("eko"))
    assert [message.user_id for message in sent(first)] == [wira.pk]
    done = handover.hand_over(seat, by=world.actor("citra"), alone=True)
    assert (done.answers, done.drafts, now(second).answer_waits) == (0, 1, "returned")


def test_who_approved_it_does_not_become_its_writer(world: World) -> None:
    report = scenes.waiting(world, given={"send_at": TIME})
    Membership.objects.create(
        user=world.users["eko"], agency=world.agencies["dinas-pu"], role="liaison", since=scenes.MONDAY.date()
    )
    with clock.freeze(WRITTEN + MINUTE):
        report = actions.approve(report, by=world.actor("eko"))
        report = actions.pass_answer(report, by=world.actor("citra"), leaver=world.users["dewi"], to=world.users["eko"])
    assert report.answer_waits == "returned"


def test_the_mornings_that_are_offered_are_those_of_the_agency(world: World) -> None:
    report = scenes.assigned(world)
    friday = scenes.MONDAY + 4 * DAY
    found = sendtimes.quick(report, now=friday)
    assert [at.astimezone(report.holder.zone).strftime("%a %H.%M") for at, _ in found] == ["Sat 08.00", "Mon 08.00"]
