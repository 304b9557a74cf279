"""Who may make which move, and why not: one sentence for each refusal."""

from __future__ import annotations

from lapor.agencies.models import PATH_STEP, Agency, Role
from lapor.people.actor import FIRST, Actor, Seat
from lapor.reports import windows
from lapor.reports.choices import (
    ASKED,
    ENDED_CASES,
    LIVE_CASES,
    UNSENT,
    AnswerWaits,
    CaseState,
    ClosedBy,
    Identity,
    Origin,
    PromiseState,
    Secrecy,
    State,
)
from lapor.reports.models import Deadline, Report, WaitingAnswer
from lapor.reports.policies.parts import running_parts
from lapor.reports.policies.sight import is_accused, was_at
from lapor.reports.workflow import MOVES, Move

PIN_SEEN = "PIN ini dibuat di loket. Buka laporan Anda di situs web dan gantilah dulu PIN-nya."
NOTHING_WAITS = "Tidak ada jawaban yang menunggu persetujuan di laporan ini. Buka laporannya untuk melihat keadaannya."
_DECIDES = ("approve", "send_back")
NOT_YOURS = "Langkah ini bukan wewenang Anda pada laporan ini."
# What the nation's admin may do to reports that lie with an agency; answering in its place is not among it.
_ANYWHERE = frozenset(
    {
        "dispose",
        "arbitrate",
        "split",
        "unsplit",
        "accuse",
        "publish",
        "unpublish",
        "edit_public",
        "raise_secrecy",
        "note",
        "intervene",
    }
)
# Moves of officers that an imported report takes only after it was taken up (`adopt`).
_AFTER_ADOPTION = frozenset(
    {
        "dispose",
        "hold",
        "ask",
        "ask_phone",
        "return_up",
        "recall",
        "archive",
        "merge",
        "split",
        "follow_up",
        "propose",
        "schedule",
        "extend",
        "close",
        "publish",
        "assign",
        "issue_letter",
    }
)
# A report of the set-up proves that an agency is ready; nothing of it reaches others, or a number.
_NOT_IN_TESTS = frozenset({"return_up", "merge", "accuse", "publish", "intervene", "extend", "issue_letter"})
# What only the agency itself does that holds the report, none above it.
_BY_HOLDER = frozenset({"return_up", "issue_letter"})
# What does not happen by an officer or by itself while a promise runs.
_WAIT_FOR_PROMISE = frozenset({"close", "archive", "merge"})
# What would leave an objection behind, with nobody left who could decide it.
_AFTER_OBJECTION = frozenset({"return_up", "dispose", "arbitrate", "merge"})


# Where the state alone does not tell what to do.
_ELSEWHERE: dict[tuple[str, str], str] = {
    ("split", State.MERGED): "Laporan ini mengikuti laporan lain. Tekan “Lepaskan gabungan” dulu, lalu pecah.",
}
PARTS_MOST = 9
# What the agency that made a part may have done with it when it takes the split back.
_UNTOUCHED = ("split_off", "dispose", "recall", "assign", "reclassify")


def can(actor: Actor, move: str, report: Report) -> bool:
    return why_not(actor, MOVES[move], report) is None


def moves_for(report: Report, actor: Actor) -> list[Move]:
    """The moves that this actor may make now, in the order of the table."""
    return [m for m in MOVES.values() if m.offered and why_not(actor, m, report) is None]


def why_not(actor: Actor, move: Move, report: Report) -> str | None:
    """None when the move is allowed, else the sentence that says why it is not."""
    if actor.scope == "read":
        return "Kunci ini hanya boleh membaca."
    if actor.scope == FIRST and move.name != "take_over":
        return PIN_SEEN
    if not _is_doer(actor, move, report):
        late = actor.is_officer and move.name in _DECIDES and report.answer_waits not in ASKED
        return NOTHING_WAITS if late else NOT_YOURS
    if report.state not in move.from_:
        return _ELSEWHERE.get((move.name, report.state)) or (
            f"Langkah “{move.label}” belum atau tidak lagi mungkin: "
            f"status laporan sekarang {State(report.state).label.lower()}."
        )
    return _special(actor, move, report)


def seat_for(actor: Actor, move: Move, report: Report) -> int | None:
    """The agency in whose name the actor acts: his closest seat that allows the move."""
    seats = _seats(actor, move, report)
    return max(seats, key=lambda seat: len(seat.path)).agency_id if seats else None


def _is_doer(actor: Actor, move: Move, report: Report) -> bool:
    if actor.kind == "system":
        return "system" in move.by
    if actor.kind == "reporter":
        return "reporter" in move.by and actor.report_id == report.pk
    return bool(_seats(actor, move, report))


def _seats(actor: Actor, move: Move, report: Report) -> list[Seat]:
    """Seats from which the move is allowed. No seat inside the accused agency allows anything."""
    if not actor.is_officer or any(is_accused(report, seat.path) for seat in actor.seats):
        return []
    return [seat for seat in actor.seats if seat.role in move.officers and _reaches(seat, move, report, actor)]


def _reaches(seat: Seat, move: Move, report: Report, actor: Actor) -> bool:
    if seat.role == Role.OPERATOR:
        return not report.is_secret and report.events.filter(kind="submit", user=actor.user_id).exists()
    if seat.role == Role.OMBUDSMAN:
        return report.appealed_at is not None
    if move.name in ("accept_objection", "reject_objection"):
        return report.waits_at is not None and seat.agency_id == report.waits_at_id
    # Of a secret report only those know whose own agency holds it or passed it on.
    if report.secrecy == Secrecy.SECRET and not was_at(report, seat.agency_id):
        return False
    if move.name == "relay":  # who answers the primary answers what follows it
        return report.merged_into is not None and _reaches(seat, MOVES["follow_up"], report.merged_into, actor)
    if seat.role == Role.NATIONAL_ADMIN and move.name in _ANYWHERE:
        return True
    if move.name == "arbitrate":
        return seat.agency_id == report.arbiter_id
    if move.name != "recall" and (seat.role == Role.LIAISON or move.name in _BY_HOLDER):
        return seat.agency_id == report.holder_id
    return seat.reaches(report.holder.path, report.holder.realm)


def may_be_approved_at(report: Report, agency: Agency) -> bool:
    """Whether a leader or admin of this agency may read the report at all."""
    if is_accused(report, agency.path):
        return False
    return not report.is_secret or was_at(report, agency.pk)


def _special(actor: Actor, move: Move, report: Report) -> str | None:
    if report.origin == Origin.IMPORTED and move.name in _AFTER_ADOPTION:
        return "Laporan ini berasal dari sistem sebelumnya. Tekan “Ambil untuk dikerjakan” dulu."
    if report.origin == Origin.TEST and move.name in _NOT_IN_TESTS:
        return "Ini laporan uji: ia tidak keluar dari instansi Anda dan tidak bercampur dengan laporan sungguhan."
    if report.promise_state and move.name in _WAIT_FOR_PROMISE and not _may_end_promise(actor, move):
        return "Masih ada janji yang berjalan di laporan ini. Langkah ini mungkin sesudah janji itu berakhir."
    if _leaves_objection(actor, move) and _objection(actor, report) is None:
        return "Ada keberatan pelapor yang belum diputus. Langkah ini mungkin sesudah keberatan itu diputus."
    check = _SPECIAL.get(move.name)
    return check(actor, report) if check else None


def _leaves_objection(actor: Actor, move: Move) -> bool:
    """Whether nobody could decide an objection after this move; the reporter himself may be content after all."""
    return move.name in _AFTER_OBJECTION or (move.name == "close" and actor.kind != "reporter")


def _may_end_promise(actor: Actor, move: Move) -> bool:
    """The reporter himself, and time when he did not complete his report."""
    return actor.kind == "reporter" or (actor.kind == "system" and move.name == "archive")


def _promise(actor: Actor, report: Report) -> str | None:
    """What the holder does about a running promise."""
    if report.promise_state == PromiseState.SAID_KEPT:
        return "Janji ini sudah dinyatakan ditepati. Tunggu jawaban pelapor."
    return None if report.promise_state else "Tidak ada janji yang berjalan di laporan ini."


def _kept(actor: Actor, report: Report) -> str | None:
    return None if report.promise_state == PromiseState.SAID_KEPT else "Tidak ada janji yang menunggu jawaban Anda."


def _follow_up(actor: Actor, report: Report) -> str | None:
    if report.answer_waits not in UNSENT:
        return None
    return "Jawaban unit ini sudah ditulis dan belum terkirim. Tekan “Tarik jawaban” dulu bila ingin mengubahnya."


def _approve(actor: Actor, report: Report) -> str | None:
    """Four eyes are those of two people."""
    if report.answer_waits not in ASKED:
        return NOTHING_WAITS
    own = WaitingAnswer.objects.filter(report=report, user=actor.user_id).exists()
    return "Jawaban ini Anda tulis sendiri. Yang menyetujuinya harus orang lain." if own else None


def _take_back(actor: Actor, report: Report) -> str | None:
    return None if report.answer_waits in UNSENT else "Tidak ada jawaban yang menunggu di laporan ini."


def _scheduled(actor: Actor, report: Report) -> str | None:
    return None if report.answer_waits == AnswerWaits.TIME else "Tidak ada jawaban terjadwal di laporan ini."


def _recall(actor: Actor, report: Report) -> str | None:
    """Only who sent it, and only while nobody has acted on it."""
    last = report.dispositions.filter(until__isnull=True).exclude(kind="copy").first()
    own = {seat.agency_id for seat in actor.seats}
    if last is None or last.kind != "main" or last.sent_from_id not in own:
        return "Hanya instansi yang mengirim disposisi ini yang dapat menariknya."
    theirs = report.events.filter(at__gte=last.since, agency__path__startswith=report.holder.path)
    if theirs.exclude(agency=last.sent_from_id).exists():
        return "Penerima sudah bertindak. Mintalah ia mengembalikan laporan ini, atau teruskan ke unit lain."
    return None


def _return_up(actor: Actor, report: Report) -> str | None:
    if len(report.holder.path) == PATH_STEP:
        return "Tidak ada instansi di atasnya. Teruskan laporan ini ke instansi yang berwenang."
    if report.arbiter and not report.awaits_decision:
        return (
            f"{report.arbiter.name} sudah memutuskan siapa yang menangani laporan ini. Bila keliru, tulis alasannya di "
            f"“Catatan internal”; {report.arbiter.name} membacanya dan dapat memutuskan lagi."
        )
    return None


def _dispose(actor: Actor, report: Report) -> str | None:
    return "Laporan ini menunggu putusan siapa yang menangani. Tekan “Putuskan”." if report.awaits_decision else None


def _arbitrate(actor: Actor, report: Report) -> str | None:
    return None if report.arbiter_id else "Laporan ini tidak menunggu putusan."


def _merge(actor: Actor, report: Report) -> str | None:
    if report.final_at:
        return "Laporan ini sudah mendapat jawaban akhir. Tunggu tanggapan pelapor."
    return None


def _split(actor: Actor, report: Report) -> str | None:
    if report.split_from_id:
        return "Laporan ini sendiri bagian dari laporan lain. Pecah laporan asalnya."
    if report.parts_made >= PARTS_MOST and running_parts(report) >= PARTS_MOST:
        return f"Laporan ini sudah dipecah menjadi {PARTS_MOST} bagian. Lebih dari itu tidak dapat."
    return _dispose(actor, report)


def _unsplit(actor: Actor, report: Report) -> str | None:
    """Only who split it, only while nobody has acted on the part, and while the origin still goes on."""
    if report.split_from is None:
        return "Laporan ini bukan bagian dari laporan lain."
    made = report.events.filter(kind="split_off").first()
    if made is None or made.agency_id not in {seat.agency_id for seat in actor.seats}:
        return "Hanya instansi yang memecah laporan ini yang dapat membatalkannya."
    acted = report.events.exclude(actor_kind="system").exclude(kind__in=_UNTOUCHED, agency=made.agency_id)
    if acted.exists() or Report.objects.filter(merged_into=report).exists():
        return "Bagian ini sudah ditangani. Pemecahan tidak lagi dapat dibatalkan."
    return None if report.split_from.is_open else "Laporan asalnya sudah tidak berjalan; bagian ini berjalan terus."


def _publish(actor: Actor, report: Report) -> str | None:
    if report.secrecy == Secrecy.SECRET:
        return "Laporan rahasia tidak dapat diterbitkan."
    return "Laporan ini sudah terbit." if report.published_at else None


def _published(actor: Actor, report: Report) -> str | None:
    return None if report.published_at else "Laporan ini belum terbit."


def _raise_secrecy(actor: Actor, report: Report) -> str | None:
    return "Laporan ini sudah rahasia." if report.secrecy == Secrecy.SECRET else None


def _close(actor: Actor, report: Report) -> str | None:
    if actor.kind in ("reporter", "system") or report.final_at or report.origin == Origin.TEST:
        return None
    return "Beri jawaban akhir dulu. Laporan baru dapat diselesaikan setelah pelapor mendapat jawaban."


def _ask_phone(actor: Actor, report: Report) -> str | None:
    if report.identity != Identity.NAMED or report.is_secret:
        return "Pelapor tidak menyebut namanya kepada petugas; nomor telepon tidak diminta."
    match _phone_asked(report):
        case "ask_phone":
            return "Nomor telepon sudah diminta. Pelapor boleh tidak memberikannya."
        case "share_phone":
            return "Pelapor sudah memberikan nomornya."
    return None


def _share_phone(actor: Actor, report: Report) -> str | None:
    asked = report.identity == Identity.NAMED and not report.is_secret and _phone_asked(report) == "ask_phone"
    return None if asked else "Petugas tidak meminta nomor telepon Anda."


def _phone_asked(report: Report) -> str | None:
    """The last word about a phone number between the reporter and who holds the report now."""
    words = report.events.filter(kind__in=("ask_phone", "share_phone"), data__holder=report.holder_id)
    return words.order_by("-seq").values_list("kind", flat=True).first()


def _ask(actor: Actor, report: Report) -> str | None:
    live = Deadline.objects.filter(report=report, clock="asking", outcome__in=["running", "paused"])
    return "Pelapor belum menjawab pertanyaan sebelumnya." if live.exists() else None


def _reopen(actor: Actor, report: Report) -> str | None:
    if actor.kind == "system":
        return None
    if report.reopened:
        return "Laporan hanya dapat dibuka kembali satu kali. Anda masih dapat mengajukan keberatan."
    return _inside_window(report, "reopen_window", "Batas waktu untuk membuka kembali sudah lewat.")


def _rate(actor: Actor, report: Report) -> str | None:
    return _inside_window(report, "rating_window", "Batas waktu untuk menilai sudah lewat.")


def _inside_window(report: Report, name: str, sentence: str) -> str | None:
    return None if windows.is_open(report, name) else sentence


def _object(actor: Actor, report: Report) -> str | None:
    if report.objected_at:
        return "Keberatan Anda sudah tercatat."
    if report.state == State.IN_PROGRESS and not report.final_at:
        return "Keberatan dapat diajukan setelah ada jawaban akhir."
    return None


def _objection(actor: Actor, report: Report) -> str | None:
    live = Deadline.objects.filter(report=report, clock="objection", outcome__in=["running", "paused"])
    pending = report.objected_at is not None and live.exists()
    return None if pending else "Tidak ada keberatan yang menunggu keputusan."


def _appeal(actor: Actor, report: Report) -> str | None:
    if report.appeal_state in ENDED_CASES:
        return "Ombudsman sudah menutup kasus ini. Bila ada hal baru, hubungi Ombudsman langsung."
    if report.appealed_at:
        return "Laporan ini sudah dibawa ke Ombudsman."
    return (
        None
        if windows.may_appeal(report)
        else "Laporan dapat dibawa ke Ombudsman setelah batas waktu penanganan lewat."
    )


def _withdraw_appeal(actor: Actor, report: Report) -> str | None:
    """Only while nobody there has taken the case: what the Ombudsman began he ends."""
    if report.appealed_at is None:
        return "Laporan ini tidak sedang dibawa ke Ombudsman."
    if report.appeal_state != CaseState.WAITING:
        return "Ombudsman sudah menindaklanjuti laporan ini; persetujuan tidak lagi dapat ditarik."
    return None


def _accept_appeal(actor: Actor, report: Report) -> str | None:
    if report.appeal_state == CaseState.ACCEPTED:
        return "Kasus ini sudah diterima rekan Anda. Muat ulang halamannya."
    return _ended_case(report)


def _in_work(actor: Actor, report: Report) -> str | None:
    if report.appeal_state == CaseState.WAITING:
        return "Kasus ini belum diterima. Tekan “Terima kasus” dulu."
    return _ended_case(report)


def _close_appeal(actor: Actor, report: Report) -> str | None:
    return _ended_case(report)


def _ended_case(report: Report) -> str | None:
    return None if report.appeal_state in LIVE_CASES else "Kasus ini sudah ditutup."


def _intervene(actor: Actor, report: Report) -> str | None:
    """The Ombudsman has taken the case first, or its reporter could still take back what was acted on."""
    return None if actor.has_role(Role.NATIONAL_ADMIN) else _in_work(actor, report)


def _adopt(actor: Actor, report: Report) -> str | None:
    if report.origin != Origin.IMPORTED:
        return "Laporan ini sudah dikerjakan di sini."
    if report.state == State.ARCHIVED and report.closed_by == ClosedBy.REPORTER:
        return "Pelapor mencabut laporan ini di sistem sebelumnya."
    return None


def _assign(actor: Actor, report: Report) -> str | None:
    """Of what is closed only a promise that still runs needs somebody who sees to it."""
    closed = report.state == State.CLOSED and not report.promise_state
    return "Laporan ini sudah selesai, dan tidak ada janji yang masih berjalan." if closed else None


def _extend(actor: Actor, report: Report) -> str | None:
    done = report.events.filter(kind="extend").count()
    if done >= 2:
        return "Tenggat sudah diperpanjang dua kali."
    if done and not actor.has_role(Role.LEADER):
        return "Perpanjangan kedua memerlukan pimpinan."
    return None


_SPECIAL = {
    "recall": _recall,
    "follow_up": _follow_up,
    "propose": _follow_up,
    "approve": _approve,
    "send_back": _approve,
    "take_back": _take_back,
    "schedule": _follow_up,
    "pass_answer": _take_back,
    "reschedule": _scheduled,
    "send_now": _scheduled,
    "come_due": _scheduled,
    "not_sent": _scheduled,
    "return_up": _return_up,
    "dispose": _dispose,
    "arbitrate": _arbitrate,
    "merge": _merge,
    "split": _split,
    "unsplit": _unsplit,
    "publish": _publish,
    "unpublish": _published,
    "edit_public": _published,
    "raise_secrecy": _raise_secrecy,
    "close": _close,
    "ask": _ask,
    "ask_phone": _ask_phone,
    "share_phone": _share_phone,
    "reopen": _reopen,
    "rate": _rate,
    "object": _object,
    "accept_objection": _objection,
    "reject_objection": _objection,
    "appeal": _appeal,
    "withdraw_appeal": _withdraw_appeal,
    "accept_appeal": _accept_appeal,
    "note_appeal": _in_work,
    "close_appeal": _close_appeal,
    "intervene": _intervene,
    "adopt": _adopt,
    "assign": _assign,
    "extend": _extend,
    "keep_promise": _promise,
    "move_promise": _promise,
    "confirm_promise": _kept,
    "dispute_promise": _kept,
}
