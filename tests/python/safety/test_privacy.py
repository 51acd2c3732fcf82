"""Personal data that people wrote into exports stay in the private store."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import duckdb
import pytest

from orchestration import docs
from orchestration.journal import open_runs
from orchestration.progress import Progress
from orchestration.refresh import open_refresh
from orchestration.settings import PROJECT_DIR
from tests.python.safety.conftest import HOOK, Refreshed, outputs
from tests.python.safety.planted import SECRETS
from tests.python.safety.real import command, settings_of

pytestmark = pytest.mark.slow

NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
MAILS = [secret for secret in SECRETS if "@" in secret]
NUMBERS = [re.sub(r"\D", "", each.translate(NARROW)) for each in SECRETS if "@" not in each]


def leaks(text: str) -> list[str]:
    """The secrets in a text, numbers however they are grouped."""
    plain = text.translate(NARROW)
    joined = re.sub(r"[ .()+-]", "", plain)
    return [mail for mail in MAILS if mail in plain] + [each for each in NUMBERS if each in joined]


def texts(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    """Column and value of everything in a relation that holds text, lists of it included."""
    described = connection.execute(f"describe select * from {relation}").fetchall()
    columns = [row[0] for row in described if "VARCHAR" in row[1] or "JSON" in row[1]]
    found: list[tuple[str, str]] = []
    for column in columns:
        quoted = column.replace('"', '""')
        values = connection.execute(
            f'select distinct cast("{quoted}" as varchar) from {relation} where "{quoted}" not null'
        ).fetchall()
        found += [(column, value) for (value,) in values]
    return found


def test_the_search_finds_what_it_should() -> None:
    for secret in SECRETS:
        assert leaks(f"请回电{secret}, thanks") != []
    assert leaks("phone [phone], build 20260301T020000123Z-3f9a1c") == []


def test_the_private_store_holds_them(refreshed: Refreshed) -> None:
    """Else the other tests would find nothing because there is nothing."""
    with duckdb.connect(str(refreshed.settings.store_file), read_only=True) as store:
        for relation in ("landing.tickets", "landing.messages", "landing.surveys"):
            held = " ".join(value for _, value in texts(store, relation))
            assert len(leaks(held)) == len(SECRETS), relation
        assert leaks(str(store.execute("select raw from audit.quarantine").fetchall()))


def test_no_relation_of_the_published_file_does(refreshed: Refreshed) -> None:
    path = str(refreshed.settings.published_file)
    with duckdb.connect(path, read_only=True) as published:
        relations = published.execute(
            "select schema_name, table_name from duckdb_tables() union all"
            " select schema_name, view_name from duckdb_views() where not internal order by all"
        ).fetchall()
        assert len(relations) > 50
        for schema, name in relations:
            for column, value in texts(published, f'"{schema}"."{name}"'):
                assert leaks(value) == [], f"{schema}.{name}.{column}"
        comments = published.execute("select comment from duckdb_columns()").fetchall()
        assert leaks(str(comments)) == []


def test_no_parquet_file_does(refreshed: Refreshed) -> None:
    files = sorted(refreshed.settings.parquet_dir.rglob("*.parquet"))
    assert len(files) > 20
    with duckdb.connect() as connection:
        for path in files:
            literal = "'" + str(path).replace("'", "''") + "'"
            for column, value in texts(connection, f"read_parquet({literal})"):
                assert leaks(value) == [], f"{path.name}: {column}"


def test_the_feedback_that_is_shown_is_masked(refreshed: Refreshed) -> None:
    path = str(refreshed.settings.published_file)
    with duckdb.connect(path, read_only=True) as published:
        shown = " ".join(value for _, value in texts(published, "marts.feedback_theme"))
    assert "too slow" in shown and "[phone]" in shown


def test_no_file_beside_them_holds_secrets_or_addresses(refreshed: Refreshed) -> None:
    """Logs, notes, what was told, dbt's and Dagster's own files, in raw bytes."""
    files = outputs(refreshed.settings.warehouse_dir)
    names = {path.name for path in files}
    assert {"dbt.log", "told.json", "last_refresh.json", "warehouse.duckdb"} <= names
    for path in files:
        held = path.read_bytes().decode("utf-8", "replace")
        assert [each for each in SECRETS if each in held] == [], path
        assert HOOK not in held, path


def test_neither_messages_nor_commands_say_any(refreshed: Refreshed, tmp_path: Path) -> None:
    settings = refreshed.settings
    said = [refreshed.done.out, refreshed.done.err, str(refreshed.messages)]
    for arguments in (
        ("status",),
        ("doctor",),
        ("explain", "a03", "2025-04"),
        ("explain", "company", "2025-04", "csat_rate"),
        ("export", "audit.quarantine", str(tmp_path / "quarantine.csv")),
    ):
        done = command(settings, *arguments, NOTIFY_URLS=f"json://127.0.0.1:9/{HOOK}")
        said += [done.out, done.err]
    assert "tickets/refused.csv" in said[2] and "tickets/quarantined.csv" in said[3]
    said.append((tmp_path / "quarantine.csv").read_text("utf-8-sig"))
    for text in said:
        assert leaks(text) == [] and HOOK not in text


def test_no_report_does(refreshed: Refreshed) -> None:
    done = command(refreshed.settings, "report", "2025-04")
    assert done.code == 0, done.err
    pages = sorted((refreshed.settings.warehouse_dir / "reports").rglob("*.html"))
    assert pages != []
    for page in pages:
        held = page.read_text(encoding="utf-8")
        assert [each for each in SECRETS if each in held] == [], page


def test_only_owner_and_group_may_read(refreshed: Refreshed) -> None:
    for path in refreshed.settings.warehouse_dir.rglob("*"):
        if not path.is_symlink():
            assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0, path


@pytest.mark.nightly
def test_the_documentation_does_not(refreshed: Refreshed) -> None:
    """The page of `make docs`, made from a store that is full of them."""
    done = command(refreshed.settings, "docs")
    assert done.code == 0, done.err
    page = PROJECT_DIR / "target" / "docs" / docs.PAGE
    held = page.read_text(encoding="utf-8")
    assert [each for each in SECRETS if each in held] == []


@pytest.mark.parametrize("secret", [*SECRETS, "it's \"his\" wife\n\nwho 'said' so"])
def test_an_error_does_not_quote_what_it_stumbled_over(tmp_path: Path, secret: str) -> None:
    """DuckDB's own words would; what is noted and what Dagster keeps must not."""
    settings = settings_of(tmp_path / "landing", tmp_path / "warehouse")
    text = f"my number: {secret}"
    log = settings.state_dir / "logs" / "dbt.log"
    log.parent.mkdir(parents=True)
    with (
        open_refresh(settings, Progress(quiet=True)) as refresh,
        pytest.raises(duckdb.ConversionException) as raised,
        refresh._step("build"),
    ):
        try:
            duckdb.execute("select cast(? as integer)", [text]).fetchall()
        except duckdb.Error as error:
            log.write_text(f"10:00:00 [error] {error}\n10:00:01 [debug] closing\n")
            raise
    [note] = open_runs(settings)
    assert "Could not convert string '…' to INT32" in str(raised.value) == note.reason
    for said in (str(raised.value), log.read_text(), str(note)):
        assert leaks(said) == [] and "my number" not in said and "wife" not in said
    assert log.read_text().endswith("10:00:01 [debug] closing\n")
