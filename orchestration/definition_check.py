"""Judging what the definitions mean by dbt's own tests, before any file is read.

The tests tagged `definitions` read seeds and models over seeds only, so they can be judged in an
empty warehouse of their own: a person who mistyped a weight waits seconds, not for a whole build.
The build runs them again, with everything else.
"""

from __future__ import annotations

from orchestration.dbt_process import BuildError, DbtProcess
from orchestration.seed_files import DefinitionError, fault_text
from orchestration.store import connect, create_private_schemas, create_warehouse_file
from orchestration.transform import RUN_RESULTS, NodeResult, read_run_results
from orchestration.workplace import Workplace, make_folder

TAG = "definitions"
# What the tagged tests read is built for them; tests of those models belong to the build.
COMMANDS = ["build", "--select", f"+tag:{TAG}", "--indirect-selection", "empty"]


def judge_definitions(process: DbtProcess, place: Workplace) -> None:
    """Raise DefinitionError with every fault; the dbt process can be told to build afterwards."""
    scratch = Workplace(make_folder(place.folder / TAG))
    create_warehouse_file(scratch.warehouse)
    with connect(scratch.store) as store:
        create_private_schemas(store)
    process.wait_until_parsed()
    process.send(
        COMMANDS,
        environment={
            "WAREHOUSE_FILE": str(scratch.warehouse),
            "WAREHOUSE_STORE": str(scratch.store),
        },
        is_last=False,
    )
    invocation_id = ""
    for event in process.events_until("finished"):
        invocation_id = event.get("invocation_id", invocation_id)
        if event["event"] == "finished" and not invocation_id:
            # A project may have no such tests; anything else is a fault of ours.
            if event["success"]:
                return
            raise BuildError(f"dbt could not judge the definitions: {event['message']}")
    faults = [
        fault
        for node in read_run_results(process.target / RUN_RESULTS, invocation_id)
        if not node.is_good and node.status != "skipped"
        for fault in faults_of(node)
    ]
    if faults:
        raise DefinitionError(fault_text(faults))


def faults_of(node: NodeResult) -> list[str]:
    """The faults that a test reports, one a line, without what dbt says around them."""
    _, *lines = (node.message or "").splitlines() or [""]
    found = []
    for line in map(str.strip, lines):
        # dbt adds the macros that were called, and where.
        if line.startswith(">"):
            break
        if line:
            found.append(line)
    return found or [f"{node.name}: {node.message or node.status}"]
