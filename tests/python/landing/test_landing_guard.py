"""Great Expectations on DuckDB: its verdicts are about the data, its errors are about us."""

from __future__ import annotations

import pytest

from orchestration import guard
from orchestration.contract import Contract, Table
from orchestration.guard import (
    FAULTS,
    FILE_FAULTS,
    SHARE,
    WARNINGS,
    FileCounts,
    GuardError,
    judge_files,
)
from orchestration.landing.judging import RULES, declared_rules


def test_every_count_has_its_expectation_and_its_verdict(contract: Contract) -> None:
    files = [
        FileCounts("good.csv", rows_read=100),
        FileCounts("some.csv", rows_read=100, rows_failed=3, failures={"bad_value:sender": 3}),
        FileCounts("many.csv", rows_read=100, rows_failed=40, failures={"field_count:*": 40}),
        FileCounts("none.csv", faults={"unreadable": 1}),
        FileCounts("odd.csv", rows_read=0, faults={"header_without_rows": 1, "unknown_columns": 2}),
    ]
    verdict = judge_files({"messages": files}, contract.by_name, max_quarantine_share=0.05)
    assert verdict.refused == {"many.csv": [SHARE], "none.csv": ["unreadable"]}
    failed = {
        (each.name, each.column_name): (each.observed, each.rows_failed)
        for each in verdict.results
        if not each.passed
    }
    assert failed == {
        (FAULTS, None): ("1 files, none.csv", None),
        ("unreadable", None): ("1", 1),
        (SHARE, None): ("1 files, many.csv", None),
        ("header_without_rows", None): ("1", 1),
        ("unknown_columns", None): ("2", 2),
        ("bad_value", "sender"): ("3", 3),
        ("field_count", None): ("40", 40),
    }
    # One expectation per fault of a file, per warning, per rule and column: nothing is unjudged.
    rules = list(declared_rules(contract.table("messages")))
    assert len(verdict.results) == 2 + len(FILE_FAULTS) + len(WARNINGS) + len(rules)
    assert {(each.table_name, each.kind) for each in verdict.results} == {
        ("messages", "expectation")
    }


def test_the_share_is_a_setting(contract: Contract) -> None:
    files = [FileCounts("a.csv", rows_read=100, rows_failed=30)]
    assert judge_files({"calls": files}, contract.by_name, 0.3).refused == {}
    assert judge_files({"calls": files}, contract.by_name, 0.29).refused == {"a.csv": [SHARE]}


def test_without_a_persisted_connection_the_guard_raises_and_condemns_nobody(
    contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trap: results are read after the connection closed, which looks like failed data.

    If this test fails because nothing was raised, the workaround can go.
    """
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    class Unpersisted:
        DUCKDB = "sqlite"

    original = tuple(
        each for each in engine._PERSISTED_CONNECTION_DIALECTS if each.value != "duckdb"
    )
    monkeypatch.setattr(engine, "_PERSISTED_CONNECTION_DIALECTS", original)
    monkeypatch.setattr(guard, "_PersistedDialect", Unpersisted)
    with pytest.raises(GuardError, match="was not judged"):
        judge_files({"messages": [FileCounts("a.csv", 1)]}, contract.by_name, 0.05)


def test_an_expectation_that_cannot_be_judged_raises(
    contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_a_column(self: FileCounts, table: Table) -> dict[str, str | int | float]:
        row = whole_row(self, table)
        del row["bad_value__sender"]
        return row

    whole_row = FileCounts.verdict_row
    monkeypatch.setattr(FileCounts, "verdict_row", without_a_column)
    with pytest.raises(GuardError, match="bad_value__sender of messages was not judged"):
        judge_files({"messages": [FileCounts("a.csv", 1)]}, contract.by_name, 0.05)


def test_the_rules_are_those_of_the_contract(contract: Contract) -> None:
    declared = {rule for table in contract.tables for rule, _ in declared_rules(table)}
    assert declared == set(RULES)
