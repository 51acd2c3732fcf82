"""The reference against cases worked by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from .business_time import previous_period, read_business_hours, read_calendar
from .delivery import SHANGHAI, parse_instant, read_landing
from .indicators_handling import union_length
from .model import Cell, CellKey, Cells
from .rollup import indicator_values, wilson
from .small_landing import write_seeds
from .world import Settings, World

Compute = Callable[..., Cells]
TARGETS = """indicator,contact_type,season,precedence,target,baseline
first_response_time,ticket,,,5400,7200
first_response_time,conversation,,,15,20
first_response_time,conversation,promotion,,10,15
first_response_time,call,,,10,15
"""


@pytest.fixture
def compute(tmp_path: Path) -> Compute:
    """Computes the cells of tables written as CSV text."""

    def run(**tables: str) -> Cells:
        seeds = tmp_path / "seeds"
        write_seeds(seeds)
        (seeds / "scoring" / "indicator_targets.csv").write_text(TARGETS)
        for table, text in tables.items():
            folder = tmp_path / "landing" / table
            folder.mkdir(parents=True)
            lines = [line.strip() for line in text.strip().splitlines()]
            (folder / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        delivery = read_landing(tmp_path / "landing")
        return indicator_values(World(delivery, Settings(seeds)))

    return run


def cell(
    cells: Cells,
    indicator: str,
    entity: str = "company",
    start: str = "2025-03-01",
    period: str = "month",
    entity_type: str | None = None,
) -> Cell:
    """A cell; the type of entity follows from its id where it is obvious."""
    kind = entity_type or ("company" if entity == "company" else "agent")
    return cells[CellKey(kind, entity, period, date.fromisoformat(start), indicator)]


def sums(found: Cell) -> tuple[object, object]:
    """Numerator and denominator."""
    return found.numerator, found.denominator


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-05 08:00:00",
        "2025-03-05T00:00:00Z",
        "2025-03-05T01:00:00+01:00",
        "1741132800",
        "2025/3/5 8:00",
    ],
)
def test_every_form_of_a_timestamp_is_the_same_instant(text: str) -> None:
    """08:00 in Shanghai is 00:00 UTC."""
    assert parse_instant(text, SHANGHAI) == datetime(2025, 3, 5, tzinfo=UTC)


def test_business_seconds(tmp_path: Path) -> None:
    """Sat 17:00 to Mon 10:30: 1 h on Saturday + 1.5 h on Monday = 9000 s; holidays closed."""
    write_seeds(tmp_path)
    calendar = read_calendar(tmp_path / "calendar/calendar.csv", SHANGHAI)
    hours = read_business_hours(tmp_path / "calendar/business_hours.csv", calendar)
    start = datetime(2025, 3, 8, 17, tzinfo=SHANGHAI).astimezone(UTC)
    end = datetime(2025, 3, 10, 10, 30, tzinfo=SHANGHAI).astimezone(UTC)
    assert hours.seconds(None, start, end) == 9000
    # team_1: Monday 08:00-12:00 only until 10:30 (2.5 h), Sunday 10:00-16:00 (6 h), no Saturday
    assert hours.seconds("team_1", start, end) == 8.5 * 3600
    holiday = datetime(2025, 4, 4, 9, tzinfo=SHANGHAI)
    assert hours.seconds(None, holiday, holiday + timedelta(hours=5)) == 0


def test_periods_and_unions() -> None:
    """The quarter before Q1 is last year's Q4; [0,10] + [5,20] + [30,40] covers 30 of 35 s."""
    assert previous_period(date(2025, 1, 1), "quarter") == date(2024, 10, 1)
    zero = datetime(2025, 1, 1, tzinfo=UTC)
    spans = [
        (zero + timedelta(seconds=a), zero + timedelta(seconds=b))
        for a, b in ((5, 20), (0, 10), (30, 40))
    ]
    assert union_length(spans) == timedelta(seconds=30)


def test_wilson() -> None:
    """8 of 10: the textbook interval is 49.0 to 94.3 percent."""
    low, high = wilson(0.8, 10)
    assert low == pytest.approx(49.02, abs=0.01)
    assert high == pytest.approx(94.33, abs=0.01)


def test_messages_win_over_columns(compute: Compute) -> None:
    """v1: customer 10:00:10, agent a2 10:00:25 → 15 s for a2; v2 bots only → unanswered."""
    cells = compute(
        conversations="""conversation_id,customer_id,agent_id,channel,started_at,first_response_at
            v1,c1,a1,app,2025-03-05 10:00:00,2025-03-05 10:00:01
            v2,c2,a1,app,2025-03-05 10:00:00,2025-03-05 10:00:01
            v3,c3,a1,app,2025-03-05 10:00:00,2025-03-05 10:00:21""",
        messages="""message_id,conversation_id,sender,agent_id,sent_at
            m0,v1,agent,a1,2025-03-05 10:00:05
            m1,v1,customer,,2025-03-05 10:00:10
            m2,v1,bot,,2025-03-05 10:00:11
            m3,v1,customer,,2025-03-05 10:00:20
            m4,v1,agent,a2,2025-03-05 10:00:25
            m5,v1,agent,a2,2025-03-05 10:00:35
            m6,v2,customer,,2025-03-05 10:00:10
            m7,v2,bot,,2025-03-05 10:00:11
            m8,v9,customer,,2025-03-05 11:00:00""",
    )
    assert sums(cell(cells, "first_response_time")) == (15 + 21, 2)
    assert sums(cell(cells, "first_response_time", "a2")) == (15, 1)
    # baseline 20 s: v1 met, v2 unanswered and older than 20 s, v3 missed by a second
    assert sums(cell(cells, "first_response_attainment")) == (1, 3)
    assert sums(cell(cells, "first_response_attainment", "a1")) == (0, 2)
    # one reply only: m4, 15 s after m1; m5 follows no customer message
    assert sums(cell(cells, "average_response_time")) == (15, 1)
    assert cell(cells, "first_response_time").target == 15


def test_unanswered_and_younger_than_the_baseline_is_left_out(compute: Compute) -> None:
    """As-of 12:00: t1 is 7200 s old (a miss), t2 7199 s (left out)."""
    cells = compute(
        tickets="""ticket_id,customer_id,channel,created_at,status
            t1,c1,web,2025-03-05 10:00:00,open
            t2,c1,web,2025-03-05 10:00:01,open""",
        orders="""order_id,customer_id,placed_at,amount
            o1,c1,2025-03-05 12:00:00,1""",
    )
    assert sums(cell(cells, "first_response_attainment")) == (0, 1)


def test_tickets(compute: Compute) -> None:
    """t1 is solved at once by a2 (first agent); t2 was escalated 4 h 1 s after its start."""
    cells = compute(
        tickets="""ticket_id,customer_id,agent_id,first_agent_id,channel,created_at,\
resolved_at,closed_at,status,issue_key,escalated_at,agent_reply_count,sla_due_at,description
            t1,c1,a1,a2,web,2025-03-05 10:00,2025-03-05 11:00,2025-03-05 12:00,closed,k,,1,,x
            t2,c1,a1,a2,web,2025-03-12 12:00,2025-03-12 17:00,,resolved,k,2025-03-12 16:00:01,,\
2025-03-12 17:00,
            t3,c1,a1,,web,2025-03-12 12:00,,,spam,k,,,,
            t4,c1,,,web,2025-03-19 17:00:01,,,open,k,,,2025-03-19 17:00:01,""",
    )
    # ends: t1 12:00 (closed_at first), t2 17:00; 2 h + 5 h
    assert sums(cell(cells, "average_handle_time")) == (7200 + 18000, 2)
    assert sums(cell(cells, "resolution_time", "a1")) == (3600 + 18000, 2)
    assert sums(cell(cells, "first_contact_resolution_rate", "a2")) == (1, 2)
    assert sums(cell(cells, "escalation_timeliness_rate", "a2")) == (0, 1)
    # t1 → t2 starts exactly 7 d after the end; t2 → t4 starts 7 d and 1 s after
    assert sums(cell(cells, "repeat_contact_rate_7d")) == (1, 2)
    # sla: t2 resolved exactly when due; t4 open, due now, not before now → not judged
    assert sums(cell(cells, "sla_attainment_rate")) == (1, 1)
    # t1 has issue_key and description, t2 issue_key: 3 of 8
    found = cell(cells, "ticket_completeness_rate")
    assert (*sums(found), found.sample_size, found.value) == (3, 8, 2, 37.5)
    # 3 contacts (spam is none), one of them without an agent; agent days: a1 twice
    assert sums(cell(cells, "contacts_per_agent_day")) == (3, 2)
    assert sums(cell(cells, "contacts_per_agent_day", "a1")) == (2, 2)


def test_calls_belong_to_the_team_of_their_queue(compute: Compute) -> None:
    """sales → team_0 in 20 s; unknown queue → a1's team blue, 21 s; lost without agent."""
    cells = compute(
        calls="""call_id,agent_id,queue,offered_at,answered_at,talk_seconds,hold_seconds
            k1,a1,sales,2025-03-05 10:00:00,2025-03-05 10:00:20,90,10
            k2,a1,other,2025-03-05 10:00:00,2025-03-05 10:00:21,100,
            k3,,sales,2025-03-05 10:00:00,,,""",
        agents="""agent_id,team_id,role
            a1,blue,presales""",
    )
    assert sums(cell(cells, "service_level_20s")) == (1, 3)
    assert sums(cell(cells, "service_level_20s", "team_0", entity_type="team")) == (1, 2)
    assert sums(cell(cells, "call_connect_rate", "blue", entity_type="team")) == (1, 1)
    assert sums(cell(cells, "abandonment_rate", "phone", entity_type="channel")) == (1, 3)
    assert not any(
        k.entity_type in {"agent", "role"} and k.indicator == "abandonment_rate" for k in cells
    )
    assert sums(cell(cells, "hold_share")) == (10, 200)


def test_states_are_split_at_midnight(compute: Compute) -> None:
    """23:00 to 01:00 chatting: an hour on either date; break is no occupancy."""
    cells = compute(
        tickets="""ticket_id,customer_id,channel,created_at,status
            t1,c1,web,2025-03-07 10:00:00,open""",
        agent_states="""agent_id,started_at,ended_at,state
            a1,2025-03-05 23:00,2025-03-06 01:00,chatting
            a1,2025-03-06 01:00,2025-03-06 04:00,available
            a1,2025-03-06 04:00,2025-03-06 05:00,break
            a1,2025-03-06 05:00,2025-03-06 09:00,offline""",
    )
    day = cell(cells, "occupancy_rate", "a1", "2025-03-06", "day")
    assert (*sums(day), day.value, day.sample_size) == (3600, 4 * 3600, 25, 2)
    assert sums(cell(cells, "occupancy_rate", "a1", "2025-03-05", "day")) == (3600, 3600)
    assert sums(cell(cells, "break_share", "a1")) == (3600, 6 * 3600)


def test_surveys_and_complaints(compute: Compute) -> None:
    """Owner and channel come from the contact; nps 9, 6 and 7 → (1 − 1) ÷ 3."""
    cells = compute(
        tickets="""ticket_id,customer_id,agent_id,channel,created_at,status
            t1,c1,a1,web,2025-03-05 10:00:00,spam
            t2,c1,a1,web,2025-03-05 10:00:00,open""",
        surveys="""survey_id,contact_type,contact_id,stage,sent_at,responded_at,csat,nps,ease,\
refund_timeliness,followed_up_at
            s1,ticket,t1,aftersales,2025-03-05 11:00,2025-03-05 12:00,4,9,,,
            s2,ticket,t9,return,2025-03-05 11:00,2025-03-05 12:00,2,6,3,4,2025-03-06 12:00
            s3,,,return,2025-03-05 11:00,2025-03-06 12:00,1,7,5,,
            s4,ticket,t2,aftersales,2025-03-05 11:00,,5,10,,,
            s5,,,aftersales,,2025-03-07 12:00:00,,,,,""",
        complaints="""complaint_id,customer_id,agent_id,against_agent_id,cause,opened_at,\
closed_at,escalated_to,issue_key
            x1,c1,a2,a1,service,2025-03-05 10:00,2025-03-08 10:00,,k
            x2,c1,a2,,product,2025-03-06 10:00,2025-03-09 10:00:01,platform,k""",
    )
    assert sums(cell(cells, "csat_rate")) == (1, 3)
    assert sums(cell(cells, "csat_rate", "a1")) == (1, 1)
    assert sums(cell(cells, "csat_score", "web", entity_type="channel")) == (4, 1)
    assert sums(cell(cells, "nps")) == (0, 3)
    # (3 + 4) / 2 + 5
    assert sums(cell(cells, "return_satisfaction")) == (Fraction(17, 2), 2)
    # s2 in exactly 24 h; s3 exactly 24 h old at the as-of instant: not yet overdue
    assert sums(cell(cells, "negative_feedback_24h_rate")) == (1, 1)
    assert sums(cell(cells, "survey_sent_rate")) == (1, 1)
    assert sums(cell(cells, "survey_response_rate")) == (3, 4)
    assert sums(cell(cells, "complaint_rate")) == (1, 1)
    assert sums(cell(cells, "complaint_closure_72h_rate", "a2")) == (1, 2)
    assert sums(cell(cells, "complaint_escalation_rate")) == (1, 2)
    assert (
        CellKey("company", "company", "month", date(2025, 4, 1), "repeat_complaint_rate")
        not in cells
    )


def test_conversion_and_order_value(compute: Compute) -> None:
    """c1 buys 24 h after its first chat of the day; the pair belongs to its last chat (a2)."""
    cells = compute(
        conversations="""conversation_id,customer_id,agent_id,channel,started_at,purpose
            v1,c1,a1,app,2025-03-05 10:00,presales
            v2,c1,a2,app,2025-03-05 11:00,presales
            v3,c2,a1,app,2025-03-05 10:00,presales
            v4,c3,a1,app,2025-03-31 10:00:01,presales""",
        orders="""order_id,customer_id,placed_at,amount,status
            o1,c1,2025-03-06 10:00,30.5,
            o2,c2,2025-03-05 10:00,20,
            o3,c2,2025-03-05 11:00,99,cancelled
            o4,c9,2025-04-01 10:00,40,""",
    )
    assert sums(cell(cells, "inquiry_conversion_rate")) == (1, 2)
    assert sums(cell(cells, "inquiry_conversion_rate", "a2")) == (1, 1)
    lift = cell(cells, "average_order_value_lift")
    # March: assisted 30.5, other 20 → +52.5 %; April has one other order and nobody's help
    assert lift.value == pytest.approx(52.5)
    assert cell(cells, "average_order_value_lift", start="2025-04-01").value is None
    # c1 served last on 5 March 11:00, due on 4 April: not over
    assert not any(k.indicator == "repurchase_rate_30d" for k in cells)


def test_growth_counts_agent_months(compute: Compute) -> None:
    """a1 (since ever) and a2 (from April) in March to April: 3 agent months, 2 updates."""
    cells = compute(
        tickets="""ticket_id,customer_id,channel,created_at,status
            t1,c1,web,2025-03-07 10:00:00,open
            t2,c1,web,2025-04-07 10:00:00,open""",
        agents="""agent_id,team_id,role,hired_on,valid_from
            a1,blue,presales,,
            a1,red,presales,,2025-04-30
            a2,red,social,2025-04-30,2025-05-01""",
        knowledge_contributions="""contribution_id,agent_id,kind,created_at,citations
            k1,a1,kb_update,2025-03-07 10:00,
            k2,a1,kb_update,2025-04-07 10:00,
            k3,a1,case_share,2025-04-07 10:00,0""",
        certifications="""agent_id,certification,granted_on,expires_on
            a1,basic,2025-01-01,2025-03-31""",
    )
    quarter = {"start": "2025-01-01", "period": "quarter"}
    assert sums(cell(cells, "knowledge_updates", **quarter)) == (1, 1)
    april = {"start": "2025-04-01", "entity_type": "team"}
    assert sums(cell(cells, "knowledge_updates", "red", **april)) == (1, 2)
    assert sums(cell(cells, "cited_cases", "red", **april)) == (0, 2)
    assert sums(cell(cells, "certification_rate")) == (1, 1)
    assert sums(cell(cells, "certification_rate", start="2025-04-01")) == (0, 2)


def test_resolution_with_and_without_a_named_issue(compute: Compute) -> None:
    """v1 is followed after exactly 72 h on no named issue; v2 72 h and 1 s later."""
    cells = compute(
        conversations="""conversation_id,customer_id,agent_id,channel,started_at,ended_at,\
is_resolved,issue_key
            v1,c1,a1,app,2025-03-05 10:00,2025-03-05 11:00,true,k
            v2,c2,a1,app,2025-03-05 10:00,2025-03-05 11:00,true,k
            v3,c3,a1,app,2025-03-05 10:00,2025-03-05 11:00,true,k""",
        calls="""call_id,customer_id,offered_at,issue_key
            k1,c1,2025-03-08 11:00:00,
            k2,c2,2025-03-08 11:00:01,
            k3,c3,2025-03-05 12:00:00,other""",
    )
    assert sums(cell(cells, "resolution_rate")) == (2, 3)
