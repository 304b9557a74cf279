"""Once per event and recipient, and nothing missing."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lapor.kit import clock
from lapor.notices import actions as bell_actions
from lapor.notices import audience, invariants, queries, reactions, sweeps
from lapor.notices.audience import AUDIENCE
from lapor.notices.kinds import DECREE, DEMAND, DEMAND_ANSWERED, HUSHED, INVITED, KINDS, PIN, SECOND_YES, UNDELIVERED
from lapor.notices.models import DIGESTS, Delivery
from lapor.notices.tests.conftest import go_round
from lapor.people.actor import PUBLIC, SYSTEM, reporter_of
from lapor.reports import actions
from lapor.reports import reactions as of_reports
from lapor.reports import sweeps as of_time
from lapor.reports.models import Event, Report
from lapor.reports.tests import scenes
from lapor.reports.workflow import MOVES
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
TEMPLATES = Path(inspect.getfile(audience)).parent / "templates" / "notices"


def submit(world: World, *, key: str = "k" * 22) -> Report:
    return actions.submit(draft(target=world.agencies["luwu-timur"].pk), by=PUBLIC, key=key).report


def dispose(world: World, report: Report, **values: Any) -> Report:
    given: dict[str, Any] = {
        "to": world.agencies["dinas-pu"],
        "oversight": "no",
        "public_title": "Judul",
        "public_body": "Isi umum",
    }
    return actions.dispose(report, by=world.actor("citra"), **{**given, **values})


def react_to_all() -> None:
    while of_reports.work("test"):
        pass


def told(kind: str, **data: str) -> set[tuple[str, str, str]]:
    which = {f"event__data__{name}": value for name, value in data.items()}
    rows = Delivery.objects.filter(event__kind=kind, **which).select_related("user")
    return {(row.user.name.split()[0].lower() if row.user else "reporter", row.channel, row.kind) for row in rows}


def test_who_leads_hears_at_once_who_wrote_hears_on_return_and_a_secret_report_is_only_a_number(world: World) -> None:
    report = scenes.waiting(world, secrecy="secret")
    actions.send_back(report, by=world.actor("eko"), comment="Sebut harinya.")
    report.refresh_from_db()
    actions.follow_up(report, by=world.actor("dewi"), text="Kami datang hari Kamis.")
    report.refresh_from_db()
    actions.approve(report, by=world.actor("eko"))
    react_to_all()
    assert {row for row in told("propose") if row[1] == "email"} == {("eko", "email", "approval")}
    assert {row for row in told("send_back") if row[1] == "email"} == {("dewi", "email", "sent_back")}
    assert told("approve") == {("dewi", "bell", "approved")}
    for row in Delivery.objects.filter(kind__in=("approval", "sent_back")):
        assert "Kamis" not in queries.sentence(row)
        assert "harinya" not in queries.sentence(row)


def test_who_was_asked_hears_when_the_limit_passes_and_the_writer_when_it_lapses(world: World) -> None:
    report = scenes.waiting(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=10)):
        of_time.run(clock.now())
        react_to_all()
        assert ("eko", "email", "approval_late") in told("overdue", clock="response")
        report.refresh_from_db()
        actions.dispose(report, by=world.actor("citra"), to=world.agencies["perhubungan"])
        react_to_all()
    assert ("dewi", "email", "lapsed") in told("lapse")


def test_every_move_has_its_place_in_the_table_and_every_kind_its_words() -> None:
    assert set(AUDIENCE) == set(MOVES)
    used = {row.kind for rows in AUDIENCE.values() for row in rows} | {
        PIN,
        UNDELIVERED,
        HUSHED,
        INVITED,
        SECOND_YES,
        DECREE,
        DEMAND,
        DEMAND_ANSWERED,
        *DIGESTS,
    }
    assert used == set(KINDS)
    assert {name for name, kind in KINDS.items() if kind.by_mail} | {"mail"} == {p.stem for p in TEMPLATES.iterdir()}


def test_showing_an_event_again_writes_nothing_more(world: World) -> None:
    with clock.freeze(MONDAY):
        report = submit(world)
        event = report.events.select_related("report__holder").get()
        for _ in range(3):
            reactions.react(event)
    assert told("submit") == {
        ("reporter", "email", "receipt"),
        ("citra", "email", "new"),
        ("citra", "bell", "new"),
    }
    assert Delivery.objects.count() == 3


def test_a_notice_that_is_missing_is_found_and_written_by_the_sweep(world: World) -> None:
    with clock.freeze(MONDAY):
        dispose(world, submit(world))
        react_to_all()
        whole = set(Delivery.objects.values_list("dedup_key", flat=True))
        assert sweeps.sweep_missing(clock.now()) == 0
        Delivery.objects.filter(event__kind="dispose", channel="email").delete()
        Delivery.objects.filter(event__kind="submit").delete()
        assert any("kabar belum dibuat" in text for text in invariants.problems())
        assert sweeps.sweep_missing(clock.now()) == 5
        assert sweeps.sweep_missing(clock.now()) == 0
        assert set(Delivery.objects.values_list("dedup_key", flat=True)) == whole
        assert invariants.problems() == []


def test_of_a_missed_limit_the_desk_hears_first_then_one_after_the_other_above(world: World) -> None:
    with clock.freeze(MONDAY):
        dispose(world, submit(world))
    for days, who in ((7, "dewi"), (8, "citra"), (10, "eko"), (16, "budi")):
        late = MONDAY + timedelta(days=days, hours=7, minutes=1)
        with clock.freeze(late):
            Delivery.objects.all().delete()
            of_time.run(late)
            of_time.run(late)
            react_to_all()
        kind = "overdue" if who == "dewi" else "escalated"
        assert told("remind", clock="response") == {(who, "email", kind), (who, "bell", kind)}
        assert told("overdue") == set()


def test_of_a_secret_report_only_those_hear_who_may_open_it(world: World) -> None:
    with clock.freeze(MONDAY):
        report = submit(world)
        actions.raise_secrecy(report, by=reporter_of(report.pk))
        dispose(world, Report.objects.get(pk=report.pk), public_title="", public_body="")
    late = MONDAY + timedelta(days=14)
    with clock.freeze(late):
        of_time.run(late)
        react_to_all()
        users = {row.user for row in Delivery.objects.exclude(user=None).select_related("user", "report__holder")}
        assert all(user and audience.may_know(user, Report.objects.get(pk=report.pk)) for user in users)
    assert "budi" not in {who for who, _, _ in told("overdue")}


def test_copies_returns_and_objections_reach_the_right_desks(world: World) -> None:
    with clock.freeze(MONDAY):
        report = dispose(world, submit(world), copies=[world.agencies["dinkes"]])
        react_to_all()
        assert ("hana", "email", "copied") in told("dispose")
        assert ("dewi", "email", "assigned") in told("dispose")
    with clock.freeze(MONDAY + timedelta(hours=1)):
        actions.return_up(report, by=world.actor("dewi"), reason="Jalan provinsi.", proposed=world.agencies["dinkes"])
        react_to_all()
    assert told("return_up") == {
        ("reporter", "email", "moved"),
        ("citra", "email", "returned"),
        ("citra", "bell", "returned"),
    }
    with clock.freeze(MONDAY + timedelta(hours=2)):
        report = actions.archive(
            Report.objects.get(pk=report.pk), by=world.actor("citra"), archive_reason="unclear", reason="Tidak jelas."
        )
        actions.object_to(report, by=reporter_of(report.pk), reason="Sudah jelas sekali.")
        react_to_all()
    superior = Event.objects.get(kind="object").data["to"]
    heard = {row.user for row in Delivery.objects.filter(event__kind="object").select_related("user")}
    assert heard
    assert all(user and user.memberships.filter(agency=superior).exists() for user in heard)


def test_reporters_of_merged_reports_hear_the_answer_in_their_own(world: World) -> None:
    with clock.freeze(MONDAY):
        primary, other = submit(world), submit(world, key="m" * 22)
        actions.merge(other, by=world.actor("citra"), primary=primary.code)
        report = dispose(world, Report.objects.get(pk=primary.pk))
        actions.follow_up(report, by=world.actor("dewi"), text="Sudah dijadwalkan.")
        react_to_all()
    rows = Delivery.objects.filter(event__kind__in=("follow_up", "relay"), recipient="reporter")
    assert {(row.about[1].code, row.kind) for row in rows} == {(primary.code, "answered"), (other.code, "answered")}


def test_history_from_elsewhere_is_told_to_nobody(world: World) -> None:
    with clock.freeze(MONDAY):
        report = submit(world)
        Report.objects.filter(pk=report.pk).update(origin="imported")
        react_to_all()
    assert not Delivery.objects.exists()


def test_an_officer_reads_his_own_bell_and_no_other(world: World) -> None:
    with clock.freeze(MONDAY):
        report = dispose(world, submit(world))
        react_to_all()
        dewi, citra = world.users["dewi"], world.users["citra"]
        assert queries.unread_count(dewi) == 1
        assert queries.unread_count(citra) == 1
        (line,) = queries.bell(dewi)
        assert line.path == f"/meja/{report.code}/"
        assert "diteruskan" in line.sentence
        assert not line.is_read
        assert bell_actions.mark_read(by=world.actor("citra"), ids=[line.id]) == 0
        assert bell_actions.mark_read(by=PUBLIC) == 0
        assert bell_actions.mark_read(by=world.actor("dewi"), ids=[line.id]) == 1
        assert bell_actions.mark_read(by=world.actor("dewi")) == 0
        assert queries.unread_count(dewi) == 0
        assert queries.bell(dewi)[0].is_read
        assert queries.bell(dewi, before=line.id) == []
        assert queries.unread_count(citra) == 1


def test_who_may_no_longer_see_a_report_no_longer_finds_it_at_his_bell_nor_in_his_mail(
    world: World, mailbox: object
) -> None:
    with clock.freeze(MONDAY):
        report = submit(world)
        react_to_all()
        Report.objects.filter(pk=report.pk).update(accused=world.agencies["luwu-timur"])
        assert queries.bell(world.users["citra"]) == []
        assert queries.unread_count(world.users["citra"]) == 0
        go_round()
    row = Delivery.objects.get(user=world.users["citra"], channel="email")
    assert (row.state, row.skipped) == ("skipped", "not_allowed")


def test_what_time_alone_causes_is_told_to_the_reporter(world: World) -> None:
    with clock.freeze(MONDAY):
        report = submit(world)
        actions.hold(report, by=world.actor("citra"), questions="Di mana tepatnya?")
        deadline = report.deadlines.get(clock="completing")
        actions.warn(deadline)
        react_to_all()
    row = Delivery.objects.get(event__kind="warn")
    assert (row.kind, row.rank) == ("warning", 0)
    assert SYSTEM.user_id is None


def test_who_lost_his_seat_hears_no_more_even_of_what_everybody_may_read(world: World) -> None:
    report = dispose(world, submit(world))
    dewi = world.users["dewi"]
    assert audience.may_know(dewi, report)
    dewi.memberships.update(until=clock.today(report.holder.zone))
    assert report.published_at
    assert not audience.may_know(dewi, report)
