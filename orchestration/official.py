"""Official months: scorecards that were sealed, and what the current computation makes of them.

The schema `official` is append-only. A copy of every sealed month lies under `state/seals`, so that
official figures survive a store that somebody deleted to begin afresh.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import Settings
from orchestration.store import quoted, relation_exists, text_literal
from orchestration.workplace import FILE_MODE, make_folder, sync_file, sync_folder

if TYPE_CHECKING:
    import duckdb

CARDS = ("scorecard", "scorecard_line")
SEAL = """
    sealed_month date, sealed_build_id varchar, sealed_code_version varchar,
    sealed_seeds_hash varchar, sealed_as_of timestamp
"""
# A month's cards, and its quarter's once that has ended with it.
PERIODS = """(
    (period = 'month' and period_start = $month)
    or (
        period = 'quarter'
        and cast(period_start + interval 3 month as date) = cast($month + interval 1 month as date)
    )
)"""
# Figures that differ by less are the same computed in another order.
TOLERANCE = 1e-9
KEY = "entity_type, entity_id, period, period_start, scheme"
LATE_ROWS = "late, corrected or withdrawn rows"
# What differs, by how much and why. A line's sums and its rules are compared apart: a changed seed
# is no reason for a card that differs only because a row was corrected.
RESTATEMENT = f"""
create or replace view official.scorecard_restatement as
with current_build as (
    select build_id, code_version, seeds_hash
    from audit.refresh
    where outcome = 'published' and coalesce(reason, '') not like 'sealed %'
    qualify row_number() over (order by build_id desc) = 1
),

lines as (
    select
        {KEY},
        indicator,
        coalesce(today.weighted_points, 0) - coalesce(sealed.weighted_points, 0) as difference,
        sealed.numerator is distinct from today.numerator
        or sealed.denominator is distinct from today.denominator
        or sealed.sample_size is distinct from today.sample_size as has_other_sums,
        (sealed.weight is null) <> (today.weight is null)
        or coalesce(abs(sealed.weight - today.weight) > {TOLERANCE}, false) as has_other_weight,
        (sealed.points is null) <> (today.points is null)
        or coalesce(abs(sealed.points - today.points) > {TOLERANCE}, false) as has_other_points
    from official.scorecard_line as sealed
    full outer join marts.scorecard_line as today using ({KEY}, indicator)
),

changes as (
    select
        {KEY},
        bool_or(has_other_sums) as has_other_rows,
        bool_or(has_other_weight or (has_other_points and not has_other_sums)) as has_other_rules,
        string_agg(
            indicator || ' ' || printf('%+.2f', difference), '; '
            order by abs(difference) desc, indicator
        ) filter (abs(difference) > {TOLERANCE}) as lines
    from lines
    group by {KEY}
)

select
    sealed.entity_type,
    sealed.entity_id,
    sealed.period,
    sealed.period_start,
    sealed.scheme,
    sealed.total as official_total,
    cards.total as current_total,
    cards.total - sealed.total as difference,
    sealed.grade as official_grade,
    cards.grade as current_grade,
    case
        when cards.scheme is null then 'no longer scored'
        when changes.has_other_rows and not changes.has_other_rules then '{LATE_ROWS}'
        when sealed.sealed_seeds_hash is distinct from current_build.seeds_hash
            then 'definitions changed' || if(changes.has_other_rows, '; {LATE_ROWS}', '')
        when sealed.sealed_code_version is distinct from current_build.code_version
            then 'code changed' || if(changes.has_other_rows, '; {LATE_ROWS}', '')
        else '{LATE_ROWS}'
    end as reason,
    -- The weighted points that each line gained or lost.
    changes.lines,
    sealed.sealed_build_id,
    current_build.build_id as current_build_id
from official.scorecard as sealed
cross join current_build
left join marts.scorecard as cards using ({KEY})
left join changes using ({KEY})
where
    cards.scheme is null
    or sealed.grade is distinct from cards.grade
    or (sealed.total is null) <> (cards.total is null)
    or abs(sealed.total - cards.total) > {TOLERANCE}
"""


def seals_dir(settings: Settings) -> Path:
    return settings.state_dir / "seals"


def sealable_months(
    connection: duckdb.DuckDBPyConnection, business_timezone: str, seal_after_days: int
) -> list[date]:
    """Months with cards that ended at least so many days before the as-of instant, oldest first."""
    found = connection.execute(
        """
        select distinct period_start
        from marts.scorecard
        cross join intermediate.int_as_of as newest
        where
            period = 'month'
            and timezone(
                'UTC',
                timezone(
                    $zone,
                    cast(period_start + interval 1 month as timestamp) + to_days($days)
                )
            ) <= newest.as_of
        order by period_start
        """,
        {"zone": business_timezone, "days": seal_after_days},
    ).fetchall()
    return [month for (month,) in found]


def sealed_months(connection: duckdb.DuckDBPyConnection) -> list[date]:
    """The months that are official already."""
    if not relation_exists(connection, "official", "scorecard"):
        return []
    found = connection.execute(
        "select distinct sealed_month from official.scorecard order by all"
    ).fetchall()
    return [month for (month,) in found]


def append_month(
    connection: duckdb.DuckDBPyConnection, month: date, build: tuple[str, str, str]
) -> int:
    """Make a month's cards and lines official; returns the number of cards.

    build: the build whose figures are sealed, with its code version and its seeds' hash.
    """
    connection.execute("create schema if not exists official")
    seal = dict(zip(("build_id", "code_version", "seeds_hash"), build, strict=True))
    rows = 0
    for table in CARDS:
        sealed = f"""
            select
                *, cast($month as date) as sealed_month, $build_id as sealed_build_id,
                $code_version as sealed_code_version, $seeds_hash as sealed_seeds_hash,
                (select as_of from intermediate.int_as_of) as sealed_as_of
            from marts.{table}
            where {PERIODS}
        """
        _match_columns(connection, table)
        connection.execute(
            f"insert into official.{table} by name {sealed}", {"month": month, **seal}
        )
        counted = connection.execute(
            f"select count(*) from official.{table} where sealed_month = ?", [month]
        ).fetchone()
        rows = rows or (counted[0] if counted else 0)
    return int(rows)


def keep_month(
    connection: duckdb.DuckDBPyConnection, settings: Settings, month: date
) -> list[Path]:
    """Write a sealed month beside the store."""
    folder = make_folder(seals_dir(settings))
    paths = []
    for table in CARDS:
        path = folder / f"{month:%Y-%m}.{table}.parquet"
        new = path.with_name(path.name + ".new")
        connection.execute(
            f"copy (select * from official.{table} where sealed_month = date '{month}')"
            f" to {text_literal(str(new))} (format parquet)"
        )
        new.chmod(FILE_MODE)
        sync_file(new)
        new.replace(path)
        paths.append(path)
    sync_folder(folder)
    return paths


def restore_months(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[date]:
    """Bring back official months that the store does not know; returns them."""
    known = set(sealed_months(connection))
    folder = seals_dir(settings)
    found = sorted(folder.glob("*.scorecard.parquet")) if folder.is_dir() else []
    restored = []
    for path in found:
        month = date.fromisoformat(path.name.split(".", 1)[0] + "-01")
        if month in known:
            continue
        connection.execute("create schema if not exists official")
        for table in CARDS:
            kept = text_literal(str(path.with_name(f"{month:%Y-%m}.{table}.parquet")))
            if relation_exists(connection, "official", table):
                connection.execute(f"insert into official.{table} by name from {kept}")
            else:
                connection.execute(f"create table official.{table} as from {kept}")
        restored.append(month)
    return restored


def refresh_restatement(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the comparison again after the marts were rebuilt."""
    if relation_exists(connection, "official", "scorecard"):
        connection.execute(RESTATEMENT)


def _match_columns(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """An official table has every column that its mart ever had."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where schema_name = 'marts' and table_name = ? order by column_index",
        [table],
    ).fetchall()
    declared = ", ".join(f"{quoted(name)} {data_type}" for name, data_type in columns)
    connection.execute(f"create table if not exists official.{table} ({declared}, {SEAL})")
    for name, data_type in columns:
        connection.execute(
            f"alter table official.{table} add column if not exists {quoted(name)} {data_type}"
        )
