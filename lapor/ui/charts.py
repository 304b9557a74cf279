"""One small bar chart as SVG, always with its table."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from lapor.ui.components.library import part, register

ROW, NAMES, FIGURES, WIDTH = 32, 200, 56, 640


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number, and whether it stands for lateness."""

    name: str
    value: int
    late: bool = False


def layout(bars: list[Bar]) -> list[dict[str, object]]:
    """Return each bar with its place and length in pixels of a 640 px wide drawing."""
    most = max((bar.value for bar in bars), default=0) or 1
    room = WIDTH - NAMES - FIGURES
    return [
        {"bar": bar, "top": at * ROW, "middle": at * ROW + 21, "length": round(room * bar.value / most, 1)}
        for at, bar in enumerate(bars)
    ]


@register.simple_tag
def bar_chart(caption: str, bars: list[Bar], unit: str = "laporan") -> SafeString:
    """{% bar_chart "Laporan per bulan" bars unit="laporan" %} – a list of `ui.charts.Bar`."""
    rows = layout(bars)
    height = max(1, len(rows)) * ROW
    for row in rows:
        row["end"] = NAMES + float(str(row["length"])) + 8
    return part(
        "chart", {"caption": caption, "rows": rows, "unit": unit, "height": height, "width": WIDTH, "left": NAMES}
    )
