"""What every address answers to everybody: the status of a GET, as lines that a person can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

from django.apps import apps
from django.contrib.admin.utils import quote
from django.test import Client

from lapor.reports.models import Report
from lapor.reports.world import World
from tests.architecture.routes import all_routes

KEY = re.compile(r"/[^/]+/change/$")
CODE = re.compile(r"/[0-9A-HJKMNP-TV-Z]{9}/")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")
# Moves stand for all: which of them are possible is the matter of lapor/reports/tests/snapshots/moves.txt.
STEPS = {
    "laporan-saya/<slug:name>": ("add", "rate"),
    "meja/<str:code>/<str:name>/": ("note", "dispose"),
    "meja/sekaligus/<str:name>/": ("note", "dispose"),
    "meja/<str:code>/<str:name>/draf/": ("note",),
}


def of_reports() -> list[str]:
    """Addresses below which one report lies."""
    return [a for a in readable() if re.search(r"<(\w+:)?code>", a) or a.startswith("laporan-saya/")]


def of_nothing() -> list[str]:
    """All the others."""
    mine = set(of_reports())
    return [address for address in readable() if address not in mine]


def readable() -> list[str]:
    """Every address but those of the API that only take POST."""
    return [route.address for route in all_routes() if not route.door or "GET" in route.door]


def filled(address: str, world: World, report: Report | None = None) -> Iterator[str]:
    """Yield real addresses for one of the URLconf; KeyError: tell here what a new parameter may be."""
    file = report.attachments.order_by("number").first() if report else None
    dewi = world.users["dewi"]
    row = dewi.memberships.get() if "peran" in address else dewi
    known = {
        "code": report.code if report else "7K4M9QXT2",
        "pk": file.pk if file and "berkas" in address else uuid4() if "perangkat" in address else row.pk,
        "number": file.pk if file else "",
        "page": 1,
        "id": file.pk if file and "lampiran" in address else dewi.pk,
        "slug": world.agencies["dinas-pu"].slug,
        "digest": "0" * 12,
        "size": 192,
        "app_label": "people",
        "object_id": first_of(address) if "object_id" in address else "",
        "content_type_id": 1,
        "url": "entah",
        "rest": "entah",
        "key": "entah",
        "uidb36": "1",
    }
    for name in STEPS.get(address, ("",)):
        values = known | {"name": name}
        path = GROUP.sub(lambda m, values=values: str(values[m[1] or m[2]]), address)  # type: ignore[misc]  # a lambda's default
        yield "/" + path.replace("^", "").replace("$", "").replace("\\", "")


def first_of(address: str) -> str:
    """The key of the row that a page of the reference data shows: the first of its model, "0" where there is none."""
    _, app, name, *_ = address.split("/")
    model = apps.all_models.get(app, {}).get(name)
    row = model._default_manager.order_by("pk").first() if model else None
    return str(quote(row.pk)) if row else "0"


def lines_of(path: str, shown: str, visitors: dict[str, Client]) -> list[str]:
    """One address: who gets what, those who get the same together."""
    answers: dict[str, list[str]] = {}
    for name, client in visitors.items():
        answers.setdefault(answer(client, path), []).append(name)
    total = len(visitors)
    said = [f"{what} {'all' if len(who) == total else ' '.join(who)}" for what, who in sorted(answers.items())]
    return [shown, *(f"    {one}" for one in said)]


def answer(client: Client, path: str) -> str:
    """The status, and where a redirect leads without its query."""
    response = client.get(path)
    if 300 <= response.status_code < 400:
        path = urlsplit(response["Location"]).path
        path = CODE.sub("/<code>/", KEY.sub("/…/change/", path))  # keys and codes differ from run to run
        return f"{response.status_code}→{path}"
    return str(response.status_code)


def shown(address: str, path: str) -> str:
    """The address as the table of routes writes it, with the step that was asked for."""
    step = path.rstrip("/").rsplit("/", 1)[-1]
    return f"/{address}" + (f" ({step})" if address in STEPS else "")
