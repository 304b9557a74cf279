"""What the environment says."""

from pathlib import Path

import pytest

from lapor.config import env


def test_an_empty_environment_is_the_embedded_edition(tmp_path: Path) -> None:
    read = env.read({"LAPOR_HOME": str(tmp_path / "var")})

    assert read.database["ENGINE"] == "lapor.kit.sqlite"
    assert read.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in read.database["OPTIONS"]["init_command"]
    assert read.keys == tmp_path / "var-keys"
    assert (read.port, read.base_url, read.debug, read.https) == (8000, "http://localhost:8000", False, False)
    assert read.hosts == ("localhost", "127.0.0.1", "[::1]", "localhost")


def test_a_database_url_is_taken_apart() -> None:
    read = env.read({"DATABASE_URL": "postgresql://lapor:s%40ndi@db.example:6432/lapor?sslmode=require"})

    database = read.database
    assert (database["USER"], database["PASSWORD"], database["HOST"], database["PORT"], database["NAME"]) == (
        "lapor",
        "s@ndi",
        "db.example",
        "6432",
        "lapor",
    )
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["server_side_binding"] is True


def test_a_socket_folder_comes_as_a_query() -> None:
    read = env.read({"DATABASE_URL": "postgresql://lapor@/lapor?host=/run/postgresql"})

    assert (read.database["HOST"], read.database["PORT"]) == ("/run/postgresql", "")


def test_only_pages_have_a_short_time_limit() -> None:
    url = "postgresql://lapor@127.0.0.1/lapor"
    web = env.read({"DATABASE_URL": url, "LAPOR_PROCESS": "web"}).database["OPTIONS"]["options"]
    command = env.read({"DATABASE_URL": url}).database["OPTIONS"]

    assert "statement_timeout=5s" in web
    assert "lock_timeout=2s" in web
    assert "options" not in command


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root@localhost/lapor"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("DATABASE_URL", "postgresql://localhost:port/lapor"),
        ("PORT", "delapan ribu"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("LAPOR_DEBUG", "mungkin"),
        ("LAPOR_BASE_URL", "lapor.example.go.id"),
        ("LAPOR_BASE_URL", "https://example.go.id/lapor"),
        ("LAPOR_SMTP_URL", "mail.example.go.id"),
        ("LAPOR_PROCESS", "cron"),
        ("LAPOR_PUSH_SERVICES", "https://push.example.org/"),
        ("LAPOR_PUSH_SERVICES", "push.example.org, 127.0.0.1"),
    ],
)
def test_a_mistake_is_a_sentence_that_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(env.EnvError, match=name):
        env.read({name: value})


def test_mail_settings_follow_the_scheme() -> None:
    mail = env.read({"LAPOR_SMTP_URL": "smtp+starttls://akun:rahasia@mail.example.go.id"}).mail

    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"]) == ("mail.example.go.id", 587)
    assert (mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (True, False)
    assert env.read({}).mail == {"EMAIL_BACKEND": "lapor.notices.outbox.EmailBackend"}
    assert env.read({"LAPOR_DEBUG": "1"}).mail["EMAIL_BACKEND"].endswith("console.EmailBackend")


def test_yes_and_no_have_several_spellings() -> None:
    assert env.read({"LAPOR_BEHIND_PROXY": "ya"}).behind_proxy
    assert not env.read({"LAPOR_BEHIND_PROXY": "tidak"}).behind_proxy
    assert not env.read({"LAPOR_STATIC_MANIFEST": "0"}).static_manifest
    assert env.read({"LAPOR_STATIC_MANIFEST": ""}).static_manifest


def test_keys_beside_the_data_are_fine_and_inside_it_refused(tmp_path: Path) -> None:
    home = str(tmp_path / "var")

    assert env.read({"LAPOR_HOME": home, "LAPOR_KEYS": f"{home}-kunci"}).keys == tmp_path / "var-kunci"
    with pytest.raises(env.EnvError, match="LAPOR_KEYS"):
        env.read({"LAPOR_HOME": home, "LAPOR_KEYS": f"{home}/kunci"})


def test_push_services_are_the_browsers_own_unless_others_or_none_are_named() -> None:
    assert env.read({}).push_services == env.PUSH_SERVICES
    assert env.read({"LAPOR_PUSH_SERVICES": "0"}).push_services == ()
    given = env.read({"LAPOR_PUSH_SERVICES": "Push.example.org, fcm.googleapis.com"}).push_services
    assert given == ("push.example.org", "fcm.googleapis.com")
