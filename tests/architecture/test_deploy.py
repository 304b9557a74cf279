"""What the deployment files start exists; what they need is named."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from lapor.config import env

ROOT = Path(__file__).resolve().parents[2]
FILES = ("Dockerfile", "compose.yaml", "deploy/systemd/lapor-web.service", "deploy/systemd/lapor-worker.service")


@pytest.mark.parametrize("name", FILES)
def test_every_command_that_is_started_exists(name: str) -> None:
    text = (ROOT / name).read_text()

    started = re.findall(r'(?:bin/|"|&& )lapor"?,? "?([a-z]+)', text)

    assert started
    assert set(started) <= set(get_commands())


def test_every_setting_in_them_is_known() -> None:
    known = {variable.name for variable in env.VARIABLES}

    for name in FILES:
        assert set(re.findall(r"LAPOR_[A-Z_]+", (ROOT / name).read_text())) <= known


def test_compose_keeps_the_owner_of_the_tables_away_from_the_web() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]

    assert set(services) == {"db", "migrate", "web", "worker"}
    for name in ("web", "worker"):
        assert "lapor_app:" in services[name]["environment"]["DATABASE_URL"]
    assert "lapor_owner:" in services["migrate"]["environment"]["DATABASE_URL"]


def test_every_variable_is_read_and_described() -> None:
    source = (ROOT / "lapor/config/env.py").read_text()

    for variable in env.VARIABLES:
        assert source.count(f'"{variable.name}"') >= 2
        assert variable.meaning
