"""Sealing of what must not lie open in the database: AES-256-GCM, HPKE boxes, pairs of custodians, file streams.

Every output begins with `ver(1) | alg(1) | key_id(4)`; these six bytes and the caller's context are authenticated, so
that a ciphertext moved to another row, column or version does not open. Nothing here reads settings or stores a key.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VERSION, SIZED = 1, 2  # SIZED: streams whose frames say how much of them is file, the rest is padding
GCM, HPKE, PAIRS, STREAM = 1, 2, 3, 4  # the alg byte
KEY_BYTES = 32
HEADER_BYTES = 6
NONCE_BYTES = 12
TAG_BYTES = 16
FRAME_BYTES = 64 * 1024  # plaintext of one frame of a stream
COUNT_BYTES = 4  # at the beginning of each frame: how many bytes of it belong to the file
ROOM_BYTES = FRAME_BYTES - COUNT_BYTES
LEAST_STREAM = 32 * 1024  # every shorter file looks like this one
STEPS = 8  # sizes to which longer files are padded, for each doubling: at most an eighth more
TEXT_BUCKET = 64  # sealed fields
BOX_BUCKET = 256  # boxes: every e-mail address, phone number and most names come out equally long
MAX_CUSTODIANS = 9

_PREFIX_BYTES = 7
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class CryptoError(Exception):
    """Something does not open: wrong key, wrong place, changed bytes or an unknown version."""


class KeyPair(NamedTuple):
    """An X25519 pair, 32 raw bytes each."""

    private: bytes
    public: bytes


def new_key() -> bytes:
    """Draw a random 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def new_pair() -> KeyPair:
    """Draw an X25519 key pair for boxes."""
    private = X25519PrivateKey.generate()
    return KeyPair(private.private_bytes_raw(), private.public_key().public_bytes_raw())


def new_signing_key() -> bytes:
    """Draw the secret number of a P-256 key, 32 bytes, with which we sign for push services (RFC 8292)."""
    private = ec.generate_private_key(ec.SECP256R1())
    return private.private_numbers().private_value.to_bytes(KEY_BYTES, "big")


def signing_point(private: bytes) -> bytes:
    """Derive its public part, an uncompressed point of 65 bytes. Raises ValueError for a number that is no key."""
    public = ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sign(private: bytes, message: bytes) -> bytes:
    """Sign with an Ed25519 key (32 bytes drawn by `new_key`); 64 bytes (RFC 8032)."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def verifying_key(private: bytes) -> bytes:
    """Derive the public part of a key that signs."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """Derive the public part of a private key."""
    return _private_key(private).public_key().public_bytes_raw()


def key_id(key: bytes) -> bytes:
    """Name a symmetric or public key by 4 bytes of its hash."""
    return hashlib.sha256(b"lapor key id 1|" + key).digest()[:4]


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104)."""
    return hmac.digest(key, message, "sha256")


def commitment(key: bytes, plain: bytes) -> str:
    """Commit to a content in hex without letting anybody who lacks the key test a guess."""
    return mac(mac(key, b"lapor commitment 1"), plain).hex()


# Symmetric envelopes


def seal(key: bytes, plain: bytes, *, context: str, bucket: int = TEXT_BUCKET) -> bytes:
    """Encrypt under a 32-byte key for one place (`context` = "table|column|row-uuid"), padded to whole buckets."""
    return seal_with(_cipher(key), key_id(key), plain, context=context.encode(), bucket=bucket)


def open_sealed(key: bytes, envelope: bytes, *, context: str) -> bytes:
    """Decrypt what `seal` made under the same key and context; raise `CryptoError` otherwise."""
    return open_with(_cipher(key), key_id(key), envelope, context=context.encode())


def seal_with(cipher: AESGCM, name: bytes, plain: bytes, *, context: bytes, bucket: int) -> bytes:
    """Seal with a prepared cipher (for keys that are used often); `name` is the key's id."""
    header = bytes((VERSION, GCM)) + name
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + cipher.encrypt(nonce, _pad(plain, bucket), header + context)


def open_with(cipher: AESGCM, name: bytes, envelope: bytes, *, context: bytes) -> bytes:
    """Open with a prepared cipher; raise `CryptoError` otherwise."""
    header, rest = _header(envelope, GCM)
    if header[2:] != name:
        raise CryptoError("sealed under another key")
    try:
        return _unpad(cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + context))
    except (InvalidTag, ValueError) as error:
        raise CryptoError("the envelope does not open") from error


# Boxes that only the holder of a private key opens


def box(public: bytes, plain: bytes, *, context: str, bucket: int = BOX_BUCKET) -> bytes:
    """Encrypt to a public key with HPKE (RFC 9180, X25519, HKDF-SHA256, AES-256-GCM), padded to whole buckets."""
    header = bytes((VERSION, HPKE)) + key_id(public)
    try:
        recipient = X25519PublicKey.from_public_bytes(public)
        return header + _SUITE.encrypt(_pad(plain, bucket), recipient, info=header + context.encode())
    except ValueError as error:
        raise CryptoError("not a usable public key") from error


def open_box(private: bytes, envelope: bytes, *, context: str) -> bytes:
    """Decrypt a box with the recipient's private key and the context it was made for; raise `CryptoError` otherwise."""
    header, rest = _header(envelope, HPKE)
    recipient = _private_key(private)
    if header[2:] != key_id(recipient.public_key().public_bytes_raw()):
        raise CryptoError("boxed for another key")
    try:
        return _unpad(_SUITE.decrypt(rest, recipient, info=header + context.encode()))
    except (InvalidTag, ValueError) as error:
        raise CryptoError("the box does not open") from error


def box_key_id(envelope: bytes) -> bytes:
    """Tell for which public key (by `key_id`) a box was made."""
    return _header(envelope, HPKE)[0][2:]


# Two custodians together: ver | PAIRS | 0000 | count(1) | count × (id_a(4) | id_b(4) | len(2) | nested box) | envelope


def seal_for_pairs(publics: Sequence[bytes], plain: bytes, *, context: str, bucket: int = BOX_BUCKET) -> bytes:
    """Encrypt so that any two of the custodians open it together and none of them alone."""
    if not 2 <= len(set(publics)) == len(publics) <= MAX_CUSTODIANS:
        raise CryptoError("two to nine different custodians are needed")
    content_key = new_key()
    pairs = list(combinations(sorted(publics), 2))
    entries = b"".join(_pair_entry(first, second, content_key, context) for first, second in pairs)
    start = bytes((VERSION, PAIRS, 0, 0, 0, 0, len(pairs))) + entries
    return start + seal(content_key, plain, context=_bound(context, start), bucket=bucket)


def open_with_pair(one: bytes, other: bytes, envelope: bytes, *, context: str) -> bytes:
    """Decrypt with the private keys of two custodians in any order; raise `CryptoError` otherwise."""
    by_id = {key_id(public_of(private)): private for private in (one, other)}
    entries, body = _pair_entries(envelope)
    for first, second, nested in entries:
        if len(by_id) == 2 and first in by_id and second in by_id:
            inner = open_box(by_id[first], nested, context=context + "|outer")
            content_key = open_box(by_id[second], inner, context=context + "|inner")
            start = envelope[: len(envelope) - len(body)]
            return open_sealed(content_key, body, context=_bound(context, start))
    raise CryptoError("not sealed for these two custodians")


def _pair_entry(first: bytes, second: bytes, content_key: bytes, context: str) -> bytes:
    inner = box(second, content_key, context=context + "|inner", bucket=1)
    nested = box(first, inner, context=context + "|outer", bucket=1)
    return key_id(first) + key_id(second) + len(nested).to_bytes(2, "big") + nested


def _bound(context: str, start: bytes) -> str:
    """Tie the content to all of its boxes, those of other pairs included."""
    return f"{context}|{hashlib.sha256(start).hexdigest()}"


def _pair_entries(envelope: bytes) -> tuple[list[tuple[bytes, bytes, bytes]], bytes]:
    header, rest = _header(envelope, PAIRS)
    if header[2:] != bytes(4) or not rest:
        raise CryptoError("not an envelope for custodians")
    entries, place = [], 1
    for _ in range(rest[0]):
        end = place + 10 + int.from_bytes(rest[place + 8 : place + 10], "big")
        entries.append((rest[place : place + 4], rest[place + 4 : place + 8], rest[place + 10 : end]))
        place = end
    return entries, rest[place:]


# Files: header | prefix(7) | frames, each with nonce = prefix | counter(4) | last(1), after the STREAM construction.
# A frame holds count(4) | file | zeros; in version 1 all held file, the last one file | 0x80 | zeros up to whole 4 KiB.


def padded_size(size: int) -> int:
    """Return the bytes that a file of `size` bytes takes inside its stream, the same for all of about this size.

    Padmé's rounding of a floating-point length (Nikitin et al., Reducing Metadata Leakage from Encrypted Files and
    Communication with PURBs, PoPETs 2019/4), but always with a mantissa of three bits: Padmé's own grows with the file
    and would leave photos some 32 KiB apart.
    """
    inside = max(size, LEAST_STREAM)
    step = (1 << (inside.bit_length() - 1)) // STEPS
    return -(-inside // step) * step


def seal_stream(key: bytes, source: BinaryIO, target: BinaryIO, *, context: str) -> int:
    """Encrypt a file of any length in frames of 64 KiB under its own key; return the bytes read.

    The result is as long as that of every file with the same `padded_size`.
    """
    header = bytes((SIZED, STREAM)) + key_id(key)
    prefix = secrets.token_bytes(_PREFIX_BYTES)
    cipher = _stream_cipher(key, prefix)
    aad = header + context.encode()
    target.write(header + prefix)
    total = 0
    for counter, (content, room, last) in enumerate(_padded_frames(source)):
        frame = len(content).to_bytes(COUNT_BYTES, "big") + content.ljust(room, b"\x00")
        target.write(cipher.encrypt(_frame_nonce(prefix, counter, last=last), frame, aad))
        total += len(content)
    return total


def _padded_frames(source: BinaryIO) -> Iterator[tuple[bytes, int, bool]]:
    """Yield what of the file goes into each frame, how long the frame is, and whether it is the last one."""
    before, content = 0, _read(source, ROOM_BYTES)
    while following := _read(source, ROOM_BYTES):
        yield content, ROOM_BYTES, False
        before, content = before + ROOM_BYTES, following
    left = padded_size(before + len(content)) - before
    while left > ROOM_BYTES:
        yield content, ROOM_BYTES, False
        left, content = left - ROOM_BYTES, b""
    yield content, left, True


def open_stream(key: bytes, source: BinaryIO, target: BinaryIO, *, context: str) -> int:
    """Decrypt a stream into `target` and return the bytes written; after a `CryptoError` throw `target` away."""
    total = 0
    for plain in iter_stream(key, source, context=context):
        target.write(plain)
        total += len(plain)
    return total


def iter_stream(key: bytes, source: BinaryIO, *, context: str) -> Iterator[bytes]:
    """Yield the verified frames of a stream; raise `CryptoError` where one is missing, moved, changed or added."""
    start = _read(source, HEADER_BYTES + _PREFIX_BYTES)
    header, prefix = _header(start, STREAM, versions=(VERSION, SIZED))
    if header[2:] != key_id(key) or len(prefix) != _PREFIX_BYTES:
        raise CryptoError("sealed under another key or cut off")
    frames = _frames(_stream_cipher(key, prefix), prefix, source, aad=header + context.encode())
    yield from _without_padding(frames) if header[0] == SIZED else _without_mark(frames)


def _frames(cipher: AESGCM, prefix: bytes, source: BinaryIO, *, aad: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield each opened frame and whether it is the last one."""
    counter, frame, last = 0, _read(source, FRAME_BYTES + TAG_BYTES), False
    while not last:
        following = _read(source, FRAME_BYTES + TAG_BYTES)
        last = not following
        try:
            plain = cipher.decrypt(_frame_nonce(prefix, counter, last=last), frame, aad)
        except (InvalidTag, ValueError) as error:
            raise CryptoError(f"frame {counter} does not open") from error
        yield plain, last
        counter, frame = counter + 1, following


def _without_padding(frames: Iterator[tuple[bytes, bool]]) -> Iterator[bytes]:
    """Yield what belongs to the file; every frame is opened, so nothing that was cut off in its padding opens."""
    for frame, _ in frames:
        count = int.from_bytes(frame[:COUNT_BYTES], "big")
        if count > len(frame) - COUNT_BYTES:
            raise CryptoError("a frame is shorter than it says")
        if count:
            yield frame[COUNT_BYTES : COUNT_BYTES + count]


def _without_mark(frames: Iterator[tuple[bytes, bool]]) -> Iterator[bytes]:
    for frame, last in frames:
        yield _unpad(frame) if last else frame


def _stream_cipher(key: bytes, prefix: bytes) -> AESGCM:
    # A key of its own, so that a file key that also sealed something cannot meet the same nonce twice.
    _cipher(key)
    return AESGCM(mac(key, b"lapor stream 1|" + prefix))


def _frame_nonce(prefix: bytes, counter: int, *, last: bool) -> bytes:
    if counter >= 2**32:
        raise CryptoError("the file is too long for one stream")
    return prefix + counter.to_bytes(4, "big") + bytes((last,))


def _read(source: BinaryIO, size: int) -> bytes:
    """Read exactly `size` bytes unless the source ends (sockets and pipes give less at a time)."""
    parts, missing = [], size
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


# Shared parts


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise CryptoError("a key has 32 bytes")
    return AESGCM(key)


def _private_key(private: bytes) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(private)
    except ValueError as error:
        raise CryptoError("not a private key") from error


def _header(envelope: bytes, alg: int, *, versions: tuple[int, ...] = (VERSION,)) -> tuple[bytes, bytes]:
    if len(envelope) < HEADER_BYTES or envelope[0] not in versions or envelope[1] != alg:
        raise CryptoError("unknown version or kind of envelope")
    return envelope[:HEADER_BYTES], envelope[HEADER_BYTES:]


def _pad(plain: bytes, bucket: int) -> bytes:
    """Pad after ISO/IEC 7816-4: 0x80, then zeros up to the next whole bucket."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % bucket)


def _unpad(padded: bytes) -> bytes:
    plain, mark, zeros = padded.rpartition(b"\x80")
    if not mark or zeros.strip(b"\x00"):
        raise CryptoError("the padding is broken")
    return plain
