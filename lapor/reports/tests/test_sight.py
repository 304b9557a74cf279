"""Who sees which report: secrecy, accusation, and what looks like missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lapor.agencies.actions import end_membership, grant
from lapor.agencies.models import Category, Membership, today
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC, SYSTEM
from lapor.reports import actions, policies, queries
from lapor.reports.models import AccessEntry, Report, Reporter
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.world import PEOPLE, World

pytestmark = pytest.mark.django_db


def viewers(world: World, report: Report) -> set[str]:
    """First names of the cast whose desk opens this report."""
    actors = {name: actor for name in PEOPLE if (actor := world.actor(name)).is_officer}
    return {name for name, actor in actors.items() if policies.visible_to(actor).filter(pk=report.pk).exists()}


def test_an_ordinary_report_is_seen_along_its_way_only(world: World) -> None:
    report = scenes.assigned(world)
    assert viewers(world, report) == {"budi", "citra", "dewi", "eko"}


def test_a_secret_report_is_seen_only_where_it_lay(world: World) -> None:
    report = scenes.assigned(world, secrecy="secret", to="inspektorat")
    assert viewers(world, report) == {"citra", "indra"}
    assert not policies.visible_to(PUBLIC).filter(pk=report.pk).exists()


def test_the_public_sees_nothing_before_a_move_published_it(world: World) -> None:
    report = scenes.submitted(world)
    assert queries.get(PUBLIC, report.code) is None
    report = scenes.assigned(world)
    assert queries.get(PUBLIC, report.code) == report


def test_missing_secret_and_forbidden_are_the_same(world: World) -> None:
    secret = scenes.assigned(world, secrecy="secret")
    for code in (secret.code, "000000000", "bukan kode", scenes.submitted(world).code):
        assert queries.get(PUBLIC, code) is None
        assert queries.get(world.actor("gilang"), code) is None


def test_nobody_of_the_accused_agency_or_below_ever_sees_it(world: World) -> None:
    accused = world.agencies["dinas-pu"]
    report = scenes.submitted(world, accused=accused.pk, target=accused.pk)
    assert report.holder == world.agencies["luwu-timur"]
    assert viewers(world, report).isdisjoint({"dewi", "eko", "lukman"})
    for unit in ("dinas-pu", "bina-marga"):
        with pytest.raises(MoveRefused, match="yang dilaporkan"):
            actions.dispose(report, by=world.actor("citra"), to=world.agencies[unit], **scenes.public(report))
    with pytest.raises(MoveRefused, match="Tembusan"):
        actions.dispose(
            report,
            by=world.actor("citra"),
            to=world.agencies["inspektorat"],
            copies=[accused],
            **scenes.public(report),
        )
    report.refresh_from_db()
    assert report.events.count() == 1


def test_who_also_sits_in_the_accused_agency_sees_nothing_from_his_other_seat(world: World) -> None:
    report = scenes.submitted(world, accused=world.agencies["dinkes"].pk)
    assert "citra" in viewers(world, report)
    grant(world.users["citra"], agency=world.agencies["dinkes"], role="liaison", by=SYSTEM)
    assert "citra" not in viewers(world, report)


def test_an_accused_coordinator_is_passed_over(world: World) -> None:
    report = scenes.submitted(world, accused=world.agencies["luwu-timur"].pk)
    assert report.holder == world.agencies["sulawesi-selatan"]
    assert viewers(world, report) == {"budi", "mira"}


def test_rights_end_with_the_membership(world: World) -> None:
    report = scenes.assigned(world)
    assert "dewi" in viewers(world, report)
    end_membership(Membership.objects.get(user=world.users["dewi"]), by=SYSTEM, on=today())
    assert "dewi" not in viewers(world, report)
    with pytest.raises(MoveRefused, match="bukan wewenang Anda"):
        actions.follow_up(report, by=world.actor("dewi"), text="Sudah.")


def test_the_name_is_read_by_the_holder_only(world: World) -> None:
    report = scenes.assigned(world)
    names = {who: policies.redact(report, world.actor(who)).name for who in ("citra", "dewi", "eko", "budi")}
    assert names == {"citra": "", "dewi": "Ani Kartini", "eko": "", "budi": ""}


@pytest.mark.parametrize("identity", ["anonymous", "none"])
def test_no_officer_finds_a_name_of_who_gave_none_to_see(world: World, identity: str) -> None:
    report = scenes.assigned(world, identity=identity)
    assert all(policies.redact(report, world.actor(who)).name == "" for who in PEOPLE)
    assert not Reporter.objects.filter(report=report, name_sealed__isnull=False).exists()
    assert Reporter.objects.filter(report=report).exists() == (identity == "anonymous")


def test_raising_secrecy_takes_everything_public_away_at_once(world: World) -> None:
    report = scenes.answered(world)
    report = actions.raise_secrecy(report, by=scenes.owner(report))
    assert (report.public_title, report.public_body, report.published_at) == ("", "", None)
    assert queries.get(PUBLIC, report.code) is None
    assert viewers(world, report) == {"citra", "dewi", "eko"}
    assert policies.redact(report, world.actor("dewi")).name == ""
    with pytest.raises(MoveRefused):
        actions.publish(report, by=world.actor("citra"), public_title="Judul", public_body="Isi yang lama sekali.")


def test_a_sensitive_category_starts_secret_whatever_the_form_said(world: World) -> None:
    corruption = Category.objects.filter(sensitive=True).first()
    assert corruption
    assert scenes.submitted(world, category=corruption.pk, secrecy="public").is_secret


def test_looking_at_a_secret_text_leaves_one_trace_an_hour(world: World) -> None:
    report, indra = scenes.assigned(world, secrecy="secret", to="inspektorat"), world.actor("indra")
    for minutes in (0, 10, 59, 61):
        with clock.freeze(scenes.MONDAY + timedelta(minutes=minutes)):
            actions.look(report, by=indra, what=AccessEntry.What.SECRET_TEXT)
    assert AccessEntry.objects.filter(report=report, user=world.users["indra"]).count() == 2


def test_the_ombudsman_reads_what_its_reporter_brought_to_him(world: World) -> None:
    report = scenes.closed(world)
    assert "farah" not in viewers(world, report)
    with clock.freeze(scenes.MONDAY + timedelta(days=3)), pytest.raises(MoveRefused, match="setelah batas waktu"):
        actions.appeal(report, by=scenes.owner(report))
    with clock.freeze(scenes.MONDAY + timedelta(days=3)):
        report = actions.rate(report, by=scenes.owner(report), **scenes.BAD)
        report = actions.appeal(report, by=scenes.owner(report))
    assert "farah" in viewers(world, report)


def test_public_text_with_personal_data_needs_a_second_look(world: World) -> None:
    report = scenes.submitted(world)
    values = scenes.public(report) | {"public_body": "Hubungi saya di 0812 3456 7890 untuk bukti."}
    with pytest.raises(Refused, match="data pribadi"):
        actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **values)
    report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **values, checked=True)
    assert report.published_at


def test_a_complaint_is_not_sent_on_before_somebody_chose_its_kind(world: World) -> None:
    report = scenes.submitted(world, incident_date=date(2026, 1, 5))
    values = scenes.public(report) | {"oversight": ""}
    with pytest.raises(MoveRefused, match="berkadar pengawasan"):
        actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **values)


def test_who_takes_his_consent_back_is_no_longer_read_by_the_ombudsman(world: World) -> None:
    report = _brought_to_the_ombudsman(world)
    assert "farah" in viewers(world, report)
    actions.withdraw_appeal(report, by=scenes.owner(report))
    assert "farah" not in viewers(world, report)
    assert "farah" in viewers(world, actions.appeal(report, by=scenes.owner(report)))


def test_consent_stands_once_the_ombudsman_has_acted_on_it(world: World) -> None:
    report = _brought_to_the_ombudsman(world)
    actions.accept_appeal(Report.objects.get(pk=report.pk), by=world.actor("farah"))
    with pytest.raises(MoveRefused, match="sudah menindaklanjuti"):
        actions.withdraw_appeal(report, by=scenes.owner(report))
    assert "farah" in viewers(world, report)


def test_what_another_office_does_does_not_bind_the_consent(world: World) -> None:
    report = _brought_to_the_ombudsman(world)
    actions.intervene(Report.objects.get(pk=report.pk), by=world.actor("budi"), text="Mohon segera dijawab.")
    actions.withdraw_appeal(report, by=scenes.owner(report))
    assert "farah" not in viewers(world, report)


def _brought_to_the_ombudsman(world: World) -> Report:
    """Assigned, silent for months, and so may be brought to him."""
    report = scenes.assigned(world)
    return actions.appeal(report, by=scenes.owner(report))
