"""What is asked: whose score, of when; and what to say where there is nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ENTITY_TYPES = ("agent", "team", "company")
HOW_TO_ASK = (
    "ask for AGENT, team:TEAM or company, and for a month (2025-06), quarter (2025-Q2) or "
    "week (2025-W23)"
)


class NothingToExplainError(ValueError):
    """No such card or line in the published warehouse; the message says what there is."""


@dataclass(frozen=True)
class Question:
    """Whose score, of when: an agent (or `team:ID`, `company`) and a month, quarter or week."""

    entity_type: str
    entity_id: str
    period: str
    period_start: date

    @property
    def key(self) -> list[object]:
        return [self.entity_type, self.entity_id, self.period, self.period_start]

    @property
    def period_end(self) -> date:
        """The period's last day."""
        if self.period == "week":
            return self.period_start + timedelta(days=6)
        months = 1 if self.period == "month" else 3
        year, month = divmod(self.period_start.year * 12 + self.period_start.month - 1 + months, 12)
        return date(year, month + 1, 1) - timedelta(days=1)


def parse_question(who: str, when: str) -> Question:
    """Read `AGENT`, `team:TEAM` or `company`, and `2025-06`, `2025-Q2` or `2025-W23`."""
    entity_type, entity_id = "agent", who
    if who == "company":
        entity_type = "company"
    elif ":" in who:
        entity_type, entity_id = who.split(":", 1)
    found = parse_period(when)
    if entity_type not in ENTITY_TYPES or not entity_id or found is None:
        raise NothingToExplainError(HOW_TO_ASK)
    return Question(entity_type, entity_id, *found)


def parse_period(when: str) -> tuple[str, date] | None:
    """The period and its first day; None where the text names none."""
    if month := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", when):
        return "month", date(int(month[1]), int(month[2]), 1)
    if quarter := re.fullmatch(r"(\d{4})-?[Qq]([1-4])", when):
        return "quarter", date(int(quarter[1]), int(quarter[2]) * 3 - 2, 1)
    if week := re.fullmatch(r"(\d{4})-?[Ww](\d{2})", when):
        try:
            return "week", date.fromisocalendar(int(week[1]), int(week[2]), 1)
        except ValueError:
            return None
    return None


def period_name(period: str, start: date) -> str:
    """A period as one asks for it."""
    if period == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    if period == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{start:%Y-%m}"


def near(wanted: str, known: Iterable[str]) -> str:
    """The known names that may have been meant, as the end of a sentence."""
    names = list(known)
    if not names:
        return "; nobody has"
    by_fold = {name.casefold(): name for name in names}
    found = [
        by_fold[name]
        for name in difflib.get_close_matches(wanted.casefold(), list(by_fold), 3, 0.6)
    ]
    if found:
        return f"; did you mean {' or '.join(found)}?"
    return f"; there are {', '.join(names[:20])}" + (" …" if len(names) > 20 else "")
