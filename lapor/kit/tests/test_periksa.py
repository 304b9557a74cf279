"""The program that checks proofs: its Ed25519 against the library, its trees, and whatever people feed it."""

from __future__ import annotations

import json

import pytest

from lapor.kit import crypto, periksa


def test_it_accepts_what_the_library_signs_and_nothing_that_differs_by_a_bit() -> None:
    for number in range(8):
        private, message = bytes([number]) * 32, b"x" * number
        key, signature = crypto.verifying_key(private), crypto.sign(private, message)
        assert periksa.signed(key, message, signature)
        assert not periksa.signed(key, message + b".", signature)
        assert not periksa.signed(crypto.verifying_key(b"\xff" * 32), message, signature)
        for at in (0, 31, 32, 63):
            assert not periksa.signed(key, message, signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :])


def test_the_first_vector_of_the_standard() -> None:
    key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert periksa.signed(key, b"", signature)


def test_the_scalar_of_a_signature_has_one_form() -> None:
    private = b"\x07" * 32
    signature = crypto.sign(private, b"m")
    larger = int.from_bytes(signature[32:], "little") + periksa.ORDER
    assert not periksa.signed(crypto.verifying_key(private), b"m", signature[:32] + larger.to_bytes(32, "little"))


def test_every_leaf_climbs_to_the_root() -> None:
    row = [bytes([number]) * 32 for number in range(16)]
    for position, leaf in enumerate(row):
        path = periksa.path_of(row, position)
        assert periksa.climb(leaf, position, path) == periksa.root_of(row)
        assert periksa.climb(leaf, position ^ 1, path) != periksa.root_of(row)


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{", "[" * 100_000, '{"format": "lapor-bukti-1"}', '{"format": 1, "days": 1}'),
        '{"format": "lapor-bukti-1", "code": "A", "days": []}',
        '{"format": "lapor-bukti-1", "code": "A", "days": [1]}',
        '{"format": "lapor-bukti-1", "code": ["A"], "days": [{"position": 1e999, "path": []}]}',
        '{"format": "lapor-bukti-1", "code": "A", "days": [{"position": -1, "path": ["zz"]}]}',
    ],
)
def test_what_is_no_proof_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(periksa.Malformed):
        periksa.read(text)


@pytest.mark.parametrize("text", ["", "[]", '{"roots": [{}]}', '{"roots": [{"statement": "x\\n", "key": 1}]}'])
def test_what_is_no_list_of_roots_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(periksa.Malformed):
        periksa.check_roots(text, keys=())


def test_a_statement_is_read_in_its_one_form_only() -> None:
    said = periksa.Statement("2026-02-02", "2026-02-01", "ab" * 32, "cd" * 32, 4096)
    assert periksa.read_statement(said.text()) == said
    for other in (said.text() + "\n", said.text().replace("day", "Day"), said.text().replace("4096", "04096")):
        with pytest.raises(periksa.Malformed):
            periksa.read_statement(other)


def test_the_list_of_roots_breaks_where_one_was_taken_out_or_signed_by_another() -> None:
    private, before, rows = b"\x01" * 32, (periksa.FIRST, periksa.NOTHING), []
    for day in ("2026-02-01", "2026-02-02", "2026-02-03"):
        text = periksa.Statement(day, *before, "cd" * 32, 4096).text()
        key = crypto.verifying_key(private).hex()
        rows.append({"statement": text, "key": key, "signature": crypto.sign(private, text.encode()).hex()})
        before = (day, periksa.fingerprint(text))

    def wrong(roots: list[dict[str, str]], *, keys: tuple[str, ...] = (key,)) -> list[str]:
        return periksa.check_roots(json.dumps({"roots": roots}), keys=keys)[1]

    assert wrong(rows) == []
    assert wrong([rows[0], rows[2]]) == ["Akar 2026-02-03 tidak menyambung ke hari sebelumnya."]
    assert len(wrong(rows, keys=("00" * 32,))) == 3
    assert wrong([rows[0] | {"signature": rows[1]["signature"]}, *rows[1:]]) == [
        "Akar 2026-02-01: tanda tangannya tidak sah."
    ]
