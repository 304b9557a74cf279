"""A year of the regency, hour by hour: 30 units, 300 reports, officers as the field describes them.

Time is `kit.clock.freeze`: a travelled system clock is what our own guard against jumping clocks reacts to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from pytest_django import Settings

from lapor.agencies.queries import coordinator_for
from lapor.kit import clock
from lapor.notices.models import Delivery
from lapor.notices.tests.conftest import Mailbox, listen, use_smtp
from lapor.reports.choices import OPEN_STATES, Waits
from lapor.reports.deadlines import REPORTER_CLOCKS
from lapor.reports.models import Deadline, Event, Reaction, Report, StepTaken
from lapor.standards import queries as standards
from lapor.standards.models import Step
from tests.harness.stage import stage
from tests.year.office import Regency, evening, file_report, settle, working_day

pytestmark = [pytest.mark.django_db, pytest.mark.year]

ZONE = ZoneInfo("Asia/Makassar")
BEGIN = datetime(2026, 1, 5, 0, 0, tzinfo=ZONE).astimezone(UTC)
DAYS, UNITS, REPORTS, SEED = 364, 30, 300, 7324
HOUR = timedelta(hours=1)
OPENS, DESK_AT, EVENING_AT = 8, 9, 20
AWAKE = range(6, 22)


@dataclass
class Year:
    """What the year left behind."""

    regency: Regency
    mailbox: Mailbox
    end: datetime


@pytest.fixture
def year(settings: Settings) -> Iterator[Year]:
    box = Mailbox()
    server = listen(box)
    use_smtp(settings, port=box.port)
    yield _lived(box)
    server.stop()


def _lived(box: Mailbox) -> Year:
    with clock.freeze(BEGIN):
        regency = settle(stage(), seed=SEED, units=UNITS)
    coming = sorted(Random(SEED).randrange(DAYS * 24 - 24 * 30) for _ in range(REPORTS))
    for hour in range(DAYS * 24):
        with clock.freeze(BEGIN + hour * HOUR) as now:
            _worker(now)
            for _ in range(coming.count(hour)):
                file_report(regency)
            local = now.astimezone(ZONE)
            if local.hour == DESK_AT and standards.calendar_for(regency.home).is_working(local.date()):
                working_day(regency)
            if local.hour == EVENING_AT:
                evening(regency)
    return Year(regency, box, BEGIN + DAYS * 24 * HOUR)


def _worker(now: datetime) -> None:
    """One hour of `lapor worker`; here an error is an error. At night only what watches for gaps needs its turn."""
    by_day = now.astimezone(ZONE).hour in AWAKE
    for name in settings.LAPOR_SWEEPS if by_day else settings.LAPOR_SWEEPS[:1]:
        import_string(name)(now)
    if not (by_day or Reaction.objects.filter(done_at=None).exists()):
        return
    while sum(import_string(name)("year") for name in settings.LAPOR_WORKER_SOURCES):
        pass


def test_a_year_in_luwu_timur(year: Year) -> None:
    """One test, because the year takes its time; each look at it has a name of its own."""
    with clock.freeze(year.end):
        everybody_did_his_part(year.regency)
        doctor_is_content()
        everything_late_was_escalated_as_the_rows_say(year)
        nothing_was_sent_twice(year)
        nothing_is_stuck_without_an_owner(year)


def everybody_did_his_part(regency: Regency) -> None:
    """The year would prove nothing if nobody had returned, recalled, asked, objected or let a limit pass."""
    assert Report.objects.count() == REPORTS
    # What happens some dozen times in any year; a decision above, or an appeal, may be missing in one.
    usual = ("recall", "return_up", "hold", "ask", "object", "reopen", "rate", "archive", "close")
    assert [name for name in usual if not regency.did.get(name)] == []
    by_time = Event.objects.filter(actor_kind="system").values_list("kind", flat=True)
    # Who is offered the Ombudsman, and who goes by himself before, is a matter of chance in one year.
    assert {"remind", "overdue", "warn", "close", "archive", "unanswered"} <= set(by_time)


def doctor_is_content() -> None:
    assert [sentence for name in settings.LAPOR_DOCTORS for sentence in import_string(name)()] == []


def everything_late_was_escalated_as_the_rows_say(year: Year) -> None:
    """Each limit that was never paused or moved has the steps that simple counting gives, and each told somebody
    unless the report is secret: above the agency that holds it nobody may know of it.
    """
    rows = Deadline.objects.exclude(clock__in=REPORTER_CLOCKS).filter(armed_at=None, counted_at=None, paused_at=None)
    looked = Counter[str]()
    for row in rows.select_related("agency", "report"):
        taken = set(StepTaken.objects.filter(deadline=row).values_list("step", flat=True))
        wanted = set(_wanted(row, until=row.stopped_at or year.end))
        assert taken == wanted, (row.pk, row.clock, row.started_at, row.due_at, row.stopped_at, taken ^ wanted)
        looked.update(wanted)
    assert {step.name for step in Step.objects.all()} <= set(looked), looked
    _each_step_told_somebody()


def _wanted(row: Deadline, *, until: datetime) -> Iterator[str]:
    """Counted day by day, not with the arithmetic that is tried here."""
    for step in Step.objects.filter(agency=None, clock__in=("", row.clock)):
        at = _moment(row, step)
        tick = BEGIN + -(-(at - BEGIN) // HOUR) * HOUR  # the first round of the worker that could see it
        if max(tick, row.started_at) < until:
            yield step.name


def _moment(row: Deadline, step: Step) -> datetime:
    calendar = standards.calendar_for(row.agency)
    due = row.due_at.astimezone(ZONE)
    if step.measure == Step.Measure.LATE:
        return datetime.combine(_day(due.date(), step.amount), calendar.office_closes, ZONE)
    if step.amount == 100:
        return due
    left = row.amount * (100 - step.amount) // 100
    return datetime.combine(_day(due.date(), -left), time(OPENS), ZONE)


def _day(day: date, steps: int) -> date:
    """So many working days later, or earlier."""
    calendar, ahead = standards.calendar_for(None), 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        day += timedelta(days=ahead)
        while not calendar.is_working(day):
            day += timedelta(days=ahead)
    return day


def _each_step_told_somebody() -> None:
    told = Counter(Delivery.objects.filter(event__kind="remind").values_list("event", flat=True))
    for event in Event.objects.filter(kind="remind").select_related("report"):
        assert told[event.pk] or event.report.is_secret, event.data
    reached = {role for event in Event.objects.filter(kind="remind", pk__in=told) for role in event.data["tells"]}
    assert reached == {"desk", "agency_admin", "leader", "national_admin"}


def nothing_was_sent_twice(year: Year) -> None:
    names = Counter(mail["Message-ID"] for mail in year.mailbox.mails)
    assert [name for name, times in names.items() if times > 1] == []
    digests = Counter(
        (mail["To"], mail["Subject"], mail["Date"]) for mail in year.mailbox.mails if "angkuman" in str(mail["Subject"])
    )
    assert digests
    assert max(digests.values()) == 1
    assert not Delivery.objects.queued().exists()
    assert not Delivery.objects.failed().exists()


def nothing_is_stuck_without_an_owner(year: Year) -> None:
    """Every open report waits for somebody who can be named, with a limit that runs."""
    for report in Report.objects.filter(state__in=OPEN_STATES).select_related("waits_at"):
        live = report.deadlines.filter(outcome__in=("running", "paused"))
        assert live.exists(), (report.code, report.state)
        assert report.waits_for in (Waits.OFFICER, Waits.REPORTER), report.code
        if report.waits_for == Waits.OFFICER:
            desk = report.waits_at
            assert desk is not None
            assert desk.pk in year.regency.workers or coordinator_for(desk), report.code
