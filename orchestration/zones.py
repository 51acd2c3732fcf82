"""Time zones that are a fixed number of seconds from UTC on all days that matter.

Adding these seconds takes a tenth of the time that the time zone library takes, which is seconds
per ten million instants. What lies outside those days is left to the library.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

# Between these days most zones outside Europe and America never changed their offset.
STEADY_DAYS = (date(2000, 1, 1), date(2049, 12, 31))
# No zone sets its clocks for less than a week.
STEP = timedelta(days=7)


@lru_cache
def steady_offset(zone: str) -> timedelta | None:
    """The zone's offset if it is the same on all days that matter; then a difference will do."""
    first, last = STEADY_DAYS
    midnight = time(tzinfo=ZoneInfo(zone))
    # More on either side: local days are not those of UTC.
    days = (first + STEP * n for n in range(-1, (last - first) // STEP + 3))
    offsets = {datetime.combine(day, midnight).utcoffset() for day in days}
    return offsets.pop() if len(offsets) == 1 else None


def steady_offset_for_dbt(zone: str) -> str:
    """As the models read it (macros/time/shifted_by_zone.sql): the zone, the two days, the seconds.

    Empty where the zone changes its clocks. The zone is said again, so that a value that was left
    behind in an environment is not taken for another zone's.
    """
    offset = steady_offset(zone)
    if offset is None:
        return ""
    first, last = STEADY_DAYS
    return f"{zone} {first} {last} {int(offset.total_seconds())}"
