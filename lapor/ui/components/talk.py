"""What happened and what was said: timeline and messages."""

from datetime import datetime, tzinfo

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lapor.ui import dates, icons
from lapor.ui.components.library import register

# kind: (icon, word that tells who may read it)
VOICES = {
    "reporter": ("person", "Pelapor"),
    "officer": ("office", "Petugas"),
    "internal": ("lock", "Catatan internal, tidak dilihat pelapor"),
    "draft": ("edit", "Konsep, belum dikirim"),
}


@register.simple_block_tag
def timeline(content: str, label: str = "Perjalanan laporan") -> SafeString:
    """{% timeline %}{% timeline_item … %}…{% endtimeline_item %}{% endtimeline %}."""
    return format_html('<ol class="timeline" aria-label="{}">{}</ol>', label, content)


@register.simple_block_tag
def timeline_item(
    content: str,
    sentence: str,
    at: datetime | None = None,
    zone: tzinfo | str | None = None,
    *,
    icon: str = "check",
    kind: str = "",
    ago: str = "",
    whole_day: bool = False,
) -> SafeString:
    """{% timeline_item "Diteruskan." at zone icon="forward" kind="now" %}{% endtimeline_item %} – now, late, ahead."""
    inside = format_html('<div class="inside">{}</div>', content) if content.strip() else ""
    when = stamp(at, zone, ago, whole_day=whole_day) if at else ""
    dot = icons.icon(icon)
    return format_html(
        '<li class="{}"><span class="dot">{}</span><p>{}</p>{}{}</li>', kind, dot, sentence, when, inside
    )


def stamp(at: datetime, zone: tzinfo | str | None, ago: str = "", *, whole_day: bool = False) -> SafeString:
    """Return a <time> with the full sentence and, where given, the distance beside it; of `whole_day` the day only."""
    if whole_day:
        return format_html('<time datetime="{}">{}</time>', at.date().isoformat(), dates.day(at.date()))
    beside = f" · {ago}" if ago else ""
    return format_html('<time datetime="{}">{}{}</time>', at.isoformat(), dates.moment(at, zone), beside)


@register.simple_block_tag
def message(
    content: str,
    kind: str,
    who: str,
    at: datetime | None = None,
    zone: tzinfo | str | None = None,
    *,
    note: str = "",
    whole_day: bool = False,
) -> SafeString:
    """{% message "officer" "Dinas PU" at zone %}…{% endmessage %} – reporter, officer, internal, draft."""
    icon, word = VOICES[kind]
    when = stamp(at, zone, whole_day=whole_day) if at else ""
    return format_html(
        '<article class="message {}"><header>{}<b>{}</b><span>{}</span>{}</header><div class="flow">{}</div></article>',
        kind,
        icons.icon(icon),
        who,
        note or word,
        when,
        content,
    )
