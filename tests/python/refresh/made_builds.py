"""Builds made by hand, for tests of what happens to finished builds."""

from __future__ import annotations

from orchestration.audit import create_audit_tables, record_refresh
from orchestration.journal import RunRecord
from orchestration.parquet import write_parquet
from orchestration.publish import swap
from orchestration.published_file import Descriptions, finish_warehouse_file
from orchestration.settings import Settings
from orchestration.store import (
    connect,
    connect_both,
    create_private_schemas,
    create_warehouse_file,
)
from orchestration.workplace import Workplace, prepare_workplace, private_files


def build_id(number: int) -> str:
    return f"202601{number:02d}T000000Z-abcdef"


def make_store(settings: Settings, number: int, rows: int) -> Workplace:
    """A workplace as dbt would leave it, with raw text in the quarantine."""
    place = prepare_workplace(settings)
    create_warehouse_file(place.warehouse)
    with connect(place.store) as connection:
        create_private_schemas(connection)
        create_audit_tables(connection)
        record_refresh(
            connection,
            RunRecord(build_id(number), "2026-01-01T00:00:00", outcome="published"),
        )
    with connect_both(place.warehouse, place.store) as connection:
        connection.execute(
            f"""
            create schema marts;
            create or replace table landing.tickets as
                select 'secret ' || i as description from range({rows}) as t(i);
            create or replace table marts.scorecard as
                select i as entity_id, {number} as build_number from range({rows}) as t(i);
            create or replace view marts.scorecard_count as
                with cards as (select * from marts.scorecard)
                select count(*) as cards, max(build_number) as build_number from cards;
            create or replace view marts.a_view_of_a_view as select * from marts.scorecard_count;
            create or replace table audit.quarantine as
                select 'tickets' as table_name, 'secret raw' as raw, ['secret key'] as key;
            """
        )
    return place


def write_files(settings: Settings, place: Workplace, number: int, words: Descriptions) -> None:
    """The files of a build, complete but not yet in place."""
    finish_warehouse_file(place.warehouse, place.store, words)
    write_parquet(place.warehouse, settings.parquet_dir, build_id(number))


def publish_build(
    settings: Settings, number: int, rows: int, words: Descriptions | None = None
) -> None:
    """Make and publish one build."""
    with private_files():
        place = make_store(settings, number, rows)
        write_files(settings, place, number, words or {})
        swap(settings, place, build_id(number))
