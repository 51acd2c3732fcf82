"""Everything around dbt: settings, loader, guard, build, publish, Dagster, command line."""
