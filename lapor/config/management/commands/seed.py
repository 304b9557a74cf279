"""`lapor seed`: an example world, made by the real actions at past times."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import track

from lapor.kit import clock, progress
from lapor.notices.models import Delivery, Skipped
from lapor.reports import reactions
from lapor.reports.models import Report
from lapor.reports.world import crowd, set_stage, stories, tell


class Command(BaseCommand):
    help = (
        "Mengisi dunia contoh: small (Luwu Timur, 40 laporan), city (satu provinsi, 10.000 laporan), "
        "nation (seluruh Indonesia, 500.000 laporan)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("size", choices=("small", *crowd.SIZES), metavar="small|city|nation")
        parser.add_argument("--reports", type=int, metavar="N", help="jumlah laporan untuk city dan nation")
        parser.add_argument("--random-seed", type=int, default=1, metavar="N", help="angka lain, kerumunan lain")

    def handle(self, *args: Any, **options: Any) -> None:
        if Report.objects.exists():
            raise CommandError("Basis data ini sudah berisi laporan. Dunia contoh hanya untuk basis data kosong.")
        if options["size"] == "small":
            self._small()
        else:
            self._crowd(crowd.SIZES[options["size"]], wanted=options["reports"], seed=options["random_seed"])

    def _crowd(self, size: crowd.Size, *, wanted: int | None, seed: int) -> None:
        size = size if wanted is None else size._replace(reports=wanted)
        if size.reports < 1:
            raise CommandError("Jumlah laporan paling sedikit 1.")
        stored = crowd.fill(size, now=clock.now(), seed=seed)
        chunks = -(-size.reports // crowd.CHUNK)
        count = sum(progress.bar(stored, total=chunks, label="Mengisi dunia contoh"))
        self.stdout.write(f"Dunia contoh siap: {count} laporan.")

    def _small(self) -> None:
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
