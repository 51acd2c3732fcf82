"""Every text that the contract accepts, and what it becomes; every one that it does not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from orchestration.contract import Column
from orchestration.landing.casting import (
    CastRules,
    cast_text,
    clean_text,
    known_value,
    local_part,
)

SHANGHAI = CastRules("Asia/Shanghai")
DAY_FIRST = CastRules("Asia/Shanghai", date_order="dmy", null_marker="?")
MONTH_FIRST = CastRules("Asia/Shanghai", date_order="mdy")


def cast(text: str, data_type: str, rules: CastRules = SHANGHAI, **declared: object) -> object:
    """The text as a value of a column, by the SQL that the loader generates."""
    column = Column("x", data_type, **declared)  # type: ignore[arg-type]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        cleaned = known_value(clean_text("$delivered::varchar", rules), column, rules)
        found = connection.execute(
            f"""
            select {cast_text("t", "l", column, rules)}
            from (select t, {local_part("t", column, rules) or "null"} as l
                from (select {cleaned} as t))
            """,
            {"delivered": text},
        ).fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Shanghai is eight hours ahead of UTC all year.
        ("2024-03-01 10:00:00", datetime(2024, 3, 1, 2)),
        ("2024-03-01 10:00", datetime(2024, 3, 1, 2)),
        ("2024-03-01T10:00:00", datetime(2024, 3, 1, 2)),
        ("2024-03-01 10:00:00.250", datetime(2024, 3, 1, 2, 0, 0, 250_000)),
        ("2024-03-01", datetime(2024, 2, 29, 16)),
        ("2024-03-01T10:00:00Z", datetime(2024, 3, 1, 10)),
        ("2024-03-01T10:00:00.5Z", datetime(2024, 3, 1, 10, 0, 0, 500_000)),
        ("2024-03-01T10:00:00+08:00", datetime(2024, 3, 1, 2)),
        ("2024-03-01 10:00:00-05:30", datetime(2024, 3, 1, 15, 30)),
        ("2024-03-01T10:00+0800", datetime(2024, 3, 1, 2)),
        ("2024-03-01 10:00:00 +08", datetime(2024, 3, 1, 2)),
        ("2024/3/1 9:05", datetime(2024, 3, 1, 1, 5)),
        ("2024/03/01 09:05:07", datetime(2024, 3, 1, 1, 5, 7)),
        ("2024/12/31", datetime(2024, 12, 30, 16)),
        ("1709258400", datetime(2024, 3, 1, 2)),
        ("946684800", datetime(2000, 1, 1)),
        ("  2024-03-01 10:00:00 ", datetime(2024, 3, 1, 2)),
        ("\u30002024-03-01 10:00:00\u00a0", datetime(2024, 3, 1, 2)),
        # Neither guessed nor repaired:
        ("01/03/2024 10:00", None),
        ("2024-02-30 10:00:00", None),
        ("2024-03-01 25:00:00", None),
        ("2024-03-01 10", None),
        ("2024-03-01 10:00:00 Asia/Tokyo", None),
        ("2024-03-01 (BC)", None),
        ("infinity", None),
        ("epoch", None),
        ("17092584000", None),
        ("12345678", None),
        ("yesterday", None),
    ],
)
def test_timestamp(text: str, expected: datetime | None) -> None:
    assert cast(text, "timestamp") == expected


@pytest.mark.parametrize(
    ("text", "rules", "expected"),
    [
        ("29/2/2016 01:16", DAY_FIRST, datetime(2016, 2, 28, 17, 16)),
        ("03/04/2016 10:00:30", DAY_FIRST, datetime(2016, 4, 3, 2, 0, 30)),
        ("03/04/2016", DAY_FIRST, datetime(2016, 4, 2, 16)),
        ("2016-04-03 10:00:30", DAY_FIRST, datetime(2016, 4, 3, 2, 0, 30)),
        ("13/14/2016 10:00", DAY_FIRST, None),
        ("2/29/2016 01:16", DAY_FIRST, None),
        ("2/29/2016 01:16", MONTH_FIRST, datetime(2016, 2, 28, 17, 16)),
        ("?", DAY_FIRST, None),
    ],
)
def test_day_or_month_first_only_where_declared(
    text: str, rules: CastRules, expected: datetime | None
) -> None:
    assert cast(text, "timestamp", rules) == expected


def test_offset_follows_the_seasons_of_the_business_time_zone() -> None:
    new_york = CastRules("America/New_York")
    assert cast("2024-01-15 12:00", "timestamp", new_york) == datetime(2024, 1, 15, 17)
    assert cast("2024-07-15 12:00", "timestamp", new_york) == datetime(2024, 7, 15, 16)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("2024/3/1", date(2024, 3, 1)),
        ("2024-03-01 00:00:00", date(2024, 3, 1)),
        # Midnight in Shanghai.
        ("2024-02-29T16:00:00Z", date(2024, 3, 1)),
        ("2024-03-01 10:00:00", None),
        ("2024-02-30", None),
        ("01/03/2024", None),
    ],
)
def test_date(text: str, expected: date | None) -> None:
    assert cast(text, "date") == expected


def test_date_with_the_day_first() -> None:
    assert cast("1/3/2024", "date", DAY_FIRST) == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03", "2024-03"),
        ("2024-03-01", "2024-03"),
        ("2024/3/1", "2024-03"),
        ("2024-13", None),
        ("2024-03-02", None),
        ("March 2024", None),
    ],
)
def test_month(text: str, expected: str | None) -> None:
    assert cast(text, "varchar", is_month=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        ("-3", -3),
        ("+3", 3),
        ("3.0", 3),
        ("3.", 3),
        ("3.5", None),
        ("1e2", None),
        ("0x1F", None),
        ("1_000", None),
        ("1,000", None),
        ("99999999999", None),
        ("three", None),
    ],
)
def test_integer(text: str, expected: int | None) -> None:
    assert cast(text, "integer") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.34", Decimal("12.34")),
        (".5", Decimal("0.50")),
        ("1e2", Decimal("100.00")),
        ("-7", Decimal("-7.00")),
        ("1,234.50", None),
        ("nan", None),
        ("inf", None),
        ("12 yuan", None),
    ],
)
def test_decimal(text: str, expected: Decimal | None) -> None:
    assert cast(text, "decimal(18,2)") == expected


@pytest.mark.parametrize("text", ["true", "1", "yes", "y", "是", "TRUE", "Yes", " Y "])
def test_true(text: str) -> None:
    assert cast(text, "boolean") is True


@pytest.mark.parametrize("text", ["false", "0", "no", "n", "否", "False", "NO"])
def test_false(text: str) -> None:
    assert cast(text, "boolean") is False


@pytest.mark.parametrize("text", ["2", "maybe", "t", "-1"])
def test_neither_true_nor_false(text: str) -> None:
    assert cast(text, "boolean") is None


@pytest.mark.parametrize("text", ["", " ", "NULL", "N/A", "\\N", "-", " - ", "\t"])
def test_null_markers(text: str) -> None:
    assert cast(text, "varchar") is None


def test_the_declared_null_marker_is_one_more() -> None:
    assert cast("?", "varchar") == "?"
    assert cast("?", "varchar", DAY_FIRST) is None
    assert cast("-", "varchar", DAY_FIRST) is None


def test_texts_keep_what_is_inside_them() -> None:
    assert cast("  a  b\nc ", "varchar") == "a  b\nc"
    assert cast("n/a", "varchar") == "n/a"
    assert cast("'; drop table x; --", "varchar") == "'; drop table x; --"


def test_value_aliases_resolve_before_the_cast() -> None:
    rules = CastRules("Asia/Shanghai", aliases={"x": {"solved": "resolved", "on": "true"}})
    assert cast("Solved", "varchar", rules) == "resolved"
    assert cast("on", "boolean", rules) is True
    assert cast("other", "varchar", rules) == "other"


def test_an_alias_may_stand_for_nothing() -> None:
    rules = CastRules("Asia/Shanghai", aliases={"x": {"unknown": ""}})
    assert cast("Unknown", "varchar", rules) is None


def test_an_alias_wins_over_an_allowed_value_of_the_same_name() -> None:
    aliases = {"open": "pending", "pending": "pending"}
    rules = CastRules("Asia/Shanghai", aliases={"x": aliases})
    assert cast("open", "varchar", rules, allowed=("open", "pending")) == "pending"
