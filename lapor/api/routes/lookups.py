"""What the fields of a report and of a move may name: categories, agencies, places. The same for everybody."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel

from lapor.agencies import queries as agencies
from lapor.agencies.models import Category
from lapor.api import shown
from lapor.api.door import ANY, Door
from lapor.kit import text

router = Router(tags=["Daftar acuan"])
ANYBODY = Door(scopes=ANY, nobody="cari", seats=False)
Words = Annotated[str, Query(..., min_length=2, max_length=100)]
MOST = 20
CACHE = "public, max-age=300"


class CategoryRow(BaseModel):
    """`sensitive`: reports of it always start secret."""

    code: str
    name: str
    group: str
    sensitive: bool


class AgencyRow(BaseModel):
    id: int
    slug: str
    name: str
    short_name: str
    parent: str


class RegionRow(BaseModel):
    code: str
    name: str
    postal_code: str


class Categories(BaseModel):
    categories: list[CategoryRow]


class Agencies(BaseModel):
    agencies: list[AgencyRow]


class Regions(BaseModel):
    regions: list[RegionRow]


@router.get("/kategori", auth=ANYBODY, response=Categories, summary="Daftar kategori", operation_id="categories")
def categories(request: HttpRequest) -> HttpResponse:
    """Every category that can be chosen, with its group."""
    rows = [
        CategoryRow(
            code=row.code,
            name=row.name,
            group=row.parent.code if row.parent else "",
            sensitive=row.sensitive or bool(row.parent and row.parent.sensitive),
        )
        for row in Category.objects.filter(is_open=True).select_related("parent")
    ]
    return shown.send(Categories(categories=rows), cache=CACHE)


@router.get("/instansi", auth=ANYBODY, response=Agencies, summary="Mencari instansi", operation_id="agencies")
def find_agencies(request: HttpRequest, q: Words) -> HttpResponse:
    """Open agencies whose name holds every word."""
    rows = [
        AgencyRow(
            id=row.pk,
            slug=row.slug,
            name=row.name,
            short_name=row.short_name,
            parent=row.parent.name if row.parent else "",
        )
        for row in agencies.search_agencies(text.clean(q), limit=MOST)
    ]
    return shown.send(Agencies(agencies=rows), cache=CACHE)


@router.get("/wilayah", auth=ANYBODY, response=Regions, summary="Mencari wilayah", operation_id="regions")
def find_regions(request: HttpRequest, q: Words) -> HttpResponse:
    """Places of the whole country, from province to village, by name, code or postal code."""
    found = agencies.search_regions(text.clean(q), MOST)
    rows = [RegionRow(code=place.code, name=place.full_name, postal_code=place.postal_code) for place in found]
    return shown.send(Regions(regions=rows), cache=CACHE)
