"""The Ombudsman's list as rows, and a case file as one archive that is complete in itself."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string

from lapor.agencies.queries import region_path
from lapor.kit import clock, codes, crypto
from lapor.people.actor import Actor
from lapor.reports import cases, events, files, policies, words
from lapor.reports.choices import CaseOutcome, CaseState, Identity
from lapor.reports.events import Proof
from lapor.reports.models import Attachment, OmbudsmanCase, Report
from lapor.reports.policies import FileView, ReportView
from lapor.ui import dates

PAGE = 50
HIDDEN_TITLE = "Laporan rahasia"
LEFT_OUT = (
    "Tidak disertakan: dokumen asli pelapor dapat memuat nama pembuatnya. Bila perlu, buka sendiri di halaman kasus."
)
DAMAGED = "Tidak dapat dibuka: isi yang tersimpan tidak cocok dengan segelnya."


@dataclass(frozen=True, slots=True)
class Group:
    """One list of the page: its word in the address, the heart's name for it, and what people read."""

    key: str
    name: str
    label: str
    empty: str


GROUPS = (
    Group("baru", "new", "Baru", "Tidak ada kasus baru."),
    Group("dikerjakan", "work", "Dikerjakan", "Tidak ada kasus yang sedang Anda kerjakan."),
    Group("selesai", "ended", "Selesai", "Belum ada kasus yang selesai."),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list: only what a list may show."""

    code: str
    title: str
    note: str
    state: str
    label: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of the case: its place in the archive and its SHA-256, or why it is not there."""

    view: FileView
    path: str
    sha256: str
    why: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything that the Ombudsman may know of a case at one moment."""

    view: ReportView
    proof: Proof
    region: str
    made_at: datetime
    by: str

    @property
    def grouped(self) -> str:
        return codes.grouped(self.view.code)

    @property
    def identity(self) -> str:
        return str(Identity(self.view.identity).label)

    @property
    def missed(self) -> int:
        return sum(one.outcome == "missed" or one.is_late for one in self.view.deadlines)


def rows_of(found: Iterable[OmbudsmanCase], actor: Actor) -> list[Row]:
    return [_row(case, actor) for case in found]


def _row(case: OmbudsmanCase, actor: Actor) -> Row:
    report = case.report
    parts = (_since(case, report, actor), report.holder.short_name, codes.grouped(report.code))
    return Row(
        code=report.code,
        title=policies.title_in_list(report, actor) or HIDDEN_TITLE,
        note=" · ".join(parts),
        state=report.state,
        label=policies.state_label(report),
        is_secret=report.is_secret,
    )


def _since(case: OmbudsmanCase, report: Report, actor: Actor) -> str:
    """What is waiting for how long, or how and when it ended."""
    if case.ended_at and case.outcome:
        ended, _ = policies.told_time(case.ended_at, report, actor)
        return f"{CaseOutcome(case.outcome).label}, {dates.day(dates.localise(ended, report.holder.zone_name).date())}"
    opened, _ = policies.told_time(case.opened_at, report, actor)
    if case.state == CaseState.WAITING:
        return f"menunggu {spell_days(cases.days_since(opened))}"
    who = case.accepted_by.name if case.accepted_by else "Ombudsman"
    return f"{who}, {spell_days(cases.days_since(opened))} sejak dibawa"


def spell_days(count: int) -> str:
    return f"{count} hari kerja" if count else "kurang dari 1 hari kerja"


def case_file(report: Report, actor: Actor) -> CaseFile:
    """Read it through the one gate, with the eyes of the Ombudsman alone."""
    reader = cases.as_ombudsman(actor)
    return CaseFile(
        view=policies.redact(report, reader),
        proof=events.proof(report),
        region=region_path(report.region) if report.region else "",
        made_at=clock.now(),
        by=actor.name,
    )


def to_take_along(found: CaseFile) -> CaseFile:
    """Without the Ombudsman's own notes, so that he can hand it on."""
    view = found.view
    said = tuple(one for one in view.messages if not one.only_ombudsman)
    happened = tuple(one for one in view.timeline if one.kind != "note_appeal")
    return replace(found, view=replace(view, messages=said, timeline=happened))


class _Pipe:
    """What a ZIP writes into when it is sent while it grows; it cannot be wound back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open here."""

    def taken(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def packed(found: CaseFile, report: Report) -> Iterator[bytes]:
    """The archive: files, the case file to read and for programs, and a list with the SHA-256 of each of them.

    It is made while it is sent; no more than one file is in memory, and nothing is written to a disk.
    """
    pipe = _Pipe()
    sums: dict[str, str] = {}
    enclosed: list[Enclosed] = []
    with zipfile.ZipFile(pipe, "w") as archive:
        for one, content in _contents(found.view, report):
            enclosed.append(one)
            if content is not None:
                _put(archive, one.path, content, found.made_at, sums)
                yield pipe.taken()
        page = render_to_string("desk/case_alone.html", {"file": found, "enclosed": enclosed})
        _put(archive, "berkas-perkara.html", page.encode(), found.made_at, sums)
        data = json.dumps(as_json(found, enclosed), ensure_ascii=False, indent=2)
        _put(archive, "berkas-perkara.json", data.encode(), found.made_at, sums)
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        _put(archive, "SHA256SUMS", listed.encode(), found.made_at, {})
        yield pipe.taken()
    yield pipe.taken()


def _put(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime, sums: dict[str, str]) -> None:
    entry = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_STORED if name.startswith("lampiran/") else zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
    sums[name] = hashlib.sha256(content).hexdigest()


def _contents(view: ReportView, report: Report) -> Iterator[tuple[Enclosed, bytes | None]]:
    """Each file that the view shows, with its bytes or the reason why they are not enclosed."""
    shown = [*view.files, *(one for message in view.messages for one in message.files)]
    rows = {row.pk: row for row in report.attachments.select_related("report")}
    key = words.key_of(report)
    for number, one in enumerate(shown, start=1):
        row = rows[one.id]
        content, why = _content(row, key)
        path = f"lampiran/{number:02d}-{one.name}" if content is not None else ""
        digest = hashlib.sha256(content).hexdigest() if content is not None else ""
        yield Enclosed(one, path, digest, why), content


def _content(row: Attachment, key: bytes) -> tuple[bytes | None, str]:
    if row.by_reporter and row.derivative is None and row.state == Attachment.State.CLEAN:
        return None, LEFT_OUT
    try:
        return b"".join(files.stream(row, key)), ""
    except files.FileRefused as refused:
        return None, refused.sentence
    except crypto.CryptoError:
        return None, DAMAGED


# What of the view is told, by name: what is not listed never leaves, whatever is added to the view.
TOLD = (
    *("code", "title", "body", "place", "state", "state_label", "classification", "oversight", "category"),
    *("region_code", "incident_date", "is_secret", "is_published", "channel", "submitted_at", "closed_at", "holder"),
    *("waits_for", "due_at", "zone_name", "returns", "archive_reason", "accused", "accused_agency", "target_agency"),
    *("days_only", "days_open", "days_held"),
)
TOLD_OF = {
    "messages": ("kind", "label", "at", "who", "body", "by_reporter", "internal", "is_public"),
    "timeline": ("at", "kind", "sentence", "who"),
    "deadlines": ("clock", "label", "agency", "started_at", "due_at", "amount", "unit", "basis", "outcome_label"),
    "hops": ("at", "label", "sender", "receiver", "by", "working_days", "reason", "proposed"),
    "promises": ("text", "agency", "due_on", "state_label", "moved", "answer_by"),
}
TOLD_OF_CASE = ("state", "state_label", "opened_at", "accepted_at", "ended_at", "outcome", "outcome_label")


def as_json(found: CaseFile, enclosed: Iterable[Enclosed]) -> dict[str, Any]:
    """The case file for programs."""
    view = found.view
    lists = {name: [_told(one, keys) for one in getattr(view, name)] for name, keys in TOLD_OF.items()}
    for told, one in zip(lists["deadlines"], view.deadlines, strict=True):
        told["why"] = one.why()
    return {
        "made_at": found.made_at.isoformat(),
        "case": _told(view.appeal, TOLD_OF_CASE) if view.appeal else None,
        "report": _told(view, TOLD) | {"identity": found.identity, "region": found.region},
        **lists,
        "files": [
            {"name": one.view.name, "path": one.path, "sha256": one.sha256, "left_out": one.why} for one in enclosed
        ],
        "proof": asdict(found.proof),
    }


def _told(source: object, keys: Iterable[str]) -> dict[str, Any]:
    return {key: _plain(getattr(source, key)) for key in keys}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
