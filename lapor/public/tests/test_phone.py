"""What a phone keeps, and how little it loads: the same for everybody, and small."""

from __future__ import annotations

import gzip
import io
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from lapor.public.views import phone
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
KB = 1024
LOADED = re.compile(r'<(?:link|script|img|source)\b[^>]*?\b(?:href|src)="(/[^"]+)"')
MOST = {"/": 40 * KB, "/lapor": 70 * KB}
MOST_SCRIPT = 30 * KB


def body_of(path: str) -> bytes:
    """What a stranger's browser gets, unpacked. Files of ours are looked up where the web server takes them."""
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        assert isinstance(found, str), path
        return Path(found).read_bytes()
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.getvalue()


def loaded(path: str) -> set[str]:
    """All that comes before anything is tapped: what a page names, icons, and with the form what the worker fetches."""
    named = set(LOADED.findall(body_of(path).decode()))
    icons = {one["src"] for one in json.loads(body_of("/lapor.webmanifest"))["icons"]}
    kept = {"/luring.js", "/luring", *phone.shell()} if path == "/lapor" else set()
    return {path, *named, *icons, *kept}


def packed(path: str) -> int:
    return len(gzip.compress(body_of(path)))


@pytest.mark.parametrize("path", MOST)
def test_a_page_with_all_that_it_loads_stays_within_its_budget(world: World, path: str) -> None:
    sizes = {one: packed(one) for one in loaded(path)}
    scripts = sum(size for one, size in sizes.items() if one.endswith(".js"))
    assert sum(sizes.values()) <= MOST[path], sorted(sizes.items(), key=lambda one: -one[1])
    assert scripts <= MOST_SCRIPT, scripts


@pytest.mark.parametrize("path", MOST)
def test_no_page_brings_a_font_or_a_foreign_host(world: World, path: str) -> None:
    assert not [one for one in loaded(path) if one.endswith((".woff", ".woff2", ".ttf", ".otf"))]
    texts = [body_of(one).decode() for one in loaded(path) if one.endswith((".css", ".js"))]
    assert len(texts) >= 4
    assert not [one for one in texts if "@font-face" in one or re.search(r"https?://", one)]


def test_what_the_worker_keeps_is_asked_without_a_question_to_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        for path in ("/lapor", "/luring", "/luring.js", "/lapor.webmanifest"):
            assert client.get(path).status_code == 200


def test_the_worker_names_only_files_that_are_there_and_itself_anew_when_one_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get("/luring.js")
    text = answer.content.decode()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    shell = json.loads(re.search(r"const SHELL = (\[.*?\]);", text).group(1))  # type: ignore[union-attr]  # it is there
    assert [one for one in shell if not body_of(one)] == []
    read = phone._text
    monkeypatch.setattr(phone, "_text", lambda path, fresh: f"{read(path, fresh)}{path.name == 'form.html'}")
    assert client.get("/luring.js").content.decode().splitlines()[0] != text.splitlines()[0]


def test_a_phone_can_put_us_on_its_home_screen(client: Client) -> None:
    told = json.loads(client.get("/lapor.webmanifest").content)
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    for icon in told["icons"]:
        picture = Image.open(io.BytesIO(client.get(icon["src"]).content))
        assert "x".join(map(str, picture.size)) == icon["sizes"]
    assert {192, 512} <= {int(icon["sizes"].partition("x")[0]) for icon in told["icons"]}
    assert client.get("/ui/tanda-100000.png").status_code == 404


def test_a_choice_of_long_ago_is_known_again_or_not(world: World, client: Client) -> None:
    agency = world.agencies["dinas-pu"]
    assert [row["label"] for row in known(client, "instansi", agency.pk)] == [agency.name]
    assert [row["value"] for row in known(client, "wilayah", "73.24.04")] == ["73.24.04"]
    agency.is_open = False
    agency.save()
    assert [one for one in (agency.pk, 0, "x", "\0") if known(client, "instansi", one)] == []
    assert [name for name in ("wilayah", "kategori") if known(client, name, "99.99.99")] == []


def known(client: Client, source: str, value: str | int) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = client.get(f"/cari/{source}", {"nilai": value}).json()["results"]
    return rows
