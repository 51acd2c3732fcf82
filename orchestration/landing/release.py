"""Which later file delivered correctly what stands in the quarantine."""

from __future__ import annotations

import duckdb

from orchestration.contract import Table
from orchestration.landing.file_set import FRESH, is_in
from orchestration.landing.tables import newest, superseded
from orchestration.store import quoted


def release(connection: duckdb.DuckDBPyConnection, table: Table, is_reopened: bool) -> None:
    """Set `released_by_file` to the first later file with a good row of the same key.

    Where all fresh files are later than every other, only their rows can release anything, and
    what was released stays so. Otherwise the table's releases are found anew.
    """
    found = connection.execute(
        "select count(*) from audit.quarantine where table_name = ? and key is not null",
        [table.name],
    ).fetchone()
    if found in (None, (0,)):
        return
    parameters = {"table_name": table.name}
    if is_reopened or not _are_newest(connection, table):
        connection.execute(
            "update audit.quarantine set released_by_file = null where table_name = $table_name",
            parameters,
        )
        is_of_interest = "true"
    else:
        is_of_interest = is_in(FRESH)
    first = quoted(table.key[0])
    key = ", ".join(f"cast({quoted(name)} as varchar)" for name in table.key)
    good = " union all ".join(
        f"select [{key}] as key, _file_id from {relation}"
        f" where {is_of_interest} and cast({first} as varchar) in (select first_part from waiting)"
        for relation in (newest(table), superseded(table))
    )
    connection.execute(
        f"""
        with waiting as (
            select distinct key[1] as first_part from audit.quarantine
            where table_name = $table_name and key is not null and released_by_file is null
        ),
        good as ({good}),
        releases as (
            select
                bad.file_id, bad.line,
                arg_min(later.file, (later.modified_ns, later.file)) as file
            from audit.quarantine as bad
            join audit.load_ledger as earlier on earlier.file_id = bad.file_id
            join good on good.key = bad.key
            join audit.load_ledger as later on later.file_id = good._file_id
            where
                bad.table_name = $table_name
                and bad.released_by_file is null
                and (later.modified_ns, later.file) > (earlier.modified_ns, earlier.file)
            group by bad.file_id, bad.line
        )
        update audit.quarantine as bad
        set released_by_file = releases.file
        from releases
        where bad.file_id = releases.file_id and bad.line = releases.line
        """,
        parameters,
    )


def _are_newest(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    """Whether every fresh file is later than every file that was there before."""
    found = connection.execute(
        f"""
        select
            min((modified_ns, file)) filter (is_fresh)
                > max((modified_ns, file)) filter (not is_fresh)
        from (
            select modified_ns, file, {is_in(FRESH, "file_id")} as is_fresh
            from audit.load_ledger
            where table_name = ? and outcome = 'loaded'
        )
        """,
        [table.name],
    ).fetchone()
    return found is not None and found[0] is not False
