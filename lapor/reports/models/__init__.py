"""Rows of the heart. Words, files and identity can be erased; events cannot, so nothing personal is in an event."""

from lapor.reports.models.access import AccessEntry, ExternalReference, Idempotency, PinRequest, SweepRun
from lapor.reports.models.answering import AnswerDraft, AnswerTemplate, Writing
from lapor.reports.models.approving import ApprovalRule, WaitingAnswer
from lapor.reports.models.attachment import Attachment
from lapor.reports.models.deadline import Deadline, StepTaken
from lapor.reports.models.event import Event, Reaction
from lapor.reports.models.incoming import IncomingLetter
from lapor.reports.models.intervention import Intervention, InterventionEvent
from lapor.reports.models.letter import Letter
from lapor.reports.models.message import Disposition, Message, Rating
from lapor.reports.models.oversight import OmbudsmanCase
from lapor.reports.models.promise import Promise
from lapor.reports.models.report import Report, Reporter, ReportKey
from lapor.reports.models.root import DailyRoot, Leaf
from lapor.reports.models.routing import RoutingRule

__all__ = [
    "AccessEntry",
    "AnswerDraft",
    "AnswerTemplate",
    "ApprovalRule",
    "Attachment",
    "DailyRoot",
    "Deadline",
    "Disposition",
    "Event",
    "ExternalReference",
    "Idempotency",
    "IncomingLetter",
    "Intervention",
    "InterventionEvent",
    "Leaf",
    "Letter",
    "Message",
    "OmbudsmanCase",
    "PinRequest",
    "Promise",
    "Rating",
    "Reaction",
    "Report",
    "ReportKey",
    "Reporter",
    "RoutingRule",
    "StepTaken",
    "SweepRun",
    "WaitingAnswer",
    "Writing",
]
