"""The stories are in the data: who looks for them with plain SQL finds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.demo.generate import generate
from orchestration.demo.stories import describe

Told = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def centre() -> Iterator[tuple[duckdb.DuckDBPyConnection, Told]]:
    """The default centre's clean tables, and what is told of it."""
    made = generate(
        seed=20250101, months=13, last_day=date(2025, 12, 31), agents=40, contacts_per_day=400
    )
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'Asia/Shanghai'")
        for name, data in made.tables.items():
            connection.register(name, data)
        yield connection, describe(made.stories, made.window, made.staff.ids)


def numbers(connection: duckdb.DuckDBPyConnection, sql: str, *values: object) -> tuple[Any, ...]:
    """The single row of a query."""
    row = connection.execute(sql, values).fetchone()
    assert row is not None
    return row


WAIT = "avg(date_diff('second', started_at, first_response_at))"
HUMAN = "handled_by = 'agent' and channel <> 'social'"


def test_customers_wait_longer_at_night(centre: tuple[duckdb.DuckDBPyConnection, Told]) -> None:
    connection, _ = centre
    day, night = numbers(
        connection,
        f"""
        select {WAIT} filter (not at_night), {WAIT} filter (at_night)
        from (
            select *, hour(started_at) >= 20 or hour(started_at) < 8 as at_night
            from conversations where {HUMAN}
        )
        """,
    )
    assert 10 < day < 16
    assert night > 1.6 * day
    connected, connected_at_night = numbers(
        connection,
        """
        select
            avg((answered_at is not null)::int) filter (queue <> 'night_line'),
            avg((answered_at is not null)::int) filter (queue = 'night_line')
        from calls
        """,
    )
    assert connected > 0.95
    assert connected_at_night < 0.9


def test_a_promotion_has_a_queue(centre: tuple[duckdb.DuckDBPyConnection, Told]) -> None:
    connection, told = centre
    story = told["promotion_queue"]
    usual, promotion = numbers(
        connection,
        f"""
        select
            {WAIT} filter (not started_at::date between ?::date and ?::date),
            {WAIT} filter (started_at::date between ?::date and ?::date)
        from conversations where {HUMAN}
        """,
        *[story["from"], story["to"]] * 2,
    )
    assert promotion > 1.4 * usual


def test_the_early_closer_looks_good_until_customers_come_back(
    centre: tuple[duckdb.DuckDBPyConnection, Told],
) -> None:
    connection, told = centre
    agent = told["early_closer"]["agent_id"]
    repeats = """
        select avg((exists (
            select 1 from tickets as later
            where later.customer_id = tickets.customer_id and later.issue_key = tickets.issue_key
                and later.created_at > tickets.closed_at
                and later.created_at <= tickets.closed_at + interval 7 day
        ))::int)
        from tickets
        where status = 'closed' and handled_by = 'agent' and agent_id {} ?
    """
    (own,) = numbers(connection, repeats.format("="), agent)
    (others,) = numbers(connection, repeats.format("<>"), agent)
    assert own > 3 * others
    confirmed, confirmed_elsewhere, resolved = numbers(
        connection,
        """
        select
            avg(resolved_confirmed::int) filter (agent_id = ?),
            avg(resolved_confirmed::int) filter (agent_id <> ?),
            (select avg(is_resolved::int) from conversations where agent_id = ?)
        from surveys
        """,
        agent,
        agent,
        agent,
    )
    assert confirmed < confirmed_elsewhere - 0.1
    assert resolved > 0.95


def test_one_agent_marks_many_conversations_invalid(
    centre: tuple[duckdb.DuckDBPyConnection, Told],
) -> None:
    connection, told = centre
    story = told["invalid_marker"]
    ranked = connection.execute(
        """
        select agent_id, avg((not is_valid)::int) as share
        from conversations
        where started_at::date >= ?::date and agent_id is not null
        group by agent_id order by share desc limit 2
        """,
        [story["from"]],
    ).fetchall()
    assert ranked[0][0] == story["agent_id"]
    assert ranked[0][1] > 2.5 * ranked[1][1]


def test_one_agent_surveys_only_where_it_went_well(
    centre: tuple[duckdb.DuckDBPyConnection, Told],
) -> None:
    connection, told = centre
    agent = told["selective_surveyor"]["agent_id"]
    own, others = numbers(
        connection,
        """
        select
            avg((survey_id is not null)::int) filter (tickets.agent_id = ?),
            avg((survey_id is not null)::int) filter (tickets.agent_id <> ?)
        from tickets left join surveys on contact_id = ticket_id
        where handled_by = 'agent' and status = 'closed'
        """,
        agent,
        agent,
    )
    assert own < others / 2


def test_complaints_about_one_product_rise(
    centre: tuple[duckdb.DuckDBPyConnection, Told],
) -> None:
    connection, told = centre
    story = told["rising_complaints"]
    before, after = numbers(
        connection,
        """
        select
            count(*) filter (opened_at::date < ?::date) / 9.0,
            count(*) filter (opened_at::date >= ?::date) / 4.0
        from complaints where issue_key = ?
        """,
        story["from"],
        story["from"],
        story["issue_key"],
    )
    assert after > 3 * before


def test_one_team_is_strong_and_one_is_weak(
    centre: tuple[duckdb.DuckDBPyConnection, Told],
) -> None:
    connection, told = centre
    marks = dict(
        connection.execute(
            """
            select team_id, avg(csat)
            from surveys join (
                select agent_id, first(team_id order by valid_from nulls first) as team_id
                from agents group by agent_id
            ) using (agent_id)
            group by team_id
            """
        ).fetchall()
    )
    strong, weak = told["strong_team"]["team_id"], told["weak_team"]["team_id"]
    assert marks[strong] > marks[weak] + 0.2
    assert marks[weak] == min(marks.values())


def test_one_training_worked_and_the_other_did_not(
    centre: tuple[duckdb.DuckDBPyConnection, Told],
) -> None:
    connection, told = centre

    def faster(story: dict[str, Any]) -> float:
        """How much less customers wait for those who attended, against their own team."""
        own, others = numbers(
            connection,
            f"""
            with answered as (
                select *, started_at::date > ?::date as later
                from conversations
                where {HUMAN} and started_at::date between ?::date - 42 and ?::date + 42
                    and agent_id in (select agent_id from agents where team_id = ?)
            )
            select
                {WAIT} filter (later and list_contains(?, agent_id))
                / {WAIT} filter (not later and list_contains(?, agent_id)),
                {WAIT} filter (later and not list_contains(?, agent_id))
                / {WAIT} filter (not later and not list_contains(?, agent_id))
            from answered
            """,
            *[story["on"]] * 3,
            story["team_id"],
            *[story["attendees"]] * 4,
        )
        return float(1 - own / others)

    assert faster(told["training_that_worked"]) > 0.12
    assert abs(faster(told["training_that_did_not"])) < 0.1
    story = told["training_that_worked"]
    before, after = numbers(
        connection,
        """
        select
            avg(csat) filter (responded_at::date <= ?::date),
            avg(csat) filter (responded_at::date > ?::date)
        from surveys
        where list_contains(?, agent_id) and contact_type <> 'return'
            and responded_at::date between ?::date - 60 and ?::date + 60
        """,
        story["on"],
        story["on"],
        story["attendees"],
        story["on"],
        story["on"],
    )
    assert after > before + 0.15


def test_nobody_is_in_two_states_at_once(
    centre: tuple[duckdb.DuckDBPyConnection, Told],
) -> None:
    connection, _ = centre
    overlaps, most = numbers(
        connection,
        """
        select count(*) filter (started_at < ended_before), max(ended_at - started_at)
        from (
            select
                *,
                lag(ended_at) over (partition by agent_id order by started_at) as ended_before
            from agent_states
        )
        """,
    )
    assert overlaps == 0
    assert most.total_seconds() < 8 * 3600


def test_the_centre_as_a_whole_is_believable(
    centre: tuple[duckdb.DuckDBPyConnection, Told],
) -> None:
    connection, _ = centre
    ticket_hours, first_contact = numbers(
        connection,
        """
        select
            avg(date_diff('second', created_at, first_response_at)) / 3600,
            avg((
                escalated_at is null and reopened_count = 0 and not transferred
                and agent_reply_count <= 1
            )::int)
        from tickets
        where handled_by = 'agent' and status in ('resolved', 'closed') and channel <> 'social'
        """,
    )
    assert 1.0 < ticket_hours < 1.7
    assert 0.74 < first_contact < 0.86
    (csat,) = numbers(connection, "select avg(csat) from surveys")
    assert 4.15 < csat < 4.5
    wait, connected = numbers(
        connection,
        """
        select
            avg(date_diff('second', offered_at, answered_at)),
            avg((answered_at is not null)::int)
        from calls
        """,
    )
    assert 9 < wait < 15
    assert 0.92 < connected < 0.97
    (occupancy,) = numbers(
        connection,
        """
        with piece as (
            select state, date_diff('second', started_at, ended_at) as seconds from agent_states
        )
        select
            sum(seconds) filter (state in
                ('talking', 'holding', 'wrap_up', 'chatting', 'ticket_work'))
            / sum(seconds) filter (state in
                ('available', 'talking', 'holding', 'wrap_up', 'chatting', 'ticket_work'))
        from piece
        """,
    )
    assert 0.65 < occupancy < 0.76
