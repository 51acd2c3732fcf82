"""A landing folder full of personal data, and of names and values that mean harm.

It is the reference's small landing, so every mart gets rows, with texts planted wherever a person
may write what they like: in free text, in columns that nobody declared, in rows that are bad.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from tests.reference import small_landing

SIZE = small_landing.Size(days=70, contacts_per_day=5)
FIRST_MTIME = small_landing.FIRST_MTIME
# Telephone, e-mail, identity card, bank card, each in more than one way of writing.
SECRETS = (
    "13912345678",
    "+86 139-8765-4321",
    "(021)6655 4433",
    "１３６５５５５４４４４",
    "zhang.san@example.org",
    "li_si+vip@mail.example.com.cn",
    "110105199003074518",
    "110105 19850412 772X",
    "6222021234567890128",
    "6217 0001 3000 1234 567",
)
FREE_TEXT = {
    "tickets": ("description", "solution"),
    "conversations": ("intent",),
    "messages": ("body",),
    "surveys": ("comment",),
    "quality_checks": ("violations",),
    "training_results": ("learner_feedback",),
    "improvement_actions": ("problem", "root_cause", "measure", "resources"),
}
UNDECLARED = "remarks of the clerk"
# Words that would do something if anybody took them for SQL, a path, a shell word, a formula or a
# page.
HOSTILE = (
    "a'); drop table marts.scorecard; --",
    'x" or 1=1; --',
    "../../etc/passwd",
    "$(touch pwned)",
    "`touch pwned`",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "<script>alert(1)</script>",
    "two\nlines, and\ttab",
    "{{ env_var('HOME') }}",
    "%s %n \\x00 \\",
    "名" * 5000,
)
# A slash and a zero byte are all that a file name cannot hold.
HOSTILE_FILES = (
    "'; drop table audit.load_ledger; --.csv",
    "$(touch pwned) `touch pwned` & ; | > pwned.csv",
    "up\\..\\..\\up.csv",
    "line\nbreak.csv",
    "-rf.csv",
    "{{ ref('scorecard') }}.csv",
    "*.csv",
    "n" * 240 + ".csv",
)


def write(folder: Path) -> None:
    """The whole landing."""
    small_landing.generate(folder, SIZE)
    write_actions(folder)
    for table, columns in FREE_TEXT.items():
        for path in sorted((folder / table).glob("*.csv")):
            plant(path, columns)
    write_hostile(folder)
    write_bad(folder)


def plant(path: Path, columns: Iterable[str]) -> None:
    """A secret in every free text of every row, and in a column that the contract lacks."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        names = list(dict.fromkeys([*(reader.fieldnames or ()), *columns, UNDECLARED]))
        rows = list(reader)
    for number, row in enumerate(rows):
        for place, column in enumerate([*columns, UNDECLARED]):
            secret = SECRETS[(number + place) % len(SECRETS)]
            row[column] = f"{row.get(column) or ''} 太慢了 too slow, 请回电 {secret}, thanks"
    when = path.stat().st_mtime_ns
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names)
        writer.writeheader()
        writer.writerows(rows)
    os.utime(path, ns=(when, when))


def write_actions(folder: Path) -> None:
    """Improvement actions, which the small landing lacks."""
    (folder / "improvement_actions").mkdir()
    rows = [
        {
            "action_id": f"act{number}",
            "indicator": "first_response_time",
            "scope_type": "company",
            "measure": "call back",
            "due_on": "2025-05-31",
            "target_value": "600",
        }
        for number in range(len(SECRETS))
    ]
    path = folder / "improvement_actions" / "actions.csv"
    write_csv(path, rows)
    plant(path, FREE_TEXT["improvement_actions"])


def write_hostile(folder: Path) -> None:
    """Agents, teams, customers and tickets that are called so, in files that are called so."""
    for number, name in enumerate(HOSTILE_FILES):
        rows = [
            {
                "ticket_id": f"h{number}-{place} {word}",
                "customer_id": word,
                "agent_id": word,
                "channel": "email",
                "created_at": f"2025-04-{1 + place:02} 10:00:00",
                "first_response_at": f"2025-04-{1 + place:02} 11:00:00",
                "status": "closed",
                "closed_at": f"2025-04-{1 + place:02} 12:00:00",
                "issue_key": word,
                "product_category": word,
                "initial_category": word,
                "language": word,
                word: word,
            }
            for place, word in enumerate(HOSTILE)
        ]
        write_csv(folder / "tickets" / name, rows)
    people = [
        {"agent_id": word, "name": word, "team_id": word, "team_name": word, "role": "aftersales"}
        for word in HOSTILE
    ]
    write_csv(folder / "agents" / "hostile.csv", people)
    (folder / "no; such $(touch pwned) table").mkdir()
    write_csv(folder / "no; such $(touch pwned) table" / "x.csv", [{"a": "b"}])


def write_bad(folder: Path) -> None:
    """Rows and files that the guard turns away, with secrets where a date or a number belongs."""
    bad = [
        {
            "ticket_id": f"bad{number}",
            "customer_id": "c1",
            "channel": secret,
            "created_at": secret,
            "status": f"closed {secret}",
            "reopened_count": secret,
            "description": secret,
        }
        for number, secret in enumerate(SECRETS)
    ]
    write_csv(folder / "tickets" / "quarantined.csv", bad)
    write_csv(folder / "tickets" / "refused.csv", bad * 3)
    write_csv(folder / "tickets" / "headless.csv", [dict(zip(SECRETS, SECRETS, strict=True))])
    (folder / "messages" / "torn.jsonl").write_text(
        "".join(f'{{"message_id": "{secret}\n' for secret in SECRETS), encoding="utf-8"
    )
    (folder / "surveys" / "no.xlsx").write_text(" ".join(SECRETS), encoding="utf-8")


def write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    """One file as an export writes it, with a time before the load."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names)
        writer.writeheader()
        writer.writerows(rows)
    os.utime(path, (FIRST_MTIME + 500, FIRST_MTIME + 500))
