"""Dagster's home below the warehouse: its runs belong to the warehouse that they wrote."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from orchestration.settings import Settings
from orchestration.workplace import make_folder

CONFIGURATION = """\
# Written by orchestration/instance.py; edit there.
telemetry:
  enabled: false
# A worker that dies without a word is found and its run marked failed.
run_monitoring:
  enabled: true
  start_timeout_seconds: 180
  poll_interval_seconds: 60
# A run whose process died is started again; one whose step failed is not: the same files and code
# would fail again. What may pass is tried again within the run.
run_retries:
  enabled: true
  max_retries: 2
  retry_on_asset_or_op_failure: false
freshness:
  enabled: true
# One run at a time among all that write the warehouse; the lock file guards the rest.
concurrency:
  pools:
    granularity: run
    default_limit: 1
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: 30
"""


def dagster_home(settings: Settings) -> Path:
    """The folder with our configuration, made or brought up to date."""
    home = make_folder(settings.state_dir / "dagster")
    configuration = home / "dagster.yaml"
    if not configuration.exists() or configuration.read_text("utf-8") != CONFIGURATION:
        configuration.write_text(CONFIGURATION, encoding="utf-8")
    return home


def use_dagster_home(settings: Settings) -> None:
    """Let Dagster in this process and its children find that folder."""
    os.environ["DAGSTER_HOME"] = str(dagster_home(settings))


def write_history_without_waiting() -> None:
    """Do not wait for the disk at every event that Dagster's SQLite files take in this process.

    A refresh has about a thousand events. A loss of power may cost the last of them; the files
    stay whole, and the warehouse does not depend on them. Dagster makes an engine for every event
    as well, which compiles its statements anew, opens the file, and by closing it writes its log
    back: 15 ms each, so one engine per file serves all and keeps its connections open.
    """
    from dagster._core.storage.event_log.sqlite import sqlite_event_log
    from sqlalchemy import event
    from sqlalchemy.engine import Engine
    from sqlalchemy.pool import QueuePool

    make_engine = sqlite_event_log.create_engine
    engines: dict[str, Engine] = {}

    def engine_of(url: str, **options: Any) -> Engine:
        if url not in engines:
            engine = make_engine(url, **{**options, "poolclass": QueuePool})
            engine.dispose = lambda close=True: None  # type: ignore[method-assign]
            engines[url] = engine
        return engines[url]

    sqlite_event_log.create_engine = engine_of  # type: ignore[assignment]

    @event.listens_for(Engine, "connect")
    def relax(connection: Any, record: object) -> None:
        if type(connection).__module__.startswith("sqlite3"):
            connection.execute("pragma synchronous = normal")
