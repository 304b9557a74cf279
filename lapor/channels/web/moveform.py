"""The form of a move, made from its row in the table of moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from lapor.agencies.models import Agency
from lapor.channels.web import pickers
from lapor.channels.web.fields import (
    FILES_HINT,
    AgencyField,
    CategoryField,
    CodeField,
    FilesField,
    PickedField,
    Search,
    WordsField,
)
from lapor.channels.web.moments import MomentField, QuickField
from lapor.kit import clock, text
from lapor.kit.text import Finding
from lapor.reports import incharge, letters, sendtimes
from lapor.reports.choices import Classification
from lapor.reports.models import Message, Report
from lapor.reports.params import Param
from lapor.reports.workflow import SENDS, Move
from lapor.ui import dates

QUICK = "send_quick"  # moments to press instead of typing one
SEARCH = "cari"  # name of the button that searches in a picker without JavaScript
ENTER = "enter"  # its value when the Enter key was pressed instead (ui/components/press.py)
MANY = 3  # pickers shown for a list of agencies
RADIOS_MOST = 5
SHORT = 10  # characters of a label that leaves room for others beside it
ANSWERS_MOST = 50  # offered for a letter
# What it means to choose no person.
NOBODY = {
    "person": "Belum ada: laporan milik bersama unit",
    "promise_owner": "Penanggung jawab laporan",
}


class PickerForm(forms.Form):
    """A form with pickers; `rows` gives everything a template needs to draw each field."""

    def clean(self) -> dict[str, Any]:
        for name, field in self.fields.items():
            if isinstance(field, PickedField) and not self.data.get(name) and (words := self.words(name)):
                self.add_error(name, f"“{words}” belum dipilih dari daftar. Cari, lalu pilih salah satu.")
        return self.cleaned_data

    def words(self, name: str) -> str:
        """What was typed into the search box of a picker."""
        widget = self.fields[name].widget
        return widget.words(self.data, name) if isinstance(widget, Search) else ""

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each visible field: bound, kind ("picker" or ""), url, text, results, count, width."""
        for bound in self.visible_fields():
            yield self.row(bound.name)

    @property
    def drawn(self) -> Rows:
        """`form.drawn.region` in a template: the row of one field."""
        return Rows(self)

    def row(self, name: str) -> dict[str, Any]:
        bound = self[name]
        field = bound.field
        if isinstance(field, PickedField):
            url = field.url or reverse(f"cari-{field.source}")
            return {"bound": bound, "kind": "picker", "url": url, **self._picked(bound, field)}
        count = field.most if isinstance(field, WordsField) and field.most else None
        width = "short" if isinstance(field, forms.DateField) else ""
        return {"bound": bound, "kind": "", "count": count, "width": width}

    def _picked(self, bound: BoundField, field: PickedField) -> dict[str, Any]:
        typed = self.words(bound.name)
        value = bound.value()
        searched = self.data.get(SEARCH) == bound.name or (bool(typed) and not value)
        if not searched:
            return {"text": field.label_of(value) if value else "", "results": None}
        narrow = field.agencies if isinstance(field, AgencyField) else None
        return {"text": typed, "results": pickers.found(field.source, typed, narrow)}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a form by the name of the field, made when they are asked for."""

    form: PickerForm

    def __getitem__(self, name: str) -> dict[str, Any]:
        return self.form.row(name)


class MoveForm(PickerForm):
    """What one move asks for, and the turn of the report that the person saw."""

    turn = forms.IntegerField(widget=forms.HiddenInput, required=False)
    needs_moment = False  # whether one of the two fields about a moment must be filled

    def clean(self) -> dict[str, Any]:
        if "checked" in self.fields and not self["checked"].value() and (found := self.personal()):
            kinds = ", ".join(dict.fromkeys(one.label for one in found))
            self.add_error("checked", f"Yang akan terbit memuat {kinds}. Hapus, atau centang bila boleh dibaca umum.")
        if QUICK in self.fields:
            self._settle_moment()
        return super().clean()

    def _settle_moment(self) -> None:
        """One of the two ways to say when; what was typed and what was pressed must not differ."""
        quick, typed = self.cleaned_data.get(QUICK), self.cleaned_data.get("send_at")
        if quick and typed and quick != typed:
            self.add_error("send_at", "Pilih salah satu: waktu di atas, atau waktu lain di sini.")
        elif not (quick or typed or self.errors) and self.needs_moment:
            self.add_error("send_at", "Pilih waktu di atas, atau isi waktu lain di sini.")
        else:
            self.cleaned_data["send_at"] = quick or typed

    def personal(self) -> list[Finding]:
        """What looks like personal data in the words that this form would publish, each thing once."""
        found = text.find_personal("\n".join(self._published()))
        return list({(one.kind, one.value): one for one in found}.values())

    def _published(self) -> list[str]:
        if "public_body" in self.fields and not self._chose("withhold"):
            return [str(self[name].value() or "") for name in ("public_title", "public_body")]
        if "part_body" in self.fields and self._chose("to") and not self._chose("withhold"):
            return [str(self[name].value() or "") for name in ("part_title", "part_body")]
        return [str(self["text"].value() or "")] if self._chose("publish_text") else []

    def _chose(self, name: str) -> bool:
        return name in self.fields and bool(self[name].value())


def form_for(
    move: Move,
    data: QueryDict | None = None,
    files: MultiValueDict[str, UploadedFile[Any]] | None = None,
    *,
    initial: dict[str, Any] | None = None,
    agencies: QuerySet[Agency] | None = None,
    report: Report | None = None,
) -> MoveForm:
    """The form of a move. `agencies`: who may be chosen; `report`: its turn, and whom it accuses (never offered).

    `data` from a press of a search button gives a form without errors that shows what was found.
    """
    start = {"turn": report.turn} if report else {}
    form = MoveForm(data, files, initial=start | (initial or {}))
    form.needs_moment = any(param.kind == "moment" and param.required for param in move.takes)
    for param in sorted(move.takes, key=_comes_last):
        form.fields.update(_fields_of(param, agencies, report))
    if report and _oversight_is_due(move, report):
        form.fields["oversight"].required = True
    if data is not None and searches(data):
        quiet(form)
    return form


def searches(data: QueryDict) -> bool:
    """Whether a posted form only looks something up: by its button, or by Enter with words that name nothing yet."""
    asked = data.get(SEARCH)
    if asked != ENTER:
        return bool(asked)
    boxes = [name for name in data if name.endswith("_q") and str(data.get(name)).strip()]
    return any(not data.get(name.removesuffix("_q")) for name in boxes)


def _oversight_is_due(move: Move, report: Report) -> bool:
    """A complaint goes nowhere before somebody chose; the action insists on it, and so does the form."""
    return move.name in SENDS and report.classification == Classification.COMPLAINT and report.oversight is None


def _comes_last(param: Param) -> bool:
    """Files, so that all words were read when the files turn out to be too large (receiving.py)."""
    return param.kind == "files"


def seen_now(form: MoveForm, turn: int) -> None:
    """Let the form say that the person has seen this turn."""
    posted = QueryDict(mutable=True)
    posted.update(form.data)
    form.data = posted
    posted["turn"] = str(turn)


def quiet(form: forms.Form) -> None:
    """Keep what was typed and say nothing about it yet."""
    form.cleaned_data = {}
    vars(form)["_errors"] = ErrorDict()  # what Django itself looks at to see whether a form was checked


def values_of(form: MoveForm, move: Move) -> dict[str, Any]:
    """The cleaned values as `actions.perform` takes them; what was left empty is left out."""
    values: dict[str, Any] = {}
    for param in move.takes:
        if param.kind == "agencies":
            given = [form.cleaned_data.get(name) for name in _names_of_many(param)]
            value: Any = list(dict.fromkeys(agency for agency in given if agency))
        else:
            value = form.cleaned_data.get(param.name)
        if value not in (None, "", (), []):
            values[param.name] = value
    return values


def _fields_of(param: Param, agencies: QuerySet[Agency] | None, report: Report | None) -> dict[str, forms.Field]:
    if param.kind == "agency":
        return {param.name: _agency(param, agencies, report)}
    if param.kind == "agencies":
        names = _names_of_many(param)
        return {name: _agency(param, agencies, report, number=at) for at, name in enumerate(names, 1)}
    if param.kind == "attached":
        return {param.name: _attached(param, report)}
    if param.kind == "person":
        return {param.name: _person(param, report)}
    if param.kind == "answer":
        return {param.name: _answer(param, report)}
    if param.kind == "moment":
        return _moment(param, report)
    return {param.name: MAKERS[param.kind](param)}


def _names_of_many(param: Param) -> list[str]:
    return [param.name, *(f"{param.name}_{number}" for number in range(2, MANY + 1))]


def _agency(param: Param, agencies: QuerySet[Agency] | None, report: Report | None, *, number: int = 1) -> AgencyField:
    """The accused agency and all below it are never offered."""
    url = ""
    rows = Agency.objects.filter(is_open=True) if agencies is None else agencies
    if report and report.accused:
        rows = rows.exclude(path__startswith=report.accused.path)
        url = f"{reverse('cari-instansi')}?kecuali={report.accused.slug}"
    words = _words(param) if number == 1 else _words(param) | {"label": f"{param.label} ({number})", "help_text": ""}
    return AgencyField(url=url, agencies=rows, **words)


def _person(param: Param, report: Report | None) -> forms.Field:
    """Who works where the report lies, by name; nobody is an answer too."""
    people = {str(user.pk): user for user in incharge.candidates(report)} if report else {}
    words = _words(param)
    words["error_messages"] |= {"invalid_choice": incharge.NOT_THERE}
    names = [user.name for user in people.values()]
    if report and param.name == "person":  # a promise is for another day, so that who is away now does not matter
        names = incharge.named(list(people.values()), report.holder_id)
    options = [("", NOBODY[param.name]), *zip(people, names, strict=True)]
    return forms.TypedChoiceField(choices=options, coerce=people.__getitem__, empty_value=None, **words)


def _attached(param: Param, report: Report | None) -> forms.Field:
    """Files that the reporter gave, by the names under which officers read them."""
    rows = report.attachments.filter(by_reporter=True).order_by("number") if report else ()
    options = [(str(row.pk), row.shown_name) for row in rows if row.state != row.State.REFUSED]
    words = _words(param)
    words["error_messages"] |= {"invalid_choice": "Lampiran ini tidak ada di laporan ini. Pilih lagi."}
    box = forms.CheckboxSelectMultiple
    return forms.TypedMultipleChoiceField(choices=options, coerce=UUID, empty_value=[], widget=box, **words)


def _answer(param: Param, report: Report | None) -> forms.Field:
    """The official answers of a report by their day and kind, the newest first."""
    rows = list(letters.answers(report)[:ANSWERS_MOST]) if report else []
    options = [(str(row.pk), _told(row, report)) for row in rows if report]
    words = _words(param) | {"help_text": "", "required": bool(options)}
    words["error_messages"] |= {"invalid_choice": "Jawaban ini tidak ada di laporan ini. Pilih lagi."}
    return forms.TypedChoiceField(choices=options, coerce=UUID, empty_value=None, **words)


def _moment(param: Param, report: Report | None) -> dict[str, forms.Field]:
    """Some moments to press, and a field for any other, in the zone of who holds the report."""
    zone = report.holder.zone if report else UTC
    moments = sendtimes.quick(report, now=clock.now()) if report else []
    hint = f"{param.hint} Menurut {dates.zone_name(clock.now().astimezone(zone))}."
    quick = QuickField(zone=zone, moments=moments, now=not param.required, label="Kapan dikirim")
    other = MomentField(zone=zone, **_words(param) | {"label": "Waktu lain", "help_text": hint, "required": False})
    return {QUICK: quick, param.name: other}


def _told(row: Message, report: Report) -> str:
    at = dates.localise(row.created_at, report.holder.zone_name)
    return f"{row.get_kind_display()}, {dates.short_day(at.date())}, {at:%H.%M}"


def _words(param: Param) -> dict[str, Any]:
    """What every field has: label, hint, whether it must be filled, and the sentence when it is not."""
    return {
        "label": param.label,
        "help_text": param.hint,
        "required": param.required,
        "error_messages": {"required": _missing(param)},
    }


def _missing(param: Param) -> str:
    match param.kind:
        case "choice":
            return "Pilih salah satu."
        case "agency" | "agencies" | "category":
            return "Cari dan pilih dulu dari daftar."
        case "files":
            return "Pilih sedikitnya satu berkas."
        case "date":
            return "Isi tanggalnya."
        case _:
            return "Bagian ini masih kosong. Isi dulu, lalu kirim lagi."


def _text(param: Param) -> forms.Field:
    rows = 6 if param.required else 3
    return WordsField(widget=forms.Textarea(attrs={"rows": rows}), most=param.limit, **_words(param))


def _line(param: Param) -> forms.Field:
    return WordsField(most=param.limit, **_words(param))


def _choice(param: Param) -> forms.Field:
    few = len(param.options) <= RADIOS_MOST
    short = few and all(len(label) <= SHORT for _, label in param.options)
    options = list(param.options) if few else [("", "Pilih…"), *param.options]
    words = _words(param)
    words["error_messages"] |= {"invalid_choice": "Pilihan ini tidak ada. Pilih salah satu dari daftar."}
    widget = forms.RadioSelect(attrs={"data-short": True} if short else {}) if few else forms.Select()
    return forms.ChoiceField(choices=options, widget=widget, **words)


def _flag(param: Param) -> forms.Field:
    return forms.BooleanField(**_words(param))


def _category(param: Param) -> forms.Field:
    return CategoryField(**_words(param))


def _report(param: Param) -> forms.Field:
    return CodeField(widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **_words(param))


def _files(param: Param) -> forms.Field:
    return FilesField(**_words(param) | {"help_text": param.hint or FILES_HINT})


def _date(param: Param) -> forms.Field:
    words = _words(param)
    words["error_messages"] |= {"invalid": "Tanggal ini tidak ada. Contoh: 24/11/2026."}
    return forms.DateField(widget=date_input(), input_formats=DATE_FORMATS, **words)


DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y"]


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


MAKERS: dict[str, Callable[[Param], forms.Field]] = {
    "text": _text,
    "line": _line,
    "choice": _choice,
    "flag": _flag,
    "category": _category,
    "report": _report,
    "files": _files,
    "date": _date,
}
