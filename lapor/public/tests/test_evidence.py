"""The public side of the daily roots: list, script, own proof, and the page that checks one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lapor.kit import clock
from lapor.reports import roots
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def proof(receipt: Receipt, opened: Callable[[Receipt], Client]) -> str:
    """Downloaded by the reporter on the morning after."""
    browser = opened(receipt)
    roots.make(roots.day_of(clock.now()))
    answer = browser.get("/laporan-saya/bukti")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer["Content-Disposition"] == f'attachment; filename="bukti-{receipt.report.code}.json"'
    return answer.content.decode()


def test_without_a_root_the_reporter_is_told_when_there_will_be_one(
    receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    answer = opened(receipt).get("/laporan-saya/bukti", follow=True)
    assert "ada besok pagi" in answer.content.decode()


def test_a_stranger_gets_no_proof(client: Client, proof: str) -> None:
    assert json.loads(proof)["days"]
    assert Client().get("/laporan-saya/bukti")["Location"] == "/lacak"


def test_the_page_says_of_a_pasted_or_sent_proof_that_it_holds(proof: str) -> None:
    for given in ({"text": proof}, {"file": SimpleUploadedFile("bukti.json", proof.encode())}):
        answer = Client().post("/bukti/periksa", given)
        assert answer.status_code == 200
        assert "Bukti ini sah" in answer.content.decode()


def test_the_page_says_of_a_changed_proof_what_is_wrong(proof: str) -> None:
    answer = Client().post("/bukti/periksa", {"text": proof.replace(json.loads(proof)["code"], "0" * 9)})
    assert answer.status_code == 200
    assert "Bukti ini tidak cocok" in answer.content.decode()
    assert "Bukti ini sah" not in answer.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "halo", "[" * 100_000, '{"format": "lapor-bukti-1"}', "\0", "é" * 10])
def test_what_is_no_proof_gets_a_sentence(text: str) -> None:
    assert Client().post("/bukti/periksa", {"text": text}).status_code == 422


def test_a_file_that_is_no_text_or_too_large_gets_a_sentence() -> None:
    for content in (bytes(range(256)), b" " * 1_000_001):
        answer = Client().post("/bukti/periksa", {"file": SimpleUploadedFile("bukti.json", content)})
        assert answer.status_code == 422


def test_the_check_asks_for_no_report_so_a_code_can_be_tried_out_by_nobody(proof: str) -> None:
    unknown = proof.replace(json.loads(proof)["code"], "0" * 9)
    strange = proof.replace(json.loads(proof)["days"][0]["salt"], "ab" * 32)
    answers = []
    for text in (unknown, strange):
        with CaptureQueriesContext(connection) as asked:
            answers.append(Client().post("/bukti/periksa", {"text": text}))
        touched = {table for one in asked.captured_queries for table in re.findall(r"reports_[a-z]+", one["sql"])}
        assert touched == {"reports_dailyroot"}
    pages = [answer.content.decode().partition("<h1>")[2].partition("<form")[0] for answer in answers]
    assert pages[0] == pages[1].replace(json.loads(proof)["code"], "0" * 9)


def test_the_script_runs_by_itself_and_says_the_same(proof: str, tmp_path: Path) -> None:
    (tmp_path / "periksa.py").write_bytes(Client().get("/bukti/periksa.py").content)
    (tmp_path / "akar.json").write_bytes(Client().get("/bukti/akar.json").content)
    (tmp_path / "bukti.json").write_text(proof)
    (tmp_path / "lain.json").write_text(proof.replace(json.loads(proof)["code"], "0" * 9))

    def run(*names: str) -> tuple[int, str]:
        called = [sys.executable, "-I", "periksa.py", *names]
        done = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    code, said = run("bukti.json", "bukti.json", "--akar", "akar.json")
    assert code == 0, said
    assert "Bukti ini sah" in said
    assert run("lain.json")[0] == 1
    assert run("akar.json")[0] == 2
    assert run("tidak-ada.json")[0] == 2


def test_the_list_is_open_to_all_and_older_roots_are_a_step_away(
    client: Client, proof: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lapor.public.views.evidence.ON_A_PAGE", 1)
    today = roots.day_of(clock.now())
    roots.make(today + timedelta(days=1))
    for path in ("/bukti/", "/bukti/akar.json", "/bukti/periksa.py"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=60")
        assert "sessionid" not in answer.cookies
        assert Client().head(path).status_code == 200
    assert f"?sebelum={today + timedelta(days=1)}" in Client().get("/bukti/").content.decode()
    older = Client().get(f"/bukti/?sebelum={today + timedelta(days=1)}").content.decode()
    assert json.loads(proof)["days"][0]["statement"].split("root ")[1].split("\n")[0] in older.replace(" ", "")
    assert Client().get("/bukti/?sebelum=besok").status_code == 404


def test_a_secret_report_has_its_proof_too(receipt: Receipt, proof: str) -> None:
    assert not Report.objects.get(pk=receipt.report.pk).published_at
    assert json.loads(proof)["code"] == receipt.report.code
