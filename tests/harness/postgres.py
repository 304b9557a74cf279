"""A throw-away PostgreSQL cluster, run by an unprivileged user, gone afterwards.

By hand: `python -m tests.harness.postgres` starts one and prints its DATABASE_URL until Ctrl-C.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.harness import packages

USER = "lapor_owner"
OLDEST = 15


class Unavailable(RuntimeError):
    """PostgreSQL cannot be had here; the text says why."""


@dataclass
class Cluster:
    """A running cluster; folder holds its data, its Unix socket and its log."""

    folder: Path
    port: int
    password: str
    binaries: Path
    process: subprocess.Popen[bytes]

    def url(self, name: str = "postgres", *, user: str = USER, password: str | None = None) -> str:
        """Return the DATABASE_URL of one of its databases."""
        word = quote(self.password if password is None else password)
        return f"postgresql://{quote(user)}:{word}@127.0.0.1:{self.port}/{quote(name)}"

    def stop(self) -> None:
        """Stop the server at once and remove everything it wrote."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(*, settings: Mapping[str, str] | None = None, parent: Path | None = None) -> Cluster:
    """Start a cluster with PostgreSQL's own durability settings, changed only by `settings`.

    Raises Unavailable when there are no binaries of version 15 or later and none can be installed.
    """
    binaries = find()
    parent = parent or roomy_memory()
    folder = Path(tempfile.mkdtemp(prefix="lapor-pg-", dir=parent))
    try:
        return start_in(folder, binaries=binaries, settings=settings or {})
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def roomy_memory() -> Path | None:
    """Return a folder in memory when there is room for a test database, else None."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and shutil.disk_usage(shared).free > 2 * 2**30 else None


def find() -> Path:
    """Return the folder of the newest installed binaries, installing Debian's package where that is allowed."""
    found = installed()
    if not found and packages.install("postgresql"):
        found = installed()
    if not found:
        raise Unavailable(f"no PostgreSQL >= {OLDEST} in /usr/lib/postgresql and it could not be installed here")
    return found[-1]


def installed() -> list[Path]:
    """Return the folders with a server, oldest first."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    elsewhere = shutil.which("postgres")
    if not folders and elsewhere:
        folders = [Path(elsewhere).resolve().parent]
    recent = [folder for folder in folders if version(folder) >= OLDEST]
    return sorted(recent, key=version)


def version(binaries: Path) -> int:
    """Return the major version of a server."""
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)(?:\.|devel|beta|rc|\s|$)", said)
    return int(found[1]) if found else 0


def start_in(folder: Path, *, binaries: Path, settings: Mapping[str, str]) -> Cluster:
    """Make the cluster in an empty folder and wait until it answers."""
    prefix, password, port = unprivileged(folder), secrets.token_urlsafe(16), free_port()
    word = folder / "password"
    word.write_text(password)
    if prefix:
        shutil.chown(word, user=owner())
    data, out = folder / "data", folder / "log"
    initdb: list[str | Path] = [binaries / "initdb", "-D", data, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8"]
    initdb += ["--no-sync", "--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={word}"]
    made = subprocess.run([*prefix, *initdb], capture_output=True, text=True, check=False, cwd=folder)
    if made.returncode:
        raise Unavailable(f"initdb failed: {made.stderr.strip()[-300:]}")
    options = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), **settings}
    command: list[str | Path] = [*prefix, binaries / "postgres", "-D", data]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with out.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)
    cluster = Cluster(folder, port, password, binaries, process)
    wait(cluster, log=out)
    return cluster


def unprivileged(folder: Path) -> list[str]:
    """Return what to put before a command so that it runs as no root, and hand that user the folder.

    The server dies with the process that started it, however that ends.
    """
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0:
        return [setpriv, "--pdeathsig", "INT"] if setpriv else []
    if not setpriv:
        raise Unavailable("running as root without setpriv; PostgreSQL refuses to run as root")
    user = pwd.getpwnam(owner())
    os.chown(folder, user.pw_uid, user.pw_gid)
    ids = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    return [setpriv, *ids, "--pdeathsig", "INT"]


def owner() -> str:
    """Return the name of an unprivileged user of this machine."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(cluster: Cluster, *, log: Path, seconds: float = 30) -> None:
    """Return when the server answers; raise Unavailable with the end of its log when it does not."""
    ready: list[str | Path] = [cluster.binaries / "pg_isready", "-q"]
    ready += ["-h", str(cluster.folder), "-p", str(cluster.port)]
    until = time.monotonic() + seconds
    while time.monotonic() < until and cluster.process.poll() is None:
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.05)
    said = log.read_text(errors="replace")[-300:].strip()
    cluster.stop()
    raise Unavailable(f"the server did not start: {said}")


def main() -> None:
    cluster = start()
    print(cluster.url(), flush=True)
    try:
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
