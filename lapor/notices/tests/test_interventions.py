"""What is told of letters to agencies: to who may answer, to who asked, and in the weekly digest of leaders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lapor.agencies.actions import end_membership, grant
from lapor.agencies.models import Membership, Role, today
from lapor.kit import clock
from lapor.notices import digests, interventions, letters, queries, sweeps
from lapor.notices.models import Delivery
from lapor.notices.tests.conftest import Mailbox, go_round, part
from lapor.people.actor import SYSTEM
from lapor.reports import actions
from lapor.reports.models import Intervention
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
SECRETS = ("Perihal rahasia jabatan", "Isi yang hanya dibaca di meja.")


def sent(world: World, *, to: str = "dinas-pu") -> Intervention:
    subject, body = SECRETS
    letter = actions.send_letter(
        world.agencies[to],
        by=world.actor("budi"),
        subject=subject,
        body=body,
        due_on=(MONDAY + timedelta(days=7)).date(),
    )
    interventions.tell(letter)
    return letter


def test_leader_and_admin_are_told_at_once_by_bell_and_mail_and_only_the_number(world: World, mailbox: Mailbox) -> None:
    with clock.freeze(MONDAY):
        letter = sent(world)
        go_round()
        assert {mail["To"] for mail in mailbox.mails} == {"eko@lapor.example", "citra@lapor.example"}
        for mail in mailbox.mails:
            assert mail["Subject"] == f"Surat intervensi 1/INT/2026 untuk {letter.agency.name} menunggu jawaban"
            for kind in ("plain", "html"):
                words = " ".join(part(mail, kind).split())
                assert "Senin, 9 Februari 2026, 16.00 WITA" in words
                assert f"/meja/intervensi/{letter.pk}/" in words
                assert not any(secret in words for secret in SECRETS)
        for name in ("eko", "citra"):
            (line,) = queries.bell(world.users[name])
            assert line.path == f"/meja/intervensi/{letter.pk}/"
            assert queries.unread_count(world.users[name]) == 1
        assert queries.bell(world.users["dewi"]) == []
        assert interventions.tell(letter) == sweeps.run(clock.now()) == 0


def test_who_sent_it_hears_of_the_answer_and_a_mail_that_comes_too_late_is_not_sent(
    world: World, mailbox: Mailbox
) -> None:
    with clock.freeze(MONDAY):
        letter = actions.answer_letter(sent(world), by=world.actor("eko"), text="Selesai pekan ini.")
        interventions.tell(letter)
        go_round()
    assert [mail["To"] for mail in mailbox.mails] == ["budi@lapor.example"]
    assert "menjawab surat intervensi 1/INT/2026" in mailbox.mails[0]["Subject"]
    assert set(Delivery.objects.mails().skipped().values_list("skipped", flat=True)) == {"answered"}


def test_a_leader_who_comes_later_is_told_and_one_who_went_is_not(world: World, mailbox: Mailbox) -> None:
    with clock.freeze(MONDAY):
        letter = sent(world)
        for seat in Membership.objects.open().filter(user=world.users["eko"]):
            end_membership(seat, by=SYSTEM, on=today())
        grant(world.users["hana"], agency=letter.agency, role=Role.LEADER, since=date(2024, 1, 2), by=SYSTEM)
        assert sweeps.run(clock.now()) == 2
        go_round()
        assert {mail["To"] for mail in mailbox.mails} == {"hana@lapor.example", "citra@lapor.example"}
        assert queries.bell(world.users["eko"]) == []


def test_the_weekly_digest_of_a_leader_names_letters_whose_day_has_passed(world: World) -> None:
    with clock.freeze(MONDAY):
        sent(world)
    row = Delivery(kind="weekly", user=world.users["eko"])
    with clock.freeze(MONDAY + timedelta(days=6)):
        assert letters.of(row, world.actor("eko")) is None
    with clock.freeze(MONDAY + timedelta(days=14)):
        letter = letters.of(row, world.actor("eko"))
        assert letter is not None
        assert letter.parts[0].lines == ("1/INT/2026: Dinas PU, Senin, 9 Februari 2026",)
        assert letter.summary == "1 surat belum dijawab"
        assert letters.of(Delivery(kind="weekly", user=world.users["gilang"]), world.actor("gilang")) is None
    assert digests.held().count() == 0


def test_a_notice_is_about_a_letter_or_about_something_else(world: World) -> None:
    with clock.freeze(MONDAY):
        row = Delivery.objects.filter(letter=sent(world)).first()
    assert row is not None
    row.pk, row.dedup_key, row.seat = None, "anders", Membership.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
