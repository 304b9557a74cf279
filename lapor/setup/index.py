"""The units that an admin manages, with those that his file adds, by whatever a row may call them."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from lapor.agencies.models import PATH_STEP, Agency, Role
from lapor.agencies.queries import within_reach
from lapor.kit.errors import Refused
from lapor.people.actor import Actor

from .columns import fold

MANAGERS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
Ref = int | str  # an agency's key, or "baris N" for one that the file adds
FIELDS = (
    "pk", "name", "short_name", "slug", "parent_id", "path", "realm", "kind", "region_id", "email", "is_open",
    "is_inspectorate",
)  # fmt: skip


@dataclass(slots=True)
class Node:
    """A unit as it is, or will be."""

    ref: Ref
    name: str
    short_name: str
    slug: str
    parent: Ref | None
    path: str
    realm: str
    kind: str
    region: str | None
    email: str
    is_open: bool = True
    is_inspectorate: bool = False


@dataclass(slots=True)
class Index:
    """Nodes by reference and by their words."""

    nodes: dict[Ref, Node]
    own: tuple[int, ...]  # where the admin sits
    words: dict[str, list[Ref]] = field(default_factory=dict)

    def add(self, node: Node) -> None:
        self.nodes[node.ref] = node
        for word in {fold(node.name), fold(node.short_name), node.slug}:
            if word:
                self.words.setdefault(word, []).append(node.ref)

    def called(self, name: str) -> list[Node]:
        """The units with this official name."""
        found = (self.nodes[ref] for ref in self.words.get(fold(name), ()))
        return [node for node in found if fold(node.name) == fold(name)]

    def find(self, text: str, *, what: str) -> Node:
        """The one unit that a cell means; raises Refused with the nearest ones when there is none, or several."""
        found = [self.nodes[ref] for ref in self.words.get(fold(text), ())]
        by_name = [node for node in found if node.slug == text or fold(node.name) == fold(text)]
        if len(by_name) == 1 or len(found) == 1:
            return (by_name if len(by_name) == 1 else found)[0]
        if found:
            slugs = ", ".join(node.slug or str(node.ref) for node in found[:3])
            raise Refused(f"{what} “{text}” ada {len(found)}. Tulis alamat halamannya, misalnya {slugs}.")
        raise Refused(f"{what} “{text}” tidak ada di cabang Anda.{self._near(text)}")

    def _near(self, text: str) -> str:
        return meant(text, {word: self.nodes[refs[0]].name for word, refs in self.words.items()})


def meant(text: str, known: dict[str, str]) -> str:
    """ " Maksud Anda “…”?", or nothing when nothing is near."""
    near = get_close_matches(fold(text), known, n=1, cutoff=0.6)
    return f" Maksud Anda “{known[near[0]]}”?" if near else ""


def index_of(actor: Actor) -> Index:
    """Every unit that the actor manages."""
    rows = Agency.objects.all() if actor.kind == "system" else Agency.objects.filter(within_reach(actor, *MANAGERS))
    own = tuple(sorted({seat.agency_id for seat in actor.seats if seat.role in MANAGERS}))
    index = Index({}, own)
    for pk, name, short, slug, parent, *rest in rows.order_by("path").values_list(*FIELDS):
        index.add(Node(pk, name, short, slug, parent, *rest))
    return index


def depth_of(index: Index, node: Node) -> int:
    """Levels from the root, by the planned parents; raises Refused on a circle."""
    steps, at, seen = 0, node, [node.name]
    while at.parent is not None and at.parent in index.nodes:
        at = index.nodes[at.parent]
        seen.append(at.name)
        steps += 1
        if at.ref == node.ref or steps > len(index.nodes):
            raise Refused(f"Susunannya berputar: {' di bawah '.join(seen[:5])}. Pilih induk lain.")
    return steps + max(len(at.path) // PATH_STEP, 1)
