"""An agent who disputes a score is led from the card to the export's line, and never to nothing."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.explain import NothingToExplainError, explain, parse_question
from orchestration.explain.question import period_name
from orchestration.explain.words import factors, number, safe, stratum
from orchestration.official import RESTATEMENT
from orchestration.settings import Settings, read_settings
from tests.pipeline import BuiltWarehouse
from tests.python.indicators.warehouse import opened

slow = pytest.mark.slow


@pytest.fixture(scope="module")
def settings(small_warehouse: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small warehouse as if it had been published."""
    home = tmp_path_factory.mktemp("explain")
    (home / "warehouse.duckdb").symlink_to(small_warehouse.file)
    return read_settings({"WAREHOUSE_DIR": str(home), "LANDING_DIR": str(small_warehouse.landing)})


@pytest.fixture(scope="module")
def marts(small_warehouse: BuiltWarehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(small_warehouse.file) as connection:
        yield connection


def one(marts: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    row = marts.execute(query).fetchone()
    assert row is not None, query
    return row


def ask(settings: Settings, who: object, when: object, *rest: str | None, **options: bool) -> str:
    return explain(settings, parse_question(str(who), str(when)), *rest, **options)


#: An agent-month whose first responses were judged on peak days and for VIPs.
FACTORED = """
    select entity_id, strftime(period_start, '%Y-%m'), scheme
    from marts.scorecard_line_group
    where
        entity_type = 'agent' and period = 'month' and indicator = 'first_response_time'
        and points is not null and target <> base_target
    group by all
    having count(distinct target / base_target) > 1
    order by count(*) desc, entity_id
    limit 1
"""


@slow
def test_a_line_leads_to_thresholds_events_and_lines_of_the_export(
    settings: Settings, marts: duckdb.DuckDBPyConnection, small_warehouse: BuiltWarehouse
) -> None:
    agent, month, scheme = one(marts, FACTORED)
    text = ask(settings, agent, month, "first_response_time", str(scheme), all_events=True)
    assert "首次响应时长之和 ÷ 已响应的服务量" in text
    assert "× 1.25 peak day 高峰日" in text and "× 0.5 VIP" in text
    assert re.search(r"tickets 工单 +1 h 30 min / 2 h 00 min", text)
    assert f"seeds/scoring/scheme_weights.csv, row scheme {scheme}" in text
    assert "the line's sums exactly" in text
    # Every event, and each at the line of the file where its record stands.
    events = re.findall(r"^  (\w+) (\S+) +\d{4}-\S+ \S+ .* (\S+):(\d+)$", text, re.MULTILINE)
    count, points, weight, lost = one(
        marts,
        "select sample_size, points, weight, lost_points from marts.scorecard_line where "
        f"entity_id = '{agent}' and period = 'month' and scheme = '{scheme}' and "
        f"strftime(period_start, '%Y-%m') = '{month}' and indicator = 'first_response_time'",
    )
    assert len(events) == count and f"All {count} events" in text
    for _, event_id, file, line in events:
        with (small_warehouse.landing / file).open(encoding="utf-8", newline="") as handle:
            assert event_id in list(csv.reader(handle))[int(line) - 1]
    # The arithmetic that is shown is the line's.
    [(parts, whole, mean)] = re.findall(r"groups below, \((.*?)\) ÷ (\d+) = (\S+)$", text, re.M)
    terms = [tuple(map(float, part.split(" × "))) for part in parts.split(" + ")]
    assert sum(events_of for events_of, _ in terms) == float(whole)
    shown = sum(events_of * earned for events_of, earned in terms) / float(whole)
    assert shown == pytest.approx(float(str(points)), abs=0.01)
    assert float(mean) == pytest.approx(shown, abs=0.01)
    assert float(str(weight)) * (100 - float(str(points))) / 100 == pytest.approx(lost)


@slow
def test_without_all_the_costliest_events_stand_first(
    settings: Settings, marts: duckdb.DuckDBPyConnection
) -> None:
    """Satisfied and dissatisfied answers come mixed; those that cost points are shown."""
    month = one(
        marts,
        "select strftime(period_start, '%Y-%m') from marts.indicator_value "
        "where entity_type = 'company' and period = 'month' and indicator = 'csat_rate' "
        "and denominator - numerator >= 20 and numerator >= 20 order by period_start limit 1",
    )[0]
    text = ask(settings, "company", month, "csat_rate", "ecommerce_ahp_002")
    numerators = re.findall(r"^  survey \S+ +\d{4}-\S+ \S+ +(\d) +1 ", text, re.MULTILINE)
    assert "that weigh most against it; --all lists every one" in text
    assert numerators == ["0"] * 20


@slow
def test_groups_make_the_points_of_every_line(marts: duckdb.DuckDBPyConnection) -> None:
    lines, wrong_points, wrong_sums = one(
        marts,
        """
        with groups as (
            select
                entity_type, entity_id, period, period_start, scheme, indicator,
                sum(numerator) as numerator,
                sum(denominator) as denominator,
                sum(points * cast(denominator as double)) filter (points is not null)
                / nullif(
                    sum(cast(denominator as double)) filter (points is not null), 0
                ) as points
            from marts.scorecard_line_group
            group by all
        )

        select
            count(*),
            count(*) filter (groups.points is null or abs(groups.points - lines.points) > 1e-6),
            count(*) filter (
                groups.numerator <> lines.numerator or groups.denominator <> lines.denominator
            )
        from marts.scorecard_line as lines
        left join groups using (entity_type, entity_id, period, period_start, scheme, indicator)
        where lines.judged_by = 'thresholds' and lines.status = 'ok'
        """,
    )
    assert int(str(lines)) > 500
    assert (wrong_points, wrong_sums) == (0, 0)


@slow
def test_the_card_says_how_its_total_comes(
    settings: Settings, marts: duckdb.DuckDBPyConnection
) -> None:
    agent, month, total, scheme = one(
        marts,
        "select entity_id, strftime(period_start, '%Y-%m'), total, scheme from marts.scorecard "
        "where entity_type = 'agent' and period = 'month' and is_primary and total is not null "
        "and coverage < 1 order by total limit 1",
    )
    text = ask(settings, agent, month)
    assert f"scheme {scheme} " in text and "(primary 主方案" in text
    [(points, weight, shown)] = re.findall(r"count = (\S+) × 100 ÷ (\S+) = (\S+)$", text, re.M)
    assert float(points) * 100 / float(weight) == pytest.approx(float(shown), abs=0.02)
    assert float(shown) == pytest.approx(total, abs=0.005)
    assert "not measured 未测量" in text or "insufficient sample 样本不足" in text


@slow
@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("is_inherited and entity_type = 'agent'", "the line of the team"),
        ("judged_by = 'scheme'", "the scheme's own threshold 方案自有阈值"),
        ("judged_by = 'role_median' and entity_type = 'agent'", "the median of the role's agents"),
        ("entity_type = 'team' and judged_by = 'thresholds'", "points 得分"),
    ],
)
def test_every_kind_of_line_says_what_judged_it(
    settings: Settings, marts: duckdb.DuckDBPyConnection, condition: str, words: str
) -> None:
    who, quarter, scheme, indicator, name_zh = one(
        marts,
        f"""
        select
            case when entity_type = 'team' then 'team:' else '' end || entity_id,
            year(period_start) || '-Q' || quarter(period_start), scheme, indicator, name_zh
        from marts.scorecard_line inner join marts.dim_indicator using (indicator)
        where {condition} and status = 'ok' and period = 'quarter' order by all limit 1
        """,
    )
    text = ask(settings, who, quarter, str(indicator), str(scheme))
    assert words in text and "the line's sums exactly" in text
    # People may ask by the name, too.
    assert ask(settings, who, quarter, str(name_zh), str(scheme)) == text


@slow
def test_what_does_not_count_says_why(settings: Settings, marts: duckdb.DuckDBPyConnection) -> None:
    agent, month, scheme, indicator, sample, needed = one(
        marts,
        "select entity_id, strftime(period_start, '%Y-%m'), scheme, indicator, sample_size, "
        "min_sample from marts.scorecard_line where entity_type = 'agent' and period = 'month' "
        "and status = 'insufficient_sample' and sample_size > 0 order by all limit 1",
    )
    text = ask(settings, agent, month, str(indicator), str(scheme))
    assert f"insufficient sample 样本不足: {sample} events, and {needed} are needed" in text
    assert "the line does not count" in text


@slow
def test_an_official_card_stands_beside_todays(
    small_warehouse: BuiltWarehouse, marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Sealed with ten points of csat_score more, which a corrected survey has taken since."""
    agent, month, scheme, total = one(
        marts,
        "select cards.entity_id, strftime(cards.period_start, '%Y-%m'), scheme, total "
        "from marts.scorecard as cards inner join marts.scorecard_line as lines "
        "using (entity_type, entity_id, period, period_start, scheme) "
        "where cards.entity_type = 'agent' and cards.period = 'month' and total is not null "
        "and lines.indicator = 'csat_score' and lines.status = 'ok' order by all limit 1",
    )
    file = tmp_path / "warehouse.duckdb"
    shutil.copy(small_warehouse.file, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            """
            create schema if not exists official;
            create table official.scorecard as
            select
                * replace (total + 10 as total), 'B1' as sealed_build_id,
                'code' as sealed_code_version, 'seeds' as sealed_seeds_hash
            from marts.scorecard where total is not null;
            create table official.scorecard_line as
            select * replace (
                case indicator when 'csat_score' then numerator + 5 else numerator end as numerator,
                case indicator when 'csat_score' then points + 20 else points end as points,
                case indicator when 'csat_score' then weighted_points + 1.5 else weighted_points end
                    as weighted_points
            )
            from marts.scorecard_line;
            delete from audit.refresh;
            insert into audit.refresh by name
            select 'B2' as build_id, 'published' as outcome, 'code' as code_version,
                'seeds' as seeds_hash
            """
        )
        connection.execute(RESTATEMENT)
    published = read_settings({"WAREHOUSE_DIR": str(tmp_path)})
    text = ask(published, agent, month, None, str(scheme))
    assert f"official 已封存: {number(float(str(total)) + 10)}, " in text and "(build B1)" in text
    reason = "late, corrected or withdrawn rows: csat_score -1.50"
    assert f"differs today 今日不同: {reason}" in text


@slow
@pytest.mark.parametrize(
    ("who", "when", "rest", "message"),
    [
        ("A03", "2025-04", (), r"no agent A03 has a card by month; did you mean a03\b"),
        ("agent 3", "2025-04", (), r"no agent agent 3 has a card by month; did you mean a03\?"),
        ("team:team1", "2025-04", (), r"no team team1 .*; did you mean team_\d"),
        ("a03", "2019-04", (), r"a03 has no card for 2019-04; its cards run from 2025-0\d to 2025"),
        ("a03", "2019-Q2", (), r"a03 has no card for 2019-Q2; its cards run from 2025-Q1 to 2025"),
        ("a03", "2025-W20", (), r"no agent a03 has a card by week; nobody has"),
        ("a03", "2025-04", ("csat_scor",), r"weighs csat_scor; did you mean csat_score"),
        ("a03", "2025-04", (None, "tech_suport_001"), r"; did you mean tech_support_001"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(
    settings: Settings, who: str, when: str, rest: tuple[str | None, ...], message: str
) -> None:
    with pytest.raises(NothingToExplainError, match=message):
        ask(settings, who, when, *rest)


@pytest.mark.parametrize(
    ("who", "when"),
    [
        ("a1", "2025-13"),
        ("a1", "june"),
        ("shop:1", "2025-06"),
        ("a1", "2025-W60"),
        ("team:", "2025-06"),
    ],
)
def test_a_question_that_cannot_be_meant(who: str, when: str) -> None:
    with pytest.raises(NothingToExplainError, match="ask for AGENT, team:TEAM or company"):
        parse_question(who, when)


@pytest.mark.parametrize(
    ("when", "first", "last", "name"),
    [
        ("2024-02", "2024-02-01", "2024-02-29", "2024-02"),
        ("2025-12", "2025-12-01", "2025-12-31", "2025-12"),
        ("2025q4", "2025-10-01", "2025-12-31", "2025-Q4"),
        ("2025-Q1", "2025-01-01", "2025-03-31", "2025-Q1"),
        ("2025-W01", "2024-12-30", "2025-01-05", "2025-W01"),
    ],
)
def test_periods(when: str, first: str, last: str, name: str) -> None:
    asked = parse_question("a1", when)
    assert (str(asked.period_start), str(asked.period_end)) == (first, last)
    assert period_name(asked.period, asked.period_start) == name


@pytest.mark.parametrize(
    ("final", "words"),
    [
        (5400, ""),
        (6750, "× 1.25 peak day 高峰日"),
        (2700, "× 0.5 VIP"),
        (3375, "× 1.25 peak day 高峰日 × 0.5 VIP"),
        (10800, "× 2"),
    ],
)
def test_factors(final: float, words: str) -> None:
    assert factors(5400, final, 1.25, 0.5) == words


def test_strata_in_words() -> None:
    assert stratum("csat_score") == "all 全部"
    assert stratum(None) == "no threshold 无阈值"
    row = "first_response_time|contact_type=conversation|season=promotion"
    assert stratum(row) == "conversations 在线会话, season 时期 promotion 大促期"
    assert (
        stratum("x|role=social + x|is_complex=true")
        == "role 岗位 social or complex 复杂问题 yes 是"
    )


def test_a_hostile_id_moves_no_cursor() -> None:
    assert safe("T1\x1b[2J\n工单") == "T1?[2J?工单"


def test_an_older_build_asks_for_a_refresh(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    with pytest.raises(NothingToExplainError, match="refresh first"):
        ask(read_settings({"WAREHOUSE_DIR": str(tmp_path)}), "a1", "2025-06")
