"""What a reporter brought to the Ombudsman is a case there: who may take it, note, end it, and who learns of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import actions, cases, events, invariants, policies
from lapor.reports.choices import CaseState
from lapor.reports.models import Event, Message, OmbudsmanCase, Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
LATE = scenes.MONDAY + timedelta(days=80)
SECRET = {"secrecy": "secret", "identity": "anonymous"}


def brought(world: World, **changes: Any) -> Report:
    """Sent to the Dinas PU, which has not answered for eighty days, and brought to the Ombudsman."""
    report = scenes.assigned(world, **changes)
    with clock.freeze(LATE):
        return actions.appeal(report, by=scenes.owner(report), reason="Tidak ada jawaban.")


def accepted(world: World, **changes: Any) -> Report:
    report = brought(world, **changes)
    with clock.freeze(LATE + timedelta(days=1)):
        return actions.accept_appeal(report, by=world.actor("farah"))


def ended(world: World, outcome: str = "found", **changes: Any) -> Report:
    report = accepted(world, **changes)
    with clock.freeze(LATE + timedelta(days=9)):
        return actions.close_appeal(report, by=world.actor("farah"), outcome=outcome, text="Instansi lalai menjawab.")


def case_of(report: Report) -> OmbudsmanCase:
    return OmbudsmanCase.objects.filter(report=report).latest("opened_at")


def read(report: Report, viewer: Actor) -> policies.ReportView:
    return policies.redact(Report.objects.get(pk=report.pk), viewer)


def kinds(view: policies.ReportView) -> set[str]:
    return {item.kind for item in view.timeline}


def test_consent_opens_a_case_that_waits(world: World) -> None:
    report = brought(world)
    case = case_of(report)
    assert (case.state, case.opened_at, report.appeal_state) == (CaseState.WAITING, report.appealed_at, "waiting")
    assert [one.pk for one in cases.listing(world.actor("farah"), "new")] == [case.pk]
    assert not cases.listing(world.actor("citra"), "new").exists()


def test_a_case_is_accepted_once_and_ends_with_a_word(world: World) -> None:
    farah, report = world.actor("farah"), accepted(world)
    assert case_of(report).accepted_by == world.users["farah"]
    with pytest.raises(MoveRefused, match="sudah diterima rekan Anda"):
        actions.accept_appeal(report, by=farah)
    with pytest.raises(Refused, match="Tulisan masih kosong"):
        actions.close_appeal(report, by=farah, outcome="found", text="  ")
    with pytest.raises(Refused, match="Pilih hasil"):
        actions.close_appeal(report, by=farah, outcome="entah", text="Selesai.")
    report = actions.close_appeal(report, by=farah, outcome="settled", text="Sudah dijawab.")
    case = case_of(report)
    assert (case.state, case.outcome, report.appeal_state) == ("closed", "settled", "closed")
    assert case.opinion is not None
    with pytest.raises(MoveRefused, match="sudah ditutup"):
        actions.close_appeal(report, by=farah, outcome="found", text="Lagi.")


def test_before_he_accepts_the_ombudsman_can_only_say_that_it_is_not_his(world: World) -> None:
    farah, report = world.actor("farah"), brought(world)
    for move, values in (
        ("intervene", {"text": "Mohon dijawab."}),
        ("note_appeal", {"text": "Catatan."}),
        ("close_appeal", {"outcome": "found", "text": "Lalai."}),
    ):
        with pytest.raises(MoveRefused, match="belum diterima"):
            actions.perform(move, report, by=farah, **values)
    report = actions.close_appeal(report, by=farah, outcome="not_competent", text="Ini perkara perdata.")
    assert case_of(report).state == CaseState.DECLINED
    assert not policies.can(scenes.owner(report), "appeal", report)


def test_consent_is_withdrawn_until_the_case_is_accepted(world: World) -> None:
    report = brought(world)
    report = actions.withdraw_appeal(report, by=scenes.owner(report))
    assert (case_of(report).state, report.appeal_state, report.appealed_at) == ("withdrawn", "", None)
    with pytest.raises(MoveRefused, match="bukan wewenang"):
        actions.accept_appeal(report, by=world.actor("farah"))
    again = actions.appeal(report, by=scenes.owner(report))
    assert [one.state for one in OmbudsmanCase.objects.filter(report=again).order_by("opened_at")] == [
        "withdrawn",
        "waiting",
    ]
    assert cases.listing(world.actor("farah"), "new").count() == 1
    again = actions.accept_appeal(again, by=world.actor("farah"))
    with pytest.raises(MoveRefused, match="tidak lagi dapat ditarik"):
        actions.withdraw_appeal(again, by=scenes.owner(again))


def test_his_notes_are_read_by_nobody_else(world: World) -> None:
    report = accepted(world)
    report = actions.note_appeal(report, by=world.actor("farah"), text="Panggil kepala dinas.")
    own = read(report, world.actor("farah"))
    assert ("Panggil kepala dinas.", "Farah Amalia") in {(m.body, m.who.partition(",")[0]) for m in own.messages}
    assert "note_appeal" in kinds(own)
    for viewer in (*(world.actor(name) for name in ("dewi", "citra", "eko", "budi")), scenes.owner(report)):
        view = read(report, viewer)
        assert view.level in ("officer", "reporter")
        assert "Panggil" not in "".join(m.body for m in view.messages)
        assert "note_appeal" not in kinds(view)


def test_reporter_and_agency_read_how_it_ended_the_public_does_not(world: World) -> None:
    report = ended(world)
    for viewer in (world.actor("dewi"), world.actor("citra"), scenes.owner(report), world.actor("farah")):
        view = read(report, viewer)
        assert view.appeal is not None
        assert (view.appeal.state, view.appeal.outcome_label) == ("closed", "Maladministrasi ditemukan")
        assert view.timeline[-1].sentence.endswith("menutup kasusnya: maladministrasi ditemukan.")
        assert view.messages[-1].body == "Instansi lalai menjawab."
        assert view.appeal.officer == ("Farah Amalia" if viewer.user_id == world.users["farah"].pk else "")
    public = read(report, Actor(kind="public"))
    assert (public.level, public.appeal, public.marks) == ("public", None, ())
    assert not kinds(public) & {"appeal", "accept_appeal", "close_appeal"}
    assert "lalai" not in repr(public)


def test_the_accused_agency_does_not_learn_of_the_case_of_a_secret_report(world: World) -> None:
    report = ended(world, to="inspektorat", accused=world.agencies["dinas-pu"].pk, **SECRET)
    for name in ("dewi", "eko", "lukman"):
        assert not policies.visible_to(world.actor(name)).filter(pk=report.pk).exists()
    view = read(report, world.actor("farah"))
    assert (view.name, view.days_only) == ("", True)
    assert view.appeal is not None
    assert view.appeal.opened_at.astimezone(report.holder.zone).hour == 0


def test_a_case_does_not_make_the_handling_longer(world: World) -> None:
    report = scenes.submitted(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=1)):
        report = actions.archive(report, by=world.actor("citra"), archive_reason="unclear", reason="Tidak jelas.")
    with clock.freeze(LATE):
        report = actions.appeal(report, by=scenes.owner(report))
    before = read(report, scenes.owner(report)).days_open
    with clock.freeze(LATE + timedelta(days=30)):
        report = actions.accept_appeal(report, by=world.actor("farah"))
    assert before is not None
    assert read(report, scenes.owner(report)).days_open == before


def test_the_proof_names_first_and_last_hash_and_where_the_chain_breaks(world: World) -> None:
    report = ended(world)
    whole = events.proof(report)
    log = list(report.events.order_by("seq"))
    assert (whole.count, whole.broken_at) == (len(log), None)
    assert (whole.first, whole.last) == (bytes(log[0].hash).hex(), bytes(log[-1].hash).hex())
    report.last_seq += 1
    assert events.proof(report).broken_at == len(log) + 1


def test_the_lists_begin_with_the_oldest_and_go_on_after_a_mark(world: World) -> None:
    farah = world.actor("farah")
    for day in (3, 1, 2):
        report = scenes.assigned(world)
        with clock.freeze(LATE + timedelta(days=day)):
            actions.appeal(report, by=scenes.owner(report))
    rows = list(cases.listing(farah, "new"))
    assert [row.opened_at for row in rows] == sorted(row.opened_at for row in rows)
    assert list(cases.listing(farah, "new", after=cases.mark_of(rows[0]))) == rows[1:]
    counts = cases.counts(farah)
    assert (counts.new, counts.work, counts.ended, counts.oldest) == (3, 0, 0, rows[0].opened_at)


def test_the_doctor_finds_a_consent_without_a_case_and_cases_without_an_ombudsman(world: World) -> None:
    report = brought(world)
    with clock.freeze(LATE):
        assert not [one for one in invariants.problems() if "Ombudsman" in one]
        OmbudsmanCase.objects.filter(report=report).update(state="accepted")
        assert any("status kasusnya di Ombudsman" in one for one in invariants.problems())
        OmbudsmanCase.objects.filter(report=report).delete()
        assert any("tanpa kasus" in one for one in invariants.problems())
        OmbudsmanCase.objects.create(report=report, opened_at=LATE)
        world.users["farah"].memberships.update(until=LATE.date())
        assert any("tidak ada petugas Ombudsman" in one for one in invariants.problems())


def test_words_of_a_case_are_sealed_and_its_events_hold_none(world: World) -> None:
    report = ended(world)
    assert all("lalai" not in str(event.data) for event in Event.objects.filter(report=report))
    assert b"lalai" not in b"".join(bytes(m.body_sealed or b"") for m in Message.objects.filter(report=report))
