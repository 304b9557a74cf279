"""How a report stands: status tags, deadline chips, notices."""

from datetime import datetime, timedelta, tzinfo
from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lapor.ui import dates, icons
from lapor.ui.components.library import register

# state code: (word, icon, tone)
STATES: dict[str, tuple[str, str, str]] = {
    "unverified": ("Belum Terverifikasi", "inbox", ""),
    "pending": ("Menunggu Kelengkapan Informasi", "question", "waiting"),
    "assigned": ("Belum Ditindaklanjuti", "forward", "waiting"),
    "in_progress": ("Sedang Diproses", "process", "sea"),
    "closed": ("Selesai", "closed", "done"),
    "archived": ("Diarsipkan", "archive", "still"),
    "merged": ("Digabungkan", "merge", "still"),
}
NOTICES = {"info": "info", "success": "closed", "warning": "alert", "danger": "alert"}


@register.simple_tag
def status_tag(state: str, label: str = "") -> SafeString:
    """{% status_tag report.state "Ditutup oleh Pelapor" %} – the label replaces the usual word."""
    word, icon, tone = STATES.get(state, (state, "info", ""))
    return tag(label or word, icon, tone)


@register.simple_tag
def tag(word: str, icon: str = "tag", tone: str = "") -> SafeString:
    """{% tag "Rahasia" "lock" %} – tones: sea, done, waiting, still."""
    return format_html('<span class="tag {}">{}{}</span>', tone, icons.icon(icon), word)


@register.simple_block_tag
def deadline_chip(
    content: str,
    due: datetime | None,
    now: datetime,
    *,
    working_days: int | None = None,
    zone: tzinfo | str | None = None,
    state: str = "",
) -> SafeString:
    """{% deadline_chip due now working_days=3 zone=zone %}<p>Mengapa tanggal ini…</p>{% enddeadline_chip %}."""
    words, tone, icon = standing(due, now=now, working_days=working_days, state=state, zone=zone)
    when = format_html("<p>Sampai {}.</p>", dates.moment(due, zone)) if due else ""
    return format_html(
        '<details class="chip {}"><summary>{}{}</summary><div>{}{}</div></details>',
        tone,
        icons.icon(icon),
        words,
        when,
        content,
    )


@register.simple_tag
def deadline_mark(due: datetime | None, now: datetime, working_days: int | None = None, state: str = "") -> SafeString:
    """{% deadline_mark due now working_days=-2 %} – the same words without the explanation, for lists."""
    words, tone, icon = standing(due, now=now, working_days=working_days, state=state)
    return format_html('<span class="chip chip-face {}">{}{}</span>', tone, icons.icon(icon), words)


def standing(
    due: datetime | None,
    *,
    now: datetime,
    working_days: int | None = None,
    state: str = "",
    zone: tzinfo | str | None = None,
) -> tuple[str, str, str]:
    """Return words, tone and icon of a deadline; `state` met, missed or paused wins over the clock."""
    if state == "met":
        return "selesai tepat waktu", "calm", "closed"
    if state == "paused" or due is None:
        return "waktu berhenti sementara", "calm", "hold"
    days, unit = (working_days, "hari kerja") if working_days is not None else (calendar_days(due - now), "hari")
    if now > due:
        late = abs(days)
        return (
            (f"terlambat {late} {unit}" if late else f"terlambat sejak {last_day(due, now=now, zone=zone)}"),
            "late",
            "alert",
        )
    if days > 0:
        return f"tersisa {days} {unit}", "" if days == 1 else "calm", "clock"
    return f"sampai {last_day(due, now=now, zone=zone)}", "", "clock"


def last_day(due: datetime, *, now: datetime, zone: tzinfo | str | None) -> str:
    """Return the day of a deadline less than a working day away: in the evening it may be tomorrow's or Monday's."""
    last, today = dates.localise(due, zone).date(), dates.localise(now, zone).date()
    return "hari ini" if last == today else f"hari {dates.DAYS[last.weekday()]}"


def calendar_days(left: timedelta) -> int:
    """Return whole days, begun ones counted, negative when past."""
    days = left / timedelta(days=1)
    return ceil(days) if days > 0 else -ceil(-days)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "", role: str = "") -> SafeString:
    """{% notice "success" title="Terkirim." %}…{% endnotice %} – info, success, warning, danger (destructive)."""
    head = format_html("<b>{}</b>", title) if title else ""
    voice = format_html(' role="{}"', role) if role else ""
    icon = icons.icon(NOTICES.get(kind, "info"))
    return format_html('<div class="notice {}"{}>{}<div>{}{}</div></div>', kind, voice, icon, head, content)


@register.simple_block_tag
def empty_state(content: str, title: str, icon: str = "inbox") -> SafeString:
    """{% empty_state "Belum ada laporan" %}<p>…</p>{% buttons %}…{% endbuttons %}{% endempty_state %}."""
    return format_html('<div class="empty">{}<h2>{}</h2>{}</div>', icons.icon(icon), title, content)
