"""One's own name, ways to sign in, how notices come, and keys for programs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lapor.agencies import absences
from lapor.agencies.models import WORKERS, Membership
from lapor.desk import accounts
from lapor.desk.door import officers
from lapor.desk.door import person as person_of
from lapor.desk.forms import KeyForm, NameForm, RoutineForm
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.notices import devices
from lapor.notices.actions import choose
from lapor.notices.queries import last_digest, routine_of
from lapor.people.actions import issue_token, rename, revoke_token
from lapor.people.actor import Actor
from lapor.people.models import ApiToken

SENTENCE = "Nama Anda tersimpan."


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def profile(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The own page; a posted form changes the name."""
    user = person_of(request)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": user.name})
    if form.is_valid():
        rename(user, name=form.cleaned_data["name"], by=actor)
        messages.success(request, SENTENCE)
        return redirect("desk:profile")
    return _page(request, form, KeyForm(initial={"scope": "read"}), status=422 if form.errors else 200)


@require_POST
@officers
def routine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose the hour of the digest, and the way of each kind of notice."""
    user = person_of(request)
    form = RoutineForm(request.POST, routine=routine_of(user))
    if not form.is_valid():
        forms = NameForm(initial={"name": user.name}), KeyForm(initial={"scope": "read"})
        return _page(request, *forms, routine_form=form, status=422)
    choose(by=actor, at=form.cleaned_data["at"], chosen=form.chosen())
    messages.success(request, "Pilihan kabar Anda tersimpan.")
    return redirect("desk:profile")


@require_POST
@officers
def add_key(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a key; its secret stands in this one answer and nowhere else."""
    user = person_of(request)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, NameForm(initial={"name": user.name}), form, status=422)
    given = form.cleaned_data
    try:
        _, secret = issue_token(user, name=given["name"], scope=given["scope"], days=given["days"], by=actor)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _page(request, NameForm(initial={"name": user.name}), form, status=422)
    return _page(request, NameForm(initial={"name": user.name}), KeyForm(initial={"scope": "read"}), secret=secret)


@require_POST
@officers
def revoke_key(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Make one of the own keys worthless."""
    row = get_object_or_404(ApiToken, pk=pk, user=person_of(request))
    revoke_token(row, by=actor)
    messages.success(request, f"Kunci “{row.name}” tidak berlaku lagi.")
    return redirect("desk:profile")


def _page(
    request: HttpRequest,
    name_form: NameForm,
    key_form: KeyForm,
    *,
    routine_form: RoutineForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    user, here = person_of(request), accounts.here(request)
    own = list(devices.of(user))
    rows = Membership.objects.open().filter(user=user).select_related("agency").order_by("agency__path")
    values = {
        "who": user,
        "offers": [row for row in rows if row.unaccepted_since],
        "roles": [row for row in rows if row.in_force],
        "workers": WORKERS,
        "works": any(row.in_force and row.role in WORKERS for row in rows),
        "absences": absences.concerning(user),
        "keys": user.api_tokens.filter(revoked_at=None, expires_at__gt=clock.now()).order_by("-created_at"),
        "name_form": name_form,
        "key_form": key_form,
        "key_refused": bool(key_form.errors),
        "routine_form": routine_form or RoutineForm(None, routine=routine_of(user)),
        "digest": last_digest(user),
        "devices": own,
        "device_here": here,
        "here_rings": any(str(row.pk) == here for row in own),
        "push_key": devices.push_key(),
        "now": clock.now(),
        "secret": secret,
    }
    return render(request, "desk/profile.html", values, status=status)
