"""Reports on the same matter: joined by a link, answered once, and each with its own reporter, thread and rights."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction

from lapor.kit import codes, rows
from lapor.kit.crypto import CryptoError
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.reports import deadlines, policies
from lapor.reports.actions.texts import names_reporter, write
from lapor.reports.choices import ClosedBy, State
from lapor.reports.files import Upload
from lapor.reports.models import Message, Report
from lapor.reports.moving import MoveRefused, Step, make

log = structlog.get_logger(__name__)
NOT_FOUND = "Laporan utama tidak ditemukan. Periksa kodenya."


def merge(report: Report, *, by: Actor, primary: str) -> Report:
    """Let the report follow another one on the same matter. A link only: secrecy, thread and rights stay its own."""
    with transaction.atomic():
        found = policies.visible_to(by).filter(code=codes.normalise(primary) or "").first()
        if found and found.state == State.MERGED:  # before any lock: an answer locks what it follows first, then it
            raise MoveRefused(policies.FOLLOWS)
        for pk in _in_order(report, found):
            rows.lock(Report, pk)  # both ends, or one of them could become secret or follow another meanwhile
        with make(report, "merge", by=by) as step:
            if found is None:
                raise MoveRefused(NOT_FOUND)
            now = Report.objects.select_related("holder", "accused").get(pk=found.pk)
            if sentence := policies.why_not_follow(step.report, now):
                raise MoveRefused(sentence)
            step.report.merged_into = now
            step.data["primary"] = str(now.pk)
    return step.report


def _in_order(*ends: Report | None) -> list[UUID]:
    """Their keys as everybody locks them: an origin before its parts, as when a split is undone."""
    return [row.pk for row in sorted(filter(None, ends), key=lambda row: (row.split_from_id is not None, row.pk))]


def unmerge(report: Report, *, by: Actor, reason: str = "") -> Report:
    """Undo the link; the report stands where it stood and its clocks run on. Its reporter may ask for that, too."""
    with make(report, "unmerge", by=by) as step:
        if reason.strip():
            write(step, Message.Kind.RESPONSE if by.kind == "reporter" else Message.Kind.REASON, reason)
        step.report.merged_into = step.report.final_at = None
    return step.report


def relay(step: Step, text: str, *, files: Callable[[], tuple[Upload, ...]], final: bool) -> None:
    """Give the answer of this step also to each report that follows: a message of its own under its own key.

    What the writer may not answer (secret, or it accuses him) goes its own way again. One failure stops no other; the
    event says how many had it and how many had not.
    """
    following = list(policies.followers(step.report))
    if not following:
        return
    refuse_name(step, text)
    uploads = files()
    given, failed = 0, 0
    for row in following:
        try:
            with transaction.atomic():
                _give(row, text, by=step.by, files=uploads, final=final, source=step.report)
            given += 1
        except MoveRefused:
            _each([row], release)
        except (Refused, CryptoError, DatabaseError):
            log.exception("answer_not_relayed", report=str(row.pk))
            failed += 1
    step.data |= {"relayed": given, "unrelayed": failed}


def refuse_name(step: Step, text: str) -> None:
    """The name of one reporter is nothing for the others."""
    if names_reporter(step, text):
        raise Refused(
            "Tulisan ini menyebut nama pelapor, dan pelapor lain akan ikut membacanya. Hapus namanya, "
            "atau jangan kirim ke laporan yang digabungkan."
        )


def _give(report: Report, text: str, *, by: Actor, files: tuple[Upload, ...], final: bool, source: Report) -> None:
    _rewind(files)
    with make(report, "relay", by=by) as step:
        if step.report.merged_into_id != source.pk:
            raise Refused("Laporan ini tidak lagi mengikuti laporan utama.")
        write(step, Message.Kind.FINAL if final else Message.Kind.FOLLOW_UP, text, files=files)
        step.data["final"] = final
        step.report.final_at = step.at if final else None


def _rewind(files: tuple[Upload, ...]) -> None:
    for upload in files:
        upload.file.seek(0)


def end_along(step: Step) -> None:
    """The primary has ended: who had its final answer ends with it, with windows of his own; the others go on."""
    for row in policies.followers(step.report):
        _each([row], end if row.final_at else release)


def release_followers(step: Step, *, only_unfit: bool = False) -> None:
    """The primary answers for nobody any more, or (`only_unfit`) no longer for all: those run on by themselves."""
    rows_ = policies.followers(step.report)
    _each([row for row in rows_ if not only_unfit or policies.unfit(row, step.report)], release)


def _each(found: list[Report], make_it: Callable[[Report], Report]) -> None:
    for row in found:
        try:
            with transaction.atomic():
                make_it(row)
        except (Refused, CryptoError, DatabaseError):
            log.exception("link_not_ended", report=str(row.pk))  # `lapor doctor` tells of it, too


def release(report: Report) -> Report:
    """The link has lost its ground."""
    return unmerge(report, by=SYSTEM)


def end(report: Report) -> Report:
    """Close a report with the one that it followed; its reporter may judge it, reopen it or object."""
    with make(report, "end", by=SYSTEM) as step:
        row = step.report
        row.merged_into = None
        row.closed_at, row.closed_by = step.at, ClosedBy.SYSTEM
        step.data["by"] = row.closed_by
        deadlines.settle_completion(row, at=step.at)
    return step.report
