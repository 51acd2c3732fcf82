"""The declared tables: what a delivered file may hold, read from the yml that dbt reads, too.

Each folder below `models/staging` is a source system. Its `_<system>__sources.yml` declares the
tables; `config.meta` of a table and of its columns says what dbt has no words for. A third
system needs a folder, no code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from orchestration.settings import PROJECT_DIR

# A leading underscore is the loader's own.
NAME = re.compile(r"[a-z][a-z0-9_]*")
TYPE = re.compile(r"varchar|timestamp|date|integer|boolean|decimal\(\d{1,2},\d{1,2}\)")
TABLE_META = frozenset({"key", "version", "start", "not_before_start", "max_staleness_hours"})
COLUMN_META = frozenset(
    {
        *("required", "allowed", "min", "max", "default", "format", "references"),
        *("null_is_beginning", "changes_referenced"),
    }
)
FORMATS = frozenset({"month"})
# The safe loader in C, where the machine has it, takes a tenth of the time.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContractError(ValueError):
    """A declaration that cannot be meant as it is written."""


@dataclass(frozen=True)
class Reference:
    """The key column of another table that a value points at.

    ``only_where`` limits a column that points at several tables: (column, value of that column).
    """

    table: str
    column: str
    only_where: tuple[str, str] | None = None


@dataclass(frozen=True)
class Column:
    """One column of a declared table and what its values must be like."""

    name: str
    data_type: str
    description: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    default: str | None = None
    references: tuple[Reference, ...] = ()
    is_month: bool = False
    null_is_beginning: bool = False
    changes_referenced: bool = False

    @property
    def kind(self) -> str:
        """What a text must be like to become a value of this column."""
        if self.is_month:
            return "month"
        return {"varchar": "text"}.get(self.data_type, self.data_type.partition("(")[0])


@dataclass(frozen=True)
class Table:
    """One declared table. `version` tells the newer of two rows of one key, `start` dates a row."""

    name: str
    source: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    version: str | None = None
    start: str | None = None
    not_before_start: tuple[str, ...] = ()
    max_staleness_hours: float | None = None
    description: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column:
        return self.by_name[name]


@dataclass(frozen=True)
class Contract:
    """All tables of all source systems, in the order of their declaration."""

    tables: tuple[Table, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Table]:
        return {table.name: table for table in self.tables}

    def table(self, name: str) -> Table:
        return self.by_name[name]


def read_contract(project_dir: Path = PROJECT_DIR) -> Contract:
    """Read every source system's declaration; raises ContractError where one is malformed."""
    staging = project_dir / "models" / "staging"
    paths = sorted(staging.glob("*/_*__sources.yml"))
    if not paths:
        raise ContractError(f"no declaration (_<system>__sources.yml) below {staging}")
    tables = tuple(table for path in paths for table in _tables(path))
    for name, times in Counter(table.name for table in tables).items():
        if times > 1:
            raise ContractError(f"table {name} is declared {times} times")
    contract = Contract(tables)
    for table in tables:
        _check_references(table, contract)
    return contract


def _check_references(table: Table, contract: Contract) -> None:
    for column in table.columns:
        for reference in column.references:
            target = contract.by_name.get(reference.table)
            decider = reference.only_where[0] if reference.only_where else column.name
            if target is None or reference.column not in target.by_name:
                wrong = f"{reference.table}.{reference.column}"
            elif decider not in table.by_name:
                wrong = decider
            else:
                continue
            raise ContractError(f"{table.name}.{column.name} refers to {wrong}: not declared")


def _tables(path: Path) -> Iterator[Table]:
    content = yaml.load(path.read_text("utf-8"), Loader=SAFE_LOADER)  # noqa: S506
    for source in content.get("sources") or []:
        for declared in source.get("tables") or []:
            try:
                yield _table(source["name"], declared)
            except (ContractError, KeyError, TypeError, AttributeError) as error:
                where = f"{path.name}, table {_named(declared)}"
                raise ContractError(f"{where}: {_words(error)}") from error


def _table(source: str, declared: Mapping[str, Any]) -> Table:
    columns = tuple(_column(each) for each in declared["columns"])
    meta = _meta(declared, TABLE_META)
    table = Table(
        name=_name(declared["name"]),
        source=source,
        columns=columns,
        key=tuple(meta.get("key") or ()),
        version=meta.get("version"),
        start=meta.get("start"),
        not_before_start=tuple(meta.get("not_before_start") or ()),
        max_staleness_hours=meta.get("max_staleness_hours"),
        description=declared.get("description", ""),
    )
    _check(table)
    return table


def _check(table: Table) -> None:
    twice = [name for name, n in Counter(c.name for c in table.columns).items() if n > 1]
    if twice:
        raise ContractError(f"column {twice[0]} is declared twice")
    if not table.key:
        raise ContractError("meta.key is missing: name the columns that identify a row")
    if not any(table.column(name).required for name in table.key if name in table.by_name):
        raise ContractError("no column of meta.key is required")
    named = [*table.key, table.version, table.start, *table.not_before_start]
    for name in named:
        if name is not None and name not in table.by_name:
            raise ContractError(f"meta names column {name}, which is not declared")
    if table.not_before_start and table.start is None:
        raise ContractError("meta.not_before_start needs meta.start")
    for name in [table.version, table.start, *table.not_before_start]:
        if name is not None and table.column(name).kind != "timestamp":
            raise ContractError(f"column {name} must be a timestamp")


def _column(declared: Mapping[str, Any]) -> Column:
    meta = _meta(declared, COLUMN_META)
    name = _name(declared["name"])
    data_type = str(declared["data_type"]).lower()
    if not TYPE.fullmatch(data_type):
        raise ContractError(f"column {name}: data_type {data_type} is not known")
    if meta.get("format") not in (None, *FORMATS):
        raise ContractError(f"column {name}: format {meta['format']} is not known")
    if not isinstance(meta.get("required", False), bool):
        raise ContractError(f"column {name}: required must be true or false")
    default = meta.get("default")
    return Column(
        name=name,
        data_type=data_type,
        description=declared.get("description", ""),
        required=meta.get("required", False),
        allowed=tuple(str(value) for value in meta.get("allowed") or ()),
        minimum=_number(name, meta.get("min")),
        maximum=_number(name, meta.get("max")),
        default=None if default is None else str(default).lower(),
        references=tuple(_reference(name, each) for each in meta.get("references") or ()),
        is_month=meta.get("format") == "month",
        null_is_beginning=meta.get("null_is_beginning", False),
        changes_referenced=meta.get("changes_referenced", False),
    )


def _reference(name: str, text: str) -> Reference:
    """`table.column`, or `table.column where column = value`."""
    found = re.fullmatch(r"(\w+)\.(\w+)(?: where (\w+) = (\w+))?", str(text))
    if not found:
        raise ContractError(f"column {name}: reference {text!r} is not table.column")
    table, column, decider, value = found.groups()
    return Reference(table, column, (decider, value) if decider else None)


def _meta(declared: Mapping[str, Any], known: frozenset[str]) -> Mapping[str, Any]:
    meta: Mapping[str, Any] = (declared.get("config") or {}).get("meta") or {}
    unknown = sorted(set(meta) - known)
    if unknown:
        raise ContractError(f"{_named(declared)}: meta.{unknown[0]} is not known")
    return meta


def _number(name: str, value: object) -> Decimal | None:
    if value is None:
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ContractError(f"column {name}: {value!r} is no number") from error


def _name(text: object) -> str:
    if not isinstance(text, str) or not NAME.fullmatch(text):
        raise ContractError(
            f"{text!r} is no name of lower case letters, digits and _ that begins with a letter"
        )
    return text


def _named(declared: object) -> str:
    return str(declared.get("name", "?")) if isinstance(declared, Mapping) else "?"


def _words(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
