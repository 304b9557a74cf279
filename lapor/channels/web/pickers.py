"""What can be searched while filling in a form: places, agencies, categories. Public data, the same for everybody."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lapor.agencies import queries as agencies
from lapor.agencies.models import Agency, Category
from lapor.channels.web import limits
from lapor.channels.web.fields import AgencyField, CategoryField, PickedField, RegionField
from lapor.kit import text

Row = dict[str, str]
MOST, SHORTEST, LONGEST = 12, 2, 100


@require_safe
@cache_control(max_age=60)
def search(request: HttpRequest, *, source: str) -> JsonResponse:
    """Answer `?q=` with {"results": [{"value", "label", "note"}]}; 429 when somebody copies the list.

    `?nilai=` asks whether what was chosen some time ago can still be: one row, or none.
    """
    if not limits.allow(request, "cari"):
        return JsonResponse({"results": [], "detail": limits.SENTENCE}, status=429)
    if value := request.GET.get("nilai", ""):
        return JsonResponse({"results": still(source, value)})
    return JsonResponse({"results": found(source, request.GET.get("q", ""), request.GET)})


def found(source: str, words: str, narrow: object = None) -> list[Row]:
    """The rows that fit the words; none for fewer than two letters."""
    wanted = text.clean(words)[:LONGEST].strip()
    return SOURCES[source](wanted, narrow) if len(wanted) >= SHORTEST else []


def still(source: str, value: str) -> list[Row]:
    """The row that this value names, none when it can no longer be chosen."""
    field = FIELDS[source]()
    try:
        return [{"value": value, "label": field.label_of(value), "note": ""}] if field.to_python(value) else []
    except ValidationError:
        return []


def _places(words: str, narrow: object) -> list[Row]:
    places = agencies.search_regions(words, MOST)
    return [{"value": place.code, "label": place.full_name, "note": place.postal_code} for place in places]


def _agencies(words: str, narrow: object) -> list[Row]:
    """`narrow`: a queryset to stay in, or the query of the address (`dalam`, `kecuali`: branches)."""
    rows = agencies.search_agencies(words, within=_branch(narrow, "dalam"), limit=3 * MOST)
    without = _branch(narrow, "kecuali")
    if without:
        rows = [row for row in rows if not without.covers(row)]
    if isinstance(narrow, QuerySet):
        allowed = set(narrow.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        rows = [row for row in rows if row.pk in allowed]
    return [_agency_row(row) for row in rows[:MOST]]


def _branch(narrow: object, name: str) -> Agency | None:
    """The agency that the address names, by its slug or its number."""
    get = getattr(narrow, "get", None)
    if get is None or isinstance(narrow, QuerySet) or not (given := get(name)):
        return None
    wanted = str(given)[:120].replace("\0", "")
    number = wanted.isascii() and wanted.isdigit() and len(wanted) < 19
    return Agency.objects.filter(**{"pk" if number else "slug": wanted}).first()


def _agency_row(row: Agency) -> Row:
    return {"value": str(row.pk), "label": row.name, "note": row.parent.name if row.parent else ""}


def _categories(words: str, narrow: object) -> list[Row]:
    rows = Category.objects.filter(is_open=True).select_related("parent")
    for word in words.split()[:6]:
        rows = rows.filter(name__icontains=word) | rows.filter(parent__name__icontains=word)
    return [
        {"value": str(row.pk), "label": row.name, "note": row.parent.name if row.parent else ""} for row in rows[:MOST]
    ]


SOURCES: dict[str, Callable[[str, object], list[Row]]] = {
    "wilayah": _places,
    "instansi": _agencies,
    "kategori": _categories,
}
FIELDS: dict[str, type[PickedField]] = {"wilayah": RegionField, "instansi": AgencyField, "kategori": CategoryField}
