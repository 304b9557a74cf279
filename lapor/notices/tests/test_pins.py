"""A lost PIN comes back through the reporter's own contact and through nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from lapor.kit import clock, codes
from lapor.notices import pins
from lapor.notices.models import Delivery
from lapor.notices.tests.conftest import Mailbox, go_round, words_of
from lapor.people.actor import PUBLIC
from lapor.reports import actions, queries, reporters
from lapor.reports.models import PinRequest, Report, Reporter
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
ANI = "ani@warga.example"


def submit(world: World, **changes: object) -> tuple[Report, str]:
    with clock.freeze(MONDAY):
        receipt = actions.submit(draft(target=world.agencies["luwu-timur"].pk, **changes), by=PUBLIC, key="k" * 22)
        go_round()
    return receipt.report, receipt.pin


def ask(code: str, email: str, *, at: datetime = MONDAY) -> int:
    with clock.freeze(at):
        reporters.request_pin(code, email=email)
        settled = pins.work_pins("test")
        go_round()
    return settled


@pytest.mark.parametrize("secrecy", ["public", "secret"])
@pytest.mark.parametrize("identity", ["named", "anonymous"])
def test_the_right_address_gets_a_new_pin_and_the_old_one_stops(
    world: World, mailbox: Mailbox, identity: str, secrecy: str
) -> None:
    report, old = submit(world, identity=identity, secrecy=secrecy)
    mailbox.mails.clear()
    with clock.freeze(MONDAY):
        reporters.request_pin(codes.grouped(report.code).lower(), email=" ANI@warga.example ")
        pins.work_pins("test")
        sealed = bytes(Delivery.objects.get(kind="pin").extra or b"")
        go_round()
    (mail,) = mailbox.mails
    assert mail["To"] == ANI
    new = re.search(r"PIN baru: (\S+)", words_of(mail))
    assert new
    assert queries.by_pin(report.code, new[1])
    assert queries.by_pin(report.code, old) is None
    assert sealed
    assert new[1].encode() not in sealed
    assert Delivery.objects.get(kind="pin").extra is None
    assert not PinRequest.objects.exists()
    assert report.events.filter(kind="renew_pin").count() == 1


def test_a_wrong_address_a_wrong_code_and_a_report_without_contact_change_nothing(
    world: World, mailbox: Mailbox
) -> None:
    report, pin = submit(world)
    mailbox.mails.clear()
    assert ask(report.code, "orang@lain.example") == 1
    assert ask(codes.new_code(), ANI) == 1
    Reporter.objects.filter(report=report).update(contact_box=None)
    assert ask(report.code, ANI) == 1
    assert mailbox.mails == []
    assert not PinRequest.objects.exists()
    assert queries.by_pin(report.code, pin)


def test_three_renewals_a_day_and_no_more(world: World, mailbox: Mailbox) -> None:
    report, _ = submit(world)
    mailbox.mails.clear()
    for hour in range(5):
        ask(report.code, ANI, at=MONDAY + timedelta(hours=hour))
    assert len(mailbox.mails) == 3
    ask(report.code, ANI, at=MONDAY + timedelta(hours=26))
    assert len(mailbox.mails) == 4


def test_only_named_reporters_are_indexed_and_only_while_the_name_stands(world: World) -> None:
    report, _ = submit(world)
    other, _ = submit_again(world, identity="anonymous")
    assert reporters.work_index("test") == 1
    assert reporters.work_index("test") == 0
    named, hidden = Reporter.objects.get(report=report), Reporter.objects.get(report=other)
    assert named.email_index
    assert named.phone_index
    assert named.email_index != named.phone_index
    assert hidden.email_index is None
    assert hidden.indexed_at is None
    with clock.freeze(MONDAY):
        actions.raise_secrecy(Report.objects.get(pk=report.pk), by=world.actor("citra"))
    assert Reporter.objects.get(report=report).email_index is None
    assert reporters.work_index("test") == 0


def submit_again(world: World, **changes: object) -> tuple[Report, str]:
    with clock.freeze(MONDAY):
        receipt = actions.submit(draft(target=world.agencies["luwu-timur"].pk, **changes), by=PUBLIC, key="n" * 22)
    return receipt.report, receipt.pin
