"""Letters to agencies through the API: listed, read and answered with a key of who may do it at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lapor.kit import clock
from lapor.notices.models import Delivery
from lapor.people.actions import issue_token
from lapor.people.actor import SYSTEM
from lapor.reports import actions
from lapor.reports.models import Intervention, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=30)
DUE = (LATER + timedelta(days=7)).date()
WRONG: tuple[dict[str, Any], ...] = (
    {"text": ""},
    {"text": " "},
    {"text": "x" * 5_001},
    {},
    {"text": "Ya.", "lain": 1},
    {"text": None},
)
LIST = "/api/v1/meja/intervensi"


def program(world: World, name: str, scope: str = "write") -> Client:
    raw = issue_token(world.users[name], name="uji", scope=scope, days=30, by=SYSTEM)[1]
    return Client(headers={"Authorization": f"Bearer {raw}"})


def sent(world: World, *reports: Report) -> Intervention:
    given: dict[str, Any] = {
        "subject": "Terlambat",
        "body": "Mohon selesaikan.",
        "due_on": (LATER + timedelta(7)).date(),
    }
    return actions.send_letter(world.agencies["dinas-pu"], by=world.actor("budi"), reports=reports, **given)


def answered(browser: Client, where: str, body: object) -> int:
    return browser.post(f"{where}/jawaban", body, content_type="application/json").status_code


def test_a_leaders_program_lists_reads_and_answers(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(LATER):
        letter, eko = sent(world, report), program(world, "eko")
        (row,) = eko.get(LIST).json()["letters"]
        assert (row["number"], row["state"], row["overdue"]) == ("1/INT/2026", "sent", False)
        whole = eko.get(f"{LIST}/{letter.pk}").json()
        assert (whole["state"], whole["body"], whole["reports"]) == ("read", "Mohon selesaikan.", [report.code])
        answer = eko.post(f"{LIST}/{letter.pk}/jawaban", {"text": "Selesai."}, content_type="application/json")
        assert (answer.status_code, answer.json()["state"], answer.json()["answer"]) == (200, "answered", "Selesai.")
        assert Delivery.objects.filter(letter=letter, user=world.users["budi"]).count() == 2
        Report.objects.filter(pk=report.pk).update(accused=world.agencies["dinas-pu"])
        assert eko.get(f"{LIST}/{letter.pk}").json()["reports"] == []


def test_what_cannot_be_is_refused_and_strangers_find_nothing(world: World) -> None:
    with clock.freeze(LATER):
        where = f"{LIST}/{sent(world).pk}"
        eko, reader = program(world, "eko"), program(world, "citra", "read")
        for body in (
            {"text": ""},
            {"text": " "},
            {"text": "x" * 5_001},
            {},
            {"text": "Ya.", "lain": 1},
            {"text": None},
        ):
            answer = eko.post(f"{where}/jawaban", body, content_type="application/json")
            assert answer.status_code == 422, body
        personal = {"text": "Hubungi loket@contoh.go.id segera."}
        assert answered(eko, where, personal) == 422
        assert reader.get(where).status_code == 200
        assert answered(reader, where, {"text": "Ya."}) == 403
        for name in ("dewi", "gilang", "farah"):
            stranger = program(world, name)
            assert stranger.get(LIST).json() == {"letters": [], "next": None}
            assert stranger.get(where).status_code == 404
            assert answered(stranger, where, {"text": "Ya."}) == 404
        budi = program(world, "budi")
        assert budi.get(where).json()["state"] == "read"  # by Citra's program, not by his
        assert answered(budi, where, {"text": "Ya."}) == 422
        assert answered(eko, where, {**personal, "checked": True}) == 200
        assert len(budi.get(f"{LIST}?limit=1").json()["letters"]) == 1
        for query in ("limit=0", "page=0", "page=99999999999999999999"):
            assert budi.get(f"{LIST}?{query}").status_code == 422
        assert budi.get(f"{LIST}/{2**70}").status_code in (404, 422)
