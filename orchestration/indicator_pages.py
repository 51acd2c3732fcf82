"""Pages of the indicator catalogue for people, made from the seeds that the models read.

One page per dimension in `docs/indicators`: what each indicator means in words, to whom it counts,
what is aimed at, and an example worked by hand (the first golden case). They are committed, so that
they can be read without running anything; a test says when they are older than the seeds.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGES = Path("docs/indicators")
DIMENSIONS = {
    "response": "Response · 响应",
    "handling": "Handling · 处理",
    "workload": "Workload · 工作量",
    "resolution": "Resolution · 解决",
    "satisfaction": "Satisfaction · 满意度",
    "compliance": "Compliance · 规范",
    "value": "Value · 价值",
    "growth": "Growth · 成长",
}
UNITS = {
    "s": "seconds",
    "%": "percent",
    "1-5": "score from 1 to 5",
    "nps": "net promoter score, −100 to 100",
    "count": "count",
    "ratio": "ratio",
    "per_thousand": "per thousand",
    "currency": "currency of the export",
    "kg": "kilograms",
}
DIRECTIONS = {
    "lower": "lower is better",
    "higher": "higher is better",
    "range": "best inside its range",
    "watch": "watched, not judged",
}
# The seed's columns between the indicator and its precedence.
STRATA = [
    "role",
    "channel",
    "contact_type",
    "customer_type",
    "customer_segment",
    "price_band",
    "product_category",
    "is_complex",
    "is_remote",
    "stage",
    "season",
    "day_type",
    "industry",
]

Row = dict[str, str]


def read_seed(project: Path, name: str) -> list[Row]:
    """The rows of a seed, by its path below `seeds`."""
    with (project / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_examples(project: Path) -> dict[str, str]:
    """The arithmetic of the first golden case of each indicator."""
    examples: dict[str, str] = {}
    for path in sorted((project / "tests" / "golden").glob("*/expected.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                examples.setdefault(row["indicator"], row["working"])
    return examples


def threshold_line(row: Row) -> str:
    """One threshold row in words."""
    scope = ", ".join(f"{name} {row[name]}" for name in STRATA if row.get(name))
    if row["range_low"]:
        figures = f"range {row['range_low']} – {row['range_high']}"
    else:
        figures = f"target {row['target']}, baseline {row['baseline']}"
    source = f", source {row['source']}" if row["source"] else ""
    return f"  - {scope or 'all'}: {figures} ({row['basis']}{source})"


def indicator_section(indicator: Row, thresholds: Iterable[Row], example: str | None) -> str:
    """One indicator of a page."""
    sources = indicator["source"].replace("|", ", ")
    lines = [
        f"## {indicator['name_en']} · {indicator['name_zh']}",
        "",
        f"`{indicator['indicator']}` · {UNITS[indicator['unit']]} · "
        f"{DIRECTIONS[indicator['direction']]}",
        "",
        f"- Formula: {indicator['formula_en']}",
        f"- 公式: {indicator['formula_zh']}",
        f"- Counts for: {indicator['owner_rule'] or 'nobody: company and channel only'}",
        f"- Offered for: {indicator['entity_types'].replace('|', ', ')}; "
        + ("day and coarser" if indicator["finest_period"] == "day" else "month and quarter"),
        f"- Source: {sources or 'ours'}",
    ]
    rows = [threshold_line(row) for row in thresholds]
    if rows:
        lines += ["- Thresholds:", *rows]
    if example:
        lines.append(f"- Example: {example}")
    return "\n".join(lines)


def render_pages(project: Path = PROJECT) -> dict[Path, str]:
    """All pages, by their path below the project."""
    thresholds: dict[str, list[Row]] = defaultdict(list)
    for row in read_seed(project, "scoring/indicator_targets.csv"):
        thresholds[row["indicator"]].append(row)
    examples = read_examples(project)
    sections: dict[str, list[str]] = {name: [] for name in DIMENSIONS}
    for indicator in read_seed(project, "catalogue/indicators.csv"):
        code = indicator["indicator"]
        sections[indicator["dimension"]].append(
            indicator_section(indicator, thresholds[code], examples.get(code))
        )
    note = "Made from the seeds by `python -m orchestration.indicator_pages`; edit those."
    pages = {
        PAGES / f"{name}.md": f"# {title}\n\n{note}\n\n" + "\n\n".join(sections[name]) + "\n"
        for name, title in DIMENSIONS.items()
    }
    index = "\n".join(
        f"- [{title}]({name}.md): {len(sections[name])} indicators"
        for name, title in DIMENSIONS.items()
    )
    pages[PAGES / "README.md"] = f"# Indicators · 指标\n\n{note}\n\n{index}\n"
    return pages


def write_pages(project: Path = PROJECT) -> list[Path]:
    """Write all pages; the paths written."""
    pages = render_pages(project)
    for path, text in pages.items():
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return list(pages)


if __name__ == "__main__":
    sys.stdout.writelines(f"{page}\n" for page in write_pages())
