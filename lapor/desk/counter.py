"""The counter: what an operator fills in for who came, wrote or called, in the order in which it is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.http import Http404, QueryDict
from django.utils.datastructures import MultiValueDict

from lapor.agencies.models import Agency, Role
from lapor.channels.web import asked
from lapor.channels.web.fields import (
    FILES_HINT,
    AgencyField,
    CategoryField,
    FilesField,
    RegionField,
    WordsField,
    as_uploads,
)
from lapor.channels.web.moveform import DATE_FORMATS, PickerForm
from lapor.kit import clock, codes
from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.choices import BY_HAND, Channel, Classification, Identity, Secrecy
from lapor.reports.drafts import (
    NAME_LIMIT,
    NUMBER_LIMIT,
    TITLE_LEAST,
    Draft,
    Letter,
    named_by,
    problems_of,
)
from lapor.reports.models import Report
from lapor.reports.params import TEXT_LIMIT, TITLE_LIMIT

TYPED_DAY = {"inputmode": "numeric", "placeholder": "24/11/2026", "autocomplete": "off"}
NO_DAY = "Tanggal ini tidak ada. Contoh: 24/11/2026."
RARE = ("title", "incident_date", "category", "accused", "accused_text")  # folded away until one is needed
LETTER = ("letter_number", "letter_date", "letter_received")


def office_of(actor: Actor) -> Agency:
    """The agency at whose counter the actor sits; 404 for who sits at none."""
    seat = next((seat for seat in actor.seats if seat.role == Role.OPERATOR), None)
    if seat is None:
        raise Http404
    return Agency.objects.get(pk=seat.agency_id)


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        # A line to type into: with the keyboard alone a calendar is four stops, and its order depends on the browser.
        widget=forms.DateInput(format="%d/%m/%Y", attrs=TYPED_DAY),
        input_formats=[*DATE_FORMATS, "%d%m%Y"],
        error_messages={"invalid": NO_DAY},
    )


def _pick_one(label: str, options: list[tuple[str, str]], missing: str, **attrs: object) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=options,
        widget=forms.RadioSelect(attrs=attrs),
        error_messages={"required": missing, "invalid_choice": "Pilihan ini tidak ada. Pilih salah satu."},
    )


class CounterForm(PickerForm):
    """A report of somebody else in few fields: what he left open, the operator leaves open. Its rules are `Draft`'s."""

    came_by = _pick_one(
        "Bagaimana laporan ini sampai kepada Anda?",
        [(one.value, str(one.label)) for one in (Channel.COUNTER, Channel.LETTER, Channel.PHONE)],
        "Pilih bagaimana laporan ini sampai kepada Anda.",
        **{"data-digits": True},
    )
    letter_number = WordsField(label="Nomor surat pengirim", required=False, most=NUMBER_LIMIT)
    letter_date = _day("Tanggal surat")
    letter_received = _day("Diterima kantor pada", "Tenggat dihitung sejak hari ini, bukan sejak Anda mencatatnya.")
    body = WordsField(
        label="Apa yang terjadi?",
        help_text="Tulis dengan kata-kata pelapor sendiri.",
        widget=forms.Textarea(attrs={"rows": 6}),
        most=TEXT_LIMIT,
        error_messages={"required": "Tulis apa yang terjadi, paling sedikit satu kalimat."},
    )
    region = RegionField(label="Desa atau kecamatan", required=False)
    place = asked.place()
    target = AgencyField(label="Instansi tujuan", required=False)
    classification = _pick_one(
        "Jenis", [(one.value, str(one.label)) for one in Classification], "Pilih salah satu.", **{"data-digits": True}
    )
    name = WordsField(label="Nama pelapor", required=False, most=NAME_LIMIT)
    email = WordsField(
        label="Alamat surel pelapor",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
        most=254,
    )
    phone = WordsField(
        label="Nomor telepon pelapor",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        most=30,
    )
    anonymous = forms.BooleanField(label="Anonim: nama dan kontaknya disegel, petugas tidak melihatnya", required=False)
    secret = forms.BooleanField(label="Rahasia: isinya tidak dibaca umum", required=False)
    title = WordsField(
        label="Judul", help_text="Kosong: diambil dari kalimat pertama.", required=False, most=TITLE_LIMIT
    )
    incident_date = _day("Kapan terjadi?", "Perkiraan tanggal boleh.")
    category = CategoryField(
        label="Kategori",
        help_text="Laporan tentang korupsi selalu dimulai sebagai rahasia.",
        required=False,
    )
    accused = asked.accused()
    accused_text = asked.accused_text()

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        *,
        office: Agency,
    ) -> None:
        start = {"classification": Classification.COMPLAINT, "letter_received": clock.today(office.zone)}
        super().__init__(data, files, initial=start)
        self.fields["files"] = FilesField(
            label="Pindaian surat, foto atau berkas", help_text=FILES_HINT, required=False
        )
        if not self.is_bound:
            self.fields["came_by"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        came_by_letter = self.cleaned_data.get("came_by") == Channel.LETTER
        if came_by_letter and not self.cleaned_data.get("letter_received") and "letter_received" not in self.errors:
            self.add_error("letter_received", "Isi kapan kantor menerima surat ini.")
        draft = self.draft()
        problems = problems_of(draft, named_by(draft))
        if not self.cleaned_data.get("title") and len(draft.title) < TITLE_LEAST:
            problems.pop("title", None)  # it is made of the words, of which it is said already that they are too few
        for name, sentence in problems.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, sentence)
        return self.cleaned_data

    @property
    def opens_rare(self) -> bool:
        """Whether something was filled in, or is wrong, in the part that is folded away."""
        typed = (self.data.get(name) for name in (*RARE, "category_q", "accused_q"))
        return self.is_bound and (any(typed) or not self.errors.keys().isdisjoint(RARE))

    def draft(self) -> Draft:
        """What was filled in, as the heart takes it. Who left nothing of himself has no identity here."""
        given = self.cleaned_data
        words = ("body", "place", "region", "accused_text", "classification", "name", "email", "phone")
        values: dict[str, Any] = {name: given.get(name) or "" for name in words}
        values |= {name: row.pk for name in ("target", "category", "accused") if (row := given.get(name))}
        values |= {"incident_date": given.get("incident_date"), "files": as_uploads(self.files.getlist("files"))}
        values["title"] = given.get("title") or first_words(values["body"])
        values["identity"] = _identity(given)
        values["secrecy"] = Secrecy.SECRET if given.get("secret") else Secrecy.PUBLIC
        return Draft(**values, letter=_letter(given)).cleaned()


def first_words(text: str) -> str:
    """The first sentence, cut between two words where a title is shorter."""
    line = text.strip().partition("\n")[0].strip()
    sentence = line.partition(". ")[0].rstrip(".")
    title = sentence if len(sentence) >= TITLE_LEAST else line
    return title if len(title) <= TITLE_LIMIT else f"{title[: TITLE_LIMIT - 1].rpartition(' ')[0] or title[:60]}…"


def _identity(given: dict[str, Any]) -> Identity:
    if not (given.get("name") or given.get("email") or given.get("phone")):
        return Identity.NONE
    return Identity.NAMED if given.get("name") and not given.get("anonymous") else Identity.ANONYMOUS


def _letter(given: dict[str, Any]) -> Letter | None:
    if given.get("came_by") != Channel.LETTER or not given.get("letter_received"):
        return None
    return Letter(
        given["letter_received"], number=given.get("letter_number") or "", written_on=given.get("letter_date")
    )


class Entered(NamedTuple):
    """One line of the day: no name, no words and no PIN."""

    code: str
    at: datetime
    way: str
    unit: str


@dataclass(frozen=True, slots=True)
class Today:
    """What a counter wrote down since midnight, newest first, and how much by each way it came, this month as well."""

    rows: list[Entered]
    counts: list[tuple[str, int, int]]  # the way, today, this month

    @property
    def total(self) -> int:
        return len(self.rows)


def today(actor: Actor, office: Agency) -> Today:
    """The day and the month by the clock of the office."""
    midnight = datetime.combine(clock.today(office.zone), time.min, office.zone)
    month = policies.entered_at(actor, office.pk, since=midnight.replace(day=1))
    found = month.filter(submitted_at__gte=midnight).order_by("-submitted_at")
    rows = [
        Entered(codes.grouped(code), at, str(Channel(way).label), unit)
        for code, at, way, unit in found.values_list("code", "submitted_at", "channel", "holder__short_name")
    ]
    of_day, of_month = Counter(row.way for row in rows), dict(_per_way(month))
    return Today(rows, [(str(one.label), of_day[str(one.label)], of_month.get(one.value, 0)) for one in BY_HAND])


def _per_way(rows: QuerySet[Report]) -> QuerySet[Report, tuple[str, int]]:
    return rows.order_by().values_list("channel").annotate(Count("pk"))
