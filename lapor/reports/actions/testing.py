"""A report with which a new agency tries its own way, from its desk to an answer.

`Origin.TEST` has no clock, no reporter and no PIN, and is secret from the start: nobody outside the agencies that
handle it sees it, it can never be published, and no figure counts it. Nothing turns it into a real one.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from lapor.agencies.models import Agency, Role
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import queries
from lapor.reports.actions.answer import close
from lapor.reports.actions.submit import submit
from lapor.reports.actions.triage import archive, recall
from lapor.reports.choices import ArchiveReason, Classification, Identity, Origin, Secrecy, State
from lapor.reports.drafts import Draft
from lapor.reports.models import Report

TITLE = "Laporan uji: apakah laporan sampai dan dijawab"
BODY = (
    "Ini laporan uji dari penyiapan instansi. Teruskan ke salah satu unit; petugas unit itu menjawabnya sampai jawaban "
    "akhir. Laporan ini tidak dihitung, tidak terbit untuk umum, dan tidak dikirim ke luar instansi."
)
OVER = "Laporan uji selesai."


@transaction.atomic
def file_test(agency: Agency, *, by: Actor) -> Report:
    """File a test report at an agency's own desk; one at a time."""
    own = [seat for seat in by.seats if seat.role == Role.AGENCY_ADMIN and seat.agency_id == agency.pk]
    if not own:
        raise Refused("Laporan uji hanya dapat dikirim oleh admin instansi itu sendiri.")
    Agency.objects.select_for_update().get(pk=agency.pk)
    if queries.newest_test(agency, still_open=True):
        raise Refused("Laporan uji yang lama masih berjalan. Lanjutkan, atau singkirkan dulu.")
    draft = Draft(
        title=TITLE,
        body=BODY,
        classification=Classification.ASPIRATION,
        identity=Identity.NONE,
        secrecy=Secrecy.SECRET,
        target=agency.pk,
    )
    return submit(draft, by=by, key=str(uuid.uuid4()), origin=Origin.TEST).report


@transaction.atomic
def put_test_away(report: Report, *, by: Actor) -> Report:
    """End a test report by the moves that end any report, from whatever state it is in."""
    if report.origin != Origin.TEST:
        raise Refused("Ini bukan laporan uji.")
    if report.state == State.IN_PROGRESS:
        return close(report, by=by, reason=OVER)
    if report.state == State.ASSIGNED:
        report = recall(report, by=by, reason=OVER)
    return archive(report, by=by, archive_reason=ArchiveReason.OTHER, reason=OVER)
