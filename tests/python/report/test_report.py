"""What the reports say, without a browser."""

from __future__ import annotations

import json
import re
import stat
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import jobs
from orchestration.cli import main
from orchestration.report import write
from orchestration.report.figures import ReportError
from orchestration.report.page import file_name, json_text, script_text
from orchestration.report.score_charts import attained_share
from orchestration.report.units import plain_number, scale_for
from orchestration.report.words import Text
from orchestration.report.write import write_reports
from orchestration.seal import Sealed
from orchestration.settings import Settings
from tests.python.report.conftest import HOSTILE_NAME, Reports, change


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("s", 45.0, Text("45.0 s", "45.0 秒")),
        ("s", 119.0, Text("119.0 s", "119.0 秒")),
        ("s", 120.0, Text("2.00 min", "2.00 分钟")),
        ("s", 9000.0, Text("2.50 h", "2.50 小时")),
        ("s", 259200.0, Text("3.00 d", "3.00 天")),
        ("%", 85.25, Text("85.2 %", "85.2 %")),
        ("per_thousand", 7.051, Text("7.05 ‰", "7.05 ‰")),
        ("nps", -3.3, Text("−3.30", "−3.30")),
        ("count", None, Text("–", "–")),
    ],
)
def test_values_as_people_say_them(unit: str, value: float | None, said: Text) -> None:
    assert scale_for(unit, [value]).text(value) == said


def test_values_side_by_side_share_a_scale() -> None:
    scale = scale_for("s", [90.0, 7200.0])
    assert (scale.number(90.0), scale.symbol.en) == (0.025, "h")
    assert plain_number(1234.56) == "1,235"


def test_bars_run_from_baseline_to_target() -> None:
    """By hand: of the way from 80 to 90, 85 is half; from 40 s down to 30 s, 45 s is −50 %."""
    line = {"scored_value": 85.0, "target": 90.0, "baseline": 80.0}
    assert attained_share(line) == 50
    assert attained_share({"scored_value": 45.0, "target": 30.0, "baseline": 40.0}) == -50
    assert attained_share({**line, "target": None}) is None
    assert attained_share({**line, "target": 80.0}) is None


@pytest.mark.parametrize(
    ("team", "name"),
    [
        ("night", "team-night.html"),
        ("../../etc/x", "team-_2E_2E_2F_2E_2E_2Fetc_2Fx.html"),
        (".", "team-_2E.html"),
        ("售后", "team-_E5_94_AE_E5_90_8E.html"),
    ],
)
def test_no_id_leads_out_of_the_folder(team: str, name: str) -> None:
    assert file_name("team", team) == name


def test_long_ids_stay_apart() -> None:
    names = {file_name("team", "x" * 300 + end) for end in ("a", "b")}
    assert len(names) == 2
    assert max(map(len, names)) < 140


def test_text_cannot_end_its_element() -> None:
    assert "<" not in json_text({"name": HOSTILE_NAME})
    assert json.loads(str(json_text({"name": HOSTILE_NAME}))) == {"name": HOSTILE_NAME}
    assert "</script" not in script_text('x = "</script><!--"')


@pytest.mark.slow
def test_one_file_for_the_company_and_each_team(reports: Reports) -> None:
    with duckdb.connect(str(reports.settings.published_file), read_only=True) as connection:
        month, teams = connection.execute(
            """
            select period_start, count(distinct entity_id) from marts.scorecard
            where entity_type = 'team' and period = 'month' and is_primary and is_complete
            group by period_start
            order by period_start desc
            """
        ).fetchall()[0]
    assert reports.company.parent.name == f"{month:%Y-%m}"
    assert len(reports.teams) == teams
    folder = reports.settings.warehouse_dir / "reports" / f"{month:%Y-%m}"
    assert {file.parent for file in reports.files} == {folder}
    assert sorted(folder.iterdir()) == sorted(reports.files)
    for file in reports.files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        assert file.stat().st_size < 3_000_000
        text = file.read_text(encoding="utf-8")
        assert text.count("window.vegaEmbed=") == 1
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


@pytest.mark.slow
def test_figures_are_those_of_the_marts(reports: Reports) -> None:
    with duckdb.connect(str(reports.settings.published_file), read_only=True) as connection:
        total, scheme = connection.execute(
            """
            select total, scheme from marts.scorecard
            where entity_type = 'company' and is_primary and period = 'month' and period_start = $1
            """,
            [f"{reports.company.parent.name}-01"],
        ).fetchall()[0]
        lines = connection.execute(
            """
            select count(*) from marts.scorecard_line
            where entity_type = 'company' and period = 'month' and period_start = $1 and scheme = $2
            """,
            [f"{reports.company.parent.name}-01", scheme],
        ).fetchall()[0][0]
    text = reports.company.read_text(encoding="utf-8")
    assert f"<b>{plain_number(total)}</b>" in text
    table = text.split("line by line")[1].split("</table>")[0]
    assert table.count('<th scope="row">') == lines


@pytest.mark.slow
def test_hostile_text_is_escaped(reports: Reports) -> None:
    hostile = next(path for path in reports.teams if "etc" in path.name)
    text = hostile.read_text(encoding="utf-8")
    assert HOSTILE_NAME not in text
    assert "&lt;script&gt;document.body.remove()" in text
    assert "<blockquote>&lt;/script&gt;" in text


@pytest.mark.slow
def test_sealed_month_says_by_whom(published: Settings) -> None:
    file = write_reports(published)[0]
    assert "Provisional: not sealed yet" in file.read_text(encoding="utf-8")
    change(
        published,
        "create schema if not exists official",
        "create or replace table official.scorecard as"
        " select *, '20250608T000000Z-123456' as sealed_build_id from marts.scorecard",
    )
    assert "20250608T000000Z-123456" in write_reports(published)[0].read_text(encoding="utf-8")


@pytest.mark.slow
def test_running_month_is_said_to_run(published: Settings) -> None:
    with duckdb.connect(str(published.published_file), read_only=True) as connection:
        running = connection.execute(
            "select max(period_start) from marts.scorecard where period = 'month'"
            " and not is_complete"
        ).fetchall()[0][0]
    assert "The month still runs" in write_reports(published, running)[0].read_text("utf-8")


@pytest.mark.slow
def test_a_team_without_a_card_loses_its_report(published: Settings) -> None:
    first = write_reports(published)
    gone = first[-1]
    change(published, "delete from marts.scorecard where entity_type = 'team'")
    assert write_reports(published) == first[:1]
    assert not gone.exists()


@pytest.mark.slow
def test_reports_of_bare_scorecards(published: Settings) -> None:
    """Everything but the cards is missing: sections say so, nothing fails."""
    change(
        published,
        *(
            f"delete from {relation}"
            for relation in (
                "marts.feedback_theme", "marts.response_heatmap", "marts.root_cause",
                "marts.improvement_action_review", "marts.alert", "marts.contact_forecast",
                "marts.agent_career", "marts.agent_recognition", "marts.training_need",
                "marts.conflict_warning", "marts.scorecard_line", "measures.indicator_cell",
            )
        ),
        "update marts.scorecard set total = null, total_margin = null, rank = null,"
        " tie_group = null, grade = 'not rated'",
    )  # fmt: skip
    text = write_reports(published)[0].read_text(encoding="utf-8")
    assert "No score: too little of the scheme is measured." in text
    assert 'data-chart="' not in text
    assert text.count('<p><span lang="en">None.') >= 5


@pytest.mark.slow
def test_failure_leaves_the_old_file(published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    old = write_reports(published)
    before = {file: file.read_bytes() for file in old}

    def no_space(new: Path, target: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(write, "replace_file", no_space)
    with pytest.raises(OSError, match="No space"):
        write_reports(published)
    assert {file: file.read_bytes() for file in old} == before
    assert sorted(old[0].parent.iterdir()) == sorted(old)


@pytest.mark.slow
def test_same_file_gives_the_same_reports(published: Settings) -> None:
    once = {file: file.read_bytes() for file in write_reports(published)}
    assert {file: file.read_bytes() for file in write_reports(published)} == once


@pytest.mark.slow
def test_months_without_cards_are_refused(published: Settings) -> None:
    with pytest.raises(ReportError, match="2019-01 has no scorecards; there are some from"):
        write_reports(published, date(2019, 1, 1))
    change(published, "update marts.scorecard set is_complete = false")
    with pytest.raises(ReportError, match="no month is complete yet"):
        write_reports(published)


def test_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    assert main(["report"]) == 2
    assert "nothing is published yet" in capsys.readouterr().err
    assert main(["report", "2025-13"]) == 2
    assert "'2025-13' is no month; say e.g. 2025-06" in capsys.readouterr().err


@pytest.mark.slow
def test_command_line_writes(
    published: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAREHOUSE_DIR", str(published.warehouse_dir))
    assert main(["report"]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert written[0].name == "company.html"
    assert all(path.exists() for path in written)


@pytest.mark.slow
def test_appraisal_reports_on_the_newest_sealed_month(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(str(published.published_file), read_only=True) as connection:
        months = [
            row[0]
            for row in connection.execute(
                "select distinct period_start from marts.scorecard"
                " where period = 'month' and is_complete order by period_start"
            ).fetchall()
        ]
    sealed = months[:-1]
    monkeypatch.setattr(
        jobs, "seal", lambda settings, **_: Sealed(sealed, [], cards=9, build_id="b")
    )
    assert jobs.monthly_appraisal(published).execute_in_process().success
    folder = published.warehouse_dir / "reports"
    assert [path.name for path in folder.iterdir()] == [f"{sealed[-1]:%Y-%m}"]

    monkeypatch.setattr(jobs, "seal", lambda settings, **_: Sealed([], sealed, 0, None))
    assert jobs.monthly_appraisal(published).execute_in_process().success
    assert (folder / f"{months[-1]:%Y-%m}" / "company.html").exists()


@pytest.mark.slow
def test_appraisal_without_a_finished_month_has_nothing_to_report(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(published, "update marts.scorecard set is_complete = false")
    monkeypatch.setattr(jobs, "seal", lambda settings, **_: Sealed([], [], 0, None))
    assert jobs.monthly_appraisal(published).execute_in_process().success
    assert not (published.warehouse_dir / "reports").exists()
