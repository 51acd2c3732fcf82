"""What must hold whatever the data: sums add up, quotients are of sums, intervals are right."""

from __future__ import annotations

import math
from collections.abc import Iterator

import duckdb
import pytest
from scipy.stats import binomtest, norm

from tests.pipeline import BuiltWarehouse
from tests.python.indicators.warehouse import Row, ask, opened

pytestmark = pytest.mark.slow

# A quotient of means, a cost that only some months have, orders that belong to nobody.
NOT_ADDITIVE = ("average_order_value_lift", "cost_per_contact", "complaints_per_thousand_orders")
# Events that are one row of an export, which begins with the event's id.
EVENTS_WITH_ID = {
    "ticket",
    "conversation",
    "call",
    "message",
    "survey",
    "complaint",
    "return",
    "quality_check",
    "knowledge_contribution",
    "collaboration_rating",
}
# Where the daily core names the entities of a type; all its rows are the company's.
COLUMN_OF = {
    "agent": "agent_id",
    "team": "team_id",
    "role": "role",
    "channel": "channel",
    "contact_type": "contact_type",
}


@pytest.fixture(scope="module")
def warehouse(small_warehouse: BuiltWarehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(small_warehouse.file) as connection:
        yield connection


def require_none(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> None:
    """The query finds no counterexample."""
    found = ask(connection, f"{query} limit 5", *values)
    assert not found, "\n".join(map(str, found))


# Parts and wholes


@pytest.mark.parametrize("entity_type", list(COLUMN_OF))
def test_parts_and_events_without_one_make_the_company(
    warehouse: duckdb.DuckDBPyConnection, entity_type: str
) -> None:
    """Agents' sums and the events without an agent are the company's; so for teams and so on."""
    require_none(
        warehouse,
        f"""
        with offered as (
            select indicator
            from marts.dim_indicator
            where list_contains(string_split(entity_types, '|'), ?)
                and list_contains(string_split(entity_types, '|'), 'company')
                and indicator not in {NOT_ADDITIVE}
        ),
        parts as (
            select period, period_start, indicator, numerator, denominator, sample_size
            from marts.indicator_value
            where entity_type = ?
            union all
            select
                'month', cast(date_trunc('month', date_day) as date), indicator,
                numerator, denominator, sample_size
            from marts.indicator_daily
            where {COLUMN_OF[entity_type]} is null
        ),
        summed as (
            select
                period_start, indicator, sum(numerator) as numerator,
                sum(denominator) as denominator, sum(sample_size) as sample_size
            from parts
            where period = 'month'
            group by all
        ),
        whole as (
            select * from marts.indicator_value
            where entity_type = 'company' and period = 'month'
        )
        select
            indicator, period_start, summed.numerator, whole.numerator, summed.denominator,
            whole.denominator, summed.sample_size, whole.sample_size
        from summed
        full join whole using (indicator, period_start)
        inner join offered using (indicator)
        where coalesce(summed.numerator, 0) <> coalesce(whole.numerator, 0)
            or coalesce(summed.denominator, 0) <> coalesce(whole.denominator, 0)
            or coalesce(summed.sample_size, 0) <> coalesce(whole.sample_size, 0)
        """,
        entity_type,
        entity_type,
    )


@pytest.mark.parametrize(
    ("short", "long"), [("day", "week"), ("day", "month"), ("day", "quarter"), ("month", "quarter")]
)
def test_shorter_periods_add_up_to_longer_ones(
    warehouse: duckdb.DuckDBPyConnection, short: str, long: str
) -> None:
    require_none(
        warehouse,
        f"""
        with offered as (
            select indicator
            from marts.dim_indicator
            where value_kind = 'quotient' and (finest_period = 'day' or ? = 'month')
        ),
        summed as (
            select
                entity_type, entity_id, indicator,
                cast(date_trunc('{long}', period_start) as date) as period_start,
                sum(numerator) as numerator, sum(denominator) as denominator,
                sum(sum_of_squares) as sum_of_squares, sum(sample_size) as sample_size
            from marts.indicator_value
            where period = ?
            group by all
        ),
        whole as (select * from marts.indicator_value where period = ?)
        select
            entity_type, entity_id, period_start, indicator, summed.numerator, whole.numerator,
            summed.denominator, whole.denominator
        from summed
        full join whole using (entity_type, entity_id, indicator, period_start)
        inner join offered using (indicator)
        where coalesce(summed.numerator, 0) <> coalesce(whole.numerator, 0)
            or coalesce(summed.denominator, 0) <> coalesce(whole.denominator, 0)
            or coalesce(summed.sum_of_squares, 0) <> coalesce(whole.sum_of_squares, 0)
            or summed.sample_size <> whole.sample_size
        """,
        short,
        short,
        long,
    )


def test_the_four_sums_of_the_quotient_of_means_add_up_too(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """average_order_value_lift: the company's days add up to its months, sum by sum."""
    found = ask(
        warehouse,
        """
        select
            date_trunc('month', period_start) as month, period,
            sum(numerator_sum) as numerator_sum, sum(numerator_count) as numerator_count,
            sum(denominator_sum) as denominator_sum, sum(denominator_count) as denominator_count
        from marts.indicator_value
        where indicator = 'average_order_value_lift' and entity_type = 'company'
            and period in ('day', 'month')
        group by all
        """,
    )
    by_period = {
        period: {row["month"]: list(row.values())[2:] for row in found if row["period"] == period}
        for period in ("day", "month")
    }
    assert by_period["day"] == by_period["month"]
    assert sum(all(sums) for sums in by_period["month"].values()) > 2


@pytest.mark.parametrize("entity_type", ["company", *COLUMN_OF])
def test_indicator_daily_rolls_up_to_indicator_value(
    warehouse: duckdb.DuckDBPyConnection, entity_type: str
) -> None:
    """The daily core, summed by hand, gives every day, month and quarter."""
    column = COLUMN_OF.get(entity_type, "'company'")
    require_none(
        warehouse,
        f"""
        with offered as (
            select indicator, finest_period
            from marts.dim_indicator
            where value_kind = 'quotient'
                and list_contains(string_split(entity_types, '|'), '{entity_type}')
                -- The company's contacts of a month count where any team has a cost.
                and (indicator <> 'cost_per_contact' or '{entity_type}' <> 'company')
        ),
        core as (
            select
                {column} as entity_id, period,
                cast(date_trunc(period, date_day) as date) as period_start,
                indicator, sum(numerator) as numerator, sum(denominator) as denominator,
                sum(sum_of_squares) as sum_of_squares, sum(sample_size) as sample_size
            from marts.indicator_daily
            inner join offered using (indicator)
            cross join (values ('day'), ('week'), ('month'), ('quarter')) as periods(period)
            where {column} is not null
                and (finest_period = 'day' or period in ('month', 'quarter'))
            group by all
            having coalesce(sum(numerator), 0) <> 0 or coalesce(sum(denominator), 0) <> 0
        ),
        value as (
            select indicator_value.*
            from marts.indicator_value
            inner join offered using (indicator)
            where entity_type = '{entity_type}'
        )
        select entity_id, period, period_start, indicator, core.numerator, value.numerator,
            core.denominator, value.denominator
        from core
        full join value using (entity_id, period, period_start, indicator)
        where coalesce(core.numerator, 0) <> coalesce(value.numerator, 0)
            or coalesce(core.denominator, 0) <> coalesce(value.denominator, 0)
            or coalesce(core.sum_of_squares, 0) <> coalesce(value.sum_of_squares, 0)
            or core.sample_size is distinct from value.sample_size
        """,
    )


# Quotients


def test_a_value_is_the_quotient_of_its_sums(warehouse: duckdb.DuckDBPyConnection) -> None:
    require_none(
        warehouse,
        """
        select
            entity_type, entity_id, period, period_start, indicator,
            numerator, denominator, value
        from marts.indicator_value
        inner join marts.dim_indicator using (indicator)
        where value_kind = 'quotient' and (
            (value is null) <> (coalesce(denominator, 0) = 0)
            or abs(value - cast(numerator as double) / cast(denominator as double) * scale)
            > 1e-9 * greatest(1, abs(value))
        )
        """,
    )


def test_a_quarter_is_not_the_mean_of_its_months(warehouse: duckdb.DuckDBPyConnection) -> None:
    """For most indicators the data tell the two apart; and then the quotient is published."""
    found = ask(
        warehouse,
        """
        with months as (
            select
                entity_type, entity_id, indicator,
                cast(date_trunc('quarter', period_start) as date) as period_start,
                avg(value) as mean_of_months
            from marts.indicator_value
            where period = 'month' and entity_type in ('company', 'team')
            group by all
            having count(*) = 3
        )
        select distinct indicator
        from marts.indicator_value as quarter
        inner join months using (entity_type, entity_id, indicator, period_start)
        where quarter.period = 'quarter' and abs(quarter.value - mean_of_months) > 1e-6
        """,
    )
    measured = ask(warehouse, "select distinct indicator from marts.indicator_value")
    assert len(found) > 0.8 * len(measured)


def test_a_zero_denominator_gives_no_value_and_an_empty_row_is_none(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    require_none(
        warehouse,
        """
        select * from marts.indicator_value
        where coalesce(numerator, 0) = 0 and coalesce(denominator, 0) = 0
        """,
    )
    assert ask(
        warehouse,
        "select 1 from marts.indicator_value where denominator = 0 and value is null limit 1",
    )


# Intervals


def wilson(row: Row) -> tuple[float, float]:
    """The library's Wilson interval of a rate."""
    interval = binomtest(int(row["numerator"]), int(row["denominator"])).proportion_ci(
        confidence_level=0.95, method="wilson"
    )
    return interval.low * row["scale"], interval.high * row["scale"]


def mean_interval(row: Row) -> tuple[float, float]:
    """The normal interval of a mean, from the sum of squares (sample variance, n − 1)."""
    count, total = row["sample_size"], float(row["numerator"])
    variance = (float(row["sum_of_squares"]) - total * total / count) / (count - 1)
    error = math.sqrt(max(variance, 0.0) / count)
    low, high = (
        norm.interval(0.95, loc=total / count, scale=error) if error else (total / count,) * 2
    )
    return low * row["scale"], high * row["scale"]


@pytest.mark.parametrize("method", ["wilson", "mean"])
def test_intervals_are_those_of_a_statistics_library(
    warehouse: duckdb.DuckDBPyConnection, method: str
) -> None:
    rows = ask(
        warehouse,
        """
        select distinct
            numerator, denominator, sum_of_squares, sample_size, scale, value_low, value_high
        from marts.indicator_value
        inner join marts.dim_indicator using (indicator)
        where interval_method = ? and denominator > 0
        """,
        method,
    )
    compute = {"wilson": wilson, "mean": mean_interval}[method]
    assert len(rows) > 500
    for row in rows:
        if method == "mean" and row["sample_size"] == 1:
            assert row["value_low"] is None and row["value_high"] is None, row
            continue
        assert (row["value_low"], row["value_high"]) == pytest.approx(
            compute(row), rel=1e-6, abs=1e-6
        ), row


def test_other_indicators_have_no_interval(warehouse: duckdb.DuckDBPyConnection) -> None:
    require_none(
        warehouse,
        """
        select indicator, value_low, value_high
        from marts.indicator_value
        inner join marts.dim_indicator using (indicator)
        where (interval_method not in ('wilson', 'mean') or coalesce(denominator, 0) = 0)
            and (value_low is not null or value_high is not null)
        """,
    )


# From a line to its events


def test_the_evidence_of_a_line_sums_to_the_line(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Every line that has a value leads to events, and they are all of it."""
    require_none(
        warehouse,
        """
        with evidence as (
            select
                entity_type, entity_id, period, period_start, scheme, indicator,
                sum(numerator) as numerator, sum(denominator) as denominator
            from marts.scorecard_line_evidence
            group by all
        ),
        line as (
            select * from marts.scorecard_line
            where coalesce(numerator, 0) <> 0 or coalesce(denominator, 0) <> 0
        )
        select
            entity_type, entity_id, period, period_start, scheme, indicator,
            line.numerator, evidence.numerator, line.denominator, evidence.denominator
        from line
        full join evidence
            using (entity_type, entity_id, period, period_start, scheme, indicator)
        where coalesce(line.numerator, 0) <> coalesce(evidence.numerator, 0)
            or coalesce(line.denominator, 0) <> coalesce(evidence.denominator, 0)
        """,
    )
    assert ask(warehouse, "select 1 from marts.scorecard_line_evidence limit 1")


def test_every_piece_of_evidence_leads_to_a_delivered_line(
    warehouse: duckdb.DuckDBPyConnection, small_warehouse: BuiltWarehouse
) -> None:
    """The line is in the file; and where the event has an id of its own, it begins with it."""
    rows = ask(
        warehouse,
        """
        select distinct event_type, event_id, file, line
        from marts.scorecard_line_evidence
        """,
    )
    files = {
        str(path.relative_to(small_warehouse.landing)): path.read_text("utf-8").splitlines()
        for path in small_warehouse.landing.rglob("*.csv")
    }
    for row in rows:
        assert row["file"] in files and 2 <= row["line"] <= len(files[row["file"]]), row
    named = [row for row in rows if row["event_type"] in EVENTS_WITH_ID]
    assert {row["event_type"] for row in named} == EVENTS_WITH_ID
    for row in named:
        assert files[row["file"]][row["line"] - 1].startswith(f"{row['event_id']},"), row


# The order of rows

# Where a row stood in its file, and what says when the warehouse was built.
DEPENDS_ON_ORDER = {"line", "file_id", "loaded_at", "build_id", "published_at"}


def checksums(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Rows and a checksum of every mart, whatever the order of its rows."""
    columns: dict[str, list[str]] = {}
    for row in ask(
        connection,
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'marts' order by table_name, ordinal_position",
    ):
        if row["column_name"] not in DEPENDS_ON_ORDER:
            columns.setdefault(row["table_name"], []).append(row["column_name"])
    found = {}
    for mart, names in columns.items():
        listed = ", ".join(f'"{name}"' for name in names)
        row = ask(
            connection,
            f"select count(*) as n, sum(cast(hash({listed}) as hugeint)) as s from marts.{mart}",
        )[0]
        found[mart] = (row["n"], row["s"])
    return found


def lines_of_tickets(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Where each ticket stood in its file."""
    return ask(
        connection,
        "select contact_id, line from marts.fct_contact"
        " where contact_type = 'ticket' order by contact_id",
    )


def test_the_order_of_rows_in_files_does_not_matter(
    warehouse: duckdb.DuckDBPyConnection, shuffled_warehouse: BuiltWarehouse
) -> None:
    with opened(shuffled_warehouse.file) as shuffled:
        found, lines = checksums(shuffled), lines_of_tickets(shuffled)
    assert lines != lines_of_tickets(warehouse), "nothing was shuffled"
    expected = checksums(warehouse)
    assert {m: s for m, s in found.items() if expected[m] != s} == {}
    assert expected["indicator_value"][0] > 10_000 and expected["scorecard_line"][0] > 1_000
