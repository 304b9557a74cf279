"""An agency turns out to be what a report is about: from then on it is past the agency, with all below it."""

from __future__ import annotations

from lapor.agencies import queries as agencies
from lapor.agencies.models import PATH_STEP, Agency, Role
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import deadlines, incharge
from lapor.reports.actions.joining import release_followers
from lapor.reports.actions.texts import write
from lapor.reports.choices import Origin, State
from lapor.reports.models import AnswerDraft, Deadline, Disposition, Message, Report
from lapor.reports.moving import MoveRefused, Step, hand_over, make
from lapor.reports.workflow import MOVES

AT_WORK = (State.ASSIGNED, State.IN_PROGRESS)


def accuse(report: Report, *, by: Actor, accused: Agency | None, reason: str) -> Report:
    """Mark an agency as accused; it and all below it lose sight of the report at once. Nobody can take that back.

    What lay there goes to the inspectorate, or to the desk above; so do its limits and its decisions.
    """
    if accused is None:
        raise Refused("Pilih instansi yang dilaporkan.")
    with make(report, "accuse", by=by) as step:
        _refuse(step, accused)
        write(step, Message.Kind.REASON, reason, audience=Message.Audience.OFFICERS)
        above = agencies.coordinator_at(accused.path[:-PATH_STEP]) or agencies.national_root()
        if above is None or above.path.startswith(accused.path):
            raise MoveRefused("Tidak ada instansi di atasnya yang dapat mengambil alih laporan ini.")
        step.report.accused = accused
        step.data["accused"] = accused.pk
        step.report.assignee = None  # who may belong to the accused himself
        incharge.pass_promise(step.report, to=None)
        _take_away(step, accused)
        if step.report.holder.path.startswith(accused.path):
            _move_past(step, accused, above)
        _let_decide(step, accused, above)
        release_followers(step, only_unfit=True)
    return step.report


def _refuse(step: Step, accused: Agency) -> None:
    before = step.report.accused
    if before and accused == before:
        raise MoveRefused(f"{before.name} sudah ditandai sebagai yang dilaporkan.")
    if before and not before.path.startswith(accused.path):
        raise MoveRefused(
            f"{before.name} sudah ditandai sebagai yang dilaporkan. Anda hanya dapat menandai instansi di atasnya, "
            "agar keduanya tidak melihat laporan ini."
        )
    if any(seat.path.startswith(accused.path) for seat in step.by.seats):
        raise MoveRefused(
            "Anda sendiri bekerja di instansi itu. Mintalah instansi di atasnya atau admin nasional menandainya."
        )
    if not any(seat.role in step.move.officers and accused.path.startswith(seat.path) for seat in step.by.seats):
        raise MoveRefused("Anda hanya dapat menandai instansi di bawah Anda. Untuk yang lain, kembalikan ke atas.")


def _take_away(step: Step, accused: Agency) -> None:
    """Nothing in the accused branch is left open: no copy, no draft."""
    below = {"report": step.report, "agency__path__startswith": accused.path}
    Disposition.objects.filter(**below, kind=Disposition.Kind.COPY, until__isnull=True).update(until=step.at)
    AnswerDraft.objects.filter(**below).delete()


def _move_past(step: Step, accused: Agency, above: Agency) -> None:
    """What was being worked on goes to the inspectorate as a disposition does, or to the desk above as a return does.

    All else goes to that desk as it is: what is not verified yet, what rests, what waits for an answer to an objection.
    """
    report = step.report
    objected = Deadline.objects.filter(report=report, outcome__in=deadlines.LIVE, clock="objection").exists()
    working = report.state in AT_WORK and report.origin == Origin.NATIVE and not objected
    inspectorate = agencies.inspectorate_of(accused) if working else None
    if inspectorate and agencies.has_officers(inspectorate, Role.LIAISON, Role.AGENCY_ADMIN):
        hand_over(step, to=inspectorate, kind=Disposition.Kind.MAIN)
        step.to = State.ASSIGNED
        _turn(step, as_at="dispose", starts=("response",))
    else:
        hand_over(step, to=above, kind=Disposition.Kind.QUEUE)
        if working:
            step.to = State.UNVERIFIED
            _turn(step, as_at="return_up", starts=("redisposition",))
    if working:
        report.final_at = None  # what the accused called final ends nothing


def _turn(step: Step, *, as_at: str, starts: tuple[str, ...]) -> None:
    """Turn the clocks as another move does, and let the event say which: only here they turn or not, as the report lay
    there or not.
    """
    step.data["clocks_as"] = as_at
    deadlines.turn(step.report, MOVES[as_at], at=step.at, starts=starts, pauses=MOVES[as_at].pauses)


def _let_decide(step: Step, accused: Agency, above: Agency) -> None:
    """Limits and decisions that were the accused's are those of who has the report now, an objection that of the desk
    above.
    """
    report = step.report
    theirs = Deadline.objects.filter(report=report, outcome__in=deadlines.LIVE, agency__path__startswith=accused.path)
    if theirs.filter(clock="objection").update(agency=above):
        Disposition.objects.create(
            report=report, agency=above, kind=Disposition.Kind.REVIEW, since=step.at, until=step.at
        )
    theirs.exclude(clock="objection").update(agency=report.holder)
    if report.arbiter and ("to" in step.data or report.arbiter.path.startswith(accused.path)):
        owed = Deadline.objects.filter(report=report, outcome__in=deadlines.LIVE, clock="arbitration")
        report.arbiter = report.holder if owed.exists() else None
