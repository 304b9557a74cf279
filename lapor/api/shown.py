"""What goes out: one schema per level of looking, each an allow-list of what `policies.redact` gives.

A name that is not listed never leaves, whatever is added to the view. The schemas are made from the view's own types.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, cast, get_type_hints
from uuid import UUID

from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict, Field, create_model

from lapor.people.actor import Actor
from lapor.reports import cases, policies, queries
from lapor.reports.choices import State
from lapor.reports.events import Proof
from lapor.reports.models import AccessEntry, OmbudsmanCase, Report
from lapor.reports.policies import (
    CaseView,
    FileView,
    HopView,
    KinView,
    LetterView,
    MessageView,
    PromiseView,
    ReportView,
    TimelineItem,
    WaitingView,
)
from lapor.reports.policies.clocks import DeadlineView, Replayed
from lapor.standards.explain import Day

FROM_VIEW = ConfigDict(from_attributes=True, extra="ignore")


def _shape(name: str, source: type, keys: str, **changed: Any) -> type[BaseModel]:
    """A schema with the listed fields of a dataclass; `changed` gives other types to some."""
    hints = get_type_hints(source)
    fields: dict[str, Any] = {key: (changed.get(key, hints.get(key)), ...) for key in keys.split()}
    return cast("type[BaseModel]", create_model(name, __config__=FROM_VIEW, **fields))


def _many(shape: type[BaseModel]) -> object:
    return list[shape]  # type: ignore[valid-type]  # a schema made at run time


class Judgement(BaseModel):
    """Each question is answered "yes", "partly" or "no"; ratings from before the questions have stars, 1 to 5."""

    model_config = FROM_VIEW
    adequate: str
    solved: str
    treated: str
    stars: int | None


class MoveName(BaseModel):
    """A move that may be made now; its route is `…/langkah/{name}`."""

    model_config = FROM_VIEW
    name: str
    label: str


class Look(BaseModel):
    """Somebody of an agency read a name or what is secret, within this hour."""

    what: str
    agency: str
    hour: datetime


class Disposed(BaseModel):
    agency: str
    kind: str
    since: datetime
    until: datetime | None


File = _shape("File", FileView, "id name kind size state state_label by_reporter letter replaced", id=UUID)
TimelineEntry = _shape("TimelineEntry", TimelineItem, "at kind sentence who mine")
Hop = _shape("Hop", HopView, "at kind label sender receiver by working_days reason proposed")
RunningDeadline = _shape(
    "Deadline",
    DeadlineView,
    "clock label agency started_at due_at amount unit basis outcome outcome_label",
    outcome_label=str,
)
Promised = _shape("Promise", PromiseView, "text agency due_on state state_label moved is_public answer_by")
Kin = _shape("Kin", KinView, "code title state state_label holder")
Paper = _shape("IncomingLetter", LetterView, "number written_on received_on")
Case = _shape(
    "OmbudsmanCase",
    CaseView,
    "state state_label opened_at accepted_at ended_at outcome outcome_label",
)
Chain = _shape("Proof", Proof, "count first last broken_at")
Counted = _shape("CountedDay", Day, "date number reason")
Replay = _shape("Replayed", Replayed, "on amount unit basis due_at")
ExplainedDeadline = _shape(
    "ExplainedDeadline",
    DeadlineView,
    "clock label agency started_at due_at amount unit basis valid_from valid_until "
    "outcome outcome_label why days as_of",
    outcome_label=str,
    valid_from=date | None,
    valid_until=date | None,
    why=list[str],
    days=_many(Counted),
    as_of=Replay | None,
)


class ExplainedDeadlines(BaseModel):
    """All limits of a report; `number` of a day is 0 when the day did not count, `reason` then says why."""

    deadlines: list[ExplainedDeadline]  # type: ignore[valid-type]  # a schema made at run time


PublicMessage = _shape(
    "PublicMessage",
    MessageView,
    "kind label at who body by_reporter files",
    files=_many(File),
)
OfficerMessage = _shape(
    "OfficerMessage",
    MessageView,
    "id kind label at who body by_reporter internal is_public files",
    id=UUID,
    files=_many(File),
)

UnsentAnswer = _shape(
    "UnsentAnswer",
    WaitingView,
    "words promise promise_until final publish files who at returned comment returned_by send_at scheduled",
    files=_many(File),
)

PUBLIC_KEYS = (
    "level code title body state state_label classification category region_code holder holder_slug waits_for due_at "
    "zone_name submitted_at closed_at days_open days_held archive_reason imported "
    "rating messages files timeline deadlines promises parts part_of"
)
REPORTER_KEYS = (
    f"{PUBLIC_KEYS} place incident_date identity is_secret is_published channel accused accused_agency name "
    "public_title public_body turn returns letter appeal"
)
OFFICER_KEYS = (
    f"{REPORTER_KEYS} target_agency target_slug target_is_accused oversight marks dispositions hops assignee "
    "promise_owner answer_waits answer_at"
)

_COMMON: dict[str, Any] = {
    "state": State,
    "rating": Judgement | None,
    "appeal": Case | None,
    "messages": _many(PublicMessage),
    "files": _many(File),
    "timeline": _many(TimelineEntry),
    "deadlines": _many(RunningDeadline),
    "promises": _many(Promised),
    "parts": _many(Kin),
    "part_of": Kin | None,
}
PublicReport = _shape("PublicReport", ReportView, PUBLIC_KEYS, level=Literal["public"], **_COMMON)
ReporterReport = _shape(
    "ReporterReport",
    ReportView,
    f"{REPORTER_KEYS} moves looks",
    level=Literal["reporter"],
    moves=_many(MoveName),
    letter=Paper | None,
    looks=_many(Look),
    **_COMMON,
)
OfficerReport = _shape(
    "OfficerReport",
    ReportView,
    f"{OFFICER_KEYS} moves waiting",
    waiting=UnsentAnswer | None,
    level=Literal["officer", "oversight"],
    moves=_many(MoveName),
    letter=Paper | None,
    dispositions=_many(Disposed),
    hops=_many(Hop),
    marks=list[str],
    **_COMMON | {"messages": _many(OfficerMessage)},
)
AnyReport: Any = Annotated[reduce(or_, (PublicReport, ReporterReport, OfficerReport)), Field(discriminator="level")]


class PublicRow(BaseModel):
    """A published report in the list."""

    code: str
    title: str
    state: State
    state_label: str
    classification: str
    category: str
    holder: str
    holder_slug: str
    published_at: datetime | None
    closed_at: datetime | None


class InboxRow(BaseModel):
    """A report in an officer's list; a secret one shows its title only to who holds it."""

    code: str
    title: str
    state: State
    state_label: str
    classification: str
    category: str
    holder: str
    holder_slug: str
    is_secret: bool
    waits_for: str
    due_at: datetime | None
    turn: int


class PublicPage(BaseModel):
    reports: list[PublicRow]
    next: str | None = Field(description="Give it as `cursor` to get the next page; null on the last.")


class InboxPage(BaseModel):
    reports: list[InboxRow]
    next: str | None = Field(description="Give it as `cursor` to get the next page; null on the last.")


class CaseRow(BaseModel):
    """A case of the Ombudsman in his list; `waits`: working days since the reporter brought it."""

    code: str
    title: str
    state: str
    state_label: str
    outcome: str
    opened_at: datetime
    ended_at: datetime | None
    waits: int
    holder: str
    holder_slug: str
    is_secret: bool


class CasePage(BaseModel):
    cases: list[CaseRow]
    next: str | None = Field(description="Give it as `cursor` to get the next page; null on the last.")


class CaseWithProof(BaseModel):
    """`proof`: SHA-256 of the first and the last event, and at which event the chain breaks, if it does."""

    model_config = FROM_VIEW
    code: str
    case: Case  # type: ignore[valid-type]  # a schema made at run time
    proof: Chain  # type: ignore[valid-type]  # a schema made at run time


class Status(BaseModel):
    """Where a published report stands: all that its code alone tells."""

    code: str
    state: State
    state_label: str
    holder: str
    waits_for: str
    due_at: datetime | None
    submitted_at: datetime
    closed_at: datetime | None


class Receipt(BaseModel):
    """Code and PIN together are the only key of the reporter. A renewed PIN is not told again."""

    code: str
    pin: str | None
    submitted_at: datetime


class Moved(BaseModel):
    """The report after the move; give `turn` with the next move."""

    code: str
    state: State
    state_label: str
    turn: int
    answer_waits: str = Field(
        "",
        description="“leader” or “admin”: the answer was kept and is sent when he has approved it; "
        "“time”: at its time; “”: it was made.",
    )


def send(body: BaseModel, *, status: int = 200, cache: str = "no-store") -> HttpResponse:
    """The JSON of a schema, and nothing that is not in it."""
    headers = {"Cache-Control": cache}
    return HttpResponse(body.model_dump_json(), status=status, content_type="application/json", headers=headers)


def whole(report: Report, view: ReportView, *, viewer: Actor) -> BaseModel:
    """A redacted report in the schema of its level."""
    match view.level:
        case "public":
            return PublicReport.model_validate(_values(view, PUBLIC_KEYS) | {"deadlines": _told(view)})
        case "reporter":
            more = {"moves": policies.moves_for(report, viewer), "looks": [_look(one) for one in queries.looks(report)]}
            return ReporterReport.model_validate(_values(view, REPORTER_KEYS) | more)
        case _:
            sent = [Disposed(agency=a, kind=k, since=s, until=u) for a, k, s, u in view.dispositions]
            more = {"moves": policies.moves_for(report, viewer), "dispositions": sent}
            more["waiting"] = policies.waiting_of(report, viewer)
            return OfficerReport.model_validate(_values(view, OFFICER_KEYS) | more)


def explained(view: ReportView, *, on: date | None) -> BaseModel:
    """Each limit with its sentences and days, and, when asked, with what the rules of another day would give."""
    return ExplainedDeadlines(deadlines=[_explained(one, on) for one in _told(view)])


def _told(view: ReportView) -> list[DeadlineView]:
    """The limits that a viewer is told of: not everybody is told what the reporter was asked."""
    return [one for one in view.deadlines if view.level != "public" or not one.awaits_reporter]


def _explained(one: DeadlineView, on: date | None) -> BaseModel:
    rule = one.rule
    more = {
        "why": one.why(),
        "days": one.days(),
        "as_of": one.as_of(on) if on else None,
        "valid_from": rule.valid_from if rule else None,
        "valid_until": rule.valid_until if rule else None,
    }
    names = [name for name in ExplainedDeadline.model_fields if name not in more]
    return ExplainedDeadline.model_validate({name: getattr(one, name) for name in names} | more)


def _values(view: ReportView, keys: str) -> dict[str, Any]:
    return {key: getattr(view, key) for key in keys.split()}


def _look(entry: AccessEntry) -> Look:
    return Look(what=entry.get_what_display(), agency=entry.agency.name if entry.agency else "", hour=entry.hour)


def public_row(report: Report, *, viewer: Actor) -> PublicRow:
    return PublicRow(**_row(report, viewer), published_at=report.published_at, closed_at=_closed(report, viewer))


def _closed(report: Report, viewer: Actor) -> datetime | None:
    return policies.told_time(report.closed_at, report, viewer)[0] if report.closed_at else None


def inbox_row(report: Report, *, viewer: Actor) -> InboxRow:
    more: dict[str, Any] = {
        "is_secret": report.is_secret,
        "waits_for": report.waits_for,
        "due_at": report.due_at,
        "turn": report.turn,
    }
    return InboxRow(**_row(report, viewer), **more)


def case_row(case: OmbudsmanCase, *, viewer: Actor) -> CaseRow:
    report = case.report
    opened = policies.told_time(case.opened_at, report, viewer)[0]
    return CaseRow(
        code=report.code,
        title=policies.title_in_list(report, viewer),
        state=case.state,
        state_label=str(case.get_state_display()),
        outcome=case.outcome,
        opened_at=opened,
        ended_at=policies.told_time(case.ended_at, report, viewer)[0] if case.ended_at else None,
        waits=cases.days_since(opened),
        holder=report.holder.name,
        holder_slug=report.holder.slug,
        is_secret=report.is_secret,
    )


def _row(report: Report, viewer: Actor) -> dict[str, Any]:
    return {
        "code": report.code,
        "title": policies.title_in_list(report, viewer),
        "state": report.state,
        "state_label": policies.state_label(report),
        "classification": report.get_classification_display(),
        "category": report.category.name if report.category else "",
        "holder": report.holder.name,
        "holder_slug": report.holder.slug,
    }
