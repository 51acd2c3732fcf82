"""A store that holds what the scoring models read, and dbt runs over it."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

from tests.python.scoring.macros import PROJECT

GOLDEN = PROJECT / "tests" / "golden" / "scoring" / "scorecards"

#: The models under test.
SCORING = ["path:models/intermediate/scoring", "path:models/marts/scorecards", "dim_scheme"]

#: Six months, April with ten promotion days and May with fifteen days of a goal; lines are written
#: a quarter at a time.
CALENDAR = """
    create table intermediate.int_date as
    select
        cast(day as date) as date_day,
        case when day between '2025-04-11' and '2025-04-20' then 'promotion' else 'normal' end
        as season,
        case when day between '2025-05-01' and '2025-05-15' then 'quick_response' end as goal
    from generate_series(timestamp '2025-01-01', timestamp '2025-06-30', interval 1 day) as t(day);

    create table intermediate.int_period_of_date as
    select date_day, period, cast(date_trunc(period, date_day) as date) as period_start
    from intermediate.int_date
    cross join (values ('day'), ('week'), ('month'), ('quarter')) as periods(period);

    create table intermediate.int_batch as
    select *
    from (
        values (0, date '2024-12-30', false), (1, date '2025-03-31', true)
    ) as t(batch_number, first_date, is_written_again);

    create table intermediate.int_as_of as
    select timestamp '2025-06-30 15:00' as as_of, date '2025-06-30' as as_of_date;
"""

#: Two teams; in March li and wang had conversations, sun had calls.
PEOPLE = """
    create table intermediate.int_agent_period as
    select
        agent_id, agent_id as name, team_id, team_id as team_name, role,
        date '1900-01-01' as valid_from, date '9999-12-31' as valid_to
    from (
        values
        ('li', 'north', 'tech_support'), ('wang', 'north', 'tech_support'),
        ('chen', 'north', 'tech_support'), ('zhao', 'south', 'aftersales'),
        ('sun', 'south', 'aftersales')
    ) as agents(agent_id, team_id, role);

    create table measures.contact_start_daily as
    select
        date '2025-03-05' as date_day, agent_id, 'north' as team_id, 'app' as channel,
        'conversation' as contact_type, 3 as contacts
    from (values ('li'), ('wang')) as agents(agent_id)
    union all
    select date '2025-03-05', 'sun', 'south', 'phone', 'call', 10;

    create table measures.call_offered_daily as
    select
        date '2025-03-05' as date_day, cast(null as varchar) as agent_id, 'north' as team_id,
        'phone' as channel, 'call' as contact_type, 100 as offered_calls;

    create table intermediate.int_delivered_column as
    select 'complaints' as table_name, 'complaint_id' as column_name;

    create table intermediate.int_complaint as
    select 'wang' as against_agent_id, timestamp '2025-03-05 08:00' as opened_at;
"""


#: indicator_value of the groups: sums, their quotient, and the targets' means by denominators.
VALUES = """
    create table marts.indicator_value as
    with groups as (

        select
            groups.*,
            cast(indicators.scale as double) as scale
        from intermediate.int_indicator_period_group as groups
        inner join read_csv($indicators, header = true, all_varchar = true) as indicators
            using (indicator)

    ),

    sums as (

        select
            entity_type,
            entity_id,
            period,
            period_start,
            indicator,
            sum(numerator) as numerator,
            sum(denominator) as denominator,
            cast(sum(numerator) as double) / cast(sum(denominator) as double) * any_value(scale)
                as value,
            cast(sum(sample_size) as bigint) as sample_size,
            cast(sum(denominator * target) as double) / cast(sum(denominator) as double) as target,
            cast(sum(denominator * baseline) as double) / cast(sum(denominator) as double)
                as baseline
        from groups
        group by all

    )

    select
        sums.*,
        cast(given.value_low as double) as value_low,
        cast(given.value_high as double) as value_high,
        cast(null as double) as prev_value,
        cast(null as double) as change,
        cast(given.same_period_last_year_value as double) as same_period_last_year_value
    from sums
    left join read_csv($values, header = true, all_varchar = true) as given
        using (entity_type, entity_id, indicator)
"""


def write_store(store: Path, golden: Path = GOLDEN) -> None:
    """A store in which the threshold groups of `golden` are those of March 2025."""
    with duckdb.connect(str(store)) as connection:
        for schema in ("intermediate", "measures", "marts", "catalogue"):
            connection.execute(f"create schema {schema}")
        connection.execute(CALENDAR)
        connection.execute(PEOPLE)
        connection.execute(
            """
            create table intermediate.int_indicator_period_group as
            select
                entity_type, entity_id, 'month' as period, date '2025-03-01' as period_start,
                indicator, threshold_row,
                cast(target as double) as target, cast(baseline as double) as baseline,
                cast(null as double) as excellent_edge, cast(null as double) as good_edge,
                cast(null as double) as qualified_edge, cast(null as double) as to_improve_edge,
                cast(range_low as double) as range_low, cast(range_high as double) as range_high,
                cast(numerator as decimal(38, 6)) as numerator,
                cast(denominator as decimal(38, 6)) as denominator,
                cast(coalesce(sum_of_squares, '0') as decimal(38, 6)) as sum_of_squares,
                cast(sample_size as bigint) as sample_size,
                cast(null as decimal(38, 6)) as numerator_count,
                cast(null as decimal(38, 6)) as denominator_count
            from read_csv(?, header = true, all_varchar = true)
            """,
            [str(golden / "groups.csv")],
        )
        connection.execute(
            VALUES,
            {
                "indicators": str(PROJECT / "seeds" / "catalogue" / "indicators.csv"),
                "values": str(golden / "values.csv"),
            },
        )


def copy_project(folder: Path) -> Path:
    """The dbt project with seeds of its own, which a test may edit."""
    project = folder / "project"
    project.mkdir()
    for name in ("models", "macros", "tests", "dbt_project.yml", "profiles.yml"):
        (project / name).symlink_to(PROJECT / name)
    shutil.copytree(PROJECT / "seeds", project / "seeds")
    return project


def edit_seed(project: Path, seed: str, change: dict[str, str], **row: str) -> None:
    """Changes the cells of the rows that have the values of `row`."""
    [path] = (project / "seeds").rglob(f"{seed}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [entry for entry in rows if all(entry[name] == row[name] for name in row)]
    assert found, f"{seed} has no row {row}"
    for entry in found:
        entry.update(change)
    write_rows(path, rows)


def add_row(project: Path, seed: str, **row: str) -> None:
    """Adds a row with the given cells; the others are empty."""
    [path] = (project / "seeds").rglob(f"{seed}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows.append({name: row.get(name, "") for name in rows[0]})
    write_rows(path, rows)


def remove_rows(project: Path, seed: str, **row: str) -> None:
    """Removes the rows that have the values of `row`."""
    [path] = (project / "seeds").rglob(f"{seed}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [entry for entry in rows if any(entry[name] != row[name] for name in row)]
    assert len(kept) < len(rows), f"{seed} has no row {row}"
    write_rows(path, kept)


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def run_dbt(project: Path, store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One dbt call over the store, in a process of its own (dbt keeps DuckDB's lock).

    Project and store stand at the same paths in every call of a test run, or dbt would parse the
    whole project each time.
    """
    bench = store.parent.parent / "bench"
    bench.mkdir(exist_ok=True)
    for name in ("project", "store.duckdb"):
        (bench / name).unlink(missing_ok=True)
    (bench / "project").symlink_to(project)
    if store.exists():
        store.rename(bench / "store.duckdb")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"AS_OF", "INDUSTRY", "BUSINESS_TIMEZONE"}
    }
    environment |= {
        "WAREHOUSE_FILE": str(bench / "store.duckdb"),
        "WAREHOUSE_TEMP": str(bench / "temp"),
        "DBT_TARGET_PATH": str(bench / "target"),
        "DBT_LOG_PATH": str(bench / "logs"),
        "DBT_PROFILES_DIR": str(PROJECT),
    }
    result = subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--no-use-colors",
         *arguments, "--project-dir", str(bench / "project")],
        env=environment, cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    (bench / "store.duckdb").rename(store)
    return result


def build_scorecards(project: Path, store: Path, *more: str) -> None:
    """Seeds and scoring models, without their tests."""
    result = run_dbt(
        project, store, "build", "--select", "resource_type:seed", *SCORING,
        "--exclude", "scorecard_line_evidence+", "--exclude-resource-type", "test", "unit_test",
        *more,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
