"""The step that a mail to an officer leads to besides the report: a link to its form, which asks who he is first.

Nothing happens by the link: the form is empty, and only its button, pressed by who is signed in, makes the move.
"""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings

from lapor.agencies.queries import actor_for
from lapor.notices.models import Delivery
from lapor.reports import policies
from lapor.reports.workflow import MOVES

# What most often comes next, by the kind of notice; the first that this officer may make now is offered.
NEXT: dict[str, tuple[str, ...]] = {
    "new": ("dispose",),
    "assigned": ("follow_up", "dispose"),
    "completed": ("dispose",),
    "returned": ("dispose",),
    "arbitration": ("arbitrate",),
    "replied": ("follow_up",),
    "back": ("follow_up", "dispose"),
    "reminded": ("follow_up", "dispose"),
    "overdue": ("follow_up", "dispose"),
    "approval": ("approve",),
    "approval_late": ("approve",),
    "sent_back": ("follow_up",),
    "lapsed": ("follow_up",),
    "not_sent": ("follow_up",),
}
APPROVALS = ("approval", "approval_late")  # to who leads, be it above the agency that holds the report


class Onward(TypedDict, total=False):
    """The words and the address of the second link; empty where there is none."""

    onward: str
    onward_link: str


def of(row: Delivery) -> Onward:
    """The second link of a mail; none to reporters, none of a secret report, none that is not his to take now."""
    if row.user is None or row.report is None or row.report.is_secret:
        return {}
    actor = actor_for(row.user)
    if row.kind not in APPROVALS and not policies.holds(actor, row.report):
        return {}
    for name in NEXT.get(row.kind, ()):
        if policies.why_not(actor, MOVES[name], row.report) is None:
            link = f"{settings.LAPOR_BASE_URL}/meja/{row.report.code}/{name}/"
            return {"onward": MOVES[name].label, "onward_link": link}
    return {}
