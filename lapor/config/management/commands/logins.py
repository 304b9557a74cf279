"""The cast's logins, when the small world is here."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from lapor.agencies.models import Role
from lapor.reports.world import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Mencetak akun dunia contoh."

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(get_user_model().objects.filter(email__in=[p.email for p in PEOPLE.values()]).values_list("email"))
        shown = [person for person in PEOPLE.values() if (person.email,) in there]
        if not shown:
            return
        self.stdout.write(f"\nAkun contoh, sandi semuanya: {PASSWORD}")
        for person in shown:
            self.stdout.write(f"  {person.email:<24}{Role(person.role).label} · {person.agency}")
