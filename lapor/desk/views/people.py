"""Who works in one's own branches, and with which roles."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies.actions import end_membership, grant
from lapor.agencies.models import Membership, Role, today
from lapor.agencies.policies import grantable_roles
from lapor.agencies.queries import within_reach
from lapor.desk import kept, moving, queries
from lapor.desk.door import officers
from lapor.desk.forms import PersonForm, RoleForm
from lapor.kit import text
from lapor.kit.errors import Refused
from lapor.people.actions import create_user
from lapor.people.actor import Actor
from lapor.people.models import User

MANAGERS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


def of_own(actor: Actor) -> QuerySet[Membership]:
    """Roles, past and present, at the agencies that the actor manages; 404 for who manages none."""
    if not actor.has_role(*MANAGERS):
        raise Http404
    rows = Membership.objects.filter(within_reach(actor, *MANAGERS, of="agency__")).select_related("user", "agency")
    return rows.order_by("agency__path", "user__name", "role", "since")


@require_safe
@officers
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Roles in force or to come, agency by agency."""
    words = text.clean(request.GET.get("q", ""))[:100].strip()
    rows = of_own(actor).filter(Q(until__isnull=True) | Q(until__gt=today()))
    for word in words.split()[:6]:
        named = Q(user__name__icontains=word) | Q(user__email__icontains=word)
        rows = rows.filter(named | Q(agency__name__icontains=word) | Q(agency__short_name__icontains=word))
    page = Paginator(rows, queries.PAGE).get_page(request.GET.get("halaman"))
    return render(request, "desk/people.html", {"page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def add_person(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new account with a first role, and a mail with which its owner makes a password."""
    of_own(actor)
    form = PersonForm(_typed(request), actor=actor)
    if form.searches or not form.is_valid():
        return render(request, "desk/person_add.html", {"form": form}, status=422 if form.errors else 200)
    try:
        user, new = _enter(form.cleaned_data, by=actor)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return render(request, "desk/person_add.html", {"form": form}, status=422)
    if new:
        send_link(request, user)
        messages.success(request, f"{user.name} terdaftar. Tautan untuk membuat kata sandi sudah dikirim.")
    else:
        messages.success(request, f"Alamat ini sudah punya akun. Peran baru ditambahkan untuk {user.name}.")
    return redirect("desk:person", user.pk)


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was posted, or what was kept while its writer signed in again."""
    if request.method == "POST":
        return request.POST
    saved = kept.take(request)
    if saved is None:
        return None
    messages.info(request, kept.STILL_THERE)
    return moving.unsent(saved)


@transaction.atomic
def _enter(given: dict[str, Any], *, by: Actor) -> tuple[User, bool]:
    """The account of this address, made when there is none, with the role."""
    user = User.objects.filter(email__iexact=given["email"]).first()
    new = user is None
    user = user or create_user(given["email"], name=given["name"], by=by)
    _grant(user, given, by=by)
    return user, new


def _grant(user: User, given: dict[str, Any], *, by: Actor) -> Membership:
    return grant(user, agency=given["agency"], role=given["role"], since=given["since"], until=given["until"], by=by)


def send_link(request: HttpRequest, user: User) -> None:
    """A mail with a link to set a password, by the same way as a forgotten one."""
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def person(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One person's roles in the own branches; a posted form gives another role."""
    user = _known(actor, pk)
    form = RoleForm(_typed(request), actor=actor)
    if request.method == "POST" and not form.searches and form.is_valid():
        try:
            row = _grant(user, form.cleaned_data, by=actor)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"Peran {row.get_role_display()} di {row.agency} diberikan.")
            return redirect("desk:person", user.pk)
    values = {"who": user, "rows": _roles(actor, user), "form": form, "today": today()}
    return render(request, "desk/person.html", values, status=422 if form.errors else 200)


def _roles(actor: Actor, user: User) -> list[dict[str, object]]:
    """Each role with whether it is in force and whether the actor may end it."""
    grantable = grantable_roles(actor)
    rows = of_own(actor).filter(user=user)
    return [
        {"row": row, "open": _is_open(row, today()), "may_end": _is_open(row, today()) and Role(row.role) in grantable}
        for row in rows
    ]


def _is_open(row: Membership, on: date) -> bool:
    return row.until is None or row.until > on


def _known(actor: Actor, pk: int) -> User:
    """A person with a role, now or before, in the own branches; everybody else is a 404."""
    return get_object_or_404(User.objects.filter(pk__in=of_own(actor).values("user")), pk=pk)


@require_POST
@officers
def end_role(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """End a role today; the person's next request already goes without it."""
    row = get_object_or_404(of_own(actor), pk=pk)
    try:
        end_membership(row, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, f"Peran {row.get_role_display()} di {row.agency} berakhir sekarang.")
    return redirect("desk:person", row.user_id) if actor.user_id != row.user_id else redirect("desk:inbox")


@require_POST
@officers
def link_again(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Send the link for a password once more."""
    user = _known(actor, pk)
    send_link(request, user)
    messages.success(request, f"Tautan untuk membuat kata sandi dikirim ke {user.email}.")
    return redirect("desk:person", user.pk)
