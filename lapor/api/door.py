"""Who asks: a key for programs, the holder of code and PIN, or nobody. Cookies open nothing here.

On purpose: what a browser sends by itself proves no intent, so no page elsewhere can act here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest

from lapor.agencies.queries import actor_for
from lapor.api.problems import Problem, wait
from lapor.channels.web import limits
from lapor.people.actions import authenticate_token
from lapor.people.actor import FIRST, PUBLIC, Actor
from lapor.people.models import ApiToken
from lapor.reports import policies, queries

ANYBODY = replace(PUBLIC, channel="api")
PIN_HEADER = "X-Laporan-PIN"
NO_FIT = "Kode dan PIN ini tidak cocok."
WAIT = "Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi. Laporan Anda tetap aman."
READ = frozenset({"read", "write"})
WRITE = frozenset({"write"})
SUBMIT = frozenset({"submit", "write"})
ANY = READ | SUBMIT
OUT_OF_SCOPE = {
    "read": "Kunci ini hanya boleh membaca.",
    "submit": "Kunci ini hanya boleh mengirim laporan.",
    "write": "Kunci ini tidak boleh melakukan ini.",
}


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of entrance. Called before anything of the body is read; raises Problem when it stays shut.

    `nobody`: the limit for those who show nothing, "" when they are not let in. `scopes`: keys that fit. `pin`: whether
    the holder of code and PIN comes in. `seats`: whether the seats of a key's owner are needed.
    """

    scopes: frozenset[str]
    nobody: str = ""
    pin: bool = False
    seats: bool = True

    def __call__(self, request: HttpRequest) -> Actor:
        if "Authorization" in request.headers:
            return self._by_key(request)
        if self.pin and PIN_HEADER in request.headers:
            return _by_pin(request)
        if not self.nobody:
            raise Problem(401)
        within(request, self.nobody)
        return ANYBODY

    def _by_key(self, request: HttpRequest) -> Actor:
        token = _token(request)
        if token.scope not in self.scopes:
            raise Problem(403, OUT_OF_SCOPE[token.scope])
        return actor_for(token.user, channel="api", scope=token.scope) if self.seats else ANYBODY


def _token(request: HttpRequest) -> ApiToken:
    scheme, _, raw = request.headers["Authorization"].partition(" ")
    token = authenticate_token(raw.strip()) if scheme.lower() == "bearer" else None
    if token:
        return token
    if not limits.allow(request, "kunci-alamat"):
        raise wait(limits.retry_after("kunci-alamat"), limits.SENTENCE)
    raise Problem(401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def _by_pin(request: HttpRequest) -> Actor:
    """A wrong PIN and a report that is not there get the same answer.

    Only wrong PINs are counted, or an app that asks often would lock its own user out; 60 bits need no lock.
    """
    code = str(request.resolver_match.kwargs.get("code", "")) if request.resolver_match else ""
    actor = queries.by_pin(code, request.headers[PIN_HEADER])
    if actor and actor.scope == FIRST:
        raise Problem(403, policies.PIN_SEEN)
    if actor:
        within(request, "langkah" if request.method == "POST" else "daftar")
        return replace(actor, channel="api")
    here = limits.address_of(request)
    tries = {"pin-alamat": here, "pin-kode-alamat": f"{code}|{here}", "pin-kode": code, "pin-semua": ""}
    allowed = [limits.allow_for(name, value) for name, value in tries.items()]
    raise Problem(401, NO_FIT) if all(allowed) else wait(limits.retry_after("pin-alamat"), WAIT)


def within(request: HttpRequest, limit: str) -> None:
    """Count this request of an address; raise Problem 429 beyond the limit."""
    if not limits.allow(request, limit):
        raise wait(limits.retry_after(limit), limits.SENTENCE)


def actor_of(request: HttpRequest) -> Actor:
    """Whom the door let in."""
    found = vars(request)["auth"]
    if not isinstance(found, Actor):
        raise TypeError("a route without a door")
    return found


Entrance = Callable[[HttpRequest], Actor]
