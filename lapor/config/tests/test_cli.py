"""The console command: sentences on standard error, exit codes that a script can trust."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from lapor.config import cli, console
from lapor.kit.errors import Refused
from lapor.people.models import User
from tests.harness.console import lapor
from tests.harness.postgres import free_port


@pytest.mark.slow
def test_without_arguments_it_says_what_it_can_do(tmp_path: Path) -> None:
    result = lapor(tmp_path)

    assert result.returncode == 0
    assert "lapor up" in result.stdout
    assert "lapor import laporan-ringkas" in result.stdout


@pytest.mark.slow
def test_an_unknown_command_is_a_sentence_and_code_2(tmp_path: Path) -> None:
    result = lapor(tmp_path, "lapro")

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "Perintah “lapro” tidak dikenal. Jalankan `lapor` untuk melihat semua perintah.\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("doktor", "doctor"), ("agencies", "agency"), ("UP", "up"), ("shel", "shell")]
)
def test_an_unknown_command_is_told_the_nearest(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.guarded([typed]) == 2
    assert f"Maksud Anda `lapor {meant}`?" in capsys.readouterr().err


def test_the_overview_names_every_command_of_ours() -> None:
    ours = {name for name, app in get_commands().items() if str(app).startswith("lapor.")}
    assert sorted(console.names()) == sorted(ours)
    assert all(f"  lapor {name}" in console.overview() for name in ours)


@pytest.mark.parametrize("name", sorted(console.names()))
def test_the_help_of_every_command_is_indonesian(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPOR_PROCESS", "command")
    for line in ([name, "--help"], ["help", name]):
        with pytest.raises(SystemExit) as left:
            cli.main(line)
        assert left.value.code == 0
        said = capsys.readouterr().out
        assert said.startswith(f"Pemakaian: lapor {name}")
        english = {
            "usage",
            "options",
            "show",
            "exit",
            "error",
            "arguments",
            "Django",
            "the",
            "settings",
            "database",
            "migrations",
            "without",
            "run",
        }
        assert english.isdisjoint(re.findall(r"(?<![-\w])\w+(?![-\w])", said))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["user"], "yang berikut harus disebut: add|seat|unlock"),
        (["user", "ad"], "'ad' tidak dikenal (pilih: 'add', 'seat', 'unlock')"),
        (["seed"], "yang berikut harus disebut: small|city|nation"),
        (["doctor", "--cepat"], "tidak dikenal: --cepat"),
        (["token", "add", "a@b.example", "--name"], "perlu satu nilai"),
        (["token", "add", "a@b.example", "--name", "uji", "--days", "banyak"], "--days: 'banyak' bukan bilangan bulat"),
    ],
)
def test_mistakes_in_arguments_are_told_in_indonesian(
    line: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.guarded(line)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "error" not in said


@pytest.mark.slow
def test_a_wrong_setting_is_a_sentence_and_code_2(tmp_path: Path) -> None:
    result = lapor(tmp_path, "check", PORT="delapan")

    assert result.returncode == 2
    assert result.stderr.startswith("PORT harus bilangan")
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_keys_that_others_can_read_are_refused_with_the_cure(tmp_path: Path) -> None:
    assert lapor(tmp_path, "check").returncode == 0
    (tmp_path / "keys").chmod(0o755)

    result = lapor(tmp_path, "check")

    assert result.returncode == 2
    assert "chmod" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_database_that_is_down_is_a_sentence_and_code_1(tmp_path: Path) -> None:
    result = lapor(tmp_path, "migrate", DATABASE_URL=f"postgresql://lapor@127.0.0.1:{free_port()}/lapor")

    assert result.returncode == 1
    assert "DATABASE_URL" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_missing_argument_is_code_2(tmp_path: Path) -> None:
    result = lapor(tmp_path, "user", "add")

    assert result.returncode == 2
    assert "Pemakaian: lapor user add" in result.stderr
    assert "yang berikut harus disebut: SUREL, --name" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_doctor_looks_and_makes_nothing(tmp_path: Path, more: tuple[str, ...]) -> None:
    result = lapor(tmp_path, "doctor", *more)

    assert result.returncode == 1
    assert str(tmp_path / "home") in (result.stdout or result.stderr)
    assert "lapor up" in (result.stdout or result.stderr)
    assert not more or json.loads(result.stdout)["healthy"] is False
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_doctor_answers_programs_in_json(tmp_path: Path) -> None:
    assert lapor(tmp_path, "check").returncode == 0
    (tmp_path / "home" / "lapor.sqlite3").touch()
    result = lapor(tmp_path, "doctor", "--json")

    assert result.returncode == 1
    assert json.loads(result.stdout)["healthy"] is False
    assert "lapor migrate" in json.loads(result.stdout)["problems"][0]
    assert result.stderr == ""


@pytest.mark.django_db
def test_an_account_is_made_once(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["user", "add", "citra@lapor.test", "--name", "Citra"]

    assert cli.guarded([*arguments, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert User.objects.get(pk=made["id"]).check_password(made["password"])

    assert cli.guarded(arguments) == 1
    assert capsys.readouterr().err == "Sudah ada akun dengan alamat surel citra@lapor.test.\n"


@pytest.mark.django_db
def test_an_account_without_its_role_is_not_made(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["user", "add", "citra@lapor.test", "--name", "Citra", "--role", "liaison", "--agency", "tidak-ada"]

    assert cli.guarded(arguments) == 1
    assert "tidak-ada" in capsys.readouterr().err
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_key_needs_an_account(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("mitra@lapor.test", name="Mitra")

    assert cli.guarded(["token", "add", "bukan@lapor.test", "--name", "uji"]) == 1
    assert "bukan@lapor.test" in capsys.readouterr().err
    assert cli.guarded(["token", "add", "mitra@lapor.test", "--name", "uji", "--days", "9000"]) == 1
    assert "hari" in capsys.readouterr().err
    assert cli.guarded(["token", "add", "mitra@lapor.test", "--name", "uji"]) == 0
    assert capsys.readouterr().out.startswith("lapor_")


def test_a_refusal_speaks_its_own_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(arguments: list[str]) -> int:
        raise Refused("Laporan ini sudah ditutup.")

    monkeypatch.setattr(cli, "run", refuse)

    assert cli.guarded(["apa-saja"]) == 1
    assert capsys.readouterr().err == "Laporan ini sudah ditutup.\n"
