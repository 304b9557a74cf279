"""Follows every link and every GET form from a visitor's front page, and knocks at doors that no link shows."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.leak.sinks import Visitor

if TYPE_CHECKING:
    from tests.leak.sinks import Answer

LINK = re.compile(r"""\b(?:href|src|action|hx-get|data-[\w-]+|content)=["']?(/[^"'\s>]*)""")
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
FIELD = re.compile(r"""<(?:input|select|textarea)\b[^>]*\bname=["']?([\w-]+)""")
# Signing out would end the crawl, and the look of the pages is the same for everybody.
LEFT_OUT = re.compile(r"^/(?:ui/|static/|akun/logout|admin/logout|admin/jsi18n)")


def crawl(visitor: Visitor, start: Iterable[str], *, planted: Iterable[str], alike: int = 2) -> None:
    """Read the pages behind `start`. Addresses that hold one of `planted` (codes, ids of files) are never left out;
    of the other pages of one kind `alike` are read."""
    marks = tuple(planted)
    waiting, seen, kinds = deque(start), set[str](), Counter[str]()
    while waiting:
        address = waiting.popleft()
        if address in seen or LEFT_OUT.match(address):
            continue
        seen.add(address)
        if not any(mark in address for mark in marks):
            kind = kind_of(address)
            kinds[kind] += 1
            if kinds[kind] > alike:
                continue
        waiting.extend(links(address, visitor.get(address)))


def kind_of(address: str) -> str:
    """The pattern of the address, with the names in its query."""
    split = urlsplit(address)
    try:
        route = resolve(split.path).route
    except Resolver404:
        route = split.path
    return f"{route}?{'&'.join(sorted(part.partition('=')[0] for part in split.query.split('&')))}"


def links(address: str, answer: Answer) -> list[str]:
    """Where a page leads: its links, its pictures, its GET forms as they stand, and a redirect."""
    found = [answer.headers.get("Location", "")]
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = html.unescape(answer.content.decode())
        found += LINK.findall(page)
        found += [asked(address, form) for form in FORM.findall(page) if 'method="post"' not in form.lower()]
    return [one for one in (urljoin(address, each) for each in found if each) if one.startswith("/")]


def asked(address: str, form: str) -> str:
    """The address that a GET form would ask for with nothing filled in."""
    action = re.search(r"""\baction=["']?([^"'\s>]+)""", form)
    names = "&".join(f"{name}=" for name in FIELD.findall(form))
    return f"{action[1] if action else urlsplit(address).path}?{names}"


def knock(visitor: Visitor, code: str, files: list[str]) -> None:
    """Ask for a report by its code at every door of the web, whether or not a link leads there."""
    paths = [f"/laporan/{code}/", f"/meja/{code}/", f"/meja/{code}/note/", f"/meja/{code}/dispose/"]
    paths += [f"/meja/ombudsman/{code}/", f"/meja/ombudsman/{code}/cetak/", f"/meja/ombudsman/{code}/berkas.zip"]
    for file in files[:1]:
        paths += [f"/laporan/{code}/berkas/{file}", f"/meja/{code}/berkas/{file}", f"/laporan-saya/berkas/{file}"]
    for path in paths:
        visitor.get(path, guessed=code)


def ask_reports(visitor: Visitor, reports: Iterable[tuple[str, list[str]]]) -> None:
    """What the API says of each report (its code and its files), and of a visitor's own lists."""
    for section in ("now", "waiting", "done"):
        visitor.get(f"/api/v1/meja/laporan?section={section}")
    for group in ("new", "work", "ended"):
        visitor.get(f"/api/v1/meja/kasus?group={group}")
    for code, files in reports:
        visitor.get(f"/api/v1/laporan/{code}", guessed=code)
        visitor.get(f"/api/v1/meja/kasus/{code}", guessed=code)
        for file in files:
            visitor.get(f"/api/v1/laporan/{code}/lampiran/{file}", guessed=code)


def ask_lists(visitor: Visitor, codes: Iterable[str]) -> None:
    """What the API says to everybody alike."""
    for path in ("/", "/openapi.json", "/kategori", "/instansi?q=dinas", "/wilayah?q=malili", "/laporan", "/tidak-ada"):
        visitor.get(f"/api/v1{path}")
    for code in codes:
        visitor.get(f"/api/v1/lacak/{code}", guessed=code)
