"""Who hears what, receivers that are down, and addresses that stay secret."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.journal import read_last
from orchestration.notify import announce as module
from orchestration.notify.memory import memory_file
from orchestration.notify.receivers import is_understood, receivers_of
from orchestration.settings import read_settings
from tests.python.notify.centre import NOW, Centre
from tests.python.notify.receiver import Receiver

SECRET = "T0KEN-of-the-hook"


def test_without_receivers_nothing_is_done(centre: Centre) -> None:
    centre.refuse("tickets/a.csv")
    centre.receivers().announce()
    assert not memory_file(centre.settings).exists()


def test_a_receiver_that_is_down_is_told_later_and_the_others_now(
    centre: Centre, receiver: Receiver
) -> None:
    other = Receiver()
    other.status = 503
    centre.receivers(receiver.url(), other.url(), "json://127.0.0.1:9/closed")
    centre.refuse("tickets/a.csv")
    centre.alert("one")
    told = centre.announce()
    assert told.unreached == [
        "receiver 2 of NOTIFY_URLS (json)",
        "receiver 3 of NOTIFY_URLS (json)",
    ]
    assert len(receiver.take()) == 2 and other.take() == []
    other.status = 200
    centre.announce()
    centre.announce()
    assert receiver.take() == [] and len(other.take()) == 2
    other.close()


def test_what_opened_and_closed_while_a_receiver_was_down_is_not_told(
    centre: Centre, receiver: Receiver
) -> None:
    receiver.status = 500
    centre.refuse("tickets/a.csv")
    centre.announce()
    centre.change("delete from audit.load_ledger")
    centre.announce()
    receiver.status = 200
    centre.announce()
    assert receiver.take() == []


def test_a_new_receiver_hears_what_is_open(centre: Centre, receiver: Receiver) -> None:
    centre.refuse("tickets/a.csv")
    centre.announce()
    receiver.take()
    centre.receivers(receiver.url("all"), receiver.url("new")).announce()
    assert [each["path"] for each in receiver.got] == ["/new"]


def test_other_receivers_in_between_do_not_make_the_first_forget(
    centre: Centre, receiver: Receiver
) -> None:
    """A person at a terminal may have set others than cron has, or none."""
    centre.refuse("tickets/a.csv")
    centre.announce()
    centre.receivers(receiver.url("mine")).announce()
    centre.receivers().announce()
    centre.receivers(receiver.url("all")).announce()
    assert [each["path"] for each in receiver.got] == ["/all", "/mine"]


@pytest.mark.parametrize(
    ("entity", "hears"),
    [
        (("agent", "A1"), {"/all", "/ann", "/night", "/lead", "/everyone"}),
        (("agent", "A2"), {"/all", "/day", "/everyone"}),
        (("team", "night"), {"/all", "/night"}),
        (("team", "day"), {"/all", "/day"}),
        (("company", "company"), {"/all", "/board"}),
        (("channel", "phone"), {"/all"}),
    ],
)
def test_an_alert_reaches_the_channels_of_agent_team_and_supervisor(
    centre: Centre, receiver: Receiver, entity: tuple[str, str], hears: set[str]
) -> None:
    """A1 works at night under S1; A2 by day under nobody."""
    centre.change(
        "insert into marts.dim_agent values ('A1', 'night', 'S1', true), ('A2', 'day', null, true),"
        " ('A1', 'day', 'S2', false)"
    )
    routes = {
        "ann": ("agent", "A1"),
        "lead": ("agent", "S1"),
        "left": ("agent", "S2"),
        "everyone": ("agent", None),
        "night": ("team", "night"),
        "day": ("team", "day"),
        "board": ("company", "company"),
    }
    for tag, (scope, scope_id) in routes.items():
        centre.change("insert into catalogue.notify_routes values (?, ?, ?)", scope, scope_id, tag)
    tagged = [f"{tag}={receiver.url(tag)}" for tag in routes]
    centre.receivers(receiver.url("all"), *tagged)
    centre.alert("one", *entity)
    centre.refuse("tickets/a.csv")
    centre.announce()
    alerts = [each for each in receiver.got if "alert" in each["title"]]
    assert {each["path"] for each in alerts} == hears and len(alerts) == len(hears)
    # Refused files are nobody's own: only channels without a tag hear of them.
    assert [each["path"] for each in receiver.got if "refused" in each["title"]] == ["/all"]


def test_a_route_that_is_taken_away_closes_nothing(centre: Centre, receiver: Receiver) -> None:
    centre.change("insert into catalogue.notify_routes values ('team', 'night', 'night')")
    centre.receivers(f"night={receiver.url()}").alert("one")
    centre.announce()
    centre.change("delete from catalogue.notify_routes")
    centre.announce()
    assert receiver.titles() == ["Service scorecards: alerts opened"]


def test_addresses_are_never_said_or_kept(
    centre: Centre,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    urls = (
        receiver.url(SECRET),
        f"json://user:{SECRET}@127.0.0.1:9/{SECRET}",
        f"nosuch://{SECRET}",
        f"slack://{SECRET}",
        SECRET,
    )
    centre.receivers(*urls).refuse("tickets/a.csv")
    said: list[str] = []
    told = module.announce(centre.settings, now=NOW, say=said.append)
    assert told.opened == 1 and len(told.unreached) == 4
    kept = "".join(
        path.read_text() for path in centre.settings.state_dir.rglob("*") if path.is_file()
    )
    out = capfd.readouterr()
    words = [f"{said}{told}{centre.settings!r}{receivers_of(centre.settings)!r}"]
    for each in [*words, caplog.text, kept, out.out, out.err]:
        assert SECRET not in each and "127.0.0.1" not in each
    assert stat.S_IMODE(memory_file(centre.settings).stat().st_mode) == 0o640


def test_a_damaged_file_is_told_and_closes_nothing(
    centre: Centre, receiver: Receiver, tmp_path: Path
) -> None:
    centre.refuse("tickets/a.csv")
    centre.announce()
    receiver.take()
    whole = centre.settings.published_file.read_bytes()
    centre.settings.published_file.write_text("no database")
    centre.announce()
    centre.announce()
    [(title, text)] = receiver.take()
    assert title == "Service scorecards: refresh failed"
    assert "warehouse.duckdb cannot be read" in text and "`doctor`" in text
    centre.settings.published_file.write_bytes(whole)
    centre.announce()
    assert receiver.titles() == ["Service scorecards: refresh works again"]


def test_whatever_goes_wrong_is_said_and_not_thrown(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise OSError(SECRET)

    monkeypatch.setattr(module, "read_memory", broken)
    said: list[str] = []
    module.announce(centre.settings, now=NOW, say=said.append)
    assert said == ["nobody could be told (OSError); next time again"]


def test_a_refresh_that_finds_nothing_new_tells_too(
    centre: Centre, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command line of cron, where no daemon looks at the clock."""
    last = read_last(centre.settings)
    assert last is not None
    centre.refuse("tickets/a.csv")
    assert cli.say_nothing_new(centre.settings, last) == 0
    assert "Service scorecards: files refused" in receiver.titles()
    assert "opened, 0 closed" in capsys.readouterr().err


def test_a_hostile_file_name_stays_one_line(centre: Centre, receiver: Receiver) -> None:
    centre.refuse("tickets/a\nb\r\u2028c\x1b[31m\u202e.csv", "zero_bytes: empty\n\n@channel")
    centre.announce()
    [(_, text)] = receiver.take()
    [line] = [line for line in text.splitlines() if "was refused" in line]
    assert "tickets/a b  c [31m.csv was refused: zero_bytes: empty  @channel" in line


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("json://a/x,y json://b", ("json://a/x,y", "json://b")),
        ("json://a,night=slack://b", ("json://a", "night=slack://b")),
        (" json://a?to=p,q ,\n mailto://u:p@h ", ("json://a?to=p,q", "mailto://u:p@h")),
    ],
)
def test_addresses_with_commas_and_tags(text: str, entries: tuple[str, ...]) -> None:
    assert read_settings({"NOTIFY_URLS": text}).notify_urls == entries


def test_what_apprise_understands(centre: Centre) -> None:
    services = (
        "slack://TokenA123/TokenB123/TokenC123Token123Token12/#general",
        "dingtalk://abcdefghijklmnop/",
        "lead=mailto://user:pass@example.org",
        "nosuch://x",
        "words",
    )
    found = receivers_of(centre.receivers(*services).settings)
    assert [(each.service, each.tag) for each in found] == [
        ("slack", None),
        ("dingtalk", None),
        ("mailto", "lead"),
        ("nosuch", None),
        ("no URL", None),
    ]
    assert [is_understood(each) for each in found] == [True, True, True, False, False]
