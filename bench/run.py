"""Measure the warehouse: `make bench`, or `python -m bench.run --contacts 100000 --cases full`.

Every measurement is a child process on a landing and a warehouse of its own in a temporary
folder. Wall seconds depend on who else works on the machine; CPU seconds hardly do.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from bench.generate import Load, write_delta, write_landing
from bench.stopwatch import Cost, measure
from bench.table import as_table, scaling_picture
from orchestration.store import SEARCH_PATH, STORE

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results"
PUBLISHED, PRIVATE = "warehouse.duckdb", "store.duckdb"
NO_CODE = (".git", ".venv", "data", "target", "logs", "__pycache__", ".*_cache", ".hypothesis")
# What the hand-written script computes as well: all that the indicators' values stand on.
SAME_SCOPE = "+indicator_value"


@dataclass
class Measurement:
    """One case at one load; of several runs the one with the median wall time."""

    case: str
    contacts: int
    days: int
    rows: int
    seconds: float
    cpu_seconds: float
    peak_memory_mb: float
    runs: list[float] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0


class Bench:
    """The folders of one load, and the cases in the order in which they build on each other."""

    def __init__(self, load: Load, folder: Path) -> None:
        self.load = load
        self.landing = folder / "landing"
        self.warehouse = folder / "warehouse"
        self.folder = folder
        # An edit between two refreshes would make the second one build everything anew.
        self.project = folder / "project"
        if self.landing.exists() or self.project.exists():
            raise SystemExit(f"{folder} holds an earlier bench: remove it or name another folder")
        shutil.copytree(PROJECT, self.project, ignore=shutil.ignore_patterns(*NO_CODE))
        self.rows = write_landing(load, self.landing)

    def full(self, number: int) -> Measurement:
        """Everything anew into an empty folder."""
        shutil.rmtree(self.warehouse, ignore_errors=True)
        return self._refresh("full", self.rows, number)

    def no_change(self, number: int) -> Measurement:
        """Nothing new: what a schedule that fires too often costs."""
        return self._refresh("no-change", 0, number)

    def delta(self, number: int) -> Measurement:
        """One more day with late rows and corrections; each run brings the next day."""
        rows = write_delta(self.load, self.landing, number)
        return self._refresh("delta", rows, number)

    def query(self, number: int) -> Measurement:
        """One team's scorecards from the published file."""
        command = [sys.executable, "-m", "bench.reader", str(self.warehouse / PUBLISHED)]
        cost = self._measure(command, {}, f"query-{number}")
        words = last_json(cost.output)
        return self._note("query", words["rows"], cost, {**words})

    def models(self, number: int) -> Measurement:
        """dbt models without tests, all of them, each table anew."""
        return self._dbt("models", [], number)

    def models_same_scope(self, number: int) -> Measurement:
        """Only the models that compute what the hand-written script computes."""
        return self._dbt("models-same-scope", ["--select", SAME_SCOPE], number)

    def script(self, number: int) -> Measurement:
        """The hand-written script, and whether it agrees with the models in every cell."""
        copies = self._copies()
        cost = self._measure(rival("run", copies), {}, f"script-{number}")
        details = last_json(cost.output)
        if number == 1:
            compared = self._measure(rival("compare", copies), {}, "compare")
            details["compared"] = last_json(compared.output)
        shutil.rmtree(copies)
        return self._note("script", self.rows, cost, details)

    def _refresh(self, case: str, rows: int, number: int) -> Measurement:
        environment = {
            "LANDING_DIR": str(self.landing),
            "WAREHOUSE_DIR": str(self.warehouse),
            "WAREHOUSE_DEBUG": "1",
        }
        command = [sys.executable, "-m", "orchestration", "refresh"]
        cost = self._measure(command, environment, f"{case}-{number}")
        state = json.loads((self.warehouse / "state" / "last_refresh.json").read_text("utf-8"))
        details: dict[str, Any] = {"megabytes": megabytes(self.warehouse)}
        if case != "no-change":
            details["steps"] = state["steps"]
        return self._note(case, rows, cost, details)

    def _dbt(self, case: str, selection: list[str], number: int) -> Measurement:
        copies = self._copies()
        target = self.folder / "target"
        environment = {
            "WAREHOUSE_FILE": str(copies / PUBLISHED),
            "WAREHOUSE_STORE": str(copies / PRIVATE),
            "WAREHOUSE_PRIVATE_DATABASE": STORE,
            "WAREHOUSE_SEARCH_PATH": SEARCH_PATH,
            "WAREHOUSE_TEMP": str(self.folder / "temp"),
            "DBT_TARGET_PATH": str(target),
        }
        words = ["run", "--full-refresh", "--quiet", *selection]
        folders = ["--profiles-dir", str(self.project), "--log-path", str(self.folder / "logs")]
        dbt = Path(sys.executable).with_name("dbt")
        cost = self._measure([str(dbt), *words, *folders], environment, f"{case}-{number}")
        results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
        times = {r["unique_id"].rpartition(".")[2]: r["execution_time"] for r in results}
        slowest = sorted(times.items(), key=lambda item: -item[1])[:15]
        details = {"seconds": clock_seconds(results), "models": len(times), "slowest": slowest}
        shutil.rmtree(copies)
        return self._note(case, self.rows, cost, details)

    def _copies(self) -> Path:
        """A folder with copies of the warehouse's two files."""
        folder = self.folder / "copies"
        folder.mkdir()
        for name in (PUBLISHED, PRIVATE):
            shutil.copyfile(self.warehouse / name, folder / name)
        return folder

    def _measure(self, command: list[str], environment: dict[str, str], name: str) -> Cost:
        logs = self.folder / "logs"
        logs.mkdir(exist_ok=True)
        return measure(command, environment, self.project, logs / f"{name}.log")

    def _note(self, case: str, rows: int, cost: Cost, details: dict[str, Any]) -> Measurement:
        found = Measurement(
            case=case,
            contacts=self.load.contacts,
            days=self.load.days,
            rows=rows,
            seconds=round(cost.seconds, 3),
            cpu_seconds=round(cost.cpu_seconds, 3),
            peak_memory_mb=round(cost.peak_memory_mb, 1),
            details=details,
        )
        sys.stderr.write(
            f"{self.load.contacts:>10,} contacts  {case:<18} {cost.seconds:8.1f} s"
            f" {cost.cpu_seconds:8.1f} CPU s {cost.peak_memory_mb:8.0f} MB\n"
        )
        return found


CASES: dict[str, Callable[[Bench, int], Measurement]] = {
    "full": Bench.full,
    "no-change": Bench.no_change,
    "query": Bench.query,
    "models": Bench.models,
    "models-same-scope": Bench.models_same_scope,
    "script": Bench.script,
    "delta": Bench.delta,
}


def clock_seconds(results: list[dict[str, Any]]) -> float:
    """From the beginning of the first of dbt's nodes to the end of the last; two run at a time."""
    steps = [step for result in results for step in result["timing"]]
    begun = min(datetime.fromisoformat(step["started_at"]) for step in steps)
    ended = max(datetime.fromisoformat(step["completed_at"]) for step in steps)
    return (ended - begun).total_seconds()


def run_load(load: Load, folder: Path, cases: list[str], times: int) -> list[Measurement]:
    """All cases of one load; a case that needs a warehouse finds that of the full refresh."""
    bench = Bench(load, folder)
    if cases and cases[0] != "full":
        bench.full(0)
    return [median_of([CASES[case](bench, n + 1) for n in range(times)]) for case in cases]


def median_of(runs: list[Measurement]) -> Measurement:
    """The run with the median wall time, with all runs' times beside it."""
    seconds = [run.seconds for run in runs]
    chosen = runs[seconds.index(statistics.median_high(seconds))]
    chosen.runs = seconds
    return chosen


def rival(action: str, copies: Path) -> list[str]:
    files = [str(copies / name) for name in (PUBLISHED, PRIVATE)]
    return [sys.executable, "-m", "bench.rival", action, *files]


def last_json(output: str) -> dict[str, Any]:
    """The last line that is an object; warnings of the tools may stand around it."""
    lines = [line for line in output.splitlines() if line.startswith("{")]
    words: dict[str, Any] = json.loads(lines[-1])
    return words


def megabytes(folder: Path) -> dict[str, float]:
    """How large the two database files are."""
    return {name: round((folder / name).stat().st_size / 2**20, 1) for name in (PRIVATE, PUBLISHED)}


def machine() -> dict[str, Any]:
    """Where and when: figures mean nothing without it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory, 1),
        "load_before": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument(
        "--days", type=int, help="default: 365, and 3650 from five million contacts on"
    )
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--times", type=int, default=1, help="runs of each case; medians count")
    parser.add_argument("--work", type=Path, help="keep landing and warehouses in this folder")
    parser.add_argument("--json", type=Path, default=RESULTS / "latest.json")
    arguments = parser.parse_args()

    where = machine()
    cases = [case for case in CASES if case in arguments.cases]
    measurements: list[Measurement] = []
    for contacts in arguments.contacts:
        days = arguments.days or (3650 if contacts >= 5_000_000 else 365)
        load = Load(contacts, days)
        with tempfile.TemporaryDirectory(prefix="bench") as scratch:
            folder = (arguments.work or Path(scratch)) / f"{contacts}-{days}"
            measurements += run_load(load, folder, cases, arguments.times)
        write_results(arguments.json, where, measurements)
    found = [asdict(each) for each in measurements]
    sys.stdout.write(as_table(found) + "\n\n" + scaling_picture(found) + "\n")
    sys.stdout.write(f"Written to {arguments.json}\n")


def write_results(path: Path, where: dict[str, Any], measurements: list[Measurement]) -> None:
    """After every load, so that a long bench that is stopped leaves what it found."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = {
        "machine": where,
        "measurements": [
            {**asdict(each), "rows_per_second": round(each.rows_per_second)}
            for each in measurements
        ],
    }
    path.write_text(json.dumps(words, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
