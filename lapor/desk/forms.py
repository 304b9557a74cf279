"""Forms of the desk that are not moves: narrowing a list, people and their roles, one's own profile and keys."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.urls import reverse

from lapor.agencies.models import Agency, Category, Role
from lapor.agencies.policies import grantable_roles
from lapor.agencies.queries import within_reach
from lapor.channels.web.fields import AgencyField, WordsField
from lapor.channels.web.moveform import DATE_FORMATS, SEARCH, PickerForm, date_input, quiet
from lapor.desk import queries
from lapor.people.actor import Actor
from lapor.people.models import ApiToken
from lapor.reports.choices import State

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

    def __init__(self, data: QueryDict, *, units: list[Agency]) -> None:
        super().__init__(data, auto_id="saring_%s")
        self.units = {str(unit.pk): unit for unit in units}
        self.groups = {str(row.pk): row for row in Category.objects.filter(parent=None, is_open=True)}
        _offer(self.fields["unit"], "Semua unit", self.units)
        _offer(self.fields["kategori"], "Semua kategori", self.groups)
        if len(self.units) < 2:
            del self.fields["unit"]

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
        )


def _offer(field: forms.Field, empty: str, rows: dict[str, Agency] | dict[str, Category]) -> None:
    """Give a select its options from rows at hand; a queryset would ask again for each drawing."""
    if isinstance(field, forms.ModelChoiceField):
        field.choices = [("", empty), *((pk, str(row)) for pk, row in rows.items())]


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
        url = reverse("cari-instansi")
        managed = within_reach(actor, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
        rows = Agency.objects.filter(managed, is_open=True).order_by("path")
        words = {"label": "Instansi", "error_messages": {"required": "Cari dan pilih dulu dari daftar."}}
        self.fields["agency"] = AgencyField(url=url, agencies=rows, **words)
        role = self.fields["role"]
        self.searches = bool(data and data.get(SEARCH))
        if self.searches:
            quiet(self)
        if isinstance(role, forms.ChoiceField):
            role.choices = [("", "Pilih…"), *((one.value, str(one.label)) for one in grantable_roles(actor))]


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


class NameForm(forms.Form):
    """One's own name, as colleagues read it."""

    name = WordsField(label="Nama", most=120, error_messages={"required": EMPTY})


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
