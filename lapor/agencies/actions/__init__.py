"""What can be done to the tree and to roles. Every function checks who does it and refuses with a sentence."""

from .absences import announce_absence, cancel_absence, may_note_absence
from .letterheads import write_letterhead
from .seats import accept, confirm, decline, end_membership, grant, invite, record_decree
from .tree import HasTwins, add_agency, close_agency, edit_agency, move_branch, reopen_agency, share_reports

__all__ = [
    "HasTwins",
    "accept",
    "add_agency",
    "announce_absence",
    "cancel_absence",
    "close_agency",
    "confirm",
    "decline",
    "edit_agency",
    "end_membership",
    "grant",
    "invite",
    "may_note_absence",
    "move_branch",
    "record_decree",
    "reopen_agency",
    "share_reports",
    "write_letterhead",
]
