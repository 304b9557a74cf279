"""Rows of units: which one each means, what it would change, and that the tree stays a tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from lapor.agencies.actions.tree import NAME_LONGEST, SHORT_LONGEST
from lapor.agencies.models import PATH_DEEPEST, Agency
from lapor.agencies.policies import may_shape
from lapor.agencies.regions import place
from lapor.kit import contacts
from lapor.kit.errors import Refused
from lapor.people.actor import Actor

from .columns import AGENCY_WORDS, fold
from .index import Index, Node, Ref, depth_of, meant
from .lines import CHANGED, NEW, REFUSED, SAME, Line, differences, line
from .places import region_of
from .reading import Row


@dataclass(slots=True)
class Draft:
    """A row on its way: the unit that it means, what it was before, and why it is refused."""

    row: Row
    node: Node | None = None
    before: Node | None = None  # None: it is new
    refusal: str = ""


def plan_units(rows: list[Row], *, index: Index, by: Actor) -> tuple[list[Line], set[Ref]]:
    """A line for each row, and the units that will not be there after all; the index then tells the tree as planned."""
    drafts, taken = [Draft(row) for row in rows], dict[object, int]()
    for draft in drafts:
        _try(draft, partial(_identify, draft, index=index, taken=taken))
    for draft in drafts:
        _try(draft, partial(_fill, draft, index=index, by=by))
    refused = _settle(drafts, index)
    return [_line(draft, index) for draft in drafts], refused


def _try(draft: Draft, step: Callable[[], None]) -> None:
    if draft.refusal:
        return
    try:
        step()
    except Refused as error:
        draft.refusal = error.sentence


def _identify(draft: Draft, *, index: Index, taken: dict[object, int]) -> None:
    """The unit that the row means: by its address, else by its name (and parent); else a new one."""
    cells, row = draft.row.cells, draft.row
    name, slug = cells.get("nama", ""), cells.get("alamat", "")
    if not 1 <= len(name) <= NAME_LONGEST:
        raise Refused(f"Isi nama dengan 1 sampai {NAME_LONGEST} huruf.")
    found = _by_address(slug, index) if slug else _by_name(name, cells.get("induk", ""), index)
    key: object = found.ref if found else (fold(name), fold(cells.get("induk", "")))
    if key in taken:
        raise Refused(f"Unit ini sudah disebut pada baris {taken[key]}. Sebutkan sekali saja.")
    taken[key] = row.number
    if found:
        draft.before = Node(*(getattr(found, slot) for slot in Node.__slots__))
        draft.node = found
        return
    short = cells.get("nama pendek", "") or name
    _check_short(short, index)
    draft.node = Node(f"{row.sheet}#{row.number}", name, short, "", None, "", "", Agency.Kind.UNIT, None, "")
    index.add(draft.node)


def _by_address(slug: str, index: Index) -> Node:
    found = [node for node in index.nodes.values() if node.slug == slug]
    if not found:
        raise Refused(f"Tidak ada unit dengan alamat “{slug}” di cabang Anda. Kosongkan untuk unit baru.")
    return found[0]


def _by_name(name: str, parent: str, index: Index) -> Node | None:
    found = [node for node in index.called(name) if isinstance(node.ref, int)]
    if len(found) > 1 and parent:
        found = [node for node in found if node.parent in index.words.get(fold(parent), ())]
    if len(found) > 1:
        slugs = ", ".join(node.slug for node in found[:3])
        raise Refused(f"Ada {len(found)} unit bernama ini. Isi kolom alamat, misalnya {slugs}.")
    return found[0] if found else None


def _check_short(short: str, index: Index) -> None:
    if not 1 <= len(short) <= SHORT_LONGEST:
        raise Refused(f"Isi nama pendek dengan 1 sampai {SHORT_LONGEST} huruf.")
    twins = [index.nodes[ref] for ref in index.words.get(fold(short), ())]
    if twins:
        raise Refused(
            f"Nama pendek “{short}” sudah dipakai {twins[0].name}. Untuk mengubah nama unit itu, isi kolom alamat."
        )


def _fill(draft: Draft, *, index: Index, by: Actor) -> None:
    """Take over what the cells say; an empty cell changes nothing."""
    node, cells = _node(draft), draft.row.cells
    if draft.before is None:
        _set_kind(node, cells.get("jenis", ""), by=by)
    elif cells.get("jenis") and AGENCY_WORDS.get(fold(cells["jenis"])) != node.kind:
        raise Refused("Jenis instansi yang sudah ada tidak dapat diubah. Kosongkan kolom jenis.")
    parent = _parent(draft, index)
    region = region_of(cells.get("wilayah", ""), near=parent.region if parent else None) or node.region
    email = _email(cells.get("surel kantor", "")) or node.email
    short = cells.get("nama pendek", "") or node.short_name
    if len(short) > SHORT_LONGEST:
        raise Refused(f"Isi nama pendek dengan 1 sampai {SHORT_LONGEST} huruf.")
    if draft.before is not None and parent is not None and parent.ref != node.parent:
        _check_move(node, parent)
    node.name, node.short_name, node.region, node.email = cells["nama"], short, region, email
    node.parent = parent.ref if parent else node.parent
    if parent and draft.before is None:
        node.realm = parent.realm if node.kind == Agency.Kind.UNIT else f"new {node.ref}"


def _node(draft: Draft) -> Node:
    if draft.node is None:
        raise Refused("Baris ini tidak dapat dibaca.")
    return draft.node


def _set_kind(node: Node, text: str, *, by: Actor) -> None:
    kind = AGENCY_WORDS.get(fold(text)) if text else Agency.Kind.UNIT
    if kind is None:
        raise Refused(f"Jenis “{text}” tidak dikenal.{meant(text, {word: word for word in AGENCY_WORDS})}")
    if kind != Agency.Kind.UNIT and not may_shape(by):
        raise Refused("Pemerintahan dan lembaga hanya dapat dibuat oleh admin nasional. Kosongkan kolom jenis.")
    node.kind = kind


def _parent(draft: Draft, index: Index) -> Node | None:
    """The unit above, as the row says; None when nothing is said about one that is there."""
    text = draft.row.cells.get("induk", "")
    if not text and draft.before is not None:
        return None
    if not text:
        if len(index.own) != 1:
            raise Refused("Isi induk: nama unit di atasnya.")
        return index.nodes[index.own[0]]
    found = index.find(text, what="Induk")
    if found.ref == _node(draft).ref:
        raise Refused("Unit ini menyebut dirinya sendiri sebagai induk.")
    if not found.is_open:
        raise Refused(f"{found.name} sudah ditutup. Pilih induk lain.")
    return found


def _check_move(node: Node, parent: Node) -> None:
    is_government = node.kind not in (Agency.Kind.UNIT, Agency.Kind.OVERSIGHT) or node.parent is None
    if not is_government and parent.realm != node.realm:
        raise Refused(f"{node.name} tidak dapat dipindahkan ke pemerintahan lain, karena laporannya akan ikut.")


def _email(text: str) -> str:
    if text and contacts.email(text) is None:
        raise Refused(f"“{text}” bukan alamat surel. Contoh: dinas@contoh.go.id.")
    return text


def _settle(drafts: list[Draft], index: Index) -> set[Ref]:
    """Refuse circles and what hangs below something refused, again until nothing changes any more."""
    while True:
        for draft in drafts:
            if draft.refusal and draft.before and draft.node:
                for slot in Node.__slots__:
                    setattr(draft.node, slot, getattr(draft.before, slot))
        refused = {d.node.ref for d in drafts if d.refusal and d.node and d.before is None}
        fresh = [draft for draft in drafts if not draft.refusal and _wrong(draft, index, refused)]
        if not fresh:
            return refused


def _wrong(draft: Draft, index: Index, refused: set[Ref]) -> bool:
    node = _node(draft)
    if node.parent in refused and node.parent is not None:
        draft.refusal = f"Induknya, {index.nodes[node.parent].name}, ditolak. Perbaiki baris itu dahulu."
        return True
    _try(draft, partial(_check_depth, index, node))
    return bool(draft.refusal)


def _check_depth(index: Index, node: Node) -> None:
    if depth_of(index, node) > PATH_DEEPEST:
        raise Refused(f"Susunan instansi paling dalam {PATH_DEEPEST} tingkat. Pilih induk yang lebih tinggi.")


def _line(draft: Draft, index: Index) -> Line:
    name = draft.row.cells.get("nama", "")
    if draft.refusal:
        return line(draft.row, REFUSED, name, draft.refusal)
    node = _node(draft)
    work = {
        "ref": node.ref,
        "name": node.name,
        "short_name": node.short_name,
        "kind": str(node.kind),
        "parent": node.parent,
        "region": node.region,
        "email": node.email,
        "depth": depth_of(index, node),
    }
    if draft.before is None:
        return line(draft.row, NEW, name, f"di bawah {_name(index, node.parent)}", work)
    changes = _changes(draft.before, node, index)
    if not changes:
        return line(draft.row, SAME, name)
    return line(draft.row, CHANGED, draft.before.name, differences(changes), work)


def _changes(old: Node, new: Node, index: Index) -> dict[str, tuple[str, str]]:
    told = {
        "nama": (old.name, new.name),
        "nama pendek": (old.short_name, new.short_name),
        "induk": (_name(index, old.parent), _name(index, new.parent)),
        "wilayah": (_place(old.region), _place(new.region)),
        "surel kantor": (old.email, new.email),
    }
    moved = old.parent != new.parent
    return {name: pair for name, pair in told.items() if (moved if name == "induk" else pair[0] != pair[1])}


def _name(index: Index, ref: Ref | None) -> str:
    return index.nodes[ref].name if ref is not None and ref in index.nodes else ""


def _place(code: str | None) -> str:
    found = place(code) if code else None
    return found.name if found else ""
