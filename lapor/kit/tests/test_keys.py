import multiprocessing
import os
import shutil
import stat
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from lapor.kit import codes, crypto, keyfiles, keys

ani, gilang = uuid4(), uuid4()
CUSTODIAN_PUBLIC = "public/custodian-2.pub"


@pytest.fixture
def directory(tmp_path: Path, settings: Settings) -> Path:
    settings.LAPOR_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_the_first_start_makes_one_set_that_only_the_owner_reads(directory: Path) -> None:
    keys.provider()
    made = contents(directory)
    assert set(made) == {
        *(".lock", "manifest.json", "secret.key", "pepper.key", "kek/1.key"),
        *("public/contact.pub", "private/contact.key", "private/index.key", "public/push.pub", "private/push.key"),
        *("public/roots.pub", "private/roots.key"),
        *(f"public/custodian-{number}.pub" for number in (1, 2, 3)),
        *(f"custodians/custodian-{number}.key" for number in (1, 2, 3)),
    }
    for path in (directory, *directory.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    keys.FileKeyProvider(directory)
    assert contents(directory) == made


def test_processes_that_start_at_once_end_with_the_same_set(directory: Path) -> None:
    fork = multiprocessing.get_context("fork")
    gate, answers = fork.Barrier(6), fork.Queue()

    def start() -> None:
        gate.wait()
        provider = keys.PrivateFileKeyProvider(directory)
        boxed = crypto.box(provider.contact_public(), b"ani", context="c")
        opened = provider.open_contact(boxed, context="c")
        answers.put((keys.secret_key(directory), provider.pin(b"k", ani), provider.custodian_publics(), opened))

    children = [fork.Process(target=start) for _ in range(6)]
    for child in children:
        child.start()
    seen = {answers.get(timeout=10) for _ in children}
    for child in children:
        child.join()
    assert len(seen) == 1
    assert not list(directory.rglob(".*.key.*"))


def test_a_first_start_that_was_killed_is_finished_by_the_next(directory: Path) -> None:
    keyfiles.ensure(directory)
    before = contents(directory)
    for name in ("manifest.json", "public/contact.pub", "custodians/custodian-3.key", "public/custodian-3.pub"):
        (directory / name).unlink()
    worker = keys.PrivateFileKeyProvider(directory)
    assert worker.open_contact(crypto.box(worker.contact_public(), b"a", context="c"), context="c") == b"a"
    after = contents(directory)
    assert after.keys() == before.keys()
    assert after["pepper.key"] == before["pepper.key"]


@pytest.mark.parametrize("name", ["pepper.key", "kek/1.key", "secret.key", "public/contact.pub", CUSTODIAN_PUBLIC])
def test_a_lost_key_is_never_replaced_in_silence(directory: Path, name: str) -> None:
    keyfiles.ensure(directory)
    (directory / name).unlink()
    with pytest.raises(keys.KeysError, match=r"pulihkan dari cadangan.*restore it from your backup"):
        keys.FileKeyProvider(directory)


@pytest.mark.parametrize(("name", "mode"), [(".", 0o750), (".", 0o705), ("pepper.key", 0o640), ("kek", 0o701)])
def test_open_doors_are_refused_with_a_sentence(directory: Path, name: str, mode: int) -> None:
    keyfiles.ensure(directory)
    (directory / name).chmod(mode)
    with pytest.raises(keys.KeysError, match=r"dapat dibaca pengguna lain.*Other users can read.*chmod -R go="):
        keys.FileKeyProvider(directory)


def test_an_empty_mounted_folder_is_closed_and_used_but_a_filled_open_one_is_refused(directory: Path) -> None:
    directory.mkdir(mode=0o755)
    directory.chmod(0o755)
    keys.FileKeyProvider(directory)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    other = directory.with_name("other")
    other.mkdir()
    other.chmod(0o755)
    (other / "notes.txt").touch()
    with pytest.raises(keys.KeysError):
        keys.FileKeyProvider(other)


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "é"])
def test_a_damaged_key_is_a_sentence_not_a_traceback_of_hex(directory: Path, content: str) -> None:
    keyfiles.ensure(directory)
    (directory / "pepper.key").write_text(content)
    with pytest.raises(keys.KeysError, match=r"pepper\.key tidak terbaca atau rusak"):
        keys.FileKeyProvider(directory)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}'])
def test_a_damaged_manifest_is_a_sentence(directory: Path, content: str) -> None:
    keyfiles.ensure(directory)
    (directory / "manifest.json").write_text(content)
    with pytest.raises(keys.KeysError, match=r"manifest\.json tidak terbaca atau rusak"):
        keys.FileKeyProvider(directory)


def test_a_report_key_opens_for_its_own_report_only(directory: Path) -> None:
    provider = keys.provider()
    plain, wrapped = provider.new_report_key(ani)
    assert len(plain) == 32
    assert plain not in wrapped
    assert provider.unwrap(ani, wrapped) == plain
    unknown_key = b"\x01\x01abcd" + wrapped[6:]
    for report_id, envelope in ((gilang, wrapped), (ani, wrapped[:-1]), (ani, b""), (ani, unknown_key)):
        with pytest.raises(crypto.CryptoError):
            provider.unwrap(report_id, envelope)


def test_the_wrapping_key_is_rotated_while_others_work_on(directory: Path) -> None:
    web, worker = keys.FileKeyProvider(directory), keys.FileKeyProvider(directory)
    plain, old = web.new_report_key(ani)
    name = keys.rotate_kek()
    new = worker.rewrap(ani, old)
    assert new[2:6].hex() == name != old[2:6].hex()
    assert web.unwrap(ani, new) == web.unwrap(ani, old) == plain
    assert worker.rewrap(ani, new) == new
    assert web.new_report_key(gilang)[1][2:6].hex() == name
    newest = keys.rotate_kek()
    assert web.rewrap(ani, new)[2:6].hex() == newest
    (directory / "kek" / "1.key").write_text("00" * 32)
    assert keys.FileKeyProvider(directory).unwrap(ani, new) == plain


def test_the_web_process_needs_no_private_file_and_cannot_read_contacts(directory: Path) -> None:
    keyfiles.ensure(directory)
    sealed = crypto.box(keys.private_provider().contact_public(), b"ani@contoh.id", context="reporter|contact|1")
    assert keys.private_provider().open_contact(sealed, context="reporter|contact|1") == b"ani@contoh.id"
    with pytest.raises(crypto.CryptoError):
        keys.private_provider().open_contact(sealed, context="reporter|contact|2")
    shutil.rmtree(directory / "private")
    shutil.rmtree(directory / "custodians")
    web = keys.FileKeyProvider(directory)
    assert not hasattr(web, "open_contact")
    assert not hasattr(web, "index")
    with pytest.raises(keys.KeysError, match=r"private/contact\.key"):
        keys.PrivateFileKeyProvider(directory)


def test_two_of_three_custodians_open_an_identity(directory: Path) -> None:
    sealed = crypto.seal_for_pairs(keys.provider().custodian_publics(), b"Ani", context="identity|box|1")
    one, other = (keyfiles.read_key(directory / "custodians" / f"custodian-{n}.key") for n in (1, 3))
    assert crypto.open_with_pair(one, other, sealed, context="identity|box|1") == b"Ani"


def test_a_pin_comes_again_for_the_same_key_and_differs_otherwise(directory: Path) -> None:
    provider = keys.provider()
    pin = provider.pin(b"client key", ani)
    assert codes.normalise_pin(pin) == pin == provider.pin(b"client key", ani)
    assert len({pin, provider.pin(b"client key", gilang), provider.pin(b"other", ani)}) == 3
    assert len({provider.pin(os.urandom(16), ani) for _ in range(500)}) == 500


def test_a_pin_fits_as_people_type_it_and_no_other_does(directory: Path) -> None:
    provider = keys.provider()
    pin = provider.pin(b"client key", ani)
    verifier = provider.pin_verifier(pin, ani)
    assert pin.encode() not in verifier
    for typed in (pin, codes.grouped(pin), codes.grouped(pin).lower().replace("-", " "), f" {pin} "):
        assert provider.pin_fits(typed, ani, verifier)
    wrong = pin[:-1] + ("0" if pin[-1] != "0" else "1")
    for typed, report_id in ((pin, gilang), (wrong, ani), ("", ani), (pin + "0", ani), ("\x00", ani)):
        assert not provider.pin_fits(typed, report_id, verifier)
    assert not provider.pin_fits("", ani, provider.pin_verifier("", ani))


def test_digests_buckets_and_indexes_do_not_join(directory: Path) -> None:
    worker = keys.private_provider()
    day = date(2026, 3, 2)
    bucket = worker.bucket("203.0.113.7", day)
    assert bucket == worker.bucket("203.0.113.7", day)
    assert "203.0.113.7" not in bucket
    values = [
        bucket,
        worker.bucket("203.0.113.7", date(2026, 3, 3)),
        worker.bucket("203.0.113.8", day),
        worker.token_digest("203.0.113.7").hex(),
        worker.index("phone", "203.0.113.7").hex(),
        worker.index("email", "203.0.113.7").hex(),
    ]
    assert len(set(values)) == len(values)
    assert len(worker.index("phone", "+628110000000")) == 32


def test_the_secret_key_of_django_stays_the_same(directory: Path) -> None:
    assert keys.secret_key(directory) == keys.secret_key()
    assert len(keys.secret_key()) == 64
    assert keys.new_token() != keys.new_token()
