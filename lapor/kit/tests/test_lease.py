from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, models, transaction
from pytest_django import DjangoDbBlocker

from lapor.kit import clock, lease

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Errand(lease.Leased):
    """A row to be worked on, in no app's migrations: its table lives as long as a test."""

    class Meta(lease.Leased.Meta):
        app_label = "kit_errands"


@pytest.fixture(scope="module")
def table(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Errand)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Errand)


@pytest.fixture
def errands(table: None, db: None) -> models.Manager[Errand]:
    return Errand._default_manager


@pytest.fixture
def shared_errands(table: None, django_db_blocker: DjangoDbBlocker) -> Iterator[models.Manager[Errand]]:
    """Rows that other threads see; only this table is emptied afterwards."""
    with django_db_blocker.unblock():
        yield Errand._default_manager
        Errand._default_manager.all().delete()


Errands = models.Manager[Errand]


def take(errands: Errands, by: str = "dewi", *, limit: int = 10, seconds: int = 120) -> list[Errand]:
    return lease.take(errands.all(), by=by, limit=limit, seconds=seconds)


def test_due_rows_are_taken_once_the_longest_waiting_first(errands: Errands) -> None:
    with clock.freeze(NOON):
        late, early, later = (errands.create(not_before=NOON + minutes * MINUTE) for minutes in (-1, -5, 5))
        assert [row.pk for row in take(errands)] == [early.pk, late.pk]
        assert take(errands, by="budi") == []
    with clock.freeze(NOON + 5 * MINUTE):
        assert later in take(errands)


def test_a_taken_row_tells_who_has_it_and_until_when(errands: Errands) -> None:
    errands.create(not_before=NOON)
    with clock.freeze(NOON):
        (row,) = take(errands)
        for seen in (row, errands.get()):
            assert (seen.lease_by, seen.lease_until, seen.attempts) == ("dewi", NOON + 2 * MINUTE, 1)


def test_the_limit_and_the_queryset_are_respected(errands: Errands) -> None:
    rows = [errands.create(not_before=NOON) for _ in range(5)]
    with clock.freeze(NOON):
        assert len(take(errands, limit=2)) == 2
        assert lease.take(errands.filter(pk=rows[4].pk), by="budi", limit=9, seconds=9) == [rows[4]]


def test_an_expired_lease_goes_back_and_its_late_worker_changes_nothing(errands: Errands) -> None:
    errands.create(not_before=NOON)
    with clock.freeze(NOON):
        (first,) = take(errands)
    with clock.freeze(NOON + 2 * MINUTE):
        assert take(errands) == []
    with clock.freeze(NOON + 3 * MINUTE):
        assert errands.filter(lease.stuck(seconds=30)).exists()
        (second,) = take(errands)  # the same name again: the attempt tells them apart
        assert second.attempts == 2
        assert not lease.done(first)
        assert not lease.failed(first)
        assert not lease.release(first)
        assert lease.done(second)
        assert not lease.done(second)
    assert errands.get().done_at == NOON + 3 * MINUTE


def test_a_failed_row_waits_longer_each_time_and_is_then_given_up_visibly(errands: Errands) -> None:
    errands.create(not_before=NOON)
    at = NOON
    waits = []
    for attempt in range(1, 5):
        with clock.freeze(at):
            (row,) = take(errands)
            assert row.attempts == attempt
            assert lease.failed(row, error="smtp_451", max_attempts=4)
            waits.append(row.not_before - at)
            at = row.not_before
    left = errands.get()
    assert (left.failed_at is not None, left.last_error, left.done_at) == (True, "smtp_451", None)
    assert waits[0] < waits[1] < waits[2]
    with clock.freeze(at + timedelta(days=1)):
        assert take(errands) == []


def test_a_permanent_failure_is_not_tried_again_until_an_officer_says_so(errands: Errands) -> None:
    errands.create(not_before=NOON)
    with clock.freeze(NOON):
        (row,) = take(errands)
        assert not lease.retry(row)
        assert lease.failed(row, permanent=True, error="smtp_550")
        assert take(errands) == []
        assert lease.retry(row)
        (again,) = take(errands)
    assert (again.attempts, again.failed_at) == (1, None)


def test_a_row_that_kills_its_workers_is_given_up(errands: Errands) -> None:
    errands.create(not_before=NOON)
    for attempt in range(3):
        with clock.freeze(NOON + 5 * attempt * MINUTE):
            assert len(lease.take(errands.all(), by="dewi", limit=1, seconds=60, max_attempts=3)) == 1
    with clock.freeze(NOON + 20 * MINUTE):
        assert lease.take(errands.all(), by="dewi", limit=1, seconds=60, max_attempts=3) == []
    assert errands.get().last_error == "lease_lost"
    assert errands.get().failed_at == NOON + 20 * MINUTE


def test_a_released_row_is_free_at_once_and_lost_no_attempt(errands: Errands) -> None:
    errands.create(not_before=NOON)
    with clock.freeze(NOON):
        (row,) = take(errands)
        assert lease.release(row)
        (again,) = take(errands, by="budi")
    assert again.attempts == 1


def test_the_wait_grows_from_a_minute_to_an_hour_give_or_take_a_fifth() -> None:
    for attempts, seconds in ((0, 60), (1, 60), (2, 120), (5, 960), (7, 3600), (400, 3600)):
        waits = {lease.backoff(attempts).total_seconds() for _ in range(50)}
        assert 0.8 * seconds <= min(waits) < max(waits) <= 1.2 * seconds


def test_workers_that_race_never_get_the_same_row(shared_errands: Errands) -> None:
    errands = shared_errands
    errands.bulk_create(Errand(not_before=NOON) for _ in range(60))
    gate = Barrier(6)
    taken: list[int] = []
    troubles: list[Exception] = []

    def work(name: str) -> None:
        try:
            gate.wait()
            while rows := take(errands, by=name, limit=3, seconds=600):
                taken.extend(row.pk for row in rows)
                assert all(lease.done(row) for row in rows)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    workers = [Thread(target=work, args=(f"worker-{number}",)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert troubles == []
    assert len(taken) == len(set(taken)) == 60
    assert not errands.filter(done_at=None).exists()


def test_a_row_that_somebody_else_holds_locked_is_stepped_over(shared_errands: Errands) -> None:
    errands = shared_errands
    if connection.vendor != "postgresql":
        pytest.skip("row locks: PostgreSQL only")
    held, free = (errands.create(not_before=NOON) for _ in range(2))
    locked, finished = Barrier(2), Barrier(2)

    def hold() -> None:
        with transaction.atomic():
            list(errands.select_for_update().filter(pk=held.pk))
            locked.wait()
            finished.wait()
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    locked.wait()
    assert [row.pk for row in take(errands)] == [free.pk]
    finished.wait()
    holder.join()
