"""What somebody wants to report, before it is one: the value and every reason why it cannot be taken yet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

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
PLACE_LIMIT, ACCUSED_LIMIT, NAME_LIMIT = 300, 300, 120


class DraftRefused(Refused):
    """The draft cannot become a report; `problems` has one sentence per field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("Laporan belum dapat dikirim. " + " ".join(problems.values()))
        self.problems = problems


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
    target: int | None = None
    category: int | None = None
    accused: int | None = None
    accused_text: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    nik: str = ""
    files: tuple[Upload, ...] = field(default=(), repr=False)

    def cleaned(self) -> Draft:
        """The same draft in normal form: NFC, no invisible control characters, no stray blanks."""
        words = ("title", "body", "place", "region", "accused_text", "name", "email", "phone", "nik")
        changed: dict[str, Any] = {name: text.clean(getattr(self, name)).strip() for name in words}
        return replace(self, **changed)

    def digest(self) -> bytes:
        """What tells two submits with one key apart; files count by name and size. Never stored as it is."""
        content = asdict(replace(self, files=())) | {"files": [(f.name, f.size) for f in self.files]}
        return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).digest()


def problems_of(draft: Draft) -> dict[str, str]:
    """Every reason why the draft cannot be taken, one plain sentence per field; empty when it can."""
    found = _problems_of_words(draft) | _problems_of_choices(draft) | _problems_of_places(draft)
    found |= _problems_of_person(draft)
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


def _problems_of_choices(draft: Draft) -> dict[str, str]:
    found = {}
    if draft.classification not in Classification.values:
        found["classification"] = "Pilih pengaduan, aspirasi atau permintaan informasi."
    if draft.identity not in Identity.values:
        found["identity"] = "Pilih apakah nama Anda boleh diketahui petugas."
    if draft.secrecy not in Secrecy.values:
        found["secrecy"] = "Pilih apakah isi laporan boleh dibaca umum."
    if draft.category is not None and not Category.objects.filter(pk=draft.category, is_open=True).exists():
        found["category"] = "Kategori ini tidak ada. Pilih lagi atau kosongkan."
    for name in ("target", "accused"):
        if (pk := getattr(draft, name)) is not None and (sentence := _agency_problem(pk, name)):
            found[name] = sentence
    return found


def _agency_problem(pk: int, name: str) -> str:
    agency = Agency.objects.filter(pk=pk).only("is_open").first()
    if agency is None:
        return "Instansi ini tidak ada. Pilih lagi atau kosongkan."
    if name == "target" and not agency.is_open:
        return "Instansi ini sudah ditutup. Pilih instansi lain atau kosongkan; kami akan mencarikannya."
    return ""


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
        found["name"] = "Tulis nama Anda, atau pilih “anonim”."
    if len(draft.name) > NAME_LIMIT:
        found["name"] = f"Nama terlalu panjang. Tulis paling banyak {NAME_LIMIT} huruf."
    if draft.email and contacts.email(draft.email) is None:
        found["email"] = "Alamat surel ini tidak lengkap. Contoh: nama@contoh.id."
    if draft.phone and contacts.phone(draft.phone) is None:
        found["phone"] = "Nomor telepon ini tidak lengkap. Contoh: 0812 3456 7890."
    if draft.nik and contacts.nik(draft.nik) is None:
        found["nik"] = "NIK terdiri dari 16 angka. Periksa lagi atau kosongkan."
    return found
