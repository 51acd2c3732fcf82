"""What all charts share: colours, sizes, the way from rows to a Vega-Lite specification.

Charts are made with Altair; numbers go in as plain rows. Colours are told apart by people who see
no red or green, and none says anything that a sign or a number beside it does not say too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestration.report.words import value_text

Row = dict[str, Any]
Spec = dict[str, Any]

BLUE, SKY, ORANGE, RED = "#0b6e99", "#56a3c4", "#e69f00", "#c2452d"
GREY, PALE, DARK = "#9aa5b1", "#c9d6df", "#33414e"
STANDING_COLOURS = {
    "strength": BLUE,
    "on_target": SKY,
    "shortfall": ORANGE,
    "severe_shortfall": RED,
}
# Okabe and Ito's palette, for things without an order.
SEVERAL_COLOURS = (BLUE, ORANGE, "#009e73", RED, "#8a6fb0", DARK, "#cc79a7", GREY)
# What fits on a page of A4 between its margins, in pixels of the screen.
PAGE_WIDTH = 640
ROW_HEIGHT = 22
# Shared by all charts and handed to Vega once.
CONFIG: Spec = {
    "background": "transparent",
    "font": "system-ui, 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif",
    "view": {"stroke": None},
    "axis": {
        "domainColor": GREY,
        "gridColor": "#e4e8ec",
        "labelColor": DARK,
        "labelFontSize": 11,
        "labelLimit": 230,
        "tickColor": GREY,
        "titleColor": DARK,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    },
    "header": {"labelColor": DARK, "labelFontSize": 11, "titleColor": DARK},
    "legend": {"labelColor": DARK, "titleColor": DARK, "titleFontWeight": "normal"},
}


def chart(rows: Sequence[Row]) -> Any:
    """An Altair chart over these rows."""
    import altair as alt

    return alt.Chart(alt.Data(values=list(rows)))


def spec(drawn: Any, description: str) -> Spec:
    """The specification without what all charts share; the description is read out aloud."""
    found: Spec = drawn.properties(description=description).to_dict()
    found.pop("config", None)
    return found


def standing_scale() -> Any:
    """One colour per standing, the same in every chart."""
    import altair as alt

    return alt.Scale(domain=list(STANDING_COLOURS), range=list(STANDING_COLOURS.values()))


def spoken_labels(values: Sequence[str], language: str) -> str:
    """A Vega expression that says words of the marts as people do."""
    pairs = ", ".join(f"'{value}': '{value_text(value).said(language)}'" for value in values)
    return f"({{{pairs}}})[datum.value]"
