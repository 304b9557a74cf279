"""Letters to agencies as they are written and answered at the desk."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict

from lapor.channels.web.fields import WordsField
from lapor.channels.web.moveform import DATE_FORMATS, date_input
from lapor.desk.forms import EMPTY, NO_DAY, offer_choices
from lapor.reports.actions.intervening import SUBJECT_LONGEST, WORDS_LONGEST
from lapor.ui import dates

CHECKED = "checked"


class LetterForm(forms.Form):
    """A letter to an agency: what it is about, what is asked until when, and the late reports that it concerns."""

    subject = WordsField(label="Perihal", most=SUBJECT_LONGEST, error_messages={"required": EMPTY})
    body = WordsField(
        label="Yang diminta",
        most=WORDS_LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Jangan tulis nama pelapor, nama warga atau kode laporan.",
        error_messages={"required": EMPTY},
    )
    until = forms.DateField(
        label="Dijawab paling lambat",
        widget=date_input(),
        input_formats=DATE_FORMATS,
        error_messages={"required": EMPTY, "invalid": NO_DAY},
    )
    reports = forms.MultipleChoiceField(
        label="Laporan terlambat yang dimaksud",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Satu laporan tidak lagi terlambat di sini. Pilih lagi dari daftar."},
    )

    def __init__(self, data: QueryDict | None, *, due: date, offered: dict[str, str]) -> None:
        super().__init__(data, initial={"until": due})
        self.fields["until"].help_text = f"Hari kerja. 5 hari kerja dari sekarang: {dates.day(due)}."
        offer_choices(self.fields["reports"], list(offered.items()))
        if data and data.get(CHECKED):
            self.fields[CHECKED] = checked_field()


class AnswerLetterForm(forms.Form):
    """What an agency answers to a letter."""

    text = WordsField(
        label="Jawaban",
        most=WORDS_LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Jangan tulis nama pelapor, nama warga atau kode laporan.",
        error_messages={"required": EMPTY},
    )

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        if data and data.get(CHECKED):
            self.fields[CHECKED] = checked_field()


def checked_field() -> forms.BooleanField:
    """Asked only when something was found."""
    return forms.BooleanField(label="Sudah saya periksa: tulisan ini tidak menyebut pelapor atau warga", required=False)
