"""Charts about scores: how they moved, what they are made of, who ranks where.

Every function returns None where there is nothing to draw.
"""

from __future__ import annotations

from typing import Any

from orchestration.report.drawing import (
    BLUE,
    DARK,
    GREY,
    PAGE_WIDTH,
    ROW_HEIGHT,
    SEVERAL_COLOURS,
    STANDING_COLOURS,
    Row,
    Spec,
    chart,
    spec,
    spoken_labels,
    standing_scale,
)
from orchestration.report.units import plain_number, scale_for
from orchestration.report.words import WORDS

# How far a bar may reach beyond baseline and target before it is cut off.
LEAST_SHARE, MOST_SHARE = -100.0, 200.0


def _month_axis(months: list[str]) -> Any:
    """All months, also those without a figure."""
    import altair as alt

    return alt.X("month:O", title=None, scale=alt.Scale(domain=months), axis=alt.Axis(labelAngle=0))


def total_trend(totals: list[Row], months: list[str], language: str) -> Spec | None:
    """The total score of the last months."""
    import altair as alt

    rows = [
        {"month": f"{row['month']:%Y-%m}", "total": row["total"], "label": f"{row['total']:.1f}"}
        for row in totals
    ]
    if not rows:
        return None
    base = chart(rows).encode(
        x=_month_axis(months),
        y=alt.Y("total:Q", title=None, scale=alt.Scale(domain=[0, 100])),
    )
    layers = alt.layer(
        base.mark_line(color=BLUE, point=alt.OverlayMarkDef(color=BLUE, size=60)),
        base.mark_text(dy=-12, color=DARK).encode(text="label:N"),
    )
    return spec(layers.properties(width=300, height=150), WORDS["trend_total"].said(language))


def indicator_trend(trend: list[Row], months: list[str], language: str) -> Spec | None:
    """One small chart per indicator, each with a scale of its own."""
    import altair as alt

    rows: list[Row] = []
    order: list[str] = []
    for indicator in dict.fromkeys(row["indicator"] for row in trend):
        own = [row for row in trend if row["indicator"] == indicator]
        numbers = [row[name] for row in own for name in ("value", "target")]
        scale = scale_for(own[0]["unit"], numbers)
        symbol = scale.symbol.said(language)
        name = own[0][f"name_{language}"] + (f" ({symbol})" if symbol else "")
        order.append(name)
        rows += [
            {
                "name": name,
                "month": f"{row['month']:%Y-%m}",
                "value": scale.number(row["value"]),
                "target": scale.number(row["target"]),
            }
            for row in own
        ]
    if not rows:
        return None
    base = alt.Chart().encode(x=_month_axis(months))
    lines = alt.layer(
        base.mark_line(color=DARK, strokeDash=[4, 3], strokeWidth=1).encode(y="target:Q"),
        base.mark_line(color=BLUE, point=alt.OverlayMarkDef(color=BLUE)).encode(
            y=alt.Y(
                "value:Q",
                title=None,
                scale=alt.Scale(zero=False),
                # As wide as any label, so that the small charts stand in columns.
                axis=alt.Axis(tickCount=3, minExtent=36, maxExtent=36),
            )
        ),
        data=alt.Data(values=rows),
    ).properties(width=165, height=80)
    facets = lines.facet(
        facet=alt.Facet(
            "name:N",
            title=None,
            sort=order,
            header=alt.Header(labelLimit=190, labelAnchor="start"),
        ),
        columns=3,
        spacing=18,
    )
    # An axis of its own for each: the last row may be short.
    facets = facets.resolve_scale(y="independent").resolve_axis(x="independent")
    return spec(facets, WORDS["trend"].said(language))


def attainment(lines: list[Row], language: str) -> Spec | None:
    """Each indicator between its baseline (0 %) and its target (100 %)."""
    import altair as alt

    rows = []
    for line in lines:
        share = attained_share(line)
        if share is None:
            continue
        scale = scale_for(line["unit"], [line["value"], line["target"], line["baseline"]])
        rows.append(
            {
                "name": line[f"name_{language}"],
                "share": min(max(share, LEAST_SHARE), MOST_SHARE),
                "standing": line["standing"] or "on_target",
                "label": scale.text(line["value"]).said(language),
            }
        )
    if not rows:
        return None
    names = [row["name"] for row in rows]
    y = alt.Y("name:N", title=None, sort=names)
    bars = (
        chart(rows)
        .mark_bar(height=13)
        .encode(
            y=y,
            x=alt.X(
                "share:Q",
                title=WORDS["attainment_axis"].said(language),
                scale=alt.Scale(domain=[LEAST_SHARE, MOST_SHARE]),
                axis=alt.Axis(values=[-100, -50, 0, 50, 100, 150, 200]),
            ),
            color=alt.Color(
                "standing:N",
                title=None,
                scale=standing_scale(),
                legend=alt.Legend(
                    orient="top", labelExpr=spoken_labels(list(STANDING_COLOURS), language)
                ),
            ),
        )
    )
    labels = (
        chart(rows)
        .mark_text(align="left", color=DARK)
        .encode(y=y, x=alt.value(PAGE_WIDTH - 230), text="label:N")
    )
    edges = (
        chart([{"edge": 0}, {"edge": 100}]).mark_rule(color=DARK, strokeWidth=1).encode(x="edge:Q")
    )
    layers = alt.layer(bars, edges, labels).properties(
        width=PAGE_WIDTH - 240, height=ROW_HEIGHT * len(rows)
    )
    return spec(layers, WORDS["attainment"].said(language))


def attained_share(line: Row) -> float | None:
    """How far the scored value has come from baseline to target, in percent."""
    value, target, baseline = line["scored_value"], line["target"], line["baseline"]
    if value is None or target is None or baseline is None or target == baseline:
        return None
    return float((value - baseline) / (target - baseline) * 100)


def ranking(cards: list[Row], names: dict[str, str], language: str) -> Spec | None:
    """Totals with their 95 % interval; a colour per scheme, since ranks are within one."""
    import altair as alt

    rows = [
        {
            "agent": f"{names.get(card['entity_id'], '')} {card['entity_id']}".strip(),
            "scheme": card["scheme"],
            "total": card["total"],
            "low": max(card["total"] - (card["total_margin"] or 0), 0),
            "high": min(card["total"] + (card["total_margin"] or 0), 100),
            "label": f"{card['total']:.1f}",
        }
        for card in cards
        if card["total"] is not None
    ]
    if not rows:
        return None
    schemes = sorted({row["scheme"] for row in rows})
    colours = [SEVERAL_COLOURS[n % len(SEVERAL_COLOURS)] for n in range(len(schemes))]
    base = chart(rows)
    y = alt.Y("agent:N", title=None, sort=[row["agent"] for row in rows])
    x = alt.X("total:Q", title=WORDS["total"].said(language), scale=alt.Scale(domain=[0, 100]))
    legend = alt.Legend(orient="top", columns=3) if len(schemes) > 1 else None
    layers = alt.layer(
        base.mark_rule(color=GREY, strokeWidth=2).encode(y=y, x="low:Q", x2="high:Q"),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            y=y,
            x=x,
            color=alt.Color(
                "scheme:N",
                title=None,
                scale=alt.Scale(domain=schemes, range=colours),
                legend=legend,
            ),
        ),
        base.mark_text(align="left", color=DARK).encode(
            y=y, x=alt.value(PAGE_WIDTH - 190), text="label:N"
        ),
    ).properties(width=PAGE_WIDTH - 200, height=19 * len(rows))
    return spec(layers, WORDS["ranking"].said(language))


def lost_points(lines: list[Row], language: str) -> Spec | None:
    """Which indicator cost how many points of a hundred."""
    import altair as alt

    rows = [
        {
            "name": line[f"name_{language}"],
            "lost": line["lost_points"],
            "standing": line["standing"] or "on_target",
            "label": f"−{plain_number(line['lost_points'])}",
        }
        for line in sorted(lines, key=lambda line: (-(line["lost_points"] or 0), line["indicator"]))
        if line["status"] == "ok" and line["lost_points"]
    ]
    if not rows:
        return None
    y = alt.Y("name:N", title=None, sort=[row["name"] for row in rows])
    base = chart(rows)
    layers = alt.layer(
        base.mark_bar(height=13).encode(
            y=y,
            x=alt.X("lost:Q", title=WORDS["lost_points"].said(language)),
            color=alt.Color(
                "standing:N",
                scale=standing_scale(),
                legend=None,
            ),
        ),
        base.mark_text(align="left", dx=4, color=DARK).encode(y=y, x="lost:Q", text="label:N"),
    ).properties(width=PAGE_WIDTH - 240, height=20 * len(rows))
    return spec(layers, WORDS["lost_points_title"].said(language))
