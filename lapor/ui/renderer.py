"""How forms draw their widgets: as Django does, except a select, for each option of which Django opens a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Renderer(DjangoTemplates):
    """The FORM_RENDERER of this project."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == "django/forms/widgets/select.html":
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> SafeString:
    """Draw the context of a forms.Select."""
    groups = SafeString("".join(group(name, options) for name, options, _ in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], attributes(widget["attrs"]), groups)


def group(name: str | None, options: Iterable[Mapping[str, Any]]) -> SafeString:
    drawn = SafeString("".join(option(one) for one in options))
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def option(one: Mapping[str, Any]) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', str(one["value"]), attributes(one["attrs"]), one["label"])


def attributes(values: Mapping[str, object]) -> SafeString:
    """Draw attributes as Django does: True without a value, False not at all."""
    drawn = (
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))
        for name, value in values.items()
        if value is not False
    )
    return SafeString("".join(drawn))
