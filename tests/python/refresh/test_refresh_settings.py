"""What the environment may say, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.settings import SettingsError, read_settings

PROJECT = Path("/project")


def test_defaults() -> None:
    settings = read_settings({}, PROJECT)
    assert settings.business_timezone == "Asia/Shanghai"
    assert settings.industry == "ecommerce"
    assert settings.as_of is None
    assert settings.for_dbt()["AS_OF"] == ""
    assert not settings.landing_is_given
    assert settings.landing_dir == PROJECT / "data" / "landing"
    assert settings.published_file == PROJECT / "data" / "warehouse" / "warehouse.duckdb"


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-03-01T00:00:00Z", "Asia/Shanghai", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T00:00:00+08:00", "UTC", datetime(2026, 2, 28, 16, tzinfo=UTC)),
        ("2026-03-01T00:00:00", "Asia/Shanghai", datetime(2026, 2, 28, 16, tzinfo=UTC)),
        ("2026-03-01 00:00", "America/New_York", datetime(2026, 3, 1, 5, tzinfo=UTC)),
        ("2026-07-01", "Europe/Berlin", datetime(2026, 6, 30, 22, tzinfo=UTC)),
    ],
)
def test_as_of_becomes_an_instant_in_utc(text: str, zone: str, instant: datetime) -> None:
    settings = read_settings({"AS_OF": text, "BUSINESS_TIMEZONE": zone}, PROJECT)
    assert settings.as_of == instant
    assert settings.as_of_text == instant.strftime("%Y-%m-%dT%H:%M:%S.000000Z")


@pytest.mark.parametrize(
    "environment",
    [
        {"AS_OF": "yesterday"},
        {"AS_OF": "2026-13-01"},
        {"BUSINESS_TIMEZONE": "Mars/Olympus"},
        {"BUSINESS_TIMEZONE": "../etc/passwd"},
    ],
)
def test_what_cannot_be_meant_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(environment))):
        read_settings(environment, PROJECT)


def test_an_empty_variable_counts_as_unset() -> None:
    settings = read_settings({"LANDING_DIR": " ", "AS_OF": "", "NOTIFY_URLS": ""}, PROJECT)
    assert not settings.landing_is_given
    assert settings.notify_urls == ()


def test_notify_urls_are_separated_by_blanks_or_commas() -> None:
    settings = read_settings({"NOTIFY_URLS": "json://one, json://two json://three"}, PROJECT)
    assert settings.notify_urls == ("json://one", "json://two", "json://three")
