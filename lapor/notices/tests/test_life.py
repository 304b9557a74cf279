"""Whose mail says what, over the whole life of a report, through a real SMTP server."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lapor.kit import clock, codes
from lapor.notices import invariants, queries
from lapor.notices.models import Delivery
from lapor.notices.tests.conftest import Mailbox, go_round, part, words_of
from lapor.people.actor import PUBLIC, reporter_of
from lapor.reports import actions
from lapor.reports import invariants as of_reports
from lapor.reports.models import Report
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
ANI = "ani@warga.example"
CANARIES = ("Ani", "Kartini", ANI, "081234567890", "81234567890", "lubang", "pasar", "Malili", "rahasia-dapur")


def submit(world: World, **changes: Any) -> tuple[Report, str]:
    with clock.freeze(MONDAY):
        wanted = draft(target=world.agencies["luwu-timur"].pk, **changes)
        receipt = actions.submit(wanted, by=PUBLIC, key="k" * 22)
    return receipt.report, receipt.pin


def live(world: World, report: Report) -> None:
    """Submit has happened; dispose, ask, answer, reply, answer at last, close, rate; the worker after each."""
    ani = reporter_of(report.pk)
    public: dict[str, Any] = (
        {} if report.is_secret else {"public_title": "Judul terbuka", "public_body": "Isi terbuka rahasia-dapur"}
    )
    dewi, citra = world.actor("dewi"), world.actor("citra")
    steps: tuple[Callable[[Report], Report], ...] = (
        lambda r: actions.dispose(r, by=citra, to=world.agencies["dinas-pu"], oversight="no", **public),
        lambda r: actions.ask(r, by=dewi, questions="Sejak kapan lubang itu ada?"),
        lambda r: actions.add(r, by=ani, text="Sejak dua minggu, di depan pasar."),
        lambda r: actions.follow_up(r, by=dewi, text="Kami jadwalkan menambal lubang."),
        lambda r: actions.respond(r, by=ani, text="Belum ditambal."),
        lambda r: actions.follow_up(r, by=dewi, text="Lubang sudah ditambal.", final=True),
        lambda r: actions.close(r, by=ani),
        lambda r: actions.rate(r, by=ani, adequate="yes", solved="yes", treated="yes"),
    )
    go_round(MONDAY)
    for number, step in enumerate(steps, start=1):
        with clock.freeze(MONDAY + timedelta(hours=number)):
            report = step(report)
            go_round()


def subjects(mailbox: Mailbox, address: str) -> list[str]:
    return [re.sub(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", "…", str(mail["Subject"])) for mail in mailbox.to(address)]


def test_everybody_hears_what_concerns_him_and_nobody_hears_of_his_own_doing(world: World, mailbox: Mailbox) -> None:
    report, _ = submit(world)
    live(world, report)
    pu = world.agencies["dinas-pu"].name
    assert subjects(mailbox, ANI) == [
        "Laporan … sudah kami terima",
        f"Laporan … diteruskan ke {pu}",
        "Ada pertanyaan untuk laporan …",
        f"{pu} menjawab laporan …",
        f"{pu} menjawab laporan …",
    ]
    assert subjects(mailbox, "citra@lapor.example") == ["Laporan baru … menunggu verifikasi"]
    assert subjects(mailbox, "dewi@lapor.example") == [
        f"Laporan … diteruskan kepada {pu}",
        "Ada keterangan baru pada laporan …",
        "Pelapor menanggapi laporan …",
    ]
    assert {mail["To"] for mail in mailbox.mails} == {ANI, "citra@lapor.example", "dewi@lapor.example"}
    bells = [item.sentence for item in queries.bell(world.users["dewi"])]
    code = codes.grouped(report.code)
    assert bells[:2] == [f"Pelapor menilai laporan {code}", f"Laporan {code} selesai"]
    with clock.freeze(MONDAY + timedelta(hours=9)):
        assert [*of_reports.problems(), *invariants.problems()] == []


@pytest.mark.parametrize("secrecy", ["public", "secret"])
@pytest.mark.parametrize("identity", ["named", "anonymous"])
def test_no_mail_tells_who_reported_or_what(world: World, mailbox: Mailbox, secrecy: str, identity: str) -> None:
    report, pin = submit(world, secrecy=secrecy, identity=identity)
    live(world, report)
    go_round(MONDAY + timedelta(days=1))  # what may tell no minute waits for the morning
    assert len(mailbox.mails) == 9
    for mail in mailbox.mails:
        words = words_of(mail)
        assert [canary for canary in (*CANARIES, pin, codes.grouped(pin)) if canary in words] == []
        if mail["To"] != ANI:
            assert ANI not in mail.as_string()


def test_of_a_secret_report_only_the_code_is_said(world: World, mailbox: Mailbox) -> None:
    report, _ = submit(world, secrecy="secret")
    live(world, report)
    code = codes.grouped(report.code)
    assert {str(mail["Subject"]) for mail in mailbox.mails} == {f"Ada pembaruan laporan {code}"}
    assert len({part(mail, "plain") for mail in mailbox.to(ANI)}) == 1
    agencies = {agency.name for agency in world.agencies.values()}
    assert not any(name in words_of(mail) for mail in mailbox.mails for name in agencies)
    assert {item.sentence for item in queries.bell(world.users["dewi"])} == {f"Ada pembaruan laporan {code}"}


@pytest.mark.parametrize(("identity", "days_only"), [("anonymous", True), ("named", False)])
def test_the_bell_hides_the_minute_that_the_page_hides(
    world: World, mailbox: Mailbox, identity: str, days_only: bool
) -> None:
    submit(world, secrecy="secret", identity=identity)
    go_round(MONDAY + timedelta(minutes=2))
    (line,) = queries.bell(world.users["citra"])
    assert (line.days_only, line.at.minute == line.at.hour == 0) == (days_only, days_only)


def test_each_mail_is_plain_honest_and_points_to_one_host(world: World, mailbox: Mailbox) -> None:
    report, _ = submit(world)
    live(world, report)
    for mail in mailbox.mails:
        text = part(mail, "plain")
        html = part(mail, "html")
        row = Delivery.objects.get(dedup_key=mail["Message-ID"].strip("<>").partition("@")[0])
        assert mail["Message-ID"] == f"<{row.dedup_key}@lapor.example>"
        assert mail["Date"].datetime == row.created_at.replace(microsecond=0)
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Id"]
        assert mail["Reply-To"] is None
        page = "/lacak" if mail["To"] == ANI else f"/meja/{report.code}/"
        for words in (text, html):
            links = set(re.findall(r"https?://[^\s\"<]+", words)) - {f"https://lapor.example{page}"}
            assert all(re.fullmatch(rf"https://lapor.example{page}[a-z_]+/", link) for link in links)
            assert len(links) <= (1 if page.startswith("/meja/") else 0)
            assert "Kami tidak pernah meminta kata sandi atau PIN Anda." in words
        assert not re.search(r"<(img|form|input|script|link|iframe)|url\(|&amp;amp;", html)
        assert "&amp;" not in text
        assert "{{" not in text + html
    assert "paling lambat" in part(mailbox.to(ANI)[0], "plain")


def test_who_left_no_contact_gets_no_mail_and_the_row_says_so(world: World, mailbox: Mailbox) -> None:
    submit(world, email="")
    go_round(MONDAY)
    row = Delivery.objects.get(recipient="reporter")
    assert (row.state, row.skipped, row.sent_at) == ("skipped", "no_contact", None)
    assert [mail["To"] for mail in mailbox.mails] == ["citra@lapor.example"]


def test_who_has_no_identity_is_written_to_by_nobody(world: World, mailbox: Mailbox) -> None:
    submit(world, identity="none", name="", email="", phone="")
    go_round(MONDAY)
    assert not Delivery.objects.filter(recipient="reporter").exists()


def test_the_accused_agency_hears_nothing(world: World, mailbox: Mailbox) -> None:
    report, _ = submit(world, accused=world.agencies["luwu-timur"].pk)
    go_round(MONDAY)
    assert report.holder != world.agencies["luwu-timur"]
    assert "citra@lapor.example" not in {mail["To"] for mail in mailbox.mails}
    assert queries.bell(world.users["citra"]) == []


def test_secrecy_raised_while_a_mail_waits_keeps_it_from_those_who_may_not_know(world: World, mailbox: Mailbox) -> None:
    report, _ = submit(world)
    live(world, report)
    mailbox.mails.clear()
    at = MONDAY + timedelta(hours=10)
    with clock.freeze(at):
        actions.reopen(report_now(report), by=reporter_of(report.pk), reason="Lubangnya ada lagi di depan pasar.")
        actions.raise_secrecy(report_now(report), by=reporter_of(report.pk))
    go_round(at)
    assert {str(mail["Subject"]) for mail in mailbox.mails} == {f"Ada pembaruan laporan {codes.grouped(report.code)}"}


def report_now(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_the_reporter_reads_the_new_code_of_each_split_and_which_pin_opens_it(world: World, mailbox: Mailbox) -> None:
    report, _ = submit(world)
    go_round(MONDAY)
    words: dict[str, Any] = {"part_title": "Lampu jalan padam", "part_body": "Lampu di depan pasar padam sejak Senin."}
    for hours in (1, 2):
        with clock.freeze(MONDAY + timedelta(hours=hours)):
            actions.split(report_now(report), by=world.actor("citra"), **words)
            go_round()
    parts = list(report.parts.order_by("changed_at"))
    last = part(mailbox.to(ANI)[-1], "plain")
    assert [codes.grouped(one.code) in last for one in (report, *parts)] == [True, False, True]
    assert f"PIN laporan {codes.grouped(report.code)} membuka semua bagiannya" in last
    assert "Lampu" not in last
    with clock.freeze(MONDAY + timedelta(hours=3)):
        actions.unsplit(report_now(parts[0]), by=world.actor("citra"), reason="Ternyata satu hal saja.")
        go_round()
    last = part(mailbox.to(ANI)[-1], "plain")
    assert f"Bagian {codes.grouped(parts[0].code)} tidak lagi ditangani sendiri" in last
    assert codes.grouped(report.code) in last


def test_of_a_split_of_a_secret_report_only_the_code_is_said(world: World, mailbox: Mailbox) -> None:
    report, _ = submit(world, secrecy="secret")
    go_round(MONDAY)
    with clock.freeze(MONDAY + timedelta(hours=1)):
        words: dict[str, Any] = {
            "part_title": "Lampu jalan padam",
            "part_body": "Lampu di depan pasar padam sejak Senin.",
        }
        actions.split(report_now(report), by=world.actor("citra"), **words)
        go_round()
    code = codes.grouped(report.code)
    assert {str(mail["Subject"]) for mail in mailbox.to(ANI)} == {f"Ada pembaruan laporan {code}"}
    assert not any(codes.grouped(report.parts.get().code) in words_of(mail) for mail in mailbox.mails)
