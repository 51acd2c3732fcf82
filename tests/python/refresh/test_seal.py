"""Official months: sealed once, never changed, kept beside the store, compared with today."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import journal
from orchestration.audit import create_audit_tables, record_refresh
from orchestration.cli import main
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


def publish_cards(
    settings: Settings,
    as_of: str,
    total: float,
    seeds: str = "s1",
    *,
    numerator: int = 7,
    weight: float = 60,
) -> None:
    """Publish a build with one agent's cards of May and June; the total is that of line nps."""
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
                    select
                        * exclude (total, grade), 'nps' as indicator,
                        {numerator}::decimal(38, 6) as numerator, 10::decimal(38, 6) as denominator,
                        10::bigint as sample_size, {weight}::double as weight,
                        total as points, {weight} * total / 100 as weighted_points,
                        4.0::double as lost_points
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
    publish_cards(settings, A_WEEK_AFTER_MAY, 72.5, numerator=6)
    assert seal(settings).months == []
    assert published(settings, "select total from official.scorecard") == [(80,)]
    # 60 × 72.5 ÷ 100 = 43.5 instead of 48.
    assert published(
        settings,
        "select official_total, current_total, difference, reason, lines"
        " from official.scorecard_restatement",
    ) == [(80, 72.5, -7.5, "late, corrected or withdrawn rows", "nps -4.50")]


LATE = "late, corrected or withdrawn rows"


@pytest.mark.parametrize(
    ("total", "seeds", "changes", "reason"),
    [
        # The same sums earn other points, or weigh otherwise: the rules are others.
        (81, "s2", {}, "definitions changed"),
        (81, "s2", {"weight": 50}, "definitions changed"),
        (81, "s2", {"weight": 50, "numerator": 6}, f"definitions changed; {LATE}"),
        # A seed changed, but this card's line has other sums and the same weight.
        (81, "s2", {"numerator": 6}, LATE),
        (81, "s1", {"numerator": 6}, LATE),
    ],
)
def test_the_reason_is_what_really_differs(
    settings: Settings, total: float, seeds: str, changes: dict[str, int], reason: str
) -> None:
    publish_cards(settings, A_WEEK_AFTER_MAY, 80)
    seal(settings)
    publish_cards(settings, A_WEEK_AFTER_MAY, total, seeds, **changes)
    assert published(settings, "select reason from official.scorecard_restatement") == [(reason,)]


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
    with pytest.raises(SealError, match=r"2025-06 can be sealed from 2025-07-08 on.*2025-06-08"):
        seal(settings, JUNE)
    with pytest.raises(SealError, match=r"2024-06 has no cards.* of 2025-05 to 2025-06"):
        seal(settings, date(2024, 6, 1))
    assert seal(settings, MAY).months == [MAY]
    again = seal(settings, MAY)
    assert (again.months, again.already, again.build_id) == ([], [MAY], None)


def test_how_long_to_wait_is_a_scoring_parameter(settings: Settings) -> None:
    publish_cards(settings, A_SECOND_EARLIER, 80)
    with connect(settings.published_file) as connection:
        connection.execute(
            "create schema catalogue; create table catalogue.scoring_parameters as "
            "select 'seal_after_days' as parameter, 6 as value"
        )
    assert seal(settings).months == [MAY]


def test_the_command_says_what_it_did(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_cards(settings, A_WEEK_AFTER_MAY, 80)
    monkeypatch.setenv("WAREHOUSE_DIR", str(settings.warehouse_dir))
    assert main(["seal", "2025-06"]) == 2
    assert "error: 2025-06 can be sealed from 2025-07-08 on" in capsys.readouterr().err
    assert main(["seal", "june"]) == 2
    assert "'june' is no month" in capsys.readouterr().err
    assert main(["seal"]) == 0
    assert capsys.readouterr().out == "2025-05 is official\n"
    assert main(["seal", "2025-05"]) == 0
    assert capsys.readouterr().out == "Nothing to seal. Official months: 2025-05\n"


def test_nothing_published_is_a_clear_error(settings: Settings) -> None:
    with pytest.raises(SealError, match="refresh first"):
        seal(settings)
