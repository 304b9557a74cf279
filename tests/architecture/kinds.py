"""One report of each kind that sight depends on, each with a clean picture, set by the real actions."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PIL import Image

from lapor.people.actor import PUBLIC
from lapor.reports import actions, cleaning
from lapor.reports.actions.submit import Receipt
from lapor.reports.files import Upload
from lapor.reports.models import Report
from lapor.reports.tests.scenes import owner, public
from lapor.reports.world import World, draft

Kind = Callable[[World], Receipt]


def filed(world: World, **changes: Any) -> Receipt:
    """In the queue of the regency."""
    changes.setdefault("target", world.agencies["luwu-timur"].pk)
    return actions.submit(draft(**changes, files=(picture(),)), by=PUBLIC, key=secrets.token_hex(16))


def sent(world: World, *, to: str = "dinas-pu", **changes: Any) -> Receipt:
    """Verified by Citra; published unless it is secret."""
    receipt = filed(world, **changes)
    report = actions.dispose(receipt.report, by=world.actor("citra"), to=world.agencies[to], **public(receipt.report))
    return replace(receipt, report=report)


def picture() -> Upload:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "PNG")
    return Upload("foto.png", made.tell(), io.BytesIO(made.getvalue()))


def archived(world: World) -> Receipt:
    receipt = filed(world)
    values = {"archive_reason": "unclear", "reason": "Tidak jelas."}
    return replace(receipt, report=actions.archive(receipt.report, by=world.actor("citra"), **values))


def merged(world: World) -> Receipt:
    primary, receipt = sent(world), sent(world)
    report = actions.merge(receipt.report, by=world.actor("citra"), primary=primary.report.code)
    return replace(receipt, report=report)


def appealed(world: World, **changes: Any) -> Receipt:
    """Closed, judged badly, and brought to the Ombudsman."""
    receipt = sent(world, **changes)
    report = actions.follow_up(receipt.report, by=world.actor("dewi"), text="Sudah kami tambal kemarin.", final=True)
    report = actions.close(report, by=owner(report))
    report = actions.rate(report, by=owner(report), adequate="no", solved="no", treated="no")
    return replace(receipt, report=actions.appeal(report, by=owner(report)))


def accused(world: World, **changes: Any) -> Receipt:
    """Around the Dinas PU, which is what it is about."""
    return sent(world, to="inspektorat", accused=world.agencies["dinas-pu"].pk, **changes)


KINDS: dict[str, Kind] = {
    "published": sent,
    "unpublished, in the queue of the regency": filed,
    "secret": lambda world: sent(world, secrecy="secret"),
    "anonymous": lambda world: sent(world, identity="anonymous"),
    "anonymous and secret": lambda world: sent(world, identity="anonymous", secrecy="secret"),
    "about the Dinas PU, with the Inspektorat": accused,
    "about the Dinas PU, with the Inspektorat, secret": lambda world: accused(world, secrecy="secret"),
    "merged": merged,
    "archived": archived,
    "appealed": appealed,
    "appealed, secret": lambda world: appealed(world, secrecy="secret"),
}


def made(world: World) -> dict[str, Receipt]:
    """Every kind, its picture cleaned by the worker's own source."""
    receipts = {name: kind(world) for name, kind in KINDS.items()}
    while cleaning.work("test"):
        pass
    return receipts


def filed_by_another(world: World) -> Receipt:
    """What somebody else sent on the same day."""
    return filed(world, title="Lampu jalan padam semua")


def fresh(receipt: Receipt) -> Report:
    return Report.objects.get(pk=receipt.report.pk)
