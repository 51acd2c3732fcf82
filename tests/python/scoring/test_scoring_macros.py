"""Golden cases of the scoring macros (tests/golden/scoring, by hand)."""

from pathlib import Path

import duckdb
import pytest

from tests.python.scoring.macros import MACROS, PROJECT, CompilationError, score_cases

GOLDEN = PROJECT / "tests" / "golden" / "scoring"


def read_cases(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    numbers = [
        "target", "baseline", "natural_limit", "range_low", "range_high", "value", "band_score",
        "linear_score", "excellent_edge", "to_improve_edge",
    ]  # fmt: skip
    header = file.read_text("utf-8").splitlines()[0].split(",")
    types = {name: "double" if name in numbers else "varchar" for name in header}
    connection.execute(
        "create table cases as select * from read_csv(?, header = true, columns = " + f"{types})",
        [str(file)],
    )


def test_edges() -> None:
    connection = duckdb.connect()
    read_cases(connection, GOLDEN / "excellent_edges.csv")
    excellent = MACROS.excellent_edge("target", "baseline", "direction", "natural_limit")
    to_improve = MACROS.to_improve_edge("target", "baseline", "direction")
    rows = connection.execute(
        f'select "case", excellent_edge, to_improve_edge, {excellent}, {to_improve} from cases'
    ).fetchall()
    assert rows
    for case, excellent_edge, to_improve_edge, *computed in rows:
        assert computed == pytest.approx([excellent_edge, to_improve_edge], abs=1e-9), case


def test_scores() -> None:
    connection = duckdb.connect()
    read_cases(connection, GOLDEN / "band_scores.csv")
    rows = score_cases(connection)
    assert rows
    for row in rows:
        assert row["computed_band_score"] == row["band_score"], row["case"]
        assert row["computed_linear_score"] == pytest.approx(row["linear_score"], abs=1e-8), row[
            "case"
        ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MACROS.range_score("v", "l", "h", "cubic"), "bands or linear"),
        (lambda: MACROS.threshold_score("t", "v", "d", "cubic"), "bands or linear"),
        (lambda: MACROS.overlay_weights("w", "d", "month", "o"), "season and a goal"),
        (lambda: MACROS.excellent_edge("", "b", "d", "l"), "target"),
        (lambda: MACROS.geometric_mean(""), "value"),
    ],
)
def test_wrong_arguments_stop_compilation(call: object, message: str) -> None:
    with pytest.raises(CompilationError, match=message):
        call()  # type: ignore[operator]


def test_geometric_mean() -> None:
    # (2 x 1 x 4) ^ (1/3) = 2
    mean = MACROS.geometric_mean("x")
    row = duckdb.connect().execute(f"select {mean} from (values (2.0), (1.0), (4.0)) t(x)")
    assert row.fetchall() == [(pytest.approx(2, abs=1e-12),)]


@pytest.mark.parametrize(
    ("direction", "value", "reference", "standing"),
    [
        # target 95, baseline 90
        ("higher", 96, 92, "strength"),
        ("higher", 96, 97, "on_target"),
        ("higher", 94, 92, "shortfall"),
        ("higher", 89, 80, "severe_shortfall"),
        # target 90, baseline 95
        ("lower", 88, 89, "strength"),
        ("lower", 88, 87, "on_target"),
        ("lower", 92, 99, "shortfall"),
        ("lower", 96, 99, "severe_shortfall"),
        # range 92 to 96, one step is 1
        ("range", 94, 97, "strength"),
        ("range", 94, 93, "on_target"),
        ("range", 97, 94, "shortfall"),
        ("range", 99, 94, "severe_shortfall"),
    ],
)
def test_standing(direction: str, value: float, reference: float, standing: str) -> None:
    expression = MACROS.standing(value="value", reference="reference", relation="line")
    rows = duckdb.connect().execute(
        f"""
        select {expression} from (
            select
                ? as direction, ? as value, ? as reference,
                case ? when 'lower' then 90.0 else 95.0 end as target,
                case ? when 'lower' then 95.0 else 90.0 end as baseline,
                case ? when 'range' then 92.0 end as range_low,
                case ? when 'range' then 96.0 end as range_high
        ) as line
        """,
        [direction, value, reference, *[direction] * 4],
    )
    assert rows.fetchall() == [(standing,)]
