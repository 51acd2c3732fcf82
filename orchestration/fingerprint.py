"""What a refresh is made of, so that the next one knows whether anything is new.

A warehouse is a function of the delivered files, the seeds, the code, the as-of instant, the
business time zone and the industry. Where all of them are as they were, there is nothing to do,
and that must be known within a second or two: this module imports nothing heavy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.landing.discover import landing_fingerprint
from orchestration.settings import Settings

SEED_FOLDERS = ("seeds",)
MODEL_FOLDERS = ("models", "macros", "seeds", "tests/generic", "tests/singular")
CODE_FOLDERS = ("models", "macros", "orchestration", "tests/generic", "tests/singular")
CODE_FILES = ("dbt_project.yml", "profiles.yml", "requirements.lock")
# What decides how a delivered file becomes typed rows. A change reads every file again.
LOADER_FOLDERS = ("orchestration/landing", "models/staging", "seeds/aliases")
LOADER_FILES = ("orchestration/contract.py", "orchestration/guard.py")
LOADER_SUFFIXES = (".py", ".yml", ".csv")
IGNORED_PARTS = frozenset({"__pycache__"})


@dataclass(frozen=True)
class Fingerprint:
    """Equal fingerprints give equal marts."""

    files: str
    seeds: str
    code: str
    loader: str
    as_of: str
    business_timezone: str
    industry: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def differences(self, earlier: dict[str, str]) -> list[str]:
        """The names of what changed; a part that the earlier one did not know has changed."""
        return [name for name, value in self.as_dict().items() if earlier.get(name) != value]


def take_fingerprint(settings: Settings) -> Fingerprint:
    """The state of everything that a refresh would read now."""
    project = settings.project_dir
    return Fingerprint(
        files=landing_fingerprint(settings.landing_dir),
        seeds=content_hash(project, walk(project, SEED_FOLDERS)),
        code=content_hash(project, walk(project, CODE_FOLDERS, CODE_FILES)),
        loader=content_hash(
            project,
            (
                path
                for path in walk(project, LOADER_FOLDERS, LOADER_FILES)
                if path.suffix in LOADER_SUFFIXES
            ),
        ),
        as_of=settings.as_of_text,
        business_timezone=settings.business_timezone,
        industry=settings.industry,
    )


def models_hash(project: Path) -> str:
    """The state of everything that dbt parses."""
    return content_hash(project, walk(project, MODEL_FOLDERS, CODE_FILES))


def walk(project: Path, folders: Iterable[str], files: Iterable[str] = ()) -> Iterator[Path]:
    """The files in these folders and these single files, without what Python leaves behind."""
    for folder in folders:
        for path in (project / folder).rglob("*"):
            if path.is_file() and not IGNORED_PARTS.intersection(path.parts):
                yield path
    for name in files:
        if (project / name).is_file():
            yield project / name


def content_hash(project: Path, paths: Iterable[Path]) -> str:
    """One hash over names and contents, independent of the order in which a disk lists them."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(project).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
