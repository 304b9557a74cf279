"""Two who act at once: one wins, the other reads a sentence. On both databases, with real threads."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from lapor.agencies.actions import grant, share_reports
from lapor.agencies.models import Role
from lapor.kit import clock
from lapor.people.actions import create_user
from lapor.people.actor import PUBLIC, SYSTEM
from lapor.reports import actions, events
from lapor.reports.models import Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.world import World, draft, set_stage
from lapor.reports.world.cast import SINCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
RACES, THREADS = 20, 8


@pytest.fixture
def stage(transactional_db: None) -> World:
    return set_stage()


def race(runners: list[Callable[[], object]]) -> Counter[str]:
    """Let all run at the same moment; count how each ended."""
    gate, ends = threading.Barrier(len(runners)), Counter[str]()
    lock = threading.Lock()

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            end = "won"
        except MoveRefused:
            end = "refused"
        except Exception as error:
            end = type(error).__name__
        finally:
            connection.close()
        with lock:
            ends[end] += 1

    threads = [threading.Thread(target=run, args=(act,)) for act in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_of_eight_officers_who_verify_at_once_one_wins(stage: World) -> None:
    citra, units = stage.actor("citra"), ["dinas-pu", "dinkes", "pendidikan", "perhubungan"] * 2
    for _ in range(RACES):
        report = scenes.submitted(stage)
        copies = [Report.objects.select_related("holder").get(pk=report.pk) for _ in units]
        ends = race(
            [
                lambda r=copy, u=unit: actions.dispose(  # type: ignore[misc]
                    r, by=citra, to=stage.agencies[u], **scenes.public(r)
                )
                for copy, unit in zip(copies, units, strict=True)
            ]
        )
        assert ends == {"won": 1, "refused": THREADS - 1}
        log = list(report.events.order_by("seq"))
        assert [e.kind for e in log] == ["submit", "dispose"]
        assert events.first_break(log) is None


def test_different_moves_at_once_have_one_winner(stage: World) -> None:
    citra, dewi = stage.actor("citra"), stage.actor("dewi")
    proposed = stage.agencies["perhubungan"]
    for _ in range(RACES):
        report = scenes.assigned(stage)
        fresh = [Report.objects.select_related("holder").get(pk=report.pk) for _ in range(THREADS)]
        moves: list[Callable[[Report], object]] = [
            lambda r: actions.follow_up(r, by=dewi, text="Kami periksa besok."),
            lambda r: actions.return_up(r, by=dewi, reason="Bukan jalan kabupaten.", proposed=proposed),
            lambda r: actions.recall(r, by=citra, reason="Salah kirim."),
            lambda r: actions.ask(r, by=dewi, questions="Di sisi mana?"),
        ] * 2
        ends = race([lambda m=move, r=row: m(r) for move, row in zip(moves, fresh, strict=True)])  # type: ignore[misc]
        assert ends == {"won": 1, "refused": THREADS - 1}
        assert events.first_break(report.events.order_by("seq")) is None


def test_of_two_reports_merged_into_each_other_at_once_one_follows_the_other(stage: World) -> None:
    citra = stage.actor("citra")
    for _ in range(RACES):
        one, other = scenes.assigned(stage), scenes.assigned(stage)
        pairs = [(one, other), (other, one)] * (THREADS // 2)
        copies = [(Report.objects.select_related("holder").get(pk=row.pk), primary.code) for row, primary in pairs]
        ends = race([lambda r=row, c=code: actions.merge(r, by=citra, primary=c) for row, code in copies])  # type: ignore[misc]
        assert ends == {"won": 1, "refused": THREADS - 1}
        following = Report.objects.filter(pk__in=[one.pk, other.pk], merged_into__isnull=False)
        assert [row.state for row in following] == ["merged"]


def test_an_answer_reaches_who_follows_while_others_try_to_turn_the_link_around(stage: World) -> None:
    citra, dewi = stage.actor("citra"), stage.actor("dewi")
    for _ in range(RACES):
        primary, follower = scenes.assigned(stage), scenes.assigned(stage)
        follower = actions.merge(follower, by=citra, primary=primary.code)
        rows = [Report.objects.select_related("holder").get(pk=primary.pk) for _ in range(THREADS)]
        answer = partial(actions.follow_up, rows[0], by=dewi, text="Kami periksa besok.")
        turns = [partial(actions.merge, row, by=citra, primary=follower.code) for row in rows[1:]]
        assert race([answer, *turns]) == {"won": 1, "refused": THREADS - 1}
        assert follower.messages.filter(kind="follow_up").count() == 1


def test_a_part_follows_its_origin_or_goes_back_into_it_and_neither_waits_for_the_other(stage: World) -> None:
    citra = stage.actor("citra")
    for _ in range(RACES):
        part = scenes.part(stage)
        rows = [Report.objects.select_related("holder", "split_from").get(pk=part.pk) for _ in range(THREADS)]
        origin = part.split_from.code if part.split_from else ""
        joins = [partial(actions.merge, row, by=citra, primary=origin) for row in rows[::2]]
        backs = [partial(actions.unsplit, row, by=citra, reason="Satu hal saja.") for row in rows[1::2]]
        assert race([*joins, *backs]) == {"won": 1, "refused": THREADS - 1}


def test_the_words_of_a_reporter_are_never_refused_in_a_race(stage: World) -> None:
    report = scenes.assigned(stage)
    ani = scenes.owner(report)
    rows = [Report.objects.select_related("holder").get(pk=report.pk) for _ in range(THREADS)]
    ends = race([lambda r=row, n=n: actions.add(r, by=ani, text=f"Tambahan {n}.") for n, row in enumerate(rows)])  # type: ignore[misc]
    assert ends == {"won": THREADS}
    assert report.messages.filter(kind="response").count() == THREADS
    assert events.first_break(report.events.order_by("seq")) is None


def test_the_same_submit_sent_24_times_at_once_is_one_report(stage: World) -> None:
    receipts: list[tuple[str, str]] = []

    def send() -> None:
        receipt = actions.submit(draft(), by=PUBLIC, key="kunci-yang-sama-0123456789")
        receipts.append((receipt.report.code, receipt.pin))

    assert race([send] * 24) == {"won": 24}
    assert len(set(receipts)) == 1
    assert Report.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(stage: World) -> None:
    actions.submit(draft(), by=PUBLIC, key="kunci-yang-sama-0123456789")
    with pytest.raises(actions.KeyReused, match="laporan lain"):
        actions.submit(draft(title="Lampu jalan mati"), by=PUBLIC, key="kunci-yang-sama-0123456789")
    assert Report.objects.count() == 1


def test_reports_that_reach_a_unit_at_once_are_shared_out_evenly(stage: World) -> None:
    wira = create_user("wira@lapor.example", name="Wira", by=SYSTEM)
    grant(wira, agency=stage.agencies["dinas-pu"], role=Role.LIAISON, since=SINCE, by=SYSTEM)
    unit, citra = stage.agencies["dinas-pu"], stage.actor("citra")
    for way in ("turn", "load"):
        share_reports(unit, way=way, by=citra)
        unit.refresh_from_db()
        reports = [scenes.submitted(stage) for _ in range(THREADS)]
        ends = race(
            [
                lambda r=report: actions.dispose(r, by=citra, to=unit, **scenes.public(r))  # type: ignore[misc]
                for report in reports
            ]
        )
        assert ends == {"won": THREADS}
        people = Counter(Report.objects.filter(pk__in=[r.pk for r in reports]).values_list("assignee", flat=True))
        assert people == {wira.pk: THREADS // 2, stage.users["dewi"].pk: THREADS // 2}


def test_of_two_officers_who_accept_a_case_in_the_same_second_one_wins(stage: World) -> None:
    farah = stage.actor("farah")
    for _ in range(RACES // 4):
        report = scenes.assigned(stage)
        with clock.freeze(scenes.MONDAY + timedelta(days=80)):
            actions.appeal(report, by=scenes.owner(report))
        copies = [Report.objects.get(pk=report.pk) for _ in range(THREADS)]
        ends = race([lambda r=copy: actions.accept_appeal(r, by=farah) for copy in copies])  # type: ignore[misc]  # a lambda's default
        assert ends == {"won": 1, "refused": THREADS - 1}
        assert report.events.filter(kind="accept_appeal").count() == 1
