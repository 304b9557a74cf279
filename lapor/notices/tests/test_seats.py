"""What is told of seats that wait: to whom one was offered, and to the admins who may say the second yes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lapor.agencies import actions
from lapor.agencies.duties import DUTIES
from lapor.agencies.models import Membership, Role
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.notices import queries, seats, sweeps
from lapor.notices.models import Delivery
from lapor.notices.tests.conftest import Mailbox, go_round, part
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
NINA = "nina@lapor.example"


def invited(world: World, *, key: str = "dinkes", email: str = NINA) -> Membership:
    row = actions.invite(email, name="Nina", agency=world.agencies[key], role=Role.LIAISON, by=world.actor("citra"))
    seats.tell(row)
    return row


def test_a_stranger_reads_who_invites_to_what_and_what_to_do_until_when(world: World, mailbox: Mailbox) -> None:
    with clock.freeze(MONDAY):
        row = invited(world)
        go_round()
    (mail,) = mailbox.mails
    agency = world.agencies["dinkes"].name
    assert (mail["To"], mail["Subject"]) == (NINA, f"Undangan memegang peran Pejabat penghubung di {agency}")
    for kind in ("plain", "html"):
        words = " ".join(part(mail, kind).split())
        assert f"Citra Lestari mengundang Anda memegang peran Pejabat penghubung di {agency}" in words
        assert "Pejabat penghubung menindaklanjuti laporan" in words
        assert "sampai Kamis, 5 Februari 2026, 09.00 WITA" in words
        assert "Tulis kepada Citra Lestari, citra@lapor.example" in words
        assert "https://lapor.example/akun/password/reset/key/" in words
        assert row.user.name not in words


def test_the_link_of_the_mail_leads_by_a_password_and_a_yes_to_the_desk(world: World, mailbox: Mailbox) -> None:
    invited(world)
    go_round()
    (link,) = re.findall(r"Buat kata sandi: (\S+)", part(mailbox.mails[0], "plain"))
    browser = Client()
    page = browser.get(urlsplit(link).path, follow=True)
    new = {"password1": "kuda-baterai-staples", "password2": "kuda-baterai-staples"}
    seen = browser.post(page.redirect_chain[-1][0], new, follow=True)
    assert [address for address, _ in seen.redirect_chain] == ["/meja/", "/meja/undangan/"]
    assert "Pejabat penghubung menindaklanjuti laporan" in seen.content.decode()
    row = User.objects.get(email=NINA).memberships.get()
    assert browser.post(f"/meja/undangan/{row.pk}/", {"terima": "1"}, follow=True).status_code == 200
    assert browser.get("/meja/").status_code == 200
    assert "tidak berlaku" in Client().get(urlsplit(link).path, follow=True).content.decode()


def test_who_has_a_password_gets_a_link_to_his_answer_and_no_other(world: World, mailbox: Mailbox) -> None:
    invited(world, email="gilang@lapor.example")
    go_round()
    words = part(mailbox.mails[0], "plain")
    assert "Jawab undangan: https://lapor.example/meja/undangan/" in words
    assert "/akun/password/" not in words
    assert "Gilang" not in words


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_what_was_answered_before_the_mail_went_out_is_not_sent(world: World, mailbox: Mailbox, answer: str) -> None:
    row = invited(world)
    getattr(actions, answer)(row, by=actor_for(row.user))
    go_round()
    assert mailbox.mails == []
    assert Delivery.objects.get(seat=row).skipped == "answered"


def test_only_who_may_say_the_second_yes_hears_that_it_is_waited_for(world: World, mailbox: Mailbox) -> None:
    row = invited(world, key="inspektorat", email="dewi@lapor.example")
    told = Delivery.objects.filter(seat=row, kind="second_yes")
    assert {(one.user, one.channel) for one in told} == {(world.users["budi"], "bell"), (world.users["budi"], "email")}
    assert queries.unread_count(world.users["budi"]) == 1
    go_round()
    (mail,) = mailbox.to("budi@lapor.example")
    for kind in ("plain", "html"):
        assert "admin kedua" in part(mail, kind)
        for secret in ("Dewi", "dewi@", "Citra", "citra@"):
            assert secret not in part(mail, kind)
    actions.confirm(row, by=world.actor("budi"))
    assert queries.unread_count(world.users["budi"]) == 0
    assert queries.bell(world.users["budi"]) == []


def test_the_bell_asks_no_more_for_many_questions_than_for_one(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        invited(world, key="inspektorat", email=f"orang{number}@lapor.example")
    budi, actor = world.users["budi"], world.actor("budi")
    with django_assert_max_num_queries(4):
        assert len(queries.bell(budi, actor=actor)) == 4
        assert queries.unread_count(budi, actor=actor) == 4


def test_a_question_that_was_taken_back_leaves_the_bell_and_the_queue(world: World, mailbox: Mailbox) -> None:
    row = invited(world, key="inspektorat", email="dewi@lapor.example")
    assert len(queries.bell(world.users["budi"])) == 1
    actions.end_membership(row, by=world.actor("citra"))
    assert queries.bell(world.users["budi"]) == []
    go_round()
    assert mailbox.mails == []


def test_who_becomes_an_admin_later_hears_of_it_by_the_sweep_and_everybody_once(world: World, mailbox: Mailbox) -> None:
    row = invited(world, key="inspektorat")
    actions.grant(world.users["eko"], agency=world.agencies["luwu-timur"], role=Role.AGENCY_ADMIN, by=SYSTEM)
    assert sweeps.run(clock.now()) == 2
    assert sweeps.run(clock.now()) == 0
    assert seats.tell(row) == 0
    go_round()
    assert sorted(str(mail["To"]) for mail in mailbox.mails) == ["budi@lapor.example", "eko@lapor.example", NINA]
    (line,) = queries.bell(world.users["eko"])
    assert line.path == "/meja/pengguna/"


def test_who_is_an_admin_elsewhere_now_reads_no_more_of_it(world: World) -> None:
    eko = world.users["eko"]
    seat = actions.grant(eko, agency=world.agencies["luwu-timur"], role=Role.AGENCY_ADMIN, by=SYSTEM)
    invited(world, key="inspektorat")
    assert len(queries.bell(eko)) == 1
    actions.end_membership(seat, by=SYSTEM)
    actions.grant(eko, agency=world.agencies["luwu-utara"], role=Role.AGENCY_ADMIN, by=SYSTEM)
    assert queries.bell(eko) == []
    assert queries.unread_count(eko) == 0


def test_a_question_that_waited_long_goes_into_no_mailbox(world: World, mailbox: Mailbox) -> None:
    with clock.freeze(clock.now() - timedelta(days=8)):
        invited(world, key="inspektorat", email="dewi@lapor.example")
    actions.grant(world.users["eko"], agency=world.agencies["luwu-timur"], role=Role.AGENCY_ADMIN, by=SYSTEM)
    sweeps.run(clock.now())
    go_round()
    assert mailbox.to("eko@lapor.example") == []
    assert len(queries.bell(world.users["eko"])) == 1


def test_an_invitation_is_sent_again_when_the_first_one_is_gone_and_not_before(world: World, mailbox: Mailbox) -> None:
    row = invited(world)
    assert not seats.invite_again(row)
    go_round()
    assert seats.invite_again(row)
    go_round()
    assert len({str(mail["Message-ID"]) for mail in mailbox.to(NINA)}) == 2


def test_a_notice_is_about_a_report_or_a_seat_and_never_about_nothing(world: World) -> None:
    row = invited(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(seat=row).update(seat=None)


def test_every_role_says_what_it_is_for() -> None:
    assert set(DUTIES) == set(Role)
