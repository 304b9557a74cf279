"""The second tap of an officer: what is sent again from the same page is done already, not "overtaken by others"."""

from __future__ import annotations

import json

from django.http import HttpRequest

from lapor.channels.web import held
from lapor.desk import kept, templating, unsent
from lapor.people.actor import Actor
from lapor.reports.actions.once import KEY_LEAST, KEY_MOST, KeyReused, Once, earlier, once
from lapor.reports.workflow import Move

NOT_WORDS = frozenset({unsent.KEY, unsent.SEEN, unsent.SHOWN, templating.PICK, kept.TYPIST, "csrfmiddlewaretoken"})


def sent(request: HttpRequest, move: Move, code: str, *, by: Actor) -> tuple[Once | None, bool]:
    """The key under which a posted form is to be done, and whether it was done before.

    Without a key there is none; other words from a page whose key was used are a new try, without one.
    """
    if request.method != "POST":
        return None, False
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_WORDS)
    given = held.files_of(request, kept.bound(request)).getlist("files")
    files = [(file.name, file.size) for file in given]  # held ones as well, also when they are spent
    return under(request.POST.get(unsent.KEY, ""), move, code, by=by, body=json.dumps([fields, files]))


def under(key: str, move: Move, code: str, *, by: Actor, body: str) -> tuple[Once | None, bool]:
    """The same for a key and a body at hand."""
    if not KEY_LEAST <= len(key) <= KEY_MOST:
        return None, False
    this = once(move.name, code, by=by, key=key, body=body)
    try:
        return this, earlier(this) is not None
    except KeyReused:
        return None, False
