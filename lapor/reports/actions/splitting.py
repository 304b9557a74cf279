"""One report about several matters: a part becomes a report of its own, with the reporter, the PIN and the rights of
the one that it was taken from, and goes back while nobody has acted on it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from lapor.agencies.models import Agency, Category
from lapor.kit import codes, crypto, rows, text
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.reports import deadlines, events, files, words
from lapor.reports.actions.submit import is_sensitive
from lapor.reports.actions.texts import hide, write
from lapor.reports.actions.triage import dispose
from lapor.reports.choices import ArchiveReason, Identity, Origin, Secrecy, State
from lapor.reports.drafts import Draft, Named, problems_of
from lapor.reports.files import Upload
from lapor.reports.models import Attachment, Deadline, Disposition, Message, Report, Reporter, ReportKey
from lapor.reports.models.deadline import Outcome
from lapor.reports.moving import Step, make

NOT_THERE = "Satu lampiran yang Anda pilih tidak ada lagi di laporan ini. Muat ulang halaman, lalu pilih lagi."
DAMAGED = "Satu lampiran yang Anda pilih rusak di penyimpanan. Pecah laporan tanpa lampiran itu."
# The limits of who verifies; a part has as much of them left as its origin.
OF_QUEUES = ("verification", "redisposition")


def split(
    report: Report,
    *,
    by: Actor,
    part_title: str,
    part_body: str,
    part_files: Sequence[UUID] = (),
    category: Category | None = None,
    to: Agency | None = None,
    oversight: str = "",
    withhold: str = "",
    checked: bool = False,
) -> Report:
    """Make one part of a report a report of its own, at the same desk or, with `to`, sent on to a unit at once.

    `part_files`: which of the reporter's files go along, as copies. Sent on, the part is published in these words
    unless `withhold` says why not. The report itself goes on as it was.
    """
    with make(report, "split", by=by) as step:
        title, body = _refuse_words(part_title, part_body)
        if to is None:
            _refuse_the_whole(step, title, body)
        part, key = _part_of(step, title, body, category)
        _take_along(step, part, key, part_files)
        step.report.parts_made += 1
        step.data["part"] = str(part.pk)
        if to:
            values: dict[str, Any] = {"oversight": oversight, "checked": checked, "withhold": withhold}
            dispose(part, by=by, to=to, public_title=title, public_body=body, **values)
    return step.report


def _refuse_words(title: str, body: str) -> tuple[str, str]:
    """The same limits as for what a reporter sends."""
    title, body = text.clean(title).strip(), text.clean(body).strip()
    problems = problems_of(Draft(title=title, body=body, identity=Identity.NONE), Named(None, None, None))
    if problems:
        raise Refused(" ".join(problems.values()))
    return title, body


def _refuse_the_whole(step: Step, title: str, body: str) -> None:
    """The form starts with the words of the report; sent on as they are they would make it twice, not in parts."""
    if (title, body) == (words.title(step.report, step.key), words.body(step.report, step.key)):
        raise Refused("Bagian ini masih sama dengan laporan utuhnya. Sisakan hanya yang menjadi bagian ini.")


def _part_of(step: Step, title: str, body: str, category: Category | None) -> tuple[Report, bytes]:
    """The part with everything that hangs on it, written in one go; and its key."""
    origin, desk = step.report, Agency.objects.get(pk=step.agency_id or 0)
    part = _like(origin, category or origin.category, desk, step)
    key, wrapped = words.draw_key(part)
    place, accused = words.place(origin, step.key), words.accused(origin, step.key)
    words.seal_report(key, part, title=title, body=body, place=place, accused=accused)
    clocks = _clocks(step, part)
    deadlines.summarise(part, clocks)
    event = events.following(
        part,
        kind="split_off",
        by=step.by,
        at=step.at,
        from_state="",
        agency_id=desk.pk,
        data={"to": desk.pk, "origin": str(origin.pk), "texts": [crypto.commitment(key, f"{title}\n{body}".encode())]},
        last=None,
    )
    rows.insert(
        part,
        ReportKey(report=part, wrapped=wrapped),
        *_reporter(step, part, key),
        Disposition(report=part, agency=desk, kind=Disposition.Kind.QUEUE, since=step.at, sent_from=desk),
        *clocks,
        *events.with_news(event),
    )
    return part, key


def _like(origin: Report, category: Category | None, desk: Agency, step: Step) -> Report:
    """Everything of a part but its words: never less secret than its origin, past the same accused, as old."""
    secret = origin.is_secret or is_sensitive(category)
    return Report(
        code=codes.new_code(),
        split_from=origin,
        submitted_at=origin.submitted_at,
        changed_at=step.at,
        channel=origin.channel,
        origin=origin.origin,
        classification=origin.classification,
        oversight=origin.oversight,
        category=category,
        region_id=origin.region_id,
        incident_date=origin.incident_date,
        accused=origin.accused,
        identity=origin.identity,
        secrecy=Secrecy.SECRET if secret else Secrecy.PUBLIC,
        state=State.UNVERIFIED,
        holder=desk,
    )


def _clocks(step: Step, part: Report) -> list[Deadline]:
    """Nobody wins time by splitting: what is still to be verified has the same limit in both (not saved)."""
    if part.origin == Origin.TEST:
        return []
    running = Deadline.objects.filter(report=step.report, outcome=Outcome.RUNNING, clock__in=OF_QUEUES).first()
    if running is None:
        return [deadlines.begin(part, "verification", agency=part.holder, at=step.at)]
    same = ("clock", "started_at", "due_at", "amount", "unit", "basis", "standard_id", "counted_at", "counted_days")
    return [Deadline(report=part, agency=part.holder, **{name: getattr(running, name) for name in same})]


def _reporter(step: Step, part: Report, key: bytes) -> list[Reporter]:
    """The copy of the name that the holder may read; contact and identity stay in the boxes of the origin."""
    row = Reporter.objects.filter(report=step.report, name_sealed__isnull=False).first()
    if row is None or part.is_secret:
        return []
    name = words.seal(key, words.name(row, step.key), table="reporter", column="name", row=part.pk)
    indexes = {"email_index": row.email_index, "phone_index": row.phone_index, "indexed_at": row.indexed_at}
    return [Reporter(report=part, name_sealed=name, created_at=step.at, **indexes)]


def _take_along(step: Step, part: Report, key: bytes, wanted: Sequence[UUID]) -> None:
    """Copy files of the reporter under the key of the part, one at a time; the worker cleans them anew."""
    found = Attachment.objects.filter(report=step.report, pk__in=wanted, by_reporter=True).order_by("number")
    kept = list(found.exclude(state=Attachment.State.REFUSED))
    if len(kept) != len(set(wanted)):
        raise Refused(NOT_THERE)
    for row in kept:
        try:
            content = io.BytesIO(b"".join(files.stream(row, step.key, original=True)))
            upload = Upload(files.original_name(row, step.key), content.getbuffer().nbytes, content)
        except crypto.CryptoError as error:
            raise Refused(DAMAGED) from error
        files.attach(part, key, [upload], message=None, by_reporter=True, at=step.at)


def unsplit(report: Report, *, by: Actor, reason: str) -> Report:
    """Take a split back while nobody has acted on the part: the part ends, and its matter is again one of the origin,
    whose words were never changed.
    """
    with transaction.atomic():
        if report.split_from_id:
            rows.lock(Report, report.split_from_id)  # the origin first, as when it is split or becomes secret
        with make(report, "unsplit", by=by) as step:
            part = step.report
            write(step, Message.Kind.REASON, reason)
            part.archive_reason = ArchiveReason.UNSPLIT
            hide(part)
            with make(Report.objects.get(pk=part.reporter_at), "rejoin", by=SYSTEM) as back:
                back.data["part"] = str(part.pk)
    return step.report
