"""Who works in one's own branches, and with which roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies import absences, decrees
from lapor.agencies.actions import confirm, end_membership, grant, invite, record_decree
from lapor.agencies.models import WORKERS, Membership, MembershipQuerySet, Role, today
from lapor.agencies.policies import grantable_roles, seated_independently
from lapor.agencies.queries import second_admins, within_reach
from lapor.desk import kept, moving, queries
from lapor.desk.door import officers
from lapor.desk.forms import PersonForm, RoleForm
from lapor.desk.staffing import DecreeForm
from lapor.kit import text
from lapor.kit.errors import Refused
from lapor.notices import seats
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports.actions import let_go

MANAGERS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
WAITING_MOST = 100


def of_own(actor: Actor) -> MembershipQuerySet:
    """Roles, past and present, at the agencies that the actor manages; 404 for who manages none."""
    if not actor.has_role(*MANAGERS):
        raise Http404
    managed = Membership.objects.filter(within_reach(actor, *MANAGERS, of="agency__"))
    rows = managed.select_related("user", "agency", "given_by")
    return rows.order_by("agency__path", "user__name", "role", "since")


@require_safe
@officers
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Roles in force or to come, agency by agency; above them what waits for somebody's yes."""
    words = text.clean(request.GET.get("q", ""))[:100].strip()
    rows = of_own(actor).open().filter(unaccepted_since=None, unconfirmed_since=None)
    for word in words.split()[:6]:
        named = Q(user__name__icontains=word) | Q(user__email__icontains=word)
        rows = rows.filter(named | Q(agency__name__icontains=word) | Q(agency__short_name__icontains=word))
    page = Paginator(rows, queries.PAGE).get_page(request.GET.get("halaman"))
    values = {"page": page, "words": words, "waiting": _waiting(actor), "rows": _with_absences(page.object_list)}
    return render(request, "desk/people.html", values | {"workers": WORKERS})


def _with_absences(rows: Iterable[Membership]) -> list[tuple[Membership, str, str, str]]:
    """Each seat, with what colleagues read of who is away, and what has to be done about its decree."""
    found = list(rows)
    away = absences.away((row.user_id for row in found), (row.agency_id for row in found))
    told = {key: absences.told(absence) for key, absence in away.items()}
    return [
        (row, told.get((row.user_id, row.agency_id), ""), decrees.told(row), decrees.state_of(row)) for row in found
    ]


def _waiting(actor: Actor) -> list[dict[str, object]]:
    """What is not in force yet, with whether the actor is the one who may confirm it."""
    waits = of_own(actor).open().exclude(unaccepted_since=None, unconfirmed_since=None)
    rows = list(waits.order_by("pk")[:WAITING_MOST])
    grantable, mails = grantable_roles(actor), seats.invitations(rows)
    return [
        {
            "row": row,
            "mail": mails.get(row.pk),
            "may_confirm": bool(row.unconfirmed_since) and row.role in grantable and seated_independently(actor, row),
            "may_end": row.role in grantable,
        }
        for row in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def add_person(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A role for whoever has an address: for a new account, or one that there is; the answer does not tell which."""
    of_own(actor)
    form = PersonForm(_typed(request), actor=actor)
    if form.searches or not form.is_valid():
        return render(request, "desk/person_add.html", {"form": form}, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        with transaction.atomic():
            row = invite(given["email"], name=given["name"], by=actor, **_seat(given))
            seats.tell(row)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return render(request, "desk/person_add.html", {"form": form}, status=422)
    _say(request, row)
    return redirect("desk:people")


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was posted, or what was kept while its writer signed in again."""
    if request.method == "POST":
        return request.POST
    saved = kept.take(request)
    return None if saved is None else moving.unsent(saved)


def _seat(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("agency", "role", "since", "until")}


def _say(request: HttpRequest, row: Membership) -> None:
    """What happens now."""
    given = f"Peran {row.get_role_display()} di {row.agency} diberikan."
    if row.unaccepted_since:
        given = f"Undangan segera dikirim ke {row.user.email}. Peran berlaku setelah orangnya menerima."
    messages.success(request, " ".join(filter(None, (given, _second(row)))))


def _second(row: Membership) -> str:
    """Whether somebody else has to say yes, and who can."""
    if not row.unconfirmed_since:
        return ""
    if second_admins(row):
        return "Seorang admin lain masih harus menyetujuinya; ia sudah diberi tahu."
    return "Admin kedua masih harus menyetujuinya, tetapi belum ada yang dapat. Mintalah kepada pengelola server."


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
            with transaction.atomic():
                row = grant(user, by=actor, **_seat(form.cleaned_data))
                seats.tell(row)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            _say(request, row)
            return redirect("desk:person", user.pk)
    rows = _roles(actor, user)
    values = {"who": user, "rows": rows, "form": form, "today": today()}
    values |= {"works": any(row["may_hand_over"] for row in rows), "away": absences.of(user)}
    return render(request, "desk/person.html", values, status=422 if form.errors else 200)


def _roles(actor: Actor, user: User) -> list[dict[str, object]]:
    """Each role with whether the actor may end it."""
    grantable = grantable_roles(actor)
    return [
        {
            "row": row,
            "may_end": row.is_open and row.role in grantable,
            "may_hand_over": row.in_force and row.role in WORKERS,
            "decree": decrees.told(row) if row.in_force else "",
            "decree_state": decrees.state_of(row),
        }
        for row in of_own(actor).filter(user=user)
    ]


def _known(actor: Actor, pk: int) -> User:
    """A person with a role, now or before, in the own branches; who has only been offered one is a 404 like others."""
    held = of_own(actor).filter(unaccepted_since=None).order_by()
    return get_object_or_404(User.objects.filter(pk__in=held.values("user")), pk=pk)


@require_POST
@officers
def end_role(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """End a role today, or take back an offer; the person's next request already goes without it."""
    row = get_object_or_404(of_own(actor), pk=pk)
    waits = row.unaccepted_since or row.unconfirmed_since
    try:
        with transaction.atomic():
            end_membership(row, by=actor)
            freed = let_go(row.user, row.agency, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        happened = "dibatalkan" if waits else "berakhir sekarang"
        alone = f" {freed} laporan kini tanpa penanggung jawab." if freed else ""
        messages.success(request, f"Peran {row.get_role_display()} di {row.agency} {happened}.{alone}")
    if waits:
        return redirect("desk:people")
    return redirect("desk:person", row.user_id) if actor.user_id != row.user_id else redirect("desk:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def decree(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Note the decree behind a role."""
    row = get_object_or_404(decrees.seats_managed(actor), pk=pk)
    form = DecreeForm(
        request.POST if request.method == "POST" else None, initial={"number": row.sk_number, "until": row.sk_until}
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_decree(row, by=actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            kept = "disimpan" if form.cleaned_data["number"] else "dikosongkan"
            messages.success(request, f"SK {row.user.name} di {row.agency} {kept}.")
            return redirect("desk:person", row.user_id)
    return render(request, "desk/decree.html", {"row": row, "form": form}, status=422 if form.errors else 200)


@require_POST
@officers
def confirm_role(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Say yes as the second admin."""
    row = get_object_or_404(of_own(actor), pk=pk)
    try:
        row = confirm(row, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        then = "Orangnya masih harus menerima." if row.unaccepted_since else "Peran itu berlaku sekarang."
        messages.success(request, f"Anda menyetujui {row.get_role_display()} di {row.agency}. {then}")
    return redirect("desk:people")


@require_POST
@officers
def offer_again(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Send the mail of an offer once more."""
    row = get_object_or_404(of_own(actor).open().exclude(unaccepted_since=None), pk=pk)
    if seats.invite_again(row):
        messages.success(request, f"Undangan segera dikirim lagi ke {row.user.email}.")
    else:
        messages.info(request, f"Undangan untuk {row.user.email} masih menunggu dikirim.")
    return redirect("desk:people")


@require_POST
@officers
def link_again(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Send the link for a password once more."""
    user = _known(actor, pk)
    send_link(request, user)
    messages.success(request, f"Tautan untuk membuat kata sandi dikirim ke {user.email}.")
    return redirect("desk:person", user.pk)
