"""What the commands answer when there is nothing to work on, and their exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_builds import build_id, publish_build

from orchestration import cli
from orchestration.lock import refresh_lock
from orchestration.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    environment = {
        "LANDING_DIR": str(tmp_path / "landing"),
        "WAREHOUSE_DIR": str(tmp_path / "warehouse"),
    }
    for name in ("AS_OF", "BUSINESS_TIMEZONE", "INDUSTRY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings(environment)


@pytest.mark.parametrize("command", ["run", "refresh"])
def test_a_landing_that_is_not_there_is_an_error(
    settings: Settings, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert cli.main([command]) == 2
    assert "is not there" in capsys.readouterr().err
    assert not settings.landing_dir.exists()


@pytest.mark.parametrize("command", ["run", "refresh"])
def test_a_landing_that_is_set_but_empty_is_never_filled(
    settings: Settings, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (settings.landing_dir / "tickets").mkdir(parents=True)
    assert cli.main([command]) == 2
    assert "is empty" in capsys.readouterr().err
    assert list(settings.landing_dir.rglob("*.*")) == []
    assert not settings.published_file.exists()


def test_the_demo_is_not_written_over_files(settings: Settings) -> None:
    (settings.landing_dir / "tickets").mkdir(parents=True)
    (settings.landing_dir / "tickets" / "real.csv").write_text("ticket_id\n")
    assert cli.main(["demo"]) == 2
    assert [path.name for path in settings.landing_dir.rglob("*.*")] == ["real.csv"]


def test_an_impossible_setting_is_an_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AS_OF", "tomorrow")
    assert cli.main(["run"]) == 2
    assert "AS_OF" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["refreshh"], ["rollback", "--too", "x"]])
def test_a_call_that_cannot_be_meant(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2


def test_while_one_runs_another_is_not_started(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_build(settings, 1, rows=1)
    publish_build(settings, 2, rows=2)
    with refresh_lock(settings.lock_file):
        assert cli.main(["rollback"]) == 1
    assert "a refresh is running since" in capsys.readouterr().err


def test_rollback_says_what_people_read(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_build(settings, 1, rows=1)
    publish_build(settings, 2, rows=2)
    assert cli.main(["rollback"]) == 0
    assert f"People read build {build_id(1)} again" in capsys.readouterr().out
    assert cli.main(["rollback", "--to", "nonsense"]) == 2


def test_doctor_finds_a_missing_landing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("BAD")] == [
        f"BAD  landing             {settings.landing_dir} is not there"
    ]


def test_status_of_an_empty_folder(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status"]) == 0
    assert "Nothing is published yet" in capsys.readouterr().out
