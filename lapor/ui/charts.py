"""One small bar chart: a table whose bars are SVG, so that the picture and its numbers are one thing."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from lapor.ui.components.library import part, register


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number, and whether it stands for lateness."""

    name: str
    value: int
    late: bool = False


def lengths(bars: list[Bar]) -> list[str]:
    """Return the length of each bar in percent of the longest one, "62.5%"."""
    most = max((bar.value for bar in bars), default=0) or 1
    return [f"{max(0.0, 100 * bar.value / most):.1f}%" for bar in bars]


@register.simple_tag
def bar_chart(caption: str, bars: list[Bar], unit: str = "Laporan") -> SafeString:
    """{% bar_chart "Laporan per dinas" bars unit="Laporan" %} – a list of `ui.charts.Bar`."""
    rows = [{"bar": bar, "length": length} for bar, length in zip(bars, lengths(bars), strict=True)]
    return part("chart", {"caption": caption, "rows": rows, "unit": unit})
