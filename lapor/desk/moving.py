"""What the form of a move starts with on the desk, and whom it offers."""

from __future__ import annotations

from dataclasses import dataclass, field

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from lapor.agencies.models import WORKERS, Agency
from lapor.agencies.policies import may_manage
from lapor.channels.web.fields import AgencyField, WordsField
from lapor.channels.web.moveform import QUICK, SEARCH, MoveForm
from lapor.desk import queries
from lapor.kit import text
from lapor.kit.errors import Refused
from lapor.kit.text import Finding
from lapor.people.actor import Actor
from lapor.reports import incharge, letters, policies, routing, sendtimes
from lapor.reports.choices import Classification
from lapor.reports.models import Disposition, Report
from lapor.reports.policies import ReportView
from lapor.reports.workflow import SENDS, Move

PICKS = SENDS | {"split"}  # moves in which a unit is looked for
BELOW = PICKS | {"accuse"}  # moves that may name only what lies below the own seats
TREE_MOST = 300
NOT_NEEDED = "Judul dan isi tidak dibaca bila Anda memilih “Jangan” di bawah; laporan lalu tidak tampil untuk umum."
PUBLIC_FIELDS = ("public_title", "public_body", "checked", "withhold")
PROMISE_FIELDS = ("promise", "promise_until", "promise_owner")
PROMISE_WORDS = PROMISE_FIELDS[:2]  # what shows that somebody promises something
SCHEDULE_FIELDS = (QUICK, "send_at", "past_limit")
ANSWERS = frozenset({"follow_up", "keep_promise"})
COPY_FIELDS = ("copies", "copies_2", "copies_3")


def choices_of(move: Move, actor: Actor) -> QuerySet[Agency] | None:
    """Whom a move may name: what lies below the own seats, in a proposal anybody (None)."""
    return queries.own_branches(actor, *move.officers) if move.name in BELOW else None


def stay_below(form: MoveForm, move: Move, actor: Actor) -> None:
    """Let the pickers of a disposition offer only what lies below the one seat it is made from.

    From seats in several branches they search everywhere, and the form says no to what lies outside.
    """
    top = min((seat for seat in actor.seats if seat.role in move.officers), key=lambda seat: seat.path, default=None)
    if top is None or any(not path.startswith(top.path) for path in actor.paths(*move.officers)):
        return
    for box in form.fields.values():
        if isinstance(box, AgencyField):
            address = box.url or reverse("cari-instansi")
            box.url = f"{address}{'&' if '?' in address else '?'}dalam={top.agency_id}"


def initial(move: Move, view: ReportView, report: Report, actor: Actor) -> dict[str, object]:
    """What stands in the form at first: the public version without personal data, the present classification, and in
    a disposition the agency that the reporter chose.
    """
    start: dict[str, object] = {
        "classification": report.classification,
        "category": report.category_id,
        "person": report.assignee_id,
    }
    if report.oversight is not None:
        start["oversight"] = "yes" if report.oversight else "no"
    if move.name == "dispose" and (unit := ruled(report, actor) or wished(report, actor)):
        start["to"] = unit.pk
    if move.name == "split":
        start |= {"part_title": view.title, "part_body": view.body}
    if move.name == "follow_up":
        start["to_merged"] = True
    if move.name == "assign" and (promise := incharge.promise_of(report)) and promise.owner_id != report.assignee_id:
        start["promise_owner"] = promise.owner_id
    if move.name == "issue_letter":
        return start | of_letter(report)
    if move.name == "edit_public":
        return start | {"public_title": view.public_title, "public_body": view.public_body}
    if offers_public(move, report):
        start |= {"public_title": text.mask(view.title), "public_body": text.mask(view.body)}
    return start


def of_letter(report: Report) -> dict[str, object]:
    """The newest answer, the number that comes next, today, and what the agency always writes."""
    day, head, newest = letters.today(report), letters.letterhead_of(report.holder), letters.answers(report).first()
    return {
        "answer": newest.pk if newest else None,
        "letter_number": letters.next_number(head, day=day) if head else "",
        "letter_date": day,
        "letter_place": head.place if head else "",
        "letter_subject": letters.subject_of(report),
    }


@dataclass(frozen=True, slots=True)
class Unset:
    """Why no letter can be made yet, and whose letterhead this officer may fill in (None: somebody else must)."""

    sentence: str
    agency: Agency | None


def unset(report: Report, actor: Actor) -> Unset | None:
    """What a letter still lacks; None when it can be made."""
    try:
        letters.head_of(report.holder)
    except Refused as refused:
        return Unset(refused.sentence, report.holder if may_manage(actor, report.holder) else None)
    return None if letters.answers(report).exists() else Unset(letters.NO_ANSWER, None)


def offers_public(move: Move, report: Report) -> bool:
    """Whether the form asks for a public version: at the first disposition, and where publishing is the move."""
    if report.is_secret or not any(param.name == "public_body" for param in move.takes):
        return False
    return move.name not in SENDS or not (report.published_at or report.withheld)


def trim(form: MoveForm, move: Move, report: Report, actor: Actor) -> None:
    """Leave out what this report does not need, so that nobody fills in what would be ignored."""
    surplus: list[str] = []
    if move.name in SENDS:
        if offers_public(move, report):
            _say_when_needed(form)
        else:
            surplus += PUBLIC_FIELDS
        surplus += COPY_FIELDS if report.is_secret else ()
        if report.classification == Classification.COMPLAINT:
            form.fields["oversight"].required = True  # what was chosen before stands there; it cannot be taken back
        else:
            surplus.append("oversight")
    if move.name == "split":
        surplus += _surplus_of_split(form, report)
    if move.name == "arbitrate" and report.category is None:
        surplus.append("keep_rule")
    withhold = form.fields.get("withhold")
    if move.name in PICKS and isinstance(withhold, forms.ChoiceField):
        form["withhold"].label = "Terbitkan untuk umum?"  # of the drawn field: a form that was checked keeps its own
        what = "bagian" if move.name == "split" else "versi"
        withhold.choices = [("", f"Ya, {what} di atas"), *_pairs(withhold)]
    if move.name == "assign" and not report.promise_state:
        surplus.append("promise_owner")
    if move.name in ANSWERS:
        surplus += _surplus_of_answer(form, move, report, actor)
    for name in surplus:
        form.fields.pop(name, None)
    _ask_to_look(form)
    _ask_past_limit(form, report)


def _surplus_of_split(form: MoveForm, report: Report) -> list[str]:
    """What a part without a unit does not need is asked for all the same, but says so."""
    form["category"].label = "Kategori bagian ini"
    form["to"].label = "Unit yang menangani bagian ini"
    form["withhold"].help_text = "Hanya dibaca bila unitnya sudah dipilih; tanpa unit bagian ini belum terbit."
    form["to"].help_text = "Kosongkan bila belum tahu: bagian lalu menunggu verifikasi di meja Anda."
    surplus = [] if report.classification == Classification.COMPLAINT else ["oversight"]
    if isinstance(box := form.fields["part_files"], forms.ChoiceField) and not box.choices:
        surplus.append("part_files")
    return surplus + (["withhold", "checked"] if report.is_secret else [])


def _surplus_of_answer(form: MoveForm, move: Move, report: Report, actor: Actor) -> list[str]:
    """Nothing is published of a hidden report, nothing relayed without followers, no promise beside a running one."""
    surplus = [] if report.published_at else ["publish_text", "checked"]
    if move.name == "keep_promise":
        return surplus
    if count := policies.joined_to(report, actor).count:
        form["to_merged"].label = f"Kirim juga ke {count} laporan yang digabungkan"
    else:
        surplus.append("to_merged")
    return [*surplus, *(PROMISE_FIELDS if report.promise_state else ())]


def _ask_to_look(form: MoveForm) -> None:
    """Somebody vouches for the words only where something was found in what would be published."""
    if "checked" not in form.fields:
        return
    found = form.personal()
    if not found:
        del form.fields["checked"]
        return
    form.fields["checked"].required = True
    shown = "; ".join(f"{one.label} “{one.value:.60}”" for one in found)
    form["checked"].help_text = f"Ditemukan: {shown}."


def _ask_past_limit(form: MoveForm, report: Report) -> None:
    """Somebody says yes only where a limit ends before the chosen time."""
    if "past_limit" not in form.fields:
        return
    chosen = form.cleaned_data.get("send_at") if form.is_bound and hasattr(form, "cleaned_data") else None
    sentence = sendtimes.passed(report, chosen) if chosen else ""
    if sentence:
        form["past_limit"].help_text = sentence
    else:
        del form.fields["past_limit"]


def _say_when_needed(form: MoveForm) -> None:
    """The public version is not for leaving out: it is written, or a reason is chosen instead."""
    for name in ("public_title", "public_body"):
        box = form.fields[name]
        if isinstance(box, WordsField):
            box.when_empty = "wajib bila diterbitkan"
    form.fields["public_title"].help_text = NOT_NEEDED


def _pairs(field: forms.ChoiceField) -> list[tuple[str, str]]:
    """The reasons not to publish, beside the answer that takes back what was pressed by mistake."""
    return [(str(value), f"Jangan: {str(label)[:1].lower()}{str(label)[1:]}") for value, label in field.widget.choices]


def touched(form: MoveForm, folded: tuple[str, ...]) -> bool:
    """Whether something was chosen, typed or wrong in these fields, which are folded away otherwise."""
    names = [name for name in folded if name in form.fields]
    return any(form[name].value() or form.words(name) or form[name].errors for name in names)


def findings(move: Move, view: ReportView, report: Report) -> list[Finding]:
    """What looks like personal data in the reporter's own words, beside the form of a public version."""
    if not (offers_public(move, report) or move.name == "edit_public"):
        return []
    found = text.find_personal(f"{view.title}\n{view.body}")
    return list({(one.kind, one.value): one for one in found}.values())


def chosen(posted: QueryDict, button: str) -> QueryDict:
    """The posted form with the agency of the pressed button in the picker; a press is not yet a try to send."""
    changed = unsent(posted)
    changed["to"], changed["to_q"] = posted.get(button, ""), ""
    return changed


def unsent(posted: QueryDict) -> QueryDict:
    """The same words as a form that nobody has sent yet: no complaints about what is still missing."""
    changed = posted.copy()
    changed[SEARCH] = "-"
    return changed


def offered(agencies: list[Agency], report: Report, actor: Actor) -> list[Agency]:
    """Suggestions that this officer may send to; never the accused, never who holds it already."""
    paths = actor.paths(*WORKERS)
    return [
        agency
        for agency in agencies
        if not policies.is_accused(report, agency.path)
        and agency.pk != report.holder_id
        and any(agency.path.startswith(path) for path in paths)
    ]


def proposals(report: Report, actor: Actor) -> list[Agency]:
    """Whom those who returned it named, and who returned it: between these an arbiter decides."""
    rows = report.events.filter(kind="return_up").values_list("data__proposed", "agency")
    ids = {pk for row in rows for pk in row if pk}
    found = Agency.objects.filter(pk__in=ids, is_open=True).order_by("path")
    return offered(list(found), report, actor)


def ruled(report: Report, actor: Actor) -> Agency | None:
    """The unit that a rule of this desk names, as far as it may be sent there and nobody has sent there before."""
    rule = routing.fitting(report, actor)
    return _fresh(rule.unit, report, actor) if rule else None


def wished(report: Report, actor: Actor) -> Agency | None:
    """The agency that the reporter chose, if this officer may send to it and nobody has sent there before."""
    target = report.target
    return _fresh(target, report, actor) if target and target.is_open else None


def _fresh(unit: Agency, report: Report, actor: Actor) -> Agency | None:
    if not offered([unit], report, actor):
        return None
    sent = report.dispositions.filter(agency=unit, kind=Disposition.Kind.MAIN)
    return None if sent.exists() else unit


@dataclass(slots=True)
class Branch:
    """An agency with what lies directly below it."""

    agency: Agency
    below: list[Branch] = field(default_factory=list)


def tree(move: Move, report: Report, actor: Actor) -> list[Branch]:
    """The branches below the actor's seats, without the accused; of a large tree the first level only."""
    rows = queries.own_branches(actor, *move.officers)
    if report.accused:
        rows = rows.exclude(path__startswith=report.accused.path)
    found = list(rows[: TREE_MOST + 1])
    if len(found) > TREE_MOST:
        found = list(rows.filter(parent__path__in=actor.paths(*move.officers))[:TREE_MOST])
    return _branches(found)


def _branches(rows: list[Agency]) -> list[Branch]:
    tops: list[Branch] = []
    known: dict[int, Branch] = {}
    for agency in rows:
        branch = known[agency.pk] = Branch(agency)
        above = known.get(agency.parent_id or 0)
        (above.below if above else tops).append(branch)
    return tops
