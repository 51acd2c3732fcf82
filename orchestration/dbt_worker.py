"""A process that loads dbt and parses the project while the refresh still reads files.

Importing dbt takes seconds of every call, and a process that has run dbt keeps its lock on the
DuckDB file until it ends. So dbt gets a process of its own, started early: it parses, waits for
orders (one line of JSON each: the commands, and what else the environment says then), reports
every node as a line of JSON, and ends after the last order.

It ends too as soon as its standard input closes, so that a killed refresh leaves no writer.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO


def main() -> int:
    """Parse, wait for orders, run them."""
    report = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    orders = _listen(sys.stdin)

    # dbt makes millions of objects that live as long as this process: looking through them for
    # garbage took a tenth of a build.
    gc.disable()

    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    from orchestration.freed_memory import FreedMemory
    from orchestration.measure import peak_memory_mb
    from orchestration.store import LIMIT_VARIABLE, MEMORY_LIMIT

    options = sys.argv[1:]
    environment = dict(os.environ)
    os.environ.update(_without_folders(environment))
    parsed = dbtRunner().invoke(["parse", *options])
    os.environ.update(environment)
    if not isinstance(parsed.result, Manifest):
        _say(report, "parse_failed", message=str(parsed.exception or "dbt could not parse"))
        return 1
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()
    _say(report, "parsed")
    # What the Python models need takes seconds as well, and files are still being read.
    import_module("statsmodels.tsa.statespace.structural")

    def on_event(event: Any) -> None:
        if event.info.name == "NodeFinished":
            # From the first node on the files are open.
            freed_memory.begin(lambda: DuckDBConnectionManager.env().handle().cursor())
            _report_node(report, event)

    runner = dbtRunner(manifest=parsed.result, callbacks=[on_event])
    while True:
        order = orders.get()
        os.environ.update(environment | order["environment"])
        freed_memory = FreedMemory(os.environ.get(LIMIT_VARIABLE) or MEMORY_LIMIT)
        outcome = runner.invoke([*order["commands"], *options])
        success, error = outcome.success, outcome.exception
        try:
            freed_memory.end()
            if success and order["is_last"]:
                _write_files()
        except Exception as problem:
            # What failed before says more than what then failed as well.
            if success:
                success, error = False, problem
        _say(
            report,
            "finished",
            success=success,
            message=str(error) if error else None,
            peak_memory_mb=peak_memory_mb(),
        )
        if order["is_last"]:
            # Taking millions of objects apart one by one would take seconds.
            os._exit(0 if success else 1)


def _without_folders(environment: dict[str, str]) -> dict[str, str]:
    """The places that profiles.yml names, without their folders.

    Parsing opens none of them, and what dbt parsed holds only as long as the variables of the
    profile say the same: so one warehouse can go on from what another parsed.
    """
    names = ("WAREHOUSE_FILE", "WAREHOUSE_STORE", "WAREHOUSE_TEMP")
    return {name: Path(environment[name]).name for name in names if name in environment}


def _write_files() -> None:
    """Write what only the logs of the files hold yet, into all files at once."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    dbt = DuckDBConnectionManager.env()
    files = "select database_name from duckdb_databases() where not internal and not readonly"
    names = [name for (name,) in dbt.handle().cursor().execute(files).fetchall()]
    with ThreadPoolExecutor(len(names)) as pool:
        writing = [pool.submit(dbt.handle().cursor().execute, f'checkpoint "{n}"') for n in names]
        for one in writing:
            one.result()


def _listen(stream: TextIO) -> queue.Queue[dict[str, Any]]:
    """Orders arrive as JSON objects; the end of the stream is the end of this process."""
    orders: queue.Queue[dict[str, Any]] = queue.Queue()

    def read() -> None:
        for line in stream:
            orders.put(json.loads(line))
        os._exit(1)

    threading.Thread(target=read, daemon=True).start()
    return orders


def _report_node(report: TextIO, event: Any) -> None:
    node = event.data.node_info
    _say(
        report,
        "node",
        unique_id=node.unique_id,
        resource_type=node.resource_type,
        status=node.node_status,
        invocation_id=event.info.invocation_id,
    )


def _say(report: TextIO, event: str, **words: Any) -> None:
    report.write(json.dumps({"event": event, **words}) + "\n")
    report.flush()


if __name__ == "__main__":
    sys.exit(main())
