"""One mail a day instead of many, urgent things at once; whatever dies, sleeps or jumps, never two for one day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from lapor.kit import clock, codes
from lapor.kit.errors import Refused
from lapor.notices import actions as choosing
from lapor.notices import digests, invariants, reactions, ways
from lapor.notices.audience import AUDIENCE
from lapor.notices.kinds import KINDS
from lapor.notices.models import Delivery, Routine
from lapor.notices.tests.conftest import Mailbox, go_round, part, words_of
from lapor.people.actor import SYSTEM
from lapor.reports import actions, sweeps
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World
from lapor.standards.actions import add_day_off

pytestmark = pytest.mark.django_db
DEWI, CITRA, EKO = "dewi@lapor.example", "citra@lapor.example", "eko@lapor.example"
TUESDAY = MONDAY + timedelta(days=1, hours=-1, minutes=-30)  # 07.30 WITA


@pytest.fixture(autouse=True)
def _as_usual(world: World) -> None:
    Routine.objects.all().delete()


def tick(at: datetime) -> None:
    """What a worker does in one round."""
    with clock.freeze(at):
        sweeps.run(at)
        digests.run(at)
        go_round(at)


def subjects(mailbox: Mailbox, address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox.to(address)]


def daily() -> list[str]:
    rows = Delivery.objects.filter(kind="daily").select_related("user").order_by("pk")
    return [row.user.email for row in rows if row.user]


def test_what_does_not_press_comes_in_one_mail_at_the_hour(world: World, mailbox: Mailbox) -> None:
    first, second = scenes.assigned(world), scenes.assigned(world)
    tick(MONDAY + timedelta(hours=2))
    assert [mail["To"] for mail in mailbox.mails if mail["To"] == DEWI] == []
    tick(TUESDAY - timedelta(minutes=1))
    assert mailbox.to(DEWI) == []
    tick(TUESDAY)
    tick(TUESDAY + timedelta(minutes=1))
    (mail,) = mailbox.to(DEWI)
    assert mail["Subject"] == "Rangkuman Selasa, 3 Februari 2026: 2 kabar"
    words = words_of(mail)
    assert all(words.count(f"{codes.grouped(report.code)} diteruskan") == 2 for report in (first, second))
    assert "https://lapor.example/meja/" in words
    with clock.freeze(TUESDAY + timedelta(minutes=2)):
        assert invariants.problems() == []


def test_each_mail_that_was_held_says_what_became_of_it(world: World, mailbox: Mailbox) -> None:
    scenes.assigned(world)
    tick(MONDAY + timedelta(hours=2))
    held = Delivery.objects.get(user=world.users["dewi"], channel="email")
    assert (held.state, held.skipped, held.digest) == ("skipped", "digest", None)
    tick(TUESDAY)
    held.refresh_from_db()
    assert held.digest
    assert held.digest.state == "sent"


def test_who_has_nothing_to_read_gets_no_mail(world: World, mailbox: Mailbox) -> None:
    tick(TUESDAY)
    assert mailbox.mails == []
    assert daily() == []


def test_what_is_late_or_soon_due_stands_in_it_every_day(world: World, mailbox: Mailbox) -> None:
    report = scenes.assigned(world)  # answer due on Monday the 9th
    for number in range(1, 8):
        tick(TUESDAY + timedelta(days=number - 1))
    tick(TUESDAY + timedelta(days=7))
    digest = [mail for mail in mailbox.to(DEWI) if str(mail["Subject"]).startswith("Rangkuman")]
    assert str(digest[-2]["Subject"]).startswith("Rangkuman Senin, 9 Februari 2026: 1 segera jatuh tempo")
    assert str(digest[-1]["Subject"]).startswith("Rangkuman Selasa, 10 Februari 2026: 1 terlambat")
    assert f"- {codes.grouped(report.code)}: Senin, 9 Februari 2026" in part(digest[-1], "plain")


def test_what_presses_goes_at_once(world: World, mailbox: Mailbox) -> None:
    report = scenes.assigned(world)
    at = MONDAY + timedelta(hours=3)
    with clock.freeze(at):
        actions.intervene(Report.objects.get(pk=report.pk), by=world.actor("budi"), text="Mohon segera.")
    tick(at)
    assert len(subjects(mailbox, DEWI)) == 1
    assert "meminta perhatian" in subjects(mailbox, DEWI)[0]


def test_new_work_that_is_due_within_a_day_goes_at_once(world: World, mailbox: Mailbox) -> None:
    report = scenes.submitted(world)
    late = MONDAY + timedelta(days=2, hours=23)
    with clock.freeze(late):
        actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **scenes.public(report))
    tick(late)
    assert subjects(mailbox, DEWI) == []
    Report.objects.filter(pk=report.pk).update(due_at=late + timedelta(hours=20))
    Delivery.objects.all().delete()
    with clock.freeze(late):
        reactions.react(report.events.select_related("report__holder", "agency").get(kind="dispose"))
        go_round(late)
    assert len(subjects(mailbox, DEWI)) == 1


def test_a_worker_that_was_dead_for_three_days_sends_one_digest(world: World, mailbox: Mailbox) -> None:
    scenes.assigned(world)
    tick(MONDAY + timedelta(hours=2))
    for minute in range(3):
        tick(TUESDAY + timedelta(days=3, hours=2, minutes=minute))
    assert daily().count(DEWI) == 1
    assert len(mailbox.to(DEWI)) == 1


@pytest.mark.parametrize("killed_in", ["_with_something", "_digest", "_gather"])
def test_a_pass_killed_in_the_middle_is_done_again_whole(
    world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, killed_in: str
) -> None:
    scenes.assigned(world)
    tick(MONDAY + timedelta(hours=2))
    real = getattr(digests, killed_in)

    def dies(*given: Any) -> None:
        real(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(digests, killed_in, dies)
        with pytest.raises(KeyboardInterrupt):
            tick(TUESDAY)
    assert daily() == []
    tick(TUESDAY)
    tick(TUESDAY)
    assert len(mailbox.to(DEWI)) == 1


def test_a_clock_that_jumps_ahead_and_back_sends_nothing(world: World, mailbox: Mailbox) -> None:
    scenes.assigned(world)
    for at in (MONDAY + timedelta(hours=2), MONDAY + timedelta(days=400), MONDAY + timedelta(hours=3)):
        tick(at)
    assert daily() == []
    tick(TUESDAY + timedelta(days=2))
    assert daily().count(DEWI) == 1


def test_no_digest_on_a_day_off(world: World, mailbox: Mailbox) -> None:
    scenes.assigned(world)
    tick(MONDAY + timedelta(hours=2))
    add_day_off(TUESDAY.date(), by=SYSTEM, name="Cuti bersama")
    add_day_off((TUESDAY + timedelta(hours=8)).date(), by=SYSTEM, name="Cuti bersama")
    tick(TUESDAY)
    assert daily() == []
    tick(TUESDAY + timedelta(days=1))
    assert daily().count(DEWI) == 1


def test_of_a_secret_report_the_digest_says_the_number_alone(world: World, mailbox: Mailbox) -> None:
    report = scenes.assigned(world, secrecy="secret")
    for number in range(9):
        tick(TUESDAY + timedelta(days=number))
    code = codes.grouped(report.code)
    texts = [part(mail, "plain") for mail in mailbox.to(DEWI) + mailbox.to(CITRA) + mailbox.to(EKO)]
    assert any(f"- {code}" in text.splitlines() for text in texts)
    lines = {line for text in texts for line in text.splitlines() if code in line}
    assert lines <= {f"- {code}", f"- Ada pembaruan laporan {code}", f"Ada pembaruan laporan {code}."}


def test_who_sits_nowhere_any_more_gets_no_digest(world: World, mailbox: Mailbox) -> None:
    scenes.assigned(world)
    tick(MONDAY + timedelta(hours=2))
    with clock.freeze(TUESDAY):
        sweeps.run(TUESDAY)
        digests.run(TUESDAY)
    world.users["dewi"].memberships.update(until=MONDAY.date())
    go_round(TUESDAY)
    row = Delivery.objects.get(kind="daily", user=world.users["dewi"])
    assert (row.state, row.skipped) == ("skipped", "not_allowed")
    assert mailbox.to(DEWI) == []


def test_what_was_settled_before_the_digest_goes_is_left_out_and_an_empty_one_is_not_sent(
    world: World, mailbox: Mailbox
) -> None:
    report = scenes.assigned(world, at=MONDAY - timedelta(days=5))  # the answer is due on Wednesday
    at = TUESDAY - timedelta(days=1)
    with clock.freeze(at):
        Delivery.objects.all().delete()
        digests.run(at)
        assert DEWI not in daily()
    at = TUESDAY
    with clock.freeze(at):
        digests.run(at)
        actions.follow_up(report, by=world.actor("dewi"), text="Sudah ditambal.", final=True)
        assert DEWI in daily()
    go_round(at)
    row = Delivery.objects.get(kind="daily", user=world.users["dewi"])
    assert (row.state, row.skipped) == ("skipped", "empty")


def test_each_person_chooses_his_hour_and_each_kind(world: World, mailbox: Mailbox) -> None:
    chosen = {"added": "never", "assigned": "now"}
    choosing.choose(by=world.actor("dewi"), at=time(10, 0), chosen=chosen)
    report = scenes.assigned(world)
    with clock.freeze(MONDAY + timedelta(hours=2)):
        actions.add(Report.objects.get(pk=report.pk), by=scenes.owner(report), text="Di depan pasar.")
    tick(MONDAY + timedelta(hours=2))
    assert len(mailbox.to(DEWI)) == 1
    states = Delivery.objects.filter(user=world.users["dewi"], channel="email").values_list("kind", "skipped")
    assert set(states) == {("assigned", ""), ("added", "unwanted")}
    tick(TUESDAY)
    assert daily() == [CITRA]
    with pytest.raises(Refused):
        choosing.choose(by=world.actor("dewi"), at=time(10, 0), chosen={"overdue": "never"})


def test_leaders_read_once_a_week_what_is_late_and_what_will_be(world: World, mailbox: Mailbox) -> None:
    report = scenes.assigned(world)
    for number in range(22):
        tick(TUESDAY + timedelta(days=number))
    weekly = [mail for mail in mailbox.to(EKO) if "mingguan" in str(mail["Subject"])]
    code = codes.grouped(report.code)
    assert [str(mail["Subject"]) for mail in weekly] == [
        "Rangkuman mingguan: 1 jatuh tempo dalam 7 hari",
        "Rangkuman mingguan: 1 jatuh tempo dalam 7 hari",
        "Rangkuman mingguan: 1 terlambat",
        "Rangkuman mingguan: 1 terlambat",
    ]
    assert f"{code}: {world.agencies['dinas-pu'].short_name}, Senin, 9 Februari 2026" in part(weekly[2], "plain")
    assert "Seminggu lalu" not in part(weekly[1], "plain")
    assert "Seminggu lalu 1 laporan terlambat, sekarang 1." in part(weekly[3], "plain")


def test_every_kind_that_goes_to_officers_by_mail_can_be_chosen() -> None:
    to_officers = {row.kind for rows in AUDIENCE.values() for row in rows if row.group not in ("reporter", "followers")}
    assert set(ways.LABELS) == {kind for kind in to_officers if KINDS[kind].by_mail}
