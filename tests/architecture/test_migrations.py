"""Migrations are complete and linear."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    out = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert "No changes detected" in out.getvalue()


def test_every_app_with_migrations_names_its_last_one() -> None:
    for folder in (ROOT / "lapor").glob("*/migrations"):
        named = (folder / "max_migration.txt").read_text().strip()
        assert (folder / f"{named}.py").exists(), folder
