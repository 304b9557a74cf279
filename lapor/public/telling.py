"""What is said about a report to its reporter: what happens now, what can be done, what each step means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lapor.reports.models import Message
from lapor.reports.policies import MessageView, ReportView, TimelineItem
from lapor.reports.policies.clocks import DeadlineView
from lapor.reports.workflow import Move
from lapor.ui import dates

# Move: what its button says where the table's label speaks to officers, and what it brings about. "answer" and
# "rate_again" are moves that mean something else by now: words answer a question, a judgement replaces the earlier one.
BUTTONS = {
    "answer": "Kirim jawaban",
    "close": "Sudah selesai",
    "unmerge": "Tangani laporan saya sendiri",
    "rate_again": "Ubah nilai",
    "raise_secrecy": "Rahasiakan isi laporan",
}
HEADINGS = {
    "share_phone": "Petugas ingin menelepon Anda",
    "complete": "Lengkapi laporan Anda",
    "respond": "Tulis tanggapan",
    "add": "Tambah keterangan",
    "answer": "Jawab pertanyaan petugas",
    "confirm_promise": "Janji sudah ditepati?",
    "dispute_promise": "Janji belum ditepati?",
    "close": "Masalahnya sudah selesai?",
    "unmerge": "Tangani laporan ini sendiri?",
    "rate": "Nilai penanganan laporan",
    "rate_again": "Ubah nilai Anda",
    "reopen": "Buka kembali laporan ini",
    "object": "Ajukan keberatan",
    "appeal": "Bawa laporan ini ke Ombudsman?",
    "withdraw_appeal": "Tarik laporan ini dari Ombudsman?",
    "withdraw": "Cabut laporan ini?",
    "raise_secrecy": "Rahasiakan isi laporan ini?",
}
MEANINGS = {
    "share_phone": "Anda boleh tidak memberikannya; laporan tetap ditangani. Yang membacanya hanya instansi yang "
    "memegang laporan sekarang. Bila laporan pindah, nomor ini tidak ikut.",
    "complete": "Jawab pertanyaan petugas. Setelah itu pemeriksaan laporan berjalan lagi.",
    "respond": "Tanggapan Anda dibaca petugas yang memegang laporan.",
    "add": "Keterangan ini dibaca petugas yang memegang laporan.",
    "answer": "Jawaban ini dibaca petugas yang bertanya. Setelah itu pengerjaan laporan berjalan lagi.",
    "confirm_promise": "Janji dicatat ditepati. Laporan sendiri belum ditutup karenanya.",
    "dispute_promise": "Janji dicatat tidak ditepati dan instansi bekerja lagi. Tulis apa yang belum beres.",
    "close": "Laporan ditutup. Setelah itu Anda dapat memberi nilai.",
    "unmerge": "Laporan Anda dilepas dari laporan lain dan ditangani sendiri. Tulis alasannya bila jawabannya kurang.",
    "rate": "Nilai Anda tampil di halaman umum, alasannya tidak.",
    "rate_again": "Nilai yang baru menggantikan nilai Anda yang lama. Alasannya tetap tidak tampil untuk umum.",
    "reopen": "Instansi bekerja lagi dengan batas waktu baru. Ini dapat dilakukan satu kali, jadi tulis alasannya.",
    "object": "Instansi di atasnya memeriksa keputusan ini dan menjawab alasan Anda.",
    "appeal": "Ombudsman membaca isi laporan, lampiran, seluruh percakapan, catatan internal petugas, "
    "perjalanan laporan, dan setiap tenggatnya. Nama dan kontak yang Anda isi tidak ikut. "
    "Dengan menekan tombol, Anda menyetujuinya. Anda dapat menariknya kembali selama Ombudsman belum menindaklanjuti.",
    "withdraw_appeal": "Ombudsman seketika tidak lagi dapat membuka laporan ini. Yang sudah ia baca tidak dapat "
    "ditarik. Anda dapat membawanya ke sana lagi.",
    "withdraw": "Petugas berhenti menangani laporan ini. Laporan diarsipkan, tidak dihapus. "
    "Ini tidak dapat dibatalkan.",
    "raise_secrecy": "Isi laporan hilang dari halaman umum, dan nama Anda tidak lagi terlihat petugas. "
    "Hanya petugas yang memegang laporan yang dapat membacanya. Anda tidak dapat membatalkannya sendiri.",
}
DONE = {
    "share_phone": "Nomor Anda sudah diberikan kepada instansi yang memegang laporan ini.",
    "complete": "Laporan sudah dilengkapi. Pemeriksaan berjalan lagi.",
    "respond": "Tanggapan Anda sudah terkirim. Petugas yang memegang laporan membacanya.",
    "add": "Keterangan Anda sudah terkirim. Petugas yang memegang laporan membacanya.",
    "answer": "Jawaban Anda sudah terkirim. Pengerjaan laporan berjalan lagi.",
    "confirm_promise": "Jawaban Anda sudah tercatat: janji ditepati. Terima kasih.",
    "dispute_promise": "Jawaban Anda sudah tercatat. Instansi mengerjakan laporan ini lagi.",
    "close": "Laporan sudah ditutup. Terima kasih. Anda masih dapat memberi nilai.",
    "unmerge": "Laporan Anda berjalan sendiri lagi. Petugas yang memegangnya menjawab di halaman ini.",
    "rate": "Nilai Anda sudah tercatat. Terima kasih.",
    "rate_again": "Nilai Anda sudah diubah.",
    "reopen": "Laporan dibuka kembali. Instansi bekerja lagi dengan batas waktu baru.",
    "object": "Keberatan Anda sudah dikirim. Instansi di atasnya memeriksa lalu menjawab di halaman ini.",
    "appeal": "Laporan ini sudah dibawa ke Ombudsman. Kini Ombudsman dapat membaca semuanya.",
    "withdraw_appeal": "Persetujuan Anda sudah ditarik. Ombudsman tidak lagi dapat membuka laporan ini.",
    "withdraw": "Laporan ini sudah dicabut. Petugas berhenti menanganinya.",
    "raise_secrecy": "Isi laporan sekarang rahasia. Halamannya tidak lagi terbuka untuk umum.",
}
ICONS = {
    "submit": "inbox",
    "dispose": "forward",
    "hold": "question",
    "ask": "question",
    "complete": "reply",
    "respond": "reply",
    "add": "plus",
    "ask_phone": "person",
    "share_phone": "person",
    "return_up": "back",
    "arbitrate": "check",
    "recall": "undo",
    "archive": "archive",
    "withdraw": "archive",
    "merge": "merge",
    "unmerge": "merge",
    "split": "split",
    "split_off": "split",
    "unsplit": "undo",
    "rejoin": "undo",
    "relay": "office",
    "end": "closed",
    "follow_up": "office",
    "issue_letter": "document",
    "keep_promise": "check",
    "move_promise": "calendar",
    "confirm_promise": "check",
    "dispute_promise": "flag",
    "promise_broken": "alert",
    "promise_unconfirmed": "check",
    "extend": "calendar",
    "postpone": "calendar",
    "publish": "globe",
    "unpublish": "eye",
    "edit_public": "edit",
    "raise_secrecy": "lock",
    "accuse": "eye",
    "intervene": "flag",
    "close": "closed",
    "rate": "star",
    "reopen": "undo",
    "object": "flag",
    "appeal": "shield",
    "withdraw_appeal": "undo",
    "accept_appeal": "shield",
    "close_appeal": "shield",
    "overdue": "alert",
    "warn": "bell",
    "take_over": "key",
    "renew_pin": "key",
    "open_identity": "eye",
}


@dataclass(frozen=True, slots=True)
class Button:
    """One thing that the reporter may do now."""

    name: str
    label: str
    danger: bool


def button_of(move: Move, view: ReportView) -> Button:
    return Button(move.name, BUTTONS.get(task(view, move.name), move.label), move.danger)


def headline(view: ReportView) -> str:
    """One sentence that says what is true now."""
    return HEADLINES[view.state](view)


def consequence(view: ReportView) -> str:
    """What happens by itself when the reporter does nothing; empty when nothing does."""
    if closing := clock_of(view, "auto_close"):
        when = "segera ditutup" if closing.is_late else "ditutup"
        return f"Laporan {when} bila Anda tidak menanggapi{_until(view, 'auto_close')}."
    if view.state == "merged" and any(one.kind == Message.Kind.FINAL for one in view.messages):
        return "Laporan ditutup bersama laporan lain itu bila Anda tidak meminta ditangani sendiri."
    for one in view.promises:
        if one.answer_by:
            said = (
                f"{one.agency} menyatakan janjinya ditepati. Jawablah sampai {dates.day(one.answer_by)}; tanpa jawaban "
            )
            return f"{said}Anda, janji dicatat ditepati menurut instansi saja."
    if any(one.is_live for one in view.promises):
        return "Laporan tidak ditutup sendiri selama janji di bawah ini belum berakhir."
    completing = clock_of(view, "completing")
    if completing and completing.is_late:
        return "Batas waktunya sudah lewat. Laporan segera diarsipkan bila Anda tidak melengkapinya."
    return ""


def task(view: ReportView, name: str) -> str:
    """The name under which HEADINGS, MEANINGS and BUTTONS speak of a step, by what it means for this report now."""
    if name in ("add", "respond") and clock_of(view, "asking"):
        return "answer"
    return "rate_again" if name == "rate" and view.rating else name


def questions(view: ReportView, name: str) -> list[MessageView]:
    """What the officers asked and is not answered yet, for the page of the step that answers."""
    if task(view, name) not in ("answer", "complete"):
        return []
    answered = max((one.at for one in view.messages if one.by_reporter), default=None)
    asked = [one for one in view.messages if one.kind == Message.Kind.QUESTION]
    return [one for one in asked if answered is None or one.at > answered] or asked[-1:]


def public_headline(view: ReportView) -> str:
    """The same for everybody else, who is not the one that has to answer."""
    if clock_of(view, "completing", "asking"):
        return "Menunggu keterangan pelapor"
    if clock_of(view, "objection"):
        return f"Pelapor keberatan; keputusan ditunggu{_until(view, 'objection')}"
    if clock_of(view, "auto_close"):
        return f"{view.holder} sudah memberi jawaban akhir; menunggu tanggapan pelapor"
    return headline(view)


def _unverified(view: ReportView) -> str:
    if clock_of(view, "arbitration"):
        return f"{view.holder} memutuskan instansi mana yang menangani{_until(view, 'arbitration')}"
    return f"Menunggu pemeriksaan {view.holder}{_until(view, 'verification', 'redisposition', 'objection')}"


def _pending(view: ReportView) -> str:
    return f"Laporan menunggu Anda lengkapi{_until(view, 'completing')}"


def _assigned(view: ReportView) -> str:
    if clock_of(view, "asking"):
        return f"{view.holder} menunggu jawaban Anda{_until(view, 'asking')}"
    return f"Menunggu jawaban pertama {view.holder}{_until(view, 'response')}"


def _in_progress(view: ReportView) -> str:
    if clock_of(view, "asking"):
        return f"{view.holder} menunggu jawaban Anda{_until(view, 'asking')}"
    if clock_of(view, "objection"):
        return f"Keberatan Anda sedang diperiksa{_until(view, 'objection')}"
    if clock_of(view, "auto_close"):
        return f"{view.holder} sudah memberi jawaban akhir"
    if view.waits_for != "officer" and any(one.is_live for one in view.promises):
        return f"{view.holder} sudah menjawab, dan masih ada janji yang berjalan"
    return f"Sedang ditangani {view.holder}{_until(view, 'completion')}"


def _closed(view: ReportView) -> str:
    if clock_of(view, "objection"):
        return f"Keberatan Anda sedang diperiksa{_until(view, 'objection')}"
    on = f" pada {dates.day(dates.localise(view.closed_at, view.zone_name).date())}" if view.closed_at else ""
    return f"Laporan ini {view.state_label[:1].lower()}{view.state_label[1:]}{on}"


def _archived(view: ReportView) -> str:
    if clock_of(view, "objection"):
        return f"Keberatan Anda sedang diperiksa{_until(view, 'objection')}"
    why = f": {view.archive_reason[:1].lower()}{view.archive_reason[1:]}" if view.archive_reason else ""
    return f"Laporan ini diarsipkan{why}"


def _merged(view: ReportView) -> str:
    answered = any(one.kind == Message.Kind.FINAL for one in view.messages)
    how = "sudah dijawab bersama" if answered else "digabungkan dengan"
    return f"Laporan ini {how} laporan lain tentang hal yang sama"


HEADLINES: dict[str, Callable[[ReportView], str]] = {
    "unverified": _unverified,
    "pending": _pending,
    "assigned": _assigned,
    "in_progress": _in_progress,
    "closed": _closed,
    "archived": _archived,
    "merged": _merged,
}


def clock_of(view: ReportView, *names: str) -> DeadlineView | None:
    """The first of these clocks that runs or is paused."""
    live = {deadline.clock: deadline for deadline in view.deadlines if deadline.is_live}
    return next((live[name] for name in names if name in live), None)


def _until(view: ReportView, *names: str) -> str:
    found = clock_of(view, *names)
    if found is None or found.outcome == "paused":
        return ""
    last = dates.day(dates.localise(found.due_at, view.zone_name).date())
    if not found.is_late:
        return f" sampai {last}"
    return "" if found.awaits_reporter else f", terlambat sejak {last}"


def with_icons(view: ReportView) -> list[tuple[TimelineItem, str, str]]:
    """The timeline, latest first: item, icon, kind."""
    items = [(item, ICONS.get(item.kind, "check")) for item in reversed(view.timeline)]
    return [
        (item, icon, "late" if item.kind == "overdue" else "now" if at == 0 else "")
        for at, (item, icon) in enumerate(items)
    ]
