"""What must hold before we start: promises that a wrong database would break in silence.

Each problem is one sentence that says what to change, in Indonesian and in English. Keys inside LAPOR_HOME are refused
by lapor.config.env, keys that others can read by lapor.kit.keyfiles.
"""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import connection

from lapor.agencies import unmanned
from lapor.config.env import TO_FILES
from lapor.kit import crypto, keys
from lapor.reports.models import ReportKey

OLDEST_POSTGRESQL = 15
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")
NETWORK_FILE_SYSTEMS = frozenset(
    (
        "nfs nfs4 cifs smb smb2 smb3 smbfs 9p afs ncpfs ceph glusterfs lustre gfs gfs2 ocfs2 davfs fuse.sshfs "
        "fuse.davfs fuse.s3fs fuse.rclone fuse.glusterfs fuse.ceph fuse.gcsfuse fuse.goofys vboxsf prl_fs"
    ).split()
)


def problems() -> list[str]:
    """Ask the database that is in use; raises DatabaseError when it does not answer."""
    return of_database() + of_keys()


def of_database() -> list[str]:
    """Judge what the database promises."""
    if connection.vendor == "postgresql":
        return of_postgresql()
    mounts = Path("/proc/self/mounts")
    return of_sqlite(Path(str(connection.settings_dict["NAME"])), mounts=mounts.read_text() if mounts.exists() else "")


def of_postgresql() -> list[str]:
    """Read version and durability as our own connection sees them: a role or a database may differ from the server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN "
            "('fsync', 'full_page_writes', 'synchronous_commit', 'server_version_num')"
        )
        return of_postgresql_settings(dict(cursor.fetchall()))


def of_postgresql_settings(found: Mapping[str, str]) -> list[str]:
    """Judge the settings of a server."""
    version = int(found["server_version_num"]) // 10000
    old = [
        f"PostgreSQL {version} terlalu tua; pasang versi {OLDEST_POSTGRESQL} atau lebih baru. / "
        f"PostgreSQL {version} is too old; install version {OLDEST_POSTGRESQL} or later."
    ]
    return (old if version < OLDEST_POSTGRESQL else []) + [
        f"PostgreSQL berjalan dengan {name} = off dan dapat kehilangan laporan; setel {name} = on lalu muat ulang. / "
        f"PostgreSQL runs with {name} = off and can lose reports; set {name} = on and reload it."
        for name in DURABILITY
        if found[name] == "off"
    ]


def of_sqlite(path: Path, *, mounts: str) -> list[str]:
    """SQLite's locks do not hold on network file systems: https://www.sqlite.org/howtocorrupt.html § 2.1."""
    kind = file_system(path, mounts=mounts)
    if kind not in NETWORK_FILE_SYSTEMS:
        return []
    return [
        f"SQLite berada di sistem berkas jaringan ({kind}); pindahkan LAPOR_HOME ke cakram lokal "
        f"atau pakai PostgreSQL lewat DATABASE_URL. / SQLite lies on a network file system ({kind}); "
        "move LAPOR_HOME to a local disk or use PostgreSQL through DATABASE_URL."
    ]


def of_keys() -> list[str]:
    """Keys that open no report here: an empty folder was filled with new ones, or another one is mounted."""
    if ReportKey._meta.db_table not in connection.introspection.table_names():
        return []
    row = ReportKey.objects.first()
    try:
        if row:
            keys.provider().unwrap(row.report_id, bytes(row.wrapped))
    except crypto.CryptoError:
        return [
            "Kunci di LAPOR_KEYS tidak membuka laporan di basis data ini; pulihkan kunci dari cadangan. / "
            "The keys in LAPOR_KEYS do not open the reports of this database; restore that folder from its backup."
        ]
    return []


def advice() -> list[str]:
    """What would be better but harms no promise; raises DatabaseError when the database does not answer."""
    return of_mail(settings.EMAIL_BACKEND) + of_log() + unmanned.advice()


def of_mail(backend: str) -> list[str]:
    """Without a mail server nobody hears of anything."""
    if backend != TO_FILES:
        return []
    return [
        f"surel belum diatur, jadi tidak ada surel yang terkirim; semuanya menjadi berkas di {settings.LAPOR_MAIL} "
        "selama 7 hari. Setel LAPOR_SMTP_URL. / Mail is not set up and goes into files; set LAPOR_SMTP_URL."
    ]


def of_log() -> list[str]:
    """What PostgreSQL writes into its own log."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('log_error_verbosity')")
        (verbosity,) = cursor.fetchone() or ("",)
    return of_log_verbosity(verbosity)


def of_log_verbosity(verbosity: str) -> list[str]:
    """DETAIL quotes the values of the row that failed: https://www.postgresql.org/docs/current/runtime-config-logging.html."""
    if verbosity == "terse":
        return []
    return [
        f"PostgreSQL mencatat galat dengan log_error_verbosity = {verbosity}, jadi nilai baris dapat masuk catatannya; "
        "setel log_error_verbosity = terse. / PostgreSQL may write values of rows into its log; "
        "set log_error_verbosity = terse."
    ]


def file_system(path: Path, *, mounts: str) -> str:
    """Return the type of the file system that holds a path, after the text of /proc/self/mounts."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        # A later mount on the same point hides the earlier one.
        if path.resolve().is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind
