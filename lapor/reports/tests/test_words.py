"""Words are found in published reports, and rare ones without reading all of them."""

from __future__ import annotations

import pytest
from django.db import connection

from lapor.kit import wording
from lapor.people.actor import PUBLIC
from lapor.reports import actions, invariants, search, wordindex
from lapor.reports.models import Report
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(world: World) -> Report:
    sent = actions.submit(draft(target=world.agencies["luwu-timur"].pk), by=PUBLIC, key="k" * 22).report
    return actions.dispose(
        sent,
        by=world.actor("citra"),
        to=world.agencies["dinas-pu"],
        oversight="no",
        public_title="Jembatan Gantung putus",
        public_body="Warga menyeberang dengan rakit.",
        checked=True,
    )


@pytest.mark.parametrize("rare", [0, search.RARE])
@pytest.mark.parametrize("words", ["gantung", "RAKIT", "gantung rakit", "eberang"])
def test_every_word_is_in_title_or_text(
    published: Report, words: str, rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "RARE", rare)
    assert list(search.listed(search.Wanted(wording.telling(words)), limit=2)) == [published]
    assert not search.listed(search.Wanted(wording.telling(f"{words} perahu")), limit=1).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="trigrams: PostgreSQL only")
def test_the_query_has_the_form_that_the_index_knows(db: None) -> None:
    with connection.cursor() as cursor:
        for other in ("report_published", "report_published_by_holder"):
            cursor.execute(f"DROP INDEX {other}")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    word = Report.objects.filter(published_at__isnull=False, public_body__icontains="gantung")
    assert wordindex.NAME in word.explain()


def test_the_doctor_says_what_to_do_without_it(db: None) -> None:
    assert invariants.problems() == []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {wordindex.NAME}")
        assert "CREATE EXTENSION pg_trgm" in invariants.problems()[0]
        wordindex.put_up()
        assert invariants.problems() == []
