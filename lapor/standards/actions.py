"""What changes the rules. Each change is seen at once in this process and soon in the others."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from lapor.agencies.models import Agency
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.standards import catalogue, policies, rulebook
from lapor.standards.models import DayOff, OfficeHours, ServiceStandard


@transaction.atomic
def load_defaults() -> int:
    """Write the general rules of the catalogue that are not there yet; answer how many were written.

    A rule that somebody has changed or ended stays as it is.
    """
    written = 0
    for entry in catalogue.standards():
        key = {"clock": entry["clock"], "classification": entry["classification"], "valid_from": entry["valid_from"]}
        _, created = ServiceStandard.objects.get_or_create(**key, category=None, agency=None, defaults=dict(entry))
        written += created
    _, created = OfficeHours.objects.get_or_create(agency=None, defaults=dict(catalogue.office_hours()))
    changed()
    return written + created


def add_day_off(day: date, *, by: Actor, name: str, agency: Agency | None = None, is_working: bool = False) -> DayOff:
    """Make a day off (or, with `is_working`, a working day) for an agency and everything below it, or for everybody.

    Saying it again about the same day replaces what was said. Raises Refused.
    """
    if not policies.may_change_calendar(by, agency=agency):
        raise Refused(
            "Anda tidak dapat mengubah hari libur di sini. Mintalah kepada admin instansi atau admin nasional."
        )
    if not name.strip():
        raise Refused("Beri nama untuk hari itu, supaya pelapor tahu alasannya.")
    with transaction.atomic():
        row, _ = DayOff.objects.update_or_create(
            date=day, agency=agency, defaults={"name": name.strip(), "is_working": is_working}
        )
        changed()
    return row


def changed() -> None:
    """Let this process read the rules again: now for this transaction, after commit for the others."""
    rulebook.forget()
    transaction.on_commit(rulebook.forget)
