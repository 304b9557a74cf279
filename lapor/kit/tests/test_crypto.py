"""Known answers, round trips, and everything that must not open."""

import hashlib
import hmac
import io
from collections.abc import Callable
from itertools import combinations, permutations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.kit import crypto
from lapor.kit.crypto import CryptoError

KEY = bytes(range(32))
PLACE = "reports_secret|body|6f1c"
PAIR = crypto.new_pair()
CUSTODIANS = [crypto.new_pair() for _ in range(3)]
PUBLICS = [pair.public for pair in CUSTODIANS]


def sealed(plain: bytes) -> bytes:
    return crypto.seal(KEY, plain, context=PLACE)


def boxed(plain: bytes) -> bytes:
    return crypto.box(PAIR.public, plain, context=PLACE)


def paired(plain: bytes) -> bytes:
    return crypto.seal_for_pairs(PUBLICS, plain, context=PLACE)


def streamed(plain: bytes) -> bytes:
    target = io.BytesIO()
    crypto.seal_stream(KEY, io.BytesIO(plain), target, context=PLACE)
    return target.getvalue()


def open_sealed(envelope: bytes, context: str = PLACE) -> bytes:
    return crypto.open_sealed(KEY, envelope, context=context)


def open_box(envelope: bytes, context: str = PLACE) -> bytes:
    return crypto.open_box(PAIR.private, envelope, context=context)


def open_pair(envelope: bytes, context: str = PLACE) -> bytes:
    return crypto.open_with_pair(CUSTODIANS[0].private, CUSTODIANS[2].private, envelope, context=context)


def open_stream(envelope: bytes, context: str = PLACE) -> bytes:
    target = io.BytesIO()
    crypto.open_stream(KEY, io.BytesIO(envelope), target, context=context)
    return target.getvalue()


ways = pytest.mark.parametrize(
    ("close", "reopen"),
    [(sealed, open_sealed), (boxed, open_box), (paired, open_pair), (streamed, open_stream)],
    ids=["seal", "box", "pairs", "stream"],
)
Close = Callable[[bytes], bytes]
Reopen = Callable[..., bytes]


# Known answers


def test_hmac_gives_the_answers_of_rfc_4231() -> None:
    first = crypto.mac(b"\x0b" * 20, b"Hi There").hex()
    second = crypto.mac(b"Jefe", b"what do ya want for nothing?").hex()
    assert first == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    assert second == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_the_cipher_gives_the_answer_of_nists_gcm_test_case_16() -> None:
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    expected = (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    cipher = AESGCM(bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2))
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    assert cipher.encrypt(bytes.fromhex("cafebabefacedbaddecaf888"), plain, aad).hex() == expected


def test_an_envelope_is_aes_gcm_over_header_and_context() -> None:
    header = bytes((1, 1)) + hashlib.sha256(b"lapor key id 1|" + KEY).digest()[:4]
    nonce = bytes(12)
    by_hand = header + nonce + AESGCM(KEY).encrypt(nonce, b"jalan\x80" + bytes(58), header + PLACE.encode())
    assert open_sealed(by_hand) == b"jalan"
    assert len(by_hand) == len(sealed(b"jalan")) == 6 + 12 + 64 + 16


def rfc_9180_open(private: bytes, enc: bytes, ct: bytes, *, info: bytes, aad: bytes, aead: int, key_size: int) -> bytes:
    """Open a base-mode message as RFC 9180 §4 and §5 describe it, apart from the library that makes our boxes."""

    def extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")

    def expand(suite: bytes, prk: bytes, label: bytes, info: bytes, size: int) -> bytes:
        return hmac.digest(prk, size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01", "sha256")[:size]

    recipient = X25519PrivateKey.from_private_bytes(private)
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01" + aead.to_bytes(2, "big")
    shared = recipient.exchange(X25519PublicKey.from_public_bytes(enc))
    kem_context = enc + recipient.public_key().public_bytes_raw()
    secret = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", kem_context, 32)
    schedule = b"\x00" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    prk = extract(suite, secret, b"secret", b"")
    key, nonce = expand(suite, prk, b"key", schedule, key_size), expand(suite, prk, b"base_nonce", schedule, 12)
    return AESGCM(key).decrypt(nonce, ct, aad)


def test_boxes_are_hpke_by_an_independent_reading_that_gives_the_answer_of_rfc_9180_a_1_1() -> None:
    known = rfc_9180_open(
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"),
        bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"),
        bytes.fromhex("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"),
        info=b"Ode on a Grecian Urn",
        aad=b"Count-0",
        aead=1,
        key_size=16,
    )
    assert known == b"Beauty is truth, truth beauty"
    box = boxed(b"ani@contoh.id")
    header, enc, ct = box[:6], box[6:38], box[38:]
    ours = rfc_9180_open(PAIR.private, enc, ct, info=header + PLACE.encode(), aad=b"", aead=2, key_size=32)
    assert ours.rstrip(b"\x00") == b"ani@contoh.id\x80"


def test_a_commitment_is_stable_and_needs_the_key() -> None:
    assert crypto.commitment(KEY, b"isi") == crypto.commitment(KEY, b"isi")
    assert (
        len({crypto.commitment(KEY, b"isi"), crypto.commitment(KEY, b"is1"), crypto.commitment(bytes(32), b"isi")}) == 3
    )
    assert crypto.commitment(KEY, b"isi") != crypto.mac(KEY, b"isi").hex()


# Round trips


@ways
@given(plain=st.binary(max_size=300) | st.sampled_from([b"\x80", b"\x00" * 64, b"\x80" + bytes(63), bytes(256)]))
@settings(max_examples=40)
def test_what_is_closed_opens_again_and_only_in_its_place(close: Close, reopen: Reopen, plain: bytes) -> None:
    envelope = close(plain)
    assert reopen(envelope) == plain
    assert close(plain) != envelope
    for elsewhere in ("reports_secret|body|0a2b", "reports_secret|title|6f1c", "reports_note|body|6f1c", ""):
        with pytest.raises(CryptoError):
            reopen(envelope, elsewhere)


@ways
def test_the_size_shows_in_buckets_only(close: Close, reopen: Reopen) -> None:
    assert len(close(b"")) == len(close(b"x" * 63)) < len(close(b"x" * 40_000))


# What must not open


@ways
def test_no_changed_bit_opens(close: Close, reopen: Reopen) -> None:
    envelope = close(b"Lampu jalan mati")
    step = max(len(envelope) // 300, 1)
    for place in [*range(80), *range(80, len(envelope), step), len(envelope) - 1]:
        broken = bytearray(envelope)
        broken[place % len(envelope)] ^= 1 << (place % 8)
        with pytest.raises(CryptoError):
            reopen(bytes(broken))


@ways
def test_no_other_version_kind_or_length_opens(close: Close, reopen: Reopen) -> None:
    envelope = close(b"Lampu jalan mati")
    for version, alg in (
        (0, 1),
        (0, envelope[1]),
        (3 - envelope[0], envelope[1]),
        (3, envelope[1]),
        (1, 0),
        (1, 255),
        (envelope[0], envelope[1] % 4 + 1),
    ):
        with pytest.raises(CryptoError):
            reopen(bytes((version, alg)) + envelope[2:])
    for size in (*range(40), len(envelope) - 1):
        with pytest.raises(CryptoError):
            reopen(envelope[:size])
    with pytest.raises(CryptoError):
        reopen(envelope + b"\x00")


@ways
@given(rubbish=st.binary(max_size=400))
@settings(max_examples=60)
def test_rubbish_is_refused_in_one_way(close: Close, reopen: Reopen, rubbish: bytes) -> None:
    header = close(b"")[:6]
    for envelope in (rubbish, header + rubbish):
        with pytest.raises(CryptoError):
            reopen(envelope)


def test_another_key_opens_nothing() -> None:
    other = crypto.new_pair()
    with pytest.raises(CryptoError, match="another key"):
        crypto.open_sealed(bytes(32), sealed(b"isi"), context=PLACE)
    with pytest.raises(CryptoError, match="another key"):
        crypto.open_box(other.private, boxed(b"isi"), context=PLACE)
    with pytest.raises(CryptoError, match="another key"):
        crypto.open_stream(bytes(32), io.BytesIO(streamed(b"isi")), io.BytesIO(), context=PLACE)


def test_an_authentic_envelope_without_padding_is_refused() -> None:
    header, nonce = sealed(b"")[:6], bytes(12)
    for padded in (b"", b"isi", b"isi\x00", b"isi\x80x"):
        with pytest.raises(CryptoError, match="padding"):
            open_sealed(header + nonce + AESGCM(KEY).encrypt(nonce, padded, header + PLACE.encode()))


def test_a_stream_ends_before_its_counter_comes_round() -> None:
    assert crypto._frame_nonce(bytes(7), 2**32 - 1, last=True) == bytes(7) + b"\xff" * 4 + b"\x01"
    with pytest.raises(CryptoError, match="too long"):
        crypto._frame_nonce(bytes(7), 2**32, last=False)


def test_keys_of_a_wrong_kind_are_refused() -> None:
    with pytest.raises(CryptoError):
        crypto.seal(b"short", b"", context=PLACE)
    with pytest.raises(CryptoError):
        crypto.box(bytes(32), b"", context=PLACE)  # a point of small order
    with pytest.raises(CryptoError):
        crypto.box(b"short", b"", context=PLACE)
    with pytest.raises(CryptoError):
        crypto.open_box(b"short", boxed(b""), context=PLACE)
    with pytest.raises(CryptoError):
        crypto.seal_stream(b"short", io.BytesIO(), io.BytesIO(), context=PLACE)


def test_a_box_tells_its_recipient() -> None:
    assert crypto.box_key_id(boxed(b"")) == crypto.key_id(PAIR.public)
    assert crypto.public_of(PAIR.private) == PAIR.public


# Custodians


def test_any_two_custodians_open_in_any_order_and_no_one_alone() -> None:
    envelope = paired(b"Ani Pelapor")
    for one, other in permutations(CUSTODIANS, 2):
        assert crypto.open_with_pair(one.private, other.private, envelope, context=PLACE) == b"Ani Pelapor"
    stranger = crypto.new_pair()
    for known in CUSTODIANS:
        for pair in ((known, known), (known, stranger), (stranger, known)):
            with pytest.raises(CryptoError):
                crypto.open_with_pair(pair[0].private, pair[1].private, envelope, context=PLACE)


def test_the_boxes_of_one_person_do_not_open_for_another() -> None:
    ani, gilang = paired(b"Ani"), paired(b"Gilang")
    content = len(ani) - len(sealed(b"")) - (crypto.BOX_BUCKET - crypto.TEXT_BUCKET)
    with pytest.raises(CryptoError):
        open_pair(ani[:content] + gilang[content:])


def test_two_to_nine_different_custodians_are_needed() -> None:
    for publics in ([], PUBLICS[:1], [PUBLICS[0], PUBLICS[0]], [crypto.new_pair().public for _ in range(10)]):
        with pytest.raises(CryptoError):
            crypto.seal_for_pairs(publics, b"", context=PLACE)
    four = [crypto.new_pair() for _ in range(4)]
    envelope = crypto.seal_for_pairs([pair.public for pair in four], b"isi", context=PLACE)
    for one, other in combinations(four, 2):
        assert crypto.open_with_pair(one.private, other.private, envelope, context=PLACE) == b"isi"


# Streams

FRAME, ROOM = crypto.FRAME_BYTES, crypto.ROOM_BYTES
SEALED_FRAME = FRAME + crypto.TAG_BYTES
START = crypto.HEADER_BYTES + 7


@pytest.mark.parametrize(
    "size", [0, 1, 4096, ROOM - 1, ROOM, ROOM + 1, FRAME, FRAME + 1, 3 * ROOM, 3 * FRAME, 10 * FRAME + 3, 16 * FRAME]
)
def test_files_of_every_awkward_size_come_back(size: int) -> None:
    plain = bytes(i * 7 % 251 for i in range(256)) * (size // 256 + 1)
    envelope = streamed(plain[:size])
    assert open_stream(envelope) == plain[:size]
    inside = crypto.padded_size(size)
    assert len(envelope) == START + inside + -(-inside // ROOM) * (crypto.COUNT_BYTES + crypto.TAG_BYTES)


def test_padding_leaves_eight_sizes_for_each_doubling_and_costs_at_most_an_eighth() -> None:
    sizes = [*range(0, 3 * FRAME, 61), *range(1 << 20, 1 << 21, 997)]
    padded = [crypto.padded_size(size) for size in sizes]
    assert padded == sorted(padded)
    assert padded[0] == crypto.LEAST_STREAM
    assert len({inside for inside, size in zip(padded, sizes, strict=True) if size > 1 << 20}) <= crypto.STEPS + 1
    assert all(inside >= size for inside, size in zip(padded, sizes, strict=True))
    over = [inside / size for inside, size in zip(padded, sizes, strict=True) if size >= crypto.LEAST_STREAM]
    assert max(over) <= 1 + 1 / crypto.STEPS


def test_a_stream_of_the_first_version_still_opens() -> None:
    plain = b"isi lama" * 9000  # 72,000 bytes, two frames
    header, prefix = bytes((1, 4)) + crypto.key_id(KEY), bytes(range(7))
    cipher = AESGCM(hmac.digest(KEY, b"lapor stream 1|" + prefix, "sha256"))
    last = plain[FRAME:] + b"\x80"
    last += bytes(-len(last) % 4096)
    frames = [
        cipher.encrypt(prefix + counter.to_bytes(4, "big") + end, frame, header + PLACE.encode())
        for counter, (frame, end) in enumerate([(plain[:FRAME], b"\x00"), (last, b"\x01")])
    ]
    assert open_stream(header + prefix + b"".join(frames)) == plain
    with pytest.raises(CryptoError):
        open_stream(bytes((2, 4)) + header[2:] + prefix + b"".join(frames))
    with pytest.raises(CryptoError):
        open_stream(header + prefix + frames[0])


def test_a_stream_cut_off_in_its_padding_does_not_open() -> None:
    envelope = streamed(bytes(FRAME * 16 + 1))  # two frames of nothing but zeros behind it
    assert crypto.padded_size(FRAME * 16 + 1) >= FRAME * 18
    with pytest.raises(CryptoError):
        open_stream(envelope[: START + 17 * SEALED_FRAME])


def test_frames_cannot_be_cut_moved_repeated_or_added() -> None:
    envelope = streamed(bytes(3 * FRAME + 10))
    head, body = envelope[:START], envelope[START:]
    frames = [body[at : at + SEALED_FRAME] for at in range(0, len(body), SEALED_FRAME)]
    assert len(frames) == 4
    a, b, c, last = frames
    for wrong in ([a, b, c], [a, b], [], [a, last], [b, a, c, last], [a, a, b, c, last], [a, b, c, last, last], [last]):
        with pytest.raises(CryptoError):
            open_stream(head + b"".join(wrong))


def test_frames_of_another_file_do_not_fit() -> None:
    one, other = streamed(bytes(FRAME + 1)), streamed(bytes(FRAME + 1))
    with pytest.raises(CryptoError):
        open_stream(one[: START + SEALED_FRAME] + other[START + SEALED_FRAME :])


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 1, 1000))

    target = io.BytesIO()
    assert crypto.seal_stream(KEY, Trickle(b"z" * 70_000), target, context=PLACE) == 70_000
    plain = io.BytesIO()
    assert crypto.open_stream(KEY, Trickle(target.getvalue()), plain, context=PLACE) == 70_000
    assert plain.getvalue() == b"z" * 70_000
