"""The kinds of notices: the subject of the mail is also the line at the bell.

A kind that goes by mail has its words in templates/notices/<kind>.txt; the text and the HTML part are made of the same
words, so that they cannot say different things. Names in braces are those of `facts`, and of `seats` for seats.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice; `urgent` ones overtake all others, `by_mail` False only rings the bell."""

    subject: str
    urgent: bool = False
    by_mail: bool = True


# What is said, to whomever, of a report whose content is secret.
HUSHED = "update"
PIN = "pin"
UNDELIVERED = "undelivered"
# Of seats, without an event: `seats`.
INVITED = "invited"
SECOND_YES = "second_yes"
DECREE = "decree"
# Of letters to agencies, without an event of a report: `interventions`.
DEMAND = "demand"
DEMAND_ANSWERED = "demand_answered"

# fmt: off
KINDS: dict[str, Kind] = {
    # to the reporter
    "receipt":            Kind("Laporan {code} sudah kami terima", urgent=True),
    "forwarded":          Kind("Laporan {code} diteruskan ke {to}"),
    "questions":          Kind("Ada pertanyaan untuk laporan {code}", urgent=True),
    "phone_asked":        Kind("{agency} meminta nomor telepon untuk laporan {code}"),
    "moved":              Kind("Laporan {code} dicarikan instansi yang berwenang"),
    "archived":           Kind("Laporan {code} diarsipkan"),
    "merged":             Kind("Laporan {code} digabungkan"),
    "separated":          Kind("Laporan {code} berjalan sendiri lagi"),
    "split":              Kind("Satu bagian laporan {code} menjadi laporan sendiri"),
    "unsplit":            Kind("Pemecahan laporan {code} dibatalkan"),
    "answered":           Kind("{agency} menjawab laporan {code}"),
    "letter":             Kind("Surat jawaban atas laporan {code} sudah ada"),
    "extended":           Kind("Tenggat laporan {code} diperpanjang"),
    "promise_said":       Kind("Apakah janji pada laporan {code} sudah ditepati?", urgent=True),
    "promise_moved":      Kind("Hari janji pada laporan {code} dipindahkan"),
    "promise_broken":     Kind("Janji pada laporan {code} tidak ditepati"),
    "publication":        Kind("Versi publik laporan {code} berubah"),
    "closed":             Kind("Laporan {code} dinyatakan selesai"),
    "reopened":           Kind("Laporan {code} dibuka kembali"),
    "objection_accepted": Kind("Keberatan atas laporan {code} diterima"),
    "objection_rejected": Kind("Keberatan atas laporan {code} ditolak"),
    "warning":            Kind("Laporan {code} menunggu Anda sampai {due}", urgent=True),
    "offered":            Kind("Laporan {code} dapat Anda bawa ke Ombudsman"),
    "examined":           Kind("Ombudsman memeriksa laporan {code}"),
    "examined_end":       Kind("Ombudsman menutup kasus laporan {code}"),
    PIN:                  Kind("PIN baru untuk laporan {code}", urgent=True),
    # to officers
    "new":                Kind("Laporan baru {code} menunggu verifikasi"),
    "assigned":           Kind("Laporan {code} diteruskan kepada {to}"),
    "yours":              Kind("Anda ditunjuk menangani laporan {code}"),
    "handed":             Kind("Laporan {code} diserahterimakan kepada Anda"),
    "released":           Kind("Laporan {code} di {to} kini tanpa penanggung jawab"),
    "copied":             Kind("Tembusan laporan {code}"),
    "completed":          Kind("Pelapor melengkapi laporan {code}"),
    "returned":           Kind("Laporan {code} dikembalikan oleh {agency}"),
    "arbitration":        Kind("Laporan {code} menunggu putusan Anda", urgent=True),
    "approval":           Kind("Jawaban laporan {code} menunggu persetujuan Anda", urgent=True),
    "approval_late":      Kind("Tenggat {clock} laporan {code} lewat; jawaban menunggu Anda", urgent=True),
    "sent_back":          Kind("Jawaban laporan {code} dikembalikan pimpinan dengan catatan", urgent=True),
    "approved":           Kind("Jawaban laporan {code} disetujui", by_mail=False),
    "lapsed":             Kind("Jawaban laporan {code} tidak terkirim karena laporan atau petugasnya berubah"),
    "not_sent":           Kind("Jawaban terjadwal laporan {code} tidak terkirim", urgent=True),
    "answer_passed":      Kind("Jawaban laporan {code} yang belum terkirim kini atas nama Anda", by_mail=False),
    "recalled":           Kind("Disposisi laporan {code} ditarik kembali"),
    "replied":            Kind("Pelapor menanggapi laporan {code}"),
    "added":              Kind("Ada keterangan baru pada laporan {code}"),
    "reminded":           Kind("Tenggat {clock} laporan {code} jatuh pada {day}"),
    "overdue":            Kind("Tenggat {clock} laporan {code} terlewati"),
    "escalated":          Kind("{to} melewati tenggat {clock} laporan {code}"),
    "promise_due":        Kind("Janji pada laporan {code} jatuh tempo {day}"),
    "promise_kept":       Kind("Janji pada laporan {code} ditepati", by_mail=False),
    "promise_disputed":   Kind("Menurut pelapor, janji pada laporan {code} belum ditepati"),
    "promise_failed":     Kind("Janji pada laporan {code} tidak ditepati"),
    "objection":          Kind("Keberatan atas laporan {code} menunggu keputusan"),
    "intervened":         Kind("{agency} meminta perhatian atas laporan {code}"),
    "appealed":           Kind("Laporan {code} dibawa ke Ombudsman"),
    "case":               Kind("Kasus baru: laporan {code} menunggu Ombudsman", urgent=True),
    "withdrawn":          Kind("Pelapor mencabut laporan {code}"),
    "back":               Kind("Laporan {code} dibuka kembali oleh pelapor"),
    "ended":              Kind("Laporan {code} selesai", by_mail=False),
    "rated":              Kind("Pelapor menilai laporan {code}", by_mail=False),
    "mentioned":          Kind("Anda disebut dalam catatan internal laporan {code}"),
    "noted":              Kind("Ada catatan internal pada laporan {code}", by_mail=False),
    "unanswered":         Kind("Pelapor belum menjawab; pengerjaan laporan {code} dilanjutkan", by_mail=False),
    UNDELIVERED:          Kind("Surel ke pelapor laporan {code} tidak sampai", by_mail=False),
    # digests
    "daily":              Kind("Rangkuman {day}: {summary}"),
    "weekly":             Kind("Rangkuman mingguan: {summary}"),
    # of seats
    INVITED:              Kind("Undangan memegang peran {role} di {agency}", urgent=True),
    DECREE:               Kind("SK untuk peran {role} di {agency}: {decree}"),
    SECOND_YES:           Kind("Peran {role} di {agency} menunggu persetujuan Anda"),
    # of letters to agencies
    DEMAND:               Kind("Surat intervensi {number} untuk {agency} menunggu jawaban", urgent=True),
    DEMAND_ANSWERED:      Kind("{agency} menjawab surat intervensi {number}"),
    # to both
    HUSHED:               Kind("Ada pembaruan laporan {code}"),
}
# fmt: on
