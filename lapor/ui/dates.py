"""Dates as Indonesian sentences; pure functions with our own names, so that no system locale is needed."""

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}
WIB = ZoneInfo("Asia/Jakarta")


def moment(at: datetime, zone: tzinfo | str | None = None) -> str:
    """Return "Selasa, 24 November 2026, 14.05 WITA" for an aware time (ValueError for a naive one)."""
    local = localise(at, zone)
    return f"{day(local.date())}, {local:%H.%M} {zone_name(local)}"


def day(on: date) -> str:
    """Return "Selasa, 24 November 2026"; a datetime counts with the day it carries."""
    return f"{DAYS[on.weekday()]}, {plain_day(on)}"


def plain_day(on: date) -> str:
    """Return "24 November 2026"."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short_day(on: date) -> str:
    """Return "24 Nov 2026", for dense lists."""
    return f"{on.day} {SHORT_MONTHS[on.month - 1]} {on.year}"


def clock(at: datetime, zone: tzinfo | str | None = None) -> str:
    """Return "14.05 WITA" for an aware time."""
    local = localise(at, zone)
    return f"{local:%H.%M} {zone_name(local)}"


def ago(at: datetime, *, now: datetime) -> str:
    """Return how long ago or how far ahead a time is: "3 jam yang lalu", "2 hari lagi", "baru saja"."""
    distance = now - at
    words = span(abs(distance))
    if words is None:
        return "baru saja"
    return f"{words} yang lalu" if distance > timedelta() else f"{words} lagi"


def span(length: timedelta) -> str | None:
    """Return a length in its largest whole unit ("3 jam"), or None below one minute."""
    minutes = int(length.total_seconds() // 60)
    sizes = (("tahun", 525_600), ("bulan", 43_200), ("hari", 1_440), ("jam", 60), ("menit", 1))
    return next((f"{minutes // size} {unit}" for unit, size in sizes if minutes >= size), None)


def localise(at: datetime, zone: tzinfo | str | None) -> datetime:
    """Return an aware time in the zone, WIB when none is known."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be told to anybody")
    return at.astimezone(ZoneInfo(zone) if zone and isinstance(zone, str) else zone or WIB)


def zone_name(local: datetime) -> str:
    """Return WIB, WITA or WIT by the offset, "UTC+3" outside Indonesia."""
    hours = (local.utcoffset() or timedelta()) / timedelta(hours=1)
    return ZONES.get(int(hours)) or f"UTC{hours:+g}"
