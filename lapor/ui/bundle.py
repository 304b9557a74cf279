"""One stylesheet and one script out of many small files, without a build step."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent / "static" / "ui"
STYLES = (
    "tokens base masthead button field choice notice tag timeline message steps file picker inbox table figure nav "
    "paper desk print"
).split()
SCRIPTS = "once sizes draft counter copy dialog theme combobox print digits keys push".split()


@dataclass(frozen=True)
class Bundle:
    """The joined text and the digest that names it."""

    text: str
    digest: str


def styles() -> Bundle:
    """Return all component styles in their fixed order."""
    return bundle("css")


def scripts() -> Bundle:
    """Return all small modules as one module, each in a scope of its own."""
    return bundle("js")


def bundle(kind: str) -> Bundle:
    """Return the joined files of a kind; while we write on them, joined anew after one of them changed."""
    stamps = tuple(path.stat().st_mtime_ns for path in files(kind)) if settings.DEBUG else ()
    return joined(kind, stamps)


def files(kind: str) -> list[Path]:
    """Return the component files of a kind ("css" or "js") in their order."""
    names = STYLES if kind == "css" else SCRIPTS
    return [HERE / kind / f"{name}.{kind}" for name in names]


@lru_cache(maxsize=4)
def joined(kind: str, stamps: tuple[int, ...]) -> Bundle:
    """Join the files; `stamps` are their change times and only serve as the cache key."""
    texts = [path.read_text(encoding="utf-8") for path in files(kind)]
    text = "\n".join(texts) if kind == "css" else "\n".join(f"{{\n{text}\n}}" for text in texts)
    return Bundle(text, hashlib.sha256(text.encode()).hexdigest()[:12])
