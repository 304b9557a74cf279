"""A move under a key: whoever heard nothing may send it again and gets the answer that there was."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from lapor.api.tests.calling import V1, Caller, client, holder_of, is_problem, key_of, nobody
from lapor.reports.models import Attachment, Idempotency, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.samples import jpeg
from lapor.reports.world import World, set_stage

if TYPE_CHECKING:
    from lapor.api.tests.calling import Answer

KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


def move(caller: Caller, code: str, name: str, key: str = KEY, /, **body: object) -> Answer:
    return caller.post(f"/laporan/{code}/langkah/{name}", body, Idempotency_Key=key)


@pytest.mark.django_db
def test_the_same_move_again_gives_the_same_answer_and_is_made_once(world: World) -> None:
    report, dewi = scenes.assigned(world), key_of(world, "dewi")
    sent = {"text": "Kami periksa besok.", "turn": report.turn}
    first, again = (
        move(dewi, report.code, "follow_up", **sent),
        move(dewi, report.code, "follow_up", f'"{KEY}"', **sent),
    )
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert report.events.filter(kind="follow_up").count() == 1
    move(key_of(world, "citra"), report.code, "note", KEY, text="Baik.")
    dewi.move(report.code, "reclassify", classification="aspiration")
    later = move(dewi, report.code, "follow_up", **sent)
    assert later.content == first.content, "as it was then, not as the report stands now"
    is_problem(dewi.move(report.code, "follow_up", **sent), 409)


@pytest.mark.django_db
def test_another_move_or_other_words_under_the_same_key_are_refused(world: World) -> None:
    report, other, dewi = scenes.assigned(world), scenes.assigned(world), key_of(world, "dewi")
    assert move(dewi, report.code, "note", text="Satu.").status_code == 200
    for code, name, text in (
        (report.code, "note", "Dua."),
        (report.code, "follow_up", "Satu."),
        (other.code, "note", "Satu."),
    ):
        problem = is_problem(move(dewi, code, name, text=text), 422)
        assert problem["code"] == "kunci-pengiriman-terpakai"
    assert report.messages.count() == 1
    assert move(key_of(world, "eko"), report.code, "note", text="Dua.").status_code == 200, "keys of two never meet"


@pytest.mark.django_db
def test_a_move_that_was_refused_leaves_its_key_unused(world: World) -> None:
    report, dewi = scenes.assigned(world), key_of(world, "dewi")
    is_problem(move(dewi, report.code, "follow_up", text="Kami periksa.", turn=99), 409)
    is_problem(move(dewi, report.code, "follow_up", text="", turn=report.turn), 422)
    assert not Idempotency.objects.filter(answer__isnull=False).exists()
    assert move(dewi, report.code, "follow_up", text="Kami periksa.", turn=report.turn).status_code == 200
    is_problem(move(dewi, report.code, "note", "pendek", text="x"), 400)


@pytest.mark.django_db
def test_the_answer_is_there_even_when_the_report_is_out_of_sight(world: World) -> None:
    report, dewi = scenes.assigned(world, secrecy="secret"), key_of(world, "dewi")
    sent = {"reason": "Bukan jalan kami.", "proposed": world.agencies["perhubungan"].slug}
    first = move(dewi, report.code, "return_up", **sent)
    assert first.status_code == 200, first.content
    assert move(dewi, report.code, "return_up", **sent).content == first.content
    assert Report.objects.get().returns == 1
    is_problem(move(key_of(world, "gilang"), report.code, "return_up", **sent), 404)


@pytest.mark.django_db
def test_a_reporter_may_send_again_too_and_files_count(world: World) -> None:
    receipt = nobody.submit()
    code, ani = receipt.json()["code"], holder_of(receipt)

    def add(name: str) -> Answer:
        parts: dict[str, Any] = {"data": json.dumps({"text": "Fotonya."}), "files": SimpleUploadedFile(name, jpeg())}
        headers = ani.headers | {"Idempotency-Key": KEY}
        return client().post(f"{V1}/laporan/{code}/langkah/add", parts, headers=headers)

    assert [add("a.jpg").status_code for _ in range(3)] == [200] * 3
    assert Attachment.objects.count() == 1
    is_problem(add("b.jpg"), 422)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_at_once_one_moves_and_all_get_its_answer(transactional_db: None) -> None:
    world = set_stage()
    report, dewi = scenes.assigned(world), key_of(world, "dewi")
    gate, answers, lock = threading.Barrier(16), [], threading.Lock()

    def run() -> None:
        gate.wait()
        answer = move(dewi, report.code, "follow_up", text="Kami periksa besok.", turn=report.turn)
        with lock:
            answers.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _ in answers] == [200] * 16
    assert len({content for _, content in answers}) == 1
    assert report.events.filter(kind="follow_up").count() == 1
