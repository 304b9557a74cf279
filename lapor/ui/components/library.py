"""The one template library that all component modules add to, and their two small helpers."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


def attributes(values: dict[str, Any]) -> SafeString:
    """Return HTML attributes; `data_once=True` becomes a bare data-once, None and False vanish."""
    kept = [(name.rstrip("_").replace("_", "-"), value) for name, value in values.items() if value not in (None, False)]
    return format_html_join("", "{}", ((one(name, value),) for name, value in kept))


def one(name: str, value: object) -> SafeString:
    """Return one attribute with its leading blank."""
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


def classes(*names: str | None) -> str:
    """Return a class list without the empty ones."""
    return " ".join(name for name in names if name)


def part(name: str, values: dict[str, Any]) -> SafeString:
    """Render `ui/parts/<name>.html`."""
    return SafeString(get_template(f"ui/parts/{name}.html").render(values))
