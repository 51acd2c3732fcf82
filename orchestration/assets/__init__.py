"""What Dagster shows: landing tables, the guard, every dbt model and the published warehouse."""
