"""The declaration: what the shipped one says, and that a malformed one is told plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.contract import Contract, ContractError, read_contract
from orchestration.landing.aliases import ANY_TABLE, Aliases, fold

DECLARATION = """
version: 2
sources:
  - name: shop
    schema: landing
    tables:
      - name: visits
        description: One row per visit.
        config: {{meta: {{key: [visit_id], start: at{table_meta}}}}}
        columns:
          - {{name: visit_id, data_type: varchar, config: {{meta: {{required: true}}}}}}
          - {{name: at, data_type: {data_type}{column_meta}}}
"""


def declare(folder: Path, **words: str) -> Path:
    """A project whose only declaration has these words in it."""
    place = folder / "models" / "staging" / "shop"
    place.mkdir(parents=True)
    words = {"table_meta": "", "column_meta": "", "data_type": "timestamp"} | words
    (place / "_shop__sources.yml").write_text(DECLARATION.format(**words))
    return folder


def test_a_new_source_system_needs_no_code(tmp_path: Path) -> None:
    [table] = read_contract(declare(tmp_path)).tables
    assert (table.name, table.source, table.key, table.start) == (
        "visits",
        "shop",
        ("visit_id",),
        "at",
    )
    assert [column.kind for column in table.columns] == ["text", "timestamp"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"data_type": "float"}, "_shop__sources.yml, table visits: column at: data_type float"),
        ({"data_type": "varchar"}, "column at must be a timestamp"),
        ({"table_meta": ", version: changed_at"}, "names column changed_at, which is not declared"),
        ({"table_meta": ", colour: red"}, "visits: meta.colour is not known"),
        ({"column_meta": ", config: {meta: {min: low}}"}, "column at: 'low' is no number"),
        ({"column_meta": ", config: {meta: {format: week}}"}, "format week is not known"),
        ({"column_meta": ", config: {meta: {required: sometimes}}"}, "must be true or false"),
        ({"column_meta": ", config: {meta: {references: [x]}}"}, "'x' is not table.column"),
        (
            {"column_meta": ", config: {meta: {references: [shops.id]}}"},
            "visits.at refers to shops.id: not declared",
        ),
        ({"table_meta": ", key: [at]"}, "no column of meta.key is required"),
    ],
)
def test_a_malformed_declaration_is_told(
    tmp_path: Path, words: dict[str, str], message: str
) -> None:
    with pytest.raises(ContractError, match=message.replace("[", r"\[")):
        read_contract(declare(tmp_path, **words))


def test_two_systems_cannot_declare_one_table(tmp_path: Path) -> None:
    declare(tmp_path)
    other = tmp_path / "models" / "staging" / "other"
    other.mkdir()
    source = tmp_path / "models" / "staging" / "shop" / "_shop__sources.yml"
    (other / "_other__sources.yml").write_text(source.read_text())
    with pytest.raises(ContractError, match="visits is declared 2 times"):
        read_contract(tmp_path)


def test_a_project_without_declarations_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="no declaration"):
        read_contract(tmp_path)


def test_the_shipped_tables_and_keys(contract: Contract) -> None:
    """The bold columns of the landing contract."""
    assert {table.name: table.key for table in contract.tables} == {
        "tickets": ("ticket_id",),
        "conversations": ("conversation_id",),
        "messages": ("message_id",),
        "calls": ("call_id",),
        "agent_states": ("agent_id", "started_at"),
        "surveys": ("survey_id",),
        "complaints": ("complaint_id",),
        "orders": ("order_id",),
        "returns": ("return_id",),
        "quality_checks": ("check_id",),
        "training_results": ("agent_id", "course_id", "scheduled_on"),
        "certifications": ("agent_id", "certification"),
        "knowledge_contributions": ("contribution_id",),
        "collaboration_ratings": ("rating_id",),
        "service_costs": ("month", "team_id", "kind"),
        "agents": ("agent_id", "valid_from"),
        "customers": ("customer_id",),
        "improvement_actions": ("action_id",),
        "field_services": ("service_id",),
        "servicenow_incidents": ("number", "sys_mod_count", "sys_updated_at"),
    }
    versioned = {table.name for table in contract.tables if "updated_at" in table.by_name}
    assert {table.name for table in contract.tables if table.version} == versioned


def test_every_table_and_column_is_described(contract: Contract) -> None:
    for table in contract.tables:
        assert table.description.startswith("One row per "), table.name
        for column in table.columns:
            assert column.description, f"{table.name}.{column.name}"


def test_every_shipped_alias_leads_somewhere(contract: Contract, aliases: Aliases) -> None:
    for owner, alias, column in aliases.columns:
        tables = [t for t in contract.tables if owner in (ANY_TABLE, t.name)]
        assert any(column in table.by_name for table in tables), (owner, alias, column)
        for table in tables:
            # An alias that is another column's own name would never be looked at.
            assert fold(alias) not in {fold(c.name) for c in table.columns if c.name != column}
    for owner, name, alias, value in aliases.values:
        column = contract.table(owner).column(name)
        assert not column.allowed or value in column.allowed, (owner, name, alias)


def test_no_header_has_two_meanings(contract: Contract, aliases: Aliases) -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for owner, alias, column in aliases.columns:
        meanings.setdefault((owner, fold(alias)), set()).add(column)
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}
