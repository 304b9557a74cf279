"""The table of moves: everything that can happen to a report, by whom, and what it does to the clocks.

Buttons, forms, API routes, the permission matrix, docs/workflow.md and the random-life test are made from this table.
Source: the life of a report in SP4N-LAPOR; limits of clocks are rows of `standards`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lapor.agencies.models import Role
from lapor.reports.choices import State
from lapor.reports.params import Param, params_of

Visibility = Literal["public", "reporter", "officers", "ombudsman"]

BACK = "<"  # the state before the merge that is undone
# The moves that send a report to a unit, after which it owes an answer.
SENDS = frozenset({"dispose", "arbitrate"})
# What the Ombudsman does with his own case: no handling of the report.
OVERSIGHT = frozenset({"accept_appeal", "note_appeal", "close_appeal"})
# What the timeline adds to a return that went to an arbiter.
TO_ARBITER = "{to} memutuskan instansi mana yang menangani."
# What the timeline adds to a letter that takes the place of another.
REPLACES = "Surat ini menggantikan surat sebelumnya."
# What the timeline adds to an answer that promises something.
PROMISED = "Janjinya berlaku sampai {until}."
ALL_CLOCKS = (
    "verification",
    "redisposition",
    "arbitration",
    "response",
    "completion",
    "auto_close",
    "completing",
    "asking",
    "objection",
)


@dataclass(frozen=True, slots=True)
class Move:
    """One row. `to` "" keeps the state; `exclusive` moves need the turn that the doer has seen.

    `by` names roles of officers, and "reporter", "system", "public" for those who hold no seat. `sentence` is what the
    timeline says; {agency} is where the doer sits, {to} the agency concerned, {until} a day to which a limit moved,
    {outcome} how a case at the Ombudsman ended.
    """

    name: str
    label: str
    sentence: str
    from_: frozenset[str]
    to: str
    by: frozenset[str]
    visibility: Visibility
    takes: tuple[Param, ...]
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    voids: tuple[str, ...]
    pauses: tuple[str, ...]
    pauses_if: tuple[tuple[str, str], ...]  # a clock, and what the event must say for it to stand
    resumes: tuple[str, ...]
    exclusive: bool
    danger: bool
    offered: bool

    @property
    def officers(self) -> frozenset[str]:
        return self.by & frozenset(Role.values)

    def paused_by(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        """The clocks that stand after an event of this move that says `data`."""
        return (*self.pauses, *(clock for clock, said in self.pauses_if if data.get(said)))

    @property
    def words(self) -> tuple[Param, ...]:
        """What people write for this move, which a unit may keep as a draft."""
        return tuple(param for param in self.takes if param.kind in ("text", "line"))


def move(
    name: str,
    label: str,
    from_: str,
    to: str,
    by: str,
    sentence: str,
    *,
    takes: str = "",
    seen_by: Visibility = "public",
    start: str = "",
    stop: str = "",
    void: str = "",
    pause: str = "",
    pause_if: str = "",
    resume: str = "",
    exclusive: bool = True,
    danger: bool = False,
    offered: bool = True,
) -> Move:
    return Move(
        name=name,
        label=label,
        sentence=sentence,
        from_=frozenset(_states(from_)),
        to=to,
        by=frozenset(by.split()),
        visibility=seen_by,
        takes=params_of(takes),
        starts=_clocks(start),
        stops=_clocks(stop),
        voids=_clocks(void),
        pauses=_clocks(pause),
        pauses_if=tuple(_conditions(pause_if)),
        resumes=_clocks(resume),
        exclusive=exclusive,
        danger=danger,
        offered=offered,
    )


def _states(names: str) -> list[str]:
    named = {"any": list(State.values), "open": ["unverified", "pending", "assigned", "in_progress"]}
    return [state for name in names.split() for state in named.get(name, [name])]


def _clocks(names: str) -> tuple[str, ...]:
    return ALL_CLOCKS if names == "all" else tuple(names.split())


def _conditions(pairs: str) -> Iterator[tuple[str, str]]:
    for pair in pairs.split():
        clock, _, said = pair.partition("=")
        yield clock, said


ADMINS = "national_admin agency_admin"
OFFICERS = "liaison agency_admin"
ALL_OFFICERS = "liaison agency_admin national_admin"

PROMISING = "unverified pending assigned in_progress closed"  # where a promise may run

# fmt: off
MOVES: dict[str, Move] = {m.name: m for m in (
    move("submit", "Kirim", "", "unverified", "public reporter operator partner system",
         "Laporan diterima dan masuk antrean {to}.", start="verification", offered=False),
    move("dispose", "Verifikasi dan disposisi", "unverified assigned in_progress", "assigned", ALL_OFFICERS,
         "Laporan diteruskan ke {to}.",
         takes="to! note copies oversight public_title public_body checked withhold",
         stop="verification redisposition", void="response auto_close", start="response completion",
         resume="completion"),
    move("hold", "Minta kelengkapan", "unverified", "pending", ADMINS,
         "{agency} meminta pelapor melengkapi laporan.",
         takes="questions!", seen_by="reporter", pause="verification redisposition arbitration", start="completing"),
    move("complete", "Lengkapi laporan", "pending", "unverified", "reporter",
         "Pelapor melengkapi laporan.",
         takes="text! files", seen_by="reporter", stop="completing",
         resume="verification redisposition arbitration"),
    move("ask", "Tanya pelapor", "assigned in_progress", "", ALL_OFFICERS,
         "{agency} bertanya kepada pelapor.",
         takes="questions!", seen_by="reporter", pause="completion", start="asking"),
    move("ask_phone", "Minta nomor telepon", "assigned in_progress", "", OFFICERS,
         "{agency} meminta nomor telepon pelapor.",
         takes="reason!", seen_by="reporter", exclusive=False),
    move("share_phone", "Beri nomor telepon", "assigned in_progress", "", "reporter",
         "Pelapor memberikan nomor teleponnya kepada instansi yang memegang laporan.",
         takes="phone!", seen_by="reporter", exclusive=False),
    move("return_up", "Bukan wewenang kami", "unverified assigned in_progress", "unverified", OFFICERS,
         "{agency} mengembalikan laporan karena bukan wewenangnya.",
         takes="reason! proposed!", void="response auto_close redisposition arbitration", pause="verification",
         start="redisposition", resume="completion"),
    move("arbitrate", "Putuskan", "unverified assigned in_progress", "assigned", ADMINS,
         "{agency} memutuskan: laporan ini ditangani {to}.",
         takes="to! reason! keep_rule oversight public_title public_body checked withhold",
         stop="verification redisposition arbitration", void="response auto_close", start="response completion",
         resume="completion"),
    move("recall", "Tarik disposisi", "assigned", "unverified", ALL_OFFICERS,
         "{agency} menarik kembali disposisi.",
         takes="reason!", void="response", start="redisposition", danger=True),
    move("archive", "Arsipkan", "unverified pending", "archived", f"{ADMINS} system",
         "Laporan diarsipkan.",
         takes="archive_reason! reason!", seen_by="public", stop="verification redisposition arbitration completing",
         void="all", danger=True),
    move("merge", "Gabungkan", "unverified assigned in_progress", "merged", ADMINS,
         "Laporan digabungkan dengan laporan lain tentang hal yang sama.",
         takes="primary!", seen_by="reporter", pause="all", danger=True),
    move("unmerge", "Lepaskan gabungan", "merged", BACK, f"{ADMINS} reporter system",
         "Laporan dilepas dari laporan utama dan berjalan sendiri lagi.",
         takes="reason", seen_by="reporter", resume="all"),
    move("split", "Pecah laporan", "unverified assigned in_progress", "", ADMINS,
         "{agency} memecah laporan ini: satu bagiannya menjadi laporan sendiri.",
         takes="part_title! part_body! part_files category to oversight withhold checked", seen_by="reporter"),
    move("split_off", "Bagian", "", "unverified", ADMINS,
         "{agency} memisahkan laporan ini dari laporan yang memuat beberapa hal.", seen_by="reporter",
         start="verification", offered=False),
    move("unsplit", "Batalkan pemecahan", "unverified assigned", "archived", ADMINS,
         "{agency} membatalkan pemecahan; isi bagian ini ditangani lagi di laporan asalnya.",
         takes="reason!", seen_by="reporter", void="all", danger=True),
    move("rejoin", "Bagian kembali", "open", "", "system",
         "Pemecahan satu bagian dibatalkan; isinya ditangani lagi di laporan ini.",
         seen_by="reporter", exclusive=False, offered=False),
    move("relay", "Jawaban bersama", "merged", "", OFFICERS,
         "{agency} memberi tindak lanjut bersama laporan utama.", stop="response", exclusive=False, offered=False),
    move("end", "Selesai bersama", "merged", "closed", "system",
         "Laporan dinyatakan selesai bersama laporan utama.", stop="all", offered=False),
    move("follow_up", "Tindak lanjuti", "assigned in_progress", "in_progress", OFFICERS,
         "{agency} memberi tindak lanjut.",
         takes="text! promise promise_until promise_owner files final publish_text checked to_merged send_at "
         "past_limit", stop="response", pause_if="completion=final"),
    move("issue_letter", "Buat surat jawaban", "in_progress closed", "", OFFICERS,
         "{agency} membuat surat jawaban resmi.",
         takes="answer letter_number! letter_date letter_place letter_subject", seen_by="reporter"),
    move("propose", "Ajukan jawaban", "assigned in_progress", "", OFFICERS,
         "{agency} mengajukan jawaban untuk disetujui pimpinan.",
         seen_by="officers", offered=False),
    move("approve", "Setujui dan kirim", "assigned in_progress", "", f"leader {ADMINS}",
         "{agency} menyetujui jawaban.",
         seen_by="officers"),
    move("send_back", "Kembalikan dengan catatan", "assigned in_progress", "", f"leader {ADMINS}",
         "{agency} mengembalikan jawaban kepada unit, dengan catatan.",
         takes="comment!", seen_by="officers"),
    move("take_back", "Tarik jawaban", "assigned in_progress", "", OFFICERS,
         "{agency} menarik jawaban yang belum terkirim.",
         seen_by="officers"),
    move("schedule", "Jadwalkan jawaban", "assigned in_progress", "", OFFICERS,
         "{agency} menjadwalkan pengiriman jawaban.",
         seen_by="officers", offered=False),
    move("reschedule", "Ubah waktu kirim", "assigned in_progress", "", OFFICERS,
         "{agency} mengubah waktu kirim jawaban.",
         takes="send_at! past_limit", seen_by="officers"),
    move("send_now", "Kirim sekarang", "assigned in_progress", "", OFFICERS,
         "{agency} mengirim jawaban sebelum waktunya.",
         seen_by="officers"),
    move("come_due", "Waktu kirim tiba", "assigned in_progress", "", "system",
         "Waktu kirim jawaban tiba.",
         seen_by="officers", exclusive=False, offered=False),
    move("not_sent", "Jawaban terjadwal tidak terkirim", "assigned in_progress", "", "system",
         "Jawaban terjadwal tidak terkirim pada waktunya; kata-katanya tersimpan sebagai draf.",
         seen_by="officers", exclusive=False, offered=False),
    move("pass_answer", "Serahkan jawaban", "assigned in_progress", "", f"{OFFICERS} system",
         "{agency} menyerahkan jawaban yang belum terkirim kepada rekan penulisnya.",
         seen_by="officers", exclusive=False, offered=False),
    move("lapse", "Jawaban tidak terkirim", "any", "", "system",
         "Jawaban yang menunggu tidak terkirim karena laporan atau petugasnya berubah; kata-katanya menjadi draf.",
         seen_by="officers", exclusive=False, offered=False),
    move("respond", "Tanggapi", "in_progress", "in_progress", "reporter",
         "Pelapor menanggapi.",
         takes="text! files", seen_by="reporter", void="auto_close asking", resume="completion", exclusive=False),
    move("add", "Tambah keterangan", "open merged", "", "reporter operator",
         "Pelapor menambah keterangan.",
         takes="text! files", seen_by="reporter", void="asking", resume="completion", exclusive=False),
    move("keep_promise", "Janji sudah ditepati", PROMISING, "", OFFICERS,
         "{agency} menyatakan janjinya sudah ditepati.",
         takes="text! files publish_text checked"),
    move("move_promise", "Pindahkan hari janji", PROMISING, "", OFFICERS,
         "{agency} memindahkan janjinya ke {until}.",
         takes="promise_until! reason!"),
    move("confirm_promise", "Benar, sudah ditepati", PROMISING, "", "reporter",
         "Pelapor membenarkan bahwa janji ditepati.", exclusive=False),
    move("dispute_promise", "Belum ditepati", PROMISING, "", "reporter",
         "Pelapor menyatakan janji belum ditepati; laporan dikerjakan lagi.",
         takes="reason!", exclusive=False),
    move("extend", "Perpanjang tenggat", "assigned in_progress", "", "agency_admin leader",
         "{agency} memperpanjang tenggat penyelesaian.",
         takes="until! reason!"),
    move("assign", "Tunjuk penanggung jawab", "open closed", "", f"{ALL_OFFICERS} system",
         "Penanggung jawab laporan di {agency} diganti.",
         takes="person promise_owner note", seen_by="officers", exclusive=False),
    move("reclassify", "Ubah klasifikasi", "open", "", ALL_OFFICERS,
         "Klasifikasi atau kategori laporan diubah.",
         takes="classification! oversight category"),
    move("publish", "Terbitkan", "assigned in_progress closed archived", "", ADMINS,
         "Laporan diterbitkan untuk umum.",
         takes="public_title! public_body! checked"),
    move("unpublish", "Sembunyikan", "any", "", ADMINS,
         "Laporan disembunyikan dari umum.",
         takes="withhold! reason!", seen_by="reporter", danger=True),
    move("edit_public", "Sunting versi publik", "any", "", ADMINS,
         "Versi publik laporan disunting.",
         takes="public_title! public_body! checked reason!", seen_by="reporter"),
    move("raise_secrecy", "Rahasiakan", "any", "", f"reporter {ADMINS} system",
         "Isi laporan dirahasiakan.",
         seen_by="reporter", exclusive=False, danger=True),
    move("accuse", "Tandai terlapor", "any", "", ADMINS,
         "{agency} menandai instansi yang dilaporkan. Instansi itu tidak lagi melihat laporan ini.",
         takes="accused! reason!", seen_by="reporter", danger=True),
    move("note", "Catatan internal", "any", "", f"{ALL_OFFICERS} leader",
         "{agency} menulis catatan internal.",
         takes="text!", seen_by="officers", exclusive=False),
    move("intervene", "Intervensi", "open", "", "national_admin ombudsman",
         "{agency} meminta perhatian atas laporan ini.",
         takes="text!"),
    move("close", "Selesaikan", "in_progress", "closed", f"reporter {ADMINS} system",
         "Laporan dinyatakan selesai.",
         takes="reason", stop="all"),
    move("rate", "Beri nilai", "closed", "", "reporter",
         "Pelapor memberi nilai.",
         takes="adequate! solved! treated! text", exclusive=False),
    move("reopen", "Buka kembali", "closed", "in_progress", "reporter system",
         "Laporan dibuka kembali.",
         takes="reason!", start="completion"),
    move("object", "Ajukan keberatan", "archived closed in_progress", "", "reporter",
         "Pelapor mengajukan keberatan.",
         takes="reason!", seen_by="reporter", start="objection", exclusive=False),
    move("accept_objection", "Terima keberatan", "archived closed in_progress", "unverified", ADMINS,
         "Keberatan pelapor diterima; laporan dikerjakan lagi.",
         takes="reason!", stop="objection", void="auto_close response", start="redisposition"),
    move("reject_objection", "Tolak keberatan", "archived closed in_progress", "", ADMINS,
         "Keberatan pelapor ditolak.",
         takes="reason!", seen_by="reporter", stop="objection", danger=True),
    move("appeal", "Bawa ke Ombudsman", "any", "", "reporter",
         "Pelapor membawa laporan ini ke Ombudsman.",
         takes="reason", seen_by="reporter", exclusive=False, danger=True),
    move("withdraw_appeal", "Tarik dari Ombudsman", "any", "", "reporter",
         "Pelapor menarik persetujuannya. Ombudsman tidak lagi membaca laporan ini.",
         seen_by="reporter", exclusive=False, danger=True),
    move("accept_appeal", "Terima kasus", "any", "", "ombudsman",
         "{agency} menerima laporan ini dan memeriksanya.",
         seen_by="reporter", exclusive=False),
    move("note_appeal", "Catatan Ombudsman", "any", "", "ombudsman",
         "{agency} menulis catatan yang hanya dibaca di sana.",
         takes="text!", seen_by="ombudsman", exclusive=False),
    move("close_appeal", "Tutup kasus", "any", "", "ombudsman",
         "{agency} menutup kasusnya: {outcome}.",
         takes="outcome! text!", seen_by="reporter", exclusive=False),
    move("withdraw", "Cabut laporan", "open merged", "archived", "reporter",
         "Pelapor mencabut laporan.",
         takes="reason", seen_by="public", void="all", danger=True),
    move("adopt", "Ambil untuk dikerjakan", "any", "", ADMINS,
         "Laporan dari sistem sebelumnya mulai dikerjakan di sini.", start="response completion"),
    # What time alone causes, and what came from elsewhere.
    move("imported", "Diimpor", "", "", "system",
         "Laporan disalin dari SP4N-LAPOR.", offered=False),
    move("overdue", "Lewat tenggat", "open closed archived", "", "system",
         "Tenggat {clock} terlewati.", exclusive=False, offered=False),
    move("remind", "Pengingat tenggat", "open closed archived", "", "system",
         "Pengingat tenggat {clock} dikirim.", seen_by="officers", exclusive=False, offered=False),
    move("offer", "Tawaran ke Ombudsman", "open", "", "system",
         "Laporan ini kini dapat dibawa ke Ombudsman.", seen_by="reporter", exclusive=False, offered=False),
    move("warn", "Peringatan penutupan", "pending assigned in_progress", "", "system",
         "Pelapor diingatkan sebelum batas waktu.", seen_by="reporter", exclusive=False, offered=False),
    move("unanswered", "Pertanyaan tidak terjawab", "assigned in_progress", "", "system",
         "Pelapor belum menjawab; pengerjaan dilanjutkan.", void="asking", resume="completion",
         seen_by="reporter", exclusive=False, offered=False),
    move("promise_due", "Janji jatuh tempo", PROMISING, "", "system",
         "Janji jatuh tempo pada {until}.", seen_by="officers", exclusive=False, offered=False),
    move("promise_broken", "Janji tidak ditepati", PROMISING, "", "system",
         "Janji sampai {until} tidak ditepati; laporan tetap atau kembali dikerjakan.", exclusive=False, offered=False),
    move("promise_unconfirmed", "Janji tanpa jawaban", PROMISING, "", "system",
         "Pelapor tidak menjawab; janji dicatat ditepati menurut instansi.", exclusive=False, offered=False),
    move("postpone", "Tenggat disesuaikan", "open closed archived", "", "system",
         "Tenggat {clock} mundur ke {until} karena hari libur yang baru ditetapkan.",
         exclusive=False, offered=False),
    move("open_identity", "Identitas dibuka", "any", "", "system",
         "Dua kustodian bersama membuka identitas pelapor yang disegel.",
         seen_by="reporter", exclusive=False, offered=False),
    move("take_over", "Ganti PIN loket", "any", "", "reporter",
         "Pelapor mengganti PIN yang dibuat di loket.", seen_by="reporter", exclusive=False, offered=False),
    move("renew_pin", "PIN diganti", "any", "", "system",
         "PIN laporan diganti atas permintaan pelapor.", seen_by="reporter", exclusive=False, offered=False),
)}
# fmt: on
