"""A form becomes a report: what the public form and the counter have in common."""

from __future__ import annotations

import uuid

from django.forms import BaseForm

from lapor.channels.web.fields import HeldFile
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import actions
from lapor.reports.actions.once import KEY_LEAST, KEY_MOST
from lapor.reports.drafts import Draft, DraftRefused

REUSED = "Formulir ini sudah dipakai untuk laporan lain. Bila yang ini laporan baru, kirim sekali lagi."


def key_of(given: str | None) -> str:
    """The key that came with the form or lies in the browser, else a new one."""
    fits = given and KEY_LEAST <= len(given) <= KEY_MOST and given.isascii() and given.isprintable()
    return given if given and fits else str(uuid.uuid4())


def sent_before(form: BaseForm, draft: Draft, *, by: Actor, key: str) -> actions.Receipt | None:
    """The receipt of a second tap on a form whose held files have gone into the report already."""
    lost = any(isinstance(file, HeldFile) and file.gone for file in form.files.getlist("files"))
    if set(form.errors) != {"files"} or not lost:
        return None
    try:
        return actions.repeated(draft, by=by, key=key)
    except actions.KeyReused:
        return None


def send(form: BaseForm, draft: Draft, *, by: Actor, key: str) -> tuple[actions.Receipt | None, int]:
    """File it, once per key. Without a receipt the form says why, and the status fits; after 409 it needs a new key."""
    try:
        return actions.submit(draft, by=by, key=key), 302
    except actions.KeyReused:
        form.add_error(None, REUSED)
        return None, 409
    except DraftRefused as refused:
        for name, sentence in refused.problems.items():
            form.add_error(name if name in form.fields else None, sentence)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    return None, 422
