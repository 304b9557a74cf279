"""Form fields for a day with an hour, in the zone of an agency."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lapor.kit.errors import Refused
from lapor.reports import sendtimes

FORMATS = (
    *("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"),
    *("%d/%m/%Y %H.%M", "%d/%m/%Y %H:%M", "%d-%m-%Y %H.%M", "%d-%m-%Y %H:%M"),
)


class MomentField(forms.Field):
    """A day and an hour in the zone of an agency; an aware moment, or None."""

    def __init__(self, *, zone: tzinfo, **words: Any) -> None:
        super().__init__(widget=forms.DateTimeInput(format=FORMATS[0], attrs={"type": "datetime-local"}), **words)
        self.zone = zone

    def prepare_value(self, value: object) -> object:
        return value.astimezone(self.zone) if isinstance(value, datetime) else value

    def to_python(self, value: object) -> datetime | None:
        if value in self.empty_values:
            return None
        return moment_of(str(value), self.zone)


class QuickField(forms.ChoiceField):
    """Moments to press instead of typing one; a moment of a page that was drawn yesterday counts as well."""

    def __init__(self, *, zone: tzinfo, moments: list[tuple[datetime, str]], now: bool, **words: Any) -> None:
        choices = [
            ("", "Langsung, atau waktu lain di bawah" if now else "Waktu lain, di bawah"),
            *((f"{at.astimezone(zone):{FORMATS[0]}}", f"{told[:1].upper()}{told[1:]}") for at, told in moments),
        ]
        super().__init__(choices=choices, widget=forms.RadioSelect, required=False, **words)
        self.zone = zone

    def valid_value(self, value: object) -> bool:
        return True

    def clean(self, value: object) -> datetime | None:
        return moment_of(str(value), self.zone) if value else None


def moment_of(text: str, zone: tzinfo) -> datetime:
    """The aware moment that somebody wrote; raises ValidationError."""
    for wanted in FORMATS:
        with suppress(ValueError):
            try:
                return sendtimes.refuse_skipped(datetime.strptime(text.strip()[:40], wanted).replace(tzinfo=zone))
            except Refused as refused:
                raise ValidationError(refused.sentence) from refused
    raise ValidationError(sendtimes.UNREAD)
