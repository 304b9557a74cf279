"""Everything that can be done to a report: one verb, one function. Web, API, import and tests call the same ones."""

from collections.abc import Callable
from typing import Any

from lapor.people.actor import Actor
from lapor.reports.actions.access import look, open_identity, renew_pin, take_over
from lapor.reports.actions.accusing import accuse
from lapor.reports.actions.answer import ask, ask_phone, close, extend, follow_up, intervene, note
from lapor.reports.actions.appealing import accept_appeal, appeal, close_appeal, note_appeal, withdraw_appeal
from lapor.reports.actions.approving import approve, drop_files, send_back, take_back
from lapor.reports.actions.assigning import assign, hand_on, let_go
from lapor.reports.actions.by_time import mark_overdue, offer, postpone, remind, unanswered, warn
from lapor.reports.actions.intervening import answer_letter, read_letter, send_letter, settle_letter
from lapor.reports.actions.joining import merge, unmerge
from lapor.reports.actions.letters import issue_letter
from lapor.reports.actions.once import KeyReused
from lapor.reports.actions.promises import (
    confirm_promise,
    dispute_promise,
    keep_promise,
    move_promise,
    promise_broken,
    promise_due,
    promise_unconfirmed,
)
from lapor.reports.actions.publication import edit_public, publish, unpublish
from lapor.reports.actions.reporter import (
    add,
    complete,
    object_to,
    raise_secrecy,
    rate,
    reopen,
    respond,
    share_phone,
    withdraw,
)
from lapor.reports.actions.scheduling import come_due, pass_answer, reschedule, send_now
from lapor.reports.actions.splitting import split, unsplit
from lapor.reports.actions.submit import Receipt, repeated, submit
from lapor.reports.actions.templates import drop_template, write_template
from lapor.reports.actions.testing import file_test, put_test_away
from lapor.reports.actions.triage import (
    accept_objection,
    adopt,
    arbitrate,
    archive,
    dispose,
    hold,
    recall,
    reclassify,
    reject_objection,
    return_up,
)
from lapor.reports.actions.unsent import DraftOvertaken, keep_draft, start_writing, stop_writing, throw_away
from lapor.reports.models import Report

# The offered moves by name: faces call the function with the move's parameters and `by`.
BY_NAME: dict[str, Callable[..., Report]] = {
    "dispose": dispose,
    "hold": hold,
    "complete": complete,
    "ask": ask,
    "ask_phone": ask_phone,
    "share_phone": share_phone,
    "return_up": return_up,
    "arbitrate": arbitrate,
    "recall": recall,
    "archive": archive,
    "merge": merge,
    "unmerge": unmerge,
    "split": split,
    "unsplit": unsplit,
    "follow_up": follow_up,
    "issue_letter": issue_letter,
    "approve": approve,
    "send_back": send_back,
    "take_back": take_back,
    "reschedule": reschedule,
    "send_now": send_now,
    "respond": respond,
    "add": add,
    "keep_promise": keep_promise,
    "move_promise": move_promise,
    "confirm_promise": confirm_promise,
    "dispute_promise": dispute_promise,
    "extend": extend,
    "assign": assign,
    "reclassify": reclassify,
    "publish": publish,
    "unpublish": unpublish,
    "edit_public": edit_public,
    "raise_secrecy": raise_secrecy,
    "accuse": accuse,
    "note": note,
    "intervene": intervene,
    "close": close,
    "rate": rate,
    "reopen": reopen,
    "object": object_to,
    "accept_objection": accept_objection,
    "reject_objection": reject_objection,
    "appeal": appeal,
    "withdraw_appeal": withdraw_appeal,
    "accept_appeal": accept_appeal,
    "note_appeal": note_appeal,
    "close_appeal": close_appeal,
    "withdraw": withdraw,
    "adopt": adopt,
}


def perform(name: str, report: Report, *, by: Actor, **values: Any) -> Report:
    """Make the offered move `name`; `values` are the parameters of its row in the table."""
    return BY_NAME[name](report, by=by, **values)


__all__ = [
    "BY_NAME",
    "DraftOvertaken",
    "KeyReused",
    "Receipt",
    "accept_appeal",
    "accept_objection",
    "accuse",
    "add",
    "adopt",
    "answer_letter",
    "appeal",
    "approve",
    "arbitrate",
    "archive",
    "ask",
    "ask_phone",
    "assign",
    "close",
    "close_appeal",
    "come_due",
    "complete",
    "confirm_promise",
    "dispose",
    "dispute_promise",
    "drop_files",
    "drop_template",
    "edit_public",
    "extend",
    "file_test",
    "follow_up",
    "hand_on",
    "hold",
    "intervene",
    "issue_letter",
    "keep_draft",
    "keep_promise",
    "let_go",
    "look",
    "mark_overdue",
    "merge",
    "move_promise",
    "note",
    "note_appeal",
    "object_to",
    "offer",
    "open_identity",
    "pass_answer",
    "perform",
    "postpone",
    "promise_broken",
    "promise_due",
    "promise_unconfirmed",
    "publish",
    "put_test_away",
    "raise_secrecy",
    "rate",
    "read_letter",
    "recall",
    "reclassify",
    "reject_objection",
    "remind",
    "renew_pin",
    "reopen",
    "repeated",
    "reschedule",
    "respond",
    "return_up",
    "send_back",
    "send_letter",
    "send_now",
    "settle_letter",
    "share_phone",
    "split",
    "start_writing",
    "stop_writing",
    "submit",
    "take_back",
    "take_over",
    "throw_away",
    "unanswered",
    "unmerge",
    "unpublish",
    "unsplit",
    "warn",
    "withdraw",
    "withdraw_appeal",
    "write_template",
]
