"""The small world's forty reports: each lives its plot by the real actions, at moments in the past."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any

from lapor.agencies.models import Agency, Category
from lapor.kit import clock, text
from lapor.people.actor import PUBLIC, SYSTEM, Actor, reporter_of
from lapor.reports import actions, sweeps
from lapor.reports.choices import Classification
from lapor.reports.drafts import Draft
from lapor.reports.models import Report
from lapor.reports.world.cast import World
from lapor.standards import queries as standards

Story = dict[str, Any]
Plot = Callable[["Telling"], None]


def stories() -> list[Story]:
    """The forty, as written in stories.toml."""
    read = files("lapor.reports.world").joinpath("stories.toml").read_text(encoding="utf-8")
    found: list[Story] = tomllib.loads(read)["story"]
    return found


def tell(world: World, *, now: datetime) -> Iterator[Report]:
    """Let every story happen, oldest first; time never passes `now`."""
    told: dict[str, Report] = {}
    for story in sorted(stories(), key=lambda one: -int(one["days"])):
        telling = Telling(world, story, now=now, told=told)
        told[story["title"]] = telling.run()
        yield told[story["title"]]


class Telling:
    """One story under way: the report, and a clock that walks from one office hour to the next."""

    def __init__(self, world: World, story: Story, *, now: datetime, told: dict[str, Report]) -> None:
        self.world, self.story, self.now, self.told = world, story, now, told
        self.calendar = standards.calendar_for(world.agencies["luwu-timur"])
        self.at = self._office_hour(now - timedelta(days=story["days"]), hour=8)
        self.report: Report

    def _office_hour(self, moment: datetime, *, hour: int) -> datetime:
        """That hour of a working day, not later than now."""
        local = moment.astimezone(self.calendar.zone)
        day = local.date()
        while not self.calendar.is_working(day):
            day -= timedelta(days=1)
        minute = int.from_bytes(hashlib.sha256(self.story["title"].encode()).digest()[:2], "big") % 59
        return min(datetime.combine(day, time(hour, minute), self.calendar.zone), self.now)

    def later(self, days: int = 1, hour: int = 10) -> None:
        """Some working days later, at that hour; never after the present."""
        day = self.at.astimezone(self.calendar.zone).date()
        while days:
            day += timedelta(days=1)
            days -= self.calendar.is_working(day)
        moment = datetime.combine(day, time(hour, 20), self.calendar.zone)
        self.at = min(max(moment, self.at + timedelta(minutes=20)), self.now)

    def run(self) -> Report:
        self.report = self._submit()
        PLOTS[self.story["plot"]](self)
        return self.report

    def _submit(self) -> Report:
        story, agencies = self.story, self.world.agencies
        category = Category.objects.filter(code=story["category"]).first()
        national = story["plot"] == "national_queue"
        accused = agencies.get(story.get("accused", ""))
        draft = Draft(
            title=story["title"],
            body=story["body"],
            classification=story.get("classification", Classification.COMPLAINT),
            identity=story.get("identity", "named"),
            secrecy="secret" if story["plot"].startswith("secret") else "public",
            place="Dekat balai desa",
            region=story.get("region", ""),
            incident_date=(self.at - timedelta(days=1)).date(),
            target=None if national else agencies["luwu-timur"].pk,
            category=category.pk if category else None,
            accused=accused.pk if accused else None,
            accused_text=story.get("accused_text", ""),
            name="Ani Kartini" if story.get("identity", "named") == "named" else "",
            email="ani@warga.example" if story.get("identity") != "none" else "",
        )
        with clock.freeze(self.at):
            return actions.submit(
                draft, by=PUBLIC, key=f"cerita-{hashlib.sha256(draft.title.encode()).hexdigest()}"
            ).report

    def do(self, name: str, who: str, **values: Any) -> None:
        """Somebody of the cast, or "ani" the reporter, or whoever sits at the unit ("unit"), makes a move."""
        with clock.freeze(self.at):
            self.report = actions.perform(name, self.report, by=self.actor(who), **values)

    def actor(self, who: str) -> Actor:
        if who == "ani":
            return reporter_of(self.report.pk)
        return self.world.actor(self.world.liaisons[self.story["unit"]] if who == "unit" else who)

    @property
    def unit(self) -> Agency:
        return self.world.agencies[self.story["unit"]]

    @property
    def answer(self) -> str:
        return str(self.story["answer"])


def assigned(t: Telling) -> None:
    t.later()
    _verify(t, to=t.unit)


def _verify(t: Telling, *, to: Agency) -> None:
    values: dict[str, Any] = {"to": to, "note": "Mohon ditindaklanjuti dan dilaporkan hasilnya."}
    if t.report.classification == Classification.COMPLAINT:
        values["oversight"] = "yes" if t.report.is_secret else "no"
    if not t.report.is_secret:
        values |= {"public_title": t.story["title"], "public_body": text.mask(t.story["body"]), "checked": True}
    t.do("dispose", "citra", **values)


def queue(t: Telling) -> None:
    """It has just come in."""


def answered(t: Telling) -> None:
    assigned(t)
    t.later()
    t.do("follow_up", "unit", text=t.answer, publish_text=True, checked=True)


def promised(t: Telling) -> None:
    """Its day comes in the week after next, so that it runs whenever one looks."""
    assigned(t)
    t.later()
    day = (t.now + timedelta(days=10)).astimezone(t.calendar.zone).date()
    values = {"promise": t.story["promise"], "promise_until": day}
    t.do("follow_up", "unit", text=t.answer, publish_text=True, checked=True, **values)


def final(t: Telling) -> None:
    assigned(t)
    t.later(2)
    t.do("follow_up", "unit", text=t.answer, final=True, publish_text=True, checked=True)


def closed(t: Telling) -> None:
    final(t)
    t.later(1, hour=19)
    t.do("close", "ani")


def rated(t: Telling) -> None:
    closed(t)
    solved = "yes" if t.story["days"] % 2 else "partly"
    t.do("rate", "ani", adequate="yes", solved=solved, treated="yes", text="Terima kasih, sudah beres.")


def rated_badly(t: Telling) -> None:
    closed(t)
    t.do("rate", "ani", adequate="no", solved="no", treated="partly", text="Nomornya masih tidak diangkat.")


def reopened(t: Telling) -> None:
    closed(t)
    t.later(2)
    t.do("reopen", "ani", reason="Sampah diangkat sekali, lalu menumpuk lagi sejak Kamis.")


def objected(t: Telling) -> None:
    final(t)
    t.later(2)
    t.do("object", "ani", reason="Ditegur saja tidak cukup. Anak-anak masih tidak punya guru pengganti.")


def appealed(t: Telling) -> None:
    rated_badly(t)
    t.later(1)
    t.do("appeal", "ani", reason="Sawah kami tetap kering. Saya setuju Ombudsman membaca laporan ini.")


def asked(t: Telling) -> None:
    assigned(t)
    t.later()
    t.do("ask", "unit", questions=t.answer)


def overdue(t: Telling) -> None:
    assigned(t)
    _sweep(t)


def overdue_queue(t: Telling) -> None:
    _sweep(t)


def _sweep(t: Telling) -> None:
    """Time passed and nobody did anything."""
    with clock.freeze(t.now):
        sweeps.run(t.now)
    t.report.refresh_from_db()


def auto_closed(t: Telling) -> None:
    """Nobody disagreed: the system closed it in the name of time, as the sweep does after its warning."""
    final(t)
    t.later(7)
    with clock.freeze(t.at):
        actions.warn(t.report.deadlines.get(clock="auto_close"))
    t.later(3)
    with clock.freeze(t.at):
        t.report = actions.close(t.report, by=SYSTEM)


def secret(t: Telling) -> None:
    answered(t)


def secret_assigned(t: Telling) -> None:
    assigned(t)


def around_the_accused(t: Telling) -> None:
    answered(t)


def down_the_tree(t: Telling) -> None:
    """The unit sends it on to its own sub-unit."""
    above = t.world.agencies[t.story.get("via", "dinas-pu")]
    t.later()
    _verify(t, to=above)
    t.later()
    t.do("dispose", t.world.liaisons[t.story.get("via", "dinas-pu")], to=t.unit, note="Mohon dikerjakan.")
    t.later()
    t.do("follow_up", "unit", text=t.answer, publish_text=True, checked=True)


def returned(t: Telling) -> None:
    assigned(t)
    t.later()
    t.do(
        "return_up",
        "unit",
        reason="Ruas ini jalan provinsi menurut daftar ruas yang berlaku.",
        proposed=t.world.agencies["sulawesi-selatan"],
    )


def pending(t: Telling) -> None:
    t.later()
    t.do("hold", "citra", questions="Di desa mana Anda tinggal, dan kapan pembagian terakhir diadakan?")


def extended(t: Telling) -> None:
    answered(t)
    due = t.report.deadlines.get(clock="completion").due_at.astimezone(t.calendar.zone).date() + timedelta(days=7)
    while not t.calendar.is_working(due):
        due += timedelta(days=1)
    t.later()
    t.do("extend", "citra", until=due, reason="Alat berat baru tersedia minggu depan.")


def archived(t: Telling) -> None:
    t.later()
    t.do(
        "archive",
        "citra",
        archive_reason="unclear",
        reason="Nama desa dan dermaga tidak disebut dan tidak ada kontak. Silakan melapor lagi dengan nama desanya.",
    )


def withdrawn(t: Telling) -> None:
    t.do("withdraw", "ani", reason="Salah kirim.")


def merged(t: Telling) -> None:
    t.later()
    t.do("merge", "citra", primary=t.told["Jalan licin karena tanah proyek"].code)


PLOTS: Mapping[str, Plot] = {"national_queue": queue} | {
    plot.__name__: plot
    for plot in (
        answered,
        appealed,
        archived,
        around_the_accused,
        asked,
        assigned,
        auto_closed,
        closed,
        down_the_tree,
        extended,
        final,
        merged,
        objected,
        overdue,
        overdue_queue,
        pending,
        promised,
        queue,
        rated,
        rated_badly,
        reopened,
        returned,
        secret,
        secret_assigned,
        withdrawn,
    )
}
