"""Runs that nobody waits for: they wait for the lock, and try again what may pass.

A person at a terminal is told at once instead, and decides.
"""

from __future__ import annotations

from collections.abc import Mapping

# Schedules and sensors mark the runs that they ask for with it.
UNATTENDED = {"warehouse/unattended": "true"}
# A refresh of a large centre takes minutes.
LOCK_SECONDS = 30 * 60.0
RETRIES = 3
FIRST_PAUSE_SECONDS = 60.0


def is_unattended(tags: Mapping[str, str]) -> bool:
    return UNATTENDED.items() <= tags.items()


def seconds_to_wait(retry: int) -> float:
    """One minute, then four, then sixteen."""
    return FIRST_PAUSE_SECONDS * 4.0**retry
