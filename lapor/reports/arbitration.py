"""Who decides about a report that agencies return to each other, and what his decision binds."""

from __future__ import annotations

from collections.abc import Iterable

from lapor.agencies import queries as agencies
from lapor.agencies.models import PATH_STEP, Agency
from lapor.reports.models import Report
from lapor.reports.moving import MoveRefused, Step


def arbiter_of(report: Report, proposed: Agency) -> Agency | None:
    """The desk of the first agency above all that returned the report or were proposed, and not within the accused."""
    path = above_all(_concerned(report, proposed))
    if report.accused and path.startswith(report.accused.path):
        path = report.accused.path[:-PATH_STEP]
    return agencies.coordinator_at(path) or agencies.national_root()


def _concerned(report: Report, proposed: Agency) -> Iterable[str]:
    """The places in the tree of who holds it now, who returned it before, and whom they proposed."""
    earlier = report.events.filter(kind="return_up").values_list("agency", "data__proposed")
    ids = {pk for row in earlier for pk in row if pk}
    return {report.holder.path, proposed.path, *Agency.objects.filter(pk__in=ids).values_list("path", flat=True)}


def above_all(paths: Iterable[str]) -> str:
    """The longest way down that all share, ending above each of them; "" above a root."""
    first, *others = (path[:-PATH_STEP] for path in paths)
    while not all(path.startswith(first) for path in others):
        first = first[:-PATH_STEP]
    return first


def refuse_against(step: Step, to: Agency) -> None:
    """A disposition stays within the unit that a decision named; only another decision leads out of it."""
    report = step.report
    if report.arbiter is None:
        return
    decided = report.events.filter(kind="arbitrate").order_by("-seq").first()
    unit = Agency.objects.get(pk=decided.data["to"]) if decided else None
    if unit and not to.path.startswith(unit.path):
        raise MoveRefused(
            f"{report.arbiter.name} memutuskan bahwa {unit.name} yang menangani. Bila keliru, tulis alasannya di "
            f"“Catatan internal”; {report.arbiter.name} membacanya dan dapat memutuskan lagi."
        )
