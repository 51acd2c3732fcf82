"""Golden cases of the scoring macros (tests/golden/scoring, by hand) and their properties."""

from pathlib import Path

import duckdb
import pytest

from tests.python.scoring.macros import PROJECT, CompilationError, load_macros

GOLDEN = PROJECT / "tests" / "golden" / "scoring"
MACROS = load_macros()

#: What the macros read: an alias `threshold` with the columns of a threshold row.
THRESHOLD = """
    select
        cases.*,
        cast(null as double) as excellent_edge,
        cast(null as double) as good_edge,
        cast(null as double) as qualified_edge,
        cast(null as double) as to_improve_edge
    from cases
"""


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


def score_cases(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Every row of the table `cases` with the scores of both methods."""
    edges = MACROS.threshold_edges("threshold", "threshold.direction", "threshold.natural_limit")
    bands = MACROS.threshold_score("edged", "edged.value", "edged.direction", "bands")
    linear = MACROS.threshold_score("edged", "edged.value", "edged.direction", "linear")
    rows = connection.execute(
        f"""
        with threshold as ({THRESHOLD}),
        edged as (select threshold.*, {edges} from threshold)
        select edged.*, {bands} as computed_band_score, {linear} as computed_linear_score
        from edged
        """
    )
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


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


#: A grid of values over thresholds of every kind; the edges themselves are among the values.
GRID = """
    create table cases as
    select
        thresholds.*,
        thresholds.start + steps.step * thresholds.width as value
    from (
        values
        ('lower', 5400.0, 7200.0, null, null, null, 0.0, 90.0),
        ('higher', 95.0, 90.0, 100.0, null, null, 60.0, 0.25),
        ('higher', 4.5, 4.0, 5.0, null, null, 1.0, 0.05),
        ('lower', 5.0, 10.0, 0.0, null, null, 0.0, 0.5),
        ('range', null, null, null, 60.0, 80.0, 30.0, 0.5)
    ) as thresholds(
        direction, target, baseline, natural_limit, range_low, range_high, start, width
    )
    cross join (select unnest(generate_series(0, 160)) as step) as steps
"""


def test_a_better_value_never_scores_lower() -> None:
    connection = duckdb.connect()
    connection.execute(GRID)
    rows = score_cases(connection)
    for direction in ("lower", "higher", "range"):
        thresholds = {row["target"] for row in rows if row["direction"] == direction}
        for target in thresholds:
            cell = [r for r in rows if r["direction"] == direction and r["target"] == target]
            cell.sort(key=goodness)
            for method in ("computed_band_score", "computed_linear_score"):
                scores = [row[method] for row in cell]
                assert scores == sorted(scores), (direction, target, method)


def goodness(row: dict[str, object]) -> float:
    value = float(str(row["value"]))
    if row["direction"] == "range":
        return -max(float(str(row["range_low"])) - value, value - float(str(row["range_high"])), 0)
    return value if row["direction"] == "higher" else -value


def test_linear_stays_within_the_band() -> None:
    """At a band's edge it has the band's score, above it it has not reached the next one."""
    connection = duckdb.connect()
    connection.execute(GRID)
    for row in score_cases(connection):
        band = float(str(row["computed_band_score"]))
        linear = float(str(row["computed_linear_score"]))
        assert band - 1e-6 <= linear < band + 1 or band == 1


@pytest.mark.parametrize(
    ("edge", "score"),
    [
        ("excellent_edge_at", 5),
        ("good_edge_at", 4),
        ("qualified_edge_at", 3),
        ("to_improve_edge_at", 2),
    ],
)
def test_linear_and_bands_agree_at_the_edges(edge: str, score: int) -> None:
    connection = duckdb.connect()
    connection.execute(GRID)
    thresholds = {row["target"]: row for row in score_cases(connection) if row["target"]}
    for target, threshold in thresholds.items():
        connection.execute("update cases set value = ? where target = ?", [threshold[edge], target])
    rows = [row for row in score_cases(connection) if row["target"]]
    assert rows
    for row in rows:
        assert row["computed_band_score"] == score
        assert row["computed_linear_score"] == pytest.approx(score, abs=1e-9)


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
