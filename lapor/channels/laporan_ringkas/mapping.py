"""What the words of the export mean here. Pure: no database, so that every line of it can be tried alone."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import time

from lapor.channels.laporan_ringkas.parse import COLUMNS, Row
from lapor.kit import keys
from lapor.reports.choices import ArchiveReason, Channel, Classification, ClosedBy, Identity, Secrecy, State

# Beginnings or words of a status, in this order; LAPOR changed its words over the years.
STATUSES = (
    ("belum terverifikasi", State.UNVERIFIED),
    ("belum diverifikasi", State.UNVERIFIED),
    ("belum ditindaklanjuti", State.ASSIGNED),
    ("belum ditindak lanjuti", State.ASSIGNED),
    ("terdisposisi", State.ASSIGNED),
    ("terverifikasi", State.ASSIGNED),
    ("menunggu kelengkapan", State.PENDING),
    ("tertunda", State.PENDING),
    ("ditunda", State.PENDING),
    ("diarsipkan", State.ARCHIVED),
    ("arsip", State.ARCHIVED),
    ("ditutup", State.CLOSED),
    ("selesai", State.CLOSED),
    ("sedang diproses", State.IN_PROGRESS),
    ("sedang ditindaklanjuti", State.IN_PROGRESS),
    ("diproses", State.IN_PROGRESS),
    ("proses", State.IN_PROGRESS),
)
ENDED_BY = {"sistem": ClosedBy.SYSTEM, "admin": ClosedBy.ADMIN, "pelapor": ClosedBy.REPORTER}
# What a reason must say to be one of ours; a text that says several is none of them.
REASONS = (
    ("keinginan pelapor", ArchiveReason.WITHDRAWN),
    ("kadaluarsa", ArchiveReason.NOT_COMPLETED),
    ("kedaluwarsa", ArchiveReason.NOT_COMPLETED),
    ("sara", ArchiveReason.SARA),
    ("ujaran kebencian", ArchiveReason.SARA),
    ("bukti", ArchiveReason.NO_EVIDENCE),
    ("tidak jelas", ArchiveReason.UNCLEAR),
    ("tidak relevan", ArchiveReason.NOT_PUBLIC_SERVICE),
    ("kinerja pemerintah", ArchiveReason.NOT_PUBLIC_SERVICE),
    ("pengadilan", ArchiveReason.IN_COURT),
    ("duplikat", ArchiveReason.DUPLICATE),
    ("sudah pernah dilaporkan", ArchiveReason.DUPLICATE),
)
CHANNELS = (
    ("website", Channel.WEB),
    ("android", Channel.ANDROID),
    ("sms", Channel.SMS),
    ("whatsapp", Channel.WHATSAPP),
    ("instagram", Channel.SOCIAL),
    ("facebook", Channel.SOCIAL),
    ("twitter", Channel.SOCIAL),
    ("tiktok", Channel.SOCIAL),
    ("youtube", Channel.SOCIAL),
    ("media sosial", Channel.SOCIAL),
    ("email", Channel.EMAIL),
    ("surel", Channel.EMAIL),
    ("hotline", Channel.PHONE),
    ("call center", Channel.PHONE),
    ("telepon", Channel.PHONE),
    ("tatap muka", Channel.COUNTER),
    ("pos surat", Channel.LETTER),
    ("surat", Channel.LETTER),
)
# Sources that our own word says completely.
PLAIN_SOURCES = frozenset({"website", "android", "sms", "whatsapp", "tatap muka", ""})
LEVEL_MARK = re.compile(r"\s+[>»→]\s+")
_ABBREVIATIONS = {"kab": "kabupaten", "pemkab": "pemerintah kabupaten", "pemkot": "pemerintah kota",
    "pemprov": "pemerintah provinsi", "prov": "provinsi", "kec": "kecamatan", "kel": "kelurahan"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Status:
    """State, and who ended it where the label says so."""

    state: str
    ended_by: str = ""


def status_of(label: str) -> Status | None:
    """What a status label means; None for one that nobody can place."""
    said = label.lower()
    state = next((state for start, state in STATUSES if said.startswith(start)), None)
    if state is None:
        return None
    who = re.search(r"\boleh\s+(sistem|admin|pelapor)\b", said)
    ended = state in (State.CLOSED, State.ARCHIVED)
    return Status(state, ENDED_BY[who[1]] if who and ended else "")


def archive_reason_of(status: Status, text: str) -> str:
    """Our reason for an archived report; "other" when the text names several, none or nothing known."""
    if status.state != State.ARCHIVED:
        return ""
    if not text:
        return ArchiveReason.WITHDRAWN if status.ended_by == ClosedBy.REPORTER else ArchiveReason.OTHER
    named = {reason for words, reason in REASONS if re.search(rf"\b{words}\b", text.lower())}
    return named.pop() if len(named) == 1 else ArchiveReason.OTHER


def says_more_than(reason: str, text: str) -> bool:
    """Whether the words of a reason must be kept beside our code for it."""
    return bool(text) and reason not in (ArchiveReason.WITHDRAWN, ArchiveReason.NOT_COMPLETED)


def classification_of(label: str) -> tuple[str, bool | None]:
    """Classification, and berkadar pengawasan or not; an empty label is a complaint that nobody has judged."""
    said = label.lower()
    if "informasi" in said:
        return Classification.INFORMATION, None
    if "aspirasi" in said:
        return Classification.ASPIRATION, None
    if "berkadar" in said:
        return Classification.COMPLAINT, "tidak" not in said
    return Classification.COMPLAINT, None


def knows_classification(label: str) -> bool:
    """Whether `classification_of` says all that the label says."""
    return not label or any(word in label.lower() for word in ("informasi", "aspirasi", "pengaduan"))


def identity_of(kind: str) -> tuple[str, str]:
    """Identity and secrecy from "Anonim", "Rahasia", both or nothing (named; the export holds no name)."""
    said = kind.lower()
    identity = Identity.ANONYMOUS if "anonim" in said else Identity.NAMED
    return identity, Secrecy.SECRET if "rahasia" in said else Secrecy.PUBLIC


def knows_kind(kind: str) -> bool:
    """Whether `identity_of` says all that the cell says."""
    return not re.sub(r"anonim|rahasia|dan|[\s,/&+-]", "", kind.lower())


def channel_of(source: str) -> str:
    """Our channel for a source ("Website - instansi" is a website); what is unknown came by the export itself."""
    said = source.lower()
    return next((channel for start, channel in CHANNELS if said.startswith(start)), Channel.IMPORT)


def name_key(name: str) -> str:
    """Names that are the same office: letter case, blanks, punctuation and usual abbreviations do not count."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def levels_of(name: str) -> tuple[str, ...]:
    """ "Dinas A > Bidang B" names two levels."""
    return tuple(part for part in LEVEL_MARK.split(name, maxsplit=3) if part)


def digest_of(row: Row) -> str:
    """A keyed digest of everything that the row says, in hex; where it stands in which file does not count."""
    said = asdict(row)
    for name in ("line", "cells"):
        del said[name]
    said["day"], said["time"] = row.day.isoformat(), _time_said(row.time)
    said["extra"] = sorted(row.extra)
    written = json.dumps({name: value for name, value in said.items() if value}, sort_keys=True, ensure_ascii=False)
    return keys.provider().token_digest(f"laporan ringkas|{written}").hex()


def _time_said(moment: time) -> str:
    return f"{moment.isoformat(timespec='seconds')} {moment.tzinfo or ''}".strip()


def leftovers(row: Row, *, category_known: bool, unit_name: str) -> list[str]:
    """Lines "Kolom: isi" for everything that our columns do not say, so that nothing is dropped."""
    kept: list[tuple[str, str]] = []
    if row.source.lower() not in PLAIN_SOURCES:
        kept.append((COLUMNS["source"], row.source))
    if not category_known:
        kept += [(COLUMNS["category_id"], row.category_id), (COLUMNS["category"], row.category)]
    if not knows_classification(row.classification):
        kept.append((COLUMNS["classification"], row.classification))
    if not knows_kind(row.kind):
        kept.append((COLUMNS["kind"], row.kind))
    if row.unit and row.unit != unit_name:
        kept.append((COLUMNS["unit"], row.unit))
    kept += [(COLUMNS["unit_id"], row.unit_id), *row.extra]
    return [f"{name}: {said}" for name, said in kept if said]
