"""The sections above the inbox: what each holds, and how much of it a filter leaves."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from lapor.desk.queries import Filters, Listing, Section, narrowed_counts
from lapor.people.actor import Actor
from lapor.reports.queries import COUNTED, Counts

PAGING = ("sesudah", "pilih")  # of the list that is shown, not of the filter


@dataclass(frozen=True, slots=True)
class Tab:
    """A section with its address, which keeps the filter, and its numbers in words."""

    section: Section
    href: str
    numbers: str


def of(
    request: HttpRequest,
    actor: Actor,
    sections: tuple[Section, ...],
    shown: Section,
    filters: Filters,
    *,
    counts: Counts,
    found: Listing,
) -> list[Tab]:
    """One for each section: "(3 dari 12)" where a filter stands, "(12)" without.

    Where words are searched, only the list that is shown says how many it has: the others were not searched.
    """
    narrowed: dict[Section, int] = {}
    if found.found is not None:
        narrowed = {shown: found.found}
    elif filters != Filters():
        narrowed = narrowed_counts(actor, sections, filters)
    return [Tab(one, _href(request, one), _numbers(one, counts, narrowed, filters)) for one in sections]


def _numbers(section: Section, counts: Counts, narrowed: dict[Section, int], filters: Filters) -> str:
    whole = {"now": counts.now, "waiting": counts.waiting, "today": counts.today}.get(section.name)
    left = narrowed.get(section)
    more = counts.more and section.name == "waiting"
    if filters == Filters():
        return "" if whole is None else f"({_number(whole, more=more)})"
    if left is None:
        return ""
    some = _number(min(left, COUNTED), more=left > COUNTED)
    return f"({some})" if whole is None else f"({some} dari {_number(whole, more=more)})"


def _number(count: int, *, more: bool) -> str:
    return f"{count:,}{'+' if more else ''}".replace(",", ".")


def _href(request: HttpRequest, section: Section) -> str:
    query = request.GET.copy()
    for name in PAGING:
        query.pop(name, None)
    query["bagian"] = section.key
    return f"?{query.urlencode()}"
