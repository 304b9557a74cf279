"""The door of the desk: who comes in, with which seats, and that nothing of it stays in a cache."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from lapor.agencies.queries import actor_for, not_yet_in_force, offers_to
from lapor.desk import kept
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import queries
from lapor.reports.models import Report

Answer = Callable[..., HttpResponseBase]


def officers(view: Answer) -> Answer:
    """Let in who holds a seat today; seats are asked anew with each request, so that a role ends at once."""
    return _door(view, seated=True)


def signed_in(view: Answer) -> Answer:
    """Let in whoever signed in, also without a seat."""
    return _door(view, seated=False)


def _door(view: Answer, *, seated: bool) -> Answer:
    @wraps(view)
    def inside(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        response = _answer(request, lambda actor: view(request, actor, **kwargs), seated=seated)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    return inside


def _answer(request: HttpRequest, view: Callable[[Actor], HttpResponseBase], *, seated: bool) -> HttpResponseBase:
    if isinstance(request.user, AnonymousUser):
        if request.method == "POST":
            kept.keep(request)
        return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
    actor = actor_for(request.user)
    vars(request)["desk_actor"] = actor
    if seated and not actor.is_officer:
        return _outside(request, request.user)
    try:
        return view(actor)
    except Http404:
        return render(request, "404.html", status=404)


def _outside(request: HttpRequest, user: User) -> HttpResponse:
    """Who was offered a role answers first; who has none reads what he waits for, and whom to ask."""
    if offers_to(user).exists():
        return redirect("desk:offers")
    return render(request, "desk/no_seat.html", {"waiting": not_yet_in_force(user)}, status=403)


def person(request: HttpRequest) -> User:
    """Who signed in; only inside the door."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor whom the door let in, None before it and elsewhere."""
    found = vars(request).get("desk_actor")
    return found if isinstance(found, Actor) else None


def report_or_404(actor: Actor, code: str) -> Report:
    """Missing, secret and forbidden alike are the same 404."""
    report = queries.get(actor, code)
    if report is None:
        raise Http404
    return report
