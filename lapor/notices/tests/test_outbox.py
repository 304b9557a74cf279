"""Without a mail server mails become files of ours, and no log says what stands in them."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from lapor.config import env
from lapor.kit import clock, codes
from lapor.notices import outbox, work
from lapor.notices.models import Channel, Delivery
from lapor.reports import reactions
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World
from tests.leak.sinks import Sinks, overheard

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = env.read({}).mail["EMAIL_BACKEND"]
    settings.LAPOR_MAIL = tmp_path / "mail"
    return tmp_path / "mail"


def sent(world: World) -> tuple[Report, str]:
    """A report whose reporter was told that it came in, and everything that was logged and printed meanwhile."""
    report = scenes.submitted(world, at=clock.now(), identity="anonymous", name="", email="ani@warga.example")
    sinks, printed = Sinks(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), overheard(sinks):
        while reactions.work("w"):
            pass
        while work.work("w"):
            pass
    return report, printed.getvalue() + "".join(one.content.decode() for one in sinks.found)


def test_each_mail_is_a_file_that_only_we_can_read_and_no_log_repeats_it(world: World, folder: Path) -> None:
    report, said = sent(world)
    files = sorted(folder.iterdir())
    assert len(files) == Delivery.objects.filter(channel=Channel.EMAIL, done_at__isnull=False).count() > 0
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    written = "".join(path.read_text() for path in files)
    assert "ani@warga.example" in written
    assert codes.grouped(report.code) in written
    assert all(str(path) in said for path in files)
    for secret in ("@warga.example", report.code, codes.grouped(report.code), "Subject"):
        assert secret not in said


def test_mails_in_files_are_gone_after_a_week(world: World, folder: Path) -> None:
    assert outbox.sweep(clock.now()) == 0, "without a folder there is nothing to sweep"
    sent(world)
    count = len(list(folder.iterdir()))
    assert outbox.sweep(clock.now() + timedelta(days=6)) == 0
    assert outbox.sweep(clock.now() + timedelta(days=8)) == count
    assert list(folder.iterdir()) == []
