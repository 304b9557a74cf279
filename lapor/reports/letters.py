"""Official letters: which answers one can be made from, its next number, what it says, and its PDF.

A letter is set from data by a child process (`jail`), so that no words are ever read as markup, nothing is fetched, and
time and size have an end. It says what stood in the answer; it is kept sealed as a file of the report.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from lapor.agencies import numbering
from lapor.agencies.models import PATH_STEP, Agency, Letterhead
from lapor.kit import clock, codes
from lapor.kit.errors import Refused
from lapor.reports import jail, words
from lapor.reports.models import Disposition, Letter, Message, Promise, Report
from lapor.ui import dates

SECONDS = 20
LARGEST = 4 * 1024 * 1024  # bytes; the longest answer, with a line break behind each letter, makes a sixth of it
AHEAD = timedelta(days=14)  # a letter waits for its signature
OFFICIAL = (Message.Kind.FOLLOW_UP, Message.Kind.FINAL)
NO_ANSWER = "Belum ada jawaban resmi dari instansi pemegang laporan ini. Jawab dulu, lalu buat suratnya."
FAILED = "Surat belum dapat dibuat karena pembuatnya sedang bermasalah. Coba lagi nanti; nomornya belum terpakai."

log = logging.getLogger("lapor.letters")


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer says about a letter, checked: the answer that it repeats, number, day, place and subject."""

    answer: Message
    number: str
    day: date
    place: str
    subject: str


def answers(report: Report) -> QuerySet[Message]:
    """The official answers of who holds the report, newest first: its own, and those given since it lies there."""
    here = Disposition.objects.filter(report=report, agency=report.holder_id, until__isnull=True)
    since = here.exclude(kind=Disposition.Kind.COPY).order_by("-since").values("since")[:1]
    own = Q(agency=report.holder_id) | Q(agency__isnull=False, created_at__gte=since)
    rows = Message.objects.filter(own, report=report, kind__in=OFFICIAL, audience=Message.Audience.REPORTER)
    return rows.order_by("-created_at", "-id")


def letterhead_of(agency: Agency) -> Letterhead | None:
    return Letterhead.objects.filter(agency=agency).first()


def head_of(agency: Agency) -> Letterhead:
    """How the agency writes. Raises Refused while nobody has said so."""
    found = letterhead_of(agency)
    if found is None:
        raise Refused(
            f"Kop surat dan penanda tangan {agency.name} belum diisi. Admin instansi mengisinya di halaman instansi "
            "itu, bagian “Surat jawaban”."
        )
    return found


def today(report: Report) -> date:
    return clock.now().astimezone(report.holder.zone).date()


def subject_of(report: Report) -> str:
    """What stands behind “Hal” unless somebody writes something else."""
    return f"Jawaban atas laporan nomor {codes.grouped(report.code)}"


def next_number(head: Letterhead, *, day: date) -> str:
    """The number after the last one of the year, by the agency's pattern; empty without a pattern."""
    if not head.pattern:
        return ""
    made = Letter.objects.filter(agency=head.agency_id, year=day.year)
    last = made.aggregate(last=Max("serial"))["last"] or 0
    number = made.filter(serial=last).values_list("number", flat=True).first() or ""
    width = len(numbering.serial_of(head.pattern, number))  # “057” is followed by “058”
    return numbering.filled(head.pattern, serial=str(last + 1).zfill(width), day=day)


def serial_of(agency: Agency, number: str) -> int | None:
    """Where a number stands in the register, when it follows the agency's pattern."""
    head = letterhead_of(agency)
    digits = numbering.serial_of(head.pattern, number) if head else ""
    return int(digits) if digits else None


def is_used(agency_id: int, *, number: str, year: int) -> bool:
    return Letter.objects.filter(agency=agency_id, year=year, number__iexact=number).exists()


def content(report: Report, head: Letterhead, given: Given, *, key: bytes, name: str = "") -> dict[str, object]:
    """Everything that stands in the letter; with `name` it is addressed to the reporter himself."""
    code = codes.grouped(report.code)
    address = address_of_page(report)
    return {
        "title": f"Surat jawaban {given.number}",
        "above": _above(report.holder),
        "agency": _short(report.holder),
        "address": head.address,
        "contact": head.contact,
        "number": given.number,
        "nature": "Rahasia" if report.is_secret else "Biasa",
        "subject": given.subject,
        "place_and_day": f"{given.place}, {dates.plain_day(given.day)}",
        "day": [given.day.year, given.day.month, given.day.day],
        "addressee": [name, f"pelapor laporan nomor {code}"] if name else [f"Pelapor laporan nomor {code}"],
        "opening": _opening(report, code),
        "paragraphs": _paragraphs(words.message(given.answer, key)),
        "promises": _promises(report, given.answer, key),
        "closing": "Demikian jawaban ini kami sampaikan. Atas laporan Saudara, kami mengucapkan terima kasih.",
        "address_of_page": address,
        "qr_says": f"Kode QR ke {address}",
        "qr_about": "Pindai untuk membuka laporan ini:"
        if report.published_at
        else "Lacak laporan dengan kode dan PIN:",
        "signatory": {"title": head.head_title, "name": head.head_name, "rank": head.head_rank, "nip": head.head_nip},
        "footer": f"Surat jawaban atas laporan nomor {code} di SP4N-LAPOR!",
    }


def address_of_page(report: Report) -> str:
    """Where everybody may look: the public page of a published report, else where reporters type code and PIN."""
    page = reverse("laporan-terbuka", args=[report.code]) if report.published_at else reverse("lacak")
    return f"{settings.LAPOR_BASE_URL}{page}"


def pdf(letter: dict[str, object]) -> bytes:
    """Set a letter. Raises Refused when the child fails, takes too long, or makes too much."""
    try:
        with jail.cleaned("letter", [json.dumps(letter).encode()], seconds=SECONDS) as answer:
            made = answer.content.read(LARGEST + 1)
    except jail.ChildFailed as error:
        log.warning("no letter was set: %s", error)
        raise Refused(FAILED) from error
    if answer.refused or len(made) > LARGEST:
        raise Refused("Jawaban ini terlalu panjang untuk satu surat. Ringkas jawabannya dulu.")
    return made


def _above(agency: Agency) -> list[str]:
    """The government and the office above, from the top down; a government stands alone."""
    if agency.path == agency.realm:
        return []
    found = Agency.objects.filter(path__in=[agency.realm, agency.path[:-PATH_STEP]]).order_by("path")
    return [_short(one) for one in found]


def _short(agency: Agency) -> str:
    """A name without the place of its government, which stands above it."""
    if agency.path == agency.realm:
        return agency.name
    government = Agency.objects.filter(path=agency.realm).values_list("name", flat=True).first() or ""
    return agency.name.removesuffix(f" {government.removeprefix('Pemerintah ')}")


def _opening(report: Report, code: str) -> str:
    day = dates.plain_day(report.submitted_at.astimezone(report.holder.zone).date())
    return (
        f"Menanggapi laporan Saudara nomor {code} yang kami terima pada {day} melalui SP4N-LAPOR!, dengan ini kami "
        "sampaikan hal-hal berikut."
    )


def _paragraphs(body: str) -> list[list[str]]:
    """The lines of each paragraph; blank lines stand between paragraphs."""
    found: list[list[str]] = [[]]
    for line in body.split("\n"):
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def _promises(report: Report, answer: Message, key: bytes) -> list[str]:
    """What the answer promises, by the day that stands now."""
    rows = Promise.objects.filter(report=report, message=answer) if report.promises_made else ()
    return [f"Yang kami janjikan: {words.promise(row, key)} Paling lambat {_day(row, report)}." for row in rows]


def _day(row: Promise, report: Report) -> str:
    return dates.plain_day(row.due_at.astimezone(report.holder.zone).date())
