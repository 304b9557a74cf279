"""Official letters: what stands in the PDF, who may read it, and what no letter is made from."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import segno
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from lapor.agencies import numbering
from lapor.agencies.actions import write_letterhead
from lapor.agencies.models import Agency
from lapor.kit import clock, codes
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC, Actor
from lapor.reports import actions, cleaning, files, jail, letters, policies, store, words
from lapor.reports.actions.access import look_at_file
from lapor.reports.models import AccessEntry, Attachment, Letter, Message, Report
from lapor.reports.moving import MoveRefused
from lapor.reports.policies import FileView
from lapor.reports.tests import scenes
from lapor.reports.tests.pdfs import Untyped, open_pdf, text_of
from lapor.reports.tests.scenes import MONDAY, owner
from lapor.reports.world import World

NUMBER = "800/57/DPU/II/2026"
ANSWERED = MONDAY + timedelta(days=1)
SCALE = 8  # pixels per point
MM = 72 / 25.4 * SCALE
FIXED: dict[str, object] = {
    "title": "Surat jawaban 1",
    "above": ["Pemerintah Kabupaten Luwu Timur"],
    "agency": "Dinas",
    "address": "Jalan",
    "contact": "",
    "number": "1",
    "nature": "Biasa",
    "subject": "Jawaban",
    "place_and_day": "Malili, 4 Februari 2026",
    "day": [2026, 2, 4],
    "addressee": ["Pelapor laporan nomor 7K4"],
    "opening": "Pembuka.",
    "paragraphs": [["Isi."]],
    "promises": [],
    "closing": "Penutup.",
    "address_of_page": "https://lapor.example/lacak",
    "qr_says": "Kode QR",
    "qr_about": "Pindai:",
    "signatory": {"title": "Kepala", "name": "Hasan", "rank": "", "nip": ""},
    "footer": "Kaki.",
}


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> None:
    settings.LAPOR_FILES = tmp_path / "files"


def files_for(report: Report, viewer: Actor) -> list[FileView]:
    """The letters among what this viewer is shown."""
    found = Report.objects.select_related("holder", "key", "category", "accused").get(pk=report.pk)
    shown = policies.redact(found, viewer).messages
    return [one for message in shown for one in message.files if one.letter]


def opened(report: Report, viewer: Actor) -> Untyped:
    """The PDF of the one letter that this viewer is shown."""
    (one,) = files_for(report, viewer)
    row = Attachment.objects.select_related("report").get(pk=one.id)
    return open_pdf(b"".join(files.stream(row, words.key_of(report))))


def squares_of_code(document: Untyped, text: str) -> tuple[list[list[bool]], list[list[bool]]]:
    """The modules that are dark on the page where the picture stands, and those of a QR code of this text."""
    expected = [[bool(dark) for dark in row] for row in segno.make(text, error="m", micro=False).matrix]
    page = document[0].render(scale=SCALE).to_pil().convert("1")
    across, points = page.width, page.convert("L").tobytes()
    dark = [[point == 0 for point in points[at : at + across]] for at in range(0, len(points), across)]
    left, size = round(26 * MM), 23 * MM / len(expected)
    top = next(y for y in range(len(dark)) if _is_corner(dark, left, y, size))
    places = [round((at + 0.5) * size) for at in range(len(expected))]
    return [[dark[top + y][left + x] for x in places] for y in places], expected


def _is_corner(dark: list[list[bool]], left: int, top: int, size: float) -> bool:
    """Whether a bar of seven modules begins here, as no letter of a text is long."""
    rows = dark[top : top + round(size * 0.8)]
    return all(abs(row[left + 1 :].index(False) - 7 * size) < size / 2 for row in rows)


def test_a_letter_says_what_the_answer_said_to_the_reporter_by_name(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world, final=True), world)
    document = opened(report, owner(report))
    said = text_of(document)
    for words_ in (
        "PEMERINTAH KABUPATEN LUWU TIMUR",
        "Jalan Soekarno Hatta Nomor 12",
        NUMBER,
        "Biasa",
        "Malili, 4 Februari 2026",
        "Yth. Ani Kartini",
        f"Jawaban atas laporan nomor {codes.grouped(report.code)}",
        "Sudah kami periksa di tempat.",
        "Kepala Dinas Pekerjaan Umum dan Penataan Ruang,",
        "Ir. Hasan Basri, M.T.",
        "NIP 19700101 199503 1 001",
    ):
        assert words_ in said
    assert document.get_metadata_dict()["Title"] == f"Surat jawaban {NUMBER}"
    assert len(document) == 1


def test_a_letter_is_accessible_to_who_cannot_see_it(world: World) -> None:
    made = letters.pdf(FIXED)
    assert b"/Lang (id" in made or b"/Lang(id" in made
    assert b"/MarkInfo" in made
    assert b"pdfuaid" in made


def test_the_code_leads_to_the_public_page_and_bears_no_pin(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    address = f"{settings.LAPOR_BASE_URL}/laporan/{report.code}/"
    document = opened(report, owner(report))
    assert address in text_of(document).replace(" ", "")
    drawn, expected = squares_of_code(document, address)
    assert drawn == expected


def test_the_code_of_a_report_that_is_not_published_leads_to_the_tracking_page_without_its_code(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.answered(world, secrecy="secret")
    report = scenes.lettered(report, world)
    document = opened(report, owner(report))
    assert "Sifat : Rahasia" in text_of(document)
    drawn, expected = squares_of_code(document, f"{settings.LAPOR_BASE_URL}/lacak")
    assert drawn == expected


def test_who_may_not_read_the_name_gets_the_letter_without_it(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    for viewer in (owner(report), world.actor("dewi")):
        assert "Ani Kartini" in text_of(opened(report, viewer))
    for viewer in (world.actor("citra"), world.actor("budi")):
        said = text_of(opened(report, viewer))
        assert "Kartini" not in said
        assert f"Yth. Pelapor laporan nomor {codes.grouped(report.code)}" in said
        assert "Salinan tanpa nama pelapor." in said


def test_who_may_not_read_the_name_cannot_open_the_letter_that_bears_it(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    named = Letter.objects.get().named
    assert named is not None
    assert policies.opens(world.actor("dewi"), report, named)
    assert not policies.opens(world.actor("citra"), report, named)


def test_opening_a_letter_with_the_name_leaves_a_trace(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    letter = Letter.objects.select_related("file", "named").get()
    assert letter.named is not None
    look_at_file(report, letter.file, by=world.actor("citra"))
    assert not AccessEntry.objects.filter(report=report).exists()
    look_at_file(report, letter.named, by=world.actor("dewi"))
    assert AccessEntry.objects.get(report=report).what == AccessEntry.What.IDENTITY


def test_the_public_reads_a_letter_without_a_name_of_an_answer_that_was_published(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.promised(world)
    assert report.published_at is not None
    report = scenes.lettered(report, world)
    assert files_for(report, PUBLIC) == []  # it is addressed to Ani
    anonymous = scenes.assigned(world, identity="anonymous")
    with clock.freeze(ANSWERED):
        anonymous = actions.follow_up(anonymous, by=world.actor("dewi"), text="Sudah kami tambal.", publish_text=True)
    anonymous = scenes.lettered(anonymous, world, number="800/58/DPU/II/2026")
    assert "Sudah kami tambal." in text_of(opened(anonymous, PUBLIC))
    assert "Rahayu" not in text_of(opened(anonymous, PUBLIC))


@pytest.mark.parametrize("typed", ["Jawaban untuk 081234567890", "Jawaban kepada ani@warga.example"])
def test_what_looks_personal_in_its_subject_keeps_a_letter_from_the_public(world: World, typed: str) -> None:
    scenes.letterhead(world)
    report = scenes.assigned(world, identity="anonymous")
    with clock.freeze(ANSWERED):
        report = actions.follow_up(report, by=world.actor("dewi"), text="Sudah kami tambal.", publish_text=True)
    report = scenes.lettered(report, world, letter_subject=typed)
    assert files_for(report, PUBLIC) == []
    assert len(files_for(report, owner(report))) == 1


def test_a_letter_of_an_answer_that_was_not_published_is_not_public(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world, identity="anonymous"), world)
    assert files_for(report, PUBLIC) == []


def test_a_new_letter_takes_the_place_of_the_one_before(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.assigned(world, identity="anonymous")
    with clock.freeze(ANSWERED):
        report = actions.follow_up(report, by=world.actor("dewi"), text="Sudah kami tambal.", publish_text=True)
    report = scenes.lettered(report, world)
    report = scenes.lettered(report, world, number="800/58/DPU/II/2026", letter_subject="Ralat jawaban")
    assert [(one.letter, one.replaced) for one in files_for(report, owner(report))] == [
        (NUMBER, True),
        ("800/58/DPU/II/2026", False),
    ]
    assert "Ralat jawaban" in text_of(opened(report, PUBLIC))
    first, second = report.events.filter(kind="issue_letter").order_by("seq")
    assert "replaces" not in first.data
    assert second.data["replaces"] == first.data["letter"]
    told = [item.sentence for item in policies.redact(report, owner(report)).timeline if item.kind == "issue_letter"]
    assert [sentence.endswith("menggantikan surat sebelumnya.") for sentence in told] == [False, True]


def test_the_event_of_a_letter_holds_ids_and_a_commitment_alone(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    event = report.events.get(kind="issue_letter")
    assert event.data.keys() == {"letter", "answer", "document"}
    assert event.from_state == event.to_state == "in_progress"


def test_making_it_secret_takes_the_name_from_the_letters(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    named = Letter.objects.get().named
    assert named is not None
    assert named.original is not None
    with django_capture_on_commit_callbacks(execute=True):
        report = actions.raise_secrecy(report, by=owner(report))
    assert not store.exists(named.original)
    for viewer in (owner(report), world.actor("dewi")):
        assert "Kartini" not in text_of(opened(report, viewer))


def test_a_number_is_used_once_in_an_agency_and_year(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    with pytest.raises(Refused, match="sudah dipakai"):
        scenes.lettered(report, world, number=NUMBER.lower())
    assert Letter.objects.count() == 1
    dinas = world.agencies["dinas-pu"]
    assert letters.is_used(dinas.pk, number=NUMBER, year=2026)
    assert not letters.is_used(dinas.pk, number=NUMBER, year=2027)
    assert not letters.is_used(world.agencies["bina-marga"].pk, number=NUMBER, year=2026)


def test_two_letters_with_one_number_in_the_same_moment_give_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    monkeypatch.setattr(letters, "is_used", lambda *_, **__: False)  # what the slower one saw
    with pytest.raises(Refused, match="sudah dipakai"):
        scenes.lettered(report, world)
    assert Letter.objects.count() == 1
    assert Attachment.objects.exclude(letter="").count() == 2


def test_the_next_number_follows_the_last_one_of_the_year(world: World) -> None:
    head = scenes.letterhead(world)
    day = date(2026, 2, 4)
    assert letters.next_number(head, day=day) == "800/1/DPU/II/2026"
    report = scenes.lettered(scenes.answered(world), world, number="800/057/DPU/II/2026")
    assert letters.next_number(head, day=day) == "800/058/DPU/II/2026"
    scenes.lettered(report, world, number="B-12/2026")
    assert letters.next_number(head, day=day) == "800/058/DPU/II/2026"
    assert letters.next_number(head, day=date(2027, 1, 4)) == "800/1/DPU/I/2027"
    assert letters.next_number(scenes.letterhead(world, pattern=""), day=day) == ""


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Isi nomor surat"),
        (" \u200b ", "Isi nomor surat"),
        ("8" * 300, "terlalu panjang"),
        ("800/<b>/2026", "hanya boleh memuat"),
        ("800/Ani Kartini, 08123/2026", "hanya boleh memuat"),
    ],
)
def test_a_number_that_no_register_gives_is_refused(world: World, number: str, sentence: str) -> None:
    scenes.letterhead(world)
    with pytest.raises(Refused, match=sentence):
        scenes.lettered(scenes.answered(world), world, number=number)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 3, 4), date(9999, 12, 31)])
def test_a_letter_bears_no_impossible_day(world: World, day: date) -> None:
    scenes.letterhead(world)
    with pytest.raises(Refused, match="Tanggal surat"):
        scenes.lettered(scenes.answered(world), world, letter_date=day)


def test_without_a_letterhead_the_refusal_says_where_it_is_filled_in(world: World) -> None:
    with pytest.raises(Refused, match=r"belum diisi.*Surat jawaban"):
        scenes.lettered(scenes.answered(world), world)


def test_only_an_answer_of_who_holds_the_report_becomes_a_letter(world: World) -> None:
    scenes.letterhead(world)
    report, other = scenes.answered(world), scenes.answered(world)
    foreign = Message.objects.get(report=other, kind=Message.Kind.FOLLOW_UP)
    with pytest.raises(Refused, match="tidak ada di laporan ini"):
        scenes.lettered(report, world, answer=foreign.pk)
    with clock.freeze(ANSWERED):
        actions.note(report, by=world.actor("dewi"), text="Hanya untuk kami.")
    note = Message.objects.get(report=report, kind=Message.Kind.NOTE)
    with pytest.raises(Refused, match="tidak ada di laporan ini"):
        scenes.lettered(report, world, answer=note.pk)


@pytest.mark.parametrize("who", ["citra", "budi", "eko", "lukman"])
def test_nobody_but_an_officer_of_the_holder_makes_a_letter(world: World, who: str) -> None:
    scenes.letterhead(world)
    report = scenes.answered(world)
    with pytest.raises(MoveRefused, match="bukan wewenang"):
        actions.issue_letter(report, by=world.actor(who), letter_number=NUMBER)


def test_an_older_answer_can_be_chosen(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.answered(world)
    first = Message.objects.get(report=report, kind=Message.Kind.FOLLOW_UP)
    with clock.freeze(ANSWERED + timedelta(hours=1)):
        report = actions.follow_up(report, by=world.actor("dewi"), text="Selesai dikerjakan.", final=True)
    report = scenes.lettered(report, world, answer=first.pk)
    assert "Sudah kami periksa" in text_of(opened(report, owner(report)))
    assert Letter.objects.get().message_id == first.pk


def test_what_is_promised_stands_in_the_letter(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.promised(world), world)
    said = text_of(opened(report, owner(report)))
    assert f"Yang kami janjikan: {scenes.PROMISE} Paling lambat 20 Februari 2026." in said


def test_a_letter_that_was_drawn_of_something_older_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.letterhead(world)
    report = scenes.answered(world)
    made = letters.pdf

    def slow(letter: dict[str, object]) -> bytes:
        actions.raise_secrecy(report, by=owner(report))
        monkeypatch.setattr(letters, "pdf", made)
        return made(letter)

    monkeypatch.setattr(letters, "pdf", slow)
    with pytest.raises(MoveRefused, match="berubah"):
        scenes.lettered(report, world)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        '#sys.inputs #panic() #import "@preview/x:1.0.0": *',
        "$x$ *tebal* _miring_ `kode` @ref <label> // /* */ \\ ~ -- --- ...",
        "= Judul - daftar + nomor / istilah: isi",
        "https://lapor.example/a?b=c#d [kurung] {kurawal} \"kutip\" 'kutip'",
    ],
)
def test_words_are_never_read_as_markup(line: str) -> None:
    said = text_of(open_pdf(letters.pdf(FIXED | {"paragraphs": [[line]], "subject": line[:40]})))
    assert line.replace(" ", "") in said.replace(" ", "")


@pytest.mark.parametrize(
    "paragraphs",
    [
        [[f"Baris {number}" for number in range(30)]],
        [["Emoji 😀👩‍👩‍👧 dan bendera 🇮🇩"]],
        [["العربية ꦗꦮ 中文 ᬩᬮᬶ \u0301\u0301\u0301"]],
        [["W" * 10_000]],
        [["x"] * 5_000],
        [["x"]] * 5_000,
        [],
    ],
)
def test_no_answer_breaks_the_setting_of_a_letter(paragraphs: list[list[str]]) -> None:
    made = letters.pdf(FIXED | {"paragraphs": paragraphs})
    assert "Penutup." in text_of(open_pdf(made))
    assert len(made) < letters.LARGEST


def test_thirty_lines_and_blank_ones_become_paragraphs(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.assigned(world)
    body = "Ibu yang terhormat,\n\n\n" + "\n".join(f"{number}. Langkah {number}" for number in range(1, 31))
    with clock.freeze(ANSWERED):
        report = actions.follow_up(report, by=world.actor("dewi"), text=body)
    report = scenes.lettered(report, world)
    document = opened(report, owner(report))
    assert "30. Langkah 30" in text_of(document)
    assert len(document) == 2


def test_a_setter_that_fails_uses_up_no_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.letterhead(world)
    report = scenes.answered(world)
    monkeypatch.setattr(letters, "SECONDS", 0.01)
    with pytest.raises(Refused, match="belum terpakai"):
        scenes.lettered(report, world)
    monkeypatch.undo()
    assert scenes.lettered(report, world).turn == report.turn + 1


def test_a_letter_is_set_behind_the_walls_of_the_cleaner() -> None:
    walls = cleaning.walls()
    with jail.cleaned("letter", [json.dumps(FIXED).encode()]) as answer:
        assert answer.content.read(5) == b"%PDF-"
    assert answer.walls == walls


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("800/DPU", "tepat satu"),
        ("{nomor}/{nomor}", "tepat satu"),
        ("{nomor}/{hari}", "tidak dikenal"),
        ("{nomor}/<b>", "hanya boleh memuat"),
        ("{nomor}" + "/A" * 40, "Pendekkan"),
        ("{nomor}", ""),
        ("800/{nomor}/DPU/{bulan-romawi}/{tahun}", ""),
    ],
)
def test_a_pattern_gives_one_serial_and_known_parts(pattern: str, sentence: str) -> None:
    assert sentence in numbering.problem_of(pattern) if sentence else not numbering.problem_of(pattern)


def test_who_does_not_manage_an_agency_does_not_write_its_letterhead(world: World) -> None:
    with pytest.raises(Refused, match="bukan admin"):
        write_letterhead(world.agencies["dinas-pu"], by=world.actor("gilang"), **scenes.LETTERHEAD)


@pytest.mark.parametrize(("field", "value"), [("head_name", " "), ("head_nip", "12"), ("address", "x" * 201)])
def test_a_letterhead_without_what_a_letter_needs_is_refused(world: World, field: str, value: str) -> None:
    with pytest.raises(Refused):
        scenes.letterhead(world, **{field: value})
    assert not hasattr(Agency.objects.get(slug=world.agencies["dinas-pu"].slug), "letterhead")
