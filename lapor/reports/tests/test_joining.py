"""Reports on the same matter: what may follow what, one answer for each reporter, and how the link ends."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.reports import actions, invariants, likely, policies, words
from lapor.reports.files import Upload
from lapor.reports.models import Message, Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def now(report: Report) -> Report:
    return Report.objects.select_related("holder", "accused", "key", "merged_into").get(pk=report.pk)


def follow(world: World, report: Report, primary: Report) -> Report:
    with clock.freeze(scenes.MONDAY + DAY):
        return actions.merge(now(report), by=world.actor("citra"), primary=primary.code)


def answer(world: World, report: Report, text: str = "Sudah kami tambal kemarin.", **values: Any) -> Report:
    with clock.freeze(scenes.MONDAY + 2 * DAY):
        return actions.follow_up(now(report), by=world.actor("dewi"), text=text, **values)


def texts(report: Report) -> list[str]:
    key = words.key_of(now(report))
    rows = Message.objects.filter(report=report, audience="reporter").order_by("created_at")
    return [words.message(row, key) for row in rows]


def doctor() -> list[str]:
    return [line for line in invariants.problems() if "laporan:" in line and "yang lewat belum" not in line]


def test_one_answer_reaches_each_reporter_under_the_key_of_his_own_report(world: World) -> None:
    primary = scenes.assigned(world)
    ones = [follow(world, scenes.submitted(world), primary), follow(world, scenes.assigned(world), primary)]
    file = Upload("bukti.pdf", 9, io.BytesIO(b"%PDF-1.4\n"))
    answer(world, primary, files=(file,))
    for one in ones:
        assert texts(one) == ["Sudah kami tambal kemarin."]
        assert [row.by_reporter for row in one.attachments.all()] == [False]
        event = one.events.get(kind="relay")
        assert (event.user_id, event.to_state) == (world.users["dewi"].pk, "merged")
    assert ones[1].deadlines.get(clock="response").outcome == "met"
    assert ones[1].deadlines.get(clock="completion").outcome == "paused"
    assert primary.events.get(kind="follow_up").data["relayed"] == 2
    assert doctor() == []


def test_an_answer_that_is_only_for_one_stays_with_him(world: World) -> None:
    primary = scenes.assigned(world)
    other = follow(world, scenes.submitted(world), primary)
    answer(world, primary, to_merged=False)
    assert texts(other) == []


def test_a_failure_at_one_stops_no_other_and_is_told(world: World) -> None:
    primary = scenes.assigned(world)
    broken, whole = (follow(world, scenes.submitted(world), primary) for _ in range(2))
    now(broken).key.delete()
    answer(world, primary)
    assert texts(whole) == ["Sudah kami tambal kemarin."]
    assert not broken.events.filter(kind="relay").exists()
    assert primary.events.get(kind="follow_up").data["unrelayed"] == 1


def test_the_name_of_one_reporter_is_not_read_by_the_others(world: World) -> None:
    primary = scenes.assigned(world, identity="named", name="Ani Lestari", email="ani@contoh.id")
    follow(world, scenes.submitted(world), primary)
    with pytest.raises(Refused, match="menyebut nama pelapor"):
        answer(world, primary, "Yth. Ibu LESTARI, sudah kami tambal.")
    answer(world, primary, "Yth. Ibu Lestari, sudah kami tambal.", to_merged=False)


def test_who_had_the_final_answer_ends_with_the_primary_and_may_still_disagree(world: World) -> None:
    primary = scenes.assigned(world)
    other = follow(world, scenes.submitted(world), primary)
    primary = answer(world, primary, final=True)
    with clock.freeze(scenes.MONDAY + 3 * DAY):
        actions.close(primary, by=scenes.owner(primary))
        other = now(other)
        assert (other.state, other.closed_by, other.merged_into) == ("closed", "system", None)
        assert doctor() == []
        actions.rate(other, by=scenes.owner(other), **scenes.GOOD)
        other = actions.reopen(other, by=scenes.owner(other), reason="Di tempat saya belum.")
    assert (other.state, now(primary).state) == ("in_progress", "closed")
    assert doctor() == []


def test_who_had_no_final_answer_goes_on_alone_when_the_primary_ends(world: World) -> None:
    primary = scenes.answered(world, final=True)
    primary = actions.respond(primary, by=scenes.owner(primary), text="Belum.")
    other = follow(world, scenes.assigned(world), primary)
    with clock.freeze(scenes.MONDAY + 3 * DAY):
        actions.close(now(primary), by=scenes.owner(primary))
    assert (now(other).state, now(other).merged_into) == ("assigned", None)
    assert other.deadlines.get(clock="completion").outcome == "running"


@pytest.mark.parametrize("ending", ["withdraw", "archive"])
def test_a_primary_that_is_set_aside_lets_the_others_go(world: World, ending: str) -> None:
    primary = scenes.submitted(world)
    other = follow(world, scenes.submitted(world), primary)
    with clock.freeze(scenes.MONDAY + 2 * DAY):
        if ending == "withdraw":
            actions.withdraw(now(primary), by=scenes.owner(primary))
        else:
            actions.archive(now(primary), by=world.actor("citra"), archive_reason="unclear", reason="Tidak jelas.")
    assert now(other).state == "unverified"


def test_a_reporter_who_disagrees_has_his_own_report_again(world: World) -> None:
    primary = scenes.assigned(world)
    other = follow(world, scenes.assigned(world), primary)
    answer(world, primary, final=True)
    with clock.freeze(scenes.MONDAY + 3 * DAY):
        other = actions.unmerge(now(other), by=scenes.owner(other), reason="Lubang saya di jalan lain.")
        actions.close(now(primary), by=scenes.owner(primary))
    assert (now(other).state, now(other).final_at) == ("assigned", None)
    assert other.deadlines.get(clock="completion").outcome == "running"


def test_what_a_reporter_adds_to_a_report_that_follows_starts_no_clock(world: World) -> None:
    primary = scenes.assigned(world)
    other = follow(world, scenes.assigned(world), primary)
    actions.add(other, by=scenes.owner(other), text="Makin dalam.")
    assert {row.outcome for row in other.deadlines.filter(stopped_at=None)} == {"paused"}


def test_links_make_no_chains_and_no_circles(world: World) -> None:
    first, second, third = (scenes.submitted(world) for _ in range(3))
    follow(world, second, first)
    for report, primary, why in (
        (third, second, "sendiri mengikuti"),
        (first, third, "Laporan lain mengikuti"),
        (third, third, "utamanya sendiri"),
        (third, scenes.closed(world), "tidak berjalan"),
    ):
        with pytest.raises(MoveRefused, match=why):
            follow(world, report, primary)


def test_a_secret_report_follows_only_where_it_was_handled(world: World) -> None:
    secret, here, there = scenes.submitted(world, secrecy="secret"), scenes.submitted(world), scenes.assigned(world)
    with pytest.raises(MoveRefused, match="pernah memegangnya"):
        follow(world, secret, there)
    with pytest.raises(MoveRefused, match="lebih rahasia"):
        follow(world, here, secret)
    assert follow(world, secret, here).is_secret


def test_nothing_of_a_secret_report_shows_at_the_public_one(world: World) -> None:
    secret, primary = scenes.submitted(world, secrecy="secret"), scenes.submitted(world)
    follow(world, secret, primary)
    with clock.freeze(scenes.MONDAY + DAY):
        primary = actions.dispose(
            now(primary), by=world.actor("citra"), to=world.agencies["dinas-pu"], **scenes.public(primary)
        )
    assert policies.joined_to(primary, world.actor("citra")).count == 1
    assert policies.joined_to(primary, world.actor("dewi")).count == 0
    answer(world, primary)
    assert texts(secret) == []
    assert (now(secret).state, now(secret).merged_into) == ("unverified", None)


def test_an_ordinary_report_elsewhere_is_counted_and_not_opened(world: World) -> None:
    primary = scenes.assigned(world)
    follow(world, scenes.submitted(world), primary)
    joined = policies.joined_to(primary, world.actor("dewi"))
    assert (joined.count, joined.rows) == (1, ())


def test_an_accused_agency_never_answers_who_accuses_it(world: World) -> None:
    accusing = scenes.submitted(world, accused=world.agencies["dinas-pu"].pk)
    with pytest.raises(MoveRefused, match="melaporkan instansi"):
        follow(world, accusing, scenes.assigned(world))
    primary = scenes.submitted(world)
    follow(world, accusing, primary)
    with clock.freeze(scenes.MONDAY + DAY):
        primary = actions.dispose(
            now(primary), by=world.actor("citra"), to=world.agencies["dinas-pu"], **scenes.public(primary)
        )
    assert policies.joined_to(primary, world.actor("dewi")).count == 0
    answer(world, primary)
    assert texts(accusing) == []
    assert now(accusing).state == "unverified"


def test_a_primary_that_becomes_secret_keeps_only_secret_ones(world: World) -> None:
    primary = scenes.submitted(world)
    secret, open_one = scenes.submitted(world, secrecy="secret"), scenes.submitted(world)
    for one in (secret, open_one):
        follow(world, one, primary)
    actions.raise_secrecy(now(primary), by=scenes.owner(primary))
    assert (now(secret).state, now(open_one).state) == ("merged", "unverified")
    assert doctor() == []


def test_doctor_tells_of_a_primary_that_is_more_secret_or_at_rest(world: World) -> None:
    primary = scenes.submitted(world)
    follow(world, scenes.submitted(world), primary)
    Report.objects.filter(pk=primary.pk).update(secrecy="secret", state="archived")
    told = " ".join(invariants.problems())
    assert "lebih rahasia" in told
    assert "tidak berjalan" in told


def test_likely_duplicates_are_those_that_the_officer_may_see_and_join(world: World) -> None:
    citra = world.actor("citra")
    report = scenes.submitted(world, title="Jalan berlubang di pasar")
    near = scenes.submitted(world, title="Lubang jalan depan pasar lama")
    scenes.submitted(world, title="Jalan berlubang di pasar", secrecy="secret")
    scenes.submitted(world, title="Jalan berlubang di pasar", target=world.agencies["luwu-utara"].pk)
    scenes.submitted(world, title="Jalan berlubang di pasar", at=scenes.MONDAY + 90 * DAY)
    assert likely.duplicates(report, citra) == [near]
