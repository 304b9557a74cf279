"""What a viewer sees of the conversation: messages with their files, and what was meant for the holder alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection

from lapor.kit.written import ANY, Kept
from lapor.people.actor import Actor
from lapor.reports import words
from lapor.reports.files import kind_of, shown_size
from lapor.reports.models import Attachment, Event, Letter, Message, Report
from lapor.reports.policies.sight import Level, may_read_name, oversees, shown_time

UNREAD_BY_REPORTERS = (Message.Audience.OFFICERS, Message.Audience.OMBUDSMAN)
OF_RATING = "Alasan nilai"  # the label of words that came with a judgement
# The columns that are read of what hangs on a report: each that is fetched beside them costs time on every page.
_OF_MESSAGE = ("report_id", "kind", "public_body", "created_at", "user_id", "agency__name")  # for the public
_OF_FILE = (
    *("report_id", "message_id", "number", "by_reporter", "state", "kind", "original_size"),
    *("derivative_kind", "derivative_size", "letter"),
)


@dataclass(frozen=True, slots=True)
class FileView:
    id: UUID
    name: str
    kind: str
    size: int
    state: str
    state_label: str
    by_reporter: bool
    letter: str = ""  # the number of the official letter that this is
    replaced: bool = False  # a newer letter takes its place

    @property
    def title(self) -> str:
        """What people call it."""
        return f"Surat jawaban {self.letter}" if self.letter else self.name

    @property
    def note(self) -> str:
        return "digantikan surat yang lebih baru" if self.replaced else ""

    @property
    def opens_here(self) -> bool:
        """Whether a page can show it: pictures and PDFs that our cleaner drew anew."""
        return not self.letter and (self.kind == "pdf" or kind_of(self.kind).group == "image")


@dataclass(frozen=True, slots=True)
class MessageView:
    id: UUID
    kind: str
    label: str
    at: datetime
    who: str
    body: str
    by_reporter: bool
    internal: bool
    is_public: bool
    only_ombudsman: bool = False
    files: tuple[FileView, ...] = ()


def of(
    report: Report, viewer: Actor, level: Level, key: bytes, log: Sequence[Event]
) -> tuple[tuple[MessageView, ...], tuple[FileView, ...]]:
    """The messages with their files, and the files of the report itself."""
    if level == "none":
        return (), ()
    files, shared = _files(report, viewer, level), _shared(report, viewer, log)
    rows = _messages(level, connection.vendor).asked(report.pk)
    judged = {pk for event in log if event.kind == "rate" for pk in event.data.get("messages", ())}
    own = oversees(viewer, report)
    open_to = (m for m in rows if _is_open(m, level, shared, own=own))
    messages = (_message(m, report, level, key, files) for m in open_to)
    told = tuple(replace(m, label=OF_RATING) if str(m.id) in judged else m for m in messages)
    return told, tuple(f for m, f in files if m is None)


def _is_open(row: Message, level: Level, shared: frozenset[str], *, own: bool) -> bool:
    """Whether what was meant for somebody alone was meant for this viewer; `own`: he sits at the Ombudsman."""
    match row.audience:
        case Message.Audience.HOLDER:
            return level == "reporter" or str(row.pk) in shared
        case Message.Audience.OMBUDSMAN:
            return own
        case _:
            return True


def _shared(report: Report, viewer: Actor, log: Iterable[Event]) -> frozenset[str]:
    """What the reporter gave to exactly the agency that holds the report now, for who may also read his name there."""
    if report.is_secret or not may_read_name(viewer, report):
        return frozenset()
    given = (e for e in log if e.kind == "share_phone" and e.data.get("holder") == report.holder_id)
    return frozenset(pk for event in given for pk in event.data.get("messages", ()))


@lru_cache
def _messages(level: Level, vendor: str) -> Kept[Message]:
    rows = Message.objects.filter(report=ANY).select_related("agency").order_by("created_at", "id")
    if level == "public":
        return Kept(rows.exclude(public_body="").only(*_OF_MESSAGE))
    if level == "reporter":
        return Kept(rows.exclude(audience__in=UNREAD_BY_REPORTERS))
    return Kept(rows.select_related("agency", "user", "approver"))


def _message(
    row: Message, report: Report, level: Level, key: bytes, files: list[tuple[UUID | None, FileView]]
) -> MessageView:
    return MessageView(
        id=row.pk,
        kind=row.kind,
        label=row.get_kind_display(),
        at=shown_time(row.created_at, report, level),
        who=_author(row, level),
        body=row.public_body if level == "public" else words.message(row, key),
        by_reporter=row.user_id is None and row.agency_id is None,
        internal=row.audience in UNREAD_BY_REPORTERS,
        is_public=bool(row.public_body),
        only_ombudsman=row.audience == Message.Audience.OMBUDSMAN,
        files=tuple(f for m, f in files if m == row.pk),
    )


def _author(row: Message, level: Level) -> str:
    """Officers know each other by name; the public and the reporter deal with an office."""
    if row.agency is None:
        return "Pelapor" if row.user_id is None else "Petugas"
    if row.user and (level == "officer" or row.audience == Message.Audience.OMBUDSMAN):
        approved = f"; disetujui {row.approver.name}" if level == "officer" and row.approver else ""
        return f"{row.user.name}, {row.agency.short_name}{approved}"
    return row.agency.name


def _files(report: Report, viewer: Actor, level: Level) -> list[tuple[UUID | None, FileView]]:
    rows = list(_attachments(level, connection.vendor).asked(report.pk))
    letters = _letters(report, rows)
    newest = {letter.message_id: letter.pk for letter in letters.values()}
    hidden = _other_versions(report, viewer, level, letters.values())
    return [
        (row.message_id, file_view(row, letters.get(row.pk), newest=newest)) for row in rows if row.pk not in hidden
    ]


def file_view(row: Attachment, letter: Letter | None = None, *, newest: Mapping[UUID, UUID] | None = None) -> FileView:
    return FileView(
        id=row.pk,
        name=row.shown_name,
        kind=row.derivative_kind or row.kind,
        size=shown_size(row),
        state=row.state,
        state_label=row.get_state_display(),
        by_reporter=row.by_reporter,
        letter=letter.number if letter else "",
        replaced=letter is not None and (newest or {})[letter.message_id] != letter.pk,
    )


def _letters(report: Report, rows: Iterable[Attachment]) -> dict[UUID, Letter]:
    """The letters that these files belong to, by both of their versions, oldest first."""
    if not any(row.letter for row in rows):
        return {}
    found = Letter.objects.filter(report=report).order_by("created_at", "number")
    return {pk: letter for letter in found for pk in (letter.file_id, letter.named_id) if pk}


def _other_versions(report: Report, viewer: Actor, level: Level, letters: Iterable[Letter]) -> set[UUID | None]:
    """Of each letter the version that this viewer is not shown: that with the name, or beside it that without."""
    named = level == "reporter" or may_read_name(viewer, report)
    return {letter.file_id if named and letter.named_id else letter.named_id for letter in letters}


def opens(viewer: Actor, report: Report, attachment: Attachment) -> bool:
    """Whether an officer who may see the report may also open this file: one that tells a name is for few."""
    return attachment.letter != Attachment.Letter.NAMED or may_read_name(viewer, report)


@lru_cache
def _attachments(level: Level, vendor: str) -> Kept[Attachment]:
    rows = Attachment.objects.filter(report=ANY, waiting=None).order_by("number").only(*_OF_FILE)
    return Kept(rows.filter(is_public=True, state=Attachment.State.CLEAN) if level == "public" else rows)
