"""What everybody may read: only published reports, kept by caches for a minute at most."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lapor.kit import clock
from lapor.people.actor import PUBLIC, reporter_of
from lapor.public import listing
from lapor.public.tests.conftest import publish
from lapor.public.views.own import SIGN_IN
from lapor.reports import actions
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db


def several(world: World, count: int) -> list[Report]:
    target = world.agencies["luwu-timur"].pk
    made = []
    for number in range(count):
        sent = actions.submit(draft(target=target), by=PUBLIC, key=f"laporan-nomor-{number:08d}").report
        made.append(publish(world, sent, title=f"Jalan berlubang nomor {number:03d}"))
    return made


@pytest.mark.parametrize(
    "path", ["/", "/lapor", "/lacak", "/pin-hilang", "/laporan/", "/instansi/", "/tentang/", "/robots.txt"]
)
def test_every_page_answers_before_anything_is_set_up(db: None, client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200


def test_open_pages_are_kept_a_minute_but_never_with_a_session(
    world: World, published: Report, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    paths = ["/laporan/", f"/laporan/{published.code}/", "/instansi/", "/tentang/"]
    for path in paths:
        answer = Client().get(path)
        assert answer["Cache-Control"] == "public, max-age=60"
        assert not answer.cookies
    known = opened(receipt)
    assert {known.get(path)["Cache-Control"] for path in paths} == {"private, no-store"}


def test_a_published_report_shows_its_public_version_only(world: World, client: Client, published: Report) -> None:
    answered = actions.follow_up(
        published, by=world.actor("dewi"), text="Kami tambal minggu ini.", publish_text=True, checked=True
    )
    actions.respond(answered, by=reporter_of(answered.pk), text="Kata-kata saya sendiri.")
    html = client.get(f"/laporan/{published.code}/").content.decode()
    assert "Ada lubang besar di depan pasar. Mohon ditambal." in html
    assert "Kami tambal minggu ini." in html
    for hidden in ("Ani", "ani@", "pengendara jatuh", "Kata-kata saya", "Depan Pasar Malili", "Dewi"):
        assert hidden not in html


def test_raising_secrecy_takes_it_off_every_open_page(world: World, client: Client, published: Report) -> None:
    pages = [
        f"/laporan/{published.code}/",
        "/laporan/",
        "/sitemap/1.xml",
        "/laporan/umpan.xml",
        "/instansi/dinas-pu/",
        "/",
    ]
    actions.raise_secrecy(published, by=reporter_of(published.pk))
    for path in pages:
        assert published.code not in client.get(path).content.decode()


def test_a_drawn_page_is_gone_at_once_and_new_words_are_there_at_once(
    world: World, client: Client, published: Report
) -> None:
    address = f"/laporan/{published.code}/"
    assert client.get(address).status_code == client.get(address).status_code == 200
    answered = actions.follow_up(
        published, by=world.actor("dewi"), text="Kami tambal minggu ini.", publish_text=True, checked=True
    )
    assert "Kami tambal minggu ini." in client.get(address).content.decode()
    actions.raise_secrecy(answered, by=reporter_of(answered.pk))
    assert client.get(address).status_code == 404


def test_a_page_is_drawn_once_a_minute(
    world: World, client: Client, published: Report, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address, now = f"/laporan/{published.code}/", clock.now()
    with clock.freeze(now):
        first = client.get(address)
        with django_assert_num_queries(1 if connection.vendor == "sqlite" else 2):
            again = client.get(address)
    assert again.content == first.content
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    with clock.freeze(now + timedelta(days=30)):
        assert "terlambat" not in first.content.decode()
        assert "terlambat" in client.get(address).content.decode()


def test_a_drawn_page_is_that_of_nobody(world: World, client: Client, published: Report) -> None:
    """Theme and messages of one browser never reach another."""
    address = f"/laporan/{published.code}/"
    told = Client()
    assert told.get("/laporan-saya/").status_code == 302
    page = told.get(address)
    assert SIGN_IN in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    plain = client.get(address).content.decode()
    assert SIGN_IN not in plain
    assert "csrf" not in plain
    client.cookies["tema"] = "dark"
    assert client.get(address).content.decode() == plain.replace('<html lang="id"', '<html lang="id" data-theme="dark"')
    assert Client().get(address).content.decode() == plain


def test_the_list_is_narrowed_and_walked_page_by_page(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    reports = several(world, 5)
    seen: list[str] = []
    query = ""
    for _ in range(3):
        page = client.get(f"/laporan/?{query}")
        rows = page.context["listing"]
        seen += [row.code for row in rows.rows]
        query = rows.more
    assert seen == [report.code for report in reversed(reports)]
    assert query == ""
    assert "nomor 003" in client.get("/laporan/", {"kata": "nomor 003"}).content.decode()
    unit = world.agencies["dinkes"]
    assert "Tidak ada laporan yang cocok" in client.get("/laporan/", {"instansi": unit.pk}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "sebelum=x",
        "sebelum=2026-01-01_x",
        "sebelum=%00",
        "instansi=abc",
        "status=x",
        "kategori=%00",
        "kata=%00%FF",
        "cari=x",
    ],
)
def test_a_strange_query_is_no_error(world: World, client: Client, query: str) -> None:
    assert client.get(f"/laporan/?{query}").status_code == 200
    assert client.get(f"/instansi/?{query}").status_code == 200


def test_an_agency_counts_only_what_is_published(world: World, client: Client, published: Report) -> None:
    unit = world.agencies["dinas-pu"]
    secret = actions.submit(draft(secrecy="secret", target=world.agencies["luwu-timur"].pk), by=PUBLIC, key="s" * 22)
    page = client.get(f"/instansi/{world.agencies['luwu-timur'].slug}/")
    assert page.context["counts"] == [("Belum ditindaklanjuti", 1)]
    assert secret.report.code not in page.content.decode()
    assert unit.name in client.get("/instansi/", {"kata": unit.name}).content.decode()
    assert client.get("/instansi/tidak-ada/").status_code == 404


def test_search_engines_are_told_what_is_open(world: World, client: Client, published: Report) -> None:
    hidden = actions.submit(draft(title="Lampu jalan mati"), by=PUBLIC, key="h" * 22).report
    index = client.get("/sitemap.xml").content.decode()
    parts = re.findall("<loc>[^<]*?(/sitemap/[^<]*)</loc>", index)
    sitemap = "".join(client.get(part).content.decode() for part in parts)
    assert parts == ["/sitemap/halaman.xml", "/sitemap/1.xml"]
    assert f"/laporan/{published.code}/" in sitemap
    assert "/instansi/</loc>" in sitemap
    assert hidden.code not in sitemap
    assert [client.get(f"/sitemap/{number}.xml").status_code for number in (0, 2, 999999999999)] == [404] * 3
    assert "Disallow: /laporan-saya/" in client.get("/robots.txt").content.decode()
    assert "Expires: " in client.get("/.well-known/security.txt").content.decode()


def test_hot_pages_keep_to_their_budget(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Also when they are drawn for the first time; a full list too is drawn once a minute."""
    codes = [report.code for report in several(world, 21)]
    client.get("/laporan/?halaman=1")  # what is asked once per process
    for path, (first, again) in {
        "/": (2, 2),
        "/lapor": (1, 1),
        "/laporan/": (4, 2),
        "/laporan/?status=assigned": (5, 5),
        f"/laporan/{codes[0]}/": (7, 2),
        "/instansi/": (2, 2),
        "/instansi/dinas-pu/": (8, 8),
    }.items():
        for most in (first, again):
            with django_assert_max_num_queries(most):
                client.get(path)


def test_the_open_page_does_not_speak_to_the_reporter(world: World, client: Client, published: Report) -> None:
    actions.follow_up(published, by=world.actor("dewi"), text="Sudah ditambal.", final=True)
    html = client.get(f"/laporan/{published.code}/").content.decode()
    assert "menunggu tanggapan pelapor" in html
    assert "bila Anda tidak menanggapi" not in html
