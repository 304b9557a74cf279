"""Scenes that tests begin with, set by the real actions at a moment of their own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lapor.agencies.actions import grant, write_letterhead
from lapor.agencies.models import Agency, Letterhead, Role
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.people.actions import create_user
from lapor.people.actor import PUBLIC, SYSTEM, Actor, reporter_of
from lapor.people.models import User
from lapor.reports import actions, approval
from lapor.reports.models import Report
from lapor.reports.world import PASSWORD, World, draft
from lapor.reports.world.cast import SINCE

MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)  # 09.00 WITA

ANSWER = "Lubang kami periksa hari Kamis."
PROMISE = "Lubang di depan pasar ditambal."
SENT_AFTER = timedelta(days=3)
PROMISED_FOR = timedelta(days=18)
GOOD = {"adequate": "yes", "solved": "yes", "treated": "yes"}
BAD = {"adequate": "no", "solved": "no", "treated": "partly"}


def submitted(world: World, *, at: datetime = MONDAY, **changes: Any) -> Report:
    """A report of Ani in the queue of Luwu Timur."""
    changes.setdefault("target", world.agencies["luwu-timur"].pk)
    with clock.freeze(at):
        return actions.submit(draft(**changes), by=PUBLIC, key=secrets.token_hex(16)).report


def assigned(world: World, *, to: str = "dinas-pu", at: datetime = MONDAY, **changes: Any) -> Report:
    """Verified by Citra an hour later and sent to a unit."""
    report = submitted(world, at=at, **changes)
    with clock.freeze(at + timedelta(hours=1)):
        return actions.dispose(report, by=world.actor("citra"), to=world.agencies[to], **public(report))


def disputed(world: World, *, at: datetime = MONDAY, **changes: Any) -> Report:
    """Returned to Citra by two units, each of which names the other: she must decide."""
    report = assigned(world, at=at, **changes)
    dinas, others = world.agencies["dinas-pu"], world.agencies["perhubungan"]
    with clock.freeze(at + timedelta(days=1)):
        report = actions.return_up(report, by=world.actor("dewi"), reason="Ini rambu.", proposed=others)
    with clock.freeze(at + timedelta(days=2)):
        report = actions.dispose(report, by=world.actor("citra"), to=others)
    with clock.freeze(at + timedelta(days=3)):
        return actions.return_up(report, by=liaison_of(others), reason="Ini lubang.", proposed=dinas)


def decided(world: World, *, to: str = "dinas-pu", at: datetime = MONDAY, **changes: Any) -> Report:
    """Decided by Citra on the day after."""
    report = disputed(world, at=at, **changes)
    with clock.freeze(at + timedelta(days=4)):
        return actions.arbitrate(
            report, by=world.actor("citra"), to=world.agencies[to], reason="Lubang di badan jalan."
        )


def liaison_of(agency: Agency) -> Actor:
    """Somebody who answers there."""
    email = f"{agency.slug}@lapor.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = create_user(email, name="Petugas Uji", password=PASSWORD, by=SYSTEM)
        grant(user, agency=agency, role=Role.LIAISON, since=SINCE, by=SYSTEM)
    return actor_for(user)


def split(world: World, report: Report, *, to: str = "", by: str = "citra", **changes: Any) -> Report:
    """Citra makes a part of a report; returns the part."""
    values: dict[str, Any] = {"part_title": "Lampu jalan padam", "part_body": "Lampu di depan pasar padam sejak Senin."}
    if to:
        values |= {"to": world.agencies[to], "oversight": "no"}
    actions.split(report, by=world.actor(by), **(values | changes))
    made = report.events.filter(kind="split").latest("seq").data["part"]
    return Report.objects.select_related("holder", "accused", "key", "split_from", "waits_at").get(pk=made)


def part(world: World, *, to: str = "", at: datetime = MONDAY, **changes: Any) -> Report:
    """A part of a report that went to Dinas PU, made two hours after it came in."""
    report = assigned(world, at=at, **changes)
    with clock.freeze(at + timedelta(hours=2)):
        return split(world, report, to=to)


def waiting(world: World, *, at: datetime = MONDAY, given: Mapping[str, Any] | None = None, **changes: Any) -> Report:
    """Answered by Dewi a day after it came in; the answer waits until Eko has read it. `given`: to the answer."""
    report = assigned(world, at=at, **changes)
    with clock.freeze(at + timedelta(days=1)):
        approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))
        return actions.follow_up(report, by=world.actor("dewi"), **{"text": ANSWER, **(given or {})})


def scheduled(world: World, *, at: datetime = MONDAY, given: Mapping[str, Any] | None = None, **changes: Any) -> Report:
    """Answered by Dewi a day after it came in; the answer goes out on the third day at the same hour."""
    report = assigned(world, at=at, **changes)
    values: dict[str, Any] = {"text": ANSWER, "send_at": at + SENT_AFTER, **(given or {})}
    with clock.freeze(at + timedelta(days=1)):
        return actions.follow_up(report, by=world.actor("dewi"), **values)


def answered(world: World, *, final: bool = False, at: datetime = MONDAY, **changes: Any) -> Report:
    """Followed up by Dewi a day after it came in."""
    report = assigned(world, at=at, **changes)
    with clock.freeze(at + timedelta(days=1)):
        return actions.follow_up(report, by=world.actor("dewi"), text="Sudah kami periksa di tempat.", final=final)


def promised(world: World, *, at: datetime = MONDAY, **changes: Any) -> Report:
    """Followed up by Dewi a day after it came in, with a published promise for Friday of the third week."""
    values: dict[str, Any] = {
        "publish_text": True,
        "promise": PROMISE,
        "promise_until": (at + PROMISED_FOR).date(),
    } | changes
    report = assigned(world, at=at)
    with clock.freeze(at + timedelta(days=1)):
        return actions.follow_up(report, by=world.actor("dewi"), text="Kami sudah memeriksa.", **values)


def closed(world: World, *, at: datetime = MONDAY, **changes: Any) -> Report:
    """Closed by its reporter the day after the final answer."""
    report = answered(world, final=True, at=at, **changes)
    with clock.freeze(at + timedelta(days=2)):
        return actions.close(report, by=owner(report))


def public(report: Report) -> dict[str, Any]:
    """What the verifier fills in for an ordinary complaint."""
    values: dict[str, Any] = {"oversight": "no"}
    if not report.is_secret:
        values |= {"public_title": "Jalan berlubang", "public_body": "Ada lubang besar di depan pasar."}
    return values


def owner(report: Report) -> Actor:
    return reporter_of(report.pk)


LETTERHEAD = {
    "address": "Jalan Soekarno Hatta Nomor 12, Malili 92981",
    "contact": "Telepon (0474) 321000, dpu@lutim.example",
    "place": "Malili",
    "head_title": "Kepala Dinas Pekerjaan Umum dan Penataan Ruang",
    "head_name": "Ir. Hasan Basri, M.T.",
    "head_rank": "Pembina Utama Muda (IV/c)",
    "head_nip": "197001011995031001",
    "pattern": "800/{nomor}/DPU/{bulan-romawi}/{tahun}",
}


def moved(report: Report, world: World) -> Report:
    return actions.dispose(report, by=world.actor("citra"), to=world.agencies["perhubungan"])


def accused(report: Report, world: World) -> Report:
    return actions.accuse(report, by=world.actor("citra"), accused=world.agencies["dinas-pu"], reason="Petugasnya.")


def hushed(report: Report, world: World) -> Report:
    return actions.raise_secrecy(report, by=owner(report))


def letterhead(world: World, *, of: str = "dinas-pu", **changes: str) -> Letterhead:
    """How an agency writes its letters, set by Citra."""
    return write_letterhead(world.agencies[of], by=world.actor("citra"), **LETTERHEAD | changes)


def lettered(report: Report, world: World, *, number: str = "800/57/DPU/II/2026", **values: Any) -> Report:
    """Dewi makes a letter of the newest answer two days after it came in."""
    with clock.freeze(MONDAY + timedelta(days=2)):
        return actions.issue_letter(report, by=world.actor("dewi"), letter_number=number, **values)
