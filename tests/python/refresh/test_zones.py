"""Local times and instants as the loader and the models ask for them, held against the library."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytest

from orchestration.landing.instants import to_local, to_utc
from orchestration.settings import read_settings
from orchestration.zones import steady_offset, steady_offset_for_dbt

MACRO_FOLDER = Path(__file__).parents[3] / "macros" / "time"
SHANGHAI = "Asia/Shanghai 2000-01-01 2049-12-31 28800"
ZONES = ["Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "UTC"]
# Summer time at least once between 2000 and 2049.
CHANGING = {"America/New_York", "Australia/Lord_Howe"}


def macros(zone: str, steady: str) -> Any:
    """The macros of the time zone as dbt would render them with that environment."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    said = {"BUSINESS_TIMEZONE": zone, "BUSINESS_STEADY_OFFSET": steady}
    environment.globals["env_var"] = lambda name, default: said.get(name, default)
    environment.globals["modules"] = SimpleNamespace(re=re)
    names = ["business_timezone", "shifted_by_zone", "local_time", "instant_of"]
    # What only dispatches is not asked.
    texts = [(MACRO_FOLDER / f"{name}.sql").read_text("utf-8") for name in names]
    return environment.from_string("\n".join(texts)).module


def differences(zone: str, local: str, instant: str) -> tuple[Any, ...] | None:
    """How often SQL differs from the library, every eleven hours of 85 years and for nothing.

    local: of the instant `moment` in UTC. instant: in UTC of the local time `moment`.
    """
    with duckdb.connect() as connection:
        # A reader's session may be anywhere.
        connection.execute("set TimeZone = 'America/Sao_Paulo'")
        return connection.execute(
            f"""
            select
                count(*) filter (
                    where {local} is distinct from timezone('{zone}', timezone('UTC', moment))
                ),
                count(*) filter (
                    where {instant} is distinct from timezone('UTC', timezone('{zone}', moment))
                )
            from (
                select unnest(generate_series(
                    timestamp '1985-01-01 00:30:00', timestamp '2070-01-01', interval 11 hour
                )) as moment
                union all
                select null
            )
            """
        ).fetchone()


@pytest.mark.parametrize("zone", ZONES)
def test_the_loader_agrees_with_the_library(zone: str) -> None:
    assert differences(zone, to_local("moment", zone), to_utc("moment", zone)) == (0, 0)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("is_told", [True, False])
def test_the_models_agree_with_the_library(zone: str, is_told: bool) -> None:
    """With what a refresh says of the zone, and without it, as when somebody runs dbt alone."""
    found = macros(zone, steady_offset_for_dbt(zone) if is_told else "")
    local, instant = found.default__local_time("moment"), found.default__instant_of("moment")
    assert ("interval" in local) == (is_told and zone not in CHANGING)
    assert differences(zone, local, instant) == (0, 0)


def test_what_is_said_of_another_zone_is_not_believed() -> None:
    found = macros("Asia/Tokyo", SHANGHAI)
    local, instant = found.default__local_time("moment"), found.default__instant_of("moment")
    assert differences("Asia/Tokyo", local, instant) == (0, 0)


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_that_changes_its_clocks_is_not_steady(zone: str) -> None:
    assert (steady_offset(zone) is None) == (zone in CHANGING)


def test_what_dbt_is_told() -> None:
    assert steady_offset("Asia/Kolkata") == timedelta(hours=5, minutes=30)
    assert steady_offset_for_dbt("Asia/Shanghai") == SHANGHAI
    assert steady_offset_for_dbt("America/New_York") == ""
    assert read_settings({}).for_dbt()["BUSINESS_STEADY_OFFSET"] == SHANGHAI
