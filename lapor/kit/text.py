"""Texts of people: made harmless without changing what they say, and searched for personal data."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from lokal import PiiMatch, detect_pii

# Overlapping windows keep lokal's detectors, of which some are quadratic (100,000 blanks: 27 s), under a second.
WINDOW = 2000
OVERLAP = 200
MOST_MARKS = 8  # combining marks on one letter; a stack of hundreds covers the lines around it

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"  # Javanese, Balinese and Arabic letters and emoji families need them
_DROPPED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction overrides
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
    "\U000e0000-\U000e0fff"  # tags and more variation selectors: they hide text
    "]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_LANDLINE = re.compile(r"(?<![\w.,-])\(?0[2-79]\d{1,2}\)?[ -]\d{5,8}(?![\w-])")

LABELS = {
    "NIK": "NIK",
    "KK": "nomor KK",
    "NPWP": "NPWP",
    "PASSPORT": "nomor paspor",
    "SIM": "nomor SIM",
    "NIP": "NIP",
    "BPJS": "nomor BPJS",
    "NISN": "NISN",
    "AKTA": "nomor akta",
    "PHONE": "nomor telepon",
    "EMAIL": "alamat email",
    "BANK_ACCOUNT": "nomor rekening",
    "CARD": "nomor kartu",
    "PLATE": "nomor kendaraan",
    "IP": "alamat IP",
    "GEO": "titik lokasi",
    "NAME": "nama",
    "ADDRESS": "alamat",
    "BIRTH_DATE": "tanggal lahir",
    "GENDER": "jenis kelamin",
    "RELIGION": "agama",
    "MARITAL_STATUS": "status perkawinan",
    "NATIONALITY": "kewarganegaraan",
    "HEALTH": "keterangan kesehatan",
    "FINANCIAL": "keterangan keuangan",
    "CRIMINAL_RECORD": "catatan pidana",
    "BIOMETRIC": "data biometrik",
}
# Traits and places are shown to the officer, not masked: a street is often what the report is about.
_ONLY_SHOWN = {"GEO", "GENDER", "RELIGION", "MARITAL_STATUS", "NATIONALITY", "HEALTH", "FINANCIAL", "CRIMINAL_RECORD"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data at `text[start:end]`; `masked` tells whether `mask` replaces it."""

    kind: str  # a key of LABELS
    start: int
    end: int
    value: str
    sure: bool
    masked: bool

    @property
    def label(self) -> str:
        """What it is, in Indonesian."""
        return LABELS.get(self.kind, "data pribadi")


def clean(text: str) -> str:
    """Make a text safe to store, sort and show: NFC, plain line ends, nothing invisible that deceives or breaks."""
    lines = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text)))
    kept = _DROPPED.sub("", lines)
    return unicodedata.normalize("NFC", kept if kept.isascii() else "".join(_legible(kept)))


def _legible(text: str) -> Iterator[str]:
    """Leave out joiners where no script joins and marks beyond what any script stacks."""
    base, marks, joined = " ", 0, False
    for symbol in text:
        if symbol in _JOINERS:
            if not joined and _joins(base):
                joined = True
                yield symbol
            continue
        joined = False
        if symbol > "\u02ff" and unicodedata.category(symbol) in {"Mn", "Me", "Mc"}:
            marks += 1
            if marks > MOST_MARKS:
                continue
        else:
            base, marks = symbol, 0
        yield symbol


def _joins(base: str) -> bool:
    return base > "\u036f" and not "\u1e00" <= base <= "\u206f"


def find_personal(text: str) -> list[Finding]:
    """Find personal data after UU 27/2022 (NIK, KK, phone, e-mail, plate, account, name, address …), in text order."""
    found: list[Finding] = []
    for start in range(0, max(len(text) - OVERLAP, 1), WINDOW - OVERLAP):
        part = text[start : start + WINDOW]
        found.extend(_finding(match, start) for match in detect_pii(part))
        found.extend(_landline(match, start) for match in _LANDLINE.finditer(part))
    return _merged(found)


def mask(text: str) -> str:
    """Write `[nomor telepon]`, `[nama]` and the like in the place of personal data."""
    parts, place = [], 0
    for finding in find_personal(text):
        if finding.masked:
            parts += [text[place : finding.start], f"[{finding.label}]"]
            place = finding.end
    return "".join(parts) + text[place:]


def _finding(match: PiiMatch, offset: int) -> Finding:
    sure = match.confidence == "high"
    masked = match.type not in _ONLY_SHOWN and (sure or match.type != "ADDRESS")
    return Finding(match.type, match.start + offset, match.end + offset, match.value, sure, masked)


def _landline(match: re.Match[str], offset: int) -> Finding:
    return Finding("PHONE", match.start() + offset, match.end() + offset, match.group(), sure=False, masked=True)


def _merged(found: list[Finding]) -> list[Finding]:
    """Keep one finding per place: the masked before the shown, the longer before the shorter."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start, not f.masked, -f.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
        elif (finding.masked, finding.end - finding.start) > (kept[-1].masked, kept[-1].end - kept[-1].start):
            kept[-1] = finding
    return kept
