"""An agency is closed only when no report waits for it any more; the tree itself knows nothing of reports."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from lapor.agencies import actions as agencies
from lapor.agencies.models import Agency
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports.choices import OPEN_STATES, Origin
from lapor.reports.models import Report


@transaction.atomic
def close_agency(agency: Agency, *, by: Actor) -> Agency:
    """Close an agency that holds nothing open and decides nothing; its finished reports and its people stay its own.

    What an official export left open and nobody took up does not count.
    How many there are is not said: of secret ones the closer may not know.
    """
    closed = agencies.close_agency(agency, by=by)
    waiting = Q(holder=closed, state__in=OPEN_STATES, origin=Origin.NATIVE) | Q(waits_at=closed, due_at__isnull=False)
    if Report.objects.filter(waiting).exists():
        raise Refused(
            f"Masih ada laporan terbuka di {closed.name}. Tarik atau teruskan ke unit lain, atau minta unit itu "
            "menyelesaikan atau mengembalikannya; lalu tutup lagi."
        )
    return closed
