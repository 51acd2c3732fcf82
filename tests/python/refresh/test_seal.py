"""Official months: sealed once, never changed, kept beside the store, compared with today."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import journal
from orchestration.audit import create_audit_tables, record_refresh
from orchestration.journal import LastRefresh, RunRecord
from orchestration.official import restore_months, sealed_months
from orchestration.parquet import write_parquet
from orchestration.publish import places_now, swap
from orchestration.published_file import finish_warehouse_file
from orchestration.seal import SealError, seal
from orchestration.settings import Settings, read_settings
from orchestration.store import (
    connect,
    connect_both,
    create_private_schemas,
    create_warehouse_file,
)
from orchestration.workplace import prepare_workplace, private_files

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
# In Shanghai 1 June begins at 16:00 UTC of 31 May; a week later May may be sealed.
A_WEEK_AFTER_MAY = "2025-06-07 16:00:00"
A_SECOND_EARLIER = "2025-06-07 15:59:59"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"WAREHOUSE_DIR": str(tmp_path / "warehouse")})


def publish_cards(settings: Settings, as_of: str, total: float, seeds: str = "s1") -> None:
    """Publish a build with one agent's cards of May and June."""
    with private_files():
        build_id = journal.new_build_id(datetime.now(UTC))
        place = prepare_workplace(settings)
        create_warehouse_file(place.warehouse)
        with connect(place.store) as connection:
            create_private_schemas(connection)
            create_audit_tables(connection)
            record_refresh(
                connection,
                RunRecord(build_id, "2026-01-01T00:00:00", outcome="published", seeds_hash=seeds),
            )
        with connect_both(place.warehouse, place.store) as connection:
            connection.execute(
                f"""
                create schema marts;
                create or replace table intermediate.int_as_of as
                    select timestamp '{as_of}' as as_of;
                create or replace table marts.scorecard as
                    select 'agent' as entity_type, 'a1' as entity_id, 'month' as period,
                        unnest([date '2025-05-01', date '2025-06-01']) as period_start,
                        'scheme' as scheme, {total}::double as total, 'good' as grade;
                create or replace table marts.scorecard_line as
                    select * exclude (total, grade), 'nps' as indicator, 4.0::double as lost_points
                    from marts.scorecard;
                """
            )
        finish_warehouse_file(place.warehouse, place.store, {})
        write_parquet(place.warehouse, settings.parquet_dir, build_id)
        swap(settings, place, build_id)
        journal.write_last(
            settings,
            LastRefresh(build_id, build_id, {"seeds": seeds}, "", places_now(settings)),
        )


def published(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.published_file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_month_is_sealed_a_week_after_its_local_end(settings: Settings) -> None:
    publish_cards(settings, A_SECOND_EARLIER, 80)
    assert seal(settings).months == []
    publish_cards(settings, A_WEEK_AFTER_MAY, 80)
    sealed = seal(settings)
    assert (sealed.months, sealed.cards) == ([MAY], 1)
    assert published(settings, "select period_start, total from official.scorecard") == [(MAY, 80)]
    assert published(settings, "select lost_points from official.scorecard_line") == [(4,)]


def test_a_sealed_month_never_changes_and_what_differs_is_told(settings: Settings) -> None:
    publish_cards(settings, A_WEEK_AFTER_MAY, 80)
    seal(settings)
    publish_cards(settings, A_WEEK_AFTER_MAY, 72.5)
    assert seal(settings).months == []
    assert published(settings, "select total from official.scorecard") == [(80,)]
    assert published(
        settings,
        "select official_total, current_total, difference, reason"
        " from official.scorecard_restatement",
    ) == [(80, 72.5, -7.5, "late, corrected or withdrawn rows")]


def test_other_definitions_are_named_as_the_reason(settings: Settings) -> None:
    publish_cards(settings, A_WEEK_AFTER_MAY, 80)
    seal(settings)
    publish_cards(settings, A_WEEK_AFTER_MAY, 81, seeds="s2")
    assert published(settings, "select reason from official.scorecard_restatement") == [
        ("definitions changed",)
    ]


def test_official_months_survive_a_deleted_store(settings: Settings) -> None:
    publish_cards(settings, A_WEEK_AFTER_MAY, 80)
    seal(settings)
    settings.store_file.unlink()
    publish_cards(settings, A_WEEK_AFTER_MAY, 60)
    with connect(settings.store_file) as connection:
        assert sealed_months(connection) == []
        assert restore_months(connection, settings) == [MAY]
        assert connection.execute("select total from official.scorecard").fetchall() == [(80.0,)]
        assert restore_months(connection, settings) == []


def test_only_what_is_over_can_be_sealed_by_name(settings: Settings) -> None:
    publish_cards(settings, A_WEEK_AFTER_MAY, 80)
    with pytest.raises(SealError, match="2025-06"):
        seal(settings, JUNE)
    assert seal(settings, MAY).months == [MAY]


def test_nothing_published_is_a_clear_error(settings: Settings) -> None:
    with pytest.raises(SealError, match="refresh first"):
        seal(settings)
