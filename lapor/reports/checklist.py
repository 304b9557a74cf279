"""What a good answer has, looked for in its words: a reminder for who writes, recorded with the answer, never a bar."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lapor.people.actor import Actor
from lapor.reports import policies, words
from lapor.reports.models import Report

GREETING = 160  # first characters in which a greeting stands
LONG = 5  # letters from which a word tells what a question is about

_GREETS = re.compile(r"\b(?:yth|bapak|ibu|saudara|saudari|kak|halo|salam|selamat|assalamu\S*)\b", re.IGNORECASE)
_DOES = re.compile(r"\b(?:sudah|telah|akan|sedang|selesai|kami (?:peri|perb|jad|kir|tin|tut|ban)\w+)\b", re.IGNORECASE)
_WHO = re.compile(r"\b(?:kami|tim|petugas|dinas|badan|bidang|unit|kecamatan|kelurahan|desa|upt\w*)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|"
    r"november|desember|besok|lusa|kemarin|hari ini|pekan (?:ini|depan)|bulan (?:ini|depan)|\d+ (?:hari|minggu|bulan)|"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[^.!?\n]{1,300}\?")
_WORD = re.compile(r"\w+")
_ASKING = frozenset("apakah kapan dimana mengapa kenapa bagaimana berapa siapa mohon tolong".split())


@dataclass(frozen=True, slots=True)
class Check:
    """One point: its name in the event, what people read, and whether the words have it."""

    name: str
    label: str
    met: bool


def checks(report: Report, body: str, *, viewer: Actor, files: int) -> tuple[Check, ...]:
    """The points for an answer to this report; whether it answers the questions only where the report asks any."""
    key = words.key_of(report)
    name = policies.name_for(report, viewer, key)
    asked = _QUESTION.findall(words.body(report, key))
    found = [
        Check("greets", "Menyapa pelapor dengan namanya" if name else "Menyapa pelapor", _greets(body, name)),
        Check("says_what", "Menyebut apa yang sudah atau akan dikerjakan", bool(_DOES.search(body))),
        Check("says_who", "Menyebut siapa yang mengerjakan", bool(_WHO.search(body))),
        Check("says_when", "Menyebut kapan", bool(_WHEN.search(body))),
        Check("has_evidence", "Bukti terlampir", files > 0),
    ]
    if asked:
        label = "Menjawab pertanyaan pelapor" if len(asked) == 1 else f"Menjawab {len(asked)} pertanyaan pelapor"
        found.insert(1, Check("answers", label, all(_touches(body, question) for question in asked)))
    return tuple(found)


def _greets(body: str, name: str) -> bool:
    """By name where it is known."""
    start = body[:GREETING].lower()
    return any(part in start for part in name.lower().split()) if name else bool(_GREETS.search(start))


def _touches(body: str, question: str) -> bool:
    """Whether a word of the question that tells what it is about comes back in the answer."""
    asked = {word for word in _WORD.findall(question.lower()) if len(word) >= LONG} - _ASKING
    return not asked or not asked.isdisjoint(_WORD.findall(body.lower()))
