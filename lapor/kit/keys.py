"""Keys of this installation and what may be done with them.

The file provider keeps them in one directory (`settings.LAPOR_KEYS`), beside the data and never inside it:

    manifest.json                written last; its presence says that the set is complete
    secret.key pepper.key        Django's SECRET_KEY; root of PINs, tokens and rate-limit buckets
    kek/N.key                    keys that wrap the key of each report; the highest N wraps, all unwrap
    public/contact.pub           what the web process needs to write boxes
    public/custodian-N.pub
    private/contact.key          opens contact boxes  } read by `private_provider()` alone,
    private/index.key            keys the blind index } which only the worker calls
    public/push.pub              known to push services; with it private/push.key, which signs
    public/roots.pub             published; with it private/roots.key, which signs the daily roots
    custodians/custodian-N.key   to be taken away to three persons; no running part reads them
"""

import hmac
import secrets
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from lapor.kit import codes, crypto, keyfiles
from lapor.kit.keyfiles import KeysError

__all__ = [
    "FileKeyProvider",
    "KeyProvider",
    "KeysError",
    "PrivateFileKeyProvider",
    "PrivateKeyProvider",
    "WrappingKey",
    "new_token",
    "private_provider",
    "provider",
    "rotate_kek",
    "secret_key",
    "wrapped_under",
    "wrapping_keys",
]
WRAP_NAME_AT, WRAP_NAME_LONG = 2, 4  # where an envelope names its key: ver | alg | key_id(4) | …


class KeyProvider(Protocol):
    """What the web process may do: wrap, unwrap, derive, and write to boxes that it cannot read."""

    def new_report_key(self, report_id: UUID) -> tuple[bytes, bytes]: ...
    def unwrap(self, report_id: UUID, wrapped: bytes) -> bytes: ...
    def rewrap(self, report_id: UUID, wrapped: bytes) -> bytes: ...
    def pin(self, client_key: bytes, report_id: UUID) -> str: ...
    def pin_verifier(self, pin: str, report_id: UUID) -> bytes: ...
    def pin_fits(self, pin: str, report_id: UUID, verifier: bytes) -> bool: ...
    def contact_public(self) -> bytes: ...
    def custodian_publics(self) -> tuple[bytes, ...]: ...
    def push_public(self) -> bytes: ...
    def token_digest(self, token: str) -> bytes: ...
    def bucket(self, value: str, day: date) -> str: ...
    def evidence(self, name: str) -> bytes: ...
    def roots_public(self) -> bytes: ...


class PrivateKeyProvider(KeyProvider, Protocol):
    """What the worker may do besides: read contacts and compute the blind index."""

    def open_contact(self, box: bytes, *, context: str) -> bytes: ...
    def index(self, purpose: str, value: str) -> bytes: ...
    def push_private(self) -> bytes: ...
    def roots_private(self) -> bytes: ...


def provider() -> KeyProvider:
    """Give the keys that every process may use, created on the first start."""
    return _provider(Path(settings.LAPOR_KEYS))


def private_provider() -> PrivateKeyProvider:
    """Give the keys that only the worker may load."""
    return _private_provider(Path(settings.LAPOR_KEYS))


def secret_key(directory: Path | None = None) -> str:
    """Give Django's SECRET_KEY; settings pass the directory because they are not loaded yet."""
    root = directory or Path(settings.LAPOR_KEYS)
    keyfiles.ensure(root)
    return keyfiles.read_key(root / "secret.key").hex()


def rotate_kek() -> str:
    """Add a new wrapping key and return its id in hex; old wraps stay readable until `rewrap` has gone over them."""
    root = Path(settings.LAPOR_KEYS)
    keyfiles.ensure(root)
    return crypto.key_id(keyfiles.add_kek(root)).hex()


class WrappingKey(NamedTuple):
    """A wrapping key without its secret: number of its file, id as it stands in wraps, and when it was made (UTC)."""

    number: int
    name: bytes
    made_at: datetime


def wrapping_keys() -> list[WrappingKey]:
    """Give all wrapping keys, the oldest first; the last one wraps from now on."""
    root = Path(settings.LAPOR_KEYS)
    keyfiles.ensure(root)
    found = keyfiles.kek_paths(root)
    return [
        WrappingKey(int(path.stem), crypto.key_id(keyfiles.read_key(path)), keyfiles.made_at(path)) for path in found
    ]


def wrapped_under(wrapped: bytes) -> bytes:
    """Give the id of the wrapping key that a wrap names: bytes 3 to 6 of the envelope."""
    return wrapped[WRAP_NAME_AT : WRAP_NAME_AT + WRAP_NAME_LONG]


@lru_cache(maxsize=8)
def _provider(directory: Path) -> "FileKeyProvider":
    return FileKeyProvider(directory)


@lru_cache(maxsize=8)
def _private_provider(directory: Path) -> "PrivateFileKeyProvider":
    return PrivateFileKeyProvider(directory)


class _Kek(NamedTuple):
    name: bytes  # key id
    cipher: AESGCM


class FileKeyProvider:
    """Keys from files of one directory, held in this process."""

    def __init__(self, directory: Path) -> None:
        keyfiles.ensure(directory)
        self._directory = directory
        self._load_keks()
        pepper = keyfiles.read_key(directory / "pepper.key")
        self._pin_key = crypto.mac(pepper, b"lapor pin 1")
        self._verifier_key = crypto.mac(pepper, b"lapor pin verifier 1")
        self._token_key = crypto.mac(pepper, b"lapor token 1")
        self._bucket_key = crypto.mac(pepper, b"lapor bucket 1")
        self._evidence_key = crypto.mac(pepper, b"lapor evidence 1")
        self._contact_public = keyfiles.read_key(directory / "public" / "contact.pub")
        custodians = sorted((directory / "public").glob("custodian-*.pub"))
        self._custodian_publics = tuple(keyfiles.read_key(path) for path in custodians)

    def new_report_key(self, report_id: UUID) -> tuple[bytes, bytes]:
        """Draw a key for a report; return it plain (to use now) and wrapped (to store)."""
        plain = crypto.new_key()
        return plain, self._wrap(report_id, plain)

    def unwrap(self, report_id: UUID, wrapped: bytes) -> bytes:
        """Give the plain key of a report; raise `CryptoError` for the wrapped key of another one."""
        name = wrapped_under(wrapped)
        if name not in self._keks:
            self._load_keks()
        if name not in self._keks:
            raise crypto.CryptoError("wrapped under a key that this installation does not have")
        return crypto.open_with(self._keks[name], name, wrapped, context=_wrap_context(report_id))

    def rewrap(self, report_id: UUID, wrapped: bytes) -> bytes:
        """Wrap the key of a report under the newest wrapping key; unchanged when it already is."""
        plain = self.unwrap(report_id, wrapped)
        self._refresh()
        return wrapped if wrapped_under(wrapped) == self._current.name else self._wrap(report_id, plain)

    def pin(self, client_key: bytes, report_id: UUID) -> str:
        """Derive the PIN of a receipt: 12 symbols (60 bits), the same again for a retried submit."""
        digest = crypto.mac(self._pin_key, report_id.bytes + client_key)
        return codes.from_bits(int.from_bytes(digest, "big"), length=codes.PIN_LENGTH)

    def pin_verifier(self, pin: str, report_id: UUID) -> bytes:
        """Compute what is stored in the place of a PIN; typed variants of one PIN give the same."""
        return crypto.mac(self._verifier_key, report_id.bytes + (codes.normalise_pin(pin) or "").encode())

    def pin_fits(self, pin: str, report_id: UUID, verifier: bytes) -> bool:
        """Compare a typed PIN with the stored verifier in constant time."""
        right = hmac.compare_digest(self.pin_verifier(pin, report_id), verifier)
        return right and codes.normalise_pin(pin) is not None

    def contact_public(self) -> bytes:
        """Give the public key of the contact boxes, which the worker alone opens."""
        return self._contact_public

    def custodian_publics(self) -> tuple[bytes, ...]:
        """Give the public keys of the custodians, for `crypto.seal_for_pairs`."""
        return self._custodian_publics

    def push_public(self) -> bytes:
        """Give the P-256 point (65 bytes) under which browsers subscribe (RFC 8292); empty when it is not here yet."""
        return keyfiles.push_public(self._directory)

    def token_digest(self, token: str) -> bytes:
        """Compute what is stored in the place of a token (API, link, session)."""
        return crypto.mac(self._token_key, token.encode())

    def bucket(self, value: str, day: date) -> str:
        """Name an address or account for a rate limit without telling it; another name every day."""
        of_the_day = crypto.mac(self._bucket_key, day.isoformat().encode())
        return crypto.mac(of_the_day, value.encode())[:16].hex()

    def evidence(self, name: str) -> bytes:
        """Compute the salt, mark or filling of this name in a tree of proofs: 32 bytes that tell nothing."""
        return crypto.mac(self._evidence_key, name.encode())

    def roots_public(self) -> bytes:
        """Give the Ed25519 key under which daily roots are signed; empty when it is not here yet."""
        return keyfiles.roots_public(self._directory)

    def _wrap(self, report_id: UUID, plain: bytes) -> bytes:
        self._refresh()
        name, cipher = self._current
        return crypto.seal_with(cipher, name, plain, context=_wrap_context(report_id), bucket=1)

    def _refresh(self) -> None:
        """Notice a wrapping key that another process has added."""
        if (self._directory / "kek").stat().st_mtime_ns != self._keks_seen:
            self._load_keks()

    def _load_keks(self) -> None:
        self._keks_seen = (self._directory / "kek").stat().st_mtime_ns
        keks = [_Kek(crypto.key_id(key), AESGCM(key)) for key in keyfiles.read_keks(self._directory)]
        self._keks = dict(keks)
        self._current = keks[-1]


class PrivateFileKeyProvider(FileKeyProvider):
    """The same with the private parts that only the worker reads."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._contact_private = keyfiles.read_key(directory / "private" / "contact.key")
        self._index_key = keyfiles.read_key(directory / "private" / "index.key")

    def open_contact(self, box: bytes, *, context: str) -> bytes:
        """Read a contact box; raise `CryptoError` when it was made for another place or key."""
        return crypto.open_box(self._contact_private, box, context=context)

    def push_private(self) -> bytes:
        """Give the secret number of that key (32 bytes), which signs what goes to push services. Raises KeysError."""
        return keyfiles.read_key(self._directory / "private" / "push.key")

    def roots_private(self) -> bytes:
        """Give the secret half of that key. Raises KeysError."""
        return keyfiles.read_key(self._directory / "private" / "roots.key")

    def index(self, purpose: str, value: str) -> bytes:
        """Compute the blind index of a canonical value; indexes of different purposes do not join."""
        return crypto.mac(crypto.mac(self._index_key, purpose.encode()), value.encode())


def _wrap_context(report_id: UUID) -> bytes:
    return b"lapor report key|" + report_id.bytes


def new_token() -> str:
    """Draw a secret of 256 bits for links and API keys, to be stored only as `token_digest`."""
    return secrets.token_urlsafe(32)
