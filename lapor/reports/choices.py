"""The closed lists of the domain, with the words that people read."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    UNVERIFIED = "unverified", "Belum terverifikasi"
    PENDING = "pending", "Menunggu kelengkapan informasi"
    ASSIGNED = "assigned", "Belum ditindaklanjuti"
    IN_PROGRESS = "in_progress", "Sedang diproses"
    CLOSED = "closed", "Selesai"
    ARCHIVED = "archived", "Diarsipkan"
    MERGED = "merged", "Digabungkan"


OPEN_STATES = (State.UNVERIFIED, State.PENDING, State.ASSIGNED, State.IN_PROGRESS)
DONE_STATES = (State.CLOSED, State.ARCHIVED, State.MERGED)


class Classification(models.TextChoices):
    COMPLAINT = "complaint", "Pengaduan"
    ASPIRATION = "aspiration", "Aspirasi"
    INFORMATION = "information", "Permintaan informasi"


class Identity(models.TextChoices):
    NAMED = "named", "Bernama"
    ANONYMOUS = "anonymous", "Anonim"
    NONE = "none", "Tanpa identitas"


class Secrecy(models.TextChoices):
    PUBLIC = "public", "Publik"
    SECRET = "secret", "Rahasia"


class Verdict(models.TextChoices):
    """How a reporter answers one question about what was done with his report."""

    YES = "yes", "Ya"
    PARTLY = "partly", "Sebagian"
    NO = "no", "Tidak"


class Channel(models.TextChoices):
    WEB = "web", "Situs web"
    API = "api", "Aplikasi mitra"
    COUNTER = "counter", "Tatap muka"
    PHONE = "phone", "Telepon"
    LETTER = "letter", "Surat"
    EMAIL = "email", "Surel"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    SOCIAL = "social", "Media sosial"
    ANDROID = "android", "Aplikasi Android"
    IMPORT = "import", "Ekspor resmi"
    SYSTEM = "system", "Sistem"


# How somebody's words reach an operator, who writes them down.
BY_HAND = (Channel.COUNTER, Channel.LETTER, Channel.PHONE)


class Origin(models.TextChoices):
    NATIVE = "native", "diterima di sini"
    IMPORTED = "imported", "dari ekspor resmi"
    TEST = "test", "laporan uji"


class ArchiveReason(models.TextChoices):
    SARA = "sara", "Mengandung SARA atau ujaran kebencian"
    NO_EVIDENCE = "no_evidence", "Tidak ada bukti pendukung"
    UNCLEAR = "unclear", "Isi laporan tidak jelas"
    NOT_PUBLIC_SERVICE = "not_public_service", "Bukan tentang kinerja pemerintah"
    IN_COURT = "in_court", "Sedang diproses di pengadilan"
    DUPLICATE = "duplicate", "Sudah dilaporkan sebelumnya"
    NOT_COMPLETED = "not_completed", "Tidak dilengkapi sampai batas waktu"
    WITHDRAWN = "withdrawn", "Sesuai keinginan pelapor"
    UNSPLIT = "unsplit", "Pemecahan dibatalkan"
    OTHER = "other", "Alasan lain"


class ClosedBy(models.TextChoices):
    REPORTER = "reporter", "pelapor"
    ADMIN = "admin", "admin"
    SYSTEM = "system", "sistem"


class Waits(models.TextChoices):
    """Whose turn it is."""

    OFFICER = "officer", "petugas"
    LEADER = "leader", "pimpinan"  # lets an answer go; only officers are told that it is not the unit's turn
    REPORTER = "reporter", "pelapor"
    NOBODY = "nobody", "tidak ada"


class PromiseState(models.TextChoices):
    """What has become of a promise: running (the first three), kept, or not."""

    OPEN = "open", "berjalan"
    DUE = "due", "jatuh tempo"
    SAID_KEPT = "said_kept", "menunggu jawaban pelapor"
    KEPT = "kept", "ditepati"
    UNCONFIRMED = "unconfirmed", "ditepati menurut instansi"
    BROKEN = "broken", "tidak ditepati"
    DISPUTED = "disputed", "tidak ditepati menurut pelapor"
    DROPPED = "dropped", "tidak berlaku lagi"


LIVE_PROMISES = (PromiseState.OPEN, PromiseState.DUE, PromiseState.SAID_KEPT)


class CaseState(models.TextChoices):
    """What has become of a case at the Ombudsman: live (the first two), or ended."""

    WAITING = "waiting", "Di Ombudsman, belum diterima"
    ACCEPTED = "accepted", "Di Ombudsman, diperiksa"
    CLOSED = "closed", "Selesai di Ombudsman"
    DECLINED = "declined", "Tidak diperiksa Ombudsman"
    WITHDRAWN = "withdrawn", "Ditarik dari Ombudsman"


LIVE_CASES = (CaseState.WAITING, CaseState.ACCEPTED)
ENDED_CASES = (CaseState.CLOSED, CaseState.DECLINED)  # by the Ombudsman; he reads them on


class CaseOutcome(models.TextChoices):
    """How the Ombudsman ended a case."""

    FOUND = "found", "Maladministrasi ditemukan"
    NOT_FOUND = "not_found", "Tidak ditemukan maladministrasi"
    SETTLED = "settled", "Sudah diselesaikan instansi"
    NOT_COMPETENT = "not_competent", "Bukan wewenang Ombudsman"
    WITHDRAWN = "withdrawn", "Dicabut pelapor"


class AnswerWaits(models.TextChoices):
    """For whom an answer waits that was written and is not sent."""

    LEADER = "leader", "pimpinan"
    ADMIN = "admin", "admin"
    TIME = "time", "waktu kirimnya"
    RETURNED = "returned", "penulisnya"


ASKED = (AnswerWaits.LEADER, AnswerWaits.ADMIN)  # somebody is asked to let it go
UNSENT = (*ASKED, AnswerWaits.TIME)  # it is written: its unit cannot answer beside it


class WithholdReason(models.TextChoices):
    PERSONAL = "personal", "Tidak dapat dibaca tanpa data pribadi"
    THIRD_PARTY = "third_party", "Merugikan orang lain yang disebut"
    SAFETY = "safety", "Membahayakan pelapor"
    OFFENSIVE = "offensive", "Berisi kata-kata yang tidak pantas"
