"""An invented support centre's exports: seeded, the same bytes every time, with planted faults.

For a first run without own data, for tests, and for whoever wants to see what the marts find.
"""

from orchestration.demo.report import DemoSummary, FileFault, PlantedFault, TableCount
from orchestration.demo.write import write_demo

__all__ = ["DemoSummary", "FileFault", "PlantedFault", "TableCount", "write_demo"]
