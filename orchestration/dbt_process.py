"""The dbt process of a refresh: started early, told what to do later, ended with us."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from orchestration.fingerprint import models_hash
from orchestration.seed_files import require_readable_seeds
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.store import SEARCH_PATH, STORE
from orchestration.workplace import Workplace, copy_file, make_folder, replace_file

PARTIAL_PARSE = "partial_parse.msgpack"
MANIFEST = "manifest.json"


class BuildError(RuntimeError):
    """dbt did not build everything; nothing of it may be published."""


class DbtProcess:
    """`orchestration.dbt_worker` from its start to its end; a context manager."""

    def __init__(self, settings: Settings, place: Workplace) -> None:
        self.target = place.target
        self._settings = settings
        self._process: subprocess.Popen[str] | None = None
        self._is_parsed = False
        self._log = settings.state_dir / "logs" / "dbt_console.log"
        # Named before parsing: should a file change meanwhile, the manifest fits no later state.
        self._manifest = manifest_file(settings)

    def __enter__(self) -> DbtProcess:
        for folder in (parse_cache(self._settings), shared_parse(self._settings)):
            if (folder / PARTIAL_PARSE).exists():
                copy_file(folder / PARTIAL_PARSE, self.target / PARTIAL_PARSE)
                break
        logs = make_folder(self._log.parent)
        with self._log.open("w", encoding="utf-8") as console:
            self._process = subprocess.Popen(
                worker_command(self._settings.project_dir, self.target, logs),
                cwd=self._settings.project_dir,
                env=dbt_environment(self._settings),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=console,
                text=True,
                encoding="utf-8",
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()

    def wait_until_parsed(self) -> Path:
        """The manifest of the project as it is now; kept for Dagster and for the next parsing."""
        if self._is_parsed:
            return self._manifest
        for event in self.events_until("parsed"):
            raise BuildError(f"dbt cannot parse the project: {event.get('message')}")
        cache = make_folder(parse_cache(self._settings))
        self._keep(PARTIAL_PARSE, cache / PARTIAL_PARSE)
        self._keep(MANIFEST, self._manifest)
        # A project that nobody may write to is parsed once per warehouse.
        with suppress(OSError):
            shared = shared_parse(self._settings)
            shared.mkdir(parents=True, exist_ok=True)
            self._keep(PARTIAL_PARSE, shared / PARTIAL_PARSE)
        for old in set(cache.glob("manifest-*.json")) - {self._manifest}:
            old.unlink(missing_ok=True)
        self._is_parsed = True
        return self._manifest

    def _keep(self, name: str, kept: Path) -> None:
        new = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}.new")
        shutil.copyfile(self.target / name, new)
        replace_file(new, kept)

    def send(
        self,
        commands: list[str],
        *,
        environment: Mapping[str, str] | None = None,
        is_last: bool = True,
    ) -> None:
        """Tell the process what to run, and what else its environment says meanwhile.

        It ends after the last order.
        """
        assert self._process is not None and self._process.stdin is not None
        order = {"commands": commands, "environment": environment or {}, "is_last": is_last}
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise BuildError(f"dbt ended before it could build: see {self._log}") from error

    def events_until(self, last: str) -> Iterator[dict[str, Any]]:
        """What the process says, ``last`` included only by the end; its silence is a failure."""
        assert self._process is not None and self._process.stdout is not None
        for line in self._process.stdout:
            event = json.loads(line)
            if event["event"] == last and last == "parsed":
                return
            yield event
            if event["event"] == last:
                return
        code = self._process.wait()
        raise BuildError(f"dbt ended with exit code {code} before it was {last}: see {self._log}")

    def wait(self) -> int:
        """Until the process has let go of the store."""
        assert self._process is not None
        return self._process.wait()


def current_manifest(settings: Settings) -> Path:
    """The manifest that fits the project's files; dbt parses only if nobody has yet."""
    path = manifest_file(settings)
    if path.exists():
        return path
    # Of a file that cannot be read dbt says less.
    require_readable_seeds(settings.project_dir)
    place = Workplace(parse_cache(settings) / f"parse-{secrets.token_hex(4)}")
    make_folder(place.target)
    try:
        with DbtProcess(settings, place) as process:
            return process.wait_until_parsed()
    finally:
        shutil.rmtree(place.folder, ignore_errors=True)


def parse_cache(settings: Settings) -> Path:
    """Where the parsed project is kept between refreshes; dbt checks itself whether it fits."""
    return settings.state_dir / "dbt"


def shared_parse(settings: Settings) -> Path:
    """Where the next warehouse of the same project finds it parsed: that takes seconds."""
    return settings.project_dir / "target" / "parsed"


def manifest_file(settings: Settings) -> Path:
    """The kept manifest of the project's files as they are now."""
    return parse_cache(settings) / f"manifest-{models_hash(settings.project_dir)}.json"


def lineage_file(settings: Settings) -> Path:
    """What `docs` found out about the columns of the project's models as they are now."""
    return parse_cache(settings) / f"columns-{models_hash(settings.project_dir)}.json"


def worker_command(project_dir: Path, target: Path, logs: Path) -> list[str]:
    """The dbt process; the options follow every dbt command that it runs."""
    return [
        sys.executable,
        "-m",
        "orchestration.dbt_worker",
        *("--project-dir", str(project_dir)),
        *("--profiles-dir", str(project_dir)),
        *("--target-path", str(target)),
        *("--log-path", str(logs)),
        "--no-use-colors",
        "--quiet",
        # Every statement in the log takes a twentieth of a refresh.
        *("--log-level-file", "debug" if os.environ.get("WAREHOUSE_DEBUG") else "info"),
    ]


def dbt_environment(settings: Settings) -> dict[str, str]:
    """The environment of the dbt process: ours, with the settings as we understood them."""
    place = Workplace(settings.work_dir)
    return {
        **os.environ,
        **settings.for_dbt(),
        "WAREHOUSE_FILE": str(place.warehouse),
        "WAREHOUSE_STORE": str(place.store),
        "WAREHOUSE_PRIVATE_DATABASE": STORE,
        "WAREHOUSE_SEARCH_PATH": SEARCH_PATH,
        "WAREHOUSE_TEMP": str(place.temp),
        # The forecast's matrices are tiny; threads of the linear algebra only wait for each other.
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(PROJECT_DIR), os.environ.get("PYTHONPATH", "")])
        ),
    }
