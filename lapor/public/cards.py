"""What a link to a published report looks like where it is shared. Every other page has the one neutral card."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import Truncator

from lapor.public.addresses import absolute
from lapor.reports.policies import ReportView

LONGEST = 180  # letters of a description


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    description: str
    address: str


def of_report(view: ReportView) -> Card:
    """From the public version alone, as redacted for everybody."""
    words = " ".join(f"{view.state_label} · {view.holder}. {view.body}".split())
    return Card(view.title, Truncator(words).chars(LONGEST), absolute("laporan-terbuka", view.code))
