"""A mail server that is down, slow, full, refusing or forgetful: nothing is lost, nothing is told twice as often."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from lapor.kit import clock
from lapor.notices import circuit, invariants, queries, sweeps, work
from lapor.notices.models import Delivery
from lapor.notices.tests.conftest import PORTS, Mailbox, go_round, listen, part, use_smtp
from lapor.people.actor import PUBLIC
from lapor.reports import actions, reactions
from lapor.reports.models import Report, Reporter
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
ANI = "ani@warga.example"
CITRA = "citra@lapor.example"


def submit(world: World, *, number: int = 0, email: str = ANI) -> Report:
    wanted = draft(target=world.agencies["luwu-timur"].pk, email=email)
    return actions.submit(wanted, by=PUBLIC, key=f"{number:022d}").report


def mail_to_ani() -> Delivery:
    return Delivery.objects.get(recipient="reporter")


def test_a_server_that_is_down_costs_no_attempt_and_everything_goes_out_when_it_is_back(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit, "FIRST", 60.0)  # longer than a busy machine takes for what follows
    use_smtp(settings, port=PORTS[-1])
    with clock.freeze(MONDAY):
        submit(world)
        assert go_round(MONDAY) == 0
        assert {row.attempts for row in Delivery.objects.mails()} == {0}
        assert circuit.email.is_broken
    with clock.freeze(MONDAY + timedelta(hours=6)):
        (complaint,) = [text for text in invariants.problems() if "menunggu" in text]
        assert complaint.startswith("2 surel")
        assert "smtp_unreachable" in complaint
    box = Mailbox()
    server = listen(box)
    try:
        use_smtp(settings, port=box.port)
        assert go_round(MONDAY + timedelta(hours=6)) == 0, "the pause is not over"
        circuit.email.until = 0.0
        assert go_round(MONDAY + timedelta(hours=6)) == 2
    finally:
        server.stop()
    assert [mail["To"] for mail in box.mails] == [ANI, CITRA]
    assert invariants.problems() == []


def test_the_pause_doubles_up_to_a_minute() -> None:
    pauses = []
    for _ in range(6):
        circuit.email.trip()
        pauses.append(circuit.email.pause)
    assert pauses == [5, 10, 20, 40, 60, 60]


def test_a_refusal_for_now_waits_and_one_for_good_is_visible(world: World, mailbox: Mailbox) -> None:
    said = {ANI: "451 try later"}
    mailbox.refuse = lambda to: said.get(to, "250 OK")
    with clock.freeze(MONDAY):
        submit(world)
    go_round(MONDAY)
    row = mail_to_ani()
    assert (row.state, row.attempts, row.last_error) == ("queued", 1, "smtp_451")
    assert row.not_before > MONDAY + timedelta(seconds=40)
    assert [mail["To"] for mail in mailbox.mails] == [CITRA], "others do not wait for him"
    said[ANI] = "550 no such mailbox"
    go_round(MONDAY + timedelta(minutes=2))
    row = mail_to_ani()
    assert (row.state, row.last_error, row.sent_at) == ("failed", "smtp_550", None)


def test_an_officer_learns_once_that_the_reporter_was_not_reached(world: World, mailbox: Mailbox) -> None:
    mailbox.answer = lambda to: "554 refused" if to == ANI else "250 OK"
    with clock.freeze(MONDAY):
        report = submit(world)
        go_round()
        before = queries.unread_count(world.users["citra"])
        assert [sweeps.run(clock.now()) for _ in range(2)] == [1, 0]
        assert queries.unread_count(world.users["citra"]) == before + 1
        line = queries.bell(world.users["citra"])[0]
    assert "tidak sampai" in line.sentence
    assert line.path == f"/meja/{report.code}/"
    assert ANI not in line.sentence


def test_after_twelve_attempts_it_is_given_up_visibly(world: World, mailbox: Mailbox) -> None:
    mailbox.answer = lambda to: "452 mailbox full" if to == ANI else "250 OK"
    at = MONDAY
    with clock.freeze(at):
        submit(world)
    for _ in range(12):
        go_round(at)
        at += timedelta(hours=2)
    row = mail_to_ani()
    assert (row.state, row.attempts, row.last_error) == ("failed", 12, "smtp_452")


def test_a_server_that_takes_a_mail_and_hangs_up_gets_it_again_under_the_same_name(
    world: World, mailbox: Mailbox
) -> None:
    answers = iter(["", "250 OK"])
    mailbox.answer = lambda to: next(answers) if to == ANI else "250 OK"
    with clock.freeze(MONDAY):
        submit(world)
    go_round(MONDAY)
    assert mail_to_ani().state == "queued"
    assert [mail["To"] for mail in mailbox.mails] == [ANI, CITRA]
    go_round(MONDAY + timedelta(minutes=5))
    assert mail_to_ani().state == "sent"
    first, again = mailbox.to(ANI)
    assert (first["Message-ID"], first["Date"]) == (again["Message-ID"], again["Date"])
    assert part(first, "plain") == part(again, "plain")


def test_a_service_that_closes_for_now_stops_the_batch_without_costing_attempts(world: World, mailbox: Mailbox) -> None:
    mailbox.answer = lambda to: "421 shutting down"
    with clock.freeze(MONDAY):
        submit(world)
    go_round(MONDAY)
    assert {(row.state, row.attempts) for row in Delivery.objects.mails()} == {("queued", 0)}
    assert circuit.email.is_broken


def test_a_server_that_never_greets_holds_the_worker_only_as_long_as_the_limit(
    world: World, settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", PORTS[-1])):
        use_smtp(settings, port=PORTS[-1])
        settings.EMAIL_TIMEOUT = 1
        with clock.freeze(MONDAY):
            submit(world)
        assert go_round(MONDAY) == 0
    assert {(row.attempts, row.last_error) for row in Delivery.objects.mails()} == {(0, "smtp_unreachable")}


def test_a_slow_server_does_not_keep_the_worker_from_its_other_work(
    world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.delay = 0.2
    monkeypatch.setattr(work, "BUDGET", 0.3)
    with clock.freeze(MONDAY):
        for number in range(4):
            submit(world, number=number, email=f"warga{number}@warga.example")
        reactions.work("test")
        assert work.work("test") < 8
        rest = Delivery.objects.mails().queued()
        assert rest.exists()
        assert {(row.attempts, row.lease_until) for row in rest} == {(0, None)}


def test_receipts_overtake_and_each_recipient_hears_things_in_order(world: World, mailbox: Mailbox) -> None:
    mailbox.answer = lambda to: "451 later" if to == CITRA else "250 OK"
    with clock.freeze(MONDAY):
        codes = [submit(world, number=number).code for number in range(3)]
    go_round(MONDAY)
    assert [mail["To"] for mail in mailbox.mails] == [ANI] * 3
    mailbox.answer = lambda to: "250 OK"
    go_round(MONDAY + timedelta(minutes=1, seconds=30))
    told = [mail["Subject"].replace("-", "") for mail in mailbox.to(CITRA)]
    assert [next(code for code in codes if code in subject) for subject in told] == codes


def test_a_notice_that_cannot_be_written_is_our_fault_and_doctor_says_so(world: World, mailbox: Mailbox) -> None:
    with clock.freeze(MONDAY):
        report = submit(world)
        Reporter.objects.filter(report=report).update(contact_box=b"\x01\x02broken")
        go_round()
        assert (mail_to_ani().state, mail_to_ani().last_error) == ("failed", "not_composed")
        assert any("kesalahan program" in text for text in invariants.problems())


def test_old_events_fill_the_bell_but_no_mailbox(world: World, mailbox: Mailbox) -> None:
    with clock.freeze(MONDAY):
        submit(world)
    go_round(MONDAY + timedelta(days=30))
    assert mailbox.mails == []
    assert {row.skipped for row in Delivery.objects.mails()} == {"stale"}
    assert queries.unread_count(world.users["citra"]) == 0
    assert queries.bell(world.users["citra"])
