"""The Ombudsman's page: his cases, one case with all that its reporter let him read, and its file to take along."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lapor.desk import cases as shown
from lapor.desk.door import officers, report_or_404
from lapor.desk.headline import buttons
from lapor.kit import clock, text
from lapor.people.actor import Actor
from lapor.reports import cases, policies, queries
from lapor.reports.actions.access import look, look_at_view
from lapor.reports.models import AccessEntry, Report

LOOKS = 30  # who read it


@require_safe
@officers
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The cases of one group, the oldest first; a code leads to its case."""
    if not cases.sits_there(actor):
        raise Http404
    asked = text.clean(request.GET.get("kode", "")).strip()
    if (named := queries.get(actor, asked)) and named.appeal_state:
        return redirect("desk:case", named.code)
    counts = cases.counts(actor)
    group = _chosen(request, counts)
    found = list(cases.listing(actor, group.name, after=_mark(request.GET.get("sesudah", "")))[: shown.PAGE + 1])
    more = found[shown.PAGE - 1] if len(found) > shown.PAGE else None
    values = {
        "groups": [(one, getattr(counts, one.name)) for one in shown.GROUPS],
        "group": group,
        "counts": counts,
        "oldest": shown.spell_days(cases.days_since(counts.oldest)) if counts.oldest else "",
        "rows": shown.rows_of(found[: shown.PAGE], cases.as_ombudsman(actor)),
        "next": "~".join(str(part) for part in cases.mark_of(more)) if more else "",
        "later": "sesudah" in request.GET,
        "asked": asked,
        "now": clock.now(),
    }
    return render(request, "desk/cases.html", values)


def _chosen(request: HttpRequest, counts: cases.Counts) -> shown.Group:
    """The group in the address; without one the new cases, or those in work when nothing is new."""
    wanted = request.GET.get("bagian", "")
    usual = shown.GROUPS[1 if counts.work and not counts.new else 0]
    return next((one for one in shown.GROUPS if one.key == wanted), usual)


def _mark(given: str) -> cases.Mark | None:
    """The row that a mark names; None for a broken one, which shows the first page."""
    at, _, pk = given.partition("~")
    try:
        moment = datetime.fromisoformat(at.replace(" ", "+"))
        return (moment, UUID(pk)) if moment.tzinfo else None
    except ValueError:
        return None


@require_safe
@officers
def case(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One case: how it stands, what can be done, and the whole file."""
    report = _case_or_404(actor, code)
    reader = cases.as_ombudsman(actor)
    file = shown.case_file(report, actor)
    look_at_view(report, file.view, by=actor)
    moves = policies.moves_for(report, reader)
    primary, usual, rare = buttons(file.view, reader, moves)
    values = {
        "view": file.view,
        "file": file,
        "grouped": file.grouped,
        "identity": file.identity,
        "region": file.region,
        "primary": primary,
        "usual": [*usual, *rare],
        "drafts": policies.drafts_of(report, reader, moves),
        "writers": policies.writers_of(report, reader, moves),
        "looks": queries.looks(report, most=LOOKS),
        "now": file.made_at,
    }
    return render(request, "desk/case.html", values)


@require_safe
@officers
def printed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The same on paper; what is taken along leaves a trace that the reporter reads."""
    report = _case_or_404(actor, code)
    look(report, by=actor, what=AccessEntry.What.CASE_FILE)
    return render(request, "desk/case_print.html", {"file": shown.to_take_along(shown.case_file(report, actor))})


@require_safe
@officers
def archive(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """The whole case as one file, complete in itself."""
    report = _case_or_404(actor, code)
    look(report, by=actor, what=AccessEntry.What.CASE_FILE)
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="berkas-perkara-{report.code}.zip"',
        "X-Content-Type-Options": "nosniff",
    }
    file = shown.to_take_along(shown.case_file(report, actor))
    return StreamingHttpResponse(shown.packed(file, report), headers=headers)


def _case_or_404(actor: Actor, code: str) -> Report:
    """A report that was brought to the Ombudsman, for who sits there."""
    report = report_or_404(actor, code)
    if not policies.oversees(actor, report):
        raise Http404
    return report
