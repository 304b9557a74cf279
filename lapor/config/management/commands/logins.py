"""The cast's logins, when the small world is here."""

from typing import Any

from django.core.management.base import BaseCommand

from lapor.agencies.models import Membership
from lapor.reports.world import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Mencetak akun dunia contoh."

    def handle(self, *args: Any, **options: Any) -> None:
        emails = [person.email for person in PEOPLE.values()]
        seats = Membership.objects.active().filter(user__email__in=emails).select_related("user", "agency")
        if not seats:
            return
        self.stdout.write(f"\nAkun contoh, sandi semuanya: {PASSWORD}")
        for seat in seats.order_by("pk"):
            self.stdout.write(f"  {seat.user.email:<24}{seat.get_role_display()}, {seat.agency.short_name}")
