"""Who comes in with what: scopes, PINs, ended keys, other agencies, other methods."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lapor.api.tests.calling import V1, Caller, client, holder_of, is_problem, key_of, nobody
from lapor.channels.web import limits
from lapor.people.actions import issue_token, revoke_token, suspend
from lapor.people.actor import SYSTEM
from lapor.reports.models import Attachment, Event, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.samples import jpeg, upload
from lapor.reports.workflow import MOVES
from lapor.reports.world import PASSWORD, World

if TYPE_CHECKING:
    from lapor.api.tests.calling import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world: World) -> Report:
    return scenes.assigned(world)


def test_each_scope_opens_its_own_doors_only(world: World, report: Report) -> None:
    read, write, submit = (key_of(world, "joko", scope) for scope in ("read", "write", "submit"))
    for caller, expected in ((read, 200), (write, 200), (submit, 403)):
        assert caller.get("/meja/laporan").status_code == expected
    for caller, expected in ((read, 403), (write, 201), (submit, 201)):
        assert caller.submit().status_code == expected
    dewi_reads, dewi_writes = key_of(world, "dewi", "read"), key_of(world, "dewi")
    is_problem(dewi_reads.move(report.code, "note", text="Catatan."), 403)
    assert dewi_writes.move(report.code, "note", text="Catatan.").status_code == 200
    for caller in (read, write, submit):
        assert caller.get("/laporan").status_code == caller.get(f"/lacak/{report.code}").status_code == 200


def test_a_liaison_files_nothing_in_the_name_of_his_office(world: World) -> None:
    is_problem(key_of(world, "dewi").submit(), 403)
    assert not Report.objects.exists()


def test_a_wrong_ended_or_suspended_key_is_refused_on_every_route_even_where_nobody_needs_one(world: World) -> None:
    token, raw = issue_token(world.users["dewi"], name="uji", scope="write", days=1, by=SYSTEM)
    dewi, gilang = Caller({"Authorization": f"Bearer {raw}"}), key_of(world, "gilang")
    assert dewi.get("/meja/laporan").status_code == gilang.get("/meja/laporan").status_code == 200
    revoke_token(token, by=SYSTEM)
    suspend(world.users["gilang"], by=SYSTEM)
    wrong = [
        Caller({"Authorization": text}) for text in ("Bearer x", "Bearer", "Basic YTpi", f"Token {raw}", "Bearer é")
    ]
    for caller in (dewi, gilang, *wrong):
        for answer in (caller.get("/meja/laporan"), caller.get("/laporan"), caller.submit()):
            is_problem(answer, 401)
            assert answer["WWW-Authenticate"].startswith("Bearer")
    is_problem(nobody.get("/meja/laporan"), 401)
    is_problem(nobody.move("7R7SQ1NAA", "close"), 401)


def test_a_session_opens_nothing(world: World, report: Report) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.users["dewi"])
    assert browser.login(email=world.users["dewi"].email, password=PASSWORD) or browser.session
    assert browser.get(f"{V1}/meja/laporan").status_code == 401
    move = f"{V1}/laporan/{report.code}/langkah/note"
    assert browser.post(move, '{"text": "x"}', content_type="application/json").status_code == 401


def test_only_the_pin_of_this_report_opens_it(world: World) -> None:
    mine, other = nobody.submit(), nobody.submit()
    code = mine.json()["code"]
    assert holder_of(mine).get(f"/laporan/{code}").json()["level"] == "reporter"
    wrong = [
        holder_of(other).get(f"/laporan/{code}"),
        holder_of(other).move(code, "add", text="Bukan milik saya."),
        holder_of(other).get("/laporan/000000000"),
        Caller({"X-Laporan-PIN": ""}).get(f"/laporan/{code}"),
    ]
    hidden = [
        nobody.get(f"/laporan/{code}"),
        nobody.get("/laporan/000000000"),
        key_of(world, "gilang").get(f"/laporan/{code}"),
        key_of(world, "gilang").move(code, "note", text="Bukan milik kami."),
    ]
    for answers, status in ((wrong, 401), (hidden, 404)):
        assert len({answer.content for answer in answers}) == 1
        is_problem(answers[0], status)


def test_who_guesses_pins_is_stopped_and_the_owner_is_not(world: World) -> None:
    receipt = nobody.submit()
    path = f"/laporan/{receipt.json()['code']}"
    guesses = [Caller({"X-Laporan-PIN": f"{n:012d}"}).get(path).status_code for n in range(20)]
    assert guesses == [401] * 10 + [429] * 10
    assert holder_of(receipt).get(path).status_code == 200


def test_two_agencies_know_nothing_of_each_other(world: World) -> None:
    ours = scenes.submitted(world, files=(upload(jpeg()),), secrecy="secret")
    theirs = scenes.submitted(world, target=world.agencies["luwu-utara"].pk, files=(upload(jpeg()),), secrecy="secret")
    citra, gilang = key_of(world, "citra"), key_of(world, "gilang")
    before = Event.objects.count()
    for caller, own, foreign in ((citra, ours, theirs), (gilang, theirs, ours)):
        file, own_file = foreign.attachments.get(), own.attachments.get()
        assert caller.get(f"/laporan/{own.code}").status_code == 200
        is_problem(caller.get(f"/laporan/{foreign.code}"), 404)
        for code, number in ((foreign.code, file.pk), (own.code, file.pk), (foreign.code, own_file.pk)):
            is_problem(caller.get(f"/laporan/{code}/lampiran/{number}"), 404)
        for move in (move for move in MOVES.values() if move.offered):
            assert caller.move(foreign.code, move.name, **body_of(move.name, own.code)).status_code == 404
        assert foreign.code not in str(caller.get("/meja/laporan").json())
        refused = caller.move(own.code, "merge", primary=foreign.code)
        assert "tidak ditemukan" in is_problem(refused, 409)["detail"]
    assert Event.objects.count() == before
    is_problem(citra.get(f"/laporan/{ours.code}/lampiran/{uuid.uuid4()}"), 404)
    assert Attachment.objects.count() == 2


def body_of(name: str, code: str) -> dict[str, object]:
    """Something of the right shape for each parameter that the move requires."""
    samples: dict[str, object] = {
        "agency": 1,
        "text": "Sebuah alasan.",
        "line": "Sebuah judul",
        "report": code,
        "date": "2026-12-01",
        "moment": "2026-12-01T08:00:00+07:00",
    }
    return {
        param.name: samples.get(param.kind, param.options[0][0] if param.options else "")
        for param in MOVES[name].takes
        if param.required
    }


def test_no_other_method_header_or_spelling_gets_in(world: World, report: Report) -> None:
    path = f"{V1}/laporan/{report.code}"
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "POST", "BREW"):
        answer = client().generic(method, path)
        assert (answer.status_code, answer["Allow"]) == (405, "GET"), method
    override = client().get(f"{path}/langkah/note", headers={"X-HTTP-Method-Override": "POST"})
    assert override.status_code == 405
    move = MOVES["note"].name
    odd = [f"{path}/", f"{path}//langkah/{move}", f"{path}/langkah/{move}/", f"{path};a=b/langkah/{move}"]
    odd += [f"{path}/langkah/NOTE", f"{path}%2flangkah/{move}", f"{path}/langkah/submit", f"{path}/langkah/renew_pin"]
    for address in odd:
        answer = client().post(address, "{}", content_type="application/json", headers=key_of(world, "dewi").headers)
        assert answer.status_code in (404, 405, 422), address
        assert answer["Content-Type"] == "application/problem+json"
    spoofed = client().get(f"{V1}/", headers={"X-Original-URL": path, "X-Rewrite-URL": path})
    assert report.code not in spoofed.content.decode()


def test_nobody_floods_the_door(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tight = {name: limits.Limit(3, 600) for name in limits.LIMITS}
    monkeypatch.setattr(limits, "LIMITS", tight)
    wrong = Caller({"Authorization": "Bearer salah"})
    asked: dict[str, Callable[[], Answer]] = {
        "kirim": partial(nobody.submit),
        "lacak": partial(nobody.get, "/lacak/000000000"),
        "daftar": partial(nobody.get, "/laporan"),
        "cari": partial(nobody.get, "/instansi", q="dinas"),
        "kunci-alamat": partial(wrong.get, "/laporan"),
    }
    for name, ask in asked.items():
        answers = [ask() for _ in range(5)]
        assert [answer.status_code == 429 for answer in answers] == [False] * 3 + [True] * 2, name
        assert 1 <= int(answers[-1]["Retry-After"]) <= 600
        is_problem(answers[-1], 429)
    assert key_of(world, "joko").submit().status_code == 201
    assert key_of(world, "joko").get("/lacak/000000000").status_code == 404
