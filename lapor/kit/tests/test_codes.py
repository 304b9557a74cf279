from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.kit import codes

drawn = st.builds(lambda _: codes.new_code(), st.integers())
symbols = st.text(codes.ALPHABET, min_size=8, max_size=8)


def test_new_codes_are_valid_and_differ() -> None:
    many = {codes.new_code() for _ in range(2000)}
    assert len(many) == 2000
    assert all(codes.normalise(code) == code for code in many)


@given(symbols)
def test_exactly_one_check_character_fits_each_code(data: str) -> None:
    assert sum(codes.normalise(data + last) is not None for last in codes.ALPHABET) == 1


@given(drawn)
def test_every_single_wrong_symbol_is_noticed(code: str) -> None:
    for place in range(len(code)):
        for symbol in codes.ALPHABET.replace(code[place], ""):
            assert codes.normalise(code[:place] + symbol + code[place + 1 :]) is None


@given(drawn)
def test_every_exchange_of_two_symbols_is_noticed(code: str) -> None:
    for one, other in combinations(range(len(code)), 2):
        changed = list(code)
        changed[one], changed[other] = code[other], code[one]
        assert codes.normalise("".join(changed)) == (code if code[one] == code[other] else None)


@given(drawn, st.sampled_from(["-", " ", "–", "\u00a0", "\u2011", ".", "\u200b", " - "]))
def test_people_may_type_codes_their_own_way(code: str, between: str) -> None:
    typed = between.join([code[:3], code[3:6], code[6:]]).lower().replace("0", "o").replace("1", "l")
    assert codes.normalise(f" {typed}\n") == code
    assert codes.normalise(codes.grouped(code)) == code


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_codes(text: str) -> None:
    for read in (codes.normalise(text), codes.normalise_pin(text)):
        assert read is None or set(read) <= set(codes.ALPHABET)


@pytest.mark.parametrize("text", ["", "U" * 9, "7K4-M9Q", "0" * 10, "é" * 9, "١٢٣٤٥٦٧٨٩", "0" * 100_000, "\x00" * 9])
def test_what_is_no_code_is_none(text: str) -> None:
    assert codes.normalise(text) is None


def test_codes_and_pins_are_grouped_for_the_eye() -> None:
    assert codes.grouped("7K4M9QXT2") == "7K4-M9Q-XT2"
    assert codes.grouped("ABCD0123WXYZ") == "ABCD-0123-WXYZ"
    assert codes.normalise_pin("abcd-o123-wxyz") == "ABCD0123WXYZ"
    assert codes.normalise_pin("abcd-0123-wxy") is None


def test_a_code_can_be_read_aloud() -> None:
    assert codes.spell("7K4M9QXT2") == (
        "tujuh, K Kendari, empat; M Medan, sembilan, Q Qatar; X Xilofon, T Ternate, dua"
    )


@given(st.integers(min_value=0, max_value=2**60 - 1))
def test_bits_become_symbols_without_loss(number: int) -> None:
    written = codes.from_bits(number, length=12)
    assert sum(codes.ALPHABET.index(symbol) << (5 * place) for place, symbol in enumerate(reversed(written))) == number
