"""What somebody wants to report, before it is one: the value and every reason why it cannot be taken yet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from lapor.agencies.models import Agency, Category
from lapor.agencies.regions import place
from lapor.agencies.zones import zone_of_region
from lapor.kit import clock, contacts, text
from lapor.kit.errors import Refused
from lapor.reports.choices import Classification, Identity, Secrecy
from lapor.reports.files import Upload, problems_of_files
from lapor.reports.params import TEXT_LIMIT, TITLE_LIMIT

TITLE_LEAST, BODY_LEAST = 5, 20
EASTERNMOST = "91"  # where no place is named, the earliest calendar day of the country counts
OLDEST = date(1945, 8, 17)
LONGEST_IN_A_DRAWER = timedelta(days=365)  # a letter that lay longer is a mistyped year
NO_AGENCY = "Instansi ini tidak ada. Pilih lagi atau kosongkan."
PLACE_LIMIT, ACCUSED_LIMIT, NAME_LIMIT, NUMBER_LIMIT = 300, 300, 120, 100


class DraftRefused(Refused):
    """The draft cannot become a report; `problems` has one sentence per field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("Laporan belum dapat dikirim. " + " ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Letter:
    """The paper that a draft was copied from: when the office received it, and what its sender wrote at its head."""

    received_on: date
    number: str = ""
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A report to be, as a channel understood it. Identity and contact are only carried, never stored beside it."""

    title: str
    body: str
    classification: str = Classification.COMPLAINT
    identity: str = Identity.NAMED
    secrecy: str = Secrecy.PUBLIC
    place: str = ""
    region: str = ""
    incident_date: date | None = None
    target: int | str | None = None  # agencies by number or slug, the category by number or code
    category: int | str | None = None
    accused: int | str | None = None
    accused_text: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    nik: str = ""
    files: tuple[Upload, ...] = field(default=(), repr=False)
    letter: Letter | None = None

    def cleaned(self) -> Draft:
        """The same draft in normal form: NFC, no invisible control characters, no stray blanks."""
        words = ("title", "body", "place", "region", "accused_text", "name", "email", "phone", "nik")
        changed: dict[str, Any] = {name: text.clean(getattr(self, name)).strip() for name in words}
        if self.letter:
            changed["letter"] = replace(self.letter, number=text.clean(self.letter.number).strip())
        return replace(self, **changed)

    def digest(self) -> bytes:
        """What tells two submits with one key apart; files count by name and size. Never stored as it is."""
        content = asdict(replace(self, files=())) | {"files": [(f.name, f.size) for f in self.files]}
        if self.letter is None:
            del content["letter"]  # what was sent before letters were known is still the same
        return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).digest()


@dataclass(frozen=True, slots=True)
class Named:
    """What a draft names, as it is now; None where it names nothing, or something that is not there."""

    target: Agency | None
    accused: Agency | None
    category: Category | None


def named_by(draft: Draft) -> Named:
    """Look up what a draft names: one query for agencies, one for the category."""
    agencies = _agencies({name for name in (draft.target, draft.accused) if name is not None})
    return Named(
        target=agencies.get(draft.target) if draft.target is not None else None,
        accused=agencies.get(draft.accused) if draft.accused is not None else None,
        category=_category(draft.category) if draft.category is not None else None,
    )


def _agencies(names: set[int | str]) -> dict[int | str, Agency]:
    if not names:
        return {}
    numbers = [name for name in names if isinstance(name, int)]
    slugs = [name for name in names if isinstance(name, str)]
    rows = list(Agency.objects.filter(Q(pk__in=numbers) | Q(slug__in=slugs)).order_by())
    found: dict[int | str, Agency] = {row.pk: row for row in rows}
    return found | {row.slug: row for row in rows}


def _category(name: int | str) -> Category | None:
    wanted = {"pk": name} if isinstance(name, int) else {"code": name}
    return Category.objects.select_related("parent").filter(**wanted, is_open=True).first()


def problems_of(draft: Draft, named: Named) -> dict[str, str]:
    """Every reason why the draft cannot be taken, one plain sentence per field; empty when it can."""
    found = _problems_of_words(draft) | _problems_of_choices(draft, named) | _problems_of_places(draft)
    found |= _problems_of_person(draft) | _problems_of_letter(draft)
    files = problems_of_files(draft.files)
    return found | ({"files": files} if files else {})


def _problems_of_words(draft: Draft) -> dict[str, str]:
    found = {}
    if len(draft.title) < TITLE_LEAST:
        found["title"] = "Tulis judul singkat, misalnya “Jalan berlubang di depan pasar”."
    elif len(draft.title) > TITLE_LIMIT:
        found["title"] = f"Judul terlalu panjang. Ringkas menjadi paling banyak {TITLE_LIMIT} huruf."
    if len(draft.body) < BODY_LEAST:
        found["body"] = "Ceritakan apa yang terjadi, di mana dan kapan, paling sedikit satu kalimat."
    elif len(draft.body) > TEXT_LIMIT:
        found["body"] = f"Isi laporan terlalu panjang ({len(draft.body)} huruf). Ringkas menjadi {TEXT_LIMIT} huruf."
    if len(draft.place) > PLACE_LIMIT:
        found["place"] = f"Lokasi terlalu panjang. Ringkas menjadi paling banyak {PLACE_LIMIT} huruf."
    if len(draft.accused_text) > ACCUSED_LIMIT:
        found["accused_text"] = f"Ringkas menjadi paling banyak {ACCUSED_LIMIT} huruf."
    return found


def _problems_of_choices(draft: Draft, named: Named) -> dict[str, str]:
    found = {}
    if draft.classification not in Classification.values:
        found["classification"] = "Pilih pengaduan, aspirasi atau permintaan informasi."
    if draft.identity not in Identity.values:
        found["identity"] = "Pilih apakah petugas boleh tahu nama pelapor."
    if draft.secrecy not in Secrecy.values:
        found["secrecy"] = "Pilih apakah isi laporan boleh dibaca umum."
    if draft.category is not None and named.category is None:
        found["category"] = "Kategori ini tidak ada. Pilih lagi atau kosongkan."
    if draft.accused is not None and named.accused is None:
        found["accused"] = NO_AGENCY
    if draft.target is not None and named.target is None:
        found["target"] = NO_AGENCY
    elif named.target and not named.target.is_open:
        found["target"] = "Instansi ini sudah ditutup. Pilih instansi lain atau kosongkan; kami akan mencarikannya."
    return found


def _problems_of_places(draft: Draft) -> dict[str, str]:
    found = {}
    if draft.region and place(draft.region) is None:
        found["region"] = "Wilayah ini tidak ada. Ketik nama desa atau kecamatan, lalu pilih dari daftar."
    if draft.incident_date is not None:
        today = clock.today(ZoneInfo(zone_of_region(draft.region or EASTERNMOST)))
        if draft.incident_date > today:
            found["incident_date"] = "Tanggal kejadian belum terjadi. Periksa tanggalnya."
        elif draft.incident_date < OLDEST:
            found["incident_date"] = "Tanggal kejadian terlalu lama. Periksa tahunnya."
    return found


def _problems_of_person(draft: Draft) -> dict[str, str]:
    found: dict[str, str] = {}
    if draft.identity == Identity.NONE:
        return found
    if draft.identity == Identity.NAMED and len(draft.name) < 2:
        found["name"] = "Tulis namanya, atau pilih “Anonim”."
    if len(draft.name) > NAME_LIMIT:
        found["name"] = f"Nama terlalu panjang. Tulis paling banyak {NAME_LIMIT} huruf."
    if draft.email and contacts.email(draft.email) is None:
        found["email"] = "Alamat surel ini tidak lengkap. Contoh: nama@contoh.id."
    if draft.phone and contacts.phone(draft.phone) is None:
        found["phone"] = "Nomor telepon ini tidak lengkap. Contoh: 0812 3456 7890."
    if draft.nik and contacts.nik(draft.nik) is None:
        found["nik"] = "NIK terdiri dari 16 angka. Periksa lagi atau kosongkan."
    return found


def _problems_of_letter(draft: Draft) -> dict[str, str]:
    """Written first, then received, then copied; by the earliest calendar day of the country."""
    letter, today = draft.letter, clock.today(ZoneInfo(zone_of_region(EASTERNMOST)))
    found: dict[str, str] = {}
    if letter is None:
        return found
    if len(letter.number) > NUMBER_LIMIT:
        found["letter_number"] = f"Nomor surat terlalu panjang. Tulis paling banyak {NUMBER_LIMIT} huruf."
    if letter.written_on and letter.written_on > today:
        found["letter_date"] = "Tanggal surat belum terjadi. Periksa tanggalnya."
    elif letter.written_on and letter.written_on < OLDEST:
        found["letter_date"] = "Tanggal surat terlalu lama. Periksa tahunnya."
    if letter.received_on > today:
        found["letter_received"] = "Tanggal terima belum terjadi. Periksa tanggalnya."
    elif letter.received_on < today - LONGEST_IN_A_DRAWER:
        found["letter_received"] = "Surat ini diterima lebih dari setahun yang lalu. Periksa tahunnya."
    elif letter.written_on and letter.received_on < letter.written_on:
        found["letter_received"] = "Surat tidak mungkin diterima sebelum ditulis. Periksa kedua tanggalnya."
    return found
