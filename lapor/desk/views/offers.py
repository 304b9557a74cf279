"""Roles that were offered to the person who signed in: taken or left, by himself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lapor.agencies.actions import accept, decline
from lapor.agencies.duties import duty
from lapor.agencies.models import Membership
from lapor.agencies.queries import not_yet_in_force, offers_to
from lapor.desk.door import person, signed_in
from lapor.kit.errors import Refused
from lapor.people.actor import Actor


@require_safe
@signed_in
def offers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Each offer with two buttons; below them what was taken and is not in force yet."""
    who = person(request)
    offered = [{"row": row, "duty": duty(row.role)} for row in offers_to(who)]
    values = {"offered": offered, "waiting": not_yet_in_force(who), "seated": actor.is_officer}
    return render(request, "desk/offers.html", values)


@require_POST
@signed_in
def answer(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Take the role, or leave it."""
    row = get_object_or_404(Membership.objects.filter(user=person(request)).select_related("agency"), pk=pk)
    try:
        row = accept(row, by=actor) if "terima" in request.POST else decline(row, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("desk:offers")
    messages.success(request, _said(row))
    return redirect("desk:inbox" if row.in_force else "desk:offers")


def _said(row: Membership) -> str:
    what = f"{row.get_role_display()} di {row.agency}"
    if row.unaccepted_since:
        return f"Anda menolak peran {what}."
    if row.unconfirmed_since:
        return f"Anda menerima peran {what}. Peran berlaku setelah seorang admin lain menyetujuinya."
    return f"Anda menerima peran {what}."
