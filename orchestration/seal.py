"""Sealing: making the scorecards of a finished month official.

An act of its own, not a step of the refresh: it changes no figure, it only writes down what the
figures were. Like a refresh it works on a copy of the store and publishes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from orchestration import audit, journal
from orchestration.lock import refresh_lock
from orchestration.official import append_month, keep_month, sealable_months, sealed_months
from orchestration.parquet import link_parquet, write_parquet
from orchestration.publish import file_of, places_now, swap
from orchestration.published_file import (
    finish_warehouse_file,
    newest_build_id,
    read_descriptions,
)
from orchestration.settings import Settings
from orchestration.store import connect, connect_both, relation_exists
from orchestration.workplace import (
    copy_file,
    prepare_workplace,
    private_files,
    remove_leftovers,
)

if TYPE_CHECKING:
    import duckdb

# Where the build knows no parameter seal_after_days.
SEAL_AFTER_DAYS = 7


@dataclass(frozen=True)
class Sealed:
    """What a call of `seal` came to."""

    months: list[date]
    already: list[date]
    cards: int
    build_id: str | None


class SealError(RuntimeError):
    """There is nothing that could be sealed, or a month that must not be."""


def seal(
    settings: Settings,
    month: date | None = None,
    *,
    wait_seconds: float = 0.0,
) -> Sealed:
    """Seal every month that has been over long enough by the as-of instant, or the one named.

    A month that is official already stays as it is. SealError says why a named one must not be.
    """
    with private_files(), refresh_lock(settings.lock_file, "seal", wait_seconds):
        last = journal.read_last(settings)
        if last is None or not settings.store_file.exists():
            raise SealError("nothing is published yet, or a refresh was cut short: refresh first")
        published = file_of(settings, last.build_id)
        if published is None:
            raise SealError(f"build {last.build_id} is no longer there: refresh first")
        place = prepare_workplace(settings)
        copy_file(published, place.warehouse)
        with connect_both(place.warehouse, place.store, temp=place.temp) as connection:
            already = sealed_months(connection)
            days = days_to_wait(connection)
            ripe = sealable_months(connection, settings.business_timezone, days)
            if month is not None and month not in ripe and month not in already:
                raise SealError(why_not(connection, month, settings.business_timezone, days))
            due = [each for each in ripe if each not in already and month in (None, each)]
            if not due:
                return Sealed([], already, 0, None)
            build = _sealed_build(connection)
            cards = sum(append_month(connection, each, build) for each in due)
        record = _record(settings, last, due)
        with connect(place.store, temp=place.temp) as connection:
            audit.record_refresh(connection, record)
            for each in due:
                keep_month(connection, settings, each)
            connection.execute("checkpoint")
        words = read_descriptions(place.warehouse)
        finish_warehouse_file(place.warehouse, place.store, words, temp=place.temp)
        # The marts are those of the build that is sealed.
        if not link_parquet(settings.parquet_dir, last.build_id, record.build_id):
            write_parquet(place.warehouse, settings.parquet_dir, record.build_id)
        swap(settings, place, record.build_id)
        last.build_id = last.published_build_id = record.build_id
        last.places = places_now(settings)
        journal.write_last(settings, last)
        remove_leftovers(settings)
        return Sealed(due, already, cards, record.build_id)


def days_to_wait(connection: duckdb.DuckDBPyConnection) -> int:
    """How long a month must have been over: the scoring parameter seal_after_days."""
    found = None
    if relation_exists(connection, "catalogue", "scoring_parameters"):
        found = connection.execute(
            "select value from catalogue.scoring_parameters where parameter = 'seal_after_days'"
        ).fetchone()
    return int(found[0]) if found else SEAL_AFTER_DAYS


def why_not(
    connection: duckdb.DuckDBPyConnection, month: date, business_timezone: str, days: int
) -> str:
    """Why a month cannot be sealed: it has no cards, or the data do not reach far enough yet."""
    first, last, has_cards = connection.execute(
        "select min(period_start), max(period_start), coalesce(bool_or(period_start = ?), false) "
        "from marts.scorecard where period = 'month'",
        [month],
    ).fetchone() or (None, None, False)
    if not has_cards:
        known = f"; there are cards of {first:%Y-%m} to {last:%Y-%m}" if first else ""
        return f"{month:%Y-%m} has no cards{known}"
    next_month = (month + timedelta(days=31)).replace(day=1)
    zone = ZoneInfo(business_timezone)
    newest = connection.execute("select as_of from intermediate.int_as_of").fetchone()
    reached = newest[0].replace(tzinfo=UTC).astimezone(zone) if newest else None
    return (
        f"{month:%Y-%m} can be sealed from {next_month + timedelta(days=days)} on, {days} days "
        f"after its end; the data reach {reached:%Y-%m-%d %H:%M} ({business_timezone})"
    )


def _sealed_build(connection: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """The build whose figures the store holds, with its code version and seeds' hash."""
    build_id = newest_build_id(connection)
    found = connection.execute(
        "select build_id, code_version, seeds_hash from audit.refresh where build_id = ?",
        [build_id],
    ).fetchone()
    if found is None:
        raise SealError("the store knows no published build: refresh first")
    return (str(found[0]), str(found[1]), str(found[2]))


def _record(settings: Settings, last: journal.LastRefresh, months: list[date]) -> journal.RunRecord:
    """A seal publishes, so it has a build of its own, made by the last refresh's rules."""
    now = datetime.now(UTC)
    text = journal.instant_text(now)
    return journal.RunRecord(
        build_id=journal.new_build_id(now),
        started_at=text,
        ended_at=text,
        outcome="published",
        reason="sealed " + ", ".join(f"{month:%Y-%m}" for month in months),
        business_timezone=settings.business_timezone,
        code_version=last.fingerprint.get("code", ""),
        seeds_hash=last.fingerprint.get("seeds", ""),
        loader_hash=last.fingerprint.get("loader", ""),
        full_refresh=False,
    )
