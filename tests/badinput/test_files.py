"""Files that are too many, too large, empty, disguised or full of traps: refused before they cost anything."""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from lapor.api.tests.calling import NEW, V1, client, is_problem
from lapor.channels.web import receiving
from lapor.desk.tests.scenes import address, sign_in
from lapor.kit import clock
from lapor.reports import cleaning, files, words
from lapor.reports.files import MB
from lapor.reports.models import Attachment, Report
from lapor.reports.tests import samples, scenes
from lapor.reports.world import World
from tests.badinput.serving import FORM, Browser, endless, length_of, serving
from tests.badinput.trying import filed, filled, nothing_written, opened, send, still_there, told

if TYPE_CHECKING:
    from tests.badinput.trying import Answer

pytestmark = pytest.mark.django_db
JPEG = samples.jpeg()
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
REFUSED: dict[str, tuple[list[tuple[str, bytes]], str]] = {
    "30 files": ([(f"foto-{number}.jpg", JPEG) for number in range(30)], "Paling banyak 10 berkas sekali kirim; Anda"),
    "0 bytes": ([("kosong.jpg", b"")], "Berkas “kosong.jpg” kosong. Pilih berkas lain"),
    "renamed program": ([("foto.jpg", b"MZ" + bytes(500))], "Berkas “foto.jpg” bukan foto"),
    "renamed ELF": ([("surat.pdf", b"\x7fELF" + bytes(500))], "Berkas “surat.pdf” bukan foto"),
    "SVG with a script": ([("peta.svg", SVG)], "Berkas “peta.svg” bukan foto"),
    "SVG as a photo": ([("peta.png", SVG)], "Berkas “peta.png” bukan foto"),
    "one of ten": ([*[("a.jpg", JPEG)] * 9, ("b.exe", b"MZ" + bytes(99))], "Berkas “b.exe” bukan foto"),
    "21 MB": ([("besar.jpg", JPEG + bytes(21 * MB))], "lebih besar dari 20 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_form_names_the_bad_file_and_keeps_the_words(world: World, name: str) -> None:
    uploads, sentence = REFUSED[name]
    typed = filled()
    with nothing_written():
        html = told(send("/lapor", typed, *uploads), 422, sentence)
    assert "Pilih lagi berkasnya" not in html or "Belum kami terima" in html  # the good ones are held
    still_there(html, "/lapor", typed, "title", "body", "place", "name", "email", "kunci")
    assert not list(Path(configured.LAPOR_FILES).rglob("*"))


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_of_an_officer_or_reporter_comes_back_whole(world: World, name: str) -> None:
    uploads, sentence = REFUSED[name]
    report, receipt = scenes.assigned(world), filed(world)
    typed = {"text": "Sudah kami <b>tambal</b>.", "turn": report.turn}
    for path, browser, action in (
        (address(report, "follow_up"), sign_in(world, "dewi"), ""),
        ("/laporan-saya/add", opened(receipt), "/laporan-saya/add"),
    ):
        with nothing_written():
            html = told(send(path, typed, *uploads, browser=browser), 422, sentence)
        still_there(html, action, typed, "text")


@pytest.mark.parametrize("name", REFUSED)
def test_the_api_names_it_too(world: World, name: str) -> None:
    uploads, sentence = REFUSED[name]
    parts: dict[str, Any] = {"data": json.dumps(NEW)}
    parts |= {"files": [SimpleUploadedFile(file, content) for file, content in uploads if content]}
    if name == "0 bytes":  # Django's test client leaves an empty file out
        return
    with nothing_written():
        (problem,) = is_problem(client().post(f"{V1}/laporan", parts, headers={"Idempotency-Key": "k" * 22}), 422)[
            "errors"
        ]
    assert problem["field"] == "files"
    assert sentence in problem["sentence"]


def test_sixty_files_of_a_whole_album_are_one_sentence(world: World) -> None:
    """More than anybody counts: the words are read, of the files only as many as show that there are too many."""
    typed = filled()
    album = [(f"{number}.jpg", JPEG) for number in range(60)]
    with nothing_written():
        html = told(send("/lapor", typed, *album), 413, receiving.TOO_MANY)
    still_there(html, "/lapor", typed, "title", "body", "name", "email", "kunci")
    report = scenes.assigned(world)
    answer = send(
        address(report, "note"), {"text": "Lihat foto.", "turn": report.turn}, *album, browser=sign_in(world, "dewi")
    )
    told(answer, 413, receiving.TOO_MANY)


def test_limits_of_a_message_and_of_a_report_are_told_as_numbers(world: World) -> None:
    path, typed, photo = "/laporan-saya/add", {"text": "Satu lagi."}, ("a.jpg", JPEG)
    browser = opened(filed(world))
    together = [(f"{number}.jpg", JPEG + bytes(16 * MB)) for number in range(4)]
    told(send(path, typed, *together, browser=browser), 413, "60 MB bersama")
    for _ in range(4):
        assert send(path, typed, *[photo] * 10, browser=browser).status_code == 302
    with nothing_written():
        html = told(send(path, typed, photo, browser=browser), 422, "Sudah ada 40")
    still_there(html, path, typed)
    Attachment.objects.filter(number=1).update(original_size=200 * MB)
    Attachment.objects.filter(number=40).delete()
    told(send(path, typed, photo, browser=browser), 422, "paling banyak 200 MB")


@pytest.mark.parametrize(
    ("size", "status", "sentence"), [(60 * MB, 422, "lebih besar dari 20 MB"), (62 * MB, 413, receiving.TOO_LARGE)]
)
def test_a_huge_scan_at_the_counter_leaves_what_the_operator_typed(
    world: World, size: int, status: int, sentence: str
) -> None:
    letter = {"came_by": "letter", "letter_number": "12/RT/XI", "letter_received": f"{clock.now():%d/%m/%Y}"}
    typed = filled(**letter)
    with nothing_written():
        answer = send("/meja/loket/", typed, ("surat.jpg", JPEG + bytes(size)), browser=sign_in(world, "joko"))
        html = told(answer, status, sentence)
    still_there(html, "", typed, "came_by", "letter_number", "letter_received", "body", "place", "name", "kunci")


def attached(world: World, *uploads: tuple[str, bytes]) -> Report:
    """An anonymous report of the form with files that the worker has looked at."""
    answer = send("/lapor", filled(identity="anonymous", name="", target=world.agencies["luwu-timur"].pk), *uploads)
    assert answer.status_code == 302, answer.content.decode()
    while cleaning.work("test"):
        pass
    return Report.objects.get()


def shown(world: World, report: Report) -> list[Answer]:
    """What Citra gets when she opens the files of a report."""
    browser = sign_in(world, "citra")
    rows = report.attachments.order_by("number")
    return [browser.get(f"/meja/{report.code}/berkas/{row.pk}") for row in rows]


@pytest.mark.slow
def test_a_photo_with_gps_reaches_the_officer_without_it(world: World) -> None:
    photo = samples.photo_full_of_traces()
    assert photo.count(samples.CANARY) >= 5
    (answer,) = shown(world, attached(world, ("IMG_2026 rumah Ani.jpg", photo)))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # it streams
    assert content.startswith(b"\xff\xd8")
    assert samples.CANARY not in content
    assert b"GPS" not in content
    assert b"Exif" not in content
    assert "Ani" not in answer["Content-Disposition"]


@pytest.mark.slow
def test_a_picture_bomb_and_a_broken_file_are_one_sentence_and_the_report_stays(world: World) -> None:
    """They look like pictures until they are opened; that happens in a child of the worker, never here."""
    report = attached(world, ("bom.png", samples.png_bomb()), ("rusak.jpg", JPEG[:40] + bytes(60)), ("baik.jpg", JPEG))
    bomb, broken, good = shown(world, report)
    told(bomb, 409, files.REASONS["too_large"])
    told(broken, 409, files.REASONS["broken"])
    assert good.status_code == 200
    assert words.title(report)


def test_what_a_killed_server_left_of_an_upload_is_swept_away(settings: Settings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    old, fresh, other = (tmp_path / name for name in ("tmpa.upload.jpg", "tmpb.upload.jpg", "catatan"))
    for path in (old, fresh, other):
        path.write_bytes(b"x")
    for path in (old, other):
        os.utime(path, (0, 0))
    assert receiving.sweep(clock.now()) == 1
    assert {path.name for path in tmp_path.iterdir()} == {fresh.name, other.name}


# A real server, because what is refused unread is refused below Django.


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with serving(tmp_path_factory.mktemp("server")) as server:
        yield Browser(server)


def disk(visitor: Browser) -> int:
    """Bytes in the folder through which uploads come in."""
    return sum(path.stat().st_size for path in (visitor.server.folder / "home" / "tmp").glob("*"))


def watched(visitor: Browser, act: Callable[[], Any]) -> tuple[Any, int]:
    """What an act gives, and the most bytes that lay on the disk meanwhile."""
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            most.append(disk(visitor))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        return act(), max(most)
    finally:
        done.set()
        watcher.join()


@pytest.mark.slow
def test_200_megabytes_are_refused_before_they_reach_the_disk(visitor: Browser) -> None:
    typed = visitor.fill(body="Videonya ada, tetapi besar sekali untuk dikirim begini.")
    body = endless(typed, megabytes=200)
    length = str(length_of(endless(typed, megabytes=200)))
    reply, most = watched(visitor, lambda: visitor.send("POST", "/lapor", body, FORM | {"Content-Length": length}))
    assert reply.status == 413
    assert receiving.TOO_LARGE in reply.body
    still_there(reply.body, "/lapor", typed, "title", "body", "place", "name", "email", "phone", "kunci")
    assert most == 0
    assert reply.sent < 100 * MB, "the server hangs up instead of listening to the end"
    again = visitor.post("/lapor", typed)
    assert (again.status, again.headers["location"]) == (302, "/terima")


@pytest.mark.slow
def test_60_megabytes_are_taken_and_leave_nothing_behind(visitor: Browser) -> None:
    typed = visitor.fill()
    video = b"\0\0\0\x18ftypisom" + bytes(19 * MB)
    reply, most = watched(visitor, lambda: visitor.post("/lapor", typed, *[("a.mp4", video)] * 3))
    assert reply.status == 302, reply.body
    assert 0 < most < 61 * MB
    assert disk(visitor) == 0


@pytest.mark.slow
def test_a_body_without_length_is_refused_unread(visitor: Browser) -> None:
    """Chunked bodies may never end; browsers send none, and programs know how much they send."""
    typed = visitor.fill()
    for path in ("/lapor", "/api/v1/laporan", "/api/v1/laporan/7K4M9QXT2/langkah/add", "/meja/7K4M9QXT2/note/"):
        body, kind = endless(typed, megabytes=100, chunked=True), FORM | {"Transfer-Encoding": "chunked"}
        reply, most = watched(visitor, partial(visitor.send, "POST", path, body, kind))
        assert (reply.status, most) == (411, 0)
        assert "Content-Length" in reply.body


@pytest.mark.slow
def test_the_api_refuses_by_length_alone(visitor: Browser) -> None:
    kind = FORM | {"Idempotency-Key": "k" * 22, "Content-Length": str(200 * MB)}
    reply, most = watched(visitor, partial(visitor.send, "POST", "/api/v1/laporan", (), kind))
    assert (reply.status, most) == (413, 0)
    assert json.loads(reply.body)["detail"] == "Yang Anda kirim terlalu besar. Kirim sebagian dulu."


@pytest.mark.slow
def test_a_line_that_breaks_in_the_middle_leaves_nothing(visitor: Browser) -> None:
    """More is announced than comes: nothing is filed, the bytes are gone, and the next one is served."""
    typed = visitor.fill()
    kind = FORM | {"Content-Length": str(50 * MB)}
    with pytest.raises(http.client.HTTPException):
        visitor.send("POST", "/lapor", list(endless(typed, megabytes=20))[:12], kind, hang_up=True)
    assert visitor.get("/lapor").status == 200
    until = time.monotonic() + 20
    while disk(visitor) and time.monotonic() < until:
        time.sleep(0.1)
    assert disk(visitor) == 0
    assert '"status": 500' not in visitor.server.said()
    again = visitor.post("/lapor", typed, ("video.mp4", b"\0\0\0\x18ftypisom" + bytes(3 * MB)))
    assert (again.status, again.headers["location"]) == (302, "/terima"), "the same form, whole, with the same key"
