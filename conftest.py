"""Every test of the project: surroundings first, then Django."""

import os
import sys
from typing import Any

import pytest

from tests.harness import chromium, environment

environment.prepare(sys.argv[1:])

import django  # the environment must stand before settings load
from django.conf import settings
from pytest_django import DjangoDbBlocker

# Only for this moment: pytest-django would otherwise load it in worker processes before this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "lapor.config.settings"
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]
from tests.harness import flushing  # imports models

# Argon2 costs 100 MB and 50 ms by design; signing the cast in a thousand times must not.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
# Every test client starts the middleware anew; files are looked for when one is asked for, not listed each time.
settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        flushing.allow()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite", help="database to test on")
    parser.addoption("--without-world", action="store_true", help="only tests that do not build the small world first")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("without_world"):
        items[:] = [item for item in items if not builds_much(item)]
    journeys = [item for item in items if item.get_closest_marker("browser")]
    try:
        if journeys:
            chromium.executable()
    except chromium.Unavailable as error:
        for item in journeys:
            item.add_marker(pytest.mark.skip(reason=f"browser: {error}"))


def builds_much(item: pytest.Item) -> bool:
    """Whether a test makes the small world first, or commits and empties the whole database afterwards."""
    mark = item.get_closest_marker("django_db")
    commits = mark is not None and bool(mark.kwargs.get("transaction"))
    return commits or not {"world", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let pytest-playwright's `page` drive Debian's Chromium."""
    return {**browser_type_launch_args, **chromium.arguments()}


def pytest_report_header() -> str:
    kind = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    return f"lapor: {kind}, {os.environ[environment.MARK]}"
