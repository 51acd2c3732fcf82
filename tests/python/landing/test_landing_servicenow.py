"""The real ServiceNow log: every one of its events is accounted for, every date read right."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from landing_warehouse import Warehouse

PROJECT = Path(__file__).resolve().parents[3]
LOG = PROJECT.parent / "shared" / "data" / "servicenow_incidents" / "incident_event_log.zip"
NAMES = (
    "number,ident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,"
    "opened_by,opened_at,sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,"
    "location,category,category,u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,"
    "assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,"
    "closed_code,resolved_by,resolved_at,closed_at"
)
EVENT = (
    "0000045,New,true,0,0,0,true,2403,8,29/2/2016 01:16,6,29/2/2016 01:23,21,29/2/2016 01:23,"
    "{channel},143,Category 55,Subcategory 170,72,?,2,2,3,56,?,true,false,Do Not Notify,?,?,?,?,5,"
    "149,29/2/2016 11:29,5/3/2016 12:00"
)


def test_a_header_with_a_misspelt_and_a_doubled_name(warehouse: Warehouse) -> None:
    warehouse.deliver("servicenow_incidents/a.csv", f"{NAMES}\n{EVENT.format(channel='Phone')}\n")
    warehouse.load()
    columns = (
        "number, incident_state, category, subcategory, opened_at::varchar, closed_at::varchar,"
        " cmdb_ci, assigned_to, contact_type, _extra"
    )
    assert warehouse.rows("servicenow_incidents", columns) == [
        (
            "0000045",
            "New",
            "Category 55",
            "Subcategory 170",
            "2016-02-28 17:16:00",
            "2016-03-05 04:00:00",
            None,
            None,
            "phone",
            None,
        )
    ]
    assert len(warehouse.ledger("servicenow_incidents/a.csv")["columns"]) == 36


@pytest.mark.parametrize(
    ("delivered", "channel"),
    [
        ("Phone", "phone"),
        ("IVR", "phone"),
        ("Email", "email"),
        ("Self service", "web"),
        ("Direct opening", "web"),
    ],
)
def test_the_log_s_channels(warehouse: Warehouse, delivered: str, channel: str) -> None:
    warehouse.deliver("servicenow_incidents/a.csv", f"{NAMES}\n{EVENT.format(channel=delivered)}\n")
    warehouse.load()
    assert warehouse.rows("servicenow_incidents", "contact_type") == [(channel,)]


@pytest.mark.skipif(not LOG.is_file(), reason=f"the real log is not here: {LOG.name}")
def test_the_real_log(warehouse: Warehouse) -> None:
    with zipfile.ZipFile(LOG) as archive:
        [name] = [each for each in archive.namelist() if each.endswith(".csv")]
        warehouse.deliver("servicenow_incidents/log.csv", archive.read(name), "2017-03-01T00:00:00")
    report = warehouse.load()
    read, loaded, quarantined, superseded = warehouse.counts("servicenow_incidents/log.csv")
    assert (read, loaded + quarantined + superseded) == (141_712, 141_712)
    assert (quarantined, report.files_refused) == (0, 0)
    assert warehouse.query(
        """
        select count(distinct number), count(*), min(_line), max(_line),
            count(*) filter (sys_updated_at < opened_at),
            count(*) filter (incident_state = '-100')
        from landing.servicenow_incidents
        """
    ) == [(24_918, 141_712, 2, 141_713, 5, 5)]
    # As the log's description has them, computed from the file by other means.
    assert warehouse.query(
        """
        with last as (
            select * from landing.servicenow_incidents
            qualify row_number() over (
                partition by number order by sys_updated_at desc, sys_mod_count desc, _line desc
            ) = 1
        )
        select
            round(100 * avg(made_sla::int), 3),
            round(avg(date_diff('second', opened_at, closed_at)) / 3600, 2),
            round(avg(date_diff('second', opened_at, resolved_at)) / 3600, 2),
            count(resolved_at), count(distinct resolved_by)
        from last
        """
    ) == [(63.42, 315.33, 178.17, 23_362, 216)]
