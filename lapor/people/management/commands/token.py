"""`lapor token add`: a key for a program."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.people import actions
from lapor.people.actor import SYSTEM
from lapor.people.models import ApiToken, User


class Command(BaseCommand):
    help = "Mengurus kunci API."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add")
        add = verbs.add_parser("add", help="membuat kunci; teksnya ditampilkan sekali ini saja")
        add.add_argument("email", metavar="SUREL", help="akun yang memiliki kunci")
        add.add_argument("--name", required=True, metavar="NAMA", help="untuk apa kunci ini, misalnya “JAKI”")
        add.add_argument("--scope", choices=ApiToken.Scope.values, default=ApiToken.Scope.READ.value)
        add.add_argument("--days", type=int, default=90, metavar="HARI", help="masa berlaku, bawaan 90 hari")
        add.add_argument("--json", action="store_true", help="keluaran untuk program")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"Tidak ada akun dengan alamat surel {options['email']}.")
        token, raw = actions.issue_token(
            user, name=options["name"], scope=options["scope"], days=options["days"], by=SYSTEM
        )
        self.show(token, raw, as_json=options["json"])

    def show(self, token: ApiToken, raw: str, *, as_json: bool) -> None:
        """Print the secret text, once."""
        if as_json:
            expires = token.expires_at.isoformat()
            self.stdout.write(json.dumps({"token": raw, "scope": token.scope, "expires_at": expires}))
            return
        self.stdout.write(raw)
        self.stderr.write(f"Simpan kunci ini sekarang; berlaku sampai {token.expires_at:%Y-%m-%d}.")
