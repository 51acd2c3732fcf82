"""Values in the units that people say them in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.report.words import Text

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
# From which size on seconds are said as minutes, hours and days: two of the larger ones.
DURATIONS = (
    (2 * DAY, DAY, Text("d", "天")),
    (2 * HOUR, HOUR, Text("h", "小时")),
    (2 * MINUTE, MINUTE, Text("min", "分钟")),
    (0.0, 1.0, Text("s", "秒")),
)
SYMBOLS = {
    "%": Text("%", "%"),
    "per_thousand": Text("‰", "‰"),
    "kg": Text("kg", "千克"),
}
NOTHING = Text("", "")


@dataclass(frozen=True)
class Scale:
    """Divide by ``divisor`` and write ``symbol`` behind."""

    divisor: float
    symbol: Text

    def number(self, value: float | None) -> float | None:
        return None if value is None else value / self.divisor

    def text(self, value: float | None) -> Text:
        """The value with its unit; a dash where there is none."""
        if value is None:
            return Text("–", "–")
        shown = plain_number(value / self.divisor)
        return Text(*(f"{shown} {symbol}".strip() for symbol in (self.symbol.en, self.symbol.zh)))


def scale_for(unit: str | None, values: Iterable[float | None]) -> Scale:
    """One scale for values that stand side by side: the largest decides."""
    if unit != "s":
        return Scale(1.0, SYMBOLS.get(unit or "", NOTHING))
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    divisor, symbol = next((size, name) for least, size, name in DURATIONS if largest >= least)
    return Scale(divisor, symbol)


def plain_number(value: float) -> str:
    """Enough digits to tell neighbours apart, no more: 1,234 · 85.3 · 4.52 · −3.30."""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".replace("-", "−")
