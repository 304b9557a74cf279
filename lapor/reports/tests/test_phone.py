"""A phone number is asked for, given freely, and read by the agency that holds the report and by nobody else."""

import pytest

from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC, Actor, reporter_of
from lapor.reports import actions, policies, words
from lapor.reports.actions.access import look_at_view
from lapor.reports.models import AccessEntry, Message, Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import liaison_of
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
NUMBER = "+6281298765432"


def shared(world: World) -> Report:
    report = scenes.assigned(world)
    report = actions.ask_phone(report, by=world.actor("dewi"), reason="Kami ingin bertemu di lokasi.")
    return actions.share_phone(report, by=reporter_of(report.pk), phone="0812 9876 5432")


def read_by(actor: Actor, report: Report) -> str:
    view = policies.redact(
        Report.objects.select_related("holder", "key", "accused", "reporter").get(pk=report.pk), actor
    )
    return "\n".join(message.body for message in view.messages)


def test_the_holder_reads_it_and_each_look_is_kept(world: World) -> None:
    report, dewi = shared(world), world.actor("dewi")
    view = policies.redact(report, dewi)
    assert NUMBER in [message.body for message in view.messages]
    look_at_view(report, view, by=dewi)
    assert AccessEntry.objects.filter(report=report, what="phone", user=dewi.user_id).exists()
    assert NUMBER in read_by(reporter_of(report.pk), report)


@pytest.mark.parametrize("name", ["citra", "budi", "eko"])
def test_nobody_else_reads_it(world: World, name: str) -> None:
    report = shared(world)
    assert NUMBER not in read_by(world.actor(name), report)
    assert NUMBER not in read_by(PUBLIC, report)


def test_it_does_not_move_on_with_the_report(world: World) -> None:
    report = shared(world)
    report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["perhubungan"])
    assert NUMBER not in read_by(world.actor("dewi"), report)
    assert NUMBER not in read_by(liaison_of(world.agencies["perhubungan"]), report)
    again = actions.ask_phone(report, by=liaison_of(world.agencies["perhubungan"]), reason="Perlu bertemu.")
    assert policies.can(reporter_of(again.pk), "share_phone", again)


def test_it_is_gone_when_the_report_becomes_secret_or_ends(world: World) -> None:
    report = actions.raise_secrecy(shared(world), by=world.actor("citra"))
    assert NUMBER not in read_by(world.actor("dewi"), report)
    assert Message.objects.get(report=report, kind="phone").body_sealed is None
    other = actions.withdraw(shared(world), by=reporter_of(Report.objects.latest("submitted_at").pk))
    assert NUMBER not in read_by(world.actor("dewi"), other)


def test_it_is_asked_once_and_only_of_who_gave_a_name(world: World) -> None:
    report = scenes.assigned(world)
    report = actions.ask_phone(report, by=world.actor("dewi"), reason="Kami ingin bertemu.")
    with pytest.raises(MoveRefused, match="sudah diminta"):
        actions.ask_phone(report, by=world.actor("dewi"), reason="Sekali lagi.")
    nameless = scenes.assigned(world, identity="anonymous", name="", phone="")
    with pytest.raises(MoveRefused, match="tidak menyebut namanya"):
        actions.ask_phone(nameless, by=world.actor("dewi"), reason="Kami ingin bertemu.")


def test_nobody_gives_it_unasked_and_a_wrong_number_is_explained(world: World) -> None:
    report = scenes.assigned(world)
    with pytest.raises(MoveRefused, match="tidak meminta"):
        actions.share_phone(report, by=reporter_of(report.pk), phone="081298765432")
    report = actions.ask_phone(report, by=world.actor("dewi"), reason="Kami ingin bertemu.")
    with pytest.raises(Refused, match="0812 3456 7890"):
        actions.share_phone(report, by=reporter_of(report.pk), phone="12")
    assert not report.events.filter(kind="share_phone").exists()


def test_neither_events_nor_the_database_hold_it_in_plain_words(world: World) -> None:
    report = shared(world)
    assert all(NUMBER[3:] not in str(event.data) for event in report.events.all())
    row = Message.objects.get(report=report, kind="phone")
    assert NUMBER.encode() not in bytes(row.body_sealed or b"")
    assert words.message(row, words.key_of(report)) == NUMBER
