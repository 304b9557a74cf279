"""What several tests of the desk need: officers' browsers and reports in the states that a move starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from lapor.people.actor import PUBLIC, reporter_of
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.world import World, draft

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

PUBLIC_VERSION: dict[str, Any] = {
    "public_title": "Jalan berlubang",
    "public_body": "Ada lubang besar di depan pasar.",
}


def sign_in(world: World, name: str) -> Client:
    """The browser of a member of the cast."""
    browser = Client()
    browser.force_login(world.users[name])
    return browser


def filed(world: World, *, key: str = "k", **changes: Any) -> Report:
    """A report in the queue of the regency."""
    changes.setdefault("target", world.agencies["luwu-timur"].pk)
    return actions.submit(draft(**changes), by=PUBLIC, key=key.ljust(22, "x")).report


def assigned(world: World, *, to: str = "dinas-pu", **changes: Any) -> Report:
    """A report that Citra sent to a unit."""
    public = {} if changes.get("secrecy") == "secret" else PUBLIC_VERSION
    report = filed(world, **changes)
    return actions.dispose(report, by=world.actor("citra"), to=world.agencies[to], oversight="no", **public)


def answered(world: World, **changes: Any) -> Report:
    """A report with a final answer."""
    report = assigned(world, **changes)
    return actions.follow_up(report, by=world.actor("dewi"), text="Lubang sudah ditambal.", final=True)


def closed(world: World, **changes: Any) -> Report:
    """A report that its reporter closed."""
    report = answered(world, **changes)
    return actions.close(report, by=reporter_of(report.pk))


def address(report: Report, move: str = "") -> str:
    return f"/meja/{report.code}/{move}/" if move else f"/meja/{report.code}/"


def press(browser: Client, report: Report, move: str, **values: Any) -> _MonkeyPatchedWSGIResponse:
    """Open the form of a move, fill it in and send it, as a browser does."""
    page = browser.get(address(report, move))
    assert page.status_code == 200, page.content.decode()
    form = page.context["form"]
    given = {bound.html_name: bound.value() for bound in form}
    start = {name: value for name, value in given.items() if value is not None and value is not False}
    return browser.post(address(report, move), start | values)
