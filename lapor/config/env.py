"""What the environment says, read once, typed, with one sentence for each mistake."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE, FALSE = frozenset({"1", "true", "yes", "on", "ya"}), frozenset({"", "0", "false", "no", "off", "tidak"})
PROCESSES = ("web", "worker", "command")
TO_FILES = "lapor.notices.outbox.EmailBackend"
# Where Chrome, Edge, Firefox and Safari fetch what is sent to them.
PUSH_SERVICES = ("fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com")
HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class EnvError(ValueError):
    """A setting that cannot be used; its text is a sentence that says what to change."""


@dataclass(frozen=True)
class Variable:
    """One row of the table of settings in the README."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DATABASE_URL", "", "postgresql://user:password@host:port/name; empty: SQLite in LAPOR_HOME"),
    Variable("LAPOR_HOME", "./var", "folder for the embedded database, files and collected static files"),
    Variable("LAPOR_KEYS", "LAPOR_HOME + “-keys”", "folder for secrets, mode 0700; never inside LAPOR_HOME"),
    Variable("PORT", "8000", "port of the web server"),
    Variable("LAPOR_BIND", "127.0.0.1", "address the web server listens on"),
    Variable("LAPOR_BASE_URL", "http://localhost:PORT", "address people open; https turns on HSTS and secure cookies"),
    Variable("LAPOR_HOSTS", "", "further host names, separated by commas"),
    Variable("LAPOR_BEHIND_PROXY", "0", "1: trust X-Forwarded-Proto of the proxy in front"),
    Variable("LAPOR_DEBUG", "0", "1: error pages with source, readable logs; never in production"),
    Variable(
        "LAPOR_SMTP_URL",
        "",
        "smtp://, smtp+starttls:// or smtps://user:password@host:port; empty: a file per mail in LAPOR_HOME/mail, "
        "for 7 days (LAPOR_DEBUG: on the console)",
    ),
    Variable("LAPOR_MAIL_FROM", "LAPOR <lapor@localhost>", "sender of notices"),
    Variable(
        "LAPOR_PUSH_SERVICES",
        ",".join(PUSH_SERVICES),
        "hosts of push services that devices may name, each with all below it, separated by commas; 0: no device rings",
    ),
    Variable("LAPOR_REQUIRE_MFA", "0", "1: officers must set up a second factor before they work"),
    Variable("LAPOR_WEB_WORKERS", "1 (SQLite), 2 (PostgreSQL)", "web server processes"),
    Variable("LAPOR_WEB_THREADS", "4", "threads in each web server process; also the size of its database pool"),
    Variable("LAPOR_STATIC_ROOT", "LAPOR_HOME/static", "folder for collected static files"),
    Variable("LAPOR_STATIC_MANIFEST", "1", "0: plain static file names, for tests"),
    Variable("LAPOR_PROCESS", "command", "web, worker or command; set by the program itself"),
)


@dataclass(frozen=True)
class Env:
    """The settings of one process."""

    database: dict[str, Any]
    home: Path
    keys: Path
    port: int
    bind: str
    base_url: str
    hosts: tuple[str, ...]
    behind_proxy: bool
    debug: bool
    mail: dict[str, Any]
    mail_from: str
    push_services: tuple[str, ...]
    require_mfa: bool
    web_workers: int
    web_threads: int
    static_root: Path
    static_manifest: bool
    process: str

    @property
    def https(self) -> bool:
        """Whether people reach this installation over https."""
        return self.base_url.startswith("https://")


def read(environ: Mapping[str, str] | None = None) -> Env:
    """Read and check all settings.

    Raises EnvError with one sentence for the first setting that cannot be used.
    """
    environ = os.environ if environ is None else environ
    home = Path(text(environ, "LAPOR_HOME", "var")).expanduser().resolve()
    keys = outside(Path(text(environ, "LAPOR_KEYS", f"{home}-keys")).expanduser().resolve(), home=home)
    port = number(environ, "PORT", 8000, low=1, high=65535)
    base_url = web_address(text(environ, "LAPOR_BASE_URL", f"http://localhost:{port}"))
    process = one_of(environ, "LAPOR_PROCESS", "command", PROCESSES)
    threads = number(environ, "LAPOR_WEB_THREADS", 4, low=1, high=64)
    url = text(environ, "DATABASE_URL", "")
    return Env(
        database=database(url, home=home, process=process, threads=threads),
        home=home,
        keys=keys,
        port=port,
        bind=text(environ, "LAPOR_BIND", "127.0.0.1"),
        base_url=base_url,
        hosts=(*LOCAL_HOSTS, *dict.fromkeys((host_of(base_url), *names(environ, "LAPOR_HOSTS")))),
        behind_proxy=flag(environ, "LAPOR_BEHIND_PROXY"),
        debug=flag(environ, "LAPOR_DEBUG"),
        mail=mail(text(environ, "LAPOR_SMTP_URL", ""), debug=flag(environ, "LAPOR_DEBUG")),
        mail_from=text(environ, "LAPOR_MAIL_FROM", "LAPOR <lapor@localhost>"),
        push_services=push_services(environ),
        require_mfa=flag(environ, "LAPOR_REQUIRE_MFA"),
        web_workers=number(environ, "LAPOR_WEB_WORKERS", 2 if url else 1, low=1, high=32),
        web_threads=threads,
        static_root=Path(text(environ, "LAPOR_STATIC_ROOT", str(home / "static"))).resolve(),
        static_manifest=flag(environ, "LAPOR_STATIC_MANIFEST", default=True),
        process=process,
    )


def outside(keys: Path, *, home: Path) -> Path:
    """Return the folder of keys; inside that of the data, one theft or one backup would take both."""
    if keys.is_relative_to(home):
        raise EnvError(
            "LAPOR_KEYS berada di dalam LAPOR_HOME; pindahkan ke folder di luarnya. / "
            "LAPOR_KEYS lies inside LAPOR_HOME; move it to a folder outside."
        )
    return keys


def text(environ: Mapping[str, str], name: str, default: str) -> str:
    """Return a setting without the blanks around it; an empty one counts as not set."""
    return environ.get(name, "").strip() or default


def flag(environ: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Return a yes-or-no setting."""
    value = environ.get(name, "").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return default if value == "" else False
    raise EnvError(f"{name} harus 1 atau 0, bukan “{value}”. / {name} must be 1 or 0.")


def number(environ: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number within bounds."""
    value = text(environ, name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise EnvError(
            f"{name} harus bilangan {low} sampai {high}, bukan “{value}”. / "
            f"{name} must be a number from {low} to {high}."
        )
    return int(value)


def names(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return a list that was written with commas."""
    return tuple(part.strip() for part in environ.get(name, "").split(",") if part.strip())


def push_services(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the hosts to which notices for devices may go; none when it is switched off."""
    given = environ.get("LAPOR_PUSH_SERVICES", "").strip().lower()
    if given in FALSE:
        return PUSH_SERVICES if given == "" else ()
    found = names({"": given}, "")
    if odd := [host for host in found if not HOST.fullmatch(host)]:
        raise EnvError(
            f"LAPOR_PUSH_SERVICES harus nama host seperti push.example.org, bukan “{odd[0]}”. / "
            f"LAPOR_PUSH_SERVICES must be host names like push.example.org, not “{odd[0]}”."
        )
    return found


def one_of(environ: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return one of a few words."""
    value = text(environ, name, default)
    if value not in choices:
        listed = ", ".join(choices)
        raise EnvError(f"{name} harus salah satu dari {listed}. / {name} must be one of {listed}.")
    return value


def web_address(value: str) -> str:
    """Return the public address without a slash at its end."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise EnvError(
            "LAPOR_BASE_URL harus alamat seperti https://lapor.example.go.id tanpa jalur. / "
            "LAPOR_BASE_URL must be an address like https://lapor.example.go.id without a path."
        )
    return f"{parts.scheme}://{parts.netloc}"


def host_of(address: str) -> str:
    """Return the host name of an address as Django's ALLOWED_HOSTS wants it."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def database(url: str, *, home: Path, process: str, threads: int) -> dict[str, Any]:
    """Return Django's description of the database."""
    if not url:
        return sqlite(home / "lapor.sqlite3")
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme, parts.port
    except ValueError:
        scheme, port = "", None
    if scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise EnvError(
            "DATABASE_URL harus berbentuk postgresql://nama:sandi@host:5432/basisdata. / "
            "DATABASE_URL must look like postgresql://user:password@host:5432/name."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "lapor.kit.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A Unix socket folder cannot stand in the host part: it comes as ?host=/folder, as libpq has it.
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or query.pop("port", "")),
        "OPTIONS": {**query, **postgresql_options(process, threads=threads)},
    }


def postgresql_options(process: str, *, threads: int) -> dict[str, Any]:
    """Return pool and time limits: a page may not wait for long, a migration may."""
    # Compiling a plan takes ten times as long as our longest page query runs.
    limits = "-c statement_timeout=5s -c lock_timeout=2s -c jit=off " if process == "web" else ""
    idle = "-c idle_in_transaction_session_timeout=30s" if process != "command" else ""
    options = (limits + idle).strip()
    return {
        # A connection per request costs the server 9–10 ms of CPU; the pool costs none.
        # Giving up soon lets the next request try anew: waiting longer each time, as the pool does by itself, would
        # keep pages broken for as long again as the database was away.
        "pool": {
            "min_size": 1,
            "max_size": threads + 2,
            "timeout": 5.0,
            "max_idle": 300.0,
            "reconnect_timeout": 2.0,
        },
        "server_side_binding": True,
        # Plans are kept by each connection. PgBouncer in front needs 1.21 or later (max_prepared_statements).
        "prepare_threshold": 4,
        "connect_timeout": 3,
        "application_name": f"lapor-{process}",
        **({"options": options} if options else {}),
    }


def sqlite(path: Path) -> dict[str, Any]:
    """Return the embedded database with the settings under which races have one winner and nothing is lost."""
    return {
        "ENGINE": "lapor.kit.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        # A file and not memory: threads that race in tests need real locks.
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
    }


def mail(url: str, *, debug: bool) -> dict[str, Any]:
    """Return Django's EMAIL_ settings for an SMTP address; without one a log must not hold what mails say."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend" if debug else TO_FILES}
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise EnvError(
            "LAPOR_SMTP_URL harus berbentuk smtp+starttls://nama:sandi@host:587. / "
            "LAPOR_SMTP_URL must look like smtp+starttls://user:password@host:587."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
