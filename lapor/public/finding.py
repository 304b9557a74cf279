"""A view of the public list: what its address asks for, what was found, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from lapor.agencies import regions
from lapor.public import listing
from lapor.public.forms import FilterForm
from lapor.public.listing import Listing
from lapor.reports import search
from lapor.reports.choices import State
from lapor.reports.search import Understood, Wanted
from lapor.ui import dates

FEW = 5  # a smaller number is not told
NOTHING = Listing([], "", "")


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and how many in all where that is known; `instead`: what was looked for."""

    listing: Listing
    count: int | None = None
    instead: Understood | None = None

    @property
    def counted(self) -> str:
        """How many there are, for reading aloud."""
        if not self.count:
            return ""
        if self.count < FEW:
            return f"Kurang dari {FEW} laporan cocok."
        if self.count >= search.RANKED:
            return f"Sedikitnya {search.RANKED} laporan cocok; yang paling sesuai ditampilkan."
        return f"{self.count} laporan cocok."

    @property
    def said(self) -> str:
        """What was looked for instead of the words that were typed."""
        if not self.instead or not self.listing.rows:
            return ""
        typed = [old for old, _ in self.instead.replaced] + list(self.instead.unknown)
        if not typed:
            return "Tidak ada laporan yang memuat semua kata ini. Ini yang paling dekat."
        said = f"Tidak ada laporan terbit yang memuat {_quoted(typed)}."
        return f"{said} Ini hasil untuk {_quoted([' '.join(self.instead.wanted.words)])}."


def _quoted(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def found(form: FilterForm, request: HttpRequest) -> Found:
    """The page that the address asks for; the form has no mistakes."""
    wanted, order = form.wanted, form.order
    if wanted.words and order is None:
        return _best(wanted, request)
    rows = search.listed(wanted, order=order or "newest", after=listing.cursor(request), limit=listing.PAGE + 1)
    return Found(listing.page(rows, request))


def _best(wanted: Wanted, request: HttpRequest) -> Found:
    """The most fitting; when none fits, those that fit what was probably meant."""
    told = search.understood(wanted)
    best = search.ranked(told.wanted) if told.wanted.words else []
    listed = listing.page_of_best(best, request)
    instead = None if told.all_held else told
    return Found(listed, None if instead else len(best), instead)


def meant(form: FilterForm, request: HttpRequest) -> tuple[str, str] | None:
    """The words that were probably meant by what found nothing, and the address that looks for them."""
    told = search.understood(form.wanted)
    if not told.replaced:
        return None
    words = " ".join(told.wanted.words)
    return words, f"{reverse('laporan')}?{urlencode(listing.kept(request) | {'kata': words})}"


def narrows(request: HttpRequest) -> bool:
    """Whether anything was asked for."""
    return any(request.GET.get(name) for name in FilterForm.base_fields)


def title(form: FilterForm) -> str:
    """What a view is called: "Laporan terbit tentang lampu jalan, Kab. Luwu Timur"."""
    wanted = form.wanted
    place = regions.place(wanted.region) if wanted.region else None
    about = " ".join(wanted.words)
    parts = [
        "Laporan terbit" + (f" tentang {about}" if about else ""),
        place.full_name if place else "",
        wanted.agency.name if wanted.agency else "",
        dict(form.categories).get(wanted.category, ""),
        *(str(State(state).label) for state in wanted.states or ()),
        "melewati tenggat" if wanted.late else "",
        f"sejak {dates.short_day(wanted.since)}" if wanted.since else "",
        f"sampai {dates.short_day(wanted.until)}" if wanted.until else "",
    ]
    return ", ".join(part for part in parts if part)


def labels(form: FilterForm) -> dict[str, str]:
    """What leads to the next page and to the first one is called by the order of the list."""
    if form.order == "newest" or (form.order is None and not form.wanted.words):
        return {}
    return {"next_label": "Berikutnya", "back_label": "Ke halaman pertama"}


def feed_address(request: HttpRequest) -> str:
    """The feed of this view: the newest that pass its filters, whatever its order."""
    kept = {name: value for name, value in listing.kept(request).items() if name in FilterForm.base_fields}
    kept.pop("urut", None)
    return f"{reverse('laporan-umpan')}?{urlencode(kept)}" if kept else reverse("laporan-umpan")
