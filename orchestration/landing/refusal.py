"""Why a file was refused and what to do, in words; never a value from the file."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.landing.judged_file import JudgedFile


def reason_of(file: JudgedFile, speaks_against: Sequence[str]) -> str:
    """The reason that the ledger keeps: the guard's names, what they mean, counts by rule."""
    if file.fault is not None:
        return f"{', '.join(speaks_against)}: {file.fault}"
    counts = ", ".join(
        f"{reason} {count}"
        for reason, count in sorted(file.failures.items(), key=lambda item: (-item[1], item[0]))
    )
    if "key_wholly_null" in speaks_against:
        return (
            f"key_wholly_null: no row has a value in {', '.join(file.table.key)}; export that"
            f" column and deliver again. {file.rows_failed} of {file.rows_read} rows fail: {counts}"
        )
    return (
        f"{', '.join(speaks_against)}: {file.rows_failed} of {file.rows_read} rows fail ({counts});"
        " mend the export, or declare its format or values in seeds/aliases, and deliver again"
    )
