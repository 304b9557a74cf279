"""Stand-alone program that turns a stranger's picture or PDF into harmless pixels: `python -I cleaner.py KIND`.

It imports nothing of ours. The file comes in on standard input; on standard output goes one line of JSON, either
`{"kind": …, "walls": […]}` followed by the clean bytes, or `{"refused": code, "walls": […]}`. Before it reads the first
byte it locks itself up: no network, an empty directory as its whole file system, no rights, little memory and time.
The kind "letter" sets an official letter behind the same walls: its words come in as JSON.
"""

import ctypes
import io
import json
import os
import resource
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pypdfium2
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 2560  # pixels of a clean picture
MOST_PIXELS = 50_000_000
MOST_PIXELS_JPEG = 120_000_000  # JPEG decodes at a fraction of its size
SMALL_PNG = 1_500_000  # bytes up to which a PNG stays one
QUALITY = 85
MOST_PAGES = 60
DPI = 150
MOST_PAGE_PIXELS = 5_000_000
PAGE_QUALITY = 75
MOST_BYTES = 50_000_000  # of a clean PDF
MEMORY, CPU_SECONDS, OPEN_FILES = 640 * 2**20, 45, 16
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}

Untyped: TypeAlias = Any  # pypdfium2 says nothing about its types
_open_pdf: Untyped = pypdfium2.PdfDocument
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES, _DIE_WITH_PARENT, _NOT_DUMPABLE = 38, 1, 4
_CAPABILITIES_3 = 0x20080522


class Refusal(Exception):
    """The file is not taken; the message is one of the codes of `files.REASONS`."""


class Page(NamedTuple):
    """One drawn page: its size in points, its size in pixels, and the picture."""

    width: float
    height: float
    across: int
    down: int
    jpeg: bytes


def main(kind: str) -> None:
    work = _ready_for(kind)
    walls = lock_up()
    try:
        made, clean = work(sys.stdin.buffer.read())
        _answer({"kind": made, "walls": walls}, clean)
    except Refusal as refusal:
        _answer({"refused": str(refusal), "walls": walls})
    except MemoryError:  # our own limit, not a shortage of the machine: it would be the same again
        _answer({"refused": "too_large", "walls": walls})


def _ready_for(kind: str) -> Callable[[bytes], tuple[str, bytes]]:
    """What to do with the file, with all that it needs in memory already."""
    if kind == "letter":
        return typesetter()
    _warm_up()
    return clean_pdf if kind == "pdf" else partial(clean_picture, kind)


def lock_up() -> list[str]:
    """Give up whatever a parser does not need; returns the walls that stand ("network", "files", "rights")."""
    libc = ctypes.CDLL(None, use_errno=True)
    walls = ["network"] if libc.unshare(_NEW_USER | _NEW_NETWORK) == 0 or libc.unshare(_NEW_NETWORK) == 0 else []
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(_DIE_WITH_PARENT, 9, 0, 0, 0)
    libc.prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    try:
        os.chroot(".")  # the parent started us in an empty directory
        walls.append("files")
    except OSError:
        pass
    head, none = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0), (ctypes.c_uint32 * 6)()
    if libc.capset(head, none) == 0:
        walls.append("rights")
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    return walls


def clean_picture(kind: str, content: bytes) -> tuple[str, bytes]:
    """Decode the first frame, turn it upright, and encode its pixels again with nothing else."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS_JPEG if kind == "jpg" else MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(content), formats=(FORMATS[kind],)) as picture:
            pixels = _pixels_of(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("too_large") from error
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError) as error:
        raise Refusal("broken") from error
    has_alpha = pixels.mode in ("RGBA", "LA")
    if kind in ("png", "gif") or has_alpha:
        small = _encoded(pixels, "PNG", optimize=True)
        if len(small) <= SMALL_PNG:
            return "png", small
    return "jpg", _encoded(_flat(pixels), "JPEG", quality=QUALITY, optimize=True)


def clean_pdf(content: bytes) -> tuple[str, bytes]:
    """Draw every page and make a new PDF of the pictures."""
    try:
        document = _open_pdf(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        raise Refusal("encrypted" if "password" in str(error).lower() else "broken") from error
    if pages > MOST_PAGES:
        raise Refusal("too_many_pages")
    if pages == 0:
        raise Refusal("broken")
    document.init_forms()
    try:
        return "pdf", _pdf_of(_drawn_pages(document))
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        raise Refusal("broken") from error


def typesetter() -> Callable[[bytes], tuple[str, bytes]]:
    """Load template, fonts and threads while that is possible; the function sets one letter (data/letter.typ)."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    import segno
    import typst

    template = Path(__file__).with_name("data").joinpath("letter.typ").read_bytes()
    compiled: Untyped = typst.compile  # its type does not know that without a file name the PDF comes back
    compiled(b"A", ignore_system_fonts=True)

    def set_letter(content: bytes) -> tuple[str, bytes]:
        letter = json.loads(content)
        drawn = io.BytesIO()
        code = segno.make(letter["address_of_page"], error="m", micro=False)
        code.save(drawn, kind="svg", border=0, xmldecl=False)
        values = {"letter": json.dumps(letter), "qr": drawn.getvalue().decode()}
        make: Callable[..., bytes] = partial(compiled, template, sys_inputs=values, ignore_system_fonts=True)
        try:
            return "pdf", make(pdf_standards=["ua-1"])
        except typst.TypstError:  # a sign that no font of ours has: it cannot be called accessible then
            return "pdf", make()

    return set_letter


def _pixels_of(picture: Image.Image) -> Image.Image:
    """Shrink, turn upright, bring to sRGB; the result is a new image that carries no information but pixels."""
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    profile = picture.info.get("icc_profile")
    picture.load()
    _turn_upright(picture)
    if "transparency" in picture.info or picture.mode in ("PA", "La", "RGBa"):
        picture = picture.convert("RGBA")
    elif picture.mode in ("P", "1"):
        picture = picture.convert("RGB")
    elif picture.mode.startswith(("I", "F")):
        picture = _eight_bits(picture)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=3.0)
    coloured = _in_srgb(picture, profile)
    fresh = Image.new(coloured.mode, coloured.size)
    fresh.paste(coloured)
    return fresh


def _turn_upright(picture: Image.Image) -> None:
    """In place: a copy of a large picture costs hundreds of megabytes."""
    with suppress(Exception):  # a broken EXIF block costs its orientation, not the picture
        ImageOps.exif_transpose(picture, in_place=True)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits of grey to eight."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None
    colours = picture.convert(picture.mode.rstrip("A")) if alpha else picture
    if profile and colours.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            colours = ImageCms.profileToProfile(colours, source, target, outputMode="RGB") or colours
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # shown with the usual colours
    if colours.mode not in ("RGB", "L"):
        colours = colours.convert("RGB")
    if alpha is None or alpha.getextrema()[0] == 255:
        return colours
    colours = colours.convert("RGB")
    colours.putalpha(alpha)
    return colours


def _flat(pixels: Image.Image) -> Image.Image:
    if pixels.mode not in ("RGBA", "LA"):
        return pixels
    ground = Image.new("RGB", pixels.size, "white")
    ground.paste(pixels, mask=pixels.getchannel("A"))
    return ground


def _encoded(pixels: Image.Image, name: str, **options: object) -> bytes:
    out = io.BytesIO()
    pixels.save(out, name, **options)
    return out.getvalue()


def _drawn_pages(document: Untyped) -> list[Page]:
    pages: list[Page] = []
    total = 0
    for number in range(len(document)):
        pages.append(_drawn(document[number]))
        total += len(pages[-1].jpeg)
        if total > MOST_BYTES:
            raise Refusal("too_large")
    return pages


def _drawn(page: Untyped) -> Page:
    width, height = page.get_size()
    if not (0 < width < 20_000 and 0 < height < 20_000):
        raise Refusal("broken")
    scale = min(DPI / 72, (MOST_PAGE_PIXELS / (width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    jpeg = _encoded(picture, "JPEG", quality=PAGE_QUALITY, optimize=True)
    return Page(width, height, picture.width, picture.height, jpeg)


def _pdf_of(pages: list[Page]) -> bytes:
    """Write a PDF of one picture per page: no information dictionary, identifier or date (ISO 32000-1, 7.5)."""
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()]
    for number, page in enumerate(pages):
        objects += _page_objects(page, first=3 + 3 * number)
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def _page_objects(page: Page, *, first: int) -> Iterator[bytes]:
    drawing = b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (page.width, page.height)
    yield b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>>>" % (
        page.width,
        page.height,
        first + 1,
        first + 2,
    )
    yield b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing)
    yield (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
    ) % (page.across, page.down, len(page.jpeg), page.jpeg)


def _warm_up() -> None:
    """Load every codec while there still is a file system."""
    probe = Image.new("RGB", (2, 2))
    for name in FORMATS.values():
        with Image.open(io.BytesIO(_encoded(probe, name))) as picture:
            picture.load()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    ImageCms.profileToProfile(probe, profile, profile, outputMode="RGB")
    _drawn(_open_pdf(_pdf_of([Page(9, 9, 2, 2, _encoded(probe, "JPEG"))]))[0])


def _answer(head: dict[str, object], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])
