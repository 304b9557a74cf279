"""Writing and dropping the templates of an agency, by who manages it."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from lapor.agencies.models import Agency
from lapor.agencies.policies import may_manage
from lapor.kit import clock
from lapor.kit import text as texts
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports.models import AnswerTemplate
from lapor.reports.templates import FIELD, VARIABLES, has_stray_brace, unknown
from lapor.reports.workflow import MOVES

TEMPLATE_NAME_LONGEST = 80
TEMPLATE_LONGEST = 5_000
MOST = 100  # of one agency
NOT_YOURS = "Templat instansi ini hanya diatur oleh adminnya."


def write_template(
    agency: Agency,
    *,
    by: Actor,
    move: str,
    name: str,
    body: str,
    state: str = "",
    template: AnswerTemplate | None = None,
) -> AnswerTemplate:
    """Add a template, or write `template` anew. Raises Refused for what would not work on a form."""
    _refuse_stranger(agency, by)
    name, body = texts.clean(name).strip(), texts.clean(body).strip()
    if sentence := _wrong(move, state, name, body):
        raise Refused(sentence)
    if template is None and AnswerTemplate.objects.filter(agency=agency).count() >= MOST:
        raise Refused(f"Sudah ada {MOST} templat. Hapus yang tidak dipakai dulu.")
    row = template or AnswerTemplate(agency=agency)
    row.move, row.state, row.name, row.body = move, state, name, body
    row.changed_by_id, row.changed_at = by.user_id or 0, clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused("Nama ini sudah dipakai untuk langkah yang sama. Pilih nama lain.") from None
    return row


def _wrong(move: str, state: str, name: str, body: str) -> str:
    """Why a template cannot be stored; empty when it can."""
    if move not in FIELD:
        return "Pilih langkah yang memakai templat ini."
    if state and state not in MOVES[move].from_:
        return f"Langkah “{MOVES[move].label}” tidak ada pada status itu. Pilih status lain, atau semua status."
    if not name or len(name) > TEMPLATE_NAME_LONGEST:
        return f"Isi nama templat, paling banyak {TEMPLATE_NAME_LONGEST} huruf."
    if not body or len(body) > TEMPLATE_LONGEST:
        return f"Isi templat masih kosong atau lebih dari {TEMPLATE_LONGEST} huruf."
    known = ", ".join(f"{{{one}}}" for one in VARIABLES)
    if strange := unknown(body):
        return f"{strange[0]} tidak dikenal. Yang dapat dipakai: {known}."
    if has_stray_brace(body):
        return f"Satu tanda {{ atau }} tidak berpasangan pada barisnya. Yang dapat dipakai: {known}."
    return ""


def drop_template(template: AnswerTemplate, *, by: Actor) -> None:
    """Remove a template; what was written with it stays."""
    _refuse_stranger(template.agency, by)
    template.delete()


def _refuse_stranger(agency: Agency, by: Actor) -> None:
    if by.scope == "read" or not may_manage(by, agency):
        raise Refused(NOT_YOURS)
