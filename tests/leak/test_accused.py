"""P2, A12: whoever sits in the accused unit or below it never meets the report: at no step, in no list or picker."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from lapor.agencies.actions import grant, move_branch
from lapor.agencies.models import Agency, Category, Competence
from lapor.agencies.queries import actor_for
from lapor.kit import clock, codes
from lapor.notices import reactions, work
from lapor.notices.models import Delivery
from lapor.people.actions import issue_token
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.reports import actions, policies
from lapor.reports.models import Event, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY, owner, public
from lapor.reports.world import PEOPLE, World
from lapor.reports.world.cast import SINCE
from tests.architecture import visitors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_limits")]
BLIND = ("dewi", "eko", "lukman")  # in the Dinas PU and in the Bina Marga below it
Step = Callable[[World, Report], Report]


def act(move: str, name: str = "", **values: Any) -> Step:
    """A move of an officer, or of the reporter where no name stands."""
    return lambda world, report: actions.perform(
        move, report, by=world.actor(name) if name else owner(report), **values
    )


def sent_on(world: World, report: Report) -> Report:
    to, copy = world.agencies["inspektorat"], world.agencies["dinkes"]
    return actions.dispose(report, by=world.actor("citra"), to=to, copies=[copy], **public(report))


# A life that goes through every state but the merged one; each step with a day of its own.
LIFE: tuple[Step, ...] = (
    act("hold", "citra", questions="Di mana tepatnya?"),
    act("complete", text="Di depan pasar.", files=()),
    sent_on,
    act("ask", "indra", questions="Sejak kapan?"),
    act("add", text="Sejak Januari.", files=()),
    act("note", "indra", text="Kami periksa."),
    act("follow_up", "indra", text="Kami sudah ke sana.", files=(), final=False, publish_text=True, checked=True),
    act("respond", text="Belum selesai.", files=()),
    act("follow_up", "indra", text="Sekarang sudah.", files=(), final=True, publish_text=False, checked=False),
    act("object", reason="Kami keberatan."),
    act("close"),
    act("rate", adequate="no", solved="no", treated="no", text="Belum."),
    act("reopen", reason="Belum selesai."),
    act("raise_secrecy"),
    act("appeal"),
    act("withdraw_appeal"),
    act("appeal"),
    act("accept_appeal", "farah"),
    act("note_appeal", "farah", text="Panggil inspektur."),
    act("close_appeal", "farah", outcome="found", text="Lalai."),
    act("withdraw", reason="Sudah cukup."),
)


@pytest.fixture
def report(world: World) -> Report:
    """About the Dinas PU, in the queue of the regency."""
    return scenes.submitted(world, accused=world.agencies["dinas-pu"].pk, target=world.agencies["dinas-pu"].pk)


def sees(world: World, user: User, report: Report) -> bool:
    return policies.visible_to(actor_for(user)).filter(pk=report.pk).exists()


def tell(report: Report) -> None:
    """Let everybody who has to hear of it hear of it."""
    for event in Event.objects.filter(report=report):
        reactions.complete(event)


def meets(world: World, user: User, report: Report) -> list[str]:
    """Where this officer comes upon the report; empty when nowhere."""
    browser = visitors.signed_in(user)
    lists = ["/meja/", *(f"/meja/?bagian={one}" for one in ("lain", "selesai")), "/meja/kabar/"]
    lists += [f"/meja/ombudsman/?bagian={one}" for one in ("baru", "dikerjakan", "selesai")]
    found = [path for path in lists if codes.grouped(report.code) in browser.get(path).content.decode()]
    own = [f"/meja/{report.code}/", f"/meja/{report.code}/note/", f"/meja/ombudsman/{report.code}/"]
    found += [path for path in own if browser.get(path).status_code != 404]
    _, raw = issue_token(user, name="uji", scope="write", days=1, by=actor_for(user))
    program = visitors.browser(HTTP_AUTHORIZATION=f"Bearer {raw}")
    if program.get(f"/api/v1/laporan/{report.code}").status_code != 404:
        found.append("the API")
    rows = [program.get(f"/api/v1/meja/laporan?section={one}").content.decode() for one in ("now", "waiting")]
    found += ["the inbox of the API"] * (report.code in "".join(rows))
    heard = Delivery.objects.filter(report=report, user=user).count()
    return found + ["a notice"] * heard + ["visible_to"] * sees(world, user, report)


@pytest.mark.slow
def test_at_no_step_of_its_life_the_accused_meet_it(world: World, report: Report) -> None:
    # Hana sits in the Bina Marga too: from the Dinkes, which gets a copy, she would see it.
    grant(world.users["hana"], agency=world.agencies["bina-marga"], role="liaison", since=SINCE, by=SYSTEM)
    seen: set[str] = set()
    for day, step in enumerate((None, *LIFE)):
        with clock.freeze(MONDAY + timedelta(days=day)):
            report = Report.objects.get(pk=report.pk)
            report = step(world, report) if step else report
            tell(report)
            met = {name: where for name in ("dewi", "hana") if (where := meets(world, world.users[name], report))}
            assert met == {}, f"after {report.events.latest('seq').kind}"
            seen |= {name for name in PEOPLE if sees(world, world.users[name], report)}
    assert {"citra", "indra", "farah"} <= seen
    assert {*BLIND, "hana"}.isdisjoint(seen)
    kinds = set(Event.objects.filter(report=report).values_list("kind", flat=True))
    assert {"submit", "hold", "close", "reopen", "appeal", "close_appeal", "withdraw"} <= kinds
    assert Delivery.objects.filter(report=report, user=world.users["indra"]).exists()


def below(world: World) -> Report:
    return actions.dispose(scenes.assigned(world), by=world.actor("dewi"), to=world.agencies["bina-marga"])


def copied(world: World) -> Report:
    """With the Dinkes, while the Dinas PU reads along."""
    report = scenes.submitted(world)
    to, copies = world.agencies["dinkes"], [world.agencies["dinas-pu"]]
    return actions.dispose(report, by=world.actor("citra"), to=to, copies=copies, **public(report))


MARKED: dict[str, Callable[[World], Report]] = {
    "with the unit": scenes.assigned,
    "secret": lambda world: scenes.assigned(world, secrecy="secret"),
    "answered": lambda world: scenes.answered(world, final=True),
    "with a unit below it": below,
    "copied to it": copied,
    "returned by it": lambda world: actions.return_up(
        scenes.assigned(world), by=world.actor("dewi"), reason="Bukan kami.", proposed=world.agencies["dinkes"]
    ),
    "decided for it": scenes.decided,
    "closed": scenes.closed,
}


@pytest.mark.parametrize("name", MARKED)
def test_a_unit_that_is_marked_later_is_blind_from_then_on(world: World, name: str) -> None:
    report = MARKED[name](world)
    tell(report)
    assert {"dewi"} <= {who for who in BLIND if set(meets(world, world.users[who], report)) - {"a notice"}}
    told = Delivery.objects.filter(report=report).count()
    report = actions.accuse(report, by=world.actor("citra"), accused=world.agencies["dinas-pu"], reason="Itu mereka.")
    tell(report)
    for who in BLIND:
        assert set(meets(world, world.users[who], report)) <= {"a notice"}, who  # what he was told before
    later = Delivery.objects.filter(report=report).order_by("pk")[told:]
    assert {row.user for row in later}.isdisjoint({world.users[who] for who in BLIND})
    assert meets(world, world.users["citra"], report) != []
    assert not report.holder.path.startswith(world.agencies["dinas-pu"].path)
    assert not report.dispositions.filter(until=None, agency__in=accused_units(world)).exists()


def test_mail_that_waits_for_the_accused_is_not_sent_any_more(
    world: World, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = scenes.assigned(world, at=clock.now())
    tell(report)
    waiting = Delivery.objects.mails().filter(report=report, user=world.users["dewi"])
    assert waiting.exists()
    actions.accuse(report, by=world.actor("citra"), accused=world.agencies["dinas-pu"], reason="Itu mereka.")
    while work.work("uji"):
        pass
    assert [mail for mail in mailoutbox if world.users["dewi"].email in mail.to] == []
    assert [mail for mail in mailoutbox if codes.grouped(report.code) in mail.subject] != []  # others' went out


def test_files_words_and_moves_are_closed_to_the_accused_at_once(world: World) -> None:
    with clock.freeze(MONDAY):
        report = scenes.assigned(world)
    dewi = visitors.signed_in(world.users["dewi"])
    page = f"/meja/{report.code}/follow_up/"
    assert dewi.get(page).status_code == 200  # the form stands open when it happens
    report = actions.accuse(report, by=world.actor("citra"), accused=world.agencies["dinas-pu"], reason="Itu mereka.")
    events = report.events.count()
    assert dewi.post(page, {"turn": report.turn, "text": "Sudah kami periksa."}).status_code == 404
    for path in ("", "tenggat/", "berkas/00000000-0000-4000-8000-000000000000", "follow_up/", "note/", "accuse/"):
        assert dewi.get(f"/meja/{report.code}/{path}").status_code == 404, path
    assert program_of(world, "dewi", report, {"to": "bina-marga", "turn": report.turn}) == 404
    assert report.events.count() == events


def test_who_is_moved_into_the_accused_unit_is_blind_from_then_on(world: World, report: Report) -> None:
    sent_on(world, report)
    for name, unit, role in (("indra", "bina-marga", "liaison"), ("hana", "dinas-pu", "leader")):
        user = world.users[name]
        assert sees(world, user, report)
        grant(user, agency=world.agencies[unit], role=role, by=SYSTEM)
        assert meets(world, user, report) == []


def test_a_unit_that_is_moved_under_the_accused_is_blind_from_then_on(world: World, report: Report) -> None:
    sent_on(world, report)
    assert sees(world, world.users["hana"], report)
    move_branch(world.agencies["dinkes"], to=world.agencies["dinas-pu"], by=SYSTEM)
    assert meets(world, world.users["hana"], Report.objects.get(pk=report.pk)) == []


def test_an_accused_branch_that_is_moved_stays_blind_with_all_below_it(world: World, report: Report) -> None:
    sent_on(world, report)
    move_branch(world.agencies["dinas-pu"], to=world.agencies["inspektorat"], by=SYSTEM)
    report = Report.objects.get(pk=report.pk)
    assert {name: meets(world, world.users[name], report) for name in BLIND} == {name: [] for name in BLIND}
    assert sees(world, world.users["indra"], report)  # sits above it, not in it


# Never offered, never taken


def accused_units(world: World) -> list[Agency]:
    path = world.agencies["dinas-pu"].path
    return list(Agency.objects.filter(path__startswith=path))


def offers(page: str, agency: Agency) -> bool:
    """Whether a page lets somebody choose this agency."""
    return f'value="{agency.pk}"' in page


@pytest.mark.parametrize("field", ["to", "copies", "copies_2", "copies_3"])
def test_no_picker_of_a_disposition_offers_the_accused(world: World, report: Report, field: str) -> None:
    roads = Category.objects.filter(parent__isnull=False, is_open=True).first()
    assert roads is not None
    Report.objects.filter(pk=report.pk).update(category=roads)
    for agency in (*accused_units(world), world.agencies["dinkes"]):
        Competence.objects.get_or_create(agency=agency, category=roads)
    citra = visitors.signed_in(world.users["citra"])
    pages = [citra.get(f"/meja/{report.code}/dispose/").content.decode()]
    for words in ("dinas", "pekerjaan umum", "bina marga"):
        sent = {"cari": field, f"{field}_q": words, "turn": report.turn}
        pages.append(citra.post(f"/meja/{report.code}/dispose/", sent).content.decode())
    assert any(offers(page, world.agencies["dinkes"]) for page in pages)
    assert [unit.name for unit in accused_units(world) for page in pages if offers(page, unit)] == []


def test_the_typeahead_of_the_desk_is_told_to_leave_the_accused_out(world: World, report: Report) -> None:
    citra = visitors.signed_in(world.users["citra"])
    page = citra.get(f"/meja/{report.code}/dispose/").content.decode()
    assert f"kecuali={world.agencies['dinas-pu'].slug}" in page
    asked = {"q": "bina marga", "kecuali": world.agencies["dinas-pu"].slug}
    assert citra.get("/cari/instansi", asked).json()["results"] == []
    assert citra.get("/cari/instansi", {"q": "bina marga"}).json()["results"] != []


def test_no_proposal_offers_or_takes_the_accused(world: World, report: Report) -> None:
    sent_on(world, report)
    report = Report.objects.get(pk=report.pk)
    indra = visitors.signed_in(world.users["indra"])
    address = f"/meja/{report.code}/return_up/"
    sent = {"cari": "proposed", "proposed_q": "bina marga", "turn": report.turn}
    assert not any(offers(indra.post(address, sent).content.decode(), unit) for unit in accused_units(world))
    for unit in accused_units(world):
        values = {"proposed": unit.pk, "reason": "Bukan kami.", "turn": report.turn}
        assert indra.post(address, values).status_code == 422
    assert Report.objects.get(pk=report.pk).turn == report.turn


@pytest.mark.parametrize("field", ["to", "copies"])
@pytest.mark.parametrize("unit", ["dinas-pu", "bina-marga"])
def test_a_disposition_to_the_accused_is_refused_everywhere(
    world: World, report: Report, unit: str, field: str
) -> None:
    target = world.agencies[unit]
    values = {"oversight": "no", "turn": report.turn, "to": world.agencies["inspektorat"].pk, **public(report)}
    citra = visitors.signed_in(world.users["citra"])
    assert citra.post(f"/meja/{report.code}/dispose/", values | {field: target.pk, "checked": "on"}).status_code == 422
    assert program_of(world, "citra", report, values | {field: target.slug if field == "to" else [target.slug]}) == 409
    now = Report.objects.get(pk=report.pk)
    assert (now.turn, now.holder, now.events.count()) == (report.turn, report.holder, 1)
    assert program_of(world, "citra", report, values) == 200  # all else was right


def program_of(world: World, name: str, report: Report, values: dict[str, Any]) -> int:
    user = world.users[name]
    _, raw = issue_token(user, name="uji", scope="write", days=1, by=actor_for(user))
    client: Client = visitors.browser(HTTP_AUTHORIZATION=f"Bearer {raw}")
    address = f"/api/v1/laporan/{report.code}/langkah/dispose"
    return client.post(address, json.dumps(values), content_type="application/json").status_code
