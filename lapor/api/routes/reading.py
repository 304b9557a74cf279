"""Reading: what is published for everybody, more for who holds a key or code and PIN."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from lapor.api import cursors, shown, taken
from lapor.api.door import ANY, ANYBODY, READ, Door, actor_of
from lapor.api.problems import Problem, missing
from lapor.api.routes.filing import router  # one address, one router: GET and POST of /laporan
from lapor.channels.web.clocks import EARLIEST, LATEST
from lapor.kit import codes, text, wording
from lapor.people.actor import Actor
from lapor.reports import files, policies, queries, search, words
from lapor.reports.actions.access import look_at_file, look_at_view
from lapor.reports.choices import State
from lapor.reports.models import Report
from lapor.reports.policies import ReportView

PUBLIC = Door(scopes=ANY, nobody="daftar", seats=False)
NO_INBOX = "Kunci ini tidak punya meja: pemiliknya tidak memegang peran."


class PageQuery(BaseModel):
    limit: int = Field(20, ge=1, le=100)
    cursor: str = Field("", max_length=120)


class PublishedQuery(PageQuery):
    agency: str = Field("", max_length=120, description="`slug` of an agency; its branches are included.")
    category: str = Field("", max_length=80, description="Code of a category or a group.")
    state: State | None = None
    words: str = Field(
        "", max_length=200, description="All words of these that say something, in any form, in title or text."
    )
    region: str = Field("", max_length=13, description="Kemendagri code; what lies below it is included.")
    published_from: date | None = Field(None, ge=EARLIEST, le=LATEST, description="First day of publication, in WIB.")
    published_until: date | None = Field(None, ge=EARLIEST, le=LATEST, description="Last day of publication, in WIB.")
    late: bool = Field(False, description="Only those in which a limit of an agency has passed.")
    order: search.Order = Field("newest", description="`waiting`: what is still open, the first published first.")


class InboxQuery(PageQuery):
    section: Literal["now", "waiting", "today", "done"] = Field(
        "now", description="Waits for me, for others, has left my desks today, or is done."
    )


class ReplayQuery(BaseModel):
    on: date | None = Field(
        None, ge=EARLIEST, le=LATEST, description="Also tell what the rules and days off of this day would give."
    )


@router.get(
    "/laporan", auth=PUBLIC, response=shown.PublicPage, summary="Daftar laporan yang terbit", operation_id="published"
)
def published(request: HttpRequest, given: Annotated[PublishedQuery, Query(...)]) -> HttpResponse:
    """Published reports, newest first unless another order is asked for."""
    after = cursors.read_with_time(given.cursor)
    found = search.listed(_wanted(given), order=given.order, after=after, limit=given.limit + 1)
    rows, last = cursors.page_of(found, given.limit)
    page = [shown.public_row(row, viewer=ANYBODY) for row in rows]
    following = cursors.write(last.published_at, last.pk) if last else None
    return shown.send(shown.PublicPage(reports=page, next=following), cache="public, max-age=15")


def _wanted(given: PublishedQuery) -> search.Wanted:
    typed = text.clean(given.words)
    telling = wording.telling(typed)
    if wording.tokens(typed) and not telling:
        raise Problem(422, errors={"words": search.TOO_COMMON})
    if given.published_from and given.published_until and given.published_from > given.published_until:
        raise Problem(422, errors={"published_until": search.TURNED_ROUND})
    return search.Wanted(
        words=telling,
        agency=taken.agency_of("agency", given.agency) if given.agency else None,
        category=text.clean(given.category),
        region=taken.region_of("region", given.region) if given.region else "",
        states=frozenset([given.state.value]) if given.state else None,
        late=given.late,
        since=given.published_from,
        until=given.published_until,
    )


# This is what most programs ask, so nothing is fetched that is not told.
STATUS_COLUMNS = (
    *("code", "state", "closed_by", "waits_for", "due_at", "submitted_at", "closed_at", "published_at"),
    *("secrecy", "identity", "origin", "holder__name", "holder__zone_name"),
)


@router.get(
    "/lacak/{code}",
    auth=Door(scopes=ANY, nobody="lacak", seats=False),
    response=shown.Status,
    summary="Status laporan yang terbit",
    operation_id="track",
)
def track(request: HttpRequest, code: str) -> HttpResponse:
    """Where a published report stands."""
    normal = codes.normalise(code)
    found = policies.visible_to(ANYBODY).select_related("holder").only(*STATUS_COLUMNS).filter(code=normal or "")
    report = next(iter(found), None)
    if report is None:
        raise missing()
    status = shown.Status(
        code=report.code,
        state=State(report.state),
        state_label=policies.state_label(report),
        holder=report.holder.name,
        waits_for=policies.told_turn(report, "public"),
        due_at=report.due_at,
        submitted_at=policies.told_time(report.submitted_at, report, ANYBODY)[0],
        closed_at=policies.told_time(report.closed_at, report, ANYBODY)[0] if report.closed_at else None,
    )
    return shown.send(status)


WHOLE = Door(scopes=READ, nobody="daftar", pin=True)


@router.get(
    "/laporan/{code}",
    auth=WHOLE,
    response=shown.AnyReport,
    summary="Satu laporan",
    operation_id="report",
    url_name="report",
    openapi_extra={"x-door": "all"},
)
def report(request: HttpRequest, code: str) -> HttpResponse:
    """One report as you may see it: the public version, with a PIN the conversation, with a key the officer's file."""
    actor = actor_of(request)
    found, view = _open(actor, code)
    look_at_view(found, view, by=actor)
    return shown.send(shown.whole(found, view, viewer=actor))


@router.get(
    "/laporan/{code}/tenggat",
    auth=WHOLE,
    response=shown.ExplainedDeadlines,
    summary="Mengapa tenggatnya jatuh pada hari itu",
    operation_id="deadlines",
    openapi_extra={"x-door": "all"},
)
def deadlines(request: HttpRequest, code: str, given: Annotated[ReplayQuery, Query(...)]) -> HttpResponse:
    """Each limit in sentences and day by day: the rule with its validity, what counted, what did not and why."""
    _, view = _open(actor_of(request), code)
    return shown.send(shown.explained(view, on=given.on))


def _open(actor: Actor, code: str) -> tuple[Report, ReportView]:
    found = queries.get(actor, code)
    view = policies.redact(found, actor) if found else None
    if found is None or view is None or view.level == "none":
        raise missing()
    return found, view


@router.get(
    "/laporan/{code}/lampiran/{id}",
    auth=WHOLE,
    response={200: bytes},
    summary="Satu lampiran",
    operation_id="file",
    openapi_extra={"x-door": "all"},
)
def file(request: HttpRequest, code: str, id: UUID) -> StreamingHttpResponse:
    """The clean version of a file; 409 while it is being checked, or when it is not shown."""
    actor = actor_of(request)
    found, view = _open(actor, code)
    unsent = policies.waiting_of(found, actor)
    shown_ids = {one.id for one in view.files} | {one.id for message in view.messages for one in message.files}
    shown_ids |= {one.id for one in unsent.files} if unsent else set()
    attachment = (
        found.attachments.select_related("report", "message").filter(pk=id).first() if id in shown_ids else None
    )
    if attachment is None:
        raise missing()
    try:
        content = files.stream(attachment, words.key_of(found))
    except files.FileRefused as refused:
        raise Problem(409, refused.sentence) from refused
    look_at_file(found, attachment, by=actor)
    return StreamingHttpResponse(content, headers=files.headers_for(attachment))


@router.get(
    "/meja/laporan",
    auth=Door(scopes=READ),
    response=shown.InboxPage,
    summary="Kotak masuk petugas",
    operation_id="inbox",
    tags=["Meja"],
    openapi_extra={"x-door": "token"},
)
def inbox(request: HttpRequest, given: Annotated[InboxQuery, Query(...)]) -> HttpResponse:
    """What waits for the key's owner, most urgent first."""
    actor = actor_of(request)
    if not actor.is_officer:
        raise Problem(403, NO_INBOX)
    found = queries.inbox(actor, given.section)
    if mark := cursors.read(given.cursor):
        found = cursors.behind(found, given.section, mark)
    rows, last = cursors.page_of(found, given.limit)
    following = cursors.of_row(last, given.section) if last else None
    page = [shown.inbox_row(row, viewer=actor) for row in rows]
    return shown.send(shown.InboxPage(reports=page, next=following))
