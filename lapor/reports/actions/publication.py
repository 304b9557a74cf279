"""What the public reads: only what an officer confirmed, and who took it away says why."""

from __future__ import annotations

from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports.actions.texts import hide, set_public, write
from lapor.reports.choices import WithholdReason
from lapor.reports.models import Message, Report
from lapor.reports.moving import make


def publish(report: Report, *, by: Actor, public_title: str, public_body: str, checked: bool = False) -> Report:
    """Show the confirmed version to everybody."""
    with make(report, "publish", by=by) as step:
        set_public(step, title=public_title, body=public_body, checked=checked)
    return step.report


def edit_public(
    report: Report, *, by: Actor, public_title: str, public_body: str, reason: str, checked: bool = False
) -> Report:
    """Change what is shown; the reporter learns the reason."""
    with make(report, "edit_public", by=by) as step:
        set_public(step, title=public_title, body=public_body, checked=checked)
        write(step, Message.Kind.REASON, reason)
    return step.report


def unpublish(report: Report, *, by: Actor, withhold: str, reason: str) -> Report:
    """Take the report out of the public's sight."""
    if withhold not in WithholdReason.values:
        raise Refused("Pilih alasan mengapa laporan disembunyikan.")
    with make(report, "unpublish", by=by) as step:
        write(step, Message.Kind.REASON, reason)
        row = step.report
        hide(row)
        row.withheld = withhold
        step.data["withheld"] = withhold
    return step.report
