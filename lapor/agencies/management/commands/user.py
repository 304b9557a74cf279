"""`lapor user`: an account, with a role when one is named; a role for an account that there is."""

import json
import secrets
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from lapor.agencies import actions as agencies
from lapor.agencies.models import Agency, Membership, Role
from lapor.people import actions as people
from lapor.people.actor import SYSTEM
from lapor.people.models import User


class Command(BaseCommand):
    help = "Mengurus akun petugas."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|seat|unlock")
        add = verbs.add_parser(
            "add", help="membuat akun; tanpa --password-stdin sandinya diundi dan ditampilkan sekali"
        )
        add.add_argument("email", metavar="SUREL")
        add.add_argument("--name", required=True, metavar="NAMA")
        add.add_argument("--role", choices=Role.values, help="peran, bersama --agency")
        add.add_argument("--agency", metavar="SLUG", help="instansi tempat peran itu")
        add.add_argument("--reference-data", action="store_true", help="boleh mengubah data acuan di /admin/")
        add.add_argument("--password-stdin", action="store_true", help="baca sandi dari masukan standar")
        add.add_argument("--json", action="store_true", help="keluaran untuk program")
        seat = verbs.add_parser("seat", help="memberi peran kepada akun yang ada, atau menyetujui peran yang menunggu")
        seat.add_argument("email", metavar="SUREL")
        seat.add_argument("--role", choices=Role.values, required=True)
        seat.add_argument("--agency", metavar="SLUG", required=True, help="instansi tempat peran itu")
        seat.add_argument("--json", action="store_true", help="keluaran untuk program")
        unlock = verbs.add_parser("unlock", help="menghapus verifikasi dua langkah dari akun yang kehilangan ponselnya")
        unlock.add_argument("email", metavar="SUREL")
        unlock.add_argument("--json", action="store_true", help="keluaran untuk program")

    def handle(self, *args: Any, **options: Any) -> None:
        {"add": self.add, "seat": self.seat, "unlock": self.unlock}[options["verb"]](options)

    def seat(self, options: dict[str, Any]) -> None:
        """Give a role; whoever runs this stands in for the second admin, never for the person."""
        user = account(options["email"])
        row = give_role(user, role=options["role"], slug=options["agency"])
        if options["json"]:
            self.stdout.write(json.dumps({"id": row.pk, "role": row.role, "in_force": row.in_force}))
            return
        waits = " Orangnya masih harus menerima." if row.unaccepted_since else ""
        self.stdout.write(f"{user.email} memegang peran {row.get_role_display()} di {row.agency}.{waits}")

    def add(self, options: dict[str, Any]) -> None:
        """Make an account."""
        password = password_for(options["email"], read=options["password_stdin"])
        with transaction.atomic():
            user = people.create_user(options["email"], name=options["name"], password=password, by=SYSTEM)
            if options["reference_data"]:
                User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
            if options["role"] or options["agency"]:
                give_role(user, role=options["role"], slug=options["agency"])
        shown = None if options["password_stdin"] else password
        self.show(user, shown, as_json=options["json"])

    def unlock(self, options: dict[str, Any]) -> None:
        """Let somebody in with the password alone, who then sets up a second factor anew."""
        user = account(options["email"])
        gone = people.forget_factors(user, by=SYSTEM)
        if options["json"]:
            self.stdout.write(json.dumps({"id": user.pk, "removed": gone}))
        elif gone:
            self.stdout.write(f"Verifikasi dua langkah {user.email} dihapus. Minta orangnya mengaktifkannya lagi.")
        else:
            self.stdout.write(f"{user.email} tidak memakai verifikasi dua langkah.")

    def show(self, user: User, password: str | None, *, as_json: bool) -> None:
        """Print the account, and the password when it was drawn."""
        if as_json:
            self.stdout.write(json.dumps({"id": user.pk, "email": user.email, "password": password}))
            return
        self.stdout.write(f"Akun {user.email} sudah dibuat.")
        if password:
            self.stdout.write(f"Kata sandi (hanya ditampilkan sekali): {password}")


def account(email: str) -> User:
    """The account with this address; raises CommandError when there is none."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise CommandError(f"Tidak ada akun dengan alamat surel {email}. Buat dengan: lapor user add.")
    return user


def password_for(email: str, *, read: bool) -> str:
    """Return a drawn password, or the one on standard input when it is good enough."""
    if not read:
        return secrets.token_urlsafe(15)
    password = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password


def give_role(user: User, *, role: str | None, slug: str | None) -> Membership:
    """Give the role at the agency, or confirm it when it waits for a second admin; it takes both to name one."""
    if not role or not slug:
        raise CommandError("--role dan --agency harus disebut bersama.")
    agency = Agency.objects.filter(slug=slug).first()
    if agency is None:
        raise CommandError(f"Tidak ada instansi dengan slug “{slug}”.")
    waiting = Membership.objects.open().filter(user=user, agency=agency, role=role).exclude(unconfirmed_since=None)
    found = waiting.first()
    return agencies.confirm(found, by=SYSTEM) if found else agencies.grant(user, agency=agency, role=role, by=SYSTEM)
