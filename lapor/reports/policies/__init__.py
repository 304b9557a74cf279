"""The one gate to reports: who may see which (`visible_to`), who may do what (`can`), what a viewer sees (`redact`)."""

from lapor.reports.policies.conversation import opens
from lapor.reports.policies.joined import FOLLOWS, Joined, followers, joined_to, primary_of, unfit, why_not_follow
from lapor.reports.policies.moves import PIN_SEEN, can, moves_for, seat_for, why_not
from lapor.reports.policies.parts import parts_of
from lapor.reports.policies.redact import (
    FileView,
    HopView,
    KinView,
    MessageView,
    PromiseView,
    ReportView,
    TimelineItem,
    name_for,
    redact,
    state_label,
    title_in_list,
)
from lapor.reports.policies.sight import (
    READERS,
    days_only,
    holds,
    is_accused,
    level_of,
    may_read_name,
    told_time,
    visible_to,
)
from lapor.reports.policies.unsent import DraftView, WriterView, draft_of, drafts_of, with_drafts, writers_of

__all__ = [
    "FOLLOWS",
    "PIN_SEEN",
    "READERS",
    "DraftView",
    "FileView",
    "HopView",
    "Joined",
    "KinView",
    "MessageView",
    "PromiseView",
    "ReportView",
    "TimelineItem",
    "WriterView",
    "can",
    "days_only",
    "draft_of",
    "drafts_of",
    "followers",
    "holds",
    "is_accused",
    "joined_to",
    "level_of",
    "may_read_name",
    "moves_for",
    "name_for",
    "opens",
    "parts_of",
    "primary_of",
    "redact",
    "seat_for",
    "state_label",
    "title_in_list",
    "told_time",
    "unfit",
    "visible_to",
    "why_not",
    "why_not_follow",
    "with_drafts",
    "writers_of",
]
