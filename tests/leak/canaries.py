"""Canaries: words that nobody else writes, one for each personal thing, so that wherever one turns up it was carried.

A canary stands for "this kind of thing of that report". Its value is the part that is looked for; the life of a report
(plant.py) wraps it in sentences, file names and metadata.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

MARK = "qxova"
SYLLABLES = "ba be bo da de di do fa fe fo ga ge gi go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi".split()


@dataclass(frozen=True, slots=True)
class Canary:
    """`report`: of which; `kind`: what it is. Lower case is enough, because sinks are folded before they are read."""

    report: str
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind} of {self.report}"


def word(report: str, kind: str) -> str:
    """A word of thirteen letters that begins as no Indonesian word does."""
    digest = hashlib.sha256(f"{report}|{kind}".encode()).digest()
    return MARK + "".join(SYLLABLES[byte % len(SYLLABLES)] for byte in digest[:4])


def number(report: str, kind: str, digits: int) -> str:
    """Digits that belong to this thing alone."""
    digest = hashlib.sha256(f"{report}|{kind}".encode()).digest()
    return str(int.from_bytes(digest[:12], "big")).rjust(digits, "7")[-digits:]


@dataclass(frozen=True, slots=True)
class Traces:
    """Every personal thing of one report, as it is typed or sent; `canaries` are what to look for."""

    report: str

    def of(self, kind: str) -> str:
        """The canary of a kind as it is looked for."""
        match kind:
            case "phone":
                return "8129" + number(self.report, kind, 7)
            case "nik":
                return f"73240415{number(self.report, 'month', 1)[0].translate(MONTHS)}88{number(self.report, kind, 4)}"
            case "address":
                return f"2001:db8:{number(self.report, kind, 4)}:{number(self.report, kind, 8)[:4]}"
            case _:
                return word(self.report, kind)

    @property
    def name(self) -> str:
        return f"Zulfa {self.of('name').title()}"

    @property
    def email(self) -> str:
        return f"{self.of('email')}@surat.example"

    @property
    def phone(self) -> str:
        return f"0{self.of('phone')}"

    @property
    def nik(self) -> str:
        return self.of("nik")

    @property
    def place(self) -> str:
        return f"Gang {self.of('place').title()} nomor 7"

    @property
    def address(self) -> str:
        """The IP address; what is looked for is the network that one household holds."""
        return f"{self.of('address')}::77"

    @property
    def agent(self) -> str:
        return f"Peramban/{self.of('agent')}"

    @property
    def key(self) -> str:
        """The idempotency key, which programs fill with a reference of their own."""
        return f"ref-{self.of('key')}-0123456789"

    def file_name(self, ending: str) -> str:
        return f"rumah_{self.of('file')}.{ending}"

    def says(self, kind: str) -> str:
        """A sentence about a thing of this kind."""
        return f"Soal {self.of(kind)} ini sudah lama kami lihat di dekat pasar."


MONTHS = str.maketrans(dict.fromkeys("0123456789", "06"))
KINDS = (
    "name nik phone email place title body completion reply reason accused file artist author address agent key "
    "instruction note draft question answer promise final opening number opinion oversight waiting comment "
    "scheduled"
).split()


@lru_cache(maxsize=1)
def planted(reports: tuple[str, ...]) -> tuple[Canary, ...]:
    """Every canary that plant.py may set free, whichever are used."""
    return tuple(Canary(report, kind, Traces(report).of(kind)) for report in reports for kind in KINDS)
