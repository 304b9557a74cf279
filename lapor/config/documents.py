"""Documents that the code writes: docs/workflow.md from the table of moves, the table of settings in the README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from lapor.agencies.models import Role
from lapor.config.env import VARIABLES
from lapor.reports.choices import State
from lapor.reports.params import Param
from lapor.reports.workflow import ALL_CLOCKS, BACK, MOVES, Move
from lapor.standards import catalogue
from lapor.standards.catalogue import StandardEntry

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS_FROM, SETTINGS_TO = "<!-- settings: written by `lapor docs` -->", "<!-- /settings -->"
OTHERS = {"reporter": "Pelapor", "system": "Sistem", "public": "Umum"}


def all_documents() -> dict[Path, str]:
    """What each generated file must hold."""
    readme = ROOT / "README.md"
    return {ROOT / "docs" / "workflow.md": workflow(), readme: with_settings(readme.read_text(encoding="utf-8"))}


def stale() -> list[Path]:
    """The files that do not say what the code says."""
    return [
        path for path, text in all_documents().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def workflow() -> str:
    """The life of a report: diagram, moves, what each asks for."""
    return "\n".join([*_head(), *_diagram(), *_moves(), *_forms(), *_limits(), ""])


def _head() -> Iterator[str]:
    yield "# Perjalanan laporan / The life of a report"
    yield ""
    yield "Written by `lapor docs` from `lapor/reports/workflow.py` and the standards; change those, not this file."
    yield ""


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in State:
        yield f"    {state.value}: {state.label}"
    yield f"    [*] --> {State.UNVERIFIED.value}: {MOVES['submit'].label}"
    for move in MOVES.values():
        for source in sorted(move.from_, key=list(State.values).index):
            if move.to and move.to not in (source, BACK):
                yield f"    {source} --> {move.to}: {move.label}"
    yield f"    {State.MERGED.value} --> {State.UNVERIFIED.value}: {MOVES['unmerge'].label} (ke status semula)"
    yield "```"
    yield ""


def _moves() -> Iterator[str]:
    yield "## Langkah / Moves"
    yield ""
    yield "Clocks: ▶ starts, ■ stops, ‖ pauses, ↻ runs on, ✕ no longer applies."
    yield ""
    yield "| move | label | from → to | by | clocks | who reads of it |"
    yield "|---|---|---|---|---|---|"
    for move in MOVES.values():
        yield (
            f"| `{move.name}` | {move.label} | {_way(move)} | {_doers(move)} | {_clocks(move)} | {move.visibility} |"
        )
    yield ""


def _way(move: Move) -> str:
    names = sorted(move.from_, key=list(State.values).index)
    source = "any" if len(names) == len(State) else ", ".join(names) or "·"
    target = {"": "stays", BACK: "the state before"}.get(move.to, move.to)
    return f"{source} → {target}" if move.name != "imported" else "· → as exported"


def _doers(move: Move) -> str:
    return ", ".join(OTHERS.get(name) or str(Role(name).label) for name in sorted(move.by))


def _clocks(move: Move) -> str:
    marks = (("■", move.stops), ("✕", move.voids), ("‖", move.pauses), ("↻", move.resumes), ("▶", move.starts))
    named = [f"{mark} {_named(names)}" for mark, names in marks if names]
    return " ".join([*named, *(f"‖ {clock} (when `{said}`)" for clock, said in move.pauses_if)]) or "–"


def _named(clocks: tuple[str, ...]) -> str:
    return "all" if clocks == ALL_CLOCKS else " ".join(clocks)


def _forms() -> Iterator[str]:
    yield "## Isian / What each move asks for"
    yield ""
    yield "| move | parameters (! is required) |"
    yield "|---|---|"
    for move in MOVES.values():
        if move.takes:
            yield f"| `{move.name}` | {', '.join(_param(param) for param in move.takes)} |"
    yield ""


def _param(param: Param) -> str:
    return f"`{param.name}`{'!' if param.required else ''}"


def _limits() -> Iterator[str]:
    yield "## Tenggat / Limits"
    yield ""
    yield "The rows that every installation begins with; an agency may have its own, with dates of validity."
    yield ""
    yield "| clock | for | limit | basis |"
    yield "|---|---|---|---|"
    for row in catalogue.standards():
        yield _limit(row)


def _limit(row: StandardEntry) -> str:
    unit = {"working_days": "hari kerja", "calendar_days": "hari"}[row["unit"]]
    return f"| {row['clock']} | {row['classification'] or 'semua'} | {row['amount']} {unit} | {row['legal_basis']} |"


def with_settings(readme: str) -> str:
    """The README with the table of settings as the code knows them."""
    head, rest = readme.split(SETTINGS_FROM, 1)
    tail = rest.split(SETTINGS_TO, 1)[1]
    return "\n".join([head + SETTINGS_FROM, *_settings(), SETTINGS_TO]) + tail


def _settings() -> Iterable[str]:
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for variable in VARIABLES:
        yield f"| `{variable.name}` | {variable.default or '–'} | {variable.meaning} |"
