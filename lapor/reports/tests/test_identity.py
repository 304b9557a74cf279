"""Two custodians together open who filed a report; one never does, and the reporter reads why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from lapor.kit import codes, crypto, keys
from lapor.kit.errors import Refused
from lapor.kit.tests import custodians
from lapor.people.actor import PUBLIC
from lapor.reports import actions, invariants
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import AccessEntry, Report, Reporter
from lapor.reports.tests import scenes
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
REASON = "Permintaan penyidik dengan surat nomor B/12/2026, disetujui dua kustodian."


def filed(world: World, **changes: str) -> Receipt:
    given = {"identity": "anonymous", "name": "Ani Kartini", "nik": "7324044107900001"} | changes
    target = world.agencies["luwu-timur"].pk
    return actions.submit(draft(target=target, **given), by=PUBLIC, key="k" * 22)


def key_of(settings: Settings, number: int) -> str:
    return str(Path(settings.LAPOR_KEYS) / "custodians" / f"custodian-{number}.key")


def opened(report: Report, *paths: str, reason: str = REASON) -> None:
    given = [argument for path in paths for argument in ("--key", path)]
    call_command("identity", "open", codes.grouped(report.code), *given, "--reason", reason, "--json")


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (3, 2)])
def test_any_two_custodians_open_it_and_the_reporter_reads_why(
    world: World, client: Client, settings: Settings, capsys: pytest.CaptureFixture[str], pair: tuple[int, int]
) -> None:
    receipt = filed(world)
    report = receipt.report
    opened(report, *(key_of(settings, number) for number in pair))
    assert json.loads(capsys.readouterr().out) == {
        "code": report.code,
        "name": "Ani Kartini",
        "nik": "7324044107900001",
    }
    entry = AccessEntry.objects.get(report=report)
    assert (entry.what, entry.user, entry.agency) == ("identity_box", None, None)
    assert REASON.encode() not in bytes(entry.reason_sealed or b"")
    event = report.events.get(kind="open_identity")
    assert (event.actor_kind, event.user, event.data) == ("system", None, {"custodians": sorted(pair)})
    client.post("/lacak", {"code": report.code, "pin": receipt.pin})
    page = client.get("/laporan-saya/").content.decode()
    assert "Dua kustodian bersama membuka identitas pelapor yang disegel" in page
    assert REASON in page
    assert [line for line in invariants.problems() if "laporan:" in line] == []


def test_officers_learn_that_it_was_opened_and_neither_who_nor_why(
    world: World, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    report = filed(world).report
    opened(report, key_of(settings, 1), key_of(settings, 2))
    browser = Client()
    browser.force_login(world.users["citra"])
    page = browser.get(f"/meja/{report.code}/").content.decode()
    assert "Dua kustodian bersama" in page
    for secret in ("Ani Kartini", "7324044107900001", REASON):
        assert secret not in page


def test_one_custodian_twice_a_wrong_key_or_no_reason_open_nothing(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    report = filed(world).report
    stranger, broken = tmp_path / "stranger.key", tmp_path / "broken.key"
    stranger.write_text(crypto.new_pair().private.hex())
    broken.write_text("bukan kunci")
    one, other = key_of(settings, 1), key_of(settings, 2)
    with pytest.raises(Refused, match="milik satu kustodian"):
        opened(report, one, one)
    for wrong in (str(stranger), key_of(settings, 1).replace("custodians/custodian-1", "private/contact")):
        with pytest.raises(Refused, match="bukan kunci dua kustodian"):
            opened(report, one, wrong)
    for reason in ("", "   ", "penting"):
        with pytest.raises(Refused, match="Tulis alasannya"):
            opened(report, one, other, reason=reason)
    for paths in ((one,), (one, other, one)):
        with pytest.raises(CommandError, match="tepat dua berkas"):
            opened(report, *paths)
    for path in (str(broken), str(tmp_path / "missing.key")):
        with pytest.raises(CommandError, match="tidak terbaca atau bukan kunci"):
            opened(report, one, path)
    assert not AccessEntry.objects.exists()
    assert report.events.count() == 1


def test_what_has_no_identity_or_a_foreign_box_is_said_and_not_recorded(world: World, settings: Settings) -> None:
    one, other = key_of(settings, 1), key_of(settings, 2)
    nobody = scenes.submitted(world, identity="none")
    with pytest.raises(Refused, match="tidak menyimpan identitas"):
        opened(nobody, one, other)
    report, foreign = filed(world).report, scenes.submitted(world)
    box = Reporter.objects.get(report=foreign).identity_box
    Reporter.objects.filter(report=report).update(identity_box=box)
    with pytest.raises(Refused, match="tidak cocok"):
        opened(report, one, other)
    with pytest.raises(CommandError, match="Tidak ada laporan"):
        call_command("identity", "open", "000-000-000", "--key", one, "--key", other, "--reason", REASON)
    assert not AccessEntry.objects.exists()


def test_what_cannot_be_recorded_is_not_opened(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = filed(world).report

    def full(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(AccessEntry.objects, "create", full)
    with pytest.raises(OSError, match="No space left"):
        opened(report, key_of(settings, 1), key_of(settings, 2))
    assert "Ani" not in capsys.readouterr().out
    assert not report.events.filter(kind="open_identity").exists()


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (2, 1)])
def test_what_was_sealed_once_opens_for_ever(pair: tuple[int, int]) -> None:
    one, other = (bytes.fromhex(custodians.PRIVATE[number]) for number in pair)
    envelope = bytes.fromhex(custodians.ENVELOPE)
    assert crypto.open_with_pair(one, other, envelope, context=custodians.CONTEXT) == custodians.PLAIN
    with pytest.raises(crypto.CryptoError):
        crypto.open_with_pair(one, other, envelope, context=custodians.CONTEXT[:-1] + "2")
    with pytest.raises(crypto.CryptoError):
        crypto.open_with_pair(one, one, envelope, context=custodians.CONTEXT)


def test_the_numbers_are_those_of_the_files(settings: Settings) -> None:
    folder = Path(settings.LAPOR_KEYS)
    publics = keys.provider().custodian_publics()
    for number, public in enumerate(publics, start=1):
        assert (folder / "public" / f"custodian-{number}.pub").read_text() == public.hex()
