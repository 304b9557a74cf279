"""The bell: what the officer was told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lapor.desk.door import officers, person
from lapor.kit import clock
from lapor.notices import actions, queries
from lapor.people.actor import Actor


@require_safe
@officers
def bell(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest first, fifty at a time."""
    before = request.GET.get("sebelum", "")
    lines = queries.bell(
        person(request), before=int(before) if before.isascii() and before.isdigit() else None, actor=actor
    )
    older = lines[-1].id if len(lines) == queries.MOST else None
    gone = person(request).devices.exclude(gone_at=None).order_by("gone_at")
    return render(request, "desk/bell.html", {"lines": lines, "older": older, "now": clock.now(), "gone": gone})


@require_POST
@officers
def read(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_read(by=actor)
    return redirect("desk:bell")
