"""Nothing from inside a file leaves the private store, and nothing of it is executed."""

from __future__ import annotations

import logging

import pytest
from landing_warehouse import Warehouse

SECRETS = ("13800138000", "jane.doe@example.org", "110101199003070011")
HOSTILE = "x'); drop table audit.load_ledger; --"


def test_no_value_is_said_anywhere(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    phone, mail, card = SECRETS
    header = "ticket_id,customer_id,channel,created_at,status,description\n"
    bad = f'{card},C1,{phone},{mail},closed,"call {phone}"\n'
    warehouse.deliver("tickets/some.csv", header + bad)
    warehouse.deliver("tickets/many.csv", header + bad * 30)
    warehouse.deliver("tickets/headless.csv", f"{card},C1,phone,{mail},closed,{phone}\n")
    warehouse.deliver("tickets/endless.csv", header + f'T1,C1,"{phone}\n')
    warehouse.deliver("tickets/broken.jsonl", f'{{"ticket_id": "{mail}"\n{{"{card}": 1}}\n')
    report = warehouse.load()
    ledger = warehouse.query("select * from audit.load_ledger")
    public = warehouse.query("select * exclude (raw, key) from audit.quarantine")
    captured = capfd.readouterr()
    said = f"{report}{ledger}{public}{caplog.text}{captured.out}{captured.err}"
    assert [secret for secret in SECRETS if secret in said] == []
    assert warehouse.query("select count(*) from audit.quarantine") == [(1,)]


def test_nothing_delivered_becomes_sql(warehouse: Warehouse) -> None:
    quoted_name = HOSTILE.replace('"', '""')
    text = f'customer_id,"{quoted_name}",region\n"{HOSTILE}","{HOSTILE}","{HOSTILE}"\n'
    warehouse.deliver(f"customers/{HOSTILE.replace('/', '')}.csv", text)
    warehouse.deliver("customers/bad.csv", f'customer_id,updated_at\n"{HOSTILE}","{HOSTILE}"\n')
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, region") == [(HOSTILE, HOSTILE)]
    assert warehouse.query("select key from audit.quarantine") == [([HOSTILE],)]
