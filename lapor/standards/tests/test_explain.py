"""What a reporter reads when asking "mengapa tanggal itu"."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lapor.standards import arithmetic
from lapor.standards.calendar import WorkingCalendar
from lapor.standards.explain import Moved, Pause, days, why
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


def numbered(start: datetime, until: datetime, *pauses: Pause, unit: str = "working_days") -> list[tuple[int, str]]:
    return [
        (day.number, day.reason)
        for day in days(started_at=start, until=until, calendar=CALENDAR, unit=unit, pauses=pauses)
    ]


def test_each_day_has_its_number_or_a_reason() -> None:
    start, end = datetime(2026, 12, 22, 9, tzinfo=WITA), datetime(2026, 12, 28, 16, tzinfo=WITA)
    assert numbered(start, end) == [
        (0, "hari mulai"),
        (1, ""),
        (0, "Cuti Bersama Hari Raya Natal"),
        (0, "Hari Raya Natal"),
        (0, "akhir pekan"),
        (0, "akhir pekan"),
        (2, ""),
    ]
    assert [number for number, _ in numbered(start, end, unit="calendar_days")] == [0, 1, 2, 3, 4, 5, 6]


def test_a_start_after_closing_counts_as_the_next_working_day() -> None:
    found = numbered(datetime(2026, 11, 23, 17, tzinfo=WITA), datetime(2026, 11, 26, 16, tzinfo=WITA))
    assert found == [(0, "setelah jam kerja"), (0, "hari mulai"), (1, ""), (2, "")]


def test_pauses_and_new_ends_are_told_with_their_reasons() -> None:
    start = datetime(2026, 11, 23, 10, tzinfo=WITA)
    pause = Pause(datetime(2026, 11, 24, 9, tzinfo=WITA), datetime(2026, 11, 27, 9, tzinfo=WITA), "menunggu pelapor")
    end = datetime(2026, 12, 1, 16, tzinfo=WITA)
    assert numbered(start, end, pause)[2:5] == [(0, "menunggu pelapor")] * 3
    assert numbered(start, end, pause)[-1] == (3, "")
    later = Moved(datetime(2026, 11, 30, 9, tzinfo=WITA), datetime(2026, 12, 3, 16, tzinfo=WITA), "diperpanjang")
    said = why(
        "completion",
        started_at=start,
        due_at=later.due_at,
        calendar=CALENDAR,
        amount=3,
        unit="working_days",
        basis="Janji layanan",
        pauses=[pause],
        moves=[later],
    )
    assert said[-3:] == [
        "Hitungan berhenti dari Selasa, 24 November 2026 sampai Jumat, 27 November 2026: menunggu pelapor.",
        "Pada Senin, 30 November 2026 tenggat dipindahkan ke Kamis, 3 Desember 2026: diperpanjang.",
        "Jatuh tempo Kamis, 3 Desember 2026, 16.00 WITA.",
    ]


def test_a_clock_that_stands_still_promises_no_day() -> None:
    start = datetime(2026, 11, 23, 10, tzinfo=WITA)
    said = why(
        "completion",
        started_at=start,
        due_at=start + timedelta(days=3),
        calendar=CALENDAR,
        amount=3,
        unit="working_days",
        basis="Janji layanan",
        pauses=[Pause(start + timedelta(days=1), None, "menunggu jawaban pelapor")],
    )
    assert said[-2:] == [
        "Hitungan berhenti sejak Selasa, 24 November 2026: menunggu jawaban pelapor.",
        "Tanggal akhirnya ditetapkan lagi saat hitungan berjalan.",
    ]


moments = st.integers(0, 270 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=WITA) + timedelta(minutes=n))


@given(moments, st.integers(1, 30), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=3))
def test_the_days_always_come_to_the_number_that_the_rule_gives(
    start: datetime, amount: int, gaps: list[tuple[int, int]]
) -> None:
    """Whatever pauses there were, as long as they began in time: the table agrees with the arithmetic of pauses."""
    due, at, pauses = due_at(CALENDAR, start, amount=amount, unit="working_days"), start, list[Pause]()
    for run, rest in gaps:
        since = at + timedelta(hours=run)
        if since > due:
            break
        at = since + timedelta(hours=rest)
        left = arithmetic.remaining_working_days(CALENDAR, since, due)
        due = arithmetic.shift(CALENDAR, at, left)
        pauses.append(Pause(since, at, "jeda"))
    assert max(numbered(start, due, *pauses)) == (amount, "")
