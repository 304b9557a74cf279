"""Many things at once: inbox rows, filters, tables, pages, figures."""

from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lapor.ui.components.library import attributes, classes, part, register
from lapor.ui.components.state import STATES, deadline_mark, status_tag, tag
from lapor.ui.components.words import whole_codes

HERE = SafeString(' aria-current="true"')
PICK = (
    '<label class="pick"><input type="checkbox" name="kode" value="{}" form="sekaligus">'
    '<span class="only-read">Pilih: {}</span></label>'
)
NEW = SafeString('<span class="only-read">Baru: </span>')


@register.simple_block_tag
def inbox(content: str, label: str, dense: bool = False) -> SafeString:
    """{% inbox "Menunggu Anda" dense=True %}{% inbox_row … %}{% endinbox %} – `dense`: rows close together."""
    return format_html(
        '<ul class="{}" aria-label="{}">{}</ul>', classes("inbox", "dense" if dense else None), label, content
    )


@register.simple_tag
def inbox_row(
    href: str,
    title: str,
    state: str,
    now: datetime,
    *,
    due: datetime | None = None,
    working_days: int | None = None,
    note: str = "",
    label: str = "",
    secret: bool = False,
    current: bool = False,
    unread: bool = False,
    pick: str = "",
    draft: bool = False,
) -> SafeString:
    """{% inbox_row href title state now due=due working_days=3 note="Kec. Malili · 7K4-M9Q-XT2" secret=True %}.

    `pick`: the value of a box that chooses the row, in the form "sekaligus" of the page.
    """
    running = due is not None and state not in ("closed", "archived", "merged")
    return format_html(
        '<li class="{}">{}<a href="{}"{}>{}{}</a>{}<div class="row">{}{}{}{}</div></li>',
        classes("inbox-row", "unread" if unread else None, "picks" if pick else None),
        format_html(PICK, pick, title) if pick else "",
        href,
        HERE if current else "",
        NEW if unread else "",
        title,
        format_html("<p>{}</p>", whole_codes(note)) if note else "",
        status_tag(state, label),
        tag("Rahasia", "lock") if secret else "",
        tag("Ada draf", "edit") if draft else "",
        deadline_mark(due, now, working_days) if running else "",
    )


@register.simple_block_tag
def filter_bar(content: str, action: str = "", label: str = "Saring", found: str = "") -> SafeString:
    """{% filter_bar found="48 laporan" %}{% field form.q %}{% field form.state %}{% endfilter_bar %} – a GET form."""
    return part("filter_bar", {"content": content, "action": action, "label": label, "found": found})


@register.simple_block_tag
def table(content: str, caption: str, columns: str, quiet_caption: bool = False) -> SafeString:
    """{% table "Petugas" "Nama|Peran|>Laporan" %}{% line %}…{% endline %}{% endtable %} – ">" sets figures right."""
    heads = [{"name": name.lstrip(">"), "end": name.startswith(">")} for name in columns.split("|")]
    return part("table", {"caption": caption, "heads": heads, "content": content, "quiet": quiet_caption})


@register.simple_block_tag
def line(content: str) -> SafeString:
    """{% line %}{% cell "Nama" head=True %}Dewi{% endcell %}{% endline %} – a table row, a list entry on a phone."""
    return format_html('<tr role="row">{}</tr>', content)


@register.simple_block_tag
def cell(content: str, label: str = "", head: bool = False, end: bool = False) -> SafeString:
    """{% cell "Peran" %}Penghubung{% endcell %} – `head` names the row, `end` sets figures right."""
    name, role = ("th", "rowheader") if head else ("td", "cell")
    more = attributes({"scope": "row" if head else None})
    look = classes("end" if end else None)
    return format_html(
        '<{} role="{}" class="{}" data-label="{}"{}><div>{}</div></{}>', name, role, look, label, more, content, name
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """{% facts %}{% fact "Pemegang" %}Dinas PU{% endfact %}{% endfacts %} – a definition list."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """{% fact "Lokasi" %}Desa Puncak Indah{% endfact %}."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_tag
def number(value: object, label: str, note: str = "", href: str = "", late: bool = False) -> SafeString:
    """{% number 12 "menunggu Anda" note="3 hampir jatuh tempo" href="?menunggu" %} – a figure with its words."""
    values = {"value": in_thousands(value), "label": label, "note": note, "href": href, "late": late}
    return part("number", values)


@register.filter
def in_thousands(value: object) -> str:
    """{{ 12345|in_thousands }} – "12.345"; other values stay as they are."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


@register.simple_block_tag
def numbers(content: str) -> SafeString:
    """{% numbers %}{% number … %}{% endnumbers %} – figures side by side."""
    return format_html('<div class="numbers">{}</div>', content)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "halaman") -> SafeString:
    """{% pagination page %} – a django Page; keeps the other query parameters."""
    if not page.has_other_pages():
        return SafeString("")
    request: Any = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    before = address(query, name, page.previous_page_number()) if page.has_previous() else ""
    after = address(query, name, page.next_page_number()) if page.has_next() else ""
    return part("pagination", {"page": page, "before": before, "after": after})


def address(query: QueryDict, name: str, number: int) -> str:
    """Return the query string of another page."""
    changed = query.copy()
    changed[name] = str(number)
    return f"?{changed.urlencode()}"


@register.simple_tag
def state_word(state: str) -> str:
    """{% state_word report.state %} – the bare Indonesian word."""
    return STATES[state][0] if state in STATES else state
