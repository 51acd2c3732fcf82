"""Sending what changed since a receiver was last told: each incident once when it opens, once when
it closes.

Nothing here fails a refresh. A receiver that does not take its message is told again next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from orchestration.journal import instant_text
from orchestration.lock import LockHeldError, refresh_lock
from orchestration.notify.incident import (
    ALERT,
    FAILED_JOB,
    FAILED_REFRESH,
    REFUSED_FILE,
    STALE_DATA,
    Incident,
)
from orchestration.notify.incidents import Situation, current_situation
from orchestration.notify.memory import FOLDER, Memory, read_memory, write_memory
from orchestration.notify.receivers import Receiver, receivers_of, send
from orchestration.settings import Settings
from orchestration.workplace import private_files

PATIENCE_SECONDS = 60.0
# A first delivery may open hundreds of incidents; a chat takes so many lines of a message.
SHOWN = 25
# What a message is called when incidents open, and when they close.
TITLES = {
    REFUSED_FILE: ("files refused", "files no longer refused"),
    FAILED_REFRESH: ("refresh failed", "refresh works again"),
    FAILED_JOB: ("job failed", "job works again"),
    STALE_DATA: ("stale data", "data no longer stale"),
    ALERT: ("alerts opened", "alerts closed"),
}


@dataclass
class Announced:
    """What one call came to, over all receivers."""

    opened: int = 0
    closed: int = 0
    unreached: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"{self.opened} opened, {self.closed} closed"
        missed = "; ".join(f"{name} took no message, next time again" for name in self.unreached)
        return f"{told}; {missed}" if missed else told


def announce(
    settings: Settings,
    *,
    found_nothing_new: bool = False,
    now: datetime | None = None,
    say: Callable[[str], None] = lambda words: None,
) -> Announced:
    """Tell every receiver of NOTIFY_URLS what opened and closed since it was last told.

    found_nothing_new: the caller just found that all there is has been published, so that earlier
    failures are over. Never raises: what is wrong with notifying is said, not thrown.
    """
    told = Announced()
    if not settings.notify_urls:
        return told
    try:
        lock = settings.state_dir / FOLDER / "lock"
        with private_files(), refresh_lock(lock, "notification", PATIENCE_SECONDS):
            _tell_everybody(settings, told, found_nothing_new, now)
        say(str(told))
    except LockHeldError:
        say("somebody else is notifying; what is left is sent next time")
    except Exception as error:
        say(f"nobody could be told ({type(error).__name__}); next time again")
    return told


def _tell_everybody(
    settings: Settings, told: Announced, found_nothing_new: bool, now: datetime | None
) -> None:
    memory = read_memory(settings)
    if found_nothing_new:
        memory.settled_at = instant_text(now or datetime.now(UTC))
        write_memory(settings, memory)
    situation = current_situation(settings, memory.settled_at, now)
    # What other receivers were told is kept: a person at a terminal may have set others than cron.
    for receiver in receivers_of(settings):
        if not _tell(settings, memory, receiver, situation, told):
            told.unreached.append(receiver.name)


def _tell(
    settings: Settings,
    memory: Memory,
    receiver: Receiver,
    situation: Situation,
    told: Announced,
) -> bool:
    """Send one receiver its messages; false as soon as it does not take one."""
    remembered = memory.told.setdefault(receiver.identity, {})
    heard = [each for each in situation.incidents if receiver.hears(each.tags)]
    opened = [incident for incident in heard if incident.identity not in remembered]
    earlier = (remembered_incident(*each) for each in sorted(remembered.items()))
    closed = [each for each in earlier if each.kind in TITLES and situation.is_over(each)]
    for kind, group in _by_kind(closed):
        if not send(receiver, *_message(TITLES[kind][1], group), is_warning=False):
            return False
        for incident in group:
            del remembered[incident.identity]
        write_memory(settings, memory)
        told.closed += len(group)
    for kind, group in _by_kind(opened):
        if not send(receiver, *_message(TITLES[kind][0], group), is_warning=True):
            return False
        remembered |= {incident.identity: incident.words for incident in group}
        write_memory(settings, memory)
        told.opened += len(group)
    return True


def remembered_incident(identity: str, words: str) -> Incident:
    """An incident that is over, as far as the memory knows it."""
    kind, key = identity.split(":", 1)
    return Incident(kind, key, words)


def _by_kind(incidents: list[Incident]) -> Iterator[tuple[str, list[Incident]]]:
    for kind, group in groupby(incidents, key=lambda incident: incident.kind):
        yield kind, list(group)


def _message(title: str, incidents: list[Incident]) -> tuple[str, str]:
    """Title and text: a line for each and what to do, once for all who share it."""
    lines = []
    for action, group in groupby(incidents[:SHOWN], key=lambda incident: incident.action):
        lines += [f"• {incident.words}" for incident in group]
        lines += [f"→ {action}"] if action else []
    if len(incidents) > SHOWN:
        lines.append(f"and {len(incidents) - SHOWN} more: see `python -m orchestration status`")
    count = f" ({len(incidents)})" if len(incidents) > 1 else ""
    return f"Service scorecards: {title}{count}", "\n".join(lines)
