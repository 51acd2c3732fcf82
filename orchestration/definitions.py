"""What `dagster dev` and the daemon load."""

from orchestration.assembly import assemble
from orchestration.settings import read_settings

defs = assemble(read_settings())
