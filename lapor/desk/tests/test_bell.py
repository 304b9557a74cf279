"""The bell on the desk."""

from __future__ import annotations

import pytest

from lapor.desk.tests.scenes import assigned, sign_in
from lapor.kit import codes
from lapor.notices import queries
from lapor.reports import reactions
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def test_news_are_counted_read_and_marked(world: World) -> None:
    report = assigned(world)
    while reactions.work("test"):
        pass
    dewi = sign_in(world, "dewi")
    unread = queries.unread_count(world.users["dewi"])
    assert unread >= 1
    page = dewi.get("/meja/kabar/").content.decode()
    assert f"Kabar, {unread} belum dibaca" in page
    assert codes.grouped(report.code) in page
    dewi.post("/meja/kabar/dibaca/")
    assert "Kabar, semua sudah dibaca" in dewi.get("/meja/").content.decode()
