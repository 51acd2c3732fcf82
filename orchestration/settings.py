"""What the environment says, read once and checked before any work starts.

Imports nothing heavy: the answer *nothing new* must come before Dagster, dbt, Great
Expectations or DuckDB are loaded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orchestration.zones import steady_offset_for_dbt

PROJECT_DIR = Path(__file__).resolve().parent.parent
DEFAULT_TIMEZONE = "Asia/Shanghai"
DEFAULT_INDUSTRY = "ecommerce"
# A comma may be part of an address; between two addresses it parts them.
BETWEEN_URLS = re.compile(r"\s+|,\s*(?=(?:[\w-]+=)?[A-Za-z][\w+.-]*://)")


class SettingsError(ValueError):
    """An environment variable that cannot be meant as it is: the caller's mistake (exit 2)."""


@dataclass(frozen=True)
class Settings:
    """The environment of one refresh, and where its files lie."""

    landing_dir: Path
    landing_is_given: bool
    warehouse_dir: Path
    as_of: datetime | None
    business_timezone: str
    industry: str
    # They hold secrets: nothing that prints settings may show them.
    notify_urls: tuple[str, ...] = field(default=(), repr=False)
    project_dir: Path = PROJECT_DIR

    @property
    def published_file(self) -> Path:
        return self.warehouse_dir / "warehouse.duckdb"

    @property
    def store_file(self) -> Path:
        return self.warehouse_dir / "store.duckdb"

    @property
    def previous_dir(self) -> Path:
        return self.warehouse_dir / "previous"

    @property
    def parquet_dir(self) -> Path:
        return self.warehouse_dir / "parquet"

    @property
    def state_dir(self) -> Path:
        return self.warehouse_dir / "state"

    @property
    def work_dir(self) -> Path:
        return self.warehouse_dir / "work"

    @property
    def lock_file(self) -> Path:
        return self.warehouse_dir / "refresh.lock"

    @property
    def as_of_text(self) -> str:
        """The as-of instant in UTC as the models read it; empty when the data decide."""
        return self.as_of.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if self.as_of else ""

    def for_dbt(self) -> dict[str, str]:
        """The variables that models and profiles read through ``env_var``, normalised."""
        return {
            "AS_OF": self.as_of_text,
            "BUSINESS_TIMEZONE": self.business_timezone,
            "BUSINESS_STEADY_OFFSET": steady_offset_for_dbt(self.business_timezone),
            "INDUSTRY": self.industry,
        }


def read_settings(
    environment: Mapping[str, str] | None = None, project_dir: Path = PROJECT_DIR
) -> Settings:
    """Read and check the environment. An empty variable counts as unset, as in make and cron."""
    variables = os.environ if environment is None else environment

    def value(name: str, default: str = "") -> str:
        return variables.get(name, "").strip() or default

    zone = checked_timezone(value("BUSINESS_TIMEZONE", DEFAULT_TIMEZONE))
    landing = value("LANDING_DIR")
    warehouse = value("WAREHOUSE_DIR")
    return Settings(
        landing_dir=absolute(landing) if landing else project_dir / "data" / "landing",
        landing_is_given=bool(landing),
        warehouse_dir=absolute(warehouse) if warehouse else project_dir / "data" / "warehouse",
        as_of=parse_as_of(value("AS_OF"), zone),
        business_timezone=zone,
        industry=value("INDUSTRY", DEFAULT_INDUSTRY),
        notify_urls=split_urls(value("NOTIFY_URLS")),
        project_dir=project_dir,
    )


def split_urls(text: str) -> tuple[str, ...]:
    """The addresses of NOTIFY_URLS, each with the `tag=` that may stand before it."""
    parts = (part.strip(",") for part in BETWEEN_URLS.split(text))
    return tuple(part for part in parts if part)


def absolute(path: str) -> Path:
    """A path as typed, ``~`` included, independent of later changes of the working folder."""
    return Path(path).expanduser().absolute()


def checked_timezone(name: str) -> str:
    """The zone's name, if the machine knows it."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            f"BUSINESS_TIMEZONE is {name!r}, which is no time zone; say e.g. {DEFAULT_TIMEZONE}"
        ) from error
    return name


def parse_as_of(text: str, business_timezone: str) -> datetime | None:
    """AS_OF as an instant in UTC; one without an offset is in the business time zone.

    A date alone is the end of nothing and the start of something different to everybody, so it
    means what ISO 8601 makes of it: midnight at its beginning.
    """
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(
            f"AS_OF is {text!r}, which is no ISO 8601 instant; say e.g. 2026-03-01T00:00:00+08:00"
        ) from error
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZoneInfo(business_timezone))
    return instant.astimezone(UTC)
