"""Each move of officers through its page: the form opens, a filled one is made, an empty one says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lapor.desk.about import DONE
from lapor.desk.tests.scenes import PUBLIC_VERSION, address, answered, assigned, closed, filed, press, sign_in
from lapor.kit import clock
from lapor.people.actor import SYSTEM, reporter_of
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.tests.scenes import disputed, letterhead, promised, scheduled, split, waiting
from lapor.reports.workflow import MOVES
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
Scene = Callable[[World], Report]


def objected(world: World) -> Report:
    report = closed(world)
    return actions.object_to(report, by=reporter_of(report.pk), reason="Masih berlubang.")


def entered(world: World) -> Report:
    """What Joko wrote down for somebody at the counter."""
    target = world.agencies["luwu-timur"].pk
    return actions.submit(draft(target=target), by=world.actor("joko", channel="counter"), key="j" * 22).report


def merged(world: World) -> Report:
    primary = filed(world, key="p", title="Jalan rusak parah")
    return actions.merge(filed(world), by=world.actor("citra"), primary=primary.code)


def part(world: World) -> Report:
    return split(world, filed(world))


def lettered(world: World) -> Report:
    """An answer at an agency that has said how it writes."""
    letterhead(world)
    return answered(world)


def withheld(world: World) -> Report:
    citra = world.actor("citra")
    return actions.dispose(
        filed(world), by=citra, to=world.agencies["dinas-pu"], oversight="no", withhold="third_party"
    )


def appealed(world: World) -> Report:
    report = assigned(world)
    with clock.freeze(MONDAY + timedelta(days=100)):
        return actions.appeal(report, by=reporter_of(report.pk))


def examined(world: World) -> Report:
    return actions.accept_appeal(appealed(world), by=world.actor("farah"))


def imported(world: World) -> Report:
    report = filed(world)
    Report.objects.filter(pk=report.pk).update(origin="imported")
    return report


CASES: dict[str, tuple[str, Scene, dict[str, Any]]] = {
    "dispose": ("citra", filed, {"to": "dinas-pu", "oversight": "no"}),
    "hold": ("citra", filed, {"questions": "Di jalan mana?"}),
    "ask": ("dewi", assigned, {"questions": "Di sisi mana?"}),
    "ask_phone": ("dewi", assigned, {"reason": "Kami ingin bertemu di lokasi."}),
    "return_up": ("dewi", assigned, {"reason": "Bukan jalan kami.", "proposed": "sulawesi-selatan"}),
    "arbitrate": ("citra", disputed, {"to": "dinas-pu", "reason": "Lubang di badan jalan.", "oversight": "no"}),
    "recall": ("citra", assigned, {"reason": "Salah kirim."}),
    "archive": ("citra", filed, {"archive_reason": "unclear", "reason": "Tidak jelas."}),
    "merge": ("citra", filed, {"primary": ""}),
    "unmerge": ("citra", merged, {}),
    "split": ("citra", filed, {"part_title": "Lampu padam", "part_body": "Lampu di depan pasar padam."}),
    "unsplit": ("citra", part, {"reason": "Ternyata satu hal saja."}),
    "follow_up": ("dewi", assigned, {"text": "Kami periksa besok."}),
    "issue_letter": ("dewi", lettered, {"letter_number": "800/1"}),
    "approve": ("eko", waiting, {}),
    "send_back": ("eko", waiting, {"comment": "Sebut harinya."}),
    "take_back": ("dewi", waiting, {}),
    "reschedule": ("dewi", scheduled, {"send_at": "2026-02-05T08:00"}),
    "send_now": ("citra", scheduled, {}),
    "keep_promise": ("dewi", promised, {"text": "Sudah ditambal."}),
    "move_promise": ("dewi", promised, {"promise_until": "2026-03-20", "reason": "Alat rusak."}),
    "extend": ("citra", assigned, {"until": "2026-03-31", "reason": "Menunggu aspal."}),
    "assign": ("dewi", assigned, {"person": "dewi", "note": "Saya kerjakan besok."}),
    "reclassify": ("citra", filed, {"classification": "aspiration"}),
    "publish": ("citra", withheld, PUBLIC_VERSION),
    "unpublish": ("citra", assigned, {"withhold": "safety", "reason": "Membahayakan."}),
    "edit_public": ("citra", assigned, {"public_title": "Jalan rusak", "reason": "Lebih jelas."}),
    "raise_secrecy": ("citra", assigned, {}),
    "accuse": ("citra", assigned, {"accused": "dinas-pu", "reason": "Isinya tentang kepala dinas."}),
    "note": ("eko", assigned, {"text": "Sudah saya baca."}),
    "intervene": ("budi", assigned, {"text": "Mohon segera."}),
    "accept_appeal": ("farah", appealed, {}),
    "note_appeal": ("farah", examined, {"text": "Panggil kepala dinas."}),
    "close_appeal": ("farah", examined, {"outcome": "settled", "text": "Sudah dijawab."}),
    "close": ("citra", answered, {"reason": "Selesai."}),
    "accept_objection": ("citra", objected, {"reason": "Benar, masih berlubang."}),
    "reject_objection": ("citra", objected, {"reason": "Sudah diperiksa."}),
    "adopt": ("citra", imported, {}),
    "add": ("joko", entered, {"text": "Pelapor menelepon lagi."}),
}


def test_every_move_of_officers_is_tried_here() -> None:
    assert set(CASES) == {move.name for move in MOVES.values() if move.offered and move.officers}


@pytest.mark.parametrize("name", CASES)
def test_a_move_is_made_through_its_page(world: World, name: str) -> None:
    who, scene, values = CASES[name]
    with clock.freeze(MONDAY):
        report = scene(world)
    with clock.freeze(MONDAY + timedelta(hours=3)):
        given = {key: _value(world, key, value) for key, value in values.items()}
        if name == "merge":
            given["dilihat"] = given["primary"]  # it stood beside; see test_joining.py
        browser = sign_in(world, who)
        answer = press(browser, report, name, **given)
        assert answer.status_code == 302, answer.context["form"].errors
        assert DONE[name] in browser.get(answer["Location"], follow=True).content.decode()
    last = Report.objects.get(pk=report.pk).events.order_by("-seq")[0]
    if name in ("approve", "send_now"):  # the answer itself comes behind it, by who wrote it
        assert (last.kind, last.user) == ("follow_up", world.users["dewi"])
        last = report.events.filter(seq=last.seq - 1).get()
    assert (last.kind, last.user) == (name, world.users[who])


def test_every_move_says_in_words_of_its_own_what_was_done() -> None:
    assert DONE.keys() == CASES.keys()
    assert len(set(DONE.values())) == len(DONE)
    for sentence in DONE.values():
        assert sentence.count(".") == 2
        assert "!" not in sentence


def _value(world: World, key: str, value: str) -> object:
    if key in ("to", "proposed", "accused"):
        return world.agencies[value].pk
    if key == "person":
        return world.users[value].pk
    if key == "primary":
        return filed(world, key="utama", title="Jalan rusak parah").code
    return value


@pytest.mark.parametrize("name", [name for name in CASES if any(param.required for param in MOVES[name].takes)])
def test_an_empty_form_says_what_is_missing(world: World, name: str) -> None:
    who, scene, _ = CASES[name]
    with clock.freeze(MONDAY):
        report = scene(world)
        answer = sign_in(world, who).post(address(report, name), {"turn": report.turn})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "perlu diperbaiki" in answer.content.decode()


def test_a_disposition_names_everything_that_is_missing_at_once_and_keeps_its_question(world: World) -> None:
    report = filed(world)
    answer = sign_in(world, "citra").post(address(report, "dispose"), {"turn": report.turn})
    assert {"to", "oversight"} <= answer.context["form"].errors.keys()
    assert "Terbitkan untuk umum?" in answer.content.decode()
    assert "Jangan terbitkan karena" not in answer.content.decode()
    assert 'Judul untuk publik <span class="optional">(wajib bila diterbitkan)</span>' in answer.content.decode()


def test_a_move_that_is_not_possible_any_more_says_why_and_gives_the_words_back(world: World) -> None:
    report = assigned(world)
    actions.archive(filed(world, key="lain"), by=SYSTEM, archive_reason="unclear", reason="Tidak jelas.")
    browser = sign_in(world, "citra")
    answer = browser.post(address(report, "hold"), {"questions": "Di jalan <mana>?", "turn": report.turn})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "belum ditindaklanjuti" in page
    assert "Di jalan &lt;mana&gt;?" in page
    assert browser.get(address(report, "hold")).status_code == 403


def test_an_unknown_move_and_moves_of_reporters_are_not_there(world: World) -> None:
    browser, report = sign_in(world, "citra"), filed(world)
    for name in ("terbang", "submit", "rate", "withdraw", "overdue"):
        assert browser.get(address(report, name)).status_code == 404


def test_a_suggestion_or_a_branch_fills_the_picker_and_keeps_what_was_typed(world: World) -> None:
    report = filed(world)
    browser = sign_in(world, "citra")
    unit = world.agencies["dinas-pu"]
    answer = browser.post(address(report, "dispose"), {"pilih": unit.pk, "note": "Tolong cepat.", "turn": 0})
    form = answer.context["form"]
    assert answer.status_code == 200
    assert (form["to"].value(), form["note"].value(), form.errors) == (str(unit.pk), "Tolong cepat.", {})
    assert f'value="{unit.name}"' in answer.content.decode()


def test_who_receives_a_return_reads_from_whom_it_came_after_how_long_and_why(world: World) -> None:
    report = assigned(world)
    proposed = world.agencies["perhubungan"]
    actions.return_up(report, by=world.actor("dewi"), reason="Rambu bukan urusan kami.", proposed=proposed)
    page = sign_in(world, "citra").get(address(report)).content.decode()
    assert f"{world.agencies['dinas-pu'].short_name} → {world.agencies['luwu-timur'].short_name}" in page
    assert f"Usul: {world.agencies['perhubungan'].short_name}" in page
    assert "kurang dari 1 hari kerja" in page


def test_who_must_decide_finds_those_who_returned_it_as_buttons_and_their_reasons_beside_the_form(world: World) -> None:
    report = disputed(world)
    page = sign_in(world, "citra").get(address(report, "arbitrate"))
    returned = {world.agencies[key].slug for key in ("dinas-pu", "perhubungan")}
    assert {one.slug for one in page.context["proposals"]} == returned
    assert "Ini rambu." in page.content.decode()
    assert sign_in(world, "citra").get(address(report)).context["primary"].label == "Putuskan"
