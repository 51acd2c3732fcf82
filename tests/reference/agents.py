"""Who was in which team and role when, and who was in service in a month."""

from collections import defaultdict
from datetime import date

from .delivery import Row
from .model import Placement

UNKNOWN = Placement("unknown", "unknown")
BEGINNING = date.min


class AgentHistory:
    """The slowly changing `agents` table."""

    def __init__(self, rows: list[Row]) -> None:
        self.versions: dict[str, list[tuple[date, Row]]] = defaultdict(list)
        for row in rows:
            self.versions[row["agent_id"]].append((row["valid_from"] or BEGINNING, row))
        for versions in self.versions.values():
            versions.sort(key=lambda version: version[0])

    def row_on(self, agent: str, day: date) -> Row | None:
        """The row in force on the date, None before the first one and for the unlisted."""
        found = None
        for valid_from, row in self.versions.get(agent, []):
            if valid_from <= day:
                found = row
        return found

    def row_on_or_first(self, agent: str, day: date) -> Row | None:
        """The row in force on the date, else the agent's first row."""
        versions = self.versions.get(agent)
        return (self.row_on(agent, day) or versions[0][1]) if versions else None

    def placement(self, agent: str, day: date) -> Placement:
        """Team and role on the date; unknown before the first row and for the unlisted."""
        return _placement(self.row_on(agent, day))

    def growth_placement(self, agent: str, month_end: date) -> Placement:
        """Team and role on the month's last day, else those of the agent's first row."""
        return _placement(self.row_on_or_first(agent, month_end))

    def in_service(self, month_start: date, month_end: date) -> list[str]:
        """The listed agents hired by the month's end that had not left before its start."""
        present = []
        for agent in self.versions:
            row = self.row_on_or_first(agent, month_end)
            if row is None:
                continue
            hired = row["hired_on"] is None or row["hired_on"] <= month_end
            staying = row["left_on"] is None or row["left_on"] >= month_start
            if hired and staying:
                present.append(agent)
        return present


def _placement(row: Row | None) -> Placement:
    return UNKNOWN if row is None else Placement(row["team_id"], row["role"])
