"""Everybody who knocks at an address, each with a browser or a program of his own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from lapor.agencies.actions import end_membership, grant
from lapor.agencies.models import Membership
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.people.actions import create_user, issue_token, suspend
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.public.sessions import CASE, RECEIPT
from lapor.reports.actions.submit import Receipt
from lapor.reports.world import PASSWORD, World
from lapor.reports.world.cast import SINCE

CAST = ("dewi", "hana", "citra", "gilang", "mira", "eko", "budi", "farah", "indra", "joko", "lukman")
STRANGER, REPORTER, OTHER = "stranger", "reporter", "other-reporter"


def fixed(world: World) -> dict[str, Client]:
    """Those who are the same whatever report is asked for."""
    found = {STRANGER: browser()} | {name: signed_in(world.users[name]) for name in CAST}
    found["suspended"] = suspended(world)
    found["ended"] = ended(world)
    found["staff"] = signed_in(staff())
    return found | keys(world)


def browser(**headers: Any) -> Client:
    """A browser at an address of its own, so that no two share a limit."""
    # A broken page is an answer too: 500 in the matrix.
    return Client(
        raise_request_exception=False, REMOTE_ADDR=f"2001:db8:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1", **headers
    )


def signed_in(user: User) -> Client:
    client = browser()
    client.force_login(user)
    return client


def suspended(world: World) -> Client:
    """Sat beside Dewi and was locked out in the middle of a session."""
    user = beside_dewi(world, "sari@lapor.example", name="Sari Melati")
    client = signed_in(user)
    suspend(user, by=SYSTEM)
    return client


def ended(world: World) -> Client:
    """Sat beside Dewi until a moment ago and is still signed in."""
    user = beside_dewi(world, "tono@lapor.example", name="Tono Hidayat")
    client = signed_in(user)
    end_membership(Membership.objects.get(user=user), by=SYSTEM)
    return client


def beside_dewi(world: World, email: str, *, name: str) -> User:
    user = create_user(email, name=name, password=PASSWORD, by=SYSTEM)
    grant(user, agency=world.agencies["dinas-pu"], role="liaison", since=SINCE, by=SYSTEM)
    return user


def staff() -> User:
    """Sets reference data right and has no seat."""
    return User.objects.create_superuser("tata@lapor.example", "x", name="Tata Usaha")


def keys(world: World) -> dict[str, Client]:
    """Dewi's programs, one per scope."""
    dewi = world.users["dewi"]
    found = {}
    for scope in ("read", "write", "submit"):
        _, raw = issue_token(dewi, name=scope, scope=scope, days=30, by=actor_for(dewi))
        found[f"key-{scope}"] = browser(HTTP_AUTHORIZATION=f"Bearer {raw}")
    return found


def of_report(receipt: Receipt, other: Receipt) -> dict[str, Client]:
    """The one who filed this report, and one who filed another."""
    return {REPORTER: holder(receipt), OTHER: holder(other)}


def holder(receipt: Receipt) -> Client:
    """The browser with a fresh receipt and an opened report, and the PIN for programs."""
    client = browser(HTTP_X_LAPORAN_PIN=receipt.pin)
    session: SessionBase = client.session
    at = clock.now().isoformat()
    session[CASE] = {"report": str(receipt.report.pk), "at": at}
    session[RECEIPT] = {"report": str(receipt.report.pk), "key": "k" * 22, "at": at}
    session.save()
    return client
