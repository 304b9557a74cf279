"""Our mark, the door, as pictures for home screens; as a drawing it is `views.MARK`."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

SIZES = (192, 512)
APPLE = 180
SEA, PAPER = "#0a5963", "#f7f4ed"
FINE = 4  # drawn so many times larger, then made small: smooth edges
COLOURS = 16  # two and what lies between them at the edges
UNITS = 48  # the door is 20 wide and 25 high in the middle of these: inside the circle that phones may cut out


@lru_cache(maxsize=8)
def icon(size: int) -> bytes:
    """A PNG of `size` pixels each way: the door in paper on the sea."""
    picture = Image.new("RGB", (size * FINE, size * FINE), SEA)
    ink, unit = ImageDraw.Draw(picture), size * FINE / UNITS
    _arch(ink, unit, (14, 11.5, 34, 36.5), PAPER)
    _arch(ink, unit, (19, 17, 29, 34.5), SEA)
    ink.ellipse([unit * at for at in (25.1, 26.3, 27.5, 28.7)], fill=PAPER)
    result = io.BytesIO()
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    small.quantize(COLOURS).save(result, "PNG", optimize=True)
    return result.getvalue()


def _arch(ink: ImageDraw.ImageDraw, unit: float, box: tuple[float, float, float, float], colour: str) -> None:
    """A rectangle with a half circle on top; `box`: left, top, right, bottom in units."""
    left, top, right, bottom = (unit * at for at in box)
    radius = (right - left) / 2
    ink.ellipse([left, top, right, top + 2 * radius], fill=colour)
    ink.rectangle([left, top + radius, right, bottom], fill=colour)
