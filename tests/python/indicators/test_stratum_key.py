"""The stratum of an event: looked up among all there can be, spelled where those are too many."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytest

MACRO_FOLDER = Path(__file__).parents[3] / "macros" / "measures"
STRATA = [
    *("role", "channel", "contact_type", "customer_type", "customer_segment", "price_band"),
    *("product_category", "is_complex", "is_remote", "stage", "season", "day_type"),
]
#: What events carry: names that no threshold tells apart, none at all, a quote, a boolean.
EVENTS: dict[str, list[object]] = {
    "channel": ["social", "phone", None],
    "product_category": ["appliance", "o'clock", "|", ""],
    "is_complex": [True, False, None],
    "day_type": ["peak", "normal"],
}
TYPES = {"is_complex": "boolean"}


class Returned(Exception):
    """What a macro said in return()."""


def render(named: dict[str, list[str]] | None, expressions: dict[str, str]) -> str:
    """The SQL of the key where int_threshold_stratum_value names these values (None: not built)."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
    macros: dict[str, Callable[..., Any]] = {}

    def give_back(value: Any) -> None:
        raise Returned(value)

    def callable_macro(name: str, source: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            try:
                return getattr(environment.from_string(source).module, name)(*arguments)
            except Returned as returned:
                return returned.args[0]

        return call

    text = "\n".join(
        (MACRO_FOLDER / name).read_text("utf-8")
        for name in ("stratum_key.sql", "strata_columns.sql")
    )
    for found in re.finditer(r"{%-? *macro (\w+).*?endmacro *-?%}", text, re.DOTALL):
        macros[found[1]] = callable_macro(found[1], found[0])
    macros["named_stratum_values"] = lambda family: named
    environment.globals |= macros
    environment.globals |= {
        "return": give_back,
        "ref": lambda name: name,
        "adapter": SimpleNamespace(dispatch=lambda name: macros[f"default__{name}"]),
        "dbt": SimpleNamespace(
            string_literal=lambda text: f"'{text}'",
            escape_single_quotes=lambda text: text.replace("'", "''"),
        ),
    }
    return str(macros["stratum_key"]("a_family", expressions))


def keys_of_events(
    sql: str, connection: duckdb.DuckDBPyConnection
) -> dict[tuple[object, ...], str]:
    """The key of every event that can be."""
    columns = ", ".join(f"{name} {TYPES.get(name, 'varchar')}" for name in EVENTS)
    connection.execute(f"create table events ({columns})")
    connection.executemany(
        f"insert into events values ({', '.join('?' * len(EVENTS))})",
        [list(row) for row in itertools.product(*EVENTS.values())],
    )
    rows = connection.execute(f"select *, {sql} as key from events").fetchall()
    return {row[:-1]: row[-1] for row in rows}


def key_by_hand(event: tuple[object, ...], named: dict[str, list[str]]) -> str:
    """Twelve parts, each the event's value where it is named, else nothing."""
    said = dict(zip(EVENTS, event, strict=True))
    parts = []
    for name in STRATA:
        value = said.get(name)
        text = str(value).lower() if isinstance(value, bool) else value
        parts.append(str(text) if text in named.get(name, []) else "")
    return "|".join(parts)


NAMED = {
    "one": {"day_type": ["peak"]},
    "several": {
        "channel": ["phone", "social"],
        "product_category": ["appliance", "o'clock"],
        "is_complex": ["true"],
        "day_type": ["peak"],
    },
    "one that the family has not": {"stage": ["post_complaint"], "channel": ["phone"]},
    "nothing": {},
    # 3 × 3 × 2 × 500 = 9,000 keys.
    "too many to list": {
        "channel": ["phone", "social"],
        "product_category": ["appliance", "o'clock"],
        "is_complex": ["true"],
        "day_type": ["peak", *(f"day {number}" for number in range(498))],
    },
}


@pytest.mark.parametrize("named", NAMED.values(), ids=NAMED)
def test_by_hand(named: dict[str, list[str]]) -> None:
    with duckdb.connect() as connection:
        keys = keys_of_events(render(named, {name: name for name in EVENTS}), connection)
    assert len(keys) == 3 * 4 * 3 * 2
    assert keys == {event: key_by_hand(event, named) for event in keys}


def test_what_is_listed_is_not_spelled() -> None:
    expressions = {name: name for name in EVENTS}
    listed = render(NAMED["several"], expressions)
    spelled = render(NAMED["too many to list"], expressions)
    assert "concat_ws" not in listed
    assert "concat_ws" in spelled


def test_where_nothing_is_built_the_values_are_asked_for() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table int_threshold_stratum_value as"
            " select 'a_family' as family, 'channel' as stratum_column, 'phone' as stratum_value"
            " union all select 'another', 'day_type', 'peak'"
        )
        keys = keys_of_events(render(None, {name: name for name in EVENTS}), connection)
    assert keys == {event: key_by_hand(event, {"channel": ["phone"]}) for event in keys}
