"""How tests call the API: as a program does, over HTTP, with keys and PINs that the real actions gave."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.test import Client

from lapor.people.actions import issue_token
from lapor.people.actor import SYSTEM
from lapor.reports.world import World

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse

V1 = "/api/v1"
NEW: dict[str, Any] = {
    "title": "Jalan berlubang di depan pasar",
    "body": "Sejak dua minggu ada lubang besar di depan pasar. Kemarin malam seorang pengendara jatuh.",
    "classification": "complaint",
    "identity": "named",
    "secrecy": "public",
    "name": "Ani Kartini",
    "email": "ani@warga.example",
    "target": "pemerintah-kabupaten-luwu-timur",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """A program with the headers that it always sends."""

    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> Answer:
        return client().get(f"{V1}{path}", query, headers=self.headers)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        content = json.dumps({} if body is None else body)
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return client().post(f"{V1}{path}", content, content_type="application/json", headers=sent)

    def put(self, path: str, body: object) -> Answer:
        return client().put(f"{V1}{path}", json.dumps(body), content_type="application/json", headers=self.headers)

    def submit(self, key: str = "", **changes: Any) -> Answer:
        body = {name: value for name, value in (NEW | changes).items() if value is not None}
        return self.post("/laporan", body, Idempotency_Key=key or secrets.token_hex(16))

    def move(self, code: str, name: str, **body: Any) -> Answer:
        return self.post(f"/laporan/{code}/langkah/{name}", body)


def client() -> Client:
    """A client that would be stopped by a CSRF check, if there were one to stop it."""
    return Client(enforce_csrf_checks=True)


nobody = Caller()


def key_of(world: World, name: str, scope: str = "write") -> Caller:
    """A program with a key of this member of the cast."""
    _, raw = issue_token(world.users[name], name="uji", scope=scope, days=1, by=SYSTEM)
    return Caller({"Authorization": f"Bearer {raw}"})


def holder_of(receipt: Answer) -> Caller:
    """The reporter with the PIN of this receipt."""
    return Caller({"X-Laporan-PIN": receipt.json()["pin"]})


def is_problem(response: Answer, status: int) -> dict[str, Any]:
    """Check the shape that every error has, and give it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert set(body) == {"type", "title", "status", "detail", "code", "errors"}
    assert body["status"] == status
    assert body["detail"].endswith(".")
    assert all(set(one) == {"field", "sentence"} for one in body["errors"])
    return body
