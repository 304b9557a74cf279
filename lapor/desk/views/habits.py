"""How an officer works at the desk: which keys do what, whether they do, and how close the rows of a list stand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lapor.desk.door import officers
from lapor.desk.door import person as person_of
from lapor.people.actions import arrange
from lapor.people.actor import Actor

YES = "ya"
# What each key does, by the place where it does it; the keys themselves are in ui/static/ui/js/keys.js.
KEYS = (
    (
        "Di mana saja",
        (
            ("?", "Menampilkan daftar ini"),
            ("g lalu i", "Menunggu saya"),
            ("g lalu w", "Menunggu pihak lain"),
            ("g lalu t", "Selesai hari ini"),
            ("g lalu d", "Selesai"),
            ("u", "Kembali ke daftar, atau dari formulir ke laporannya"),
            ("Ctrl+Enter", "Mengirim formulir yang sedang diisi"),
        ),
    ),
    (
        "Di daftar",
        (
            ("j atau ↓", "Laporan berikutnya"),
            ("k atau ↑", "Laporan sebelumnya"),
            ("Enter atau o", "Membuka laporan"),
            ("/", "Mencari"),
            ("x", "Memilih laporan untuk satu langkah sekaligus"),
            ("n", "Halaman berikutnya"),
        ),
    ),
    (
        "Di laporan",
        (
            ("1 sampai 9", "Langkah dengan nomor itu"),
            ("n", "Laporan berikutnya yang menunggu Anda"),
            ("p", "Laporan sebelumnya"),
        ),
    ),
    (
        "Di loket",
        (
            ("1 sampai 3", "Pilihan dengan nomor itu, selama fokus ada di antara pilihannya"),
            ("n", "Dari slip ke laporan berikutnya"),
        ),
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All keys; a posted form switches those of one letter on or off."""
    person = person_of(request)
    if request.method == "POST":
        on = request.POST.get("satu_huruf") == YES
        arrange(person, by=actor, shortcuts=on)
        messages.success(request, f"Tombol satu huruf {'menyala' if on else 'mati'}.")
        return redirect("desk:keys")
    return render(request, "desk/keys.html", {"places": KEYS})


@require_POST
@officers
def density(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Rows of lists close together or not; back to the list as it was."""
    arrange(person_of(request), by=actor, dense=request.POST.get("rapat") == YES)
    back = redirect("desk:inbox")
    if query := QueryDict(request.POST.get("kembali", "")[:2000]).urlencode():
        back["Location"] += f"?{query}"
    return back
