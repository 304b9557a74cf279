"""How reports of the crowd go: drawn by lot, step by step, until the end or the present."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import models

from lapor.agencies.models import Category
from lapor.kit import codes, crypto, keys
from lapor.people.actor import PUBLIC, SYSTEM
from lapor.reports import deadlines, words
from lapor.reports.choices import ArchiveReason, CaseState, Classification, ClosedBy, Identity, Secrecy, State, Verdict
from lapor.reports.models import Disposition, Message, OmbudsmanCase, Rating, Report, ReportKey
from lapor.reports.world.crowd import texts
from lapor.reports.world.crowd.life import Life, NotYet, keep_person
from lapor.reports.world.crowd.places import Desk, Place

STRIDE = 0x9E3779B97F  # odd: multiplied by it, every number of 40 bits gives another code
KEPT = 50  # latest reports that one may be merged into
Kind = Disposition.Kind
# Whether the answer was adequate, the matter solved (None: partly), and its reporter treated well.
MOODS = (
    (Verdict.NO, False, Verdict.NO),
    (Verdict.NO, False, Verdict.PARTLY),
    (Verdict.PARTLY, None, Verdict.YES),
    (Verdict.YES, True, Verdict.PARTLY),
    (Verdict.YES, True, Verdict.YES),
)


@dataclass(frozen=True, slots=True)
class Land:
    """What every life of the crowd draws from. `now` is the present, `spread` the time before it."""

    nation: Desk
    places: list[Place]
    leaves: dict[str, list[Category]]  # by code of the group
    now: datetime
    spread: timedelta
    total: int
    seed: int


def chunk(land: Land, numbers: range) -> Iterator[models.Model]:
    """Every row of the reports with these numbers; the same numbers give the same lives, keys and boxes apart."""
    random = Random(f"{land.seed}|{numbers.start}")
    earlier: list[Report] = []
    for number in numbers:
        story = Story(land, random, number)
        with suppress(NotYet):
            story.run(earlier)
        earlier = [*earlier[-KEPT:], story.report]
        yield story.report
        yield from story.life.rows


def client_key(number: int) -> bytes:
    """The idempotency key from which the PIN of a report of the crowd follows."""
    return f"kerumunan-{number:010d}-xxxxx".encode()


class Story:
    """One life: where, about what, and what the lot says next."""

    def __init__(self, land: Land, random: Random, number: int) -> None:
        self.land, self.random, self.number = land, random, number
        self.place = random.choice(land.places)
        self.topic = random.choice(texts.TOPICS)
        self.where = random.choice(texts.PLACES)
        self.title = texts.title(random, self.topic, self.where)
        self.body = texts.body(random, self.topic, self.where)
        self.unit = self.place.units[self.topic.unit]
        at = land.now - land.spread * (1 - (number + random.random()) / land.total) - timedelta(minutes=1)
        self.report = self._report(at)
        self.life = self._submit(at)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def _report(self, at: datetime) -> Report:
        random, place = self.random, self.place
        desk = self.land.nation if self.chance(0.1) else place.desk
        accused = self.unit.agency if self.chance(0.02) else None
        secret = accused is not None or self.chance(0.06)
        report = Report(
            id=UUID(int=random.getrandbits(128), version=4),
            code=codes.code_of((self.land.seed + self.number * STRIDE) % 2**codes.CODE_BITS),
            submitted_at=at,
            changed_at=at,
            channel=random.choices(("web", "android", "api", "whatsapp"), (6, 2, 1, 1))[0],
            classification=random.choices(Classification.values, (8, 1, 1))[0],
            category=random.choice(self.land.leaves[self.topic.group]) if self.chance(0.8) else None,
            region_id=random.choice(place.districts),
            incident_date=(at - timedelta(days=random.randint(0, 20))).date(),
            target=None if desk is self.land.nation else place.desk.agency,
            accused=accused,
            identity=random.choices(Identity.values, (7, 2, 1))[0],
            secrecy=Secrecy.SECRET if secret else Secrecy.PUBLIC,
            state=State.UNVERIFIED,
            holder=desk.agency,
        )
        if desk is self.land.nation:
            report.region_id = None  # with a place it would have gone to the government there
        return report

    def _submit(self, at: datetime) -> Life:
        report, provider = self.report, keys.provider()
        key, wrapped = words.draw_key(report)
        accused = "Petugas loket" if report.accused else ""
        words.seal_report(key, report, title=self.title, body=self.body, place=f"Dekat {self.where}", accused=accused)
        report.pin_verifier = provider.pin_verifier(provider.pin(client_key(self.number), report.pk), report.pk)
        life = Life(report=report, key=key, at=at, now=self.land.now, random=self.random)
        life.rows.append(ReportKey(report=report, wrapped=wrapped))
        keep_person(life, name=texts.person(self.random), email=f"warga{self.number}@warga.example")
        life.hand_over(report.holder, Kind.QUEUE)
        data = {"to": report.holder_id, "identity": report.identity, "secrecy": report.secrecy}
        life.move("submit", PUBLIC, data=data)
        return life

    def run(self, earlier: list[Report]) -> None:
        """Until the end; raises NotYet where the present is reached."""
        desk = self._pass_down() if self.report.target_id is None else self.place.desk
        if self._ends_in_the_queue(desk, earlier):
            return
        unit = self._find_unit(desk)
        if self.chance(0.03):
            self.life.later(hours=10**6)  # nobody ever answers
        self._talk(unit)
        self._answer(unit)
        self._end()

    def _pass_down(self) -> Desk:
        """The nation's admin verifies what names no agency and sends it to a government."""
        self.life.later(hours=self.random.uniform(1, 90))
        self._dispose(self.land.nation, self.place.desk)
        return self.place.desk

    def _dispose(self, by: Desk, to: Desk) -> None:
        life, report = self.life, self.report
        if report.classification == Classification.COMPLAINT and report.oversight is None:
            report.oversight = report.is_secret
        data: dict[str, Any] = {"oversight": report.oversight}
        if not report.is_secret and not report.published_at:
            report.public_title, report.public_body, report.published_at = self.title, self.body, life.at
            public = f"{self.title}\n{self.body}".encode()
            data |= {"published": True, "public": crypto.commitment(life.key, public)}
        life.hand_over(to.agency, Kind.MAIN, by=by.actor)
        runs = any(row.clock == "completion" for row in life.live)
        starts = ("response",) if runs else None
        life.move("dispose", by.actor, data=data | {"to": to.agency.pk}, starts=starts)

    def _ends_in_the_queue(self, desk: Desk, earlier: list[Report]) -> bool:
        if self.report.state != State.UNVERIFIED:
            return False
        if self.chance(0.02):
            self.life.later(hours=10**6)  # nobody ever looks
        self.life.later(hours=self.random.uniform(1, 110))
        lot = self.random.random()
        if lot < 0.02:
            self._withdraw()
        elif lot < 0.10:
            self._archive(desk, self.random.choice(("unclear", "no_evidence", "not_public_service", "duplicate")))
        elif lot < 0.17:
            return self._hold(desk)
        elif lot < 0.18:
            return self._merge(desk, earlier)
        else:
            return False
        return True

    def _withdraw(self) -> None:
        self.report.archive_reason = ArchiveReason.WITHDRAWN
        self.life.move("withdraw", self.life.reporter, data={"reason": ArchiveReason.WITHDRAWN})

    def _archive(self, desk: Desk, reason: str) -> None:
        self.report.archive_reason = reason
        said = self.life.write(Message.Kind.REASON, texts.REASONS[1], desk.actor)
        self.life.move("archive", desk.actor, data=said | {"reason": reason})

    def _hold(self, desk: Desk) -> bool:
        life = self.life
        life.move("hold", desk.actor, data=life.write(Message.Kind.QUESTION, texts.QUESTIONS[0], desk.actor))
        if self.chance(0.6):
            life.later(hours=self.random.uniform(2, 90))
            said = life.write(Message.Kind.RESPONSE, self.random.choice(texts.REPLIES), life.reporter)
            life.move("complete", life.reporter, data=said)
            life.later(hours=self.random.uniform(1, 40))
            return False
        life.run_out("completing")
        self.report.archive_reason = ArchiveReason.NOT_COMPLETED
        said = life.write(Message.Kind.REASON, "Laporan tidak dilengkapi sampai batas waktu.", SYSTEM)
        life.move("archive", SYSTEM, data=said | {"reason": ArchiveReason.NOT_COMPLETED})
        return True

    def _merge(self, desk: Desk, earlier: list[Report]) -> bool:
        fitting = [row for row in earlier if row.holder_id == self.report.holder_id and row.is_open]
        if not fitting or self.report.is_secret:
            return False
        primary = next((row for row in reversed(fitting) if not row.is_secret), None)
        if primary is None:
            return False
        self.report.merged_into = primary
        self.life.move("merge", desk.actor, data={"primary": str(primary.pk)})
        return True

    def _find_unit(self, desk: Desk) -> Desk:
        """Sent to the unit that answers; some are sent to a wrong one first and come back."""
        units = self.place.units
        right = units["inspektorat"] if self.report.accused or self.report.is_secret else self.unit
        if self.chance(0.06) and not self.report.accused:
            wrong = self.random.choice([unit for unit in units.values() if unit is not right])
            self._dispose(desk, wrong)
            self.life.later(hours=self.random.uniform(4, 60))
            self._return(wrong, desk, right)
            self.life.later(hours=self.random.uniform(2, 50))
        self._dispose(desk, right)
        self.life.later(hours=self.random.uniform(2, 130))
        return right

    def _return(self, unit: Desk, desk: Desk, right: Desk) -> None:
        self.report.returns += 1
        said = self.life.write(Message.Kind.REASON, texts.REASONS[0], unit.actor, officers_only=True)
        self.life.hand_over(desk.agency, Kind.QUEUE, by=unit.actor)
        data = said | {"proposed": right.agency.pk, "to": desk.agency.pk}
        self.life.move("return_up", unit.actor, data=data)

    def _talk(self, unit: Desk) -> None:
        """Questions, interim answers and replies before the final answer."""
        life, random = self.life, self.random
        if self.chance(0.05):
            life.move("ask", unit.actor, data=life.write(Message.Kind.QUESTION, texts.QUESTIONS[1], unit.actor))
            life.later(hours=random.uniform(2, 100))
            life.move("add", life.reporter, data=life.write(Message.Kind.RESPONSE, texts.REPLIES[0], life.reporter))
            life.later(hours=random.uniform(2, 60))
        if self.chance(0.4):
            self._follow_up(unit, "Laporan sedang kami periksa di lapangan.", final=False)
            life.later(hours=random.uniform(10, 120))
        if self.chance(0.1) and self.report.state == State.IN_PROGRESS:
            said = life.write(Message.Kind.RESPONSE, random.choice(texts.REPLIES), life.reporter)
            life.move("respond", life.reporter, data=said)
            life.later(hours=random.uniform(10, 120))
        if self.chance(0.04):
            life.later(hours=10**6)  # it never gets a final answer

    def _follow_up(self, unit: Desk, text: str, *, final: bool) -> None:
        life = self.life
        kind = Message.Kind.FINAL if final else Message.Kind.FOLLOW_UP
        data = life.write(kind, text, unit.actor) | {"final": final}
        if final:
            self.report.final_at = life.at
        life.move("follow_up", unit.actor, data=data, starts=("auto_close",) if final else None)

    def _answer(self, unit: Desk) -> None:
        self._follow_up(unit, texts.answer(self.topic, self.where), final=True)
        if self.chance(0.4):
            self.life.later(hours=self.random.uniform(1, 150))
            self._close(by_reporter=True)
        else:
            self.life.run_out("auto_close")
            self._close(by_reporter=False)

    def _close(self, *, by_reporter: bool) -> None:
        life, report = self.life, self.report
        report.closed_at = life.at
        report.closed_by = ClosedBy.REPORTER if by_reporter else ClosedBy.SYSTEM
        self._settle()
        life.move("close", life.reporter if by_reporter else SYSTEM, data={"by": report.closed_by})

    def _settle(self) -> None:
        """What the final answer had promised is met on its day."""
        for row in [row for row in self.life.live if row.clock == "completion"]:
            if deadlines.settled(self.report, row, at=self.life.at):
                self.life.live.remove(row)

    def _end(self) -> None:
        """Judgements, objections and a way to the Ombudsman."""
        life = self.life
        if self.chance(0.3):
            life.later(hours=self.random.uniform(0.1, 100))
            self._rate()
        if self.chance(0.01):
            life.later(hours=self.random.uniform(1, 40))
            self._object()
        elif self.chance(0.005):
            life.later(hours=self.random.uniform(24, 500))
            self.report.appealed_at, self.report.appeal_state = life.at, CaseState.WAITING
            life.rows.append(OmbudsmanCase(report=self.report, opened_at=life.at))
            life.move("appeal", life.reporter)

    def _rate(self) -> None:
        """Most are content with all three; some with nothing."""
        life, mood = self.life, self.random.choices(MOODS, (1, 1, 2, 5, 6))[0]
        adequate, solved, treated = mood
        thanks = texts.THANKS[0 if solved else 2]
        data = life.write(Message.Kind.RESPONSE, thanks, life.reporter) if self.chance(0.3) else {}
        row = Rating(report=self.report, adequate=adequate, solved=solved, treated=treated, rated_at=life.at)
        life.rows.append(row)
        given = {"adequate": str(adequate), "solved": str(row.is_solved), "treated": str(treated)}
        life.move("rate", life.reporter, data=data | given)

    def _object(self) -> None:
        """The government's admin, or the nation's, decides; most objections are rejected."""
        life, above = self.life, self.land.nation
        said = life.write(Message.Kind.RESPONSE, texts.REPLIES[2], life.reporter)
        self.report.objected_at = life.at
        objection = deadlines.begin(self.report, "objection", agency=above.agency, at=life.at)
        life.live.append(objection)
        life.rows += [objection, self._review(above)]
        life.move("object", life.reporter, data=said | {"to": above.agency.pk}, starts=())
        life.later(hours=self.random.uniform(5, 140))
        said = life.write(Message.Kind.REASON, texts.REASONS[1], above.actor)
        life.move("reject_objection", above.actor, data=said)

    def _review(self, above: Desk) -> Disposition:
        at = self.life.at
        return Disposition(report=self.report, agency=above.agency, kind=Kind.REVIEW, since=at, until=at)
