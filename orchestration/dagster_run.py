"""The refresh as a Dagster run in this process, so that the web UI knows of it afterwards."""

from __future__ import annotations

from orchestration.instance import use_dagster_home, write_history_without_waiting
from orchestration.settings import Settings

# Dagster's own log repeats what our progress says, at length.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_job(settings: Settings, job_name: str = "refresh") -> bool:
    """Run the job to its end; whether it succeeded. What failed is in the journal."""
    use_dagster_home(settings)
    write_history_without_waiting()

    from dagster import DagsterInstance

    from orchestration.assembly import assemble

    definitions = assemble(settings)
    job = definitions.resolve_job_def(job_name)
    with DagsterInstance.get() as instance:
        result = job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)
    return result.success
