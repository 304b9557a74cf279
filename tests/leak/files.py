"""Files as people send them, each with its maker's canary in the places where programs write it."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lapor.reports.tests import samples
from tests.leak.canaries import Traces

ARTIST, COPYRIGHT, GPS = 0x013B, 0x8298, 0x8825


def photo(traces: Traces, name: str = "") -> SimpleUploadedFile:
    """A JPEG with EXIF, GPS, XMP, a comment and the trailer that phones append."""
    mark = traces.of("artist")
    exif = Image.Exif()
    exif[ARTIST] = exif[COPYRIGHT] = mark
    exif.get_ifd(GPS).update({1: "S", 2: (2.0, 35.0, 7.5), 3: "E", 4: (121.0, 5.0, 9.0), 29: mark})
    xmp = f"<x:xmpmeta>{mark}</x:xmpmeta>".encode()
    content = samples.jpeg(exif=exif, comment=mark.encode(), xmp=xmp) + b"MotionPhoto_Data" + mark.encode()
    return SimpleUploadedFile(name or traces.file_name("jpg"), content, "image/jpeg")


def letter(traces: Traces) -> SimpleUploadedFile:
    """A PDF whose properties name its author."""
    author = f"<</Author({traces.of('author')})/Creator({traces.of('author')})>>".encode()
    return SimpleUploadedFile(
        traces.file_name("pdf"), samples.pdf(extra=(author,), trailer=b"/Info 4 0 R"), "application/pdf"
    )


def minutes(traces: Traces, more: str = "") -> SimpleUploadedFile:
    """A Word document whose properties name its author, and `more` of him."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr("word/document.xml", "<document/>")
        box.writestr("docProps/core.xml", f"<creator>{traces.of('author')} {more}</creator>")
    return SimpleUploadedFile(traces.file_name("docx"), made.getvalue())
