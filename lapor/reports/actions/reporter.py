"""What the reporter may do with his own report."""

from __future__ import annotations

from lapor.agencies import queries as agencies
from lapor.agencies.models import Agency
from lapor.kit import contacts
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.reports import deadlines, policies
from lapor.reports import files as attachments
from lapor.reports.actions import promising
from lapor.reports.actions.joining import release_followers
from lapor.reports.actions.texts import hide, write
from lapor.reports.choices import ArchiveReason, Secrecy, Verdict
from lapor.reports.files import Upload
from lapor.reports.models import Attachment, Disposition, Message, Rating, Report, Reporter
from lapor.reports.moving import Step, make


def complete(report: Report, *, by: Actor, text: str, files: tuple[Upload, ...] = ()) -> Report:
    """Answer the verifier's questions; verification runs on."""
    with make(report, "complete", by=by) as step:
        write(step, Message.Kind.RESPONSE, text, files=files)
    return step.report


def respond(report: Report, *, by: Actor, text: str, files: tuple[Upload, ...] = ()) -> Report:
    """Reply to a follow-up; what was called final is open again."""
    with make(report, "respond", by=by) as step:
        write(step, Message.Kind.RESPONSE, text, files=files)
        step.report.final_at = None
    return step.report


def add(report: Report, *, by: Actor, text: str, files: tuple[Upload, ...] = ()) -> Report:
    """Add something while the report is open; nothing of the clocks changes but a question is answered."""
    with make(report, "add", by=by) as step:
        write(step, Message.Kind.RESPONSE, text, files=files)
    return step.report


def share_phone(report: Report, *, by: Actor, phone: str) -> Report:
    """Give a phone number to the agency that holds the report now, and to no other that may hold it later."""
    with make(report, "share_phone", by=by) as step:
        number = contacts.phone(phone)
        if number is None:
            raise Refused("Nomor ini tidak kami kenali. Tulis nomor telepon Indonesia, misalnya 0812 3456 7890.")
        write(step, Message.Kind.PHONE, number, audience=Message.Audience.HOLDER)
        step.data["holder"] = step.report.holder_id
    return step.report


def raise_secrecy(report: Report, *, by: Actor) -> Report:
    """Make it secret, at once and everywhere: nothing public is left, and the holder's copy of the name is gone."""
    with make(report, "raise_secrecy", by=by) as step:
        row = step.report
        row.secrecy = Secrecy.SECRET
        hide(row)
        row.withheld = ""
        Attachment.objects.filter(report=row, is_public=True).update(is_public=False)
        attachments.forget_named(row)
        Message.objects.filter(report=row, audience=Message.Audience.HOLDER).update(body_sealed=None)
        Reporter.objects.filter(report=row).update(name_sealed=None, email_index=None, phone_index=None)
        copies = Disposition.objects.filter(report=row, kind=Disposition.Kind.COPY, until__isnull=True)
        copies.update(until=step.at)
        release_followers(step, only_unfit=True)
        if row.parts_made:
            _raise_parts(row)
    return step.report


def _raise_parts(origin: Report) -> None:
    """What was taken from a secret report is secret."""
    for part in policies.parts_of(origin).filter(secrecy=Secrecy.PUBLIC):
        raise_secrecy(part, by=SYSTEM)


def rate(report: Report, *, by: Actor, adequate: str, solved: str, treated: str, text: str = "") -> Report:
    """Judge the answer, the outcome and how one was treated; within the window the last judgement counts."""
    given = {"adequate": adequate, "solved": solved, "treated": treated}
    if not set(given.values()) <= set(Verdict.values):
        raise Refused("Jawab ketiga pertanyaannya dengan ya, sebagian atau tidak.")
    with make(report, "rate", by=by) as step:
        reason = write(step, Message.Kind.RESPONSE, text) if text.strip() else None
        values = given | {
            "solved": {Verdict.YES: True, Verdict.NO: False}.get(Verdict(solved)),
            "stars": None,
            "rated_at": step.at,
            "reason": reason,
        }
        Rating.objects.update_or_create(report=step.report, defaults=values)
        step.data |= given
    return step.report


def reopen(report: Report, *, by: Actor, reason: str) -> Report:
    """It is not solved: the holder works on, with a new completion limit. Once, within the window, with a reason."""
    with make(report, "reopen", by=by) as step:
        write(step, Message.Kind.RESPONSE, reason)
        row = step.report
        if by.kind == "reporter":
            row.reopened += 1
        row.closed_at, row.closed_by, row.final_at = None, "", None
    return step.report


def object_to(report: Report, *, by: Actor, reason: str) -> Report:
    """Disagree with the decision; the agency above the holder decides."""
    with make(report, "object", by=by) as step:
        write(step, Message.Kind.RESPONSE, reason)
        step.report.objected_at = step.at
        superior = _superior_of(step)
        step.data["to"] = superior.pk
        deadlines.start(step.report, "objection", agency=superior, at=step.at)
        step.starts = ()
        _let_read(step, superior.pk)
    return step.report


def _superior_of(step: Step) -> Agency:
    row = step.report
    parent = row.holder.parent
    while parent and policies.is_accused(row, parent.path):
        parent = parent.parent
    return (agencies.coordinator_for(parent) if parent else None) or agencies.national_root() or row.holder


def _let_read(step: Step, agency_id: int) -> None:
    """The superior may not have had the report in hand yet; deciding needs reading, also of a secret one."""
    Disposition.objects.create(
        report=step.report, agency_id=agency_id, kind=Disposition.Kind.REVIEW, since=step.at, until=step.at
    )


def withdraw(report: Report, *, by: Actor, reason: str = "") -> Report:
    """Take the report back; it is archived as its reporter wished, not deleted."""
    with make(report, "withdraw", by=by) as step:
        if reason.strip():
            write(step, Message.Kind.RESPONSE, reason)
        step.report.merged_into = None
        step.report.archive_reason = ArchiveReason.WITHDRAWN
        promising.drop(step)
        step.data["reason"] = ArchiveReason.WITHDRAWN
        release_followers(step)
    return step.report
