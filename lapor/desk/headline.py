"""The sentence of what is true now, and which move helps most."""

from __future__ import annotations

from dataclasses import dataclass

from lapor.desk.about import ICONS
from lapor.people.actor import Actor
from lapor.reports.policies import ReportView
from lapor.reports.policies.clocks import DeadlineView
from lapor.reports.workflow import Move
from lapor.ui import dates

# The most sensible next step by state; the first that the officer may make is the primary button.
NEXT: dict[str, tuple[str, ...]] = {
    "unverified": ("adopt", "arbitrate", "dispose"),
    "pending": ("adopt",),
    "assigned": ("adopt", "follow_up", "intervene"),
    "in_progress": ("adopt", "follow_up", "intervene"),
    "merged": ("unmerge",),
}
# What opens on demand: rare, or about the record rather than the matter.
RARE = frozenset(
    {
        "archive",
        "merge",
        "unmerge",
        "split",
        "unsplit",
        "arbitrate",
        "recall",
        "assign",
        "reclassify",
        "unpublish",
        "edit_public",
        "publish",
        "raise_secrecy",
        "accuse",
        "extend",
        "ask_phone",
        "move_promise",
        "issue_letter",
    }
)


def headline(view: ReportView) -> str:
    """What is true now: who must do what until when."""
    live = {deadline.clock: deadline for deadline in view.deadlines if deadline.outcome == "running"}
    if objection := live.get("objection"):
        return f"Pelapor keberatan. Menunggu keputusan {objection.agency} {_until(objection)}."
    if due := next((one for one in view.promises if one.state == "due"), None):
        return f"Janji {due.agency} jatuh tempo {dates.day(due.due_on)}. Nyatakan ditepati bila sudah dikerjakan."
    if view.imported:
        return "Laporan ini berasal dari sistem sebelumnya dan belum dikerjakan di sini."
    match view.state:
        case "unverified":
            if deciding := live.get("arbitration"):
                times = f"Sudah {view.returns} kali dikembalikan."
                return f"{times} {view.holder} memutuskan siapa yang menangani {_until(deciding)}."
            clock = live.get("verification") or live.get("redisposition")
            return f"Menunggu verifikasi {view.holder} {_until(clock)}.".replace(" .", ".")
        case "pending":
            return f"Menunggu pelapor melengkapi laporan {_until(live.get('completing'))}.".replace(" .", ".")
        case "assigned" | "in_progress":
            return _at_work(view, live)
        case "closed":
            return f"{view.state_label}{_closed_on(view)}."
        case "archived":
            return f"Diarsipkan: {view.archive_reason.lower() or 'tanpa alasan tercatat'}."
        case _:
            return "Laporan ini mengikuti laporan utama."


def _at_work(view: ReportView, live: dict[str, DeadlineView]) -> str:
    if view.answer_at:
        who = "pimpinan" if view.answer_waits == "leader" else "admin"
        clock = live.get("response") or live.get("completion")
        return f"Jawaban menunggu persetujuan {who} {view.answer_at} {_until(clock)}.".replace(" .", ".")
    if view.answer_waits == "time":
        clock = live.get("response") or live.get("completion")
        return f"Jawaban sudah ditulis dan terkirim pada waktunya. Tenggat {_until(clock)}.".replace(" Tenggat .", "")
    if asking := live.get("asking"):
        return f"Menunggu jawaban pelapor {_until(asking)}."
    if response := live.get("response"):
        return f"Menunggu tindak lanjut pertama {view.holder} {_until(response)}."
    if closing := live.get("auto_close"):
        return f"Sudah dijawab. Ditutup sendiri sesudah {_day(closing)} bila pelapor tidak menanggapi."
    if view.waits_for != "officer" and (running := next((one for one in view.promises if one.is_live), None)):
        if running.answer_by:
            return f"Menunggu pelapor: apakah janji ditepati? Ia dapat menjawab sampai {dates.day(running.answer_by)}."
        return f"Sudah dijawab. Ada janji sampai {dates.day(running.due_on)}; pada hari itu laporan kembali ke sini."
    if completion := live.get("completion"):
        return f"Dikerjakan {view.holder}; harus selesai {_until(completion)}."
    return f"Dikerjakan {view.holder}."


def _until(deadline: DeadlineView | None) -> str:
    if deadline is None:
        return ""
    late = -deadline.days_left
    if deadline.is_late:
        return f"yang terlambat {late} hari kerja" if late else "yang seharusnya hari ini"
    return f"sampai {_day(deadline)}"


def _day(deadline: DeadlineView) -> str:
    return dates.day(deadline.due_at.astimezone(deadline.calendar.zone).date())


def _closed_on(view: ReportView) -> str:
    return f" pada {dates.day(dates.localise(view.closed_at, view.zone_name).date())}" if view.closed_at else ""


def primary_of(view: ReportView, moves: list[Move], actor: Actor) -> Move | None:
    """The move to press first; None when the next step is somebody else's."""
    allowed = {move.name: move for move in moves}
    if "accept_appeal" in allowed:
        return allowed["accept_appeal"]
    if "accept_objection" in allowed:
        return allowed["accept_objection"]
    if "keep_promise" in allowed and any(one.state == "due" for one in view.promises) and _answers(actor, view):
        return allowed["keep_promise"]
    if "approve" in allowed and (view.answer_waits == "admin" or actor.has_role("leader")):
        return allowed["approve"]
    for name in NEXT.get(view.state, ()):
        if name in allowed and (name != "follow_up" or _answers(actor, view)):
            return allowed[name]
    return None


def _answers(actor: Actor, view: ReportView) -> bool:
    return actor.has_role("liaison") or any(seat.agency_id == view.holder_id for seat in actor.seats)


@dataclass(frozen=True, slots=True)
class Button:
    """A move as the page offers it."""

    name: str
    label: str
    icon: str
    danger: bool


def buttons(view: ReportView, actor: Actor, moves: list[Move]) -> tuple[Button | None, list[Button], list[Button]]:
    """The primary move, the usual ones, and those that open on demand, dangerous ones last."""
    primary = primary_of(view, moves, actor)
    rest = [move for move in moves if move is not primary]
    rest.sort(key=lambda move: move.name != "reject_objection")  # yes and no of a decision stand side by side
    usual = [button_of(move) for move in rest if move.name not in RARE]
    rare = [button_of(move) for move in rest if move.name in RARE]
    return (button_of(primary) if primary else None), usual, sorted(rare, key=lambda one: one.danger)


def button_of(move: Move) -> Button:
    return Button(move.name, move.label, ICONS.get(move.name, "check"), move.danger)
