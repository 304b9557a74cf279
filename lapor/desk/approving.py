"""What a leader reads before an answer goes out, and what its writer is told before he sends it there."""

from __future__ import annotations

from typing import Any

from lapor.channels.web.moveform import MoveForm, form_for
from lapor.people.actor import Actor
from lapor.reports import approval, checklist, policies
from lapor.reports.models import Report
from lapor.reports.policies import WaitingView
from lapor.reports.workflow import MOVES, Move


def values(found: Report, waiting: WaitingView, form: MoveForm, move: Move, *, viewer: Actor) -> dict[str, Any]:
    """The form of the comment, whichever button was pressed, the checklist, and how many other reporters read it."""
    back = form if move.name == "send_back" else form_for(MOVES["send_back"], report=found)
    return {
        "back": back,
        "points": checklist.checks(found, waiting.words, viewer=viewer, files=len(waiting.files)),
        "relayed": policies.joined_to(found, viewer).count if waiting.given["to_merged"] else 0,
    }


def scope(found: Report) -> str:
    """Which answers of this report go to a leader first: "", "final" or "all"."""
    rule = approval.rule_of(found.holder)
    return rule.scope if rule else ""
