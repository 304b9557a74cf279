"""Where a report goes: verified, sent, returned, set aside."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lapor.agencies import queries as agencies
from lapor.agencies.models import Agency, Category
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import arbitration, deadlines, policies, routing
from lapor.reports.actions import promising
from lapor.reports.actions.joining import release_followers
from lapor.reports.actions.submit import is_sensitive
from lapor.reports.actions.texts import set_public, write
from lapor.reports.choices import ArchiveReason, Classification, Origin, State, WithholdReason
from lapor.reports.models import Disposition, Message, Report
from lapor.reports.models.deadline import Deadline
from lapor.reports.moving import MoveRefused, Step, hand_over, make

# Why somebody may set a report aside; a split is taken back by a move of its own.
ARCHIVE_REASONS = frozenset(ArchiveReason.values) - {ArchiveReason.UNSPLIT}


def dispose(
    report: Report,
    *,
    by: Actor,
    to: Agency,
    note: str = "",
    copies: Iterable[Agency] = (),
    oversight: str = "",
    public_title: str = "",
    public_body: str = "",
    checked: bool = False,
    withhold: str = "",
) -> Report:
    """Verify the report and hand it to an agency or unit, which from now on holds it and owes the first answer."""
    with make(report, "dispose", by=by) as step:
        _refuse_holder(step, to)
        arbitration.refuse_against(step, to)
        _choose_oversight(step, oversight)
        _settle_publication(step, title=public_title, body=public_body, checked=checked, withhold=withhold)
        instruction = write(step, Message.Kind.NOTE, note, audience=Message.Audience.OFFICERS) if note.strip() else None
        hand_over(step, to=to, kind=Disposition.Kind.MAIN, instruction=instruction)
        _copy(step, copies)
        _go_on(step)
    return step.report


def arbitrate(
    report: Report,
    *,
    by: Actor,
    to: Agency,
    reason: str,
    keep_rule: bool = False,
    oversight: str = "",
    public_title: str = "",
    public_body: str = "",
    checked: bool = False,
    withhold: str = "",
) -> Report:
    """Decide who answers after agencies have returned it to each other; only another decision takes it from there.

    `keep_rule`: suggest that unit for the next reports of the kind, too.
    """
    with make(report, "arbitrate", by=by) as step:
        _refuse_holder(step, to)
        _choose_oversight(step, oversight)
        _settle_publication(step, title=public_title, body=public_body, checked=checked, withhold=withhold)
        why = write(step, Message.Kind.REASON, reason, audience=Message.Audience.OFFICERS)
        hand_over(step, to=to, kind=Disposition.Kind.MAIN, instruction=why)
        if keep_rule:
            routing.keep(step, to)
        _go_on(step)
    return step.report


def _go_on(step: Step) -> None:
    """The completion runs from the first disposition on, whoever has the report now."""
    if Deadline.objects.filter(report=step.report, clock="completion", outcome__in=["running", "paused"]).exists():
        step.starts = ("response",)


def _refuse_holder(step: Step, to: Agency) -> None:
    if not to.is_open:
        raise MoveRefused("Instansi ini sudah ditutup. Pilih instansi lain.")
    if to.pk == step.report.holder_id and step.report.state != State.UNVERIFIED:
        raise MoveRefused("Laporan sudah berada di instansi ini.")
    if policies.is_accused(step.report, to.path):
        raise MoveRefused("Instansi ini termasuk yang dilaporkan. Teruskan ke pengawas internal atau atasannya.")
    if not any(to.path.startswith(seat.path) for seat in step.by.seats if seat.role in step.move.officers):
        raise MoveRefused("Anda hanya dapat meneruskan ke instansi di bawah Anda. Untuk yang lain, kembalikan ke atas.")


def _choose_oversight(step: Step, oversight: str) -> None:
    report = step.report
    if oversight and report.classification == Classification.COMPLAINT:
        report.oversight = oversight == "yes"
    if report.classification == Classification.COMPLAINT and report.oversight is None:
        raise MoveRefused("Pilih dulu: pengaduan ini berkadar pengawasan atau tidak.")
    step.data["oversight"] = report.oversight


def _settle_publication(step: Step, *, title: str, body: str, checked: bool, withhold: str) -> None:
    """An ordinary report is published when it is first sent on, unless somebody says why not."""
    report = step.report
    if report.is_secret or report.published_at or report.withheld:
        return
    if withhold:
        report.withheld = _known(WithholdReason.values, withhold, "Pilih alasan mengapa laporan tidak diterbitkan.")
        step.data["withheld"] = withhold
    elif not body.strip():
        raise MoveRefused("Isi versi publik, atau pilih alasan mengapa laporan ini tidak diterbitkan.")
    else:
        set_public(step, title=title, body=body, checked=checked)


def _copy(step: Step, copies: Iterable[Agency]) -> None:
    """Agencies that read along. None for a secret report, none that is accused."""
    agencies_ = {agency.pk: agency for agency in copies if agency.pk != step.report.holder_id}
    if agencies_ and step.report.is_secret:
        raise MoveRefused("Laporan rahasia tidak boleh ditembuskan.")
    for agency in agencies_.values():
        if not agency.is_open:
            raise MoveRefused(f"{agency.name} sudah ditutup dan tidak dapat menerima tembusan. Hapus dari tembusan.")
        if policies.is_accused(step.report, agency.path):
            raise MoveRefused("Tembusan tidak boleh dikirim ke instansi yang dilaporkan.")
        Disposition.objects.get_or_create(
            report=step.report,
            agency=agency,
            kind=Disposition.Kind.COPY,
            until=None,
            defaults={"since": step.at, "sent_by_id": step.by.user_id, "sent_from_id": step.agency_id},
        )
    if agencies_:
        step.data["copies"] = sorted(agencies_)


def hold(report: Report, *, by: Actor, questions: str) -> Report:
    """Ask the reporter for what is missing; verification stands still until he answers or the limit passes."""
    with make(report, "hold", by=by) as step:
        write(step, Message.Kind.QUESTION, questions)
    return step.report


def return_up(report: Report, *, by: Actor, reason: str, proposed: Agency | None) -> Report:
    """Not ours: back to the queue above, with a reason and a proposal. Nothing of the reporter's is reset."""
    if proposed is None:
        raise Refused("Usulkan instansi yang menurut Anda berwenang.")
    with make(report, "return_up", by=by) as step:
        if not proposed.is_open:
            raise MoveRefused("Instansi yang Anda usulkan sudah ditutup. Usulkan instansi lain.")
        if policies.is_accused(step.report, proposed.path):
            raise MoveRefused("Instansi yang Anda usulkan termasuk yang dilaporkan. Usulkan instansi lain.")
        write(step, Message.Kind.REASON, reason, audience=Message.Audience.OFFICERS)
        step.data["proposed"] = proposed.pk
        step.report.returns += 1
        if step.report.returns > 1:
            _to_arbiter(step, proposed)
        else:
            _to_queue_above(step)
    return step.report


def _to_arbiter(step: Step, proposed: Agency) -> None:
    """Who was returned twice is not sent on by the next desk but by the one above all who were concerned."""
    above = arbitration.arbiter_of(step.report, proposed)
    if above is None:
        raise MoveRefused("Tidak ada instansi di atasnya.")
    _end_copies(step, only=above)
    hand_over(step, to=above, kind=Disposition.Kind.QUEUE)
    step.report.arbiter = above
    step.starts = ("arbitration",)
    step.data["arbitration"] = True


def _to_queue_above(step: Step) -> None:
    """To the nearest admins above, passing over the accused; the verification clock ends where the report leaves."""
    parent = step.report.holder.parent
    while parent and policies.is_accused(step.report, parent.path):
        parent = parent.parent
    above = (agencies.coordinator_for(parent) if parent else None) or agencies.national_root()
    if above is None:
        raise MoveRefused("Tidak ada instansi di atasnya.")
    _end_copies(step, only=above)
    hand_over(step, to=above, kind=Disposition.Kind.QUEUE)


def _end_copies(step: Step, *, only: Agency | None = None) -> None:
    rows = Disposition.objects.filter(report=step.report, kind=Disposition.Kind.COPY, until__isnull=True)
    (rows.filter(agency=only) if only else rows).update(until=step.at)


def recall(report: Report, *, by: Actor, reason: str) -> Report:
    """Take back a disposition on which nobody has acted yet."""
    with make(report, "recall", by=by) as step:
        write(step, Message.Kind.REASON, reason, audience=Message.Audience.OFFICERS)
        last = Disposition.objects.get(
            Q(kind=Disposition.Kind.MAIN), report=step.report, until__isnull=True, sent_from__isnull=False
        )
        hand_over(step, to=Agency.objects.get(pk=last.sent_from_id or 0), kind=Disposition.Kind.QUEUE)
        _end_copies(step)
        if step.report.holder_id == step.report.arbiter_id:  # a decision that was taken back is still owed
            step.starts = ("arbitration",)
    return step.report


def archive(report: Report, *, by: Actor, archive_reason: str, reason: str) -> Report:
    """Set the report aside; the reporter is told why and may object."""
    with make(report, "archive", by=by) as step:
        known = "Pilih alasan pengarsipan."
        step.report.archive_reason = _known(ARCHIVE_REASONS, archive_reason, known)
        step.data["reason"] = archive_reason
        write(step, Message.Kind.REASON, reason)
        promising.drop(step)
        release_followers(step)
    return step.report


def reclassify(
    report: Report, *, by: Actor, classification: str, oversight: str = "", category: Category | None = None
) -> Report:
    """Correct what kind of report it is; the completion limit is counted anew from its original start."""
    with make(report, "reclassify", by=by) as step:
        row = step.report
        before = (row.classification, row.oversight, row.category)
        row.classification = _known(Classification.values, classification, "Pilih klasifikasi.")
        if row.classification != Classification.COMPLAINT:
            row.oversight = None
        elif oversight:
            row.oversight = oversight == "yes"
        if row.classification == Classification.COMPLAINT and row.oversight is None and row.state != State.UNVERIFIED:
            raise MoveRefused("Pilih dulu: pengaduan ini berkadar pengawasan atau tidak.")
        row.category = category or row.category
        if before == (row.classification, row.oversight, row.category):
            raise Refused("Tidak ada yang berubah: klasifikasi dan kategori laporan ini sudah begitu.")
        if is_sensitive(row.category) and not row.is_secret:
            raise MoveRefused("Kategori ini selalu rahasia. Tekan “Rahasiakan” dulu, lalu ubah kategorinya.")
        step.data |= {"classification": row.classification, "oversight": row.oversight, "category": row.category_id}
        deadlines.restart_completion(row, at=step.at)
    return step.report


def accept_objection(report: Report, *, by: Actor, reason: str) -> Report:
    """The superior agrees with the reporter: the report is in his queue and will be sent out again."""
    with make(report, "accept_objection", by=by) as step:
        superior = step.report.waits_at or step.report.holder
        write(step, Message.Kind.REASON, reason)
        step.report.closed_at, step.report.closed_by, step.report.archive_reason = None, "", ""
        step.report.final_at = step.report.arbiter = None  # the superior stands above an earlier decision
        hand_over(step, to=superior, kind=Disposition.Kind.QUEUE)
    return step.report


def reject_objection(report: Report, *, by: Actor, reason: str) -> Report:
    """The superior stands by the decision and says why; the way to the Ombudsman is open."""
    with make(report, "reject_objection", by=by) as step:
        write(step, Message.Kind.REASON, reason)
    return step.report


def adopt(report: Report, *, by: Actor) -> Report:
    """Take a report from an official export into work here: from now on it has clocks, notices and moves.

    What had ended there is open again: a closed one with who held it, an archived one to be verified anew.
    """
    with make(report, "adopt", by=by) as step:
        row = step.report
        row.origin = Origin.NATIVE
        if not row.is_open:
            row.state = step.to = State.IN_PROGRESS if row.state == State.CLOSED else State.UNVERIFIED
            row.closed_at, row.closed_by, row.archive_reason = None, "", ""
        if row.classification == Classification.COMPLAINT and row.oversight is None:
            row.oversight = False
        step.data["to"] = row.holder_id
        step.starts = {
            State.UNVERIFIED: ("verification",),
            State.PENDING: ("completing",),
            State.IN_PROGRESS: ("completion",),
        }.get(State(row.state), ("response", "completion"))
    return step.report


def _known(values: Iterable[str], value: str, sentence: str) -> str:
    if value not in values:
        raise Refused(sentence)
    return value
