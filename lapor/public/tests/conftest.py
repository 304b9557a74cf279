"""What the tests of the citizens' face share: a filled form, a browser without JavaScript, a report in some state."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from lapor.people.actor import PUBLIC
from lapor.reports import actions
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report
from lapor.reports.world import World, draft

Filled = dict[str, Any]


@pytest.fixture(autouse=True)
def _own_limits(own_limits: None) -> None:
    """Whoever asked before does not count."""


def typed(**changes: Any) -> Filled:
    """The public form as Ani fills it in."""
    return {
        "kunci": str(uuid.uuid4()),
        "classification": "complaint",
        "title": "Jalan berlubang di depan pasar",
        "body": "Sejak dua minggu ada lubang besar di depan pasar. Kemarin malam seorang pengendara jatuh.",
        "incident_date": "2026-01-05",
        "region": "73.24.04",
        "place": "Depan Pasar Malili",
        "identity": "named",
        "secrecy": "public",
        "name": "Ani Kartini",
        "email": "ani@warga.example",
        "phone": "0812 3456 7890",
    } | changes


@pytest.fixture
def filled() -> Filled:
    """As it comes from a page with the search for places."""
    return typed(region_q="Malili")


@pytest.fixture
def receipt(world: World) -> Receipt:
    """Ani's report, waiting for Citra."""
    return actions.submit(draft(target=world.agencies["luwu-timur"].pk), by=PUBLIC, key="k" * 22)


@pytest.fixture
def published(world: World, receipt: Receipt) -> Report:
    """Ani's report, with the dinas and open to everybody."""
    return publish(world, receipt.report)


def publish(world: World, report: Report, *, title: str = "Jalan berlubang di depan pasar") -> Report:
    return actions.dispose(
        report,
        by=world.actor("citra"),
        to=world.agencies["dinas-pu"],
        oversight="no",
        public_title=title,
        public_body="Ada lubang besar di depan pasar. Mohon ditambal.",
        checked=True,
    )


@pytest.fixture
def opened(client: Client) -> Callable[[Receipt], Client]:
    """A browser in which a report was opened with code and PIN."""

    def open_it(receipt: Receipt) -> Client:
        answer = client.post("/lacak", {"code": receipt.report.code, "pin": receipt.pin})
        assert (answer.status_code, answer["Location"]) == (302, "/laporan-saya/")
        return client

    return open_it


class FormReader(HTMLParser):
    """Reads what a browser without JavaScript would send for the form with this action ("": that of the page)."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.values, self.area = action, False, {}, ""
        self.select = ""

    values: dict[str, str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = a.get("action", "") == self.action
        elif not self.inside or ("name" not in a and tag != "option"):
            return
        elif tag == "textarea":
            self.area = a["name"]
            self.values[self.area] = ""
        elif tag == "input" and (a.get("type") not in ("radio", "checkbox", "file") or "checked" in a):
            self.values[a["name"]] = a.get("value", "")
        elif tag == "select":
            self.select = a["name"]
        elif tag == "option" and "selected" in a:
            self.values[self.select] = a.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.values[self.area] += data


def form_values(html: str, action: str) -> dict[str, str]:
    """The values of a form as the page shows them; a line end right after <textarea> is not one of them."""
    reader = FormReader(action)
    reader.feed(html)
    return {name: value.removeprefix("\n") for name, value in reader.values.items()}
