"""The public list as a view with an address: words, filters, orders, feed, sitemap and share cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.parsers.expat import ParserCreate

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lapor.kit import clock
from lapor.people.actor import PUBLIC, reporter_of
from lapor.public import listing
from lapor.public.tests.conftest import publish
from lapor.reports import actions, search
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 1, 5, 2, tzinfo=UTC)


def put(world: World, title: str, body: str = "Mohon segera ditangani.", **more: str) -> Report:
    """A published report with this public version."""
    sent = actions.submit(
        draft(target=world.agencies["luwu-timur"].pk, **more), by=PUBLIC, key=f"{title:_<22}"[:100]
    ).report
    return actions.dispose(
        sent,
        by=world.actor("citra"),
        to=world.agencies["dinas-pu"],
        oversight="no",
        public_title=title,
        public_body=body,
        checked=True,
    )


def told(client: Client, address: str = "/laporan/", **query: str) -> tuple[list[str], str]:
    """The titles of a view in their order, and its page."""
    answer = client.get(address, query)
    assert answer.status_code == 200
    return [row.title for row in answer.context["listing"].rows], answer.content.decode()


def feed(client: Client, **query: str) -> list[str]:
    answer = client.get("/laporan/umpan.xml", query)
    assert answer.status_code == 200
    return re.findall("<entry>\\s*<title>(.*)</title>", well_formed(answer.content))


def well_formed(content: bytes) -> str:
    ParserCreate().Parse(content, True)
    return content.decode()


def test_the_best_come_first_and_forms_of_a_word_are_found(world: World, client: Client) -> None:
    put(world, "Trotoar dekat sekolah", "Banyak lubang, belum ditambal. Lampu juga mati.")
    put(world, "Penambalan aspal di Wotu")
    put(world, "Tambal jalan di Malili")
    put(world, "Air tidak mengalir")
    assert told(client, kata="kapan menambal jalan?")[0][0] == "Tambal jalan di Malili"
    titles, page = told(client, kata="tambal")
    assert titles == ["Tambal jalan di Malili", "Penambalan aspal di Wotu", "Trotoar dekat sekolah"]
    assert "<title>Laporan terbit tentang tambal – LAPOR!</title>" in page
    assert "noindex" in page


def test_a_mistyped_word_finds_what_was_meant_and_says_so(world: World, client: Client) -> None:
    put(world, "Jembatan gantung putus di Wotu")
    titles, page = told(client, kata="jembtan gantung")
    assert titles == ["Jembatan gantung putus di Wotu"]
    assert "Tidak ada laporan terbit yang memuat “jembtan”. Ini hasil untuk “jembatan gantung”." in page
    titles, page = told(client, kata="jembtan gantung", urut="newest")
    assert titles == []
    link = re.search('Maksud Anda <a href="([^"]+)">jembatan gantung</a>', page)
    assert link
    assert told(client, link[1].replace("&amp;", "&"))[0] == ["Jembatan gantung putus di Wotu"]
    assert told(client, kata="xyzzyqwv")[0] == []


def test_words_that_nobody_published_are_never_offered(world: World, client: Client, published: Report) -> None:
    """A hidden word finds what nonsense finds, by the same number of queries, also when it was public before."""
    put(world, "Gerobaktua dibuang di sungai")
    raised = Report.objects.get(public_title__startswith="Gerobaktua")
    assert told(client, kata="gerobatkua")[0] == ["Gerobaktua dibuang di sungai"]
    actions.raise_secrecy(raised, by=reporter_of(raised.pk))
    actions.submit(
        draft(title="Bendunganretak di hulu", body="Bendunganretak itu bocor sejak kemarin."), by=PUBLIC, key="b" * 22
    )
    pages, counts = set(), set()
    with clock.freeze(clock.now() + timedelta(seconds=61)):  # what was learnt of published words is a minute old
        told(client, kata="qwvzykjxh")
        for word in ("gerobaktua", "gerobatkua", "bendunganretak", "bendungnaretak", "qwvzykjxh"):
            with CaptureQueriesContext(connection) as asked:
                page = told(client, kata=word)[1]
            assert "Tidak ada laporan yang cocok" in page
            pages.add(page.replace(word, ""))
            counts.add(len(asked))
    assert len(pages) == len(counts) == 1


def test_words_that_say_nothing_are_answered_in_a_sentence(world: World, client: Client, published: Report) -> None:
    for words in ("di yang dan", "%", "_", "ab", "' OR --"):
        titles, page = told(client, kata=words)
        assert titles == []
        assert search.TOO_COMMON in page
        assert client.get("/laporan/umpan.xml", {"kata": words}).status_code == 400
    titles, page = told(client, kata="jalan " * 1_700)
    assert titles == []
    assert "Ringkas menjadi 100 huruf" in page


@pytest.mark.parametrize("words", ["jalan & !lubang:*", "jalan%", "jalan_", 'jalan "lubang"', "jalan\\", "(jalan | x)"])
def test_signs_of_query_languages_are_only_signs(client: Client, published: Report, words: str) -> None:
    assert told(client, kata=words)[0] == ["Jalan berlubang di depan pasar"]


def test_filters_narrow_by_place_agency_time_state_and_lateness(world: World, client: Client) -> None:
    with clock.freeze(MONDAY):
        put(world, "Laporan di Malili", region="73.24.04")
    with clock.freeze(MONDAY + timedelta(days=40)):
        put(world, "Laporan di Bandung", region="32.73")
    fits = {
        "Laporan di Malili": [{"wilayah": "73"}, {"wilayah": "73.24.04"}, {"sampai": "2026-01-05"}, {"urut": "oldest"}],
        "Laporan di Bandung": [{"wilayah": "32.73"}, {"dari": "06/01/2026"}, {"urut": "newest"}, {}],
    }
    dinas, dinkes = (str(world.agencies[name].pk) for name in ("dinas-pu", "dinkes"))
    with clock.freeze(MONDAY + timedelta(days=41)):
        for first, queries in fits.items():
            for query in queries:
                titles = told(client, **query)[0]
                assert titles[0] == first, query
                assert len(titles) == (1 if query and "urut" not in query else 2), query
        assert told(client, terlambat="on")[0] == ["Laporan di Malili"]
        assert "melewati tenggat" in told(client, terlambat="on")[1]
        assert len(told(client, instansi=dinas, status="assigned")[0]) == 2
        assert told(client, instansi=dinkes)[0] == told(client, wilayah="73.2")[0] == []
        assert told(client, urut="waiting")[0] == ["Laporan di Malili", "Laporan di Bandung"]
        assert feed(client, wilayah="73", urut="oldest") == ["Laporan di Malili"]


def test_what_was_closed_waits_no_longer(world: World, client: Client) -> None:
    first, _ = put(world, "Laporan pertama"), put(world, "Laporan kedua")
    answered = actions.follow_up(first, by=world.actor("dewi"), text="Sudah kami perbaiki.", final=True)
    actions.close(answered, by=reporter_of(answered.pk))
    assert told(client, urut="waiting")[0] == ["Laporan kedua"]
    assert told(client, urut="oldest")[0] == ["Laporan pertama", "Laporan kedua"]


WRONG = {
    "wilayah=99.99": "Wilayah ini tidak ada",
    "wilayah=%00": "Wilayah ini tidak ada",
    "wilayah_q=zzzz": "belum dipilih dari daftar",
    "dari=2026-02-31": "Tanggal ini tidak ada",
    "dari=0001-01-01": "Pilih tanggal antara tahun 2015 dan 2100",
    "sampai=9999-12-31": "Pilih tanggal antara tahun 2015 dan 2100",
    "dari=2026-03-01&sampai=2026-01-01": search.TURNED_ROUND,
    "instansi=0": "Instansi ini tidak ada",
    "status=x": "Status ini tidak ada",
    "kategori=x": "Kategori ini tidak ada",
    "urut=x": "Urutan ini tidak ada",
}


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_filter_is_named_and_what_was_typed_stays(client: Client, published: Report, query: str) -> None:
    titles, page = told(client, f"/laporan/?kata=lubang&{query}")
    assert titles == []
    assert WRONG[query] in page
    assert 'value="lubang"' in page
    refused = client.get(f"/laporan/umpan.xml?{query.replace('_q=zzzz', '=zzzz')}")
    assert refused.status_code == 400
    assert refused["Content-Type"] == "text/plain; charset=utf-8"


def test_every_order_is_walked_to_its_end(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    titles = [f"Jalan berlubang nomor {number:03d}" for number in range(5)]
    for title in titles:
        put(world, title)
    for order, expected in (("newest", titles[::-1]), ("oldest", titles), ("waiting", titles), ("", titles[::-1])):
        for words in ("", "lubang"):
            seen: list[str] = []
            query = f"kata={words}&urut={order}"
            for _ in range(3):
                page = client.get(f"/laporan/?{query}").context["listing"]
                seen += [row.title for row in page.rows]
                query = page.more
            assert seen == expected, (order, words)
            assert query == ""


@pytest.mark.parametrize("near", [1, 3, search.NEAR])
@pytest.mark.parametrize("rare", [0, 2, search.RARE])
def test_rare_and_common_words_are_found_alike(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, near: int, rare: int
) -> None:
    put(world, "Jembatan gantung putus")
    for number in range(5):
        put(world, f"Jalan berlubang nomor {number:03d}")
    monkeypatch.setattr(search, "NEAR", near)
    monkeypatch.setattr(search, "RARE", rare)
    assert told(client, kata="jembatan")[0] == ["Jembatan gantung putus"]
    assert told(client, kata="jembatan", urut="newest")[0] == ["Jembatan gantung putus"]
    assert told(client, kata="lubang", urut="oldest")[0][0] == "Jalan berlubang nomor 000"


def test_a_small_number_is_not_told(world: World, client: Client) -> None:
    for number in range(5):
        put(world, f"Jalan berlubang nomor {number:03d}")
        said = told(client, kata="lubang")[1]
        assert ("Kurang dari 5 laporan cocok." in said) == (number < 4)
    assert "5 laporan cocok." in said


def test_the_feed_is_a_view_with_days_and_is_sent_once(world: World, client: Client, published: Report) -> None:
    page = told(client, kata="lubang", status="assigned")[1]
    link = re.search('<link rel="alternate" type="application/atom\\+xml"[^>]* href="([^"]+)"', page)
    assert link
    address = link[1].replace("&amp;", "&")
    assert address == "/laporan/umpan.xml?kata=lubang&status=assigned"
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert answer["Cache-Control"] == "public, max-age=60"
    atom = well_formed(answer.content)
    assert "<title>Laporan terbit tentang lubang, Belum ditindaklanjuti</title>" in atom
    times = re.findall("<(?:updated|published)>(.*)<", atom)
    assert len(times) == 3
    assert all(time.endswith("T00:00:00+07:00") for time in times)
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.raise_secrecy(published, by=reporter_of(published.pk))
    empty = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert empty.status_code == 200
    assert published.code not in empty.content.decode()
    assert "<updated>2015-01-01T00:00:00+07:00</updated>" in well_formed(empty.content)


def test_the_sitemap_reaches_every_report_once(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PART", 2)
    made = [put(world, f"Jalan berlubang nomor {number:03d}") for number in range(5)]
    parts = re.findall(
        "<loc>[^<]*?(/sitemap/\\d+.xml)</loc><lastmod>[\\d-]{10}</lastmod>", client.get("/sitemap.xml").content.decode()
    )
    assert parts == [f"/sitemap/{number}.xml" for number in (1, 2, 3)]
    pages = [client.get(part).content.decode() for part in parts]
    found = [re.findall("/laporan/(\\w+)/</loc><lastmod>[\\d-]{10}</lastmod>", page) for page in pages]
    assert [len(codes) for codes in found] == [2, 2, 1]
    assert [code for codes in found for code in codes] == [report.code for report in made]
    actions.raise_secrecy(made[0], by=reporter_of(made[0].pk))
    assert made[0].code not in client.get(parts[0]).content.decode()


def test_only_a_published_report_has_a_card_of_its_own(
    client: Client, receipt: Receipt, opened: Callable[[Receipt], Client], world: World
) -> None:
    def cards(browser: Client, path: str) -> list[str]:
        return re.findall('<meta property="og:[^>]+>', browser.get(path).content.decode())

    neutral = cards(client, "/")
    assert len(neutral) == 3
    address = f"/laporan/{receipt.report.code}/"
    missing = client.get(address).content.decode()
    assert cards(client, "/laporan/?kata=rahasia") == cards(opened(receipt), "/laporan-saya/") == neutral
    published = publish(world, receipt.report)
    own = "".join(cards(Client(), address))
    assert "Jalan berlubang di depan pasar" in own
    assert f'{address}">' in own
    assert "image" not in own
    assert "Ani" not in own
    actions.raise_secrecy(published, by=reporter_of(published.pk))
    assert Client().get(address).content.decode() == missing
