"""dbt's own unit tests: what models make of a few rows whose result was worked out by hand.

They need the tables of a finished build, to know the columns of what they stand in for; a refresh
leaves them out, for they judge the code and not the data.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.dbt_process import DbtProcess
from orchestration.transform import RUN_RESULTS, read_run_results
from orchestration.workplace import Workplace, copy_file, make_folder
from tests.python.safety.conftest import Refreshed

# So many there are at least: a selection that finds none is no success.
UNIT_TESTS = 25


def test_models_make_of_given_rows_what_was_worked_out_by_hand(
    refreshed: Refreshed, tmp_path: Path
) -> None:
    settings = refreshed.settings
    place = Workplace(tmp_path)
    make_folder(place.target)
    copy_file(settings.published_file, place.warehouse)
    copy_file(settings.store_file, place.store)
    files = {"WAREHOUSE_FILE": str(place.warehouse), "WAREHOUSE_STORE": str(place.store)}
    invocation_id = ""
    with DbtProcess(settings, place) as dbt:
        dbt.wait_until_parsed()
        dbt.send(["test", "--select", "test_type:unit"], environment=files)
        for event in dbt.events_until("finished"):
            invocation_id = event.get("invocation_id", invocation_id)
        dbt.wait()
    results = read_run_results(place.target / RUN_RESULTS, invocation_id)
    wrong = [f"{each.name}: {each.message}" for each in results if not each.is_good]
    assert not wrong, "\n".join(wrong)
    assert len(results) >= UNIT_TESTS
