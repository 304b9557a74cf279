"""Parts that several actions share: writing a message, checking what is to be public."""

from __future__ import annotations

import re
import uuid

from lapor.kit import crypto, rows
from lapor.kit import text as texts
from lapor.kit.errors import Refused
from lapor.reports import files as attachments
from lapor.reports import templates, words
from lapor.reports.files import Upload
from lapor.reports.models import Message, Promise, Report, Reporter
from lapor.reports.moving import Step
from lapor.reports.params import TEXT_LIMIT, TITLE_LIMIT

NAME_PART_LEAST = 3  # letters: shorter parts of a name stand in any text


def write(
    step: Step,
    kind: str,
    body: str,
    *,
    audience: str = Message.Audience.REPORTER,
    public: bool = False,
    files: tuple[Upload, ...] = (),
    approver: int | None = None,
) -> Message:
    """Store a sealed message of this step with its files; the event gets its id and a commitment to its words."""
    body = required(body)
    officer = step.by.is_officer
    if officer and audience == Message.Audience.REPORTER:
        templates.refuse_unready(step.report, step.move, body, by=step.by, agency_id=step.agency_id)
    row = Message(
        id=uuid.uuid4(),
        report=step.report,
        kind=kind,
        audience=audience,
        user_id=step.by.user_id if officer else None,
        agency_id=step.agency_id if officer else None,
        approver_id=approver,
        public_body=body if public and not step.report.is_secret else "",
        created_at=step.at,
    )
    row.body_sealed = words.seal(step.key, body, table="message", column="body", row=row.pk)
    rows.insert(row)
    attachments.attach(step.report, step.key, files, message=row, by_reporter=not officer, at=step.at)
    step.data.setdefault("messages", []).append(str(row.pk))
    step.data.setdefault("texts", []).append(crypto.commitment(step.key, body.encode()))
    return row


def required(body: str, *, limit: int = TEXT_LIMIT) -> str:
    body = texts.clean(body).strip()
    if not body:
        raise Refused("Tulisan masih kosong. Isi dulu, lalu kirim lagi.")
    if len(body) > limit:
        raise Refused(f"Tulisan terlalu panjang ({len(body)} huruf). Ringkas menjadi paling banyak {limit} huruf.")
    return body


def refuse_personal(body: str, *, checked: bool) -> None:
    """What goes public was looked at by a person; what looks like personal data must be taken out or vouched for."""
    if checked:
        return
    found = texts.find_personal(body)
    if found:
        kinds = ", ".join(sorted({finding.label for finding in found}))
        raise Refused(
            f"Yang akan terbit tampaknya memuat data pribadi ({kinds}). Hapus, atau nyatakan boleh dibaca umum."
        )


def names_reporter(step: Step, body: str) -> bool:
    """Whether words hold a part of the reporter's name, as far as it is known to the holder."""
    reporter = Reporter.objects.filter(report=step.report, name_sealed__isnull=False).first()
    if reporter is None:
        return False
    parts = [part for part in re.findall(r"\w+", words.name(reporter, step.key)) if len(part) >= NAME_PART_LEAST]
    return any(re.search(rf"\b{re.escape(part)}\b", body, re.IGNORECASE) for part in parts)


def goes_public(step: Step, body: str, *, wanted: bool, checked: bool) -> bool:
    """Whether the public is to read these words of an answer; raises Refused for what looks personal and is not
    vouched for.
    """
    if wanted:
        refuse_personal(body, checked=checked)
    return wanted and step.report.published_at is not None


def hide(report: Report) -> None:
    """Leave nothing of a report for the public to read: neither its version nor answers and promises."""
    report.public_title = report.public_body = ""
    report.published_at = None
    for kind in (Message, Promise) if report.promises_made else (Message,):
        kind._base_manager.filter(report=report).exclude(public_body="").update(public_body="")


def set_public(step: Step, *, title: str, body: str, checked: bool) -> None:
    """Make this the public version."""
    title, body = texts.clean(title).strip(), required(body)
    if not title or len(title) > TITLE_LIMIT:
        raise Refused(f"Isi judul untuk publik, paling banyak {TITLE_LIMIT} huruf.")
    refuse_personal(f"{title}\n{body}", checked=checked)
    report = step.report
    report.public_title, report.public_body, report.withheld = title, body, ""
    report.published_at = report.published_at or step.at
    step.data["published"] = True
    step.data["public"] = crypto.commitment(step.key, f"{title}\n{body}".encode())
