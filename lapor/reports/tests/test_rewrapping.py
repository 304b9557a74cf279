"""A wrapping key is changed while everything stays readable, and the old one opens nothing of the database any more."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from lapor.kit import crypto, keys, progress
from lapor.reports import rewrapping, words
from lapor.reports.models import Report, ReportKey
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
TITLE = "Jalan berlubang di depan pasar"


@pytest.fixture
def own_keys(world: World, settings: Settings, tmp_path: Path) -> Path:
    """A copy of the test's keys, so that a new wrapping key stays here."""
    folder = tmp_path / "keys"
    shutil.copytree(settings.LAPOR_KEYS, folder)
    settings.LAPOR_KEYS = folder
    return folder


def filed(world: World, count: int = 3) -> list[Report]:
    return [scenes.submitted(world, title=TITLE) for _ in range(count)]


def wrap_of(report: Report) -> bytes:
    return bytes(ReportKey.objects.get(pk=report.pk).wrapped)


def readable(reports: list[Report]) -> bool:
    return all(words.title(Report.objects.get(pk=report.pk)) == TITLE for report in reports)


def test_a_rotation_leaves_every_report_readable_and_nothing_under_the_old_key(
    world: World, own_keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports, old = filed(world), keys.wrapping_keys()[-1]
    call_command("keys", "rotate", "--json")
    answer, new = json.loads(capsys.readouterr().out), keys.wrapping_keys()[-1]
    assert answer == {"id": new.name.hex(), "rewrapped": 3, "resumed": False}
    assert new.number == old.number + 1
    assert rewrapping.counts() == {new.name: 3}
    assert readable([*reports, scenes.submitted(world, title=TITLE)])
    assert list(rewrapping.problems()) == []
    (own_keys / "kek" / f"{old.number}.key").write_text("00" * 32)
    assert len(keys.FileKeyProvider(own_keys).unwrap(reports[0].pk, wrap_of(reports[0]))) == crypto.KEY_BYTES


def test_a_rotation_that_was_killed_is_seen_and_finished_by_the_next(
    world: World, own_keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = filed(world)
    monkeypatch.setattr(rewrapping, "BATCH", 1)
    real, calls = rewrapping._rewrap, iter(range(9))

    def killed(batch: list[UUID]) -> int:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(batch)

    monkeypatch.setattr(rewrapping, "_rewrap", killed)
    with pytest.raises(KeyboardInterrupt):
        call_command("keys", "rotate")
    assert readable(reports)
    assert sorted(rewrapping.counts().values()) == [1, 2]
    assert [line[:16] for line in rewrapping.problems()] == ["2 kunci laporan "]
    made = len(keys.wrapping_keys())
    call_command("keys", "rotate")
    assert "Pergantian yang terputus dilanjutkan" in capsys.readouterr().out
    assert len(keys.wrapping_keys()) == made
    assert rewrapping.counts() == {keys.wrapping_keys()[-1].name: 3}
    assert readable(reports)


def test_what_is_wrapped_under_the_old_key_meanwhile_is_wrapped_too(
    world: World, own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, real, old = filed(world, 2), progress.bar, wrap_of
    before = old(reports[0])
    turns = iter(range(9))

    def busy(things: Iterable[int], *, total: int, label: str) -> list[int]:
        done = sum(real(things, total=total, label=label))
        if next(turns) == 0:  # a submit that began before the rotation commits after the first pass
            ReportKey.objects.filter(pk=reports[0].pk).update(wrapped=before)
        return [done]

    monkeypatch.setattr(progress, "bar", busy)
    call_command("keys", "rotate")
    assert rewrapping.counts() == {keys.wrapping_keys()[-1].name: 2}
    assert readable(reports)


def test_the_list_says_what_is_used_and_no_secret(
    world: World, own_keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filed(world, 2)
    call_command("keys", "list")
    text = capsys.readouterr().out
    assert "2 laporan, dipakai sekarang" in text
    call_command("keys", "list", "--json")
    row = json.loads(capsys.readouterr().out)[-1]
    assert (row["reports"], row["current"]) == (2, True)
    assert (own_keys / "kek" / f"{row['number']}.key").read_text().strip() not in text


def test_a_lost_wrapping_key_is_said_and_nothing_is_written(world: World, own_keys: Path) -> None:
    (report,) = filed(world, 1)
    before = wrap_of(report)
    for path in (own_keys / "kek").iterdir():
        path.write_text("11" * 32)
    keys._provider.cache_clear()
    assert [line[:2] for line in rewrapping.problems()] == ["1 "]
    with pytest.raises(CommandError, match="tidak dapat dibuka"):
        call_command("keys", "rotate")
    assert wrap_of(report) == before
