"""Every address of the application, and who may open it as a person wrote it down in routes.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation

from lapor.api.api import api
from lapor.api.door import Door

TABLE = Path(__file__).parent / "routes.txt"
UNDECIDED = "?"
# Who may open an address: the only words that may stand in the table.
WHO = {
    "everybody": "no sign-in, nothing that is not published",
    "receipt": "the browser that has just sent a report",
    "reporter": "the browser in which code and PIN were typed",
    "officer": "who holds a seat today",
    "operator": "an officer who records what others report",
    "sees": "an officer to whom policies.visible_to gives the report",
    "ombudsman": "an officer of the Ombudsman; of reports those whose reporter brought them there",
    "manager": "an officer who manages people, within his branches",
    "account": "who signed in, his own account only",
    "staff": "who may set reference data right",
    "door": "what the door of the API says beside it",
    "nobody": "answers 404, or that it is closed, to everybody",
}


class Route(NamedTuple):
    """An address as the URLconf writes it; `door` tells who comes in by the API's own declaration."""

    address: str
    door: str = ""

    def __str__(self) -> str:
        return f"/{self.address} {self.door}".rstrip()


def all_routes() -> list[Route]:
    """Return every address once, operations of the API each by its methods."""
    doors = dict(operations())
    found = [Route(address, doors.get(address.removeprefix("api/v1"), "")) for address, _ in patterns()]
    return sorted(set(found))


def patterns(inside: Iterable[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each pattern of the URLconf with its view."""
    for one in get_resolver().url_patterns if inside is None else inside:
        address = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield address, one.callback
        else:
            yield from patterns(one.url_patterns, address)


def operations() -> Iterator[tuple[str, str]]:
    """Yield the address of each operation of the API below /api/v1, with its methods and doors."""
    merged: dict[str, list[str]] = {}
    for _, router in api._routers:
        for address, view in router.path_operations.items():
            for operation in view.operations:
                said = f"{'|'.join(sorted(operation.methods))}: {door_of(operation)}"
                merged.setdefault(with_kinds(address), []).append(said)
    return ((address, "; ".join(sorted(said))) for address, said in merged.items())


def with_kinds(address: str) -> str:
    """The address as Django writes it: {code} → <code>."""
    return address.replace("{path:rest}", "<path:rest>").replace("{", "<").replace("}", ">")


def door_of(operation: Operation) -> str:
    """What its Door declares."""
    doors = [one for one in operation.auth_callbacks if isinstance(one, Door)]
    if not doors:
        return "no door"
    (door,) = doors
    words = [f"key({' '.join(sorted(door.scopes))})"]
    words += ["PIN"] * door.pin + ["everybody"] * bool(door.nobody)
    return " ".join(words)


def decided() -> dict[str, str]:
    """Return who may open each address, as the table says."""
    lines = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []
    pairs = (line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    return {route: who for who, route in pairs}


def table() -> str:
    """Return the table anew: what was decided stays, what is new waits for a person."""
    known = decided()
    head = [
        "# Who may open each address (tests/architecture/routes.py explains the words). A person fills in each “?”."
    ]
    return "\n".join([*head, *(f"{known.get(str(route), UNDECIDED):10}{route}" for route in all_routes())]) + "\n"
