"""What the public form and the counter ask in the same words."""

from __future__ import annotations

from django import forms

from lapor.channels.web.fields import AgencyField, WordsField
from lapor.reports.drafts import ACCUSED_LIMIT, PLACE_LIMIT


def place() -> forms.Field:
    return WordsField(
        label="Tempat kejadian", help_text="Misalnya “depan Pasar Malili”.", required=False, most=PLACE_LIMIT
    )


def accused() -> forms.Field:
    return AgencyField(
        label="Instansi yang dilaporkan",
        help_text="Laporan tidak akan melewati instansi ini dan unit di bawahnya; mereka tidak dapat melihatnya.",
        required=False,
    )


def accused_text() -> forms.Field:
    return WordsField(
        label="Orang atau jabatan yang dilaporkan",
        help_text="Misalnya “petugas loket 3”.",
        required=False,
        most=ACCUSED_LIMIT,
    )
