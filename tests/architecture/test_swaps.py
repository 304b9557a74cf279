"""A05, A06, A07: ids of one report under another, bytes for those who may not, and fields that nobody asked for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from lapor.agencies.queries import actor_for
from lapor.kit import codes
from lapor.people.actions import issue_token
from lapor.people.models import ApiToken, User
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report
from lapor.reports.tests.scenes import public
from lapor.reports.world import World
from tests.architecture import kinds, visitors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_limits")]
CONDITIONS: tuple[dict[str, str], ...] = ({}, {"HTTP_RANGE": "bytes=0-3"}, {"HTTP_IF_NONE_MATCH": "*"})
HEADERS = ("ETag", "Last-Modified", "Content-Disposition", "Accept-Ranges")


def file_of(receipt: Receipt) -> str:
    return str(receipt.report.attachments.get().pk)


def addresses(code: str, file: str) -> tuple[str, ...]:
    """Every way to a file."""
    return (
        f"/laporan/{code}/berkas/{file}",
        f"/laporan-saya/berkas/{file}",
        f"/meja/{code}/berkas/{file}",
        f"/api/v1/laporan/{code}/lampiran/{file}",
    )


def test_a_file_of_one_report_is_not_below_another(world: World) -> None:
    mine, theirs = kinds.sent(world), kinds.sent(world, to="dinkes")
    knocking = {"reporter": visitors.holder(mine), "dewi": visitors.signed_in(world.users["dewi"])}
    knocking |= visitors.keys(world)
    for name, client in knocking.items():
        for address in addresses(mine.report.code, file_of(theirs)):
            assert client.get(address).status_code in (404, 302, 403), (name, address)
    citra = visitors.signed_in(world.users["citra"])  # sees both, but each file only where it is
    assert citra.get(f"/meja/{mine.report.code}/berkas/{file_of(theirs)}").status_code == 404
    assert citra.get(f"/meja/{theirs.report.code}/berkas/{file_of(theirs)}").status_code == 409


@pytest.mark.parametrize("more", CONDITIONS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_may_not_gets_no_byte_and_no_trace_of_a_file(world: World, method: str, more: dict[str, str]) -> None:
    receipt = kinds.sent(world, secrecy="secret")
    knocking = [visitors.browser(), visitors.signed_in(world.users["gilang"]), visitors.holder(kinds.filed(world))]
    for client in knocking:
        for there, nowhere in zip(
            addresses(receipt.report.code, file_of(receipt)), addresses(codes.new_code(), str(uuid4())), strict=True
        ):
            one, other = getattr(client, method)(there, **more), getattr(client, method)(nowhere, **more)
            assert one.status_code == other.status_code != 200, there
            assert one.status_code != 304
            assert not any(one.has_header(name) for name in HEADERS), there
            assert sorted(one.headers) == sorted(other.headers), there
            assert len(one.content) == len(other.content) or one.status_code == 302, there


def test_what_belongs_to_another_government_is_not_there(world: World) -> None:
    gilang, dewi = visitors.signed_in(world.users["gilang"]), world.users["dewi"]
    role = dewi.memberships.get()
    key, _ = issue_token(dewi, name="a", scope="read", days=30, by=actor_for(dewi))
    assert gilang.get(f"/meja/pengguna/{dewi.pk}/").status_code == 404
    for path in (f"/meja/pengguna/{dewi.pk}/tautan/", f"/meja/peran/{role.pk}/akhiri/"):
        assert gilang.post(path).status_code == 404
    given = {"agency": world.agencies["dinas-pu"].pk, "role": "liaison"}
    assert gilang.post(f"/meja/pengguna/{world.users['gilang'].pk}/", given).status_code == 422
    assert gilang.post(f"/meja/profil/kunci/{key.pk}/cabut/").status_code == 404
    role.refresh_from_db()
    assert role.until is None
    assert ApiToken.objects.get().revoked_at is None


def test_ids_in_a_posted_move_reach_no_further_than_the_officer(world: World) -> None:
    queued, secret = kinds.filed(world), kinds.sent(world, to="dinkes", secrecy="secret")
    dewi, citra = visitors.signed_in(world.users["dewi"]), visitors.signed_in(world.users["citra"])
    elsewhere = {"to": world.agencies["luwu-utara"].pk, "turn": queued.report.turn, **public(queued.report)}
    assert citra.post(f"/meja/{queued.report.code}/dispose/", elsewhere).status_code == 422
    assert dewi.post(f"/meja/{queued.report.code}/note/", {"text": "Halo di sana."}).status_code == 404
    held = kinds.sent(world)
    merge = {"turn": held.report.turn, "primary": secret.report.code}
    gone = {**merge, "primary": codes.new_code()}
    for client in (citra, dewi):
        one = client.post(f"/meja/{held.report.code}/merge/", merge)
        other = client.post(f"/meja/{held.report.code}/merge/", gone)
        assert one.status_code == other.status_code != 302
    assert kinds.fresh(held).state == "assigned"


def every_field() -> dict[str, Any]:
    """The name of every column of a report and a person, with a value that would do harm."""
    names = {field.attname for model in (Report, User) for field in model._meta.concrete_fields}
    return dict.fromkeys(names, "1") | {"state": "closed", "published_at": "2026-01-01", "is_staff": "on", "turn": 0}


def test_a_form_takes_only_what_it_asks_for(world: World) -> None:
    receipt = kinds.sent(world, secrecy="secret")
    before = columns(receipt)
    dewi, reporter = visitors.signed_in(world.users["dewi"]), visitors.holder(receipt)
    assert dewi.post(f"/meja/{receipt.report.code}/note/", every_field() | {"text": "Kami cek."}).status_code == 302
    assert reporter.post("/laporan-saya/add", every_field() | {"text": "Masih begitu."}).status_code == 302
    changed = {name for name, value in columns(receipt).items() if value != before[name]}
    assert changed <= {"last_seq", "turn", "changed_at"}
    dewi.post("/meja/profil/", every_field() | {"name": "Dewi R."})
    user = User.objects.get(pk=world.users["dewi"].pk)
    assert (user.is_staff, user.is_superuser, user.email) == (False, False, "dewi@lapor.example")


def test_the_api_refuses_what_no_schema_names(world: World) -> None:
    receipt = kinds.sent(world)
    before = columns(receipt)
    writing = visitors.keys(world)["key-write"]
    sent = every_field() | {"text": "Kami cek."}
    address = f"/api/v1/laporan/{receipt.report.code}/langkah/note"
    assert writing.post(address, sent, content_type="application/json").status_code == 422
    new = every_field() | {
        "title": "Jalan rusak",
        "body": "Jalan rusak sejak lama di sini.",
        "classification": "complaint",
    }
    answer = post_new(visitors.browser(), new | {"identity": "none", "secrecy": "public"})
    assert answer == 422
    assert columns(receipt) == before
    assert Report.objects.count() == 1


def post_new(client: Client, sent: dict[str, Any]) -> int:
    answer = client.post("/api/v1/laporan", sent, "application/json", headers={"Idempotency-Key": uuid4().hex})
    return answer.status_code


def columns(receipt: Receipt) -> dict[str, Any]:
    return dict(Report.objects.filter(pk=receipt.report.pk).values().get())
