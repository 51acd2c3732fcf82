"""Writing the reports of a month: every file complete, or as it was."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

from orchestration.report.figures import Reader, ReportError, read_edition
from orchestration.report.page import file_name, render
from orchestration.settings import Settings
from orchestration.store import connect
from orchestration.workplace import make_folder, private_files, replace_file

SUFFIX = ".html"


def write_reports(settings: Settings, month: date | None = None) -> list[Path]:
    """Write `<warehouse>/reports/<YYYY-MM>/company.html` and one file per team; returns them.

    ``month`` is the first day of a month with scorecards; without it, the last complete one. Reads
    the published file only. Raises ReportError where there is nothing to report on.
    """
    if not settings.published_file.exists():
        raise ReportError("nothing is published yet: refresh first")
    with connect(settings.published_file, read_only=True) as connection:
        edition = read_edition(connection, month)
        reader = Reader(connection, edition)
        subjects = reader.subjects()
        if not subjects:
            raise ReportError(f"{edition.month:%Y-%m} has no scorecard of the company or a team")
        with private_files():
            folder = make_folder(make_folder(reports_folder(settings)) / f"{edition.month:%Y-%m}")
            written = []
            for subject in subjects:
                path = folder / file_name(subject.entity_type, subject.entity_id)
                text = render(reader.report(subject), settings.business_timezone)
                replace_text(path, text)
                written.append(path)
            remove_others(folder, written)
    return written


def reports_folder(settings: Settings) -> Path:
    """Where the reports of all months lie, one folder each."""
    return settings.warehouse_dir / "reports"


def replace_text(path: Path, text: str) -> None:
    """A reader finds the old file or the new one, never a part."""
    new = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        new.write_text(text, encoding="utf-8")
        replace_file(new, path)
    finally:
        new.unlink(missing_ok=True)


def remove_others(folder: Path, written: list[Path]) -> None:
    """Reports of teams that the month no longer has: nobody shall read an old one as today's."""
    for path in folder.glob(f"*{SUFFIX}"):
        if path not in written:
            path.unlink(missing_ok=True)
