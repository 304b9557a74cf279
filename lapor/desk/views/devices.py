"""Devices that ring, and the service worker that shows their notices."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from lapor.desk import accounts
from lapor.desk.door import officers
from lapor.desk.door import person as person_of
from lapor.kit.errors import Refused
from lapor.notices import devices
from lapor.notices.devices import Subscription
from lapor.notices.models import Device
from lapor.people.actor import Actor

PLACE = "/meja/profil/#perangkat"
WORKER = Path(__file__).parents[1] / "static" / "desk" / "kabar.js"


@require_POST
@officers
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let this browser ring; a cookie tells it from now on which of the devices it is."""
    given = Subscription(*(request.POST.get(name, "") for name in Subscription._fields))
    agent, answer = request.headers.get("User-Agent", ""), redirect(PLACE)
    try:
        row = devices.add(given, by=actor, agent=agent, instead=accounts.here(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return answer
    messages.success(request, f"Kabar akan muncul di {row.name}.")
    accounts.remember(answer, str(row.pk))
    return answer


@require_POST
@officers
def trial(request: HttpRequest, actor: Actor, pk: str) -> HttpResponse:
    """Send something to one of the own devices, to see whether it rings."""
    row = get_object_or_404(Device, pk=pk, user=person_of(request))
    try:
        devices.ask_trial(row, by=actor)
        messages.success(request, f"Kabar percobaan dikirim ke {row.name}. Lihat hasilnya di sini sebentar lagi.")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(PLACE)


@require_POST
@officers
def remove(request: HttpRequest, actor: Actor, pk: str) -> HttpResponse:
    """Take one of the own devices away."""
    row = get_object_or_404(Device, pk=pk, user=person_of(request))
    devices.remove(row, by=actor)
    messages.success(request, f"{row.name} tidak menerima kabar lagi.")
    return redirect(PLACE)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, at one address for ever; browsers look for a newer one each day."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _worker() -> str:
    return WORKER.read_text(encoding="utf-8")
