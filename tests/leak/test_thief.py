"""L21, P13, E.6: a thief with the dump and a good guess can test nothing: not who reported, not who did so twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_django import DjangoDbBlocker, Settings

from lapor.kit import clock, contacts
from lapor.people.actor import PUBLIC
from lapor.reports import actions, cleaning, store
from lapor.reports.models import Event, Report
from lapor.reports.tests import samples
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World, draft
from tests.leak import dump, plant, twins
from tests.leak.canaries import MARK, Traces
from tests.leak.conftest import own_stage
from tests.leak.dump import Cell
from tests.leak.plant import Stage

# Marked for the setting up of the database; the run makes a transaction of its own.
pytestmark = pytest.mark.django_db
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
WINDOW = 12  # bytes of a digest, or signs of it written out, that cannot be there by chance
TELLING = 8  # shorter values are states, kinds and counts, the same in half of all reports


def lived(stage: Stage) -> None:
    """One person files twice, another files the same words as her second; officers treat the last two alike."""
    plant.enter(stage)
    with clock.freeze(MONDAY):
        twins.file(stage, twins.ONE, "first", secrecy="public")
    with clock.freeze(MONDAY + timedelta(days=1, minutes=7)):
        twins.file(stage, twins.ONE, "second", secrecy="public")
        twins.file(stage, twins.OTHER, "other", secrecy="public")
        plant.work(stage)
        for report, person in (("first", twins.ONE), ("second", twins.ONE), ("other", twins.OTHER)):
            plant.dispose(stage, report, to="dinas-pu")
            twins.talk(stage, person, report)
        plant.work(stage)


@pytest.mark.slow
def test_two_reports_of_one_person_are_no_more_alike_than_those_of_two(django_db_blocker: DjangoDbBlocker) -> None:
    with own_stage(django_db_blocker) as stage:
        lived(stage)
        first, second, other = (owned(stage.reports[name].row) for name in ("first", "second", "other"))
    assert len(first) > 100
    assert shared(first, second) - shared(first, other) == set()
    assert shared(first, other) - shared(first, second) == set()
    # What is sealed is padded: a long name looks like a short one.
    assert lengths(second) == lengths(other)


def owned(report: Report) -> list[Cell]:
    """Every value in every row that hangs on a report."""
    marks = {str(report.pk), report.pk.hex}
    events = {str(pk) for pk in Event.objects.filter(report=report).values_list("pk", flat=True)}
    found = []
    for table, row in dump.rows():
        mine = str(row.get("report_id", "")) in marks or str(row.get("event_id", "")) in events
        if mine or (table == "reports_report" and str(row["id"]) in marks):
            found += [Cell(table, name, dump.as_bytes(value)) for name, value in row.items() if value is not None]
    return found


def shared(one: list[Cell], other: list[Cell]) -> set[tuple[str, str]]:
    """Pairs of columns in which the two hold the same value."""
    known: dict[bytes, set[str]] = {}
    for cell in one:
        known.setdefault(cell.value, set()).add(f"{cell.table}.{cell.column}")
    telling = [cell for cell in other if len(cell.value) >= TELLING]
    return {(place, f"{cell.table}.{cell.column}") for cell in telling for place in known.get(cell.value, ())}


def lengths(cells: list[Cell]) -> Counter[tuple[str, int]]:
    sealed = [cell for cell in cells if cell.column.endswith(("_sealed", "_box", "_index", "_digest"))]
    return Counter((f"{cell.table}.{cell.column}", len(cell.value)) for cell in sealed)


def test_the_same_file_in_two_reports_is_no_more_alike_than_two_files(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.LAPOR_FILES = tmp_path / "files"
    same, like_it = grown(samples.picture()), grown(samples.picture(size=(80, 60)), more=4321)
    assert len(same) != len(like_it)
    first, again, other = (with_file(content, hour) for hour, content in enumerate((same, same, like_it)))
    cells = [seen(report) for report in (first, again, other)]
    assert cells[0] & cells[1] == cells[0] & cells[2] == cells[1] & cells[2]
    # Of the time of a file the store tells the day.
    assert {path.stat().st_mtime % store.DAY for path in tmp_path.rglob("*-*") if path.is_file()} == {0}


def grown(picture: Image.Image, more: int = 0) -> bytes:
    """A photo as phones make them: about a megabyte, of which the cleaner leaves little."""
    return samples.encoded(picture, "JPEG") + bytes(1_000_000 + more)


def with_file(content: bytes, hour: int) -> Report:
    """An anonymous report with one photo, cleaned; each at an hour of its own."""
    with clock.freeze(MONDAY + timedelta(hours=hour, minutes=7 * hour)):
        sent = draft(identity="anonymous", files=(samples.upload(content),))
        report = actions.submit(sent, by=PUBLIC, key=secrets.token_urlsafe(32)).report
        assert cleaning.work("w") == 1
    assert report.attachments.get().derivative
    return report


def seen(report: Report) -> set[tuple[str, str, bytes]]:
    """All that dump and disk tell of a report's files, short values too; what is random meets nowhere."""
    (file,) = report.attachments.all()
    found = {(cell.table, cell.column, cell.value) for cell in owned(report) if cell.table == "reports_attachment"}
    for column, name in (("original", file.original), ("derivative", file.derivative)):
        assert name is not None
        content, stat = store.path_of(name).read_bytes(), store.path_of(name).stat()
        found |= {("store", f"{column} size", str(stat.st_size).encode())}
        found |= {("store", f"{column} day", str(stat.st_mtime).encode()), ("store", "head", content[:2])}
        found |= {("store", f"{column} digest", hashlib.sha256(content).digest())}
    return found


@pytest.mark.slow
def test_no_digest_of_a_guess_stands_in_the_dump(django_db_blocker: DjangoDbBlocker) -> None:
    with own_stage(django_db_blocker) as stage, hashing() as hashed:
        lived(stage)
        cells = list(dump.cells())
        salts = salts_of(stage.reports["first"].row)
    there = windows(cells)
    guesses = [form for person in (twins.ONE, twins.OTHER) for form in forms_of(person.typed(), person.traces)]
    assert [guess for guess in guesses for digest in digests(guess, salts) if digest_found(digest, there)] == []
    assert hashed, "nothing hashed what a person typed, so nothing was looked for"
    assert [place for place, digest in hashed if digest_found(digest, there)] == []


def test_a_digest_would_be_found(django_db_blocker: DjangoDbBlocker) -> None:
    guess = b"081290028048"
    salted = hmac.new(b"7K4M9QXT2", guess, "sha256").digest()
    for value in (salted, salted.hex().encode(), b"v1$" + base64.b64encode(salted)):
        there = windows([Cell("a", "b", b"before " + value + b" behind")])
        assert any(digest_found(digest, there) for digest in digests(guess, [b"", b"7K4M9QXT2"]))


def forms_of(typed: dict[str, str], traces: Traces) -> set[bytes]:
    """What a person's data look like in every form that somebody might hash."""
    phone, email = contacts.phone(typed["phone"]) or "", contacts.email(typed["email"]) or ""
    plain = {*typed.values(), phone, email, phone[1:], phone[3:], traces.nik, typed["name"].casefold()}
    plain |= {f"{typed['name']}|{phone}", f"{typed['name']}{typed['email']}", traces.address, traces.agent}
    return {form.encode() for word in plain for form in (word, word.lower(), word.upper(), word.replace(" ", ""))}


def salts_of(report: Report) -> list[bytes]:
    """What a thief would try as a salt or key: nothing, ids, the code, and all that is short in the report's rows."""
    own = {cell.value for cell in owned(report) if TELLING <= len(cell.value) <= 80}
    return [b"", report.pk.bytes, report.pk.hex.encode(), str(report.pk).encode(), *sorted(own)]


def digests(guess: bytes, salts: list[bytes]) -> Iterator[bytes]:
    for name in ALGORITHMS:
        for salt in salts:
            for said in {salt + guess, guess + salt, salt + b"|" + guess}:
                yield hashlib.new(name, said).digest()
            yield hmac.new(salt, guess, name).digest()


def windows(cells: list[Cell]) -> set[bytes]:
    """Every WINDOW bytes in a row that stand in any value."""
    values = {cell.value for cell in cells}
    return {value[at : at + WINDOW].lower() for value in values for at in range(max(1, len(value) - WINDOW + 1))}


def digest_found(digest: bytes, there: set[bytes]) -> bool:
    """As bytes, in hexadecimal or in base64, whole or cut off."""
    written = (digest, digest.hex().encode(), base64.b64encode(digest))
    return any(one[:WINDOW].lower() in there for one in written)


@contextmanager
def hashing() -> Iterator[list[tuple[str, bytes]]]:
    """Keep the digest of everything that a person typed and that the program hashes without a key."""
    found: list[tuple[str, bytes]] = []

    def spied(name: str, make: Callable[..., Any]) -> Callable[..., Any]:
        def made(data: bytes = b"", **more: Any) -> object:
            digest = make(data, **more)
            if MARK.encode() in bytes(data).lower():
                found.append((name, digest.digest()))
            return digest

        return made

    with pytest.MonkeyPatch.context() as patched:
        for name in ALGORITHMS:
            patched.setattr(hashlib, name, spied(name, getattr(hashlib, name)))
        yield found
