"""What can be pressed: buttons, links that look like buttons, dialogs, the bell."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lapor.ui import icons
from lapor.ui.components.library import attributes, classes, part, register


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """{% icon "clock" %} – hidden from screen readers unless it has a label."""
    return icons.icon(name, label=label)


def face(content: str, icon: str | None) -> SafeString:
    """Return the words of a button with its optional icon before them."""
    return format_html("{}{}", icons.icon(icon) if icon else "", content.strip() and format_html("{}", content))


@register.simple_block_tag
def button(content: str, kind: str = "", icon: str | None = None, type: str = "submit", **more: Any) -> SafeString:
    """{% button "primary" icon="send" name="a" value="b" %}Kirim{% endbutton %} – also danger, quiet, big."""
    look = classes("button", kind, more.pop("class", None))
    return format_html('<button class="{}" type="{}"{}>{}</button>', look, type, attributes(more), face(content, icon))


@register.simple_tag
def default_button(label: str, *, enter: bool = True) -> SafeString:
    """{% default_button "Kirim" %} – what Enter presses in a form whose pickers have buttons of their own.

    Browsers take the first submit button of the form, wherever it stands and whether or not it can be seen; so this
    one comes first, unseen, and does what the last one does. With `enter` the server can tell its press from that one:
    who presses Enter in a search box means to search.
    """
    told = attributes({"name": "cari", "value": "enter"} if enter else {})
    return format_html(
        '<button class="only-read" type="submit" tabindex="-1" aria-hidden="true"{}>{}</button>', told, label
    )


@register.simple_block_tag
def link_button(content: str, href: str, kind: str = "", icon: str | None = None, **more: Any) -> SafeString:
    """{% link_button "/lapor" "primary" %}Buat laporan{% endlink_button %}."""
    look = classes("button", kind, more.pop("class", None))
    return format_html('<a class="{}" href="{}"{}>{}</a>', look, href, attributes(more), face(content, icon))


@register.simple_block_tag
def buttons(content: str) -> SafeString:
    """{% buttons %}…{% endbuttons %} – a row of buttons; the primary one fills the line on a phone."""
    return format_html('<div class="buttons">{}</div>', content)


@register.simple_block_tag
def dialog(
    content: str, id: str, label: str, kind: str = "", *, icon: str | None = None, title: str = ""
) -> SafeString:
    """{% dialog "cabut" "Cabut laporan" "danger" %}form{% enddialog %} – a <details>; a real dialog with JavaScript."""
    values = {"id": id, "label": label, "kind": kind, "icon": icon, "title": title or label, "content": content}
    return part("dialog", values)


@register.simple_block_tag
def more(content: str, label: str, open: bool = False) -> SafeString:
    """{% more "Mengapa tanggal ini?" %}…{% endmore %} – words that open on demand, or are open already."""
    arrow = icons.icon("chevron")
    return format_html(
        '<details class="more"{}><summary>{}{}</summary><div class="flow">{}</div></details>',
        attributes({"open": open}),
        arrow,
        label,
        content,
    )


@register.simple_tag
def bell(href: str, unread: int = 0) -> SafeString:
    """{% bell "/meja/kabar" 3 %}."""
    count = format_html('<b aria-hidden="true">{}</b>', min(unread, 99)) if unread else ""
    label = f"Kabar, {unread} belum dibaca" if unread else "Kabar, semua sudah dibaca"
    return format_html('<a class="bell" href="{}" aria-label="{}">{}{}</a>', href, label, icons.icon("bell"), count)
