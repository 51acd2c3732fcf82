"""Between DuckDB and the forecast: relations in, an Arrow table out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from orchestration.forecast.contacts import Channel, Day, Plan, Row, forecast_channel

if TYPE_CHECKING:
    import duckdb
    import pyarrow

# Written down, because a column without any value has no type of its own.
COLUMN_TYPES = {
    "channel": "string",
    "date_day": "date32",
    "status": "string",
    "history_days": "int32",
    "contacts": "float64",
    "contacts_low": "float64",
    "contacts_high": "float64",
    "backtest_days": "int32",
    "mase": "float64",
    "naive_mase": "float64",
    "interval_coverage": "float64",
    "staffing_status": "string",
    "work_seconds": "float64",
    "busiest_hour": "int32",
    "busiest_hour_contacts": "float64",
    "required_staff": "int32",
    "required_staff_hours": "int32",
    "service_level": "float64",
    "occupancy": "float64",
}


def forecast_table(
    *,
    days: duckdb.DuckDBPyRelation,
    hour_shares: duckdb.DuckDBPyRelation,
    work_times: duckdb.DuckDBPyRelation,
    parameters: duckdb.DuckDBPyRelation,
) -> pyarrow.Table:
    """One row per channel and day ahead.

    The arguments are int_contact_day, int_contact_hour_share, int_contact_work_time and the seed
    insight_parameters.
    """
    plan = Plan.of({row["parameter"]: row["value"] for row in rows_of(parameters)})
    shares: dict[str, dict[tuple[bool, int], float]] = defaultdict(dict)
    for row in rows_of(hour_shares):
        shares[row["channel"]][row["is_weekend"], row["hour_of_day"]] = row["contact_share"]
    seconds = {row["channel"]: row["work_seconds"] for row in rows_of(work_times)}
    calendars: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows_of(days), key=lambda row: (row["channel"], row["date_day"])):
        calendars[row["channel"]].append(row)

    found: list[Row] = []
    for name, calendar in calendars.items():
        known = [row for row in calendar if row["contacts"] is not None]
        coming = [row for row in calendar if row["contacts"] is None]
        channel = Channel(
            name=name,
            history=[day_of(row) for row in known],
            contacts=[row["contacts"] for row in known],
            hour_shares=shares.get(name, {}),
            work_seconds=seconds.get(name),
        )
        wanted = [row["date_day"] for row in coming if row["is_ahead"]]
        found += forecast_channel(channel, [day_of(row) for row in coming], wanted[0], plan)
    return arrow_table(found)


def day_of(row: dict[str, Any]) -> Day:
    return Day(row["date_day"], row["weekday"], row["season"], row["is_holiday"])


def rows_of(relation: duckdb.DuckDBPyRelation) -> list[dict[str, Any]]:
    """The rows as dicts; a few thousand at most."""
    names = relation.columns
    return [dict(zip(names, values, strict=True)) for values in relation.fetchall()]


def arrow_table(rows: list[Row]) -> pyarrow.Table:
    import pyarrow

    schema = pyarrow.schema(
        [(name, getattr(pyarrow, kind)()) for name, kind in COLUMN_TYPES.items()]
    )
    return pyarrow.Table.from_pylist([row.as_dict() for row in rows], schema=schema)
