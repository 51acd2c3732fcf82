"""`python -m orchestration.demo <landing_dir>`: write the demo and say what is in it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from orchestration.demo.write import write_demo


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, write, report."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.demo", description=__doc__)
    parser.add_argument("landing_dir", type=Path)
    parser.add_argument("--months", type=int, default=13)
    parser.add_argument("--seed", type=int, default=20250101)
    parser.add_argument("--no-faults", action="store_true", help="clean rows only")
    given = parser.parse_args(arguments)
    try:
        summary = write_demo(
            given.landing_dir, seed=given.seed, months=given.months, faults=not given.no_faults
        )
    except (FileExistsError, NotADirectoryError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{summary}\n")
    for table, count in summary.tables.items():
        sys.stdout.write(f"  {table:<24} {count.rows_read:>9,} rows in {count.files} files\n")
    for table, rules in summary.faults_by_table_and_rule.items():
        sys.stdout.write(f"  bad rows in {table}: {rules}\n")
    for file in summary.file_faults:
        sys.stdout.write(f"  odd file {file.file}: {file.kind}, to be {file.outcome}\n")
    for name, story in summary.stories.items():
        sys.stdout.write(f"  story {name}: {story}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
