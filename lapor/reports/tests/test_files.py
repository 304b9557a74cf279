"""What is taken, how it lies in the store, and how it goes out again."""

from __future__ import annotations

import importlib
import io
import os
import stat
import subprocess
import sys
import uuid
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import Settings

from lapor.kit import clock, crypto
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC
from lapor.reports import actions, files, store, words
from lapor.reports.drafts import DraftRefused
from lapor.reports.files import Upload, attach, headers_for, problems_of_files, stream
from lapor.reports.models import Attachment, Report
from lapor.reports.tests import samples
from lapor.reports.tests.samples import upload
from lapor.reports.world import World, draft

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> Path:
    settings.LAPOR_FILES = tmp_path / "files"
    return tmp_path / "files"


def filed(*uploads: Upload) -> tuple[Report, list[Attachment]]:
    report = actions.submit(draft(files=uploads), by=PUBLIC, key=uuid.uuid4().hex).report
    return report, list(report.attachments.order_by("number"))


def add(report: Report, *uploads: Upload) -> list[Attachment]:
    return attach(report, words.key_of(report), uploads, message=None, by_reporter=True, at=clock.now())


def sparse(tmp_path: Path, size: int, head: bytes = b"") -> Upload:
    path = tmp_path / uuid.uuid4().hex
    path.write_bytes(head)
    with path.open("r+b") as file:
        file.truncate(size)
    return Upload("video.mp4", size, path.open("rb"))


def test_photos_documents_and_sound_are_taken() -> None:
    taken = [samples.jpeg(), samples.png_with_texts(), samples.gif_of_many_frames(2), samples.pdf(), samples.docx()]
    assert problems_of_files([upload(content) for content in taken]) == ""
    assert problems_of_files([]) == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kosong.jpg", b"", "Berkas “kosong.jpg” kosong."),
        ("x.exe", b"MZ" + bytes(500), "Berkas “x.exe” bukan foto, PDF, dokumen, rekaman suara atau video"),
        ("foto.jpg", b"MZ" + bytes(500), "Berkas “foto.jpg” bukan foto"),
        ("foto.jpg", b"\x7fELF" + bytes(500), "Berkas “foto.jpg” bukan foto"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "Berkas “a.svg” bukan foto"),
        ("foto.jpg", b"<html><script>1</script></html>", "Berkas “foto.jpg” bukan foto"),
        ("arsip.zip", b"PK\x03\x04" + bytes(500), "Berkas “arsip.zip” bukan foto"),
        ("a.pdf", b" " * 1000 + samples.pdf(), "Berkas “a.pdf” bukan foto"),
    ],
)
def test_what_is_not_on_the_list_is_refused_by_its_content(name: str, content: bytes, said: str) -> None:
    assert problems_of_files([upload(samples.jpeg()), upload(content, name)]).startswith(said)


def test_thirty_files_are_too_many_and_ten_are_not() -> None:
    assert problems_of_files([upload(samples.jpeg())] * 30).startswith("Paling banyak 10 berkas sekali kirim; Anda")
    assert problems_of_files([upload(samples.jpeg())] * 10) == ""


def test_size_is_what_is_there_and_not_what_is_claimed(tmp_path: Path) -> None:
    huge = sparse(tmp_path, 200 * MB, samples.jpeg())
    lying = Upload("kecil.jpg", 10, huge.file)
    assert problems_of_files([huge]) == "Berkas “video.mp4” lebih besar dari 20 MB. Perkecil atau bagi dulu."
    assert "lebih besar dari 20 MB" in problems_of_files([lying])
    assert problems_of_files([sparse(tmp_path, 20 * MB, samples.jpeg())]) == ""
    assert "lebih besar" in problems_of_files([sparse(tmp_path, 20 * MB + 1, samples.jpeg())])
    together = [sparse(tmp_path, 16 * MB, samples.jpeg()) for _ in range(4)]
    assert problems_of_files(together).startswith("Semua berkas bersama lebih dari 60 MB.")


def test_a_hostile_name_is_shown_harmless() -> None:
    said = problems_of_files([upload(b"MZ", "../../etc\\\u202egpj.exe\x00\n" + "a" * 300 + ".exe")])
    assert "\u202e" not in said
    assert ".." not in said.partition("”")[0]
    assert "\n" not in said
    assert len(said) < 300


@pytest.mark.django_db
def test_files_are_kept_sealed_under_random_names(world: World, own_store: Path) -> None:
    report, rows = filed(upload(samples.png_with_texts(), "laporan_budi_2026.png"), upload(samples.pdf_full_of_traps()))
    kept = [path for path in own_store.rglob("*") if path.is_file()]
    assert {path.name for path in kept} == {str(row.original) for row in rows}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in kept)
    assert not any(samples.CANARY in path.read_bytes() or b"PNG" in path.read_bytes()[:64] for path in kept)
    assert [(row.kind, row.state, str(row)) for row in rows] == [
        ("png", "waiting", "lampiran-1.png"),
        ("pdf", "waiting", "lampiran-2.pdf"),
    ]
    key = words.key_of(report)
    assert files.original_name(rows[0], key) == "laporan_budi_2026.png"
    assert b"".join(stream(rows[0], key, original=True)) == samples.png_with_texts()


@pytest.mark.django_db
def test_a_refused_file_refuses_the_whole_report(world: World, own_store: Path) -> None:
    with pytest.raises(DraftRefused) as caught:
        filed(upload(samples.jpeg()), upload(b"MZ" + bytes(99), "x.exe"))
    assert "x.exe" in caught.value.problems["files"]
    assert not Attachment.objects.exists()
    assert not list(own_store.rglob("*"))


@pytest.mark.django_db
def test_the_same_bytes_twice_are_two_ciphertexts(world: World) -> None:
    report, rows = filed(upload(samples.jpeg(), "a.jpg"), upload(samples.jpeg(), "a.jpg"))
    first, second = (store.path_of(row.original).read_bytes() for row in rows if row.original)
    assert first != second
    assert [b"".join(stream(row, words.key_of(report), original=True)) for row in rows] == [samples.jpeg()] * 2


@pytest.mark.django_db
def test_numbers_go_on_and_the_quota_of_a_report_holds(world: World) -> None:
    report, _ = filed(upload(samples.jpeg()))
    for count in (10, 10, 10, 9):
        add(report, *[upload(samples.jpeg())] * count)
    assert list(report.attachments.order_by("number").values_list("number", flat=True)) == list(range(1, 41))
    with pytest.raises(Refused, match=r"paling banyak memuat 40 berkas\. Sudah ada 40"):
        add(report, upload(samples.jpeg()))
    report.attachments.filter(number=1).update(original_size=200 * MB)
    report.attachments.filter(number=40).delete()
    with pytest.raises(Refused, match="bersama paling banyak 200 MB"):
        add(report, upload(samples.jpeg()))


@pytest.mark.django_db
def test_a_wrong_key_and_swapped_bytes_do_not_open(world: World) -> None:
    report, (first, second) = filed(upload(samples.jpeg()), upload(samples.png_with_texts()))
    key = words.key_of(report)
    with pytest.raises(crypto.CryptoError):
        stream(first, crypto.new_key(), original=True)
    first.original, second.original = second.original, first.original
    with pytest.raises(crypto.CryptoError):
        list(stream(first, key, original=True))


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["cut", "cut_at_a_frame", "flipped", "longer"])
def test_a_changed_store_is_noticed(world: World, damage: str) -> None:
    content = samples.jpeg() + bytes(200_000)
    report, (row,) = filed(upload(content))
    assert row.original
    path = store.path_of(row.original)
    sealed = bytearray(path.read_bytes())
    frame = 13 + 65536 + 16
    changed = {
        "cut": sealed[:-1],
        "cut_at_a_frame": sealed[:frame],
        "flipped": sealed[:500] + bytes([sealed[500] ^ 1]) + sealed[501:],
        "longer": sealed + b"x",
    }[damage]
    path.write_bytes(changed)
    with pytest.raises(crypto.CryptoError):
        list(stream(row, words.key_of(report), original=True))


@pytest.mark.django_db
def test_missing_bytes_are_said_before_the_first_byte(world: World) -> None:
    report, (row,) = filed(upload(samples.jpeg()))
    files.remove_bytes(row)
    files.remove_bytes(row)
    with pytest.raises(Refused, match="tidak ada lagi"):
        stream(row, words.key_of(report), original=True)


@pytest.mark.django_db
def test_nobody_sees_a_file_before_it_was_checked(world: World) -> None:
    report, (row,) = filed(upload(samples.jpeg()))
    with pytest.raises(Refused, match="sedang diperiksa"):
        stream(row, words.key_of(report))


@pytest.mark.django_db
def test_a_store_that_takes_nothing_is_a_sentence(world: World, settings: Settings, tmp_path: Path) -> None:
    report, _ = filed()
    (tmp_path / "penuh").write_bytes(b"")
    settings.LAPOR_FILES = tmp_path / "penuh"
    with pytest.raises(Refused, match="Berkas belum dapat disimpan"):
        add(report, upload(samples.jpeg()))
    assert not report.attachments.exists()


@pytest.mark.django_db
def test_an_upload_of_django_is_an_upload(world: World) -> None:
    came = SimpleUploadedFile("foto.jpg", samples.jpeg())
    came.seek(5)
    _, (row,) = filed(Upload(came.name or "", came.size or 0, cast("BinaryIO", came.file)))
    assert row.original_size == crypto.padded_size(len(samples.jpeg()))
    assert b"".join(stream(row, words.key_of(row.report), original=True)) == samples.jpeg()


@pytest.mark.django_db
def test_the_migration_rounds_exact_sizes_as_the_stream_does(world: World) -> None:
    _, rows = filed(upload(samples.jpeg()), upload(samples.pdf(), "surat.pdf"))
    sizes = [(12_345, None), (1_234_567, 40_001)]
    for row, (original, derivative) in zip(rows, sizes, strict=True):
        row.original_size, row.derivative_size = original, derivative
        row.save()
    migration = importlib.import_module("lapor.reports.migrations.0006_sizes_in_steps")
    for _ in range(2):  # what is round stays as it is
        migration.round_up(apps, connection.schema_editor())
        for row, (original, derivative) in zip(rows, sizes, strict=True):
            row.refresh_from_db()
            assert row.original_size == crypto.padded_size(original)
            assert row.derivative_size == (None if derivative is None else crypto.padded_size(derivative))


def test_downloads_stay_downloads() -> None:
    plain = Attachment(number=3, kind="docx", state="clean")
    headers = headers_for(plain)
    assert headers["Content-Disposition"] == 'attachment; filename="lampiran-3.docx"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


def test_only_pictures_that_we_made_open_in_the_page() -> None:
    ours = Attachment(number=1, kind="webp", derivative=uuid.uuid4(), derivative_kind="jpg", state="clean")
    assert headers_for(ours)["Content-Disposition"].startswith("inline")
    assert headers_for(ours)["Content-Type"] == "image/jpeg"
    pages = Attachment(number=2, kind="pdf", derivative=uuid.uuid4(), derivative_kind="pdf", state="clean")
    assert headers_for(pages)["Content-Disposition"] == 'attachment; filename="lampiran-2.pdf"'
    custodian = headers_for(ours, original_name='pasar "pagi";\r\nX: 1 é.webp')
    assert custodian["Content-Disposition"].startswith("attachment")
    assert "\n" not in custodian["Content-Disposition"]
    assert custodian["Content-Type"] == "image/webp"


@pytest.mark.slow
def test_the_web_process_never_loads_a_parser() -> None:
    code = (
        "import sys, django; django.setup(); import lapor.config.wsgi, lapor.reports.cleaning; "
        "print([m for m in ('PIL', 'pypdfium2', 'pypdfium2_raw') if m in sys.modules])"
    )
    root = Path(__file__).parents[3]
    environment = {"DJANGO_SETTINGS_MODULE": "lapor.config.settings", **os.environ}
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, env=environment, cwd=root, check=False, capture_output=True, text=True)
    assert done.stdout.strip().endswith("[]"), done.stderr


def test_reading_stops_at_what_was_written() -> None:
    source = io.BytesIO(samples.jpeg())
    key = crypto.new_key()
    name, size = store.put(key, source, context="a|b|c")
    assert size == crypto.padded_size(len(samples.jpeg()))
    assert store.path_of(name).stat().st_mtime % store.DAY == 0
    assert store.exists(name)
    store.remove(name, None)
    assert not store.exists(name)
