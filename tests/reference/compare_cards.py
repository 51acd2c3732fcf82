"""Compares published scorecards and their lines with the reference."""

from collections.abc import Iterable

from .compare_values import Differences, Published, as_date, near, same_sum
from .computation import Reference
from .scorecard import CardKey, Line


def card_key(row: Published) -> CardKey:
    """The card of a published row."""
    return CardKey(
        str(row["entity_type"]),
        str(row["entity_id"]),
        str(row["period"]),
        as_date(row["period_start"]),
        str(row["scheme"]),
    )


def where(key: CardKey) -> str:
    """The card in words."""
    return " ".join(map(str, key[:4]))


def compare_scorecards(reference: Reference, rows: Iterable[Published]) -> list[str]:
    """What is missing, extra or different in `marts.scorecard`."""
    found, seen = Differences(), set()
    for row in rows:
        key = card_key(row)
        seen.add(key)
        card = reference.cards.get(key)
        if card is None:
            found.add(key.scheme, "extra", where(key))
            continue
        for column, expected in (("total", card.total), ("coverage", card.coverage)):
            if not near(row[column], expected):
                shown = None if expected is None else float(expected)
                found.add(
                    key.scheme,
                    f"different {column}",
                    f"{where(key)}: published {row[column]}, expected {shown}",
                )
        for column, text in (("grade", card.grade), ("season", card.season)):
            if column in row and row[column] != text:
                found.add(
                    key.scheme,
                    f"different {column}",
                    f"{where(key)}: published {row[column]}, expected {text}",
                )
    for key in reference.cards.keys() - seen:
        found.add(key.scheme, "missing", where(key))
    return found.report()


def compare_lines(reference: Reference, rows: Iterable[Published]) -> list[str]:
    """What is missing, extra or different in `marts.scorecard_line`."""
    found, seen = Differences(), set()
    for row in rows:
        key, indicator = card_key(row), str(row["indicator"])
        seen.add((key, indicator))
        card = reference.cards.get(key)
        line = card.lines.get(indicator) if card else None
        subject = f"{key.scheme} {indicator}"
        if line is None:
            found.add(subject, "extra", where(key))
            continue
        for column, published, expected, equal in line_checks(line, row):
            if not equal:
                found.add(
                    subject,
                    f"different {column}",
                    f"{where(key)}: published {published}, expected {expected}",
                )
    for key, card in reference.cards.items():
        for indicator in card.lines:
            if (key, indicator) not in seen:
                found.add(f"{key.scheme} {indicator}", "missing", where(key))
    return found.report()


def line_checks(line: Line, row: Published) -> Iterable[tuple[str, object, object, bool]]:
    """(column, published, expected, whether they agree) of one line."""
    yield "status", row["status"], line.status, row["status"] == line.status
    inherited = bool(row["is_inherited"])
    yield "is_inherited", inherited, line.is_inherited, inherited == line.is_inherited
    yield "weight", row["weight"], float(line.weight), near(row["weight"], line.weight)
    if line.cell is not None and line.indicator != "average_order_value_lift":
        for column in ("numerator", "denominator"):
            expected = getattr(line.cell, column)
            yield column, row[column], expected, same_sum(row[column], expected)
        yield "value", row["value"], line.cell.value, near(row["value"], line.cell.value)
    if line.status == row["status"] == "ok" and line.points is not None:
        weighted = line.weight * line.points / 100
        for column, wanted in (
            ("points", line.points),
            ("weighted_points", weighted),
            ("lost_points", line.weight - weighted),
        ):
            yield column, row[column], float(wanted), near(row[column], wanted)
