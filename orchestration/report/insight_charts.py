"""Charts about what happened: themes, the hours of the week, the weeks to come.

Every function returns None where there is nothing to draw.
"""

from __future__ import annotations

from orchestration.report.drawing import (
    BLUE,
    DARK,
    ORANGE,
    PAGE_WIDTH,
    PALE,
    RED,
    ROW_HEIGHT,
    Row,
    Spec,
    chart,
    spec,
)
from orchestration.report.words import WEEKDAYS, WORDS, Text, value_text


def themes(found: list[Row], language: str) -> Spec | None:
    """What share of the comments names a theme, and how much of that is a problem."""
    import altair as alt

    rows = [
        {
            "theme": row[f"name_{language}"],
            "share": row["theme_share"],
            "problems": row["problem_share"],
            "label": ("⚠ " if row["is_over_limit"] else "") + f"{row['problem_share']:.0f} %",
            "is_over": bool(row["is_over_limit"]),
        }
        for row in found
        if row["theme_share"] is not None
    ]
    if not rows:
        return None
    y = alt.Y("theme:N", title=None, sort=[row["theme"] for row in rows])
    base = chart(rows)
    layers = alt.layer(
        base.mark_bar(color=PALE, height=15).encode(
            y=y, x=alt.X("share:Q", title=WORDS["theme_share"].said(language))
        ),
        base.mark_bar(height=9).encode(
            y=y,
            x="problems:Q",
            color=alt.condition("datum.is_over", alt.value(RED), alt.value(ORANGE)),
        ),
        base.mark_text(align="left", dx=5, color=DARK).encode(y=y, x="share:Q", text="label:N"),
    ).properties(width=PAGE_WIDTH - 220, height=ROW_HEIGHT * len(rows))
    return spec(layers, WORDS["themes"].said(language))


def heatmap(found: list[Row], column: str, title: Text, colours: str, language: str) -> Spec | None:
    """Weekday by hour."""
    import altair as alt

    rows = [
        {
            "day": WEEKDAYS[row["weekday"] - 1].said(language),
            "hour": row["hour_of_day"],
            "value": row[column],
        }
        for row in found
        if row[column] is not None
    ]
    if not rows:
        return None
    days = [day.said(language) for day in WEEKDAYS]
    cells = (
        chart(rows)
        .mark_rect(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X(
                "hour:O",
                title=WORDS["hour"].said(language),
                scale=alt.Scale(domain=list(range(24))),
                axis=alt.Axis(labelAngle=0),
            ),
            y=alt.Y("day:O", title=None, sort=days, scale=alt.Scale(domain=days)),
            color=alt.Color(
                "value:Q",
                title=None,
                scale=alt.Scale(scheme=colours),  # type: ignore[arg-type]
                legend=alt.Legend(gradientLength=120, format=".3~g"),
            ),
        )
        .properties(width=PAGE_WIDTH - 110, height=140)
    )
    return spec(cells, title.said(language))


def forecast(found: list[Row], language: str) -> Spec | None:
    """Contacts of the days to come, by channel."""
    import altair as alt

    rows = [
        {
            "channel": value_text(row["channel"]).said(language),
            "day": f"{row['date_day']:%Y-%m-%d}",
            "contacts": row["contacts"],
            "low": row["contacts_low"],
            "high": row["contacts_high"],
        }
        for row in found
    ]
    if not rows:
        return None
    base = alt.Chart().encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%m-%d", tickCount=4))
    )
    facets = (
        alt.layer(
            base.mark_area(color=BLUE, opacity=0.18).encode(
                y=alt.Y("low:Q", title=None, axis=alt.Axis(minExtent=36, maxExtent=36)),
                y2="high:Q",
            ),
            base.mark_line(color=BLUE).encode(y="contacts:Q"),
            data=alt.Data(values=rows),
        )
        .properties(width=265, height=90)
        .facet(
            facet=alt.Facet("channel:N", title=None, header=alt.Header(labelAnchor="start")),
            columns=2,
            spacing=18,
        )
        .resolve_scale(y="independent")
        .resolve_axis(x="independent")
    )
    return spec(facets, WORDS["forecast"].said(language))
