"""The colours themselves: AA contrast of every pair that is used, in both themes."""

import re

import pytest

from lapor.ui import bundle

TEXT = 4.5
SHAPE = 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "muted", "sea", "brick") for ground in ("paper", "raised")),
    *(("muted", ground, TEXT) for ground in ("sunk",)),
    *(("ink", ground, TEXT) for ground in ("sunk", "sea-wash", "brick-wash")),
    ("sea-deep", "sea-wash", TEXT),
    ("sea", "sea-wash", TEXT),
    ("brick", "brick-wash", TEXT),
    ("brick", "sea-wash", TEXT),
    ("on-sea", "sea", TEXT),
    ("on-sea", "sea-deep", TEXT),
    ("on-brick", "brick", TEXT),
    *(("edge", ground, SHAPE) for ground in ("paper", "raised", "sunk")),
    *(("sea", ground, SHAPE) for ground in ("paper", "raised", "sunk")),
]


def colours(selector: str) -> dict[str, str]:
    """Return the hexadecimal tokens of one block of tokens.css."""
    text = (bundle.HERE / "css" / "tokens.css").read_text(encoding="utf-8")
    block = text.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


THEMES = {"light": colours(":root"), "dark": colours(':root[data-theme="dark"]')}


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_every_used_pair_of_colours_can_be_read(theme: str, front: str, ground: str, least: float) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[front], tokens[ground]) >= least


def test_the_chosen_dark_theme_is_the_dark_theme_of_the_system() -> None:
    assert colours(':root[data-theme="dark"]') == colours(':root:not([data-theme="light"])')
    assert THEMES["dark"].keys() == THEMES["light"].keys()


def test_colours_stand_in_the_tokens_and_nowhere_else() -> None:
    strangers = {
        path.name: found
        for path in bundle.files("css")
        if path.name not in {"tokens.css", "print.css", "paper.css"}  # paper is white and print is black
        and (found := [one for one in re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8")) if one != "#fff"])
    }
    assert strangers == {}
