"""Measurements as a table for people, and how the cost grows as a picture of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Found = Mapping[str, Any]
BAR_WIDTH = 48
PICTURED = ("full", "delta", "models", "script")


def as_table(measurements: Sequence[Found]) -> str:
    """One line per case and load, as Markdown."""
    head = ["contacts", "days", "case", "rows", "s", "CPU s", "peak MB", "rows/s", "to script"]
    rows = [head, [":-" if name == "case" else "-:" for name in head]]
    for found in measurements:
        rows.append(
            [
                f"{found['contacts']:,}",
                str(found["days"]),
                found["case"],
                f"{found['rows']:,}",
                in_words(found),
                f"{found['cpu_seconds']:.1f}",
                f"{found['peak_memory_mb']:,.0f}",
                f"{found['rows'] / found['seconds']:,.0f}" if found["rows"] else "",
                ratio_to_script(found, measurements),
            ]
        )
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    return "\n".join(
        "| " + " | ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )


def in_words(found: Found) -> str:
    """Seconds; of a query the time that the reader waits, not that of starting Python."""
    if found["case"] == "query":
        return f"{found['details']['median_ms'] / 1000:.3f}"
    return f"{found['seconds']:.1f}"


def ratio_to_script(found: Found, measurements: Sequence[Found]) -> str:
    """The models against the script by the clock, the start of dbt and of Python apart."""
    if not found["case"].startswith("models"):
        return ""
    for other in measurements:
        if other["case"] == "script" and other["contacts"] == found["contacts"]:
            return f"{found['details']['seconds'] / other['details']['seconds']:.1f} x"
    return ""


def scaling_picture(measurements: Sequence[Found]) -> str:
    """Bars of CPU seconds by load: twice as long is twice as dear."""
    lines = []
    for case in PICTURED:
        found = [each for each in measurements if each["case"] == case]
        longest = max((each["cpu_seconds"] for each in found), default=0)
        for each in found:
            bar = "#" * max(1, round(BAR_WIDTH * each["cpu_seconds"] / longest)) if longest else ""
            lines.append(f"{case:<7}{each['contacts']:>11,}  {bar} {each['cpu_seconds']:.1f}")
    return "\n".join(lines)
