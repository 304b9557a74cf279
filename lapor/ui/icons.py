"""Our own icon set: simple strokes on a 24 px grid, drawn by hand for this product."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

STROKES: dict[str, str] = {
    "alert": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "archive": '<path d="M3 5h18v4H3zM5 9v10h14V9"/><path d="M10 13h4"/>',
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15z"/><path d="M10 21.5h4M12 3v2"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8"/>',
    "camera": '<path d="M3 8h4l1.5-2.5h7L17 8h4v11H3z"/><circle cx="12" cy="13" r="3.5"/>',
    "chart": '<path d="M4 4v16h16"/><path d="M8.5 16v-4M13 16V8M17.5 16v-6"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19.5 7"/>',
    "chevron": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "closed": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.8L16 9.8"/>',
    "copy": '<path d="M9 8h11v12H9z"/><path d="M15.5 8V4H4.5v12H9"/>',
    "document": '<path d="M6 3h8l4.5 4.5V21H6z"/><path d="M14 3v5h4.5M9 12.5h6.5M9 16.5h6.5"/>',
    "door": '<path d="M5 21V10.5a7 7 0 0 1 14 0V21M3 21h18"/><path d="M14.8 14.2v.1"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "edit": '<path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19z"/><path d="m14 6.5 3.5 3.5"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "filter": '<path d="M4 6.5h16M7 12h10M10 17.5h4"/>',
    "flag": '<path d="M6 21V4M6 5h12l-2.5 4 2.5 4H6"/>',
    "forward": '<path d="M4 19c0-6 4-9 10-9h5M14 5l5 5-5 5"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 3 3 14 0 17M12 3.5c-3 3-3 14 0 17"/>',
    "hold": '<circle cx="12" cy="12" r="8.5"/><path d="M9.8 9v6M14.2 9v6"/>',
    "home": '<path d="M4 11 12 4l8 7v9H4z"/><path d="M10 20v-6h4v6"/>',
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4z"/><path d="M4 13h5l1 2.5h4l1-2.5h5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5 19.5 4M15.5 8l3 3"/>',
    "letter": '<path d="M3 6h18v13H3z"/><path d="m3.5 6.5 8.5 7 8.5-7"/>',
    "lock": '<path d="M5 11h14v9.5H5zM8 11V8a4 4 0 0 1 8 0v3"/><path d="M12 15v2"/>',
    "mask": '<path d="M3 7c6 2 12 2 18 0v4c0 4-2.5 6.5-5.5 6.5-2 0-2.5-1.5-3.5-1.5'
    's-1.5 1.5-3.5 1.5C5.5 17.5 3 15 3 11z"/>'
    '<path d="M7.5 11.5c1-.7 2-.7 3 0M13.5 11.5c1-.7 2-.7 3 0"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "split": '<path d="M12 20v-5c0-4-6-4-6-8V4M12 15c0-4 6-4 6-8V4"/><path d="m3 7 3-3 3 3M15 7l3-3 3 3"/>',
    "merge": '<path d="M6 4v4c0 4 6 4 6 8v4M18 4v4c0 4-6 4-6 8"/><path d="m9 17.5 3 3 3-3"/>',
    "minus": '<path d="M5 12h14"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>',
    "office": '<path d="M4 20.5h16M5 9.5h14L12 4zM7 9.5v11M12 9.5v11M17 9.5v11"/>',
    "paperclip": '<path d="m19.5 11-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7'
    'L9.5 16.5a1.6 1.6 0 0 1-2.3-2.3L14 7.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.5-4.5 3.5-6.5 7.5-6.5s7 2 7.5 6.5"/>',
    "pin": '<path d="M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H3.5V8h17v9H17"/><path d="M7 14h10v6.5H7z"/>',
    "process": '<path d="M19.5 9A8 8 0 0 0 5 8.5M4.5 15A8 8 0 0 0 19 15.5"/><path d="M4.5 4.5v4h4M19.5 19.5v-4h-4"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7c.2-3.4 5.2-3 5 .1-.1 1.9-2.5 2-2.5 4M12 16.8v.1"/>',
    "reply": '<path d="M20 19c0-6-4-9-10-9H5M10 5l-5 5 5 5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "send": '<path d="M3.5 11 20.5 4 15 20.5l-4-7z"/><path d="M11 13.5 20.5 4"/>',
    "shield": '<path d="M12 3 4.5 6v5.5c0 5 3.5 8 7.5 9.5 4-1.5 7.5-4.5 7.5-9.5V6z"/>',
    "star": '<path d="m12 3.5 2.6 5.6 6 .7-4.5 4.1 1.2 6L12 17l-5.3 2.9 1.2-6-4.5-4.1 6-.7z"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3'
    'l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>',
    "tag": '<path d="M3.5 4h8l9 9-7.5 7.5-9.5-9z"/><path d="M7.7 8.2v.1"/>',
    "trash": '<path d="M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13.5h9l1-13.5"/>',
    "undo": '<path d="M5 10h9a5.5 5.5 0 0 1 0 11h-4M9.5 5.5 5 10l4.5 4.5"/>',
}


@lru_cache(maxsize=256)
def icon(name: str, *, label: str = "") -> SafeString:
    """Return the icon as inline SVG, hidden from readers unless it carries a label (KeyError for an unknown name)."""
    voice = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    return format_html(
        f'<svg class="icon" viewBox="0 0 24 24" width="20" height="20" {{}}>{STROKES[name]}</svg>', voice
    )
