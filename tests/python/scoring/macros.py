"""The scoring macros, rendered without dbt: SQL expressions that DuckDB can judge alone."""

from pathlib import Path
from typing import Any

import jinja2

PROJECT = Path(__file__).parents[3]
MACROS = PROJECT / "macros" / "scoring"


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
    source = "\n".join(path.read_text("utf-8") for path in sorted(MACROS.glob("*.sql")))
    return environment.from_string(source).module
