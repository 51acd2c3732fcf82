"""One row per channel and day ahead; the arithmetic stands in orchestration/forecast."""

import os


def model(dbt, session):
    """Read the histories, forecast each channel, and hand back a table."""
    dbt.config(materialized="table")

    from orchestration.forecast.table import forecast_table

    # dbt gives Python models a connection without the profile's settings.
    search_path = os.environ.get("WAREHOUSE_SEARCH_PATH", "main").replace("'", "''")
    session.execute(f"set search_path = '{search_path}'")
    return forecast_table(
        days=dbt.ref("int_contact_day"),
        hour_shares=dbt.ref("int_contact_hour_share"),
        work_times=dbt.ref("int_contact_work_time"),
        parameters=dbt.ref("insight_parameters"),
    )
