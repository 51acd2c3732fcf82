"""The refresh as a Dagster job: the same steps as on the command line, in one process."""

from collections.abc import Iterator

from dagster import (
    AssetSelection,
    InitResourceContext,
    JobDefinition,
    OpExecutionContext,
    ResourceDefinition,
    define_asset_job,
    in_process_executor,
    job,
    op,
    resource,
)

from orchestration.assets.names import POOL
from orchestration.progress import Progress
from orchestration.refresh import Refresh, open_refresh
from orchestration.seal import seal
from orchestration.settings import Settings

# A process per step costs more than the refresh of a small centre, and the steps share a lock.
REFRESH_JOB = define_asset_job(
    "refresh",
    selection=AssetSelection.all(),
    description="Read what is new in the landing folder, build, audit, publish.",
    executor_def=in_process_executor,
)


def refresh_resource(settings: Settings) -> ResourceDefinition:
    """The lock and the working copy of one refresh; they live as long as a run."""

    @resource(description="One refresh for all steps of a run.")
    def refresh(context: InitResourceContext) -> Iterator[Refresh]:
        with open_refresh(settings, Progress()) as opened:
            yield opened

    return refresh


def monthly_appraisal(settings: Settings) -> JobDefinition:
    """The month's scorecards become official."""

    @op(pool=POOL, description="Seal every month that has been over long enough.")
    def seal_finished_months(context: OpExecutionContext) -> None:
        sealed = seal(settings)
        names = ", ".join(f"{month:%Y-%m}" for month in sealed.months) or "none"
        context.log.info("sealed: %s; %d cards", names, sealed.cards)

    @job(
        name="monthly_appraisal",
        executor_def=in_process_executor,
        description="Seal the scorecards of finished months.",
    )
    def appraisal() -> None:
        seal_finished_months()

    return appraisal
