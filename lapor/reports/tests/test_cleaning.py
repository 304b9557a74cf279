"""What the worker makes of strangers' files, and what holds the parser in."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pypdfium2
import pytest
from PIL import Image
from pytest_django import Settings

from lapor.kit import clock, crypto
from lapor.people.actor import PUBLIC
from lapor.reports import actions, cleaning, files, jail, store, words
from lapor.reports.choices import Identity, Secrecy
from lapor.reports.models import Attachment, Report
from lapor.reports.tests import samples
from lapor.reports.tests.samples import CANARY, upload
from lapor.reports.world import World, draft

open_pdf: Any = pypdfium2.PdfDocument
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> Path:
    settings.LAPOR_FILES = tmp_path / "files"
    return tmp_path / "files"


def made(kind: str, content: bytes) -> tuple[str, bytes]:
    """What a child makes of a file: kind or code of refusal, clean bytes."""
    with jail.cleaned(kind, [content]) as answer:
        return answer.refused or answer.kind, answer.content.read(1 << 26)


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def colour(picture: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    found = picture.getpixel(at)
    assert isinstance(found, tuple)
    return found


def attached(content: bytes, name: str, *, identity: str = Identity.ANONYMOUS, officer: bool = False) -> Attachment:
    report = actions.submit(draft(identity=identity), by=PUBLIC, key=uuid.uuid4().hex).report
    return files.attach(
        report, words.key_of(report), [upload(content, name)], message=None, by_reporter=not officer, at=clock.now()
    )[0]


def fresh(row: Attachment) -> Attachment:
    return Attachment.objects.select_related("report__key").get(pk=row.pk)


# Pictures


def test_a_photo_loses_every_trace_and_stands_upright() -> None:
    original = samples.photo_full_of_traces()
    assert original.count(CANARY) >= 5
    kind, clean = made("jpg", original)
    assert kind == "jpg"
    assert CANARY not in clean
    for marker in (b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com", b"xmpmeta", b"MotionPhoto", b"\xff\xfe", b"GPS"):
        assert marker not in clean
    picture = opened(clean)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert picture.size == (48, 64)
    assert colour(picture, (24, 8))[0] > 200  # red on top
    assert colour(picture, (24, 56))[2] > 200


def test_a_png_loses_its_texts_and_stays_a_png() -> None:
    kind, clean = made("png", samples.png_with_texts())
    assert kind == "png"
    assert CANARY not in clean
    assert opened(clean).info == {}
    assert opened(clean).getpixel((0, 0)) == (255, 0, 0)


def test_a_picture_that_is_also_an_archive_is_only_a_picture_afterwards() -> None:
    kind, clean = made("jpg", samples.jpeg_and_zip())
    assert kind == "jpg"
    assert b"PK" not in clean
    assert CANARY not in clean


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_way_of_colouring_is_understood(mode: str) -> None:
    name = "JPEG" if mode == "CMYK" else "PNG"
    base = Image.new("I;16", (64, 48), 40_000) if mode == "I;16" else samples.picture(mode)
    kind, clean = made("jpg" if mode == "CMYK" else "png", samples.encoded(base, name))
    assert kind in ("jpg", "png")
    assert opened(clean).mode in ("RGB", "L", "RGBA")
    assert opened(clean).size == (64, 48)


def test_large_pictures_shrink_and_transparency_stays() -> None:
    kind, clean = made("jpg", samples.encoded(samples.picture(size=(5000, 2000)), "JPEG"))
    assert opened(clean).size == (2560, 1024)
    glass = Image.new("RGBA", (30, 20), (255, 0, 0, 100))
    kind, clean = made("webp", samples.encoded(glass, "WEBP", lossless=True))
    assert kind == "png"
    assert opened(clean).getpixel((1, 1)) == (255, 0, 0, 100)


def test_a_picture_bomb_is_refused_at_once() -> None:
    started = time.monotonic()
    assert made("png", samples.png_bomb()) == ("too_large", b"")
    assert made("png", samples.png_bomb(8_000)) == ("too_large", b"")  # where Pillow would only warn
    assert time.monotonic() - started < 20


def test_a_picture_that_needs_too_much_memory_is_refused() -> None:
    vast = Image.new("RGBA", (8000, 6200), (1, 2, 3, 77))
    assert made("webp", samples.encoded(vast, "WEBP", lossless=True, method=0)) == ("too_large", b"")


def test_of_ten_thousand_frames_one_is_left() -> None:
    kind, clean = made("gif", samples.gif_of_many_frames())
    assert kind == "png"
    assert opened(clean).size == (1, 1)
    assert len(clean) < 200


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "gif", "pdf"])
def test_a_broken_file_is_refused(kind: str) -> None:
    whole = {
        "jpg": samples.jpeg(),
        "png": samples.png_with_texts()[:120],
        "webp": samples.encoded(samples.picture(), "WEBP"),
        "gif": samples.encoded(samples.picture(), "GIF"),
        "pdf": b"%PDF-1.7\nnothing",
    }[kind]
    assert made(kind, whole[: len(whole) // 2])[0] == "broken"
    assert made(kind, b"")[0] == "broken"


# PDFs


def test_a_pdf_becomes_pictures_of_its_pages() -> None:
    original = samples.pdf_full_of_traps()
    assert original.count(CANARY) == 4
    kind, clean = made("pdf", original)
    assert kind == "pdf"
    for trace in (CANARY, b"JavaScript", b"OpenAction", b"EmbeddedFile", b"Author", b"Producer", b"/Info", b"Date"):
        assert trace not in clean
    document = open_pdf(clean)
    assert len(document) == 1
    assert document.get_metadata_dict(skip_empty=True) == {}
    assert document[0].get_size() == pytest.approx((200, 100), abs=0.1)
    drawn = document[0].render().to_pil().convert("L")
    assert 110 < drawn.getpixel((30, 70)) < 145  # the grey square
    assert drawn.getpixel((150, 20)) > 250


def test_sixty_pages_are_drawn_and_one_more_is_refused() -> None:
    kind, clean = made("pdf", samples.pdf(60))
    assert (kind, len(open_pdf(clean))) == ("pdf", 60)
    assert made("pdf", samples.pdf(61)) == ("too_many_pages", b"")


def test_a_locked_pdf_is_refused() -> None:
    assert made("pdf", samples.locked_pdf()) == ("encrypted", b"")


# The child


def test_a_killed_child_is_a_failure_and_leaves_nobody_behind() -> None:
    def deadly() -> Iterator[bytes]:
        yield samples.jpeg()[:10]
        for child in psutil.Process().children():
            if str(jail.PROGRAM) in child.cmdline():
                child.kill()

    with pytest.raises(jail.ChildFailed, match="child_signal_9"), jail.cleaned("jpg", deadly()):
        pass
    assert not [c for c in psutil.Process().children() if str(jail.PROGRAM) in c.cmdline()]


def test_a_child_that_takes_too_long_is_ended() -> None:
    def slow() -> Iterator[bytes]:
        yield samples.jpeg()[:10]
        time.sleep(2)

    with pytest.raises(jail.ChildFailed, match="child_signal_9"), jail.cleaned("jpg", slow(), seconds=0.7):
        pass


def test_bytes_that_do_not_open_end_the_child() -> None:
    def damaged() -> Iterator[bytes]:
        yield samples.jpeg()
        raise crypto.CryptoError("frame 1 does not open")

    with pytest.raises(jail.Damaged), jail.cleaned("jpg", damaged()) as answer:
        answer.content.read(1 << 20)


def locked_up(tmp_path: Path, code: str) -> str:
    """What a program says that runs after the child has locked itself up."""
    program = (
        "import importlib.util, os, resource, socket, sys\n"
        f"spec = importlib.util.spec_from_file_location('cleaner', {str(jail.PROGRAM)!r})\n"
        "cleaner = importlib.util.module_from_spec(spec); sys.modules['cleaner'] = cleaner\n"
        "spec.loader.exec_module(cleaner); walls = cleaner.lock_up()\n"
        f"try:\n    {code}\nexcept BaseException as error:\n    print('refused', type(error).__name__)\n"
        "else:\n    print('done')\n"
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    line = [sys.executable, "-I", "-c", program]
    return subprocess.run(line, cwd=empty, env={}, check=False, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def walls() -> frozenset[str]:
    return cleaning.walls()


def test_the_child_reaches_no_network(tmp_path: Path, walls: frozenset[str]) -> None:
    if "network" not in walls:
        pytest.skip("network namespaces are not permitted here")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert locked_up(tmp_path, f"socket.create_connection(('127.0.0.1', {port}), 3)").startswith("refused")
        with socket.create_connection(("127.0.0.1", port), 3):
            pass


def test_the_child_sees_no_files(tmp_path: Path, walls: frozenset[str]) -> None:
    if "files" not in walls:
        pytest.skip("changing the root directory is not permitted here")
    assert locked_up(tmp_path, "print(os.listdir('/'))") == "[]\ndone"
    (tmp_path / "empty").rmdir()
    assert locked_up(tmp_path, f"open({str(Path(__file__))!r})") == "refused FileNotFoundError"
    (tmp_path / "empty").rmdir()
    assert locked_up(tmp_path, "os.mkdir('x'); os.chroot('x')") == "refused PermissionError"


def test_the_child_has_little_memory_and_starts_nothing(tmp_path: Path, walls: frozenset[str]) -> None:
    assert locked_up(tmp_path, "bytearray(2 * 1024**3)") == "refused MemoryError"
    (tmp_path / "empty").rmdir()
    if "rights" in walls and os.geteuid() != 0:
        assert locked_up(tmp_path, "os.fork()").startswith("refused")
        (tmp_path / "empty").rmdir()
    assert locked_up(tmp_path, "os.write(os.open('x', os.O_WRONLY | os.O_CREAT), b'x')").startswith("refused")


# The queue


@pytest.mark.django_db
def test_pictures_and_pdfs_are_cleaned_under_a_key_of_their_own(world: World) -> None:
    photo = attached(samples.photo_full_of_traces(), "IMG_budi.jpg")
    letter = attached(samples.pdf_full_of_traps(), "surat.pdf")
    assert cleaning.work("w1") == 2
    assert cleaning.work("w1") == 0
    for row in (fresh(photo), fresh(letter)):
        key = words.key_of(row.report)
        assert (row.state, row.reason) == ("clean", "")
        assert row.done_at
        shown = b"".join(files.stream(row, key))
        assert crypto.padded_size(len(shown)) == row.derivative_size
        assert CANARY not in shown
        assert CANARY in b"".join(files.stream(row, key, original=True))
        assert files.file_key(row, key, column="original") != files.file_key(row, key, column="derivative")
    assert str(fresh(photo)) == "lampiran-1.jpg"


@pytest.mark.django_db
def test_documents_without_a_name_stay_sealed_and_named_ones_are_downloads(world: World) -> None:
    anonymous = attached(samples.docx(), "a.docx")
    nobody = attached(samples.docx(), "a.docx", identity=Identity.NONE)
    named = attached(samples.docx(), "a.docx", identity=Identity.NAMED)
    officer = attached(samples.docx(), "a.docx", officer=True)
    assert cleaning.work("w1") == 4
    for row in (fresh(anonymous), fresh(nobody)):
        assert row.state == "original_only"
        assert "jejak pembuatnya" in files.closed_because(row)
        with pytest.raises(files.FileRefused, match="jejak pembuatnya"):
            files.stream(row, words.key_of(row.report))
    for row in (fresh(named), fresh(officer)):
        assert row.state == "clean"
        assert b"".join(files.stream(row, words.key_of(row.report))) == samples.docx()
        assert files.headers_for(row)["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_a_document_closes_again_when_its_report_becomes_secret(world: World) -> None:
    named = attached(samples.docx(), "a.docx", identity=Identity.NAMED)
    cleaning.work("w1")
    assert files.closed_because(fresh(named)) == ""
    Report.objects.filter(pk=named.report_id).update(secrecy=Secrecy.SECRET, public_title="", public_body="")
    assert "jejak pembuatnya" in files.closed_because(fresh(named))


@pytest.mark.django_db
def test_an_officers_letter_stays_as_it_was_signed(world: World) -> None:
    letter = attached(samples.pdf(), "surat.pdf", officer=True)
    cleaning.work("w1")
    assert fresh(letter).derivative is None
    assert b"".join(files.stream(fresh(letter), words.key_of(letter.report))) == samples.pdf()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (samples.jpeg()[:300], "broken", "rusak dan tidak dapat dibuka"),
        (samples.png_bomb(), "too_large", "terlalu besar"),
        (samples.locked_pdf(), "encrypted", "dikunci dengan kata sandi"),
        (samples.pdf(61), "too_many_pages", "lebih dari 60 halaman"),
    ],
)
def test_a_refused_file_says_why(world: World, content: bytes, reason: str, said: str) -> None:
    row = attached(content, "x.jpg")
    assert cleaning.work("w1") == 1
    row = fresh(row)
    assert (row.state, row.reason) == ("refused", reason)
    assert said in files.closed_because(row)


@pytest.mark.django_db
def test_a_stored_file_that_was_cut_off_is_refused_as_damaged(world: World) -> None:
    row = attached(samples.jpeg() + bytes(200_000), "x.jpg")
    assert row.original
    path = store.path_of(row.original)
    path.write_bytes(path.read_bytes()[: 13 + 65536 + 16])
    cleaning.work("w1")
    assert (fresh(row).state, fresh(row).reason) == ("refused", "damaged")
    assert len([p for p in path.parents[1].rglob("*") if p.is_file()]) == 1


@pytest.mark.django_db
def test_a_child_that_crashes_is_tried_three_times(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    crash = tmp_path / "crash.py"
    crash.write_text("import os; os.abort()")
    monkeypatch.setattr(jail, "PROGRAM", crash)
    at = datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
    with clock.freeze(at):
        row = attached(samples.jpeg(), "x.jpg")
        assert cleaning.work("w1") == 0
        assert cleaning.work("w1") == 0  # it rests first
    assert (fresh(row).state, fresh(row).attempts, fresh(row).last_error) == ("waiting", 1, "child_signal_6")
    with clock.freeze(at + DAY):
        assert cleaning.work("w1") == 0
    with clock.freeze(at + 2 * DAY):
        assert cleaning.work("w1") == 1
    assert (fresh(row).state, fresh(row).reason) == ("refused", "unreadable")
    assert "tidak dapat diperiksa dengan aman" in files.closed_because(fresh(row))
    assert "1 lampiran tidak dapat diperiksa" in cleaning.problems()[0]


@pytest.mark.django_db
def test_a_file_that_kills_its_worker_is_given_up(world: World) -> None:
    row = attached(samples.jpeg(), "x.jpg")
    Attachment.objects.update(attempts=3, lease_by="dead", lease_until=clock.now() - DAY)
    assert cleaning.work("w2") == 0
    cleaning.sweep_orphans(clock.now())
    assert (fresh(row).state, fresh(row).reason) == ("refused", "unreadable")


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_changes_nothing(world: World, own_store: Path) -> None:
    row = attached(samples.jpeg(), "x.jpg")
    Attachment.objects.update(attempts=1, lease_by="w1", lease_until=clock.now() + DAY)
    mine = fresh(row)
    Attachment.objects.update(attempts=2, lease_by="w2")
    assert cleaning.clean(mine) is False
    assert (fresh(row).state, fresh(row).derivative) == ("waiting", None)
    assert len([p for p in own_store.rglob("*") if p.is_file()]) == 1


# Rows and bytes in step


@pytest.mark.django_db
def test_bytes_without_a_row_go_after_two_days_and_no_others(world: World, own_store: Path) -> None:
    row = attached(samples.jpeg(), "x.jpg")
    cleaning.work("w1")
    row = fresh(row)
    orphan, _ = store.put(crypto.new_key(), io.BytesIO(b"x"), context="a|b|c")
    unfinished = store.path_of(orphan).with_suffix(".part")
    unfinished.write_bytes(b"x")
    foreign = own_store / "00" / "catatan.txt"
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_bytes(b"x")
    now = datetime.now(UTC)
    # Files show the beginning of their day only, so late ones seem up to a day older.
    assert cleaning.sweep_orphans(now + timedelta(hours=23), folders=store.FOLDERS) == 0
    assert store.exists(orphan)
    assert cleaning.sweep_orphans(now + timedelta(hours=49), folders=store.FOLDERS) == 2
    assert not store.exists(orphan)
    assert not unfinished.exists()
    assert foreign.exists()
    assert row.original
    assert row.derivative
    assert store.exists(row.original)
    assert store.exists(row.derivative)


@pytest.mark.django_db
def test_each_minute_sweeps_another_folder_until_all_were_seen(world: World) -> None:
    orphan, _ = store.put(crypto.new_key(), io.BytesIO(b"x"), context="a|b|c")
    later = datetime.now(UTC) + 3 * DAY
    assert sum(cleaning.sweep_orphans(later + timedelta(minutes=n)) for n in range(256)) == 1
    assert not store.exists(orphan)


@pytest.mark.django_db
def test_lost_bytes_are_said_and_found_again(world: World) -> None:
    row = attached(samples.jpeg(), "x.jpg")
    assert row.original
    away = store.path_of(row.original).with_suffix(".away")
    store.path_of(row.original).rename(away)
    assert cleaning.problems()[0].startswith("1 lampiran tidak ada berkasnya")
    assert cleaning.sweep_orphans(clock.now(), folders=store.FOLDERS) == 1
    assert cleaning.sweep_orphans(clock.now(), folders=store.FOLDERS) == 0
    assert (fresh(row).state, fresh(row).reason) == ("refused", "lost")
    away.rename(store.path_of(row.original))
    assert cleaning.sweep_orphans(clock.now(), folders=store.FOLDERS) == 1
    assert cleaning.work("w1") == 1
    assert fresh(row).state == "clean"


@pytest.mark.django_db
def test_a_lost_derivative_is_made_again(world: World) -> None:
    row = attached(samples.jpeg(), "x.jpg")
    cleaning.work("w1")
    first = fresh(row).derivative
    store.remove(first)
    assert cleaning.sweep_orphans(clock.now(), folders=store.FOLDERS) == 1
    assert cleaning.work("w1") == 1
    assert fresh(row).state == "clean"
    assert fresh(row).derivative != first


@pytest.mark.django_db
def test_a_healthy_store_has_no_problems(world: World, walls: frozenset[str]) -> None:
    attached(samples.jpeg(), "x.jpg")
    cleaning.work("w1")
    said = cleaning.problems()
    assert said == [] if walls == jail.WALLS else "dinding pelindung" in said[0]
