"""Whether a refresh would find anything new, answered before anything heavy is imported."""

from __future__ import annotations

from orchestration.fingerprint import take_fingerprint
from orchestration.journal import LastRefresh, read_last
from orchestration.publish import places_now
from orchestration.settings import Settings


def unchanged_since_last(settings: Settings) -> LastRefresh | None:
    """The last refresh if today's would give the same marts and its files still lie there.

    A published file that somebody deleted or replaced counts as new: a refresh puts it right.
    """
    last = read_last(settings)
    if last is None or last.places != places_now(settings) or len(last.places) < 2:
        return None
    return None if take_fingerprint(settings).differences(last.fingerprint) else last
