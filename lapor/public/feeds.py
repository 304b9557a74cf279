"""Atom feeds of views of the public list (RFC 4287): the day of publication, never a minute, as the list shows it."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from lapor.public.addresses import absolute
from lapor.public.listing import PAGE, row_of
from lapor.reports.models import Report
from lapor.ui import dates

KIND = "application/atom+xml; charset=utf-8"
NEVER = date(2015, 1, 1)  # of a feed without entries, which must have a day


def answer(request: HttpRequest, found: QuerySet[Report], *, title: str) -> HttpResponseBase:
    """The feed, or 304 to a reader that has it."""
    entries = [(row_of(report), absolute("laporan-terbuka", report.code)) for report in found[:PAGE]]
    query = request.META.get("QUERY_STRING", "")
    words = {
        "title": title,
        "entries": [(row, address, day_of(row.at)) for row, address in entries],
        "updated": max((day_of(row.at) for row, _ in entries), default=NEVER),
        "self": absolute("laporan-umpan") + (f"?{query}" if query else ""),
        "page": absolute("laporan") + (f"?{query}" if query else ""),
    }
    response = render(request, "public/feed.xml", words, content_type=KIND)
    mark = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = mark
    return get_conditional_response(request, etag=mark, response=response) or response


def day_of(at: datetime) -> date:
    return dates.localise(at, None).date()
