"""How an agency writes its official letters, set by who manages it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from lapor.agencies import actions
from lapor.agencies.models import Letterhead
from lapor.agencies.numbering import PARTS
from lapor.desk.door import officers
from lapor.desk.letterheads import LetterheadForm, example
from lapor.desk.views.agencies import of_own, posted
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import Actor


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def letterhead(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Head, signature and pattern of the numbers; a posted form replaces them for the letters to come."""
    agency = get_object_or_404(of_own(actor), pk=pk)
    row = Letterhead.objects.filter(agency=agency).first()
    form = LetterheadForm(posted(request), row=row)
    if form.is_bound and form.is_valid():
        try:
            actions.write_letterhead(agency, by=actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"Kop surat dan penanda tangan {agency.short_name} disimpan.")
            return redirect("desk:letterhead", agency.pk)
    today = clock.now().astimezone(agency.zone).date()
    values = {
        "agency": agency,
        "form": form,
        "parts": PARTS.items(),
        "example": example(row.pattern, on=today) if row else "",
    }
    return render(request, "desk/letterhead.html", values, status=422 if form.errors else 200)
