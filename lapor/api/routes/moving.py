"""One route per offered move, made from the table: its schema, its words, who may and from where."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.utils import contribute_operation_args
from pydantic import BaseModel

from lapor.api import again, bodies, shown, taken
from lapor.api.door import WRITE, Door, actor_of
from lapor.api.problems import missing
from lapor.channels.web.performing import uploads
from lapor.people.actor import Actor
from lapor.reports import actions, queries
from lapor.reports.actions import once
from lapor.reports.choices import State
from lapor.reports.models import Report
from lapor.reports.workflow import MOVES, Move

router = Router()
DOOR = Door(scopes=WRITE, pin=True)


def offered() -> list[Move]:
    return [move for move in MOVES.values() if move.offered]


def takes_files(move: Move) -> bool:
    return any(param.kind == "files" for param in move.takes)


def add(move: Move) -> None:
    """Give a move its route."""
    router.post(
        f"/laporan/{{code}}/langkah/{move.name}",
        auth=DOOR,
        response=shown.Moved,
        summary=move.label,
        description=_about(move),
        operation_id=f"move_{move.name}",
        url_name=f"move-{move.name}",
        tags=["Langkah pelapor" if not move.officers else "Langkah petugas"],
        openapi_extra={
            "parameters": [again.parameter(required=False)],
            "x-door": "token-or-pin",
            "x-files": takes_files(move),
        },
    )(_view(move))


def _about(move: Move) -> str:
    who = ", ".join(sorted(move.by - {"system"}))
    where = ", ".join(sorted(move.from_)) or "any state"
    leads = {"": "stays", "<": "the state before the merge"}.get(move.to, move.to)
    return f"By: {who}. From: {where}. To: {leads}."


def _view(move: Move) -> Callable[..., HttpResponse]:
    files_too = takes_files(move)

    def make(request: HttpRequest, code: str, **given: BaseModel) -> HttpResponse:
        actor, sent = actor_of(request), given["body"]
        files = uploads(request) if files_too and request.content_type == "multipart/form-data" else ()
        this = again.of_move(request, move.name, code, by=actor, sent=sent, files=files)
        done = once.earlier(this) if this else None
        if done is None:
            report = _visible(actor, code)
            values = taken.values_of(move, sent, files)
            turn = vars(sent)["turn"]
            report.turn = report.turn if turn is None else turn
            done = once.settle(this, report, lambda: actions.perform(move.name, report, by=actor, **values))
        told = shown.Moved(
            code=done.code,
            state=State(done.state),
            state_label=done.label,
            turn=done.turn,
            answer_waits=done.waits if actor.is_officer else "",
        )
        return shown.send(told)

    source = bodies.SentWithFiles(...) if files_too else bodies.Sent(...)
    contribute_operation_args(make, "body", taken.schema_of(move), source)
    return make


def _visible(actor: Actor, code: str) -> Report:
    """The report to be moved. Raises Problem 404."""
    report = queries.handle(actor, code)
    if report is None:
        raise missing()
    return report


for one in offered():
    add(one)
