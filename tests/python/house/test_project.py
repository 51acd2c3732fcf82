"""The rules of the house that a reader relies on, checked on dbt's own manifest."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What dbt knows of the project after parsing it."""
    target = tmp_path_factory.mktemp("manifest")
    environment = {
        **os.environ,
        "DBT_TARGET_PATH": str(target),
        "WAREHOUSE_FILE": str(target / "unused.duckdb"),
    }
    dbt = Path(sys.executable).with_name("dbt")
    subprocess.run(
        [dbt, "parse", "--log-path", str(target), "--profiles-dir", str(PROJECT)],
        cwd=PROJECT,
        env=environment,
        check=True,
        capture_output=True,
    )
    loaded: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def layer(node: dict[str, Any]) -> str:
    """staging, intermediate or marts."""
    return str(node["fqn"][1])


def test_layers_are_crossed_downwards_only(manifest: dict[str, Any]) -> None:
    wrong = []
    for key, node in models(manifest).items():
        for parent in node["depends_on"]["nodes"]:
            above = manifest["nodes"].get(parent)
            if above is None or above["resource_type"] != "model":
                if parent.startswith("source.") and layer(node) == "marts":
                    source = manifest["sources"][parent]
                    if source["source_name"] != "audit":
                        wrong.append(f"{key} reads the source {parent}")
                continue
            if layer(node) == "marts" and layer(above) == "staging":
                wrong.append(f"{key} reads {parent}")
            if layer(node) == "staging" and layer(above) != "staging":
                wrong.append(f"{key} reads {parent}")
    assert not wrong


def test_every_model_says_its_grain(manifest: dict[str, Any]) -> None:
    silent = [
        key
        for key, node in models(manifest).items()
        if not re.match(r"One row(:| per )", node["description"])
    ]
    assert not silent, "the first sentence of a description is «One row per …»"


def test_every_mart_column_is_typed_and_described(manifest: dict[str, Any]) -> None:
    incomplete = []
    for key, node in models(manifest).items():
        if layer(node) != "marts":
            continue
        assert node["contract"]["enforced"], f"{key} has no enforced contract"
        incomplete += [
            f"{key}.{name}"
            for name, column in node["columns"].items()
            if not column["description"] or not column["data_type"]
        ]
    assert not incomplete


def test_every_seed_is_described(manifest: dict[str, Any]) -> None:
    silent = [
        key
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "seed" and not node["description"]
    ]
    assert not silent


def test_every_term_is_a_measure_and_every_family_is_summed(manifest: dict[str, Any]) -> None:
    measures = {
        f"{node['name']}.{name}": column["config"]["meta"]
        for node in models(manifest).values()
        for name, column in node["columns"].items()
        if column["config"]["meta"].get("measure")
    }
    known = set(measures) | {
        f"{name}_squared" for name, meta in measures.items() if meta.get("squared")
    }
    with (PROJECT / "seeds/catalogue/indicator_terms.csv").open(encoding="utf-8") as file:
        terms = list(csv.DictReader(file))
    assert not [row for row in terms if row["measure"] not in known]

    with (PROJECT / "seeds/catalogue/indicators.csv").open(encoding="utf-8") as file:
        defined = {row["indicator"] for row in csv.DictReader(file)}
    for part in ("numerator", "denominator"):
        implemented = {row["indicator"] for row in terms if row["part"].endswith(part)}
        assert implemented == defined, f"indicators without a {part}: {defined - implemented}"

    names = {node["name"] for node in models(manifest).values()}
    for family in {name.split(".")[0] for name in measures}:
        assert f"{family}_daily" in names


def test_no_model_names_an_indicator() -> None:
    with (PROJECT / "seeds/catalogue/indicators.csv").open(encoding="utf-8") as file:
        codes = [row["indicator"] for row in csv.DictReader(file)]
    named = []
    for folder in ("models", "macros"):
        for path in sorted((PROJECT / folder).rglob("*.sql")):
            text = path.read_text(encoding="utf-8")
            named += [f"{path.name}: {code}" for code in codes if f"'{code}'" in text]
    assert not named, "definition is data: an indicator's name belongs in a seed"
