"""The channels of NOTIFY_URLS, and sending to one of them through Apprise.

An address holds the secret that lets anybody write there. So it is never part of what we print,
log or keep: a receiver is called by its place in NOTIFY_URLS, its service and its tag.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from orchestration.settings import Settings

ENTRY = re.compile(r"(?:(?P<tag>[\w-]+)=)?(?P<url>(?P<service>[A-Za-z][\w+.-]*)://.*)", re.DOTALL)
# Those that write addresses, or parts of them, at one level or another.
TALKATIVE = ("apprise", "urllib3", "requests", "httpx", "httpcore", "paho")


@dataclass(frozen=True)
class Receiver:
    """One channel: a general one hears everything, one with a tag what is routed to that tag."""

    place: int
    url: str = field(repr=False)
    service: str
    tag: str | None = None

    @property
    def name(self) -> str:
        """What people may see of it."""
        tagged = f", tag {self.tag}" if self.tag else ""
        return f"receiver {self.place} of NOTIFY_URLS ({self.service}{tagged})"

    @property
    def identity(self) -> str:
        """What the memory calls it: the same as long as address and tag are."""
        words = f"{self.tag or ''}\0{self.url}"
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    def hears(self, tags: frozenset[str]) -> bool:
        return self.tag is None or self.tag in tags


def receivers_of(settings: Settings) -> list[Receiver]:
    """In the order of NOTIFY_URLS; an entry that is no URL is a receiver that never takes any."""
    found = []
    for place, entry in enumerate(settings.notify_urls, start=1):
        parts = ENTRY.fullmatch(entry)
        if parts is None:
            found.append(Receiver(place, entry, "no URL"))
        else:
            found.append(Receiver(place, parts["url"], parts["service"].lower(), parts["tag"]))
    return found


def is_understood(receiver: Receiver) -> bool:
    """Whether Apprise can write to such an address at all."""
    import apprise

    with quietly():
        return apprise.Apprise.instantiate(receiver.url) is not None


def send(receiver: Receiver, title: str, body: str, *, is_warning: bool) -> bool:
    """Whether the receiver took the message. Whatever is wrong with it never raises."""
    import apprise

    with quietly():
        try:
            channel = apprise.Apprise.instantiate(receiver.url)
            if channel is None:
                return False
            if "overflow=" not in receiver.url:
                # Rather several messages than one that the service turns away, now and ever after.
                channel.overflow_mode = apprise.OverflowMode.SPLIT
            kind = apprise.NotifyType.WARNING if is_warning else apprise.NotifyType.SUCCESS
            told = apprise.Apprise()
            told.add(channel)
            return bool(
                told.notify(
                    body=body,
                    title=title,
                    notify_type=kind,
                    body_format=apprise.NotifyFormat.TEXT,
                )
            )
        except Exception:  # a hundred services' plugins, each with errors of its own
            return False


@contextmanager
def quietly() -> Iterator[None]:
    """Let nobody log an address while Apprise has one in its hands."""
    loggers = [logging.getLogger(name) for name in TALKATIVE]
    levels = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for each, level in zip(loggers, levels, strict=True):
            each.setLevel(level)
