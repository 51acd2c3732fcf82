"""The refresh as a Dagster job: the same steps as on the command line, in one process."""

from collections.abc import Iterator
from datetime import date

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
from orchestration.report.figures import ReportError
from orchestration.report.write import write_reports
from orchestration.seal import seal
from orchestration.settings import Settings
from orchestration.unattended import LOCK_SECONDS, is_unattended

FROM_SCRATCH = {"warehouse/from_scratch": "true"}
# A run whose process was killed begins anew: its steps share what died with it.
BEGIN_ANEW = {"dagster/retry_strategy": "ALL_STEPS"}

# A process per step costs more than the refresh of a small centre, and the steps share a lock.
REFRESH_JOB = define_asset_job(
    "refresh",
    selection=AssetSelection.all(),
    description="Read what is new in the landing folder, build, audit, publish, notify.",
    executor_def=in_process_executor,
    tags=BEGIN_ANEW,
)
BACKFILL_JOB = define_asset_job(
    "backfill",
    selection=AssetSelection.all(),
    description="Read every delivered file again and build all dates of every table.",
    executor_def=in_process_executor,
    tags={**BEGIN_ANEW, **FROM_SCRATCH},
)


def refresh_resource(settings: Settings) -> ResourceDefinition:
    """The lock and the working copy of one refresh; they live as long as a run."""

    @resource(description="One refresh for all steps of a run.")
    def refresh(context: InitResourceContext) -> Iterator[Refresh]:
        tags = context.run.tags if context.run else {}
        with open_refresh(
            settings,
            Progress(),
            wait_seconds=LOCK_SECONDS if is_unattended(tags) else 0.0,
            from_scratch=FROM_SCRATCH.items() <= tags.items(),
        ) as opened:
            yield opened

    return refresh


def monthly_appraisal(settings: Settings) -> JobDefinition:
    """The month's scorecards become official, and are reported on."""

    @op(pool=POOL, description="Seal every month that has been over long enough.")
    def seal_finished_months(context: OpExecutionContext) -> list[date]:
        sealed = seal(
            settings, wait_seconds=LOCK_SECONDS if is_unattended(context.run.tags) else 0.0
        )
        names = ", ".join(f"{month:%Y-%m}" for month in sealed.months) or "none"
        context.log.info("sealed: %s; %d cards", names, sealed.cards)
        return sealed.months

    @op(pool=POOL, description="Report on the newest month just sealed, else on the last complete.")
    def write_monthly_report(context: OpExecutionContext, sealed: list[date]) -> None:
        try:
            written = write_reports(settings, max(sealed, default=None))
        except ReportError as error:
            if sealed:
                raise
            context.log.info("no report: %s", error)
        else:
            context.log.info("%d reports in %s", len(written), written[0].parent)

    @job(
        name="monthly_appraisal",
        executor_def=in_process_executor,
        description="Seal the scorecards of finished months and write the report.",
    )
    def appraisal() -> None:
        write_monthly_report(seal_finished_months())

    return appraisal
