"""What every receiver was told is open, kept below `state` so that nobody is told twice.

The memory is written after a receiver took a message: a crash in between repeats that message, it
never loses one. A memory that is missing or torn means that nobody was told anything.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from orchestration.settings import Settings
from orchestration.workplace import make_folder, replace_file

FOLDER = "notifications"
NAME = "told.json"


@dataclass
class Memory:
    """``told``: receiver → identity of the incident → its words when it opened.

    ``settled_at``: when a refresh last found nothing new; earlier failures are history then.
    """

    settled_at: str = ""
    told: dict[str, dict[str, str]] = field(default_factory=dict)


def notes_dir(settings: Settings) -> Path:
    """A folder of its own: a refresh clears `state` of half-written files while we may write."""
    return make_folder(make_folder(settings.state_dir) / FOLDER)


def memory_file(settings: Settings) -> Path:
    return settings.state_dir / FOLDER / NAME


def read_memory(settings: Settings) -> Memory:
    try:
        words = json.loads(memory_file(settings).read_text(encoding="utf-8"))
        told = {str(name): dict(open_) for name, open_ in words["told"].items()}
        return Memory(str(words["settled_at"]), told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def write_memory(settings: Settings, memory: Memory) -> None:
    """In place at once and on the disk before this returns."""
    path = notes_dir(settings) / NAME
    new = path.with_name(NAME + ".new")
    new.write_text(json.dumps(asdict(memory), ensure_ascii=False, indent=1) + "\n", "utf-8")
    replace_file(new, path)
