"""Files of strangers, made here: pictures and PDFs with traces, traps and bombs in them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageCms, PngImagePlugin

from lapor.reports.files import Upload

CANARY = b"BUDI-DI-JALAN-MELATI-7"
ORIENTATION, DESCRIPTION, MAKE, GPS = 0x0112, 0x010E, 0x010F, 0x8825


def upload(content: bytes, name: str = "foto.jpg") -> Upload:
    return Upload(name=name, size=len(content), file=io.BytesIO(content))


def picture(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def jpeg(**options: object) -> bytes:
    return encoded(picture(), "JPEG", **options)


def encoded(image: Image.Image, name: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def photo_full_of_traces() -> bytes:
    """A photo as a phone makes it, lying on its side: the red half belongs on top."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[DESCRIPTION] = CANARY.decode()
    exif[MAKE] = CANARY.decode()
    exif.get_ifd(GPS).update({1: "S", 2: (2.0, 35.0, 7.5), 3: "E", 4: (121.0, 5.0, 9.0), 29: CANARY.decode()})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    traced = jpeg(exif=exif, icc_profile=profile, comment=CANARY, xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>")
    return traced + b"MotionPhoto_Data\x00\x00\x00\x18ftypmp42" + CANARY


def png_with_texts() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", CANARY.decode())
    texts.add_itxt("XML:com.adobe.xmp", CANARY.decode(), zip=False)
    return encoded(picture(), "PNG", pnginfo=texts) + CANARY


def jpeg_and_zip() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("jahat.html", b"<script>" + CANARY + b"</script>")
    return jpeg() + archive.getvalue()


def png_bomb(side: int = 30_000) -> bytes:
    """A PNG that says it has 900 million pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def gif_of_many_frames(count: int = 10_000) -> bytes:
    frame = b"\x21\xf9\x04\x00\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * count + b"\x3b"


def pdf(pages: int = 1, *, extra: tuple[bytes, ...] = (), catalog: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF by hand; `extra` objects are numbered from 4 on, pages are all the same grey square."""
    kids = b"3 0 R " * pages
    drawing = b"0.5 g 10 10 50 50 re f"
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents %d 0 R>>" % (4 + len(extra)),
        *extra,
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(bodies, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(bodies) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def pdf_full_of_traps() -> bytes:
    """Script on opening, an embedded file, an author."""
    return pdf(
        extra=(
            b"<</S/JavaScript/JS(app.alert\\('" + CANARY + b"'\\))>>",
            b"<</Type/EmbeddedFile/Length 22>>stream\n" + CANARY + b"\nendstream",
            b"<</Type/Filespec/F(jahat.exe)/EF<</F 5 0 R>>>>",
            b"<</Author(" + CANARY + b")/Producer(" + CANARY + b")/CreationDate(D:20260101)>>",
        ),
        catalog=b"/OpenAction 4 0 R/Names<</EmbeddedFiles<</Names[(jahat.exe)6 0 R]>>>>",
        trailer=b"/Info 7 0 R",
    )


def locked_pdf() -> bytes:
    secret = b"<" + b"5a" * 32 + b">"
    encrypt = b"<</Filter/Standard/V 1/R 2/O" + secret + b"/U" + secret + b"/P -4>>"
    return pdf(extra=(encrypt,), trailer=b"/Encrypt 4 0 R/ID[<0011><0011>]")


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<document/>")
        made.writestr("docProps/core.xml", b"<creator>" + CANARY + b"</creator>")
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
