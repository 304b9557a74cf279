"""Forms about the people of a unit: who is away, and what passes when one leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from lapor.agencies.actions.seats import DECREE_LONGEST
from lapor.agencies.models import Absence, Agency
from lapor.channels.web.fields import WordsField
from lapor.channels.web.moveform import DATE_FORMATS, date_input
from lapor.desk.forms import EMPTY, NO_DAY
from lapor.kit import text
from lapor.people.models import User
from lapor.reports import handover

CHOOSE = {"required": "Pilih salah satu."}
TOO_LONG = f"Satu catatan terlalu panjang. Ringkas menjadi {handover.NOTE_LONGEST} huruf."
NOT_OFFERED = "Pengganti ini tidak bertugas di unit ini. Pilih dari daftar."


def person_field(people: list[User], *, label: str, empty: str, hint: str = "", required: bool = False) -> forms.Field:
    """A choice of people, which gives the person."""
    known = {str(user.pk): user for user in people}
    return forms.TypedChoiceField(
        label=label,
        choices=[("", empty), *((pk, user.name) for pk, user in known.items())],
        coerce=known.__getitem__,
        empty_value=None,
        required=required,
        help_text=hint,
        error_messages={"invalid_choice": NOT_OFFERED, "required": "Pilih salah satu."},
    )


class DecreeForm(forms.Form):
    """The decree that appoints the holder of a seat, and its last day."""

    number = WordsField(
        label="Nomor SK", required=False, most=DECREE_LONGEST, help_text="Misalnya 800/123/BKPSDM/2026."
    )
    until = forms.DateField(
        label="Berlaku sampai",
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        help_text="Hari terakhir SK. Peran tidak ikut berakhir; Anda dan orangnya diingatkan 30 dan 7 hari sebelumnya.",
        error_messages={"invalid": NO_DAY},
    )


class AbsenceForm(forms.Form):
    """From when to when somebody is away from a unit, why, and who stands in for him."""

    first_day = forms.DateField(
        label="Hari pertama",
        widget=date_input(),
        input_formats=DATE_FORMATS,
        error_messages={"required": EMPTY, "invalid": NO_DAY},
    )
    last_day = forms.DateField(
        label="Hari terakhir",
        widget=date_input(),
        input_formats=DATE_FORMATS,
        help_text="Hari itu masih terhitung.",
        error_messages={"required": EMPTY, "invalid": NO_DAY},
    )
    reason = forms.ChoiceField(
        label="Alasan",
        choices=[("", "Pilih…"), *((value, str(label).capitalize()) for value, label in Absence.Reason.choices)],
        help_text="Rekan hanya membaca cuti atau dinas luar; selain itu “berhalangan”.",
        error_messages=CHOOSE,
    )
    field_order = ("agency", "first_day", "last_day", "reason", "deputy")

    def __init__(self, data: QueryDict | None, *, units: list[Agency], colleagues: list[User]) -> None:
        super().__init__(data)
        self.fields["agency"] = unit_field(units)
        self.fields["deputy"] = person_field(
            colleagues,
            label="Pengganti",
            empty="Tidak ada",
            hint="Rekan di unit yang sama. Ia bekerja dengan wewenangnya sendiri.",
        )
        self.order_fields(self.field_order)
        if len(units) == 1:
            self.fields["agency"].initial = units[0].pk
            self.fields["agency"].widget = forms.HiddenInput()


def unit_field(units: list[Agency]) -> forms.Field:
    """A choice of units, which gives the unit."""
    known = {str(unit.pk): unit for unit in units}
    return forms.TypedChoiceField(
        label="Unit",
        choices=[("", "Pilih…"), *((pk, unit.name) for pk, unit in known.items())],
        coerce=known.__getitem__,
        error_messages=CHOOSE | {"invalid_choice": "Orang ini tidak bertugas di unit itu. Pilih dari daftar."},
    )


class HandoverForm(forms.Form):
    """Who comes after an officer, what he shall know, and when the seat ends.

    For a single report `untuk-<code>` and `catatan-<code>` say it otherwise.
    """

    note = WordsField(
        label="Catatan untuk pengganti",
        required=False,
        most=handover.NOTE_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Menjadi catatan internal pada setiap laporan. Pelapor tidak membacanya.",
    )
    end_on = forms.DateField(
        label="Peran berakhir pada",
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        help_text="Hari pertama tanpa peran ini. Kosongkan bila perannya tidak berakhir.",
        error_messages={"invalid": NO_DAY},
    )
    alone = forms.BooleanField(
        label="Lanjutkan tanpa pengganti",
        required=False,
        help_text="Laporan yang tidak mendapat pengganti menjadi milik bersama unit, tanpa penanggung jawab.",
    )
    field_order = ("to", "note", "end_on", "alone")

    def __init__(self, data: QueryDict | None, *, heirs: list[User], codes: Iterable[str], manages: bool) -> None:
        super().__init__(data)
        self.heirs = {str(user.pk): user for user in heirs}
        self.codes = list(codes)
        self.fields["to"] = person_field(heirs, label="Pengganti", empty="Pilih…")
        self.order_fields(self.field_order)
        if not heirs:
            del self.fields["to"], self.fields["note"]
        if not manages:
            del self.fields["end_on"]

    def typed(self, code: str) -> tuple[str, str]:
        """What was chosen and typed for one report."""
        return str(self.data.get(f"untuk-{code}", "")), text.clean(str(self.data.get(f"catatan-{code}", "")))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        rows = [self.typed(code) for code in self.codes]
        if any(chosen and chosen not in self.heirs for chosen, _ in rows):
            raise forms.ValidationError(NOT_OFFERED)
        if any(len(note) > handover.NOTE_LONGEST for _, note in rows):
            raise forms.ValidationError(TOO_LONG)
        return given

    def values(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        given = self.cleaned_data
        rows = {code: self.typed(code) for code in self.codes}
        each = {code: handover.Wish(self.heirs.get(to), note) for code, (to, note) in rows.items() if to or note}
        return {
            "to": given.get("to"),
            "note": given.get("note", ""),
            "alone": given["alone"],
            "end_on": given.get("end_on"),
            "each": each,
        }
