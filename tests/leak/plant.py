"""The whole life of reports of every kind, with a canary for every personal thing, by the faces that people use."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from lapor.agencies.queries import actor_for
from lapor.config import worker
from lapor.kit import clock, keyfiles
from lapor.notices import devices, mail, ways
from lapor.notices.actions import choose
from lapor.notices.letters import Letter
from lapor.notices.models import Delivery, Device, Way
from lapor.notices.tests.service import Service
from lapor.people.actions import issue_token
from lapor.people.actor import Actor
from lapor.reports import actions, approval, policies, roots
from lapor.reports.drafts import Draft
from lapor.reports.models import Report
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World
from tests.architecture import visitors
from tests.leak import files
from tests.leak.canaries import Canary, Traces, planted
from tests.leak.crawl import ask_lists, ask_reports, crawl, knock
from tests.leak.sinks import Post, Sinks, Visitor, keep_house

if TYPE_CHECKING:
    from tests.leak.sinks import Answer

V1 = "/api/v1"
REPORTS = ("named", "anonymous", "none", "accuser", "raised", "counter", "officer", "stray")
DAY = timedelta(days=1)
PUBLIC_VERSION = {
    "public_title": "Atap pasar bocor",
    "public_body": "Atap pasar bocor sejak dua minggu. Mohon diperbaiki.",
    "checked": "on",
    "oversight": "no",
}


@dataclass
class Planted:
    """A report, the browser or program of its owner, and what only he may know."""

    traces: Traces
    owner: Visitor
    code: str
    pin: str

    @property
    def row(self) -> Report:
        return Report.objects.get(code=self.code)

    @property
    def files(self) -> list[str]:
        return [str(pk) for pk in self.row.attachments.order_by("number").values_list("pk", flat=True)]

    def secrets(self) -> Iterator[Canary]:
        """What was drawn by lot: PIN, id, and the code where only some may know that the report exists."""
        yield Canary(self.traces.report, "pin", self.pin.lower())
        yield Canary(self.traces.report, "id", self.row.pk.hex)
        if self.row.is_secret:
            yield Canary(self.traces.report, "code", self.code.lower())


@dataclass
class Stage:
    """The world, what was collected, and who is on it."""

    world: World
    sinks: Sinks
    post: Post
    service: Service
    officers: dict[str, Visitor] = field(default_factory=dict)
    programs: dict[str, Visitor] = field(default_factory=dict)
    reports: dict[str, Planted] = field(default_factory=dict)
    others: dict[str, Visitor] = field(default_factory=dict)

    def canaries(self) -> list[Canary]:
        drawn = [secret for one in self.reports.values() for secret in one.secrets()]
        return [*planted(REPORTS), *drawn]

    def uninvited(self, one: Planted) -> list[Visitor]:
        """Some who have no business with a report: public, staff, two officers who may not see it, another reporter."""
        from_outside = [self.others["stranger"], self.officers["staff"]]
        actors = {name: self.world.actor(name) for name in visitors.CAST}
        blind = [self.officers[name] for name, actor in actors.items() if not _sees(actor, one.row)]
        others = [each.owner for each in self.reports.values() if each is not one]
        return [*from_outside, *blind[:2], *others[:1]]


def _sees(actor: Actor, report: Report) -> bool:
    return policies.visible_to(actor).filter(pk=report.pk).exists()


def live(stage: Stage) -> None:
    """File all of them on Monday, verify and ask on Tuesday, answer on Wednesday; the worker after each day."""
    enter(stage)
    with clock.freeze(MONDAY):
        file_on_the_web(stage)
        file_by_programs(stage)
        type_in_vain(stage)
        stumble(stage)
        keep_house(stage.sinks)  # with the files of a form that came back; they are swept before the evening
    with clock.freeze(MONDAY + DAY):
        verify(stage)
        work(stage)
    with clock.freeze(MONDAY + DAY + timedelta(hours=5)):
        talk(stage)
        work(stage)


def end(stage: Stage) -> None:
    """Answer at last, close, judge, raise secrecy and renew a PIN."""
    with clock.freeze(MONDAY + 2 * DAY):
        answer_at_last(stage)
        open_identity(stage.reports["anonymous"])
        work(stage)
        judge(stage)
        lose_a_pin(stage)
        work(stage)


# Who is there


def enter(stage: Stage) -> None:
    """Everybody of the cast with a browser and a program, and a stranger."""
    world = stage.world
    for name in visitors.CAST:
        user = world.users[name]
        stage.officers[name] = Visitor(name, visitors.signed_in(user), stage.sinks)
        _, raw = issue_token(user, name="uji", scope="write", days=30, by=actor_for(user))
        bearer = {"Authorization": f"Bearer {raw}"}
        stage.programs[name] = Visitor(f"{name}'s program", visitors.browser(), stage.sinks, bearer)
        ring(stage, name)
    stage.officers["staff"] = Visitor("staff", visitors.signed_in(visitors.staff()), stage.sinks)
    stage.others["stranger"] = Visitor("stranger", visitors.browser(), stage.sinks)
    stage.post.officers = frozenset(user.email for user in world.users.values())


def ring(stage: Stage, name: str) -> None:
    """An officer lets his browser ring, and wants to hear of everything at once."""
    actor = actor_for(stage.world.users[name])
    devices.add(stage.service.subscribe(), by=actor, agent="Firefox")
    choose(by=actor, at=ways.HOUR, chosen=dict.fromkeys(ways.LABELS, Way.NOW))
    Device.objects.filter(user=actor.user_id).update(since=MONDAY - DAY)


def owner(stage: Stage, report: str) -> Visitor:
    """The reporter's own browser or program, with his address and the name of his browser."""
    traces = Traces(report)
    client = Client(raise_request_exception=False, REMOTE_ADDR=traces.address, headers={"user-agent": traces.agent})
    return Visitor(f"owner of {report}", client, stage.sinks)


# Monday


def typed(stage: Stage, report: str, **changes: Any) -> dict[str, Any]:
    """What is typed into the form."""
    traces = Traces(report)
    return {
        "kunci": traces.key,
        "classification": "complaint",
        "title": f"Soal {traces.of('title')}",
        "body": traces.says("body"),
        "incident_date": "2026-01-05",
        "region": "73.24.04",
        "place": traces.place,
        "target": stage.world.agencies["luwu-timur"].pk,
        "accused_text": f"Pak {traces.of('accused').title()}",
        "identity": "named",
        "secrecy": "public",
        "name": traces.name,
        "email": traces.email,
        "phone": traces.phone,
        **changes,
    }


def file_on_the_web(stage: Stage) -> None:
    """A named one after a try that is refused; a secret anonymous one; one by an officer who is signed in."""
    mistaken = owner(stage, "named")
    wrong = typed(stage, "named") | {"incident_date": "31/02/2026", "files": chosen(Traces("named"))}
    assert mistaken.post("/lapor", wrong).status_code == 422
    send_form(stage, mistaken, "named")
    send_form(stage, owner(stage, "anonymous"), "anonymous", identity="anonymous", secrecy="secret")
    lukman = Visitor("owner of officer", stage.officers["lukman"].client, stage.sinks)
    send_form(stage, lukman, "officer", identity="anonymous")
    lukman.client.force_login(stage.world.users["lukman"])


def send_form(stage: Stage, visitor: Visitor, report: str, **changes: Any) -> None:
    traces = Traces(report)
    sent = typed(stage, report, diperiksa="1", **changes)
    sent["files"] = chosen(traces)
    answer = visitor.post("/lapor", sent)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/terima"), answer.content.decode()
    receipt = visitor.get("/terima")
    visitor.get("/terima/cetak")
    code, pin = (receipt.context[name].replace("-", "") for name in ("code", "pin"))
    stage.reports[report] = Planted(traces, visitor, code, pin)


def chosen(traces: Traces) -> list[SimpleUploadedFile]:
    return [files.photo(traces), files.letter(traces), files.minutes(traces)]


def sent_by_program(stage: Stage, report: str, **changes: Any) -> dict[str, Any]:
    values = typed(stage, report, nik=Traces(report).nik, target=stage.world.agencies["luwu-timur"].slug, **changes)
    return {name: value for name, value in values.items() if name != "kunci"}


def file_by_programs(stage: Stage) -> None:
    """Without any identity and with files; about the Dinas PU; one that becomes secret later; a letter on paper."""
    world = stage.world
    about = world.agencies["dinas-pu"].slug
    send_json(stage, owner(stage, "none"), "none", identity="none", with_files=True)
    send_json(stage, owner(stage, "accuser"), "accuser", identity="anonymous", accused=about)
    send_json(stage, owner(stage, "raised"), "raised")
    write_down(stage, "counter")
    take_over(stage, "counter")


def write_down(stage: Stage, report: str) -> None:
    """Joko copies a letter, prints the slip, and looks at what was entered today."""
    traces, joko = Traces(report), stage.officers["joko"]
    sent = typed(stage, report, diperiksa="1", came_by="letter", letter_number=traces.of("number"))
    assert joko.post("/meja/loket/", sent | {"letter_received": "31/02/2026"}).status_code == 422
    answer = joko.post("/meja/loket/", sent | {"letter_received": f"{MONDAY:%d/%m/%Y}"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/meja/loket/slip/"), answer.content.decode()
    slip = joko.get("/meja/loket/slip/")
    joko.get("/meja/loket/hari-ini/")
    code, pin = (slip.context[name].replace("-", "") for name in ("code", "pin"))
    phone = Visitor(f"owner of {report}", visitors.browser(), stage.sinks)
    stage.reports[report] = Planted(traces, phone, code, pin)


def take_over(stage: Stage, report: str) -> None:
    """The reporter comes with his slip and gets a PIN that nobody at the counter has seen."""
    one, phone = stage.reports[report], owner(stage, report)
    assert phone.post("/lacak", {"code": one.code, "pin": one.pin})["Location"] == "/pin-baru"
    pin = phone.get("/pin-baru").context["pin"].replace("-", "")
    assert phone.post("/pin-baru").status_code == 302
    holder = Visitor(one.owner.who, one.owner.client, stage.sinks, {"X-Laporan-PIN": pin})
    stage.reports[report] = Planted(one.traces, holder, one.code, pin)


def send_json(stage: Stage, visitor: Visitor, report: str, *, with_files: bool = False, **changes: Any) -> None:
    traces = Traces(report)
    body = json.dumps(sent_by_program(stage, report, **changes))
    key = {"HTTP_IDEMPOTENCY_KEY": traces.key}
    if with_files:
        parts = {"data": body, "files": chosen(traces)}
        answer = visitor.post(f"{V1}/laporan", parts, **key)
    else:
        answer = visitor.post(f"{V1}/laporan", body, content_type="application/json", **key)
    assert answer.status_code == 201, answer.content.decode()
    again = visitor.post(f"{V1}/laporan", body, content_type="application/json", **key)
    assert again.status_code == (422 if with_files else 200)
    told = answer.json()
    holder = Visitor(visitor.who, visitor.client, stage.sinks, {"X-Laporan-PIN": told["pin"]})
    stage.reports[report] = Planted(traces, holder, told["code"], told["pin"])


def type_in_vain(stage: Stage) -> None:
    """What is refused: words that are too short, a missing token, another body under one key, addresses made up."""
    stray = owner(stage, "stray")
    traces = stray_traces()
    bad = sent_by_program(stage, "stray", region=traces.of("place"), email=traces.of("email"))
    for body in (bad, bad | {"rahasia": traces.of("body")}, [traces.name], traces.name):
        answer = stray.post(
            f"{V1}/laporan", json.dumps(body), content_type="application/json", HTTP_IDEMPOTENCY_KEY=traces.key
        )
        assert answer.status_code == 422, answer.content.decode()
    broken = f'{{"title": "{traces.name}'
    assert stray.post(f"{V1}/laporan", broken, content_type="application/json").status_code in (400, 422)
    strict = Visitor("owner of stray", Client(enforce_csrf_checks=True, REMOTE_ADDR=traces.address), stage.sinks)
    assert strict.post("/lapor", typed(stage, "stray")).status_code == 403
    for path in ("/laporan/{}/", "/instansi/{}/", f"{V1}/lacak/{{}}", f"{V1}/{{}}", "/{}", "/cari/instansi?q={}"):
        stray.get(path.format(traces.of("name")), guessed=traces.of("name"))
    stray.get("/laporan/", kata=traces.of("name"), status=traces.of("title"), instansi=traces.of("place"))
    stray.post("/lacak", {"code": traces.of("name")[:9], "pin": traces.of("name")})
    stray.post("/pin-hilang", {"code": stage.reports["anonymous"].code, "email": traces.email})
    stray.post("/akun/login/", {"login": traces.email, "password": traces.of("body")})
    nobody = Visitor("somebody signed out", Client(), stage.sinks)
    nobody.post(f"/meja/{stage.reports['named'].code}/note/", {"text": traces.says("note")})


def stray_traces() -> Traces:
    return Traces("stray")


def stumble(stage: Stage) -> None:
    """Something of ours breaks while it holds everything, and quotes it."""
    stray, traces = owner(stage, "stray"), stray_traces()
    body = json.dumps(sent_by_program(stage, "stray"))
    with breaking():
        assert stray.post("/lapor", typed(stage, "stray", diperiksa="1")).status_code == 500
        key = {"HTTP_IDEMPOTENCY_KEY": traces.key}
        assert stray.post(f"{V1}/laporan", body, content_type="application/json", **key).status_code == 500

    # A mail server that names the recipient in its refusal, and a letter that cannot be written.
    stage.post.excuse[Traces("named").email] = f"451 {Traces('named').email} is busy"
    with unwritable(Traces("counter").email):
        work(stage)


@contextmanager
def unwritable(address: str) -> Iterator[None]:
    """Composing the mail to this address fails with an error that quotes it."""
    compose = mail.compose

    def fail(row: Delivery, *, to: str, pin: str = "", letter: Letter | None = None) -> EmailMultiAlternatives:
        if to == address:
            raise RuntimeError(f"cannot write to {to}")
        return compose(row, to=to, pin=pin, letter=letter)

    with patch.object(mail, "compose", fail):
        yield


@contextmanager
def breaking() -> Iterator[None]:
    """Filing fails with an error whose message quotes the draft, as a careless library would."""

    def submit(draft: Draft, **_: object) -> None:
        raise RuntimeError(f"cannot store {draft!r}")

    with patch.object(actions, "submit", submit):
        yield


# Tuesday


def verify(stage: Stage) -> None:
    """Citra asks for more, sends each on with a public version, and tells the unit why."""
    citra, named = stage.officers["citra"], stage.reports["named"]
    press(citra, named, "hold", questions=named.traces.says("question"))
    reopen(named)
    take(named, "complete", text=named.traces.says("completion"), files=files.photo(named.traces, "lagi.jpg"))
    dispose(stage, "named", to="dinas-pu", copies=stage.world.agencies["dinkes"].pk)
    dispose(stage, "anonymous", to="dinas-pu")
    dispose(stage, "none", to="dinas-pu")
    dispose(stage, "accuser", to="inspektorat")
    dispose(stage, "raised", to="dinkes")
    for report in ("named", "anonymous"):
        split(stage, report, to="dinas-pu")


def split(stage: Stage, report: str, *, to: str) -> None:
    """Citra makes a hidden part of what was reported, with the first of its files, for the same unit."""
    one, words = stage.reports[report], stage.reports[report].traces
    part = {"part_title": words.says("title"), "part_body": words.says("body"), "part_files": one.files[:1]}
    unit = {"to": stage.world.agencies[to].pk, "withhold": "" if one.row.is_secret else "personal"}
    press(stage.officers["citra"], one, "split", **part, **unit)


def dispose(stage: Stage, report: str, *, to: str, **values: Any) -> None:
    one = stage.reports[report]
    public = {"oversight": "no"} if one.row.is_secret else PUBLIC_VERSION
    agency = stage.world.agencies[to].pk
    press(stage.officers["citra"], one, "dispose", to=agency, note=one.traces.says("instruction"), **public, **values)


def press(visitor: Visitor, one: Planted, move: str, **values: Any) -> None:
    """Open the form of a move, fill it in and send it, as a browser does."""
    address = f"/meja/{one.code}/{move}/"
    page = visitor.get(address)
    assert page.status_code == 200, page.content.decode()
    answer = visitor.post(address, filled_in(page) | values)
    assert answer.status_code == 302, answer.content.decode()


def begin(visitor: Visitor, one: Planted, move: str, **values: Any) -> None:
    """Write a draft, once by the button and once more as the page does by itself, and leave it."""
    address = f"/meja/{one.code}/{move}/"
    kept = visitor.post(address, filled_in(visitor.get(address)) | values | {"draf_langkah": "simpan"})
    assert kept.status_code == 200, kept.content.decode()
    beat = {"kunci": one.traces.key, "draf": kept.context["corner"].version, "pergi": "1"}
    again = visitor.post(f"{address}draf/", beat | {name: f"{words} Lagi." for name, words in values.items()})
    assert again.status_code == 200, again.content.decode()


def filled_in(page: Answer) -> dict[str, Any]:
    """What the form on a page would send as it stands."""
    values = {bound.html_name: bound.value() for bound in page.context["form"]}
    if corner := page.context.get("corner"):  # of officers: which draft the page has shown
        values |= {"draf": corner.version, "draf_dilihat": corner.draft.version if corner.draft else None}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def reopen(one: Planted) -> None:
    """The reporter comes back with code and PIN."""
    assert one.owner.post("/lacak", {"code": one.code, "pin": one.pin}).status_code == 302


def take(one: Planted, step: str, **values: Any) -> None:
    """A step of the reporter on the web."""
    page = one.owner.get(f"/laporan-saya/{step}")
    answer = one.owner.post(f"/laporan-saya/{step}", filled_in(page) | values)
    assert answer.status_code == 302, answer.content.decode()


def by_program(visitor: Visitor, one: Planted, move: str, **values: Any) -> Answer:
    answer = visitor.post(
        f"{V1}/laporan/{one.code}/langkah/{move}", json.dumps(values), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content.decode()
    return answer


def talk(stage: Stage) -> None:
    """Units ask, answer and write to each other; reporters answer; one raises the secrecy of what was open."""
    dewi, indra, hana = (stage.officers[name] for name in ("dewi", "indra", "hana"))
    for report, officer in (("named", dewi), ("anonymous", dewi), ("none", dewi), ("accuser", indra), ("raised", hana)):
        one = stage.reports[report]
        press(officer, one, "note", text=one.traces.says("note"))
        press(officer, one, "follow_up", text=one.traces.says("answer"), **promised(one))
        begin(officer, one, "note", text=one.traces.says("draft"))
    for report in ("named", "anonymous"):
        one = stage.reports[report]
        reopen(one)
        take(one, "respond", text=one.traces.says("reply"), files=files.photo(one.traces))
    for report in ("none", "accuser"):
        one = stage.reports[report]
        by_program(one.owner, one, "respond", text=one.traces.says("reply"))
    raised = stage.reports["raised"]
    by_program(raised.owner, raised, "raise_secrecy")
    send_at = f"{clock.now() + timedelta(days=20):%Y-%m-%dT%H:%M}"
    press(hana, raised, "follow_up", text=raised.traces.says("scheduled"), send_at=send_at, past_limit="on")
    propose(stage)


def propose(stage: Stage) -> None:
    """An answer to a secret report waits for its leader, for a day."""
    dinas, citra, one = stage.world.agencies["dinas-pu"], stage.world.actor("citra"), stage.reports["anonymous"]
    approval.set_rule(dinas, "all", by=citra)
    press(stage.officers["dewi"], one, "follow_up", text=one.traces.says("waiting"))
    approval.set_rule(dinas, "", by=citra)


def promised(one: Planted) -> dict[str, str]:
    """The inspectorate promises something until long after this life."""
    if one.traces.report != "accuser":
        return {}
    until = clock.now().date() + timedelta(days=300)
    return {"promise": one.traces.says("promise"), "promise_until": until.isoformat()}


# Wednesday


def answer_at_last(stage: Stage) -> None:
    """A final answer for all whose life ends here; the program of Dewi writes one of them."""
    returned = stage.reports["anonymous"]
    press(stage.officers["eko"], returned, "send_back", comment=returned.traces.says("comment"))
    dewi = stage.officers["dewi"]
    for report in ("named", "anonymous"):
        one = stage.reports[report]
        press(dewi, one, "follow_up", text=one.traces.says("final"), final="on")
    one = stage.reports["none"]
    by_program(stage.programs["dewi"], one, "follow_up", text=one.traces.says("final"), final=True)


def open_identity(one: Planted) -> None:
    """Two custodians open the sealed identity; what they read stays with them."""
    folder = Path(settings.LAPOR_KEYS) / "custodians"
    first, second = (keyfiles.read_key(folder / f"custodian-{number}.key") for number in (1, 2))
    read = actions.open_identity(one.row, one=first, other=second, reason=one.traces.says("opening"))
    assert read["name"] == one.traces.name


def judge(stage: Stage) -> None:
    """Reporters close and rate; the anonymous one goes to the Ombudsman."""
    for report in ("named", "anonymous"):
        one = stage.reports[report]
        reopen(one)
        take(one, "close")
        take(one, "rate", adequate="no", solved="no", treated="partly", text=one.traces.says("reason"))
    one = stage.reports["none"]
    by_program(one.owner, one, "close")
    by_program(one.owner, one, "rate", adequate="no", solved="no", treated="partly", text=one.traces.says("reason"))
    take(stage.reports["anonymous"], "appeal")
    examine(stage.officers["farah"], stage.reports["anonymous"])


def examine(farah: Visitor, one: Planted) -> None:
    """The Ombudsman takes the case, notes what only he reads, and ends it with a word."""
    press(farah, one, "accept_appeal")
    press(farah, one, "note_appeal", text=one.traces.says("oversight"))
    press(farah, one, "close_appeal", outcome="found", text=one.traces.says("opinion"))


def lose_a_pin(stage: Stage) -> None:
    """The reporter of the accuser's report lost his PIN and names his address."""
    one = stage.reports["accuser"]
    sent = one.owner.post("/pin-hilang", {"code": one.code, "email": one.traces.email})
    assert sent.status_code == 302


# The worker


def work(stage: Stage) -> None:
    """What the worker does until nothing waits: its sources, its sweeps; mail goes to a real server."""
    worker.sweep()
    by = f"worker-{uuid.uuid4()}"
    for _ in range(60):
        done, healthy = worker.one_round(threading.Event(), by=by)
        assert healthy
        if not done:
            return
    raise AssertionError("the worker finds no end")


# Everybody looks


def look_around(stage: Stage) -> None:
    """Everybody reads all that he can reach: by links from his front page, by guessing addresses, through the API."""
    roots.make(roots.day_of(clock.now()))  # so that there are proofs to take home
    marks = [mark for one in stage.reports.values() for mark in (one.code, *one.files)]
    crawl(stage.others["stranger"], ["/", "/admin/", "/meja/"], planted=marks)
    for name, officer in stage.officers.items():
        crawl(officer, ["/admin/", "/"] if name == "staff" else ["/meja/"], planted=marks)
    for one in stage.reports.values():
        crawl(one.owner, ["/laporan-saya/"], planted=marks, alike=1)
        for visitor in stage.uninvited(one):
            knock(visitor, one.code, one.files)
    glance(stage, files=True)
    ask_everything(stage)


def ask_everything(stage: Stage) -> None:
    """The lists of the API, by nobody and by a program; feeds, sitemaps and searches by a stranger."""
    stranger = stage.others["stranger"]
    for path in (
        "umpan.xml",
        "umpan.xml?terlambat=on",
        "umpan.xml?kata=pasar",
        "?kata=psaar",
        "?kata=pasar&urut=waiting",
    ):
        assert stranger.get(f"/laporan/{path}").status_code == 200
    for path in ("/sitemap.xml", "/sitemap/halaman.xml", "/sitemap/1.xml"):
        assert stranger.get(path).status_code == 200
    for visitor in (stage.others["stranger"], stage.programs["dewi"]):
        ask_lists(visitor, [one.code for one in stage.reports.values()])


def glance(stage: Stage, *, files: bool = False) -> None:
    """Everybody asks for each report by its code, and for his lists, on the web and through the API."""
    reports = [(one.code, one.files if files else []) for one in stage.reports.values()]
    for officer in stage.officers.values():
        for path in ("/meja/", "/meja/kabar/", "/meja/ombudsman/?bagian=selesai"):
            officer.get(path)
        for code, _ in reports:
            officer.get(f"/meja/{code}/", guessed=code)
    for program in (*stage.programs.values(), *(one.owner for one in stage.reports.values()), *stage.others.values()):
        ask_reports(program, reports)
