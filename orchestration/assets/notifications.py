"""Telling people what a refresh found: the last step, which never fails."""

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, asset

from orchestration.assets.names import NOTIFIED, POOL, PUBLISHED
from orchestration.notify.announce import announce
from orchestration.settings import Settings


def notifications_asset(settings: Settings) -> AssetsDefinition:
    """Refused files, stale data and alerts that opened or closed, to whoever has not heard yet."""

    @asset(
        name=NOTIFIED.path[-1],
        deps=[PUBLISHED],
        group_name="published",
        description="What was told to the receivers in NOTIFY_URLS.",
        pool=POOL,
    )
    def notify(context: AssetExecutionContext) -> MaterializeResult:
        told = announce(settings, say=context.log.info)
        return MaterializeResult(
            metadata={
                "opened": told.opened,
                "closed": told.closed,
                "unreached": told.unreached,
            }
        )

    return notify
