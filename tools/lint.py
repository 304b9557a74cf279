"""Our own rules, house rule 6 and check A15: what would open a second gate or a hole is found by reading the code.

Tests are left out: they look behind the gate on purpose. Each exception has its reason beside it.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ROOT / "lapor"

REFUSED_IMPORTS = {
    "subprocess": "programs are started in the few places listed in tools/lint.py",
    "pickle": "reading a pickle runs whatever is in it; write JSON",
    "marshal": "reading it can crash the process; write JSON",
    "shelve": "it is a pickle; write JSON",
    "requests": "foreign hosts are asked through lapor/kit/http.py only",
    "urllib.request": "foreign hosts are asked through lapor/kit/http.py only",
    "http.client": "foreign hosts are asked through lapor/kit/http.py only",
    "xml": "the standard parsers expand entities; files are read in the worker's child",
    "django.dispatch": "no Django signals: what reacts to an event stands in LAPOR_REACTIONS",
    "django.db.models.signals": "no Django signals: what reacts to an event stands in LAPOR_REACTIONS",
    "django.views.decorators.csrf": "no exception from the CSRF check",
}
REFUSED_NAMES = {
    "mark_safe": "text becomes markup through format_html or a template",
    "csrf_exempt": "no exception from the CSRF check",
    "eval": "code from data",
    "exec": "code from data",
}
REFUSED_METHODS = {
    "raw": "SQL goes through the ORM or a cursor with parameters",
    "extra": "SQL goes through the ORM or a cursor with parameters",
}
REFUSED_CALLS = {
    "Report.objects": "reports are reached through visible_to(actor), outside lapor/reports as well",
    "yaml.load": "yaml.load runs what is in the file; use yaml.safe_load",
    "os.system": "programs are started in the few places listed in tools/lint.py",
    "datetime.now": "time comes from lapor.kit.clock.now()",
    "datetime.utcnow": "time comes from lapor.kit.clock.now()",
    "datetime.today": "time comes from lapor.kit.clock.now()",
    "date.today": "time comes from lapor.kit.clock.now()",
    "timezone.now": "time comes from lapor.kit.clock.now()",
    "time.time": "time comes from lapor.kit.clock.now(), spans from time.monotonic()",
}
REFUSED_IN_TEMPLATES = (
    (re.compile(r"\|\s*safe\b"), "|safe: text becomes markup in Python, through format_html"),
    (re.compile(r"{%\s*autoescape\s+off"), "autoescape off: text becomes markup in Python, through format_html"),
    (re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE), "on…=: the CSP refuses it; use a data- attribute"),
    (re.compile(r"<[^>{]*\sstyle\s*=", re.IGNORECASE), "style=: the CSP refuses it; use a class"),
    (re.compile(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE), "a foreign host: load from ours"),
)
REFUSED_WORDS = (
    (re.compile(r"\b(?:TODO|FIX" + r"ME|XX" + r"X)\b"), "what is left to do stands in the issue, not in the code"),
    (re.compile(r"#\s*no" + r"qa\b|pragma:\s*no " + r"cover"), "no exceptions in the code from the checks of the code"),
    (
        re.compile(r"#\s*type:\s*ignore(?!\[[a-z-]+(?:,\s*[a-z-]+)*\]\s*#)"),
        "type: ignore[code] needs its reason on the line",
    ),
)

# (rule, path that begins so): why it may.
ALLOWED = {
    ("Report.objects", "lapor/reports/"): "the heart itself",
    ("Report.objects", "lapor/config/management/commands/seed.py"): "asks only whether there is any",
    ("subprocess", "lapor/config/together.py"): "starts our own web server and worker",
    ("subprocess", "lapor/reports/jail.py"): "starts the child that parses files, without network and keys",
    ("urllib.request", "lapor/config/together.py"): "asks our own web server whether it answers",
    ("http.client", "lapor/kit/http.py"): "the door itself",
    ("mark_safe", "lapor/ui/"): "joins parts that the template engine has escaped, and our own icons",
    ("datetime.now", "lapor/kit/clock.py"): "the clock itself",
    ("time.time", "lapor/kit/clock.py"): "the clock itself",
}


@dataclass(frozen=True)
class Finding:
    """One place that breaks a rule."""

    path: str
    line: int
    rule: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.reason}"


def main() -> int:
    """Print what was found; return the exit code."""
    found = [finding for finding in check(PRODUCT) if not allowed(finding)]
    for finding in found:
        print(finding)
    print(f"own lint: {len(found)} finding{'' if len(found) == 1 else 's'}")
    return 1 if found else 0


def allowed(finding: Finding) -> bool:
    """Return whether an exception covers a finding."""
    return any(finding.rule == rule and finding.path.startswith(start) for rule, start in ALLOWED)


def check(folder: Path) -> Iterator[Finding]:
    """Check all code and templates below a folder."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or "tests" in path.relative_to(folder).parts or "migrations" in path.parts:
            continue
        name = path.relative_to(folder.parent).as_posix()
        if path.suffix == ".py":
            yield from check_python(path.read_text(), name)
        elif path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts:
            yield from check_lines(path.read_text(), name, REFUSED_IN_TEMPLATES)


def check_python(source: str, name: str) -> Iterator[Finding]:
    """Check one module."""
    yield from check_lines(source, name, REFUSED_WORDS)
    for node in ast.walk(ast.parse(source)):
        for rule, reason in rules_broken(node):
            yield Finding(name, getattr(node, "lineno", 0), rule, reason)


def rules_broken(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Return each rule that one node of the syntax tree breaks."""
    for module in imported(node):
        yield from ((rule, why) for rule, why in REFUSED_IMPORTS.items() if f"{module}.".startswith(f"{rule}."))
    if isinstance(node, ast.Name) and node.id in REFUSED_NAMES:
        yield node.id, REFUSED_NAMES[node.id]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SafeString":
        yield "mark_safe", REFUSED_NAMES["mark_safe"]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in REFUSED_METHODS:
        yield f".{node.func.attr}(", REFUSED_METHODS[node.func.attr]
    if isinstance(node, ast.Attribute):
        dotted = ".".join(ast.unparse(node).split(".")[-2:])
        if dotted in REFUSED_CALLS:
            yield dotted, REFUSED_CALLS[dotted]


def imported(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports; `from a import b` may mean the module a.b."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def check_lines(text: str, name: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> Iterator[Finding]:
    """Check each line of a file."""
    for number, line in enumerate(text.splitlines(), start=1):
        yield from (Finding(name, number, "line", reason) for pattern, reason in rules if pattern.search(line))


if __name__ == "__main__":
    sys.exit(main())
