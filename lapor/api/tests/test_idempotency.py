"""One key, one report: draft-ietf-httpapi-idempotency-key-header."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from lapor.api.tests.calling import NEW, is_problem, nobody
from lapor.reports.models import Report
from lapor.reports.world import World, set_stage

KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


@pytest.mark.django_db
def test_the_same_again_gives_the_same_answer(world: World) -> None:
    first, again = nobody.submit(KEY), nobody.submit(f'"{KEY}"')
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    assert first["Location"] == again["Location"] == f"/api/v1/laporan/{first.json()['code']}"
    assert Report.objects.count() == 1


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused(world: World) -> None:
    nobody.submit(KEY)
    problem = is_problem(nobody.submit(KEY, title="Lampu jalan mati"), 422)
    assert problem["code"] == "kunci-pengiriman-terpakai"
    assert problem["detail"].endswith("Pakai kunci baru untuk laporan baru.")
    assert Report.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "pendek", "x" * 129, "ada spasi di dalam kunci ini ya", "é" * 30, '"' * 40])
def test_without_a_good_key_nothing_is_filed(world: World, key: str) -> None:
    answer = nobody.post("/laporan", NEW, Idempotency_Key=key) if key else nobody.post("/laporan", NEW)
    assert "Idempotency-Key" in is_problem(answer, 400)["detail"]
    assert not Report.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_of_24_at_once_one_files_and_all_get_the_same_answer(transactional_db: None) -> None:
    set_stage()
    gate, answers, lock = threading.Barrier(24), [], threading.Lock()

    def run() -> None:
        gate.wait()
        answer = nobody.submit(KEY)
        with lock:
            answers.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [200] * 23 + [201]
    assert len({content for _, content in answers}) == 1
    assert Report.objects.count() == 1
