"""What a reporter reads when asking "mengapa tanggal itu"."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lapor.standards.calendar import WorkingCalendar
from lapor.standards.explain import why
from lapor.standards.holidays_id import national_days_off
from lapor.standards.queries import due_at

WITA = ZoneInfo("Asia/Makassar")
NAMES = dict(national_days_off(2026))
CALENDAR = WorkingCalendar(
    WITA, frozenset(NAMES), time(7, 30), time(16), extra_workdays=frozenset({date(2026, 12, 12)}), names=NAMES
)


def told(
    start: datetime,
    amount: int = 3,
    unit: str = "working_days",
    moved: timedelta = timedelta(),
    clock: str = "response",
) -> list[str]:
    due = due_at(CALENDAR, start, amount=amount, unit=unit) + moved
    return why(clock, started_at=start, due_at=due, calendar=CALENDAR, amount=amount, unit=unit, basis="Janji layanan")


def test_a_plain_week_needs_three_sentences() -> None:
    assert told(datetime(2026, 11, 23, 10, tzinfo=WITA)) == [
        "Batas waktu tindak lanjut pertama adalah 3 hari kerja. Dasar: Janji layanan.",
        "Hitungan mulai Senin, 23 November 2026, 10.00 WITA.",
        "Jatuh tempo Kamis, 26 November 2026, 16.00 WITA.",
    ]


def test_skipped_days_are_named() -> None:
    said = told(datetime(2026, 3, 17, 9, tzinfo=WITA))
    assert said[2] == (
        "Tidak dihitung: 2 hari akhir pekan; Cuti Bersama Hari Suci Nyepi (18 Maret 2026); "
        "Hari Suci Nyepi (19 Maret 2026); "
        "Cuti Bersama Hari Raya Idul Fitri (20 Maret 2026, 23 Maret 2026, 24 Maret 2026)."
    )
    assert said[-1] == "Jatuh tempo Jumat, 27 Maret 2026, 16.00 WITA."


def test_a_late_or_free_start_says_from_which_day_it_counts() -> None:
    late = told(datetime(2026, 11, 23, 16, 1, tzinfo=WITA))
    assert "Saat itu jam kerja sudah berakhir (pukul 16.00)" in late[2]
    assert "dihitung setelah Selasa, 24 November 2026" in late[2]
    assert "bukan hari kerja (Hari Raya Natal)" in told(datetime(2026, 12, 25, 9, tzinfo=WITA))[2]
    assert "bukan hari kerja (akhir pekan)" in told(datetime(2026, 11, 28, 9, tzinfo=WITA))[2]


def test_a_worked_saturday_is_pointed_out() -> None:
    said = told(datetime(2026, 12, 10, 9, tzinfo=WITA))
    assert "Ditetapkan sebagai hari kerja, jadi dihitung: Sabtu, 12 Desember 2026." in said


def test_calendar_days_count_all_days() -> None:
    said = told(datetime(2026, 12, 20, 22, tzinfo=WITA), 10, "calendar_days", clock="statutory")
    assert said[1:] == [
        "Hitungan mulai Minggu, 20 Desember 2026, 22.00 WITA.",
        "Semua hari dihitung, termasuk hari libur dan akhir pekan.",
        "Jatuh tempo Rabu, 30 Desember 2026, pada akhir hari.",
    ]


def test_a_moved_deadline_says_where_it_was() -> None:
    said = told(datetime(2026, 11, 23, 10, tzinfo=WITA), moved=timedelta(days=1))
    assert said[-2].endswith("jatuh tempo semula Kamis, 26 November 2026, 16.00 WITA.")
    assert said[-1].endswith("jatuh tempo menjadi Jumat, 27 November 2026, 16.00 WITA.")
