"""`python -m orchestration`."""

import os
import sys

from orchestration.cli import main

code = main()
sys.stdout.flush()
sys.stderr.flush()
# All files are closed by now. An orderly end would let DuckDB's module count what Python never
# gave back and print a page about it below the summary.
os._exit(code)
