"""Who hears of a case at the Ombudsman, how soon, and in which words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from lapor.kit import clock, codes
from lapor.notices import invariants, reactions, work
from lapor.notices.models import Delivery
from lapor.reports import actions
from lapor.reports import reactions as of_reports
from lapor.reports.models import OmbudsmanCase, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.test_cases import LATE, SECRET, accepted, brought, ended
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def told(report: Report, kind: str) -> set[tuple[str, str]]:
    """Who heard of the last event of a kind, by which kind of notice."""
    reactions.complete(report.events.filter(kind=kind).select_related("report__holder").latest("seq"))
    rows = Delivery.objects.filter(report=report, event__kind=kind).select_related("user")
    return {(row.user.name.split()[0].lower() if row.user else "reporter", row.kind) for row in rows}


def test_a_new_case_is_told_to_the_ombudsman_at_once(world: World) -> None:
    report = brought(world)
    with clock.freeze(LATE):
        assert told(report, "appeal") == {("farah", "case"), ("dewi", "appealed")}
    mail = Delivery.objects.get(report=report, user=world.users["farah"], channel="email")
    assert (mail.done_at, mail.skipped) == (None, "")


def test_reporter_and_holder_hear_that_it_is_examined_and_how_it_ended(world: World) -> None:
    report = ended(world)
    assert told(report, "accept_appeal") == {("reporter", "examined"), ("dewi", "examined")}
    assert told(report, "close_appeal") == {
        ("reporter", "examined_end"),
        ("dewi", "examined_end"),
        ("eko", "examined_end"),
    }


def test_nobody_hears_of_a_note(world: World) -> None:
    report = actions.note_appeal(accepted(world), by=world.actor("farah"), text="Panggil kepala dinas.")
    assert told(report, "note_appeal") == set()


def test_of_a_secret_report_the_mail_says_its_number_and_the_accused_hear_nothing(
    world: World, mailoutbox: list[EmailMessage]
) -> None:
    report = brought(world, to="inspektorat", accused=world.agencies["dinas-pu"].pk, **SECRET)
    with clock.freeze(LATE):
        assert told(report, "appeal") == {("farah", "case"), ("indra", "appealed")}
    with clock.freeze(LATE + timedelta(days=2)):
        while work.work("uji"):
            pass
    (mail,) = [one for one in mailoutbox if world.users["farah"].email in one.to]
    assert mail.subject == f"Ada pembaruan laporan {codes.grouped(report.code)}"
    assert "Ombudsman" not in str(mail.body)


def test_the_doctor_finds_a_case_of_which_no_ombudsman_heard(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(LATE):
        report = actions.appeal(report, by=scenes.owner(report))
        while of_reports.work("uji"):
            pass
        assert [one for one in invariants.problems() if "diberi tahu" in one] == []
        Delivery.objects.filter(user=world.users["farah"]).delete()
        assert [one for one in invariants.problems() if "diberi tahu" in one] != []
        OmbudsmanCase.objects.filter(report=report).update(state="accepted")
        assert [one for one in invariants.problems() if "diberi tahu" in one] == []
