"""The whole computation, from a landing folder to cells and cards."""

from dataclasses import dataclass
from pathlib import Path

from .delivery import read_landing
from .model import Cells
from .rollup import indicator_values
from .scorecard import Card, CardKey, Scoring
from .world import Settings, World


@dataclass
class Reference:
    """The reference's figures of one landing folder."""

    world: World
    cells: Cells
    cards: dict[CardKey, Card]


def compute(
    landing: Path,
    settings: Settings,
    skip: set[tuple[str, int]] | None = None,
    refused: set[str] | None = None,
) -> Reference:
    """Indicators and scorecards of a landing folder."""
    delivery = read_landing(landing, settings.zone, skip or set(), refused or set())
    world = World(delivery, settings)
    cells = indicator_values(world)
    return Reference(world, cells, Scoring(world, cells).cards())
