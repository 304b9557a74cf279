"""Writing one row of a configuration, by the rules that hold when it is typed. Raises Refused or ValidationError."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from lapor.agencies import actions
from lapor.agencies.models import Agency, Category, today
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.reports import policies
from lapor.reports.actions.templates import write_template
from lapor.reports.models import AnswerTemplate, RoutingRule
from lapor.standards.models import ServiceStandard

from .configuration import AGENCIES, CATEGORIES, RULES, STANDARDS, TEMPLATES, Table, Values, field_of

NO_WRITER = "Sebutkan admin nasional dengan --by SUREL: aturan dan templat mencatat siapa yang menulisnya."


def install(table: Table, values: Values, found: Values, before: Values | None, *, by: Actor) -> None:
    """Make the row, or make what is there say the same; `found` holds rows where `values` holds their names."""
    if table is AGENCIES:
        _agency(found, before)
    elif table is RULES:
        _rule(found, by=by)
    elif table is TEMPLATES:
        _template(found, by=by)
    else:
        if table is CATEGORIES:
            _check_group(found)
        if table is STANDARDS:
            _check_begun(found, values, before)
        _plain(table, found)


def _plain(table: Table, found: Values) -> None:
    key = {field_of(name): found[field_of(name)] for name in table.key}
    wanted = {f"{name}__isnull" if value is None else name: value is None or value for name, value in key.items()}
    row: Any = table.model._default_manager.filter(**wanted).first() or table.model(**key)
    for name in table.says:
        setattr(row, field_of(name), found[field_of(name)])
    row.full_clean()
    row.save()


def _check_group(found: Values) -> None:
    """Groups hold leaves; there is no third level."""
    group = found["parent"]
    if group is None:
        return
    if group.code == found["code"] or group.parent_id or Category.objects.filter(parent__code=found["code"]).exists():
        raise Refused("Sebuah kelompok tidak dapat berada di dalam kelompok lain.")


def _check_begun(found: Values, values: Values, before: Values | None) -> None:
    """What was promised to reports that are here stays promised."""
    begun = str(found["valid_from"]) <= today().isoformat()
    counts = before is None or any(before[name] != values[name] for name in ("amount", "unit_of"))
    same = ServiceStandard.objects.filter(clock=found["clock"])
    if begun and counts and same.exists() and policies.visible_to(SYSTEM).exists():
        raise Refused("Aturan ini sudah berlaku untuk laporan yang ada. Buat aturan baru yang berlaku mulai besok.")


def _agency(found: Values, before: Values | None) -> None:
    _check_zone(found["zone_name"])
    row = _new_agency(found) if before is None else _kept_agency(found)
    for name in ("slug", "name", "short_name", "zone_name", "email", "source_name", "sharing"):
        setattr(row, name, found[name])
    row.full_clean()
    row.save()
    if row.is_open != found["is_open"]:
        (actions.reopen_agency if found["is_open"] else actions.close_agency)(row, by=SYSTEM)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise Refused(f"Zona waktu “{name[:40]}” tidak dikenal, contoh: Asia/Jakarta.") from None


def _new_agency(found: Values) -> Agency:
    values = {name: value for name, value in found.items() if name not in ("slug", "sharing")}
    return actions.add_agency(**values, by=SYSTEM)


def _kept_agency(found: Values) -> Agency:
    """Moved and named as the document says, inside the walls of its government."""
    row = Agency.objects.select_related("parent").get(slug=found["slug"])
    if row.kind != found["kind"]:
        raise Refused("Jenis instansi yang sudah ada tidak dapat diubah.")
    parent = found["parent"]
    if row.parent != parent:
        if parent is None or row.parent is None:
            raise Refused("Instansi paling atas tidak dapat dipindahkan, dan tidak dapat dibuat dari yang di bawahnya.")
        if not row.is_government and row.realm != parent.realm:
            raise Refused(f"{row.name} tidak dapat dipindahkan ke pemerintahan lain, karena laporannya akan ikut.")
        row = actions.move_branch(row, to=parent, by=SYSTEM)
    names = {name: found[name] for name in ("name", "short_name", "email", "region", "is_inspectorate")}
    return actions.edit_agency(row, by=SYSTEM, **names)


def _rule(found: Values, *, by: Actor) -> None:
    """A rule of the desk that decides; an earlier one of the kind ends."""
    agency, unit = found["agency"], found["unit"]
    if by.user_id is None:
        raise Refused(NO_WRITER)
    if not agency.covers(unit):
        raise Refused(f"{unit.name} tidak berada di bawah {agency.name}.")
    at = clock.now()
    kind = {name: found[name] for name in ("agency", "category", "region")}
    RoutingRule.objects.filter(**kind, until__isnull=True).update(until=at)
    RoutingRule.objects.create(**kind, unit=unit, user_id=by.user_id, since=at)


def _template(found: Values, *, by: Actor) -> None:
    if by.user_id is None:
        raise Refused(NO_WRITER)
    kind = {name: found[name] for name in ("agency", "move", "name")}
    there = AnswerTemplate.objects.filter(**kind).first()
    write_template(**found, template=there, by=by)
