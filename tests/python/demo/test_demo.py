"""The demo landing: the same every time, whole, and its faults exactly where it says."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.demo import DemoSummary, write_demo
from orchestration.demo.__main__ import main
from orchestration.demo.centre import QUEUES, TEAM_IDS
from orchestration.demo.layouts import LAYOUTS
from orchestration.demo.phrases import FORBIDDEN
from orchestration.demo.seasons import exceptional_days

from .reading import (
    NULLS,
    contract,
    delivered_files,
    instant,
    read_rows,
    reasons,
    seed_rows,
    value_of,
)

SMALL: dict[str, Any] = {"months": 2, "agents": 16, "contacts_per_day": 60}
RARE = {"crisis_defused"}  # may be missing in so small a centre


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoSummary]:
    """A small landing with faults."""
    landing = tmp_path_factory.mktemp("spoiled") / "landing"
    return landing, write_demo(landing, **SMALL)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoSummary]:
    """The same landing without faults."""
    landing = tmp_path_factory.mktemp("clean") / "landing"
    return landing, write_demo(landing, **SMALL, faults=False)


@pytest.fixture(scope="module")
def newest(clean: tuple[Path, DemoSummary]) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Table → key → newest version of the row, from the clean landing."""
    landing, _ = clean
    rows: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {table: {} for table in LAYOUTS}
    files = delivered_files(landing)
    for file in sorted(files, key=lambda f: (files[f].stat().st_mtime_ns, f)):
        table = file.split("/")[0]
        for row in read_rows(files[file], table):
            key = tuple(row.values[name] for name in LAYOUTS[table].key)
            older = rows[table].get(key)
            if older is None or version(row.values) >= version(older):
                rows[table][key] = row.values
    return rows


def version(values: dict[str, Any]) -> datetime:
    """The row's `updated_at`, the beginning of time where there is none."""
    return instant(values.get("updated_at") or "1970-01-01") or datetime.max.replace(tzinfo=UTC)


def fingerprint(landing: Path) -> dict[str, tuple[str, int]]:
    """Content and time of every file."""
    return {
        file: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for file, path in delivered_files(landing).items()
    }


def test_same_arguments_same_bytes_and_times(
    spoiled: tuple[Path, DemoSummary], tmp_path: Path
) -> None:
    landing, summary = spoiled
    assert write_demo(tmp_path / "again", **SMALL) == summary
    assert fingerprint(tmp_path / "again") == fingerprint(landing)


def test_another_seed_is_another_centre(spoiled: tuple[Path, DemoSummary], tmp_path: Path) -> None:
    landing, _ = spoiled
    write_demo(tmp_path / "other", **SMALL, seed=7)
    assert fingerprint(tmp_path / "other").keys() == fingerprint(landing).keys()
    assert fingerprint(tmp_path / "other") != fingerprint(landing)


def test_every_table_of_the_contract_is_delivered(clean: tuple[Path, DemoSummary]) -> None:
    landing, summary = clean
    assert set(LAYOUTS) == set(contract())
    assert {file.split("/")[0] for file in delivered_files(landing)} == set(LAYOUTS)
    assert all(count.rows_loaded > 0 for count in summary.tables.values())


def test_every_column_of_the_contract_is_used_somewhere(
    newest: dict[str, dict[tuple[Any, ...], dict[str, Any]]],
) -> None:
    for table, declared in contract().items():
        filled: set[str] = set()
        for values in newest[table].values():
            filled.update(name for name, value in values.items() if value not in (None, *NULLS))
        missing = {column["name"] for column in declared["columns"]} - filled
        assert missing <= RARE, (table, missing)


def test_planted_faults_are_exactly_what_a_judge_finds(
    spoiled: tuple[Path, DemoSummary],
) -> None:
    landing, summary = spoiled
    skipped = {f.file for f in summary.file_faults if f.outcome != "loaded"}
    found = Counter(
        (file, row.line, reason)
        for file, path in delivered_files(landing).items()
        if file not in skipped
        for row in read_rows(path, file.split("/")[0])
        for reason in reasons(row, file.split("/")[0], delivered_at(path))
    )
    assert found == Counter((f.file, f.line, f.reason) for f in summary.faults)


def test_every_kind_of_fault_is_planted(spoiled: tuple[Path, DemoSummary]) -> None:
    _, summary = spoiled
    assert {fault.reason.split(":")[0] for fault in summary.faults} == {
        "required_null",
        "bad_timestamp",
        "bad_number",
        "bad_boolean",
        "bad_value",
        "out_of_range",
        "out_of_order",
        "future_start",
        "before_2000",
        "field_count",
    }
    assert {fault.kind for fault in summary.file_faults} == {
        "truncated",
        "zero_bytes",
        "header_only",
        "duplicate",
    }


def test_no_file_has_so_many_faults_that_it_is_refused(spoiled: tuple[Path, DemoSummary]) -> None:
    landing, summary = spoiled
    files = delivered_files(landing)
    for file, bad in Counter(fault.file for fault in summary.faults).items():
        rows = sum(1 for _ in read_rows(files[file], file.split("/")[0]))
        assert bad <= max(rows * 0.05, 1), file


def test_a_clean_landing_has_no_faults(clean: tuple[Path, DemoSummary]) -> None:
    landing, summary = clean
    assert summary.faults == ()
    assert summary.file_faults == ()
    for file, path in delivered_files(landing).items():
        table = file.split("/")[0]
        for row in read_rows(path, table):
            assert reasons(row, table, delivered_at(path)) == set(), (file, row.line)


def test_rows_read_are_loaded_quarantined_or_superseded(
    spoiled: tuple[Path, DemoSummary],
) -> None:
    landing, summary = spoiled
    skipped = {f.file for f in summary.file_faults if f.outcome != "loaded"}
    bad = {(fault.file, fault.line) for fault in summary.faults}
    read: Counter[str] = Counter()
    keys: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for file, path in delivered_files(landing).items():
        table = file.split("/")[0]
        for row in read_rows(path, table) if file not in skipped else ():
            read[table] += 1
            if (file, row.line) not in bad:
                keys[table].add(tuple(row.values[name] for name in LAYOUTS[table].key))
    for table, count in summary.tables.items():
        assert count.rows_read == read[table], table
        assert count.rows_loaded == len(keys[table]), table
        assert count.rows_quarantined == len({f for f in bad if f[0].startswith(table + "/")})
        assert count.rows_read == (
            count.rows_loaded + count.rows_quarantined + count.rows_superseded
        )


def test_a_key_comes_again_only_as_a_newer_version_or_the_same_row(
    clean: tuple[Path, DemoSummary],
) -> None:
    landing, summary = clean
    seen: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for file, path in delivered_files(landing).items():
        table = file.split("/")[0]
        if LAYOUTS[table].versioned:
            for row in read_rows(path, table):
                seen[table, *(row.values[name] for name in LAYOUTS[table].key)].append(row.values)
    repeated = [versions for versions in seen.values() if len(versions) > 1]
    assert repeated
    for versions in repeated:
        for other in versions[1:]:
            assert other == versions[0] or version(other) != version(versions[0])
    assert summary.tables["tickets"].rows_superseded > 0
    assert summary.tables["conversations"].rows_superseded > 0


def test_repaired_rows_release_their_quarantine(spoiled: tuple[Path, DemoSummary]) -> None:
    _, summary = spoiled
    released = [fault for fault in summary.faults if fault.released_by]
    assert released
    assert all(fault.table == "tickets" for fault in released)


def test_no_file_knows_what_happens_after_its_delivery(clean: tuple[Path, DemoSummary]) -> None:
    landing, _ = clean
    promises = {"sla_due_at", "due_on", "expires_on"}
    for file, path in delivered_files(landing).items():
        table = file.split("/")[0]
        kinds = {c["name"]: c["data_type"] for c in contract()[table]["columns"]}
        for row in read_rows(path, table):
            for name, raw in row.values.items():
                if (
                    kinds[name] == "timestamp"
                    and name not in promises
                    and raw not in (None, *NULLS)
                ):
                    assert value_of("timestamp", raw) <= delivered_at(path), (file, row.line, name)


def delivered_at(path: Path) -> datetime:
    """The file's time."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def test_references_lead_somewhere(
    newest: dict[str, dict[tuple[Any, ...], dict[str, Any]]],
) -> None:
    ids = {table: {key[0] for key in rows} for table, rows in newest.items()}
    places = {"工单": "tickets", "会话": "conversations", "电话": "calls"} | {
        "ticket": "tickets",
        "conversation": "conversations",
        "call": "calls",
        "complaint": "complaints",
        "return": "returns",
    }
    for table, rows in newest.items():
        for values in rows.values():
            for name, target in (("customer_id", "customers"), ("order_id", "orders")):
                if values.get(name) not in (None, *NULLS):
                    assert values[name] in ids[target], (table, values)
            if values.get("contact_id") not in (None, *NULLS):
                assert values["contact_id"] in ids[places[values["contact_type"]]]
            agents = [values.get(n) for n in ("agent_id", "first_agent_id", "against_agent_id")]
            assert {a for a in agents if a not in (None, *NULLS)} <= ids["agents"] | {"A900"}
    assert {r["conversation_id"] for r in newest["messages"].values()} <= ids["conversations"]
    assert "A900" not in ids["agents"]
    assert any(r.get("agent_id") == "A900" for r in newest["calls"].values())


def test_conversations_agree_with_their_messages(
    newest: dict[str, dict[tuple[Any, ...], dict[str, Any]]],
) -> None:
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for message in newest["messages"].values():
        said[message["conversation_id"]].append(message)
    for (conversation_id,), row in newest["conversations"].items():
        talk = sorted(said[conversation_id], key=lambda m: (m["sent_at"], m["message_id"]))
        assert talk[0]["sender"] == "customer"
        assert talk[0]["sent_at"] == instant(row["started_at"])
        answers = [m["sent_at"] for m in talk if m["sender"] == row["handled_by"]]
        answered = row["first_response_at"]
        assert (answers[0] if answers else None) == (instant(answered) if answered else None)
        assert talk[-1]["sent_at"] <= (instant(row["ended_at"] or "2999-01-01") or talk[-1])


def test_personal_data_is_planted_in_free_text(spoiled: tuple[Path, DemoSummary]) -> None:
    landing, summary = spoiled
    text = " ".join(
        str(row.values.get("body") or row.values.get("description") or "")
        for file, path in delivered_files(landing).items()
        if file.startswith(("messages/", "tickets/"))
        for row in read_rows(path, file.split("/")[0])
    )
    planted = [value for value in summary.personal_data if value in text]
    assert len(planted) >= 3


def test_an_occupied_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "tickets.csv").write_text("ticket_id\n")
    with pytest.raises(FileExistsError):
        write_demo(tmp_path / "real", **SMALL)
    assert main([str(tmp_path / "real")]) == 2
    assert "not empty" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [{"months": 0}, {"agents": 3}])
def test_arguments_that_make_no_centre_are_refused(wrong: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least"):
        write_demo(tmp_path / "landing", **(SMALL | wrong))


def test_a_single_short_month_works(tmp_path: Path) -> None:
    summary = write_demo(tmp_path / "landing", **(SMALL | {"months": 1}), last_day=date(2026, 3, 9))
    assert summary.first_day == "2026-03-01"
    assert summary.tables["tickets"].rows_loaded > 0


def test_the_calendar_seed_is_the_demos_calendar() -> None:
    assert [
        (row["date"], row["is_holiday"], row["season"], row["goal"])
        for row in seed_rows("calendar/calendar.csv")
    ] == [
        (day.isoformat(), str(holiday).lower(), season, "")
        for day, holiday, season in exceptional_days()
    ]


def test_the_queue_seed_names_every_queue_and_only_teams_of_the_demo() -> None:
    queues = {row["queue"]: row["team_id"] for row in seed_rows("calendar/queue_teams.csv")}
    assert set(queues) == set(QUEUES)
    assert set(queues.values()) <= set(TEAM_IDS)


def test_forbidden_sentences_hold_a_phrase_of_the_rules() -> None:
    phrases = [row["phrase"].lower() for row in seed_rows("scoring/script_rules.csv")]
    for sentence in FORBIDDEN:
        assert any(phrase in sentence.lower() for phrase in phrases), sentence
