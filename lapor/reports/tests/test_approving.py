"""Four eyes: an answer waits for the leader, comes back with a comment, and goes out under the agency's name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lapor.agencies.models import Membership, Role
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC
from lapor.reports import actions, approval, invariants, policies, queries, sweeps, words
from lapor.reports.models import AnswerDraft, Attachment, Message, Promise, Report, WaitingAnswer
from lapor.reports.tests import samples, scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
UNTIL = (scenes.MONDAY + 18 * DAY).date()


def now(report: Report) -> Report:
    return Report.objects.select_related("holder", "accused", "key", "merged_into", "approver").get(pk=report.pk)


def approve(world: World, report: Report, *, after: timedelta = 2 * DAY) -> Report:
    with clock.freeze(scenes.MONDAY + after):
        return actions.approve(now(report), by=world.actor("eko"))


def with_follower(world: World, primary: Report) -> Report:
    with clock.freeze(scenes.MONDAY):
        return actions.merge(scenes.submitted(world), by=world.actor("citra"), primary=primary.code)


def text_of(message: Message) -> str:
    return words.message(message, words.key_of(now(message.report)))


def test_an_answer_is_returned_mended_and_approved(world: World) -> None:
    report, dewi, eko = scenes.waiting(world), world.actor("dewi"), world.actor("eko")
    assert (report.answer_waits, report.state) == ("leader", "assigned")
    assert not Message.objects.filter(report=report, kind="follow_up").exists()
    report = actions.send_back(report, by=eko, comment="Sebut harinya.")
    view = policies.waiting_of(report, dewi)
    assert view is not None
    assert (view.words, view.comment, view.returned_by) == (scenes.ANSWER, "Sebut harinya.", world.users["eko"].name)
    assert AnswerDraft.objects.filter(report=report, agency=report.holder_id).exists()
    report = actions.follow_up(report, by=dewi, text="Kami tambal hari Kamis.")
    report = actions.approve(report, by=eko)
    assert (report.answer_waits, report.state, report.approver_id) == ("", "in_progress", None)
    message = Message.objects.get(report=report, kind="follow_up")
    assert (text_of(message), message.user_id, message.approver_id) == (
        "Kami tambal hari Kamis.",
        dewi.user_id,
        eko.user_id,
    )
    assert not WaitingAnswer.objects.exists()


def test_the_names_of_both_are_for_officers_alone(world: World) -> None:
    report = approve(world, scenes.waiting(world, given={"publish_text": True}))
    told = {who: policies.redact(now(report), viewer) for who, viewer in viewers(world, report).items()}
    assert f"disetujui {world.users['eko'].name}" in told["officer"].messages[-1].who
    for outside in (told["reporter"], told["public"]):
        assert [message.who for message in outside.messages] == [report.holder.name]


def viewers(world: World, report: Report) -> dict[str, Any]:
    return {"officer": world.actor("dewi"), "reporter": scenes.owner(report), "public": PUBLIC}


def test_the_clock_runs_on_while_it_waits_and_only_officers_learn_for_whom(world: World) -> None:
    report = scenes.waiting(world)
    assert report.deadlines.get(clock="response").outcome == "running"
    turns = {who: policies.redact(now(report), viewer).waits_for for who, viewer in viewers(world, report).items()}
    assert turns == {"officer": "leader", "reporter": "officer", "public": "officer"}
    for outside in ("reporter", "public"):
        view = policies.redact(now(report), viewers(world, report)[outside])
        assert (view.answer_waits, view.answer_at) == ("", "")
        assert not any("ajukan" in item.sentence or "setuju" in item.sentence for item in view.timeline)


def test_promise_files_and_choices_go_out_as_they_were_written(world: World) -> None:
    file = samples.upload(samples.pdf(2), "surat.pdf")
    given = {"promise": scenes.PROMISE, "promise_until": UNTIL, "final": True, "files": (file,)}
    report = approve(world, scenes.waiting(world, given=given))
    assert (report.promise_state, report.final_at is not None) == ("open", True)
    assert Promise.objects.get(report=report).due_at.date() == UNTIL
    message = Message.objects.get(report=report, kind="final")
    assert Attachment.objects.get(report=report).message == message
    assert not report.deadlines.filter(clock="auto_close").exists()
    assert report.events.get(kind="follow_up").data["checks"]["has_evidence"]


def test_the_reports_that_follow_get_it_with_its_files_when_it_is_approved(world: World) -> None:
    primary = scenes.assigned(world)
    other = with_follower(world, primary)
    approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))
    file = samples.upload(samples.pdf(2), "surat.pdf")
    given: dict[str, Any] = {"promise": scenes.PROMISE, "promise_until": UNTIL, "files": (file,)}
    with clock.freeze(scenes.MONDAY + DAY):
        actions.follow_up(now(primary), by=world.actor("dewi"), text=scenes.ANSWER, **given)
    assert not other.events.filter(kind="relay").exists()
    approve(world, primary)
    told = Message.objects.get(report=other, audience="reporter")
    assert text_of(told) == f"{scenes.ANSWER}\n\nJanji sampai 20 Februari 2026: {scenes.PROMISE}"
    assert [row.message for row in other.attachments.all()] == [told]
    assert primary.events.get(kind="follow_up").data["relayed"] == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": "  "}, "Tulisan masih kosong"),
        ({"text": "Kami datang [hari …]."}, "belum diisi"),
        ({"promise": scenes.PROMISE}, "Janji perlu keduanya"),
        ({"promise": scenes.PROMISE, "promise_until": scenes.MONDAY.date()}, "sesudah hari ini"),
        ({"publish_text": True, "text": "Hubungi 081234567890."}, "data pribadi"),
    ],
)
def test_what_would_be_refused_later_is_refused_at_once(world: World, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        scenes.waiting(world, given=given)
    assert not WaitingAnswer.objects.exists()


def test_the_name_of_a_reporter_does_not_go_to_the_others_by_a_detour(world: World) -> None:
    primary = scenes.assigned(world, identity="named", name="Ani Rahayu")
    with_follower(world, primary)
    approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))
    with pytest.raises(Refused, match="menyebut nama pelapor"):
        actions.follow_up(now(primary), by=world.actor("dewi"), text="Yth. Ibu Rahayu, kami periksa.")
    actions.follow_up(now(primary), by=world.actor("dewi"), text="Yth. Ibu Rahayu, kami periksa.", to_merged=False)


def test_only_final_answers_wait_where_the_rule_says_so_and_units_below_follow_it(world: World) -> None:
    report = scenes.assigned(world)
    approval.set_rule(world.agencies["luwu-timur"], "final", by=world.actor("citra"))
    report = actions.follow_up(report, by=world.actor("dewi"), text="Kami periksa.")
    assert (report.answer_waits, report.state) == ("", "in_progress")
    report = actions.follow_up(report, by=world.actor("dewi"), text="Sudah ditambal.", final=True)
    assert report.answer_waits == "leader"
    approval.set_rule(world.agencies["dinas-pu"], "none", by=world.actor("citra"))
    report = actions.take_back(report, by=world.actor("dewi"))
    report = actions.follow_up(report, by=world.actor("dewi"), text="Sudah ditambal.", final=True)
    assert report.final_at


def test_it_waits_above_the_leaders_inbox_and_with_others_for_the_unit(world: World) -> None:
    report = scenes.waiting(world)
    dewi, eko, citra = (world.actor(who) for who in ("dewi", "eko", "citra"))
    with clock.freeze(scenes.MONDAY + 2 * DAY):
        assert list(queries.to_approve(eko)) == [report]
        assert report not in queries.inbox(dewi, "now")
        assert report in queries.inbox(dewi, "waiting")
        assert not queries.to_approve(citra).exists()
    with clock.freeze(scenes.MONDAY + 30 * DAY):  # late: the admin above finds it, too
        assert list(queries.to_approve(citra)) == [report]
    assert not queries.to_approve(dewi).exists()
    assert [queries.inbox_counts(world.actor(who)).unsent for who in ("dewi", "eko", "gilang")] == [0, 1, 0]


def test_what_nobody_can_approve_is_named_by_the_doctor_and_taken_back_by_its_unit(world: World) -> None:
    report = scenes.waiting(world)
    assert not waiting_forever()
    Membership.objects.filter(role__in=(Role.LEADER, Role.AGENCY_ADMIN)).delete()
    assert waiting_forever()
    report = actions.take_back(now(report), by=world.actor("dewi"))
    assert (report.answer_waits, report.waits_for) == ("returned", "officer")
    assert not waiting_forever()


def waiting_forever() -> bool:
    return any("tidak ada pimpinan atau admin lain" in line for line in invariants.problems())


def test_a_passed_limit_is_marked_also_while_it_waits(world: World) -> None:
    report = scenes.waiting(world)
    with clock.freeze(scenes.MONDAY + 10 * DAY):
        sweeps.run(clock.now())
    assert report.events.filter(kind="overdue", data__clock="response").exists()
