"""What each role is for, as whoever is offered one reads it before he says yes."""

from __future__ import annotations

from lapor.agencies.models import Role

DUTIES: dict[str, str] = {
    Role.NATIONAL_ADMIN: "memeriksa laporan yang tidak menyebut instansi, menjaga versi publik, dan mengurus instansi.",
    Role.AGENCY_ADMIN: "memeriksa laporan yang masuk, meneruskannya ke unit yang berwenang, dan mengurus petugas.",
    Role.LIAISON: "menindaklanjuti laporan yang diteruskan ke instansinya dan menjawab pelapor.",
    Role.LEADER: "memantau laporan dan tenggat di instansinya, memperpanjang tenggat, dan memberi catatan.",
    Role.OPERATOR: "mencatat laporan warga yang datang ke loket atau menelepon.",
    Role.OMBUDSMAN: "membaca laporan yang dibawa pelapor ke Ombudsman dan meminta perhatian instansi.",
    Role.EVALUATOR: "menilai mutu pelayanan; halaman khusus untuk peran ini belum ada.",
    Role.PARTNER: "mengirim laporan dari sistem lain lewat API dan membaca yang dikirimnya.",
}


def duty(role: str) -> str:
    """ "Pejabat penghubung menindaklanjuti laporan …", one sentence."""
    return f"{Role(role).label} {DUTIES[role]}"
