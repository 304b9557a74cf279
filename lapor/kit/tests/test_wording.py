"""Words of a search: which say something, in which forms they are found, and what was meant."""

from __future__ import annotations

import pytest

from lapor.kit import wording


def test_only_words_that_say_something_are_looked_for() -> None:
    assert wording.telling("Kenapa lampu jalan di RT 05 Tambaksari tidak menyala?") == (
        "lampu",
        "jalan",
        "tambaksari",
        "menyala",
    )
    for nothing in ("", "di yang dan", "%_' \"()|&!:*", "a b", "Apakah ini untuk saya?"):
        assert wording.telling(nothing) == ()
    assert wording.telling("jalan Jalan JALAN") == ("jalan",)
    assert len(wording.telling("kata " * 9 + "satu dua tiga empat lima enam tujuh delapan")) == wording.MOST


FORMS = {
    "perbaikan": ["diperbaiki", "memperbaiki", "perbaikan", "perbaiki"],
    "tambal": ["menambal", "ditambal", "tambalan", "penambalan"],
    "menambal": ["tambal", "ditambal", "penambalan"],
    "kirim": ["mengirim", "dikirimkan", "pengiriman"],
    "pukul": ["memukul", "dipukuli"],
    "sapu": ["menyapu", "disapu"],
    "pelayanan": ["melayani", "dilayani", "layanan"],
    "kesehatan": ["sehat", "penyehatan", "kesehatannya"],
    "berlubang": ["lubang", "lubangnya"],
    "jalannya": ["jalan", "jalanan"],
}


@pytest.mark.parametrize("word", FORMS)
def test_a_word_is_found_in_its_other_forms(word: str) -> None:
    missed = [form for form in [word, *FORMS[word]] if not any(root in form for root in wording.roots(word))]
    assert missed == []


@pytest.mark.parametrize("word", ["jalan", "bulan", "ikan", "air", "ktp", "003", "dinas", "perak", "beras"])
def test_short_words_are_left_whole(word: str) -> None:
    assert wording.roots(word)[0] == word


KNOWN = {"jembatan": 3, "jalan": 40, "jalur": 2, "lampu": 9, "puskesmas": 5, "sampah": 7, "sampan": 1}
TYPED = {
    "jembtan": "jembatan",
    "jemabtan": "jembatan",
    "jembattn": "jembatan",
    "jlaan": "jalan",
    "jalam": "jalan",
    "lampuu": "lampu",
    "puksesmas": "puskesmas",
    "sampha": "sampah",
    "sampaj": "sampah",
    "xyzzyx": None,
    "jalan": "jalur",
    "jln": None,
    "jalan5": None,
}


@pytest.mark.parametrize("typed", [word for word in TYPED if word != "jalan"])
def test_the_nearest_known_word_is_meant(typed: str) -> None:
    assert wording.nearest(typed, KNOWN) == TYPED[typed]


def test_a_title_speaks_louder_than_a_text_and_the_very_word_louder_than_its_forms() -> None:
    def weight(word: str, title: str, body: str) -> int:
        return wording.weight(word, title=wording.tokens(title), body=wording.tokens(body), text=body.lower())

    told = [("jalan rusak", ""), ("jalanan rusak", ""), ("", "ada jalan"), ("", "di jalanan"), ("pasar", "bocor")]
    weights = [weight("jalan", title, body) for title, body in told]
    assert weights == sorted(set(weights), reverse=True)
    assert weights[-1] == 0
