"""What was typed when the session had ended: kept for ten minutes, given back on the same form to the same person.

A form says who was reading it when it was drawn (`penulis`, a keyed digest of the account). The words lie for that
person and page in the new, still anonymous session (sealed as all sessions are, config/sessions.py); whoever else signs
in on this browser gets an empty form. Of files the session keeps the tickets (channels/web/held.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac

from lapor.channels.web import held
from lapor.kit import clock
from lapor.people.models import User

NAME = "desk_kept"
TYPIST = "penulis"
LIFE = timedelta(minutes=10)
MOST = 40_000  # characters of the whole form; a longer one is no form of ours
STILL_THERE = "Tulisan Anda masih ada. Periksa, lalu kirim."
FILES_LOST = "Tulisan Anda masih ada, tetapi berkasnya tidak. Pilih lagi berkasnya, lalu kirim."


def typist_of(user: User) -> str:
    """Who fills in a form that is drawn for this person; says nothing to who lacks Django's secret."""
    return salted_hmac("lapor.desk.kept", str(user.pk), algorithm="sha256").hexdigest()[:32]


def bound(request: HttpRequest) -> str:
    """What the held files of a form belong to: this page, and who signed in, or else who the form says typed it."""
    typist = typist_of(request.user) if isinstance(request.user, User) else request.POST.get(TYPIST, "")
    return f"{request.path}|{typist}"


def keep(request: HttpRequest) -> bool:
    """Put a posted form aside and tell whether it could be; one that does not say who typed it is nobody's."""
    typist = request.POST.get(TYPIST, "")
    lists = [(name, values) for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", TYPIST)]
    fields = [(name, value) for name, values in lists for value in values]
    if not typist or sum(len(name) + len(value) for name, value in fields) > MOST:
        return False
    held.files_of(request, bound(request))
    tickets, lost = held.rescued(request)
    fields += [(held.FIELD, ticket) for ticket in tickets]
    request.session[NAME] = {
        "path": request.path,
        "typist": typist,
        "until": (clock.now() + LIFE).isoformat(),
        "form": urlencode(fields),
        "lost": lost,
    }
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """The form that this person had filled in on this page, once, with a word about it; None: none, or too old."""
    row = request.session.get(NAME)
    if not isinstance(row, dict) or row.get("path") != request.path or not isinstance(request.user, User):
        return None
    del request.session[NAME]
    in_time = clock.now() <= datetime.fromisoformat(row["until"])
    if not in_time or not constant_time_compare(row["typist"], typist_of(request.user)):
        return None
    messages.info(request, FILES_LOST if row.get("lost") else STILL_THERE)
    return QueryDict(row["form"])


def ask_again(request: HttpRequest) -> HttpResponse:
    """Whose token grew old signed in again in another tab: keep the words and show the form with them.

    Words go back only to a page of our own, never to another site's.
    """
    own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not own or not keep(request):
        return render(request, "403_csrf.html", status=403)
    return redirect(request.path) if request.user.is_authenticated else redirect_to_login(request.path)
