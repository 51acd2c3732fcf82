"""The scoring macros, rendered without dbt: SQL expressions that DuckDB can judge alone."""

from pathlib import Path
from typing import Any

import duckdb
import jinja2

PROJECT = Path(__file__).parents[3]
MACRO_FOLDER = PROJECT / "macros" / "scoring"


class CompilationError(Exception):
    """What dbt's exceptions.raise_compiler_error would have stopped compilation with."""


class _Exceptions:
    @staticmethod
    def raise_compiler_error(message: str) -> None:
        raise CompilationError(message)


def load_macros() -> Any:
    """All macros of macros/scoring as attributes; each returns the SQL that dbt would render."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
    environment.globals["exceptions"] = _Exceptions
    source = "\n".join(path.read_text("utf-8") for path in sorted(MACRO_FOLDER.glob("*.sql")))
    return environment.from_string(source).module


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
