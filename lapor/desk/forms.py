"""Forms of the desk that are not moves: narrowing a list, people and their roles, one's own profile and keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from lapor.agencies.actions.tree import NAME_LONGEST, SHORT_LONGEST
from lapor.agencies.models import Agency, Category, Role
from lapor.agencies.policies import grantable_roles, may_shape
from lapor.agencies.queries import within_reach
from lapor.agencies.regions import ensure_region
from lapor.channels.web.fields import AgencyField, CategoryField, RegionField, WordsField
from lapor.channels.web.moveform import DATE_FORMATS, PickerForm, date_input, quiet, searches
from lapor.desk import nation, queries, saved
from lapor.notices import ways
from lapor.notices.models import Routine
from lapor.people.actor import Actor
from lapor.people.models import ApiToken
from lapor.reports.actions.templates import TEMPLATE_LONGEST, TEMPLATE_NAME_LONGEST
from lapor.reports.choices import State
from lapor.reports.templates import FIELD
from lapor.reports.workflow import MOVES
from lapor.standards.actions import OF_AGENCIES
from lapor.standards.models import LONGEST, Classification, Clock, Unit

EMPTY = "Bagian ini masih kosong. Isi dulu."
NO_DAY = "Tanggal ini tidak ada. Contoh: 24/11/2026."


class FilterForm(forms.Form):
    """Everything a list can be narrowed by; nonsense narrows nothing."""

    q = WordsField(label="Kata dalam judul, atau kode", required=False, most=100)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Semua status"), *State.choices])
    unit = forms.ModelChoiceField(Agency.objects.none(), label="Unit", required=False, empty_label="Semua unit")
    kategori = forms.ModelChoiceField(
        Category.objects.none(), label="Kategori", required=False, empty_label="Semua kategori"
    )
    telat = forms.BooleanField(label="Hanya yang terlambat", required=False)
    saya = forms.BooleanField(label="Saya saja", required=False)

    def __init__(self, data: QueryDict, *, actor: Actor, groups: list[Category]) -> None:
        super().__init__(data, auto_id="saring_%s")
        self.units = {str(unit.pk): unit for unit in queries.units(actor)}
        wanted = str(data.get("unit", ""))
        if wanted not in self.units and (unit := queries.unit_below(actor, wanted)):
            self.units[wanted] = unit
        self.groups = {str(row.pk): row for row in groups}
        _offer(self.fields["unit"], "Semua unit", self.units)
        _offer(self.fields["kategori"], "Semua kategori", self.groups)
        if len(self.units) < 2:
            del self.fields["unit"]

    def lost(self) -> list[str]:
        """What the address names and nobody can choose: closed meanwhile, or not this officer's."""
        given = (("Unit", "unit", set(self.units)), ("Kategori", "kategori", set(self.groups)))
        return [what for what, name, known in given if self.data.get(name) and str(self.data[name]) not in known]

    def filters(self) -> queries.Filters:
        """What was chosen; a value that is not offered counts as none."""
        given = self.data
        state = str(given.get("status", ""))
        return queries.Filters(
            words=WordsField(required=False).to_python(given.get("q"))[:100],
            state=state if state in State.values else "",
            unit=self.units.get(str(given.get("unit", ""))),
            category=self.groups.get(str(given.get("kategori", ""))),
            late=bool(given.get("telat")),
            mine=bool(given.get("saya")),
        )


class NationForm(forms.Form):
    """By which governments the list of late agencies is narrowed; nonsense narrows nothing."""

    jenis = forms.ChoiceField(label="Jenis", required=False, choices=[("", "Semua jenis"), *nation.KINDS.items()])
    wilayah = forms.ChoiceField(label="Provinsi", required=False)

    def __init__(self, data: QueryDict, *, provinces: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="saring_%s")
        self.provinces = dict(provinces)
        offer_choices(self.fields["wilayah"], [("", "Semua provinsi"), *provinces])

    def narrowed(self) -> nation.Narrowed:
        kind, province = (str(self.data.get(name, "")) for name in ("jenis", "wilayah"))
        return nation.Narrowed(kind if kind in nation.KINDS else "", province if province in self.provinces else "")


def _offer(field: forms.Field, empty: str, rows: dict[str, Agency] | dict[str, Category]) -> None:
    """Give a select its options from rows at hand; a queryset would ask again for each drawing."""
    if isinstance(field, forms.ModelChoiceField):
        field.choices = [("", empty), *((pk, str(row)) for pk, row in rows.items())]


def offer_choices(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def own_agency(actor: Actor, *, label: str, required: str) -> AgencyField:
    """A picker of open agencies in the branches that the actor manages."""
    seats = {seat.agency_id for seat in actor.seats if seat.role in (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)}
    narrow = f"?dalam={min(seats)}" if len(seats) == 1 else ""
    managed = within_reach(actor, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
    rows = Agency.objects.filter(managed, is_open=True).order_by("path")
    words = {"label": label, "error_messages": {"required": required}}
    return AgencyField(url=f"{reverse('cari-instansi')}{narrow}", agencies=rows, **words)


def own_or_every(actor: Actor) -> AgencyField:
    """The same picker; the nation's admin may leave it empty, which means every agency."""
    field = own_agency(actor, label="Instansi", required="Cari dan pilih dulu dari daftar.")
    if actor.has_role(Role.NATIONAL_ADMIN):
        field.required, field.help_text = False, "Kosongkan bila untuk semua instansi."
    return field


class AgencyForm(PickerForm):
    """What an agency is called and where it is; the nation's admin also says what it is."""

    name = WordsField(label="Nama resmi", most=NAME_LONGEST, error_messages={"required": EMPTY})
    short_name = WordsField(
        label="Nama pendek", most=SHORT_LONGEST, help_text="Misalnya “Dinas PU”.", error_messages={"required": EMPTY}
    )
    kind = forms.ChoiceField(label="Jenis", choices=Agency.Kind.choices, initial=Agency.Kind.UNIT)
    region = RegionField(
        label="Wilayah", help_text="Menentukan zona waktu. Kosongkan bila sama dengan induknya.", required=False
    )
    email = forms.EmailField(
        label="Surel kantor",
        required=False,
        error_messages={"invalid": "Ini bukan alamat surel. Contoh: dinas@contoh.go.id."},
    )
    is_inspectorate = forms.BooleanField(
        label="Pengawas internal (inspektorat)",
        required=False,
        help_text="Menerima laporan tentang instansi lain; setiap peran di sini perlu admin kedua.",
    )
    twin = forms.BooleanField(label="Ini instansi lain dengan nama yang sama", required=False)

    def __init__(self, data: QueryDict | None = None, *, actor: Actor, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        if not may_shape(actor):
            del self.fields["kind"], self.fields["is_inspectorate"]
        if initial and "kind" not in initial:
            self.fields.pop("kind", None)  # what an agency is does not change
        self._twin = self.fields["twin"]
        if not (data and data.get("twin")):
            del self.fields["twin"]  # nobody is asked before there is one
        self.searches = bool(data and searches(data))
        if self.searches:
            quiet(self)

    def ask(self, sentence: str) -> None:
        """Say whom the name belongs to, and ask whether another agency is meant."""
        self.fields["twin"] = self._twin
        self.add_error("twin", f"{sentence} Bila Anda memang memaksudkan instansi lain, centang ini lalu kirim lagi.")

    def values(self) -> dict[str, Any]:
        """What was filled in, as the actions take it."""
        given = dict(self.cleaned_data)
        given["twins_are_meant"] = given.pop("twin", False)
        return given | {"region": ensure_region(given["region"]) if given["region"] else None}


class PlaceForm(PickerForm):
    """Under which parent an agency hangs."""

    parent = AgencyField(label="Induk baru", url="")  # its branches and address are known in __init__

    def __init__(self, data: QueryDict | None = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["parent"] = own_agency(actor, label="Induk baru", required="Cari dan pilih dulu dari daftar.")
        self.searches = bool(data and searches(data))
        if self.searches:
            quiet(self)


class RoleForm(PickerForm):
    """A role at an agency of one's own branches, from a day until a day."""

    agency = AgencyField(label="Instansi", url="")  # its branches and address are known in __init__
    role = forms.ChoiceField(label="Peran", error_messages={"required": "Pilih salah satu."})
    since = forms.DateField(
        label="Mulai",
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        help_text="Kosongkan bila mulai hari ini.",
        error_messages={"invalid": NO_DAY},
    )
    until = forms.DateField(
        label="Berakhir pada",
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        help_text="Hari pertama tanpa peran ini. Kosongkan bila belum tahu.",
        error_messages={"invalid": NO_DAY},
    )

    def __init__(self, data: QueryDict | None = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["agency"] = own_agency(actor, label="Instansi", required="Cari dan pilih dulu dari daftar.")
        self.searches = bool(data and searches(data))
        if self.searches:
            quiet(self)
        roles = [(one.value, str(one.label)) for one in grantable_roles(actor)]
        offer_choices(self.fields["role"], [("", "Pilih…"), *roles])


class PersonForm(RoleForm):
    """A new person with a first role."""

    name = WordsField(label="Nama lengkap", most=120, error_messages={"required": EMPTY})
    email = forms.EmailField(
        label="Alamat surel dinas",
        help_text="Undangan dikirim ke alamat ini.",
        error_messages={
            "required": EMPTY,
            "invalid": "Ini bukan alamat surel. Periksa penulisannya, misalnya nama@contoh.go.id.",
        },
    )
    field_order = ("name", "email", "agency", "role", "since", "until")


class RuleForm(PickerForm):
    """How long one limit may run, for whom and from which day."""

    clock = forms.ChoiceField(label="Tenggat", error_messages={"required": "Pilih salah satu."})
    amount = forms.IntegerField(
        label="Jumlah hari",
        min_value=1,
        max_value=LONGEST,
        error_messages={
            "required": EMPTY,
            "invalid": "Tulis angka saja, misalnya 14.",
            "min_value": "Paling sedikit 1 hari.",
            "max_value": f"Paling banyak {LONGEST} hari.",
        },
    )
    unit = forms.ChoiceField(label="Satuan", choices=Unit.choices, initial=Unit.WORKING_DAYS, widget=forms.RadioSelect)
    classification = forms.ChoiceField(
        label="Jenis laporan", required=False, choices=[("", "Semua jenis"), *Classification.choices]
    )
    category = CategoryField(label="Kategori", required=False, help_text="Kosongkan bila untuk semua kategori.")
    agency = AgencyField(label="Instansi", url="")  # its branches and address are known in __init__
    legal_basis = WordsField(
        label="Dasar",
        most=250,
        help_text="Peraturan, keputusan atau maklumat pelayanan. Pelapor membacanya di samping tenggat.",
        error_messages={"required": EMPTY},
    )
    since = forms.DateField(
        label="Berlaku sejak",
        widget=date_input(),
        input_formats=DATE_FORMATS,
        help_text="Paling cepat besok. Laporan yang sudah masuk tidak berubah.",
        error_messages={"required": EMPTY, "invalid": NO_DAY},
    )
    until = forms.DateField(
        label="Berlaku sampai",
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        help_text="Kosongkan bila seterusnya.",
        error_messages={"invalid": NO_DAY},
    )

    def __init__(self, data: QueryDict | None = None, *, actor: Actor) -> None:
        super().__init__(data)
        nation = actor.has_role(Role.NATIONAL_ADMIN)
        clocks = [(one.value, str(one.label).capitalize()) for one in Clock if nation or one in OF_AGENCIES]
        offer_choices(self.fields["clock"], [("", "Pilih…"), *clocks])
        self.fields["agency"] = own_or_every(actor)
        self.searches = bool(data and searches(data))
        if self.searches:
            quiet(self)

    def values(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        given = dict(self.cleaned_data)
        return given | {"valid_from": given.pop("since"), "valid_until": given.pop("until")}


class DayOffForm(PickerForm):
    """A day on which the offices are closed, or open after all."""

    since = forms.DateField(
        label="Tanggal",
        widget=date_input(),
        input_formats=DATE_FORMATS,
        error_messages={"required": EMPTY, "invalid": NO_DAY},
    )
    name = WordsField(label="Nama hari", most=120, help_text="Pelapor membacanya.", error_messages={"required": EMPTY})
    agency = AgencyField(label="Instansi", url="")  # its branches and address are known in __init__
    is_working = forms.BooleanField(
        label="Sebaliknya: hari itu tetap hari kerja",
        required=False,
        help_text="Tenggat yang sudah berjalan tidak pernah maju.",
    )

    def __init__(self, data: QueryDict | None = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["agency"] = own_or_every(actor)
        self.searches = bool(data and searches(data))
        if self.searches:
            quiet(self)


class LastDayForm(forms.Form):
    """The last day of a rule."""

    until = forms.DateField(
        label="Hari terakhir",
        widget=date_input(),
        input_formats=DATE_FORMATS,
        error_messages={"required": EMPTY, "invalid": NO_DAY},
    )


class KeepForm(forms.Form):
    """Under which name a filter is kept, and for whom."""

    name = WordsField(
        label="Nama saringan",
        most=saved.NAME_LONGEST,
        help_text="Misalnya “Jalan, terlambat”. Jangan tulis nama orang.",
        error_messages={"required": EMPTY},
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Siapa yang melihat", required=False, empty_label="Hanya saya"
    )

    def __init__(
        self, data: QueryDict | None, *, agencies: list[Agency], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        seat = self.fields["agency"]
        if isinstance(seat, forms.ModelChoiceField):
            seat.queryset = Agency.objects.filter(pk__in=[row.pk for row in agencies])
            seat.choices = [("", "Hanya saya"), *((row.pk, f"Semua petugas {row.name}") for row in agencies)]


class SharingForm(forms.Form):
    """How reports that reach a unit find their person in charge."""

    cara = forms.ChoiceField(
        label="Laporan yang diteruskan ke sini",
        choices=Agency.Sharing.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih salah satu.", "invalid_choice": "Pilih salah satu."},
    )


class NameForm(forms.Form):
    """One's own name, as colleagues read it."""

    name = WordsField(label="Nama", most=120, error_messages={"required": EMPTY})


class RoutineForm(forms.Form):
    """When the digest comes, and which way each kind of notice comes by mail."""

    at = forms.TimeField(
        label="Jam rangkuman",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": EMPTY, "invalid": "Jam ini tidak ada. Contoh: 07:30."},
    )

    def __init__(self, data: QueryDict | None, *, routine: Routine) -> None:
        super().__init__(data, initial={"at": routine.at}, auto_id="kabar_%s")
        for kind, label in ways.LABELS.items():
            self.fields[kind] = forms.ChoiceField(
                label=label,
                choices=[(way.value, way.label) for way in ways.choices(kind)],
                initial=routine.ways.get(kind, ways.usual(kind)),
            )

    def kinds(self) -> list[forms.BoundField]:
        return [self[kind] for kind in ways.LABELS]

    def chosen(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind] for kind in ways.LABELS}


class KeyForm(forms.Form):
    """A key for a program."""

    name = WordsField(
        label="Untuk apa", most=80, help_text="Misalnya “Aplikasi aduan kota”.", error_messages={"required": EMPTY}
    )
    scope = forms.ChoiceField(label="Boleh apa", choices=ApiToken.Scope.choices, widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label="Berlaku",
        coerce=int,
        choices=[(30, "30 hari"), (90, "90 hari"), (180, "180 hari"), (365, "1 tahun")],
        initial=90,
    )


class TemplateForm(PickerForm):
    """A template of answers: for which move and state, its name and its words."""

    move = forms.ChoiceField(label="Langkah", choices=[(name, MOVES[name].label) for name in FIELD])
    state = forms.ChoiceField(label="Status laporan", required=False, choices=[("", "Semua status"), *State.choices])
    name = WordsField(
        label="Nama templat",
        most=TEMPLATE_NAME_LONGEST,
        help_text="Dibaca petugas saat memilih.",
        error_messages={"required": EMPTY},
    )
    body = WordsField(
        label="Isi",
        most=TEMPLATE_LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Tandai bagian yang harus diisi petugas dengan […], misalnya [hari …].",
        error_messages={"required": EMPTY},
    )

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("move", "state", "name", "body")}
