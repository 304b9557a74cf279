"""From a link in his mail an officer comes to the report and to its form: by signing in, never by the link alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from lapor.agencies.actions import end_membership
from lapor.agencies.models import Membership
from lapor.notices import mail
from lapor.notices.models import Delivery
from lapor.people.actor import SYSTEM
from lapor.reports import reactions
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import PASSWORD, World

pytestmark = pytest.mark.django_db


def links(report: Report, world: World, *, to: str, kind: str) -> list[str]:
    """The paths in the text of a mail to an officer."""
    while reactions.work("test"):
        pass
    row = Delivery.objects.mails().get(report=report, user=world.users[to], kind=kind)
    text = str(mail.compose(row, to=world.users[to].email).body)
    return [urlsplit(found).path for found in re.findall(r"https?://\S+/meja/\S*", text)]


def test_a_mail_leads_to_the_report_and_to_the_form_of_the_next_step(world: World) -> None:
    report = scenes.assigned(world)
    assert links(report, world, to="dewi", kind="assigned") == [
        f"/meja/{report.code}/",
        f"/meja/{report.code}/follow_up/",
    ]
    assert links(report, world, to="citra", kind="new") == [f"/meja/{report.code}/"]  # she has sent it on already


def test_each_link_asks_for_the_password_and_moves_nothing(world: World) -> None:
    report = scenes.assigned(world)
    turn = report.turn
    for path in links(report, world, to="dewi", kind="assigned"):
        browser = Client()
        answer = browser.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/akun/login/")
        entrance = answer["Location"]
        signed_in = browser.post(entrance, {"login": world.users["dewi"].email, "password": PASSWORD})
        assert (signed_in.status_code, signed_in["Location"]) == (302, path)
        assert browser.get(path).status_code == 200
        report.refresh_from_db()
        assert report.turn == turn


def test_who_lost_his_seat_comes_no_further_than_the_password(world: World) -> None:
    report = scenes.assigned(world)
    paths = links(report, world, to="dewi", kind="assigned")
    end_membership(Membership.objects.get(user=world.users["dewi"]), by=SYSTEM)
    browser = Client()
    browser.force_login(world.users["dewi"])
    assert [browser.get(path).status_code == 200 for path in paths] == [False, False]


def test_a_mail_about_a_secret_report_offers_no_step(world: World) -> None:
    report = scenes.assigned(world, secrecy="secret")
    assert links(report, world, to="dewi", kind="assigned") == [f"/meja/{report.code}/"]
