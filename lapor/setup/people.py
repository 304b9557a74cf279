"""Rows of people: who is invited to which role where."""

from __future__ import annotations

import re
from datetime import date

from lapor.agencies.models import Membership, Role, today
from lapor.agencies.policies import PLACES, grantable_roles
from lapor.kit import contacts
from lapor.kit.errors import Refused
from lapor.people.actions import ADDRESS_LONGEST, NAME_LONGEST
from lapor.people.actor import Actor
from lapor.people.models import User

from .columns import ROLE_WORDS, fold
from .index import Index, Node, Ref, meant
from .lines import NEW, REFUSED, SAME, Line, line
from .reading import Row

DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
Seat = tuple[str, Ref, str]  # address, unit, role


def plan_people(rows: list[Row], *, index: Index, refused: set[Ref], by: Actor) -> list[Line]:
    """A line for each row; whether an address has an account already is never told."""
    held, heads = _held(index)
    names, seen = dict[str, tuple[str, int]](), dict[Seat, int]()
    me = User.objects.filter(pk=by.user_id or 0).values_list("email", flat=True).first() or ""
    lines = []
    for row in rows:
        try:
            seat, node = _seat(row, index=index, refused=refused, by=by, me=me)
            _check_person(row, seat, names=names, seen=seen)
            if seat in held:
                lines.append(line(row, SAME, row.cells["nama"], _told(seat, node)))
                continue
            _check_head(row, seat, node, heads=heads)
            days = _days(row)
        except Refused as error:
            lines.append(line(row, REFUSED, row.cells.get("nama", ""), error.sentence))
            continue
        lines.append(line(row, NEW, row.cells["nama"], f"undangan: {_told(seat, node)}", _work(row, seat, days)))
    return lines


def _held(index: Index) -> tuple[set[Seat], dict[Ref, str]]:
    """The seats that have not ended, offers too, and who leads each unit."""
    rows = Membership.objects.open().filter(agency__in=[ref for ref in index.nodes if isinstance(ref, int)])
    if len(index.nodes) > 2_000:
        rows = Membership.objects.open()
    held, heads = set[Seat](), dict[Ref, str]()
    for email, agency, role in rows.values_list("user__email", "agency_id", "role"):
        held.add((email.lower(), agency, role))
        if role == Role.LEADER:
            heads[agency] = email.lower()
    return held, heads


def _seat(row: Row, *, index: Index, refused: set[Ref], by: Actor, me: str) -> tuple[Seat, Node]:
    cells = row.cells
    if not 1 <= len(cells.get("nama", "")) <= NAME_LONGEST:
        raise Refused(f"Isi nama dengan 1 sampai {NAME_LONGEST} huruf.")
    email, role = _email(cells.get("surel", "")), _role(cells.get("peran", ""), by=by)
    if not cells.get("unit") and len(index.own) != 1:
        raise Refused("Isi unit tempat peran ini.")
    node = index.find(cells["unit"], what="Unit") if cells.get("unit") else index.nodes[index.own[0]]
    if node.ref in refused:
        raise Refused(f"Unitnya, {node.name}, ditolak. Perbaiki baris itu dahulu.")
    if (places := PLACES.get(role)) and node.kind not in places:
        raise Refused(f"Peran {role.label} tidak dapat diberikan di {node.name}.")
    if email == me.lower():
        raise Refused("Anda tidak dapat memberi peran kepada diri sendiri. Mintalah kepada admin lain.")
    return (email, node.ref, role.value), node


def _email(text: str) -> str:
    address = contacts.email(text)
    if address is None:
        raise Refused(f"“{text}” bukan alamat surel. Contoh: nama@contoh.go.id.")
    if len(address) > ADDRESS_LONGEST:
        raise Refused("Alamat surel ini terlalu panjang.")
    return address


def _role(text: str, *, by: Actor) -> Role:
    role = ROLE_WORDS.get(fold(text))
    if role is None:
        known = {str(one.label).lower(): str(one.label) for one in grantable_roles(by)}
        raise Refused(f"Peran “{text}” tidak dikenal.{meant(text, known) or ' Pilih: ' + ', '.join(known.values())}")
    if role not in grantable_roles(by):
        raise Refused(f"Peran {role.label} hanya dapat diberikan oleh admin nasional.")
    return role


def _check_person(row: Row, seat: Seat, *, names: dict[str, tuple[str, int]], seen: dict[Seat, int]) -> None:
    """One address is one person, who is invited to a role once."""
    name, number = names.setdefault(seat[0], (row.cells["nama"], row.number))
    if fold(name) != fold(row.cells["nama"]):
        raise Refused(f"Surel {seat[0]} sudah dipakai {name} pada baris {number}. Setiap orang perlu surel sendiri.")
    if seat in seen:
        raise Refused(f"Orang, unit dan peran ini sudah disebut pada baris {seen[seat]}.")
    seen[seat] = row.number


def _check_head(row: Row, seat: Seat, node: Node, *, heads: dict[Ref, str]) -> None:
    if seat[2] != Role.LEADER:
        return
    if (other := heads.get(node.ref)) and other != seat[0]:
        raise Refused(
            f"{node.name} sudah punya pimpinan ({other}). Satu unit punya satu pimpinan; akhiri dulu perannya."
        )
    heads[node.ref] = seat[0]


def _days(row: Row) -> tuple[str | None, str | None]:
    since, until = (_day(row.cells.get(name, "")) for name in ("mulai", "sampai"))
    if until and until <= (since or today()):
        raise Refused("Peran harus berakhir setelah hari mulainya.")
    return since.isoformat() if since else None, until.isoformat() if until else None


def _day(text: str) -> date | None:
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"“{text}” bukan tanggal. Tulis seperti 31-12-2026.") from error


def _told(seat: Seat, node: Node) -> str:
    return f"{Role(seat[2]).label} di {node.short_name}, {seat[0]}"


def _work(row: Row, seat: Seat, days: tuple[str | None, str | None]) -> dict[str, object]:
    email, unit, role = seat
    return {
        "email": email, "name": row.cells["nama"], "unit": unit, "role": role, "since": days[0], "until": days[1],
    }  # fmt: skip
