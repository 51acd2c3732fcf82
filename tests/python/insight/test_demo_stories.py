"""What the demo plants, the marts find: from the exports through the loader and every model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.demo.write import write_demo
from tests.pipeline import build_warehouse

pytestmark = pytest.mark.slow

MARTS = [
    "alert",
    "conflict_warning",
    "contact_forecast",
    "feedback_theme",
    "improvement_action_review",
    "response_heatmap",
    "root_cause",
    "shortfall_driver",
    "survey_coverage",
    "training_effect",
]


@dataclass(frozen=True)
class Demo:
    """The marts of the demo, and what is told of it."""

    marts: duckdb.DuckDBPyConnection
    stories: dict[str, dict[str, Any]]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.marts.execute(sql, values).fetchall()

    def number(self, sql: str, *values: object) -> float:
        row = self.marts.execute(sql, values).fetchone()
        assert row is not None and row[0] is not None
        return float(row[0])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder: Path = tmp_path_factory.mktemp("insight")
    summary = write_demo(folder / "landing", months=8, faults=False)
    store = build_warehouse(
        folder / "landing", folder / "work", select=[f"+{name}" for name in MARTS]
    )
    with duckdb.connect(str(store), read_only=True) as connection:
        yield Demo(connection, summary.stories)


def test_the_night_shift_is_understaffed(demo: Demo) -> None:
    team = demo.stories["understaffed_night_shift"]["team_id"]
    average = "select avg(contacts_per_agent_hour)"
    load, usual = (
        demo.number(
            f"{average} from marts.response_heatmap where (team_id = $1) = $2 and contacts > 5",
            team,
            is_night,
        )
        for is_night in (True, False)
    )
    assert load > 1.5 * usual
    causes = demo.rows(
        """
        select distinct cause_kind from marts.root_cause
        where rule = 'night_post_missing' and entity_type = 'company' and period = 'month'
        """
    )
    assert causes == [("staffing",)]
    alerts = demo.rows(
        "select entity_id from marts.alert where rule = 'abandonment_high' group by all "
        "order by sum(windows_fired) desc"
    )
    assert alerts[0] == (team,)


def test_the_night_hours_explain_most_of_the_lost_calls(demo: Demo) -> None:
    months, explained = demo.rows(
        """
        select count(distinct period_start), sum(gap_share) / count(distinct period_start)
        from marts.shortfall_driver
        where entity_type = 'company' and period = 'month' and is_complete
            and indicator = 'call_connect_rate' and segment_kind = 'hour_of_day'
            and (segment >= '20' or segment < '08')
        """
    )[0]
    assert months >= 3
    assert explained > 0.5


def test_the_promotion_queue_raises_an_alert(demo: Demo) -> None:
    first = date.fromisoformat(demo.stories["promotion_queue"]["from"])
    week = first - timedelta(days=first.weekday())
    fired = demo.rows(
        """
        select indicator from marts.alert
        where rule = 'unusual_for_itself' and entity_id = 'company'
            and first_seen_on <= $1 and last_seen_on >= $1
        """,
        week,
    )
    assert ("service_level_20s",) in fired or ("first_response_attainment",) in fired


def test_the_early_closer_is_warned_of(demo: Demo) -> None:
    agent = demo.stories["early_closer"]["agent_id"]
    warned = demo.rows(
        """
        select agent_id, count(distinct month_start) from marts.conflict_warning
        where rule in ('inflated_by_repeats', 'inflated_unrepeated')
        group by agent_id order by 2 desc
        """
    )
    assert warned[0][0] == agent
    assert warned[0][1] >= 5
    assert len(warned) == 1 or warned[1][1] <= 3


def test_the_agent_who_marks_conversations_invalid_is_warned_of(demo: Demo) -> None:
    story = demo.stories["invalid_marker"]
    warned = demo.rows(
        "select agent_id, min(month_start), count(*) from marts.conflict_warning "
        "where rule = 'many_invalid' group by agent_id order by 3 desc"
    )
    assert warned[0][0] == story["agent_id"]
    assert warned[0][1] >= date.fromisoformat(story["from"]).replace(day=1)
    assert warned[0][2] >= 3


def test_the_agent_who_sends_few_surveys_is_warned_of(demo: Demo) -> None:
    warned = demo.rows(
        "select distinct agent_id from marts.conflict_warning where rule = 'selective_surveys'"
    )
    assert warned == [(demo.stories["selective_surveyor"]["agent_id"],)]


def test_the_product_whose_complaints_rise_is_named(demo: Demo) -> None:
    story = demo.stories["rising_complaints"]
    assert demo.rows(
        "select 1 from marts.alert where rule = 'complaints_high' and last_seen_on >= $1",
        date.fromisoformat(story["from"]),
    )
    named = demo.rows(
        """
        select segment, count(*) from marts.root_cause
        where rule = 'product_fault' and entity_type = 'company'
            and indicator = 'complaints_per_thousand_orders' and period_start >= $1
        group by segment order by 2 desc
        """,
        date.fromisoformat(story["from"]).replace(day=1),
    )
    assert named[0][0] == story["product_category"]


def test_one_training_worked_and_one_did_not(demo: Demo) -> None:
    verdicts = {
        name: dict(
            demo.rows(
                "select distinct indicator, course_verdict from marts.training_effect "
                "where course_id = $1",
                demo.stories[name]["course_id"],
            )
        )
        for name in ("training_that_worked", "training_that_did_not")
    }
    worked = verdicts["training_that_worked"]
    assert worked["average_response_time"] == "improved"
    assert "worsened" not in worked.values()
    assert "improved" not in verdicts["training_that_did_not"].values()


def test_every_channel_is_forecast_better_than_by_last_week(demo: Demo) -> None:
    channels = demo.rows(
        """
        select channel, any_value(mase), any_value(naive_mase), any_value(interval_coverage)
        from marts.contact_forecast
        where status = 'ok' and backtest_days = 112
        group by channel
        having
            count(*) = 28 and min(required_staff) > 0
            and date_diff('day', min(date_day), max(date_day)) = 27
        order by channel
        """
    )
    assert [row[0] for row in channels] == [
        "app", "email", "phone", "social", "ticket", "web", "wechat"
    ]  # fmt: skip
    for channel, mase, naive, coverage in channels:
        assert mase < 1, channel
        assert mase < naive, channel
        assert 85 <= coverage <= 100, channel


def test_there_is_no_storm(demo: Demo) -> None:
    """Forty agents and eight months: a few alerts a week, each once."""
    weeks = demo.number(
        "select date_diff('week', min(first_seen_on), max(last_seen_on)) from marts.alert"
    )
    assert demo.number("select count(*) from marts.alert") <= 6 * weeks
    assert demo.number("select count(*) from marts.alert where is_open") <= 20


def test_samples_of_comments_hold_no_personal_data(demo: Demo) -> None:
    assert not demo.rows(
        """
        select comment
        from (select unnest(sample_comments) as comment from marts.feedback_theme) as samples
        where regexp_matches(comment, '[0-9]{7}|[a-z0-9]@[a-z0-9]')
        """
    )
