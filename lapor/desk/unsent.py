"""The draft beside the form of a move: kept while one types or by a button, and who else is writing.

A form says from which version of the unit's draft it goes out (`draf`) and which it has shown (`draf_dilihat`). A draft
that somebody wrote anew meanwhile is shown beside the own words; nothing replaces it before a person chose.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from lapor.channels.web.fields import ManyFiles
from lapor.channels.web.moveform import MoveForm
from lapor.desk import moving
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import actions, policies
from lapor.reports.actions.once import KEY_MOST, Once, once
from lapor.reports.checklist import Check, checks
from lapor.reports.models import Report
from lapor.reports.policies import DraftView, WriterView
from lapor.reports.workflow import Move

KEY = "kunci"  # hidden field of a form, new each time it is drawn
STEP = "draf_langkah"  # name of the buttons: simpan, ganti, ambil, buang
SEEN, SHOWN = "draf", "draf_dilihat"
LEAVES = "pergi"
CHOSEN = "berkas"  # how many files are chosen on the page
OPENED_SECONDS = 300  # how long an opened form counts that never gives a beat, because it has no JavaScript
BEAT_SECONDS = 60  # three beats
SAVED = "Draf tersimpan. Rekan di unit Anda dapat melanjutkannya."
NOTHING = "Belum ada tulisan untuk disimpan."
TAKEN = "Formulir kini berisi draf yang lebih baru. Tulisan Anda sebelumnya ada di atasnya."
DROPPED = "Draf dibuang."
NO_FILES = "Berkas dari jawaban sebelumnya tidak ikut terkirim."


@dataclass(frozen=True, slots=True)
class Corner:
    """What the form shows of drafts: the unit's, the version it goes out from, whether another came, who writes."""

    draft: DraftView | None
    version: str
    writers: list[WriterView]
    words: list[tuple[str, str]]  # of the draft, by the label of the field
    checks: tuple[Check, ...] = ()  # of an answer, as far as it is kept

    @property
    def overtaken(self) -> bool:
        return self.draft is not None and self.draft.version != self.version


@dataclass(frozen=True, slots=True)
class Pressed:
    """The form after a button was pressed, and the own words (by label) that it no longer holds."""

    given: QueryDict
    mine: list[tuple[str, str]]


def form_of(request: HttpRequest, move: Move, code: str, *, by: Actor) -> Once:
    """The form by the key under which its move will be made."""
    return once(move.name, code, by=by, key=request.POST.get(KEY, "")[:KEY_MOST], body="")


def shown(request: HttpRequest, report: Report, move: Move, form: MoveForm, *, by: Actor) -> Corner:
    """What stands beside a form that is drawn; a fresh one goes out from the unit's draft, and the unit is told."""
    if form.is_bound:
        box = form.fields.get("files")
        held = len(box.widget.held) if box and isinstance(box.widget, ManyFiles) else 0
        return corner(report, move, by, version=form.data.get(SEEN, ""), files=held)
    if request.method == "GET":
        actions.start_writing(report, move, by=by, seconds=OPENED_SECONDS)
    found = corner(report, move, by)
    if found.draft:
        form.initial.update({name: text for name, text in found.draft.words.items() if text})
    return found


def corner(report: Report, move: Move, actor: Actor, *, version: str | None = None, files: int = 0) -> Corner:
    """`version`: what the form goes out from; None for the draft that there is."""
    draft = policies.draft_of(report, move, actor)
    words = [(param.label, text) for param in move.words if draft and (text := draft.words.get(param.name, ""))]
    if version is None:
        version = draft.version if draft else ""
    kept = draft.words.get("text", "") if draft and draft.version == version else ""
    points = checks(report, kept, viewer=actor, files=files) if move.name == "follow_up" else ()
    return Corner(draft, version, policies.writers_of(report, actor, [move]), words, points)


def overtaken(request: HttpRequest, report: Report, move: Move, *, by: Actor) -> bool:
    """Whether what is about to be sent was written without a look at the draft that the unit has now."""
    draft = policies.draft_of(report, move, by) if move.words else None
    if draft is None or draft.version in (request.POST.get(SEEN), request.POST.get(SHOWN)):
        return False
    return draft.form != form_of(request, move, report.code, by=by).key


def press(request: HttpRequest, report: Report, move: Move, *, by: Actor) -> Pressed:
    """One of the buttons for drafts; what it comes to is said in a message, and the words stay in the form."""
    given = moving.unsent(request.POST)
    step, shown = request.POST.get(STEP), request.POST.get(SHOWN, "")
    try:
        match step:
            case "ambil":
                return _take(request, given, report, move, by=by)
            case "lepas":
                actions.drop_files(report, by=by)
                messages.info(request, NO_FILES)
            case "buang":
                actions.throw_away(report, move, by=by, seen=shown)
                _fill(given, move, {}, "")
                messages.info(request, DROPPED)
            case _:
                version = save(request, report, move, by=by, seen=shown if step == "ganti" else given.get(SEEN, ""))
                given[SEEN] = version
                messages.success(request, SAVED) if version else messages.info(request, NOTHING)
    except actions.DraftOvertaken:
        pass  # the form shows both
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return Pressed(given, [])


def _take(request: HttpRequest, given: QueryDict, report: Report, move: Move, *, by: Actor) -> Pressed:
    draft = policies.draft_of(report, move, by)
    if draft is None:
        return Pressed(given, [])
    mine = [(param.label, text) for param in move.words if (text := given.get(param.name, "").strip())]
    _fill(given, move, draft.words, draft.version)
    messages.info(request, TAKEN)
    return Pressed(given, mine)


def _fill(given: QueryDict, move: Move, words: dict[str, str], version: str) -> None:
    for param in move.words:
        given[param.name] = words.get(param.name, "")
    given[SEEN] = version


def save(request: HttpRequest, report: Report, move: Move, *, by: Actor, seen: str) -> str:
    """Keep the posted words; the version that the form goes out from now. Raises as `keep_draft`."""
    words = {param.name: request.POST.get(param.name, "") for param in move.words}
    form = form_of(request, move, report.code, by=by)
    row = actions.keep_draft(report, move, by=by, given=words, seen=seen, form=form)
    return row.version.hex if row else ""


def beat(request: HttpRequest, report: Report, move: Move, *, by: Actor) -> Corner:
    """A page with JavaScript gives a sign, with its words when they changed. Raises as `keep_draft`."""
    version = request.POST.get(SEEN, "")
    if request.POST.get(LEAVES):
        actions.stop_writing(report, move, by=by)
    else:
        actions.start_writing(report, move, by=by, seconds=BEAT_SECONDS)
    if any(param.name in request.POST for param in move.words):
        with suppress(actions.DraftOvertaken):  # the corner shows it
            version = save(request, report, move, by=by, seen=version)
    chosen = request.POST.get(CHOSEN, "")
    return corner(report, move, by, version=version, files=int(chosen) if chosen.isascii() and chosen.isdigit() else 0)
