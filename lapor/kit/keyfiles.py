"""Files of the key directory: made once, atomically, for nobody else's eyes."""

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from lapor.kit import crypto

CUSTODIANS = 3
_FOLDERS = ("kek", "public", "private", "custodians")
_WEB_FILES = ("secret.key", "pepper.key", "kek/1.key", "public/contact.pub")


class KeysError(ImproperlyConfigured):
    """The key directory cannot be used; the sentence says what to do."""


def ensure(root: Path) -> None:
    """Make the key set on the first start (one process wins, the others wait) and refuse an unsafe or broken one."""
    if not (root / "manifest.json").exists():
        _make(root)
    _refuse_open_doors(root)
    for name in _public_names(root):
        if not (root / name).exists():
            raise KeysError(
                f"Berkas kunci {root / name} hilang; pulihkan dari cadangan, jangan buat yang baru. "
                f"(The key file {root / name} is missing: restore it from your backup, do not make a new one.)"
            )
    _ensure_later_pairs(root)


def _ensure_later_pairs(root: Path) -> None:
    """Sets that are older than them get them at the next start; where the private keys do not lie none is made."""
    private, public = root / "private", root / "public"
    here = (public / "push.pub").exists() and (public / "roots.pub").exists()
    if here or not (private / "contact.key").exists():
        return
    with suppress(PermissionError), _locked(root):  # a folder that can only be read waits for its owner
        _write_push_pair(private / "push.key", public / "push.pub")
        _write_roots_pair(private / "roots.key", public / "roots.pub")


def _write_push_pair(private_path: Path, public_path: Path) -> None:
    if not private_path.exists():
        _write_key(private_path, crypto.new_signing_key())
    if not public_path.exists():
        _write_key(public_path, crypto.signing_point(read_key(private_path)))


def _write_roots_pair(private_path: Path, public_path: Path) -> None:
    if public_path.exists():
        return  # a lost half comes from the backup: another key would make strangers of the old roots
    if not private_path.exists():
        _write_key(private_path, crypto.new_key())
    _write_key(public_path, crypto.verifying_key(read_key(private_path)))


def _public_names(root: Path) -> list[str]:
    try:
        custodians = int(json.loads((root / "manifest.json").read_text(encoding="ascii"))["custodians"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(root / "manifest.json") from error
    return [*_WEB_FILES, *(f"public/custodian-{number}.pub" for number in range(1, custodians + 1))]


def read_key(path: Path) -> bytes:
    """Read one key of 32 bytes, written as hex."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error
    if len(key) != crypto.KEY_BYTES:
        raise _unreadable(path)
    return key


def read_keks(root: Path) -> list[bytes]:
    """Read all wrapping keys, the oldest first."""
    return [read_key(path) for path in kek_paths(root)]


def push_public(root: Path) -> bytes:
    """Read the key by which push services know us (a P-256 point, 65 bytes); empty where there is none yet."""
    path = root / "public" / "push.pub"
    return bytes.fromhex(path.read_text(encoding="ascii")) if path.exists() else b""


def roots_public(root: Path) -> bytes:
    """Read the key under which daily roots are signed; empty where there is none yet."""
    path = root / "public" / "roots.pub"
    return read_key(path) if path.exists() else b""


def add_kek(root: Path) -> bytes:
    """Write one more wrapping key, which from now on is the current one."""
    with _locked(root):
        key = crypto.new_key()
        _write_key(root / "kek" / f"{int(kek_paths(root)[-1].stem) + 1}.key", key)
        return key


def made_at(path: Path) -> datetime:
    """When a file of keys was written."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def kek_paths(root: Path) -> list[Path]:
    """Files of the wrapping keys, the oldest first."""
    return sorted((root / "kek").glob("*.key"), key=lambda path: int(path.stem))


def _make(root: Path) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(root.iterdir()):
        root.chmod(0o700)  # an empty mounted volume: nothing can have been read yet
    _refuse_open_doors(root)
    with _locked(root):
        if not (root / "manifest.json").exists():
            _write_set(root)


def _write_set(root: Path) -> None:
    """Write what an interrupted first start has not written yet; the manifest comes last."""
    for folder in _FOLDERS:
        (root / folder).mkdir(mode=0o700, exist_ok=True)
    for name in ("secret.key", "pepper.key", "kek/1.key", "private/index.key"):
        if not (root / name).exists():
            _write_key(root / name, crypto.new_key())
    _write_pair(root / "private" / "contact.key", root / "public" / "contact.pub")
    for number in range(1, CUSTODIANS + 1):
        name = f"custodian-{number}"
        _write_pair(root / "custodians" / f"{name}.key", root / "public" / f"{name}.pub")
    _write(root / "manifest.json", json.dumps({"version": 1, "custodians": CUSTODIANS}) + "\n")


def _write_pair(private_path: Path, public_path: Path) -> None:
    if not public_path.exists():
        pair = crypto.new_pair()
        _write_key(private_path, pair.private)
        _write_key(public_path, pair.public)


def _write_key(path: Path, key: bytes) -> None:
    _write(path, key.hex())


def _write(path: Path, text: str) -> None:
    """Write a whole file or none: new name, mode 0600, on disk before it takes its place."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    handle = os.open(root / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse_open_doors(root: Path) -> None:
    for path in (root, *sorted(root.rglob("*"))):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            continue  # a draft of another first start that has just taken its place
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeysError(
                f"Folder kunci {path} dapat dibaca pengguna lain; jalankan: chmod -R go= {root}. "
                f"(Other users can read the keys in {path}; run: chmod -R go= {root}.)"
            )


def _unreadable(path: Path) -> KeysError:
    return KeysError(
        f"Berkas kunci {path} tidak terbaca atau rusak; pulihkan dari cadangan. "
        f"(The key file {path} cannot be read or is damaged: restore it from your backup.)"
    )
