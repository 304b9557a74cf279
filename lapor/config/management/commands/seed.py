"""`lapor seed`: an example world, made by the real actions at past times."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import track

from lapor.kit import clock
from lapor.notices.models import Delivery, Skipped
from lapor.reports import reactions
from lapor.reports.models import Report
from lapor.reports.world import set_stage, stories, tell


class Command(BaseCommand):
    help = "Mengisi dunia contoh: small (Luwu Timur, 40 laporan)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("size", choices=("small",))

    def handle(self, *args: Any, **options: Any) -> None:
        if Report.objects.exists():
            raise CommandError("Basis data ini sudah berisi laporan. Dunia contoh hanya untuk basis data kosong.")
        world = set_stage(extras=True)
        told = track(
            tell(world, now=clock.now()),
            description="Mengisi dunia contoh",
            total=len(stories.stories()),
            disable=not self.stderr.isatty(),
        )
        count = sum(1 for _ in told)
        self._let_the_past_rest()
        self.stdout.write(f"Dunia contoh siap: {count} laporan.")

    def _let_the_past_rest(self) -> None:
        """Officers find their bells; nobody gets mail about what happened before the example was made."""
        while reactions.work("seed"):
            pass
        Delivery.objects.mails().queued().update(done_at=clock.now(), skipped=Skipped.STALE)
