"""A regency at work: who sits where, how fast each acts, and what each does with what lies on the desk.

Tempers follow the complaints of the field: some answer at once, some late, some never come, some send everything on.
Everybody acts through the same actions and sees no more than policies offer; chance is a seeded generator.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from lapor.agencies.actions import grant
from lapor.agencies.models import Agency, Membership, Role
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.people.actions import create_user
from lapor.people.actor import PUBLIC, SYSTEM, Actor, reporter_of
from lapor.reports import actions, policies, queries
from lapor.reports.choices import State, Verdict, Waits
from lapor.reports.models import Report
from lapor.reports.tests.scenes import public
from lapor.reports.world import PASSWORD, World, draft
from lapor.reports.world.cast import SINCE

# Chance per working day that a report on the desk is worked on; "bouncing" sends on half of what it works on.
PACE = {"quick": 0.6, "slow": 0.06, "absent": 0.0, "bouncing": 0.45}
TEMPERS = ("quick",) * 5 + ("slow",) * 3 + ("absent",) + ("bouncing",) * 2
SILENT = 0.35  # of the reporters never come back
RESCUED_AFTER = timedelta(days=25)  # the regency's admin takes from a unit what is late for so long
SUBJECTS = ("Jalan berlubang", "Lampu jalan mati", "Sampah menumpuk", "Antrean KTP", "Obat habis", "Guru tidak masuk")


@dataclass
class Regency:
    """The regency of Luwu Timur with one liaison per unit; `did` counts the moves that people made."""

    world: World
    chance: Random
    workers: dict[int, Actor] = field(default_factory=dict)
    tempers: dict[int, str] = field(default_factory=dict)
    silent: set[UUID] = field(default_factory=set)
    did: dict[str, int] = field(default_factory=dict)

    @property
    def home(self) -> Agency:
        return self.world.agencies["luwu-timur"]

    @property
    def units(self) -> list[Agency]:
        return [agency for agency in self.world.agencies.values() if agency.pk in self.tempers]


Choice = tuple[str, dict[str, Any]]
Choices = Callable[["Regency", Report], Iterator[Choice]]


def settle(world: World, *, seed: int, units: int) -> Regency:
    """Seat a liaison with a temper in each of so many units; the cast above them stays as it is."""
    regency = Regency(world, Random(seed))
    below = [agency for agency in world.agencies.values() if agency.path.startswith(regency.home.path)]
    for place, agency in enumerate([agency for agency in below if agency != regency.home][:units]):
        regency.tempers[agency.pk] = TEMPERS[place % len(TEMPERS)]
        regency.workers[agency.pk] = _liaison(agency)
    _seat_leader(regency.home)
    for key, name in (("luwu-timur", "citra"), ("sulawesi-selatan", "mira"), ("nasional", "budi")):
        regency.workers[world.agencies[key].pk] = world.actor(name)
    return regency


def _liaison(agency: Agency) -> Actor:
    seat = Membership.objects.active().filter(agency=agency, role=Role.LIAISON).select_related("user").first()
    if seat:
        return actor_for(seat.user)
    name = f"Petugas {agency.short_name}"
    user = create_user(f"{agency.slug}@lapor.example", name=name, password=PASSWORD, by=SYSTEM)
    grant(user, agency=agency, role=Role.LIAISON, since=SINCE, by=SYSTEM)
    return actor_for(user)


def _seat_leader(agency: Agency) -> None:
    """Whom the ladder tells on its second rung."""
    user = create_user("bupati@lapor.example", name="Bupati Uji", password=PASSWORD, by=SYSTEM)
    grant(user, agency=agency, role=Role.LEADER, since=SINCE, by=SYSTEM)


def file_report(regency: Regency) -> Report:
    """Somebody writes, most often to the regency, sometimes to a unit; some will never be heard of again."""
    chance = regency.chance
    changes: dict[str, Any] = {"title": f"{chance.choice(SUBJECTS)} di dusun {chance.randrange(1000)}"}
    changes["target"] = regency.home.pk if chance.random() < 0.8 else chance.choice(regency.units).pk
    if chance.random() < 0.25:
        changes |= {"identity": "anonymous", "name": "", "phone": ""}
    if chance.random() < 0.12:
        changes |= {"secrecy": "secret"}
    report = actions.submit(draft(**changes), by=PUBLIC, key=secrets.token_hex(16)).report
    if chance.random() < SILENT:
        regency.silent.add(report.pk)
    return report


def working_day(regency: Regency) -> None:
    """Each desk goes through its list; then the regency's admin looks at what units have let lie."""
    desks = Report.objects.filter(waits_for=Waits.OFFICER).values_list("waits_at", flat=True).order_by("waits_at")
    for desk in list(desks.distinct()):
        worker = regency.workers.get(desk or 0)
        if worker:
            _desk(regency, worker, pace=PACE[regency.tempers.get(desk or 0, "quick")])
    _rescue(regency, regency.world.actor("citra"))


def _desk(regency: Regency, worker: Actor, *, pace: float) -> None:
    for report in list(queries.inbox(worker)[:30]):
        if regency.chance.random() < pace:
            _act(regency, report.pk, worker, _officer_choices)


def _rescue(regency: Regency, admin: Actor) -> None:
    """What lies too long goes to a unit that works, or is answered by the regency itself."""
    late = policies.visible_to(admin).filter(waits_for=Waits.OFFICER, due_at__lt=clock.now() - RESCUED_AFTER)
    for report in list(late.exclude(waits_at=regency.home)):
        _act(regency, report.pk, admin, _rescuing)


def evening(regency: Regency) -> None:
    """Reporters look at their reports: they answer, agree, disagree, rate, object, or let it be."""
    recent = Report.objects.filter(changed_at__gt=clock.now() - timedelta(days=75))
    for pk in list(recent.order_by("pk").values_list("pk", flat=True)):
        if pk not in regency.silent and regency.chance.random() < 0.12:
            _act(regency, pk, reporter_of(pk), _reporter_choices)


def _act(regency: Regency, pk: UUID, actor: Actor, choices: Choices) -> None:
    """Make the first move that the person would make and that is offered."""
    report = Report.objects.select_related("holder", "accused", "arbiter", "waits_at", "key", "reporter").get(pk=pk)
    offered = {move.name for move in policies.moves_for(report, actor)}
    for name, values in choices(regency, report):
        if name in offered:
            actions.perform(name, report, by=actor, **values)
            regency.did[name] = regency.did.get(name, 0) + 1
            return


def _officer_choices(regency: Regency, report: Report) -> Iterator[Choice]:
    chance, temper = regency.chance, regency.tempers.get(report.holder_id, "quick")
    ruling = "accept_objection" if chance.random() < 0.4 else "reject_objection"
    yield ruling, {"reason": "Kami sudah memeriksa keberatan ini."}
    yield (
        "arbitrate",
        {"to": _working_unit(regency, report), "reason": "Paling dekat dengan tugasnya.", **public(report)},
    )
    if report.state == State.UNVERIFIED:
        yield from _at_the_queue(regency, report)
    if temper == "bouncing" and chance.random() < 0.5:
        yield "return_up", {"reason": "Bukan tugas bidang kami.", "proposed": _other(regency, report.holder)}
    if chance.random() < 0.12:
        yield "ask", {"questions": "Sejak kapan, dan di sebelah mana?"}
    final = report.state == State.IN_PROGRESS and chance.random() < 0.7
    yield "follow_up", {"text": "Petugas kami sudah meninjau dan mengerjakannya.", "final": final}
    yield "return_up", {"reason": "Bukan tugas bidang kami.", "proposed": _other(regency, report.holder)}


def _at_the_queue(regency: Regency, report: Report) -> Iterator[Choice]:
    draw = regency.chance.random()
    if draw < 0.08:
        yield "hold", {"questions": "Mohon tulis nama dusun dan patokan terdekat."}
    if draw > 0.96:
        yield "archive", {"archive_reason": "not_public_service", "reason": "Ini urusan antarwarga."}
    yield "dispose", {"to": _other(regency, report.holder), **public(report)}


def _rescuing(regency: Regency, report: Report) -> Iterator[Choice]:
    why = {"reason": "Belum ada tindakan sampai lewat tenggat."}
    yield "recall", why
    yield "arbitrate", {"to": _working_unit(regency, report)} | why | public(report)
    yield "dispose", {"to": _working_unit(regency, report)} | public(report)


def _reporter_choices(regency: Regency, report: Report) -> Iterator[Choice]:
    draw = regency.chance.random()
    if report.offered_at or draw > 0.98:
        yield "appeal", {}
    yield "complete", {"text": "Di dusun Salolo, dekat masjid."}
    if report.final_at and report.state == State.IN_PROGRESS:
        yield ("respond", {"text": "Belum selesai, masih sama."}) if draw < 0.25 else ("close", {})
    if report.state == State.CLOSED and draw < 0.1:
        yield "reopen", {"reason": "Rusak lagi."}
    if report.state in (State.CLOSED, State.ARCHIVED) and draw < 0.15:
        yield "object", {"reason": "Jawaban ini tidak menjawab."}
    if draw < 0.4:
        yield "rate", {name: regency.chance.choice(Verdict.values) for name in ("adequate", "solved", "treated")}
    if draw < 0.02:
        yield "withdraw", {}
    yield "add", {"text": "Mohon segera ditangani."} if draw > 0.7 else {"text": "Terima kasih."}


def _working_unit(regency: Regency, report: Report) -> Agency:
    """One that works, and not where the report is already."""
    quick = [unit for unit in regency.units if regency.tempers[unit.pk] == "quick"]
    return regency.chance.choice([unit for unit in quick if unit.pk != report.holder_id])


def _other(regency: Regency, holder: Agency) -> Agency:
    return regency.chance.choice([unit for unit in regency.units if unit != holder])
