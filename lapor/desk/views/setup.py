"""Set-up by file: templates, what a file would change, its applying, and its taking back."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies.models import Agency, Role
from lapor.channels.web import receiving
from lapor.desk.door import officers
from lapor.desk.views.people import MANAGERS
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import actions, queries
from lapor.setup import configuration, uploads, writing
from lapor.setup import steps as onboarding
from lapor.setup.applying import Stale, apply
from lapor.setup.columns import KINDS, ROWS_MOST, Kind
from lapor.setup.lines import LABELS, REFUSED, SAME
from lapor.setup.models import Application, Upload
from lapor.setup.planning import Plan, plan
from lapor.setup.reading import FILE_MOST, MB, rows_of
from lapor.setup.undoing import undo

LINES = 100  # of one page
SHOWN_APPLICATIONS = 20
CSV = "text/csv; charset=utf-8"


class FileForm(forms.Form):
    """The file that somebody filled in."""

    file = forms.FileField(
        label="Berkas XLSX atau CSV",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"data-largest": FILE_MOST}),
        help_text=f"Paling banyak {ROWS_MOST:,} baris dan {FILE_MOST // MB} MB.".replace(",", "."),
        error_messages={"required": "Pilih berkasnya dahulu.", "invalid": "Pilih berkasnya lagi."},
    )


def managing(actor: Actor) -> None:
    """404 for who manages nothing."""
    if not actor.has_role(*MANAGERS):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def setup(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Templates, the upload, and what was applied before; a posted file leads to its preview."""
    managing(actor)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if left := receiving.left_out(request):
        form.errors.clear()  # that it is missing is only our doing
        form.add_error("file", left.sentence)
    elif form.is_bound and form.is_valid():
        try:
            return redirect("desk:setup-preview", _kept(form.cleaned_data["file"], actor).pk)
        except Refused as refused:
            form.add_error("file", refused.sentence)
    rows = Application.objects.filter(user=actor.user_id).order_by("-at")[:SHOWN_APPLICATIONS]
    values = {"form": form, "kinds": writing.kinds_for(actor), "applications": list(rows)}
    values["admin"], values["nation"] = actor.has_role(Role.AGENCY_ADMIN), actor.has_role(Role.NATIONAL_ADMIN)
    return render(request, "desk/setup.html", values, status=422 if form.errors else 200)


def _kept(file: UploadedFile[bytes], actor: Actor) -> Upload:
    return uploads.keep(rows_of(file.read(FILE_MOST + 1)), by=actor)


@require_safe
@officers
def template(request: HttpRequest, actor: Actor, name: str = "") -> HttpResponse:
    """An empty table with an example: one CSV, or one XLSX with a sheet for each kind."""
    managing(actor)
    if not name:
        return _file(writing.template_xlsx(by=actor), "templat-penyiapan.xlsx", writing.XLSX)
    return _file(writing.template_csv(_kind(name, actor)), f"templat-{name}.csv", CSV)


def _kind(name: str, actor: Actor) -> Kind:
    kind = KINDS.get(name)
    if kind is None or kind not in writing.kinds_for(actor):
        raise Http404
    return kind


def _file(content: bytes, name: str, mime: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=mime, headers=headers)


@require_safe
@officers
def present(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """What is there now, in the columns of the template."""
    managing(actor)
    return _file(writing.present_csv(_kind(name, actor), by=actor), f"{name}.csv", CSV)


@require_safe
@officers
def configured(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the whole installation is set up with, for the nation's admin."""
    if not actor.has_role(Role.NATIONAL_ADMIN):
        raise Http404
    return _file(configuration.export().encode(), "konfigurasi.json", "application/json")


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def preview(request: HttpRequest, actor: Actor, number: uuid.UUID) -> HttpResponse:
    """A line for each row of the file; posted with the digest of what was seen, it is applied."""
    managing(actor)
    upload = uploads.find(number, by=actor)
    if upload is None:
        messages.info(request, "Berkas ini sudah diterapkan, atau sudah dihapus. Unggah lagi bila perlu.")
        return redirect("desk:setup")
    rows = uploads.rows_in(upload)
    if request.method == "POST":
        try:
            done = apply(rows, seen=request.POST.get("dilihat", ""), by=actor)
        except Stale as stale:
            messages.warning(request, stale.sentence)
        except Refused as refused:
            messages.warning(request, f"Belum ada yang diterapkan. {refused.sentence}")
        else:
            upload.delete()
            made = done.counts["new"] + done.counts["changed"]
            messages.success(request, f"{made} baris diterapkan. Undangan segera dikirim kepada orang yang baru.")
            return redirect("desk:setup")
        return redirect("desk:setup-preview", upload.pk)
    return _show(request, upload, plan(rows, by=actor))


def _show(request: HttpRequest, upload: Upload, found: Plan) -> HttpResponse:
    """Refusals first, then what changes; what stays as it is is only counted unless one asks for it."""
    wanted = request.GET.get("tampil", "")
    order = {name: place for place, name in enumerate((REFUSED, "changed", "new", SAME))}
    lines = [one for one in found.lines if (one.outcome == wanted if wanted in order else one.outcome != SAME)]
    lines.sort(key=lambda one: order[one.outcome])
    tabs = [(name, label, found.counts[name]) for name, label in LABELS.items() if found.counts[name]]
    page = Paginator(lines, LINES).get_page(request.GET.get("halaman"))
    values = {"found": found, "page": page, "tabs": tabs, "wanted": wanted, "upload": upload}
    return render(request, "desk/setup_preview.html", values)


@require_POST
@officers
def drop(request: HttpRequest, actor: Actor, number: uuid.UUID) -> HttpResponse:
    """Forget a file before its hour is over."""
    managing(actor)
    if upload := uploads.find(number, by=actor):
        upload.delete()
    messages.success(request, "Berkas dihapus. Tidak ada yang berubah.")
    return redirect("desk:setup")


@require_POST
@officers
def take_back(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Take an application back; what stays is named."""
    managing(actor)
    row = get_object_or_404(Application, pk=pk, user=actor.user_id)
    try:
        kept = undo(row, by=actor).kept
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, "Dibatalkan. Yang tetap ada disebut di bawah." if kept else "Semuanya dibatalkan.")
    return redirect("desk:setup")


@require_safe
@officers
def steps(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The five steps of the own agency, also when they are done, and its test report."""
    agency = _own(actor)
    values = {
        "agency": agency,
        "steps": onboarding.steps_of(agency),
        "test": queries.newest_test(agency, still_open=True),
    }
    return render(request, "desk/setup_steps.html", values)


def _own(actor: Actor) -> Agency:
    agency = onboarding.own_agency(actor)
    if agency is None:
        raise Http404
    return agency


@require_POST
@officers
def test(request: HttpRequest, actor: Actor) -> HttpResponse:
    """File a test report, or put the one that is still open away."""
    agency = _own(actor)
    try:
        if request.POST.get("langkah") == "singkirkan":
            found = queries.newest_test(agency, still_open=True)
            if found:
                actions.put_test_away(found, by=actor)
            messages.success(request, "Laporan uji disingkirkan.")
        else:
            made = actions.file_test(agency, by=actor)
            messages.success(request, "Laporan uji masuk. Teruskan ke salah satu unit.")
            return redirect("desk:report", made.code)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("desk:setup-steps")
