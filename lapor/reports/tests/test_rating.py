"""What a reporter says of the answer, the outcome and how he was treated."""

import pytest

from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC
from lapor.reports import actions, policies
from lapor.reports.models import Rating, Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

OLD = ("4 dari 5 bintang", "Masalah teratasi: tidak")


@pytest.fixture
def closed(world: World) -> Report:
    """A published report that was closed an hour ago."""
    return scenes.closed(world)


def told(report: Report) -> tuple[str, ...]:
    """What everybody reads of its rating."""
    rating = policies.redact(Report.objects.get(pk=report.pk), PUBLIC).rating
    return rating.told if rating else ()


def rated_with_stars(report: Report, stars: int) -> Report:
    """As ratings were kept before there were three questions."""
    Rating.objects.create(report=report, stars=stars, solved=False, rated_at=report.changed_at)
    return Report.objects.get(pk=report.pk)


def test_each_of_the_three_answers_is_told(closed: Report) -> None:
    with clock.freeze(closed.changed_at):
        actions.rate(closed, by=scenes.owner(closed), adequate="yes", solved="partly", treated="no")
    assert told(closed) == ("Jawaban memadai: ya", "Masalah teratasi: sebagian", "Diperlakukan dengan baik: tidak")


@pytest.mark.parametrize("question", ["adequate", "solved", "treated"])
def test_no_question_may_be_left_out_or_answered_otherwise(closed: Report, question: str) -> None:
    for answer in ("", "5", "maybe"):
        with pytest.raises(Refused, match="ketiga pertanyaan"):
            actions.rate(closed, by=scenes.owner(closed), **scenes.GOOD | {question: answer})
    assert not Rating.objects.exists()


@pytest.mark.parametrize("question", ["adequate", "solved", "treated"])
def test_one_plain_no_opens_the_way_to_the_ombudsman(closed: Report, question: str) -> None:
    owner = scenes.owner(closed)
    with clock.freeze(closed.changed_at):
        report = actions.rate(closed, by=owner, **dict.fromkeys(scenes.GOOD, "partly"))
        assert not policies.can(owner, "appeal", report)
        report = actions.rate(report, by=owner, **scenes.GOOD | {question: "no"})
        assert policies.can(owner, "appeal", Report.objects.get(pk=report.pk))


def test_stars_from_before_stay_readable_and_count_as_they_did(closed: Report) -> None:
    report = rated_with_stars(closed, 4)
    assert told(report) == OLD
    with clock.freeze(closed.changed_at):
        assert not policies.can(scenes.owner(report), "appeal", report)
        Rating.objects.update(stars=2)
        assert policies.can(scenes.owner(report), "appeal", Report.objects.get(pk=report.pk))


def test_a_new_judgement_takes_the_place_of_stars(closed: Report) -> None:
    report = rated_with_stars(closed, 1)
    with clock.freeze(closed.changed_at):
        actions.rate(report, by=scenes.owner(report), **scenes.GOOD)
    assert told(report) == ("Jawaban memadai: ya", "Masalah teratasi: ya", "Diperlakukan dengan baik: ya")
