"""What happened to refreshes, kept outside the databases that a refresh replaces.

`state/runs/<build_id>.json` is written when a refresh starts and when it fails, and removed when
a later one that is published has taken it into `audit.refresh`: a refresh that was killed is
found there as *running* although nobody holds the lock. `state/last_refresh.json` says what the
last published refresh was made of; it is written last of all, so that its presence means that
every earlier act succeeded.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings
from orchestration.workplace import make_folder, replace_file

if TYPE_CHECKING:
    from orchestration.landing.load import LoadReport


@dataclass
class RunRecord:
    """One refresh that is not (yet) in the published `audit.refresh`."""

    build_id: str
    started_at: str
    outcome: str = "running"
    ended_at: str | None = None
    reason: str | None = None
    as_of: str = ""
    business_timezone: str = ""
    code_version: str = ""
    seeds_hash: str = ""
    loader_hash: str = ""
    full_refresh: bool = True
    files_new: int = 0
    files_refused: int = 0
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    steps: list[dict[str, Any]] = field(default_factory=list)
    failed_checks: list[dict[str, Any]] = field(default_factory=list)

    def take_counts(self, report: LoadReport) -> None:
        """What this refresh read, as the loader counted it."""
        self.files_new = report.files_new
        self.files_refused = report.files_refused
        self.rows_read = report.rows_read
        self.rows_loaded = report.rows_loaded
        self.rows_quarantined = report.rows_quarantined


@dataclass
class LastRefresh:
    """The refresh that the store stands for, and the build that people read.

    ``places`` is what the finished files looked like from outside when it was written.
    """

    build_id: str
    published_build_id: str
    fingerprint: dict[str, str]
    ended_at: str
    places: dict[str, list[int]]
    steps: list[dict[str, Any]] = field(default_factory=list)


def new_build_id(now: datetime) -> str:
    """A name that sorts by time, even if a seal follows its refresh within a second."""
    return f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z-{secrets.token_hex(3)}"


def write_run(settings: Settings, record: RunRecord) -> None:
    """Note down how a refresh stands."""
    _write_json(runs_dir(settings) / f"{record.build_id}.json", asdict(record))


def forget_runs(settings: Settings, build_ids: list[str]) -> None:
    """Remove notes that a published build has taken over."""
    for build_id in build_ids:
        (runs_dir(settings) / f"{build_id}.json").unlink(missing_ok=True)


def open_runs(settings: Settings) -> list[RunRecord]:
    """The notes that no published build has taken over, oldest first."""
    notes = (_read_json(path) for path in sorted(runs_dir(settings).glob("*.json")))
    return [RunRecord(**words) for words in notes if _fits(RunRecord, words)]


def read_last(settings: Settings) -> LastRefresh | None:
    """The last published refresh; None if there is none or its note is unreadable."""
    words = _read_json(last_file(settings))
    return LastRefresh(**words) if _fits(LastRefresh, words) else None


def write_last(settings: Settings, last: LastRefresh) -> None:
    _write_json(last_file(settings), asdict(last))


def forget_last(settings: Settings) -> None:
    """Until the next note nothing counts as unchanged."""
    last_file(settings).unlink(missing_ok=True)


def last_file(settings: Settings) -> Path:
    return settings.state_dir / "last_refresh.json"


def runs_dir(settings: Settings) -> Path:
    return settings.state_dir / "runs"


def instant_text(instant: datetime) -> str:
    """An instant as the notes and the audit tables spell it."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def _write_json(path: Path, words: dict[str, Any]) -> None:
    make_folder(path.parent)
    new = path.with_name(path.name + ".new")
    new.write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    replace_file(new, path)


def _read_json(path: Path) -> dict[str, Any]:
    """A note that is missing or torn says nothing; it must never stop a refresh."""
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return words if isinstance(words, dict) else {}


def _fits(kind: type[RunRecord] | type[LastRefresh], words: dict[str, Any]) -> bool:
    """Whether a note has this version's fields; one of an older version says nothing either."""
    known = {item.name for item in fields(kind)}
    return bool(words) and set(words) == known
