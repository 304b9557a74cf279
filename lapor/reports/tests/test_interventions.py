"""Letters of the nation's admin to agencies: who gets them, what may stand in them, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from lapor.agencies.actions import close_agency, end_membership, grant
from lapor.agencies.models import Membership, Role, today
from lapor.kit import clock, codes
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM
from lapor.reports import actions, guards, interventions, invariants
from lapor.reports.actions.intervening import LooksPersonal
from lapor.reports.models import Event, Intervention, InterventionEvent, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=30)  # Wednesday, 4 March 2026
DUE = date(2026, 3, 11)
WORDS = "Mohon selesaikan laporan yang terlambat dan jelaskan penyebabnya."


def sent(world: World, *, to: str = "dinas-pu", by: str = "budi", **changes: Any) -> Intervention:
    given: dict[str, Any] = {"subject": "Laporan terlambat", "body": WORDS, "due_on": DUE} | changes
    with clock.freeze(LATER):
        return actions.send_letter(world.agencies[to], by=world.actor(by), **given)


def refusal(world: World, **changes: Any) -> str:
    before = (Intervention.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        sent(world, **changes)
    assert (Intervention.objects.count(), Event.objects.count()) == before
    return refused.value.sentence


def test_a_letter_lives_from_sent_to_settled_and_its_log_tells_who_and_when(world: World) -> None:
    letter = sent(world)
    assert (letter.label, letter.state, letter.due_at) == (
        "1/INT/2026",
        "sent",
        datetime(2026, 3, 11, 8, 0, tzinfo=UTC),
    )
    with clock.freeze(LATER + timedelta(hours=1)):
        for name in ("budi", "dewi", "eko", "eko", "citra"):
            letter = actions.read_letter(letter, by=world.actor(name))
        assert (letter.state, letter.read_by) == ("read", world.users["eko"])
    with clock.freeze(LATER + timedelta(hours=2)):
        letter = actions.answer_letter(letter, by=world.actor("eko"), text="Selesai pekan ini.")
        assert (letter.state, letter.answer) == ("answered", "Selesai pekan ini.")
        assert letter.answered_by == world.users["eko"]
        with pytest.raises(Refused, match="sudah dijawab"):
            actions.answer_letter(letter, by=world.actor("citra"), text="Kami juga.")
    with clock.freeze(LATER + timedelta(hours=3)):
        letter = actions.settle_letter(letter, by=world.actor("budi"))
        assert letter.state == "settled"
        with pytest.raises(Refused, match="sudah dinyatakan selesai"):
            actions.settle_letter(letter, by=world.actor("budi"))
    log = list(letter.events.order_by("pk").values_list("kind", "user__email"))
    assert [(kind, email.partition("@")[0]) for kind, email in log] == [
        ("sent", "budi"), ("read", "eko"), ("read", "citra"), ("answered", "eko"), ("settled", "budi"),
    ]  # fmt: skip


def test_numbers_run_on_within_a_year_and_begin_anew_with_the_next(world: World) -> None:
    assert [sent(world, to=key).label for key in ("dinas-pu", "dinkes")] == ["1/INT/2026", "2/INT/2026"]
    with clock.freeze(datetime(2026, 12, 31, 17, 30, tzinfo=UTC)):  # in Jakarta it is New Year
        agency = world.agencies["dinas-pu"]
        given: dict[str, Any] = {"subject": "Baru", "body": WORDS, "due_on": date(2027, 1, 6)}
        assert actions.send_letter(agency, by=world.actor("budi"), **given).label == "1/INT/2027"


def test_only_the_nations_admin_writes_and_settles_and_only_who_leads_the_agency_answers(world: World) -> None:
    for name in ("citra", "eko", "farah", "dewi"):
        assert "hanya dikirim oleh admin nasional" in refusal(world, by=name)
    letter = sent(world)
    for name in ("budi", "dewi", "gilang", "mira", "farah"):
        with pytest.raises(Refused, match="bukan wewenang Anda"):
            actions.answer_letter(letter, by=world.actor(name), text="Kami jawab.")
    for name in ("citra", "eko"):
        with pytest.raises(Refused, match="bukan wewenang Anda"):
            actions.settle_letter(letter, by=world.actor(name))
    seen = {name for name in world.users if interventions.seen_by(world.actor(name)).exists()}
    assert seen == {"budi", "citra", "eko"}  # not Mira: a province does not reach into a regency


def test_who_gets_it_are_leaders_and_the_nearest_admin_and_without_both_nobody_can_be_asked(world: World) -> None:
    def names(key: str) -> list[str]:
        return [user.name for user in interventions.addressees(world.agencies[key]).everybody]

    assert names("dinas-pu") == ["Eko Prasetyo", "Citra Lestari"]
    assert names("dinkes") == ["Citra Lestari"]  # without a leader of its own
    assert names("bina-marga") == ["Citra Lestari"]  # not the leader above, who answers for another agency
    with clock.freeze(LATER):
        for seat in Membership.objects.open().filter(user=world.users["citra"]):
            end_membership(seat, by=SYSTEM, on=today())
        assert names("dinkes") == []
    assert "tidak ada pimpinan atau admin" in refusal(world, to="dinkes")
    assert sent(world).state == "sent"  # Eko is still there


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"due_on": date(2026, 3, 3)}, "sesudah sekarang"),
        ({"due_on": date.min}, "sesudah sekarang"),
        ({"due_on": date(2026, 3, 14)}, "hari libur"),
        ({"due_on": date.max}, "paling lama"),
        ({"body": " \n\u200b"}, "masih kosong"),
        ({"subject": ""}, "masih kosong"),
        ({"subject": "x" * 121}, "terlalu panjang"),
        ({"body": "x" * 5_001}, "terlalu panjang"),
        ({"body": "Hubungi ani@contoh.id segera."}, "data pribadi"),
        ({"to": "nasional"}, "menangani laporan"),
        ({"to": "ombudsman"}, "menangani laporan"),
    ],
)
def test_a_letter_that_cannot_be_is_refused_with_a_sentence(world: World, changes: dict[str, Any], says: str) -> None:
    assert says in refusal(world, **changes)


def test_what_looks_personal_goes_when_somebody_has_checked_it(world: World) -> None:
    body = "Hubungi loket@contoh.go.id segera."
    with pytest.raises(LooksPersonal):
        sent(world, body=body)
    letter = sent(world, body=body, checked=True)
    with pytest.raises(LooksPersonal):
        actions.answer_letter(letter, by=world.actor("eko"), text=body)
    assert actions.answer_letter(letter, by=world.actor("eko"), text=body, checked=True).answer == body


def test_a_closed_agency_gets_no_letter(world: World) -> None:
    close_agency(world.agencies["bina-marga"], by=SYSTEM)
    world.agencies["bina-marga"].refresh_from_db()
    assert "masih dibuka" in refusal(world, to="bina-marga")


def test_each_named_report_gets_the_existing_move_with_the_number_of_the_letter(world: World) -> None:
    reports = [scenes.assigned(world), scenes.assigned(world, to="bina-marga")]
    letter = sent(world, reports=reports)
    for report in reports:
        report.refresh_from_db()
        assert report.intervened_at == LATER
        assert report.events.filter(kind="intervene", user=world.users["budi"]).count() == 1
    assert set(interventions.named_in(letter, viewer=world.actor("eko"))) == set(reports)


def test_a_report_that_a_reader_of_the_letter_may_not_see_is_never_named(world: World) -> None:
    elsewhere = scenes.assigned(world, to="dinkes")
    assert "tidak dipegang" in refusal(world, reports=[elsewhere])
    secret = scenes.assigned(world, secrecy="secret")
    assert "rahasia" in refusal(world, reports=[secret])
    own = accused(world, "dinas-pu")
    assert "tidak boleh membacanya" in refusal(world, reports=[own])
    letter = sent(world, to="luwu-timur", reports=[own])  # to those above the accused
    assert not interventions.seen_by(world.actor("eko")).filter(pk=letter.pk).exists()
    above = accused(world, "luwu-timur")
    for key in ("dinas-pu", "luwu-timur"):
        assert "tidak boleh membacanya" in refusal(world, to=key, reports=[above])


def test_somebody_of_the_accused_unit_who_also_leads_where_the_letter_goes_stops_it(world: World) -> None:
    report = accused(world, "dinkes")
    assert sent(world, reports=[report]).reports.get() == report
    grant(world.users["eko"], agency=world.agencies["dinkes"], role=Role.OPERATOR, since=date(2024, 1, 2), by=SYSTEM)
    assert "tidak boleh membacanya" in refusal(world, reports=[report])


def accused(world: World, key: str) -> Report:
    """At the Dinas PU, and about an agency: as a mark that came late would leave it."""
    report = scenes.assigned(world)
    Report.objects.filter(pk=report.pk).update(accused=world.agencies[key])
    report.refresh_from_db()
    return report


def test_whom_an_accusation_shuts_out_later_no_longer_finds_the_report_at_the_letter(world: World) -> None:
    report = scenes.assigned(world)
    letter = sent(world, reports=[report])
    assert interventions.named_in(letter, viewer=world.actor("eko")).exists()
    Report.objects.filter(pk=report.pk).update(accused=world.agencies["dinas-pu"])
    assert not interventions.named_in(letter, viewer=world.actor("eko")).exists()
    assert interventions.named_in(letter, viewer=world.actor("budi")).exists()


def test_only_late_open_ordinary_reports_are_offered(world: World) -> None:
    late = scenes.assigned(world)
    scenes.assigned(world, secrecy="secret")
    accused(world, "dinas-pu")
    scenes.closed(world)
    scenes.assigned(world, at=LATER - timedelta(hours=5))
    with clock.freeze(LATER):
        assert list(interventions.nameable(world.agencies["dinas-pu"], by=world.actor("budi"))) == [late]


def test_a_report_that_cannot_be_intervened_in_takes_the_whole_letter_back(world: World) -> None:
    good, done = scenes.assigned(world), scenes.closed(world)
    assert codes.grouped(done.code) in refusal(world, reports=[good, done])
    assert "paling banyak 20" in refusal(world, reports=[good] * 21)


def test_no_code_stands_in_a_letter_or_in_an_answer(world: World) -> None:
    code = scenes.assigned(world).code
    letter = sent(world, body="Lihat laporan yang terlambat, pelayanan Anda lambat sekali sejak 20261124.")
    for written in (codes.grouped(code), code, codes.grouped(code).lower(), codes.grouped(code).replace("-", " ")):
        assert "Jangan tulis kode" in refusal(world, body=f"Selesaikan {written}, segera.")
        assert "Jangan tulis kode" in refusal(world, subject=f"Tentang {written}")
        with pytest.raises(Refused, match="Jangan tulis kode"):
            actions.answer_letter(letter, by=world.actor("eko"), text=f"Laporan {written} selesai.")


def test_a_letter_is_overdue_when_its_day_has_passed_without_an_answer(world: World) -> None:
    letter, answered = sent(world), sent(world, to="dinkes")
    actions.answer_letter(answered, by=world.actor("citra"), text="Sudah kami urus.")
    for at, found in ((letter.due_at, []), (letter.due_at + timedelta(seconds=1), [letter])):
        with clock.freeze(at):
            for name in ("budi", "citra", "eko"):
                assert list(interventions.overdue(world.actor(name))) == found
    assert not interventions.overdue(world.actor("dewi")).exists()


def test_the_log_of_a_letter_can_neither_be_changed_nor_deleted(world: World) -> None:
    letter = sent(world)
    assert guards.standing()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        InterventionEvent.objects.filter(intervention=letter).update(kind="read")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_interventionevent")
    assert letter.events.get().kind == "sent"


def test_the_doctor_names_letters_that_nobody_is_left_to_answer(world: World) -> None:
    from_doctor = "surat intervensi menunggu jawaban"
    sent(world, to="dinkes")
    assert not any(from_doctor in said for said in invariants.problems())
    for seat in Membership.objects.open().filter(user=world.users["citra"]):
        end_membership(seat, by=SYSTEM, on=today())
    assert any(said.startswith(f"1 {from_doctor}") for said in invariants.problems())
