"""Runs the console command as a person does: another process, its own surroundings."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

LAPOR = [sys.executable, "-m", "lapor.config.cli"]
ROOT = Path(__file__).resolve().parents[2]


def surroundings(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment whose data and keys lie in a folder of the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LAPOR_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    return {**kept, "LAPOR_HOME": str(folder / "home"), "LAPOR_KEYS": str(folder / "keys"), **(more or {})}


def lapor(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `lapor …` to its end."""
    environment = surroundings(folder, more)
    return subprocess.run(
        [*LAPOR, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
