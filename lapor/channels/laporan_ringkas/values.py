"""Single cells: text, numbers of reports, days and times, however a spreadsheet wrote them."""

from __future__ import annotations

import html
import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from lapor.kit import text as texts

OLDEST = date(2010, 1, 1)  # LAPOR began in 2011
EXCEL_EPOCH = date(1899, 12, 30)
ID_MOST = 64  # characters
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb peb februari pebruari february", "mar mrt maret march", "apr april",
            "mei may", "jun juni june", "jul juli july", "agu ags agt agst agustus aug august",
            "sep sept september", "okt oct oktober october", "nov nop november nopember", "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ZONES = {
    "wib": ZoneInfo("Asia/Jakarta"),
    "wita": ZoneInfo("Asia/Makassar"),
    "wit": ZoneInfo("Asia/Jayapura"),
    "utc": UTC,
    "gmt": UTC,
    "z": UTC,
}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_DAY_MONTH = re.compile(r"(?:[a-z']+,?\s+)?(\d{1,2})[\s./-]+([a-z]+)[\s.,/-]+(\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([a-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})")
_TIME = re.compile(
    r"(?:(?:jam|pukul|pkl)\.?\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*"
    r"(wib|wita|wit|utc|gmt|z|[+-]\d{2}:?\d{2})?"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_WHOLE = re.compile(r"(\d+)[.,]0+")


class Unreadable(Exception):
    """A cell that cannot be understood; the message is for people, in Indonesian."""


def text_of(value: object) -> str:
    """The words of a cell: entities decoded, hard blanks made blanks, nothing invisible, no blanks around."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    raw = str(value)
    if "&" in raw:
        raw = _ENTITY.sub(lambda found: html.unescape(found[0]), raw)
    return texts.clean(raw.replace("\xa0", " ")).strip()


def line_of(value: object) -> str:
    """The words of a cell in one line."""
    return " ".join(text_of(value).split())


def number_of(value: object) -> str:
    """A number that is a name: 674, 674.0 and "674.0" are all "674". Raises Unreadable."""
    if isinstance(value, bool):
        raise Unreadable("nomornya berisi nilai benar/salah")
    written = line_of(value).lstrip("#").strip()
    if whole := _WHOLE.fullmatch(written):
        return whole[1]
    if re.fullmatch(r"\d[.,]?\d*[eE][+]?\d+", written):
        raise Unreadable("nomornya ditulis ringkas (seperti 5,2E+06), angka aslinya hilang")
    if len(written) > ID_MOST:
        raise Unreadable(f"nomornya lebih dari {ID_MOST} huruf")
    return written


def moment_of(day: object, clock: object) -> tuple[date, time]:
    """Day and time of the two cells; the time is aware when the cell names its zone. Raises Unreadable."""
    found, rest = _day(day)
    if not found:
        raise Unreadable("tanggalnya kosong" if line_of(day) == "" else f"tanggal “{line_of(day)[:40]}” tidak dikenal")
    if not _is_blank(clock):
        return found, _time(clock)
    return found, _time(rest) if not _is_blank(rest) else time()


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _day(value: object) -> tuple[date | None, object]:
    """The day, and what the cell says besides it (a time of day)."""
    if isinstance(value, datetime):
        return value.date(), value.timetz()
    if isinstance(value, date):
        return value, None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(float(value))
    written = line_of(value).lower()
    if _SERIAL.fullmatch(written):
        return _serial(float(written.replace(",", ".")))
    for pattern, order in ((_ISO, "ymd"), (_DAY_MONTH, "dmy"), (_NUMBERS, "dmy"), (_MONTH_DAY, "mdy")):
        if found := pattern.match(written):
            return _date(dict(zip(order, found.groups(), strict=True))), written[found.end() :].strip(" ,t")
    return None, None


def _serial(number: float) -> tuple[date | None, object]:
    """A day as spreadsheets count them, from 2000 to 2099."""
    if not 36_526 <= number < 73_051:
        return None, None
    days = math.floor(number)
    return EXCEL_EPOCH + timedelta(days=days), _fraction(number - days) if number > days else None


def _date(parts: dict[str, str]) -> date | None:
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    month = MONTHS.get(parts["m"], 0) if parts["m"].isalpha() else int(parts["m"])
    day = int(parts["d"])
    if month > 12 and day <= 12 and not parts["m"].isalpha():
        month, day = day, month  # 09/20/2024 can only be American
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(value: object) -> time:
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, time):
        return value
    if isinstance(value, timedelta):
        return _fraction(value / timedelta(days=1))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _fraction(float(value) % 1)
    written = line_of(value).lower()
    if found := _TIME.fullmatch(written):
        return _clock(*found.groups(), written=written)
    if re.fullmatch(r"0?[.,]\d+", written):
        return _fraction(float("0" + written.lstrip("0").replace(",", ".")))
    raise Unreadable(f"waktu “{written[:40]}” tidak dikenal")


def _fraction(share: float) -> time:
    """A share of a day as a time of day, to the second."""
    if not 0 <= share < 1:
        raise Unreadable("waktunya bukan waktu dalam sehari")
    seconds = min(round(share * 86_400), 86_399)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _clock(hours: str, minutes: str, seconds: str | None, half: str | None, zone: str | None, *, written: str) -> time:
    hour = int(hours)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(minutes), int(seconds or 0), tzinfo=_zone(zone) if zone else None)
    except ValueError:
        raise Unreadable(f"waktu “{written[:40]}” tidak dikenal") from None


def _zone(written: str) -> tzinfo:
    if written in ZONES:
        return ZONES[written]
    sign = -1 if written[0] == "-" else 1
    digits = written[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
