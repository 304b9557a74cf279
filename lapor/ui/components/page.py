"""The frame of a page: style and script, theme, masthead, breadcrumbs, tabs."""

from typing import Any

from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lapor.ui import bundle, icons
from lapor.ui.components.library import attributes, part, register

THEMES = ("light", "dark")


@register.simple_tag
def ui_css() -> SafeString:
    """{% ui_css %} – the one stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', reverse("ui:css", args=[bundle.styles().digest]))


@register.simple_tag(takes_context=True)
def ui_js(context: Context) -> SafeString:
    """{% ui_js %} – the one module; carries the CSP nonce where the request has one."""
    nonce = getattr(context.get("request"), "csp_nonce", "")
    marked = format_html(' nonce="{}"', nonce) if nonce else ""
    return format_html(
        '<script type="module" src="{}"{}></script>', reverse("ui:js", args=[bundle.scripts().digest]), marked
    )


@register.simple_tag(takes_context=True)
def theme(context: Context) -> SafeString:
    """<html{% theme %}> – the theme this browser chose, nothing when it follows the system."""
    request = context.get("request")
    chosen = chosen_theme(request) if request else ""
    return format_html(' data-theme="{}"', chosen) if chosen else SafeString("")


def chosen_theme(request: HttpRequest) -> str:
    """Return one of THEMES, "" when this browser follows the system."""
    chosen = request.COOKIES.get("tema", "")
    return chosen if chosen in THEMES else ""


@register.simple_block_tag
def masthead(content: str, home: str = "/", note: str = "", label: str = "Menu utama") -> SafeString:
    """{% masthead home="/" note="Meja" %}{% nav_link "/lapor" %}Buat laporan{% endnav_link %}{% endmasthead %}."""
    return part("masthead", {"content": content, "home": home, "note": note, "label": label})


@register.simple_block_tag(takes_context=True)
def nav_link(context: Context, content: str, href: str, icon: str = "", exact: bool = False) -> SafeString:
    """{% nav_link "/meja/" icon="inbox" exact=True %}Kotak masuk{% endnav_link %} – marks the page one is on."""
    mark = attributes({"aria_current": "page"}) if is_here(context, href, exact=exact) else ""
    return format_html('<a href="{}"{}>{}{}</a>', href, mark, icons.icon(icon) if icon else "", content)


def is_here(context: Context, href: str, *, exact: bool = False) -> bool:
    """Say whether the request's path is at or below the link."""
    request: Any = context.get("request")
    path = getattr(request, "path", "")
    return path == href or (not exact and href != "/" and path.startswith(href.rstrip("/") + "/"))


@register.simple_block_tag
def section_nav(content: str, label: str) -> SafeString:
    """{% section_nav "Bagian laporan" %}{% nav_link … %}…{% endnav_link %}{% endsection_nav %} – tabs."""
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', label, content)


@register.simple_tag
def breadcrumbs(*pairs: str) -> SafeString:
    """{% breadcrumbs "Beranda" "/" "Laporan" "/laporan/" "Jalan rusak" %} – name, address, …; the last has none."""
    rows = [{"name": pairs[at], "href": pairs[at + 1] if at + 1 < len(pairs) else ""} for at in range(0, len(pairs), 2)]
    return part("breadcrumbs", {"rows": rows})


@register.simple_tag
def back_link(href: str, label: str = "Kembali") -> SafeString:
    """{% back_link "/meja/" "Kotak masuk" %}."""
    return format_html('<a class="back" href="{}">{}{}</a>', href, icons.icon("back"), label)
