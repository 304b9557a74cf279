"""What is measured: for each item the requests that ours gets and the SQL that its baseline plays."""

from __future__ import annotations

import itertools
import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.test import Client

from bench import replay
from bench.load import request
from lapor.agencies.models import Agency, Membership, Role
from lapor.people.actions import issue_token
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.reports.choices import Secrecy, State, Waits
from lapor.reports.models import Report

BODY = (
    "Sejak dua minggu ada lubang besar di depan pasar. Kemarin malam seorang pengendara jatuh karena tidak ada lampu "
    "jalan. Warga sudah memasang ban bekas sebagai tanda. Mohon segera ditambal sebelum ada korban lagi."
)


@dataclass(frozen=True)
class Item:
    """One measurement at one number of connections."""

    name: str
    connections: int
    make: Callable[[], bytes]
    scripts: tuple[str, ...]
    rows: int = 0


def address() -> str:
    """Another visitor each time, as behind a proxy; the limits per address stay on."""
    return f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"


def items() -> list[Item]:
    """All of them; each captures its SQL from one real operation through the whole application, in this process.

    Those that read come first: what pgbench files anew has the sealed words of another report, and no page opens it.
    """
    client = Client(HTTP_HOST="localhost")
    return [*tracking(client), *lists(client), move(client), *submits(client)]


def _token(user: User, scope: str) -> str:
    return issue_token(user, name="bench", scope=scope, days=1, by=SYSTEM)[1]


def submits(client: Client) -> list[Item]:
    agency = Agency.objects.filter(kind=Agency.Kind.REGENCY).order_by("pk")[0]
    body = {
        "title": "Jalan berlubang di depan pasar",
        "body": BODY,
        "classification": "complaint",
        "identity": "named",
        "secrecy": "public",
        "place": "Depan pasar",
        "region": "73.24.04",
        "target": agency.slug,
        "name": "Ani Kartini",
        "email": "ani@warga.example",
        "phone": "081234567890",
    }
    sent = json.dumps(body).encode()

    def make() -> bytes:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
            "X-Forwarded-For": address(),
        }
        return request("POST", "/api/v1/laporan", headers=headers, body=sent)

    def act() -> None:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "X-Forwarded-For": address()}
        answer = client.post("/api/v1/laporan", sent, "application/json", headers=headers)
        assert answer.status_code == 201, answer.content

    act()
    statements = replay.capture(act)
    made = Report.objects.order_by("-submitted_at")[0]
    script = replay.script_of_submit(statements, report_id=str(made.pk), code=made.code)
    return [Item("api_submit", connections, make, (script,)) for connections in (8, 32)]


def move(client: Client) -> Item:
    """Notes of one busy officer on his reports in turn."""
    mine = Report.objects.filter(holder__kind=Agency.Kind.UNIT, secrecy=Secrecy.PUBLIC)
    holder = mine.values("holder").annotate(n=Count("pk")).order_by("-n", "holder")[0]["holder"]
    seat = Membership.objects.filter(agency=holder, role=Role.LIAISON).select_related("user")[0]
    codes = list(mine.filter(holder=holder).order_by("-changed_at").values_list("code", flat=True)[:16])
    token, turn = _token(seat.user, "write"), itertools.cycle(codes)
    headers = {"Authorization": f"Bearer {token}"}
    sent = json.dumps({"text": "Sudah kami tinjau di lapangan; pekerjaan masuk jadwal minggu depan."}).encode()

    def make() -> bytes:
        more = headers | {"Content-Type": "application/json"}
        return request("POST", f"/api/v1/laporan/{next(turn)}/langkah/note", headers=more, body=sent)

    def act(code: str) -> None:
        answer = client.post(f"/api/v1/laporan/{code}/langkah/note", sent, "application/json", headers=headers)
        assert answer.status_code == 200, answer.content

    act(codes[0])
    scripts = [replay.script_of_move(replay.capture(lambda code=code: act(code))) for code in codes]  # type: ignore[misc]  # mypy cannot type a default of a lambda
    return Item("api_move", 8, make, tuple(scripts))


def tracking(client: Client) -> list[Item]:
    """The public status of reports drawn at random: as a page for people and as an answer for programs."""
    shown = Report.objects.filter(published_at__isnull=False).order_by("pk")
    codes = list(shown.values_list("code", flat=True)[:2000])
    found = []
    for name, path in (("tracking_page", "/laporan/{}/"), ("tracking_api", "/api/v1/lacak/{}")):
        script = replay.script_of_read(replay.capture(lambda path=path: _get(client, path.format(codes[0]))))  # type: ignore[misc]  # mypy cannot type a default of a lambda

        def make(path: str = path) -> bytes:
            return request("GET", path.format(random.choice(codes)), headers={"X-Forwarded-For": address()})

        found.append(Item(name, 8, make, (script,)))
    return found


def _get(client: Client, path: str) -> None:
    answer = client.get(path, headers={"X-Forwarded-For": address()})
    assert answer.status_code == 200, (path, answer.status_code)


def lists(client: Client) -> list[Item]:
    """The first page of the public list, and the inbox of the busiest regency's admin."""
    public = replay.script_of_read(replay.capture(lambda: _get(client, "/laporan/")))

    def make_public() -> bytes:
        return request("GET", "/laporan/", headers={"X-Forwarded-For": address()})

    waiting = Report.objects.filter(state=State.UNVERIFIED, waits_for=Waits.OFFICER, waits_at__kind="regency")
    desk = waiting.values("waits_at").annotate(n=Count("pk")).order_by("-n", "waits_at")[0]["waits_at"]
    admin = Membership.objects.filter(agency=desk, role=Role.AGENCY_ADMIN).select_related("user")[0]
    client.force_login(admin.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}
    inbox = replay.script_of_read(replay.capture(lambda: _get(client, "/meja/")))

    def make_inbox() -> bytes:
        return request("GET", "/meja/", headers=cookie)

    # Reports that wait there, in turn: each look of an officer reads the whole conversation.
    codes = list(waiting.filter(waits_at=desk).order_by("due_at", "pk").values_list("code", flat=True)[:200])
    opened = replay.script_of_read(replay.capture(lambda: _get(client, f"/meja/{codes[0]}/")))

    def make_report() -> bytes:
        return request("GET", f"/meja/{random.choice(codes)}/", headers=cookie)

    return [
        Item("public_list", 8, make_public, (public,)),
        Item("inbox", 8, make_inbox, (inbox,)),
        Item("report_page", 8, make_report, (opened,)),
    ]
