"""Making an official letter from an answer that was sent; a letter is never changed, a new one replaces it (ADR 23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from lapor.agencies import numbering
from lapor.agencies.models import Letterhead
from lapor.kit import crypto
from lapor.kit import text as texts
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import files, letters, policies, store, words
from lapor.reports.actions.texts import names_reporter
from lapor.reports.models import Attachment, Letter, Report
from lapor.reports.moving import MoveRefused, Step, make
from lapor.reports.params import PARAMS
from lapor.reports.workflow import MOVES


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter before it counts: what was given, what it says, and its files; `named` is None where no name is told."""

    given: letters.Given
    plain: dict[str, object]
    named: dict[str, object] | None


def issue_letter(
    report: Report,
    *,
    by: Actor,
    letter_number: str,
    answer: UUID | None = None,
    letter_date: date | None = None,
    letter_place: str = "",
    letter_subject: str = "",
) -> Report:
    """Make the letter of an answer (the newest, unless one is named) and keep it as a file of that answer.

    It is set before the report is locked: that takes a third of a second. What changed meanwhile is refused.
    """
    found = _allowed(report, by=by)
    head = letters.head_of(found.holder)
    given = _given(
        found, head, answer=answer, number=letter_number, day=letter_date, place=letter_place, subject=letter_subject
    )
    drawn = _drawn(found, head, given, by=by)
    plain = letters.pdf(drawn.plain)
    named = letters.pdf(drawn.named) if drawn.named else b""
    with make(report, "issue_letter", by=by) as step:
        if _drawn(step.report, head, given, by=by) != drawn:
            raise MoveRefused("Laporan ini berubah selagi surat dibuat. Periksa lagi, lalu kirim lagi.", gone=True)
        _keep(step, drawn, plain=plain, named=named)
    return step.report


def _allowed(report: Report, *, by: Actor) -> Report:
    """The report as it is now. Raises MoveRefused when the actor may not make this move."""
    found = Report.objects.select_related("holder", "key", "accused").get(pk=report.pk)
    if sentence := policies.why_not(by, MOVES["issue_letter"], found):
        raise MoveRefused(sentence)
    return found


def _given(
    report: Report,
    head: Letterhead,
    *,
    answer: UUID | None,
    number: str,
    day: date | None,
    place: str,
    subject: str,
) -> letters.Given:
    """What was typed, checked, with the usual in place of what was left empty. Raises Refused."""
    rows = letters.answers(report)
    chosen = rows.filter(pk=answer).first() if answer else rows.first()
    if chosen is None:
        raise Refused("Jawaban ini tidak ada di laporan ini. Pilih lagi." if answer else letters.NO_ANSWER)
    dated = _dated(report, day)
    return letters.Given(
        answer=chosen,
        number=_number(report, number, year=dated.year),
        day=dated,
        place=_line(place, "letter_place") or head.place,
        subject=_line(subject, "letter_subject") or letters.subject_of(report),
    )


def _dated(report: Report, day: date | None) -> date:
    today = letters.today(report)
    first = report.submitted_at.astimezone(report.holder.zone).date()
    if day and not first <= day <= today + letters.AHEAD:
        raise Refused(
            "Tanggal surat tidak mungkin. Pilih tanggal sesudah laporan masuk, paling lambat "
            f"{letters.AHEAD.days} hari dari sekarang."
        )
    return day or today


def _number(report: Report, number: str, *, year: int) -> str:
    number = _line(number, "letter_number")
    if not number:
        raise Refused("Isi nomor surat seperti di buku agenda instansi Anda.")
    if not numbering.SIGNS.fullmatch(number):
        raise Refused("Nomor surat hanya boleh memuat huruf, angka, spasi, dan tanda . / ( ) _ -. Periksa lagi.")
    if letters.is_used(report.holder_id, number=number, year=year):
        raise Refused(_used(number, year))
    return number


def _used(number: str, year: int) -> str:
    return f"Nomor {number} sudah dipakai untuk surat lain tahun {year}. Lihat buku agenda, lalu isi nomor yang lain."


def _line(text: str, name: str) -> str:
    """One line without anything invisible. Raises Refused when it is too long."""
    line, param = " ".join(texts.clean(text).split()), PARAMS[name]
    if len(line) > param.limit:
        raise Refused(f"{param.label} terlalu panjang ({len(line)} huruf). Paling banyak {param.limit} huruf.")
    return line


def _drawn(report: Report, head: Letterhead, given: letters.Given, *, by: Actor) -> Drawn:
    key = words.key_of(report)
    name = policies.name_for(report, by, key)
    plain = letters.content(report, head, given, key=key)
    if not name:
        return Drawn(given, plain, None)
    plain |= {"footer": f"{plain['footer']} Salinan tanpa nama pelapor."}
    return Drawn(given, plain, letters.content(report, head, given, key=key, name=name))


def _keep(step: Step, drawn: Drawn, *, plain: bytes, named: bytes) -> None:
    """Store the files and the row of a letter, take what it replaces from the public, and tell the event."""
    report, given = step.report, drawn.given
    public = bool(given.answer.public_body) and not named and not _personal(step, f"{given.subject}\n{given.place}")
    file = _file(step, plain, given, version=Attachment.Letter.PLAIN, public=public)
    personal = _file(step, named, given, version=Attachment.Letter.NAMED) if named else None
    row = Letter(
        report=report,
        message=given.answer,
        agency_id=report.holder_id,
        number=given.number,
        year=given.day.year,
        serial=letters.serial_of(report.holder, given.number),
        file=file,
        named=personal,
        user_id=step.by.user_id or 0,
        created_at=step.at,
    )
    before = Letter.objects.filter(report=report, message=given.answer).order_by("-created_at").first()
    Attachment.objects.filter(report=report, message=given.answer, is_public=True).exclude(letter="").exclude(
        pk=file.pk
    ).update(is_public=False)
    _insert(row)
    step.data |= {
        "letter": str(row.pk),
        "answer": str(given.answer.pk),
        "document": crypto.commitment(step.key, named or plain),
    }
    if before:
        step.data["replaces"] = str(before.pk)


def _insert(row: Letter) -> None:
    """Raises Refused when a colleague gave the same number to another letter in this moment."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        store.remove(row.file.original, row.named.original if row.named else None)
        raise Refused(_used(row.number, row.year)) from None


def _personal(step: Step, typed: str) -> bool:
    """Whether what was typed for the letter could tell everybody of a person."""
    return bool(texts.find_personal(typed)) or names_reporter(step, typed)


def _file(step: Step, pdf: bytes, given: letters.Given, *, version: str, public: bool = False) -> Attachment:
    return files.keep_letter(
        step.report, step.key, pdf, message=given.answer, version=version, public=public, at=step.at
    )
