"""A published warehouse made by hand: just what notifications are read from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from orchestration.fingerprint import take_fingerprint
from orchestration.journal import LastRefresh, instant_text, write_last
from orchestration.notify.announce import Announced, announce
from orchestration.publish import places_now
from orchestration.settings import PROJECT_DIR, read_settings

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
DECLARATION = "models/staging/landing/_landing__sources.yml"
TABLES = """
create schema audit;
create schema marts;
create schema catalogue;
create table audit.load_ledger (file varchar, outcome varchar, reason varchar);
create table marts.alert (
    alert_id varchar, rule varchar, name_en varchar, name_zh varchar, severity varchar,
    entity_type varchar, entity_id varchar, indicator varchar, theme varchar, period varchar,
    last_seen_on date, value double, measured double, threshold double, usual_value double,
    action_en varchar, action_zh varchar, is_open boolean
);
create table marts.dim_agent (
    agent_id varchar, team_id varchar, supervisor_id varchar, is_current boolean
);
create table catalogue.notify_routes (scope varchar, scope_id varchar, tag varchar);
"""
ALERT = """
insert into marts.alert values (
    ?, 'abandonment_high', 'Too many callers give up', '放弃率过高', 'warning', ?, ?,
    'abandonment_rate', null, 'week', '2026-03-02', 10.5, 10.5, 8, null, 'Add staff', '增派人手',
    true
)
"""


class Centre:
    """A warehouse folder; every change is a new published file, as after a refresh."""

    def __init__(self, folder: Path) -> None:
        declared = folder / "project" / DECLARATION
        declared.parent.mkdir(parents=True)
        declared.symlink_to(PROJECT_DIR / DECLARATION)
        (folder / "landing" / "tickets").mkdir(parents=True)
        (folder / "landing" / "tickets" / "first.csv").write_text("ticket_id\n")
        self.settings = read_settings(
            {"WAREHOUSE_DIR": str(folder / "warehouse"), "LANDING_DIR": str(folder / "landing")},
            folder / "project",
        )
        self.settings.warehouse_dir.mkdir()
        with duckdb.connect(str(self.settings.published_file)) as connection:
            connection.execute(TABLES)
        with duckdb.connect(str(self.settings.store_file)) as connection:
            connection.execute("create schema landing")
            connection.execute("create table landing.tickets (created_at timestamp)")
        self.newest_ticket(NOW - timedelta(hours=2))
        self.published(NOW - timedelta(hours=2))

    def receivers(self, *urls: str) -> Centre:
        self.settings = replace(self.settings, notify_urls=urls)
        return self

    def change(self, statement: str, *values: object) -> None:
        """Change what people read."""
        with duckdb.connect(str(self.settings.published_file)) as connection:
            connection.execute(statement, values)

    def refuse(self, file: str, reason: str = "zero_bytes: the file is empty") -> None:
        self.change("insert into audit.load_ledger values (?, 'refused', ?)", file, reason)

    def alert(self, alert_id: str, entity_type: str = "team", entity_id: str = "night") -> None:
        self.change(ALERT, alert_id, entity_type, entity_id)

    def newest_ticket(self, at: datetime) -> None:
        with duckdb.connect(str(self.settings.store_file)) as connection:
            connection.execute("insert into landing.tickets values (?)", [at.replace(tzinfo=None)])

    def published(self, at: datetime) -> None:
        """Note that a refresh ended with everything there is."""
        write_last(
            self.settings,
            LastRefresh(
                build_id="20260310T020000Z-abcdef",
                published_build_id="20260310T020000Z-abcdef",
                fingerprint=take_fingerprint(self.settings).as_dict(),
                ended_at=instant_text(at),
                places=places_now(self.settings),
            ),
        )

    def announce(self, now: datetime = NOW, *, found_nothing_new: bool = False) -> Announced:
        return announce(self.settings, now=now, found_nothing_new=found_nothing_new)
