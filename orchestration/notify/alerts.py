"""Open alerts of the marts, and whose channels hear of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from orchestration.notify.incident import ALERT, Incident, printable
from orchestration.store import relation_exists

if TYPE_CHECKING:
    import duckdb

OPEN_ALERTS = """
select
    alert_id, name_en, name_zh, severity, entity_type, entity_id,
    coalesce(indicator, theme) as figure, period, last_seen_on, value, measured, threshold,
    usual_value, action_en, action_zh
from marts.alert
where is_open
order by severity, rule, entity_type, entity_id, figure, alert_id
"""

# The channels of whom an alert is about, of the agent's team and of the agent's supervisor.
# A route without an id is for everybody of its scope.
TAGS = """
with about as (
    select alert_id, entity_type as scope, entity_id as scope_id
    from marts.alert
    where is_open and entity_type in ('agent', 'team', 'company')
    union
    select alerts.alert_id, 'team', agents.team_id
    from marts.alert as alerts
    inner join marts.dim_agent as agents
        on alerts.entity_type = 'agent' and alerts.entity_id = agents.agent_id and agents.is_current
    where alerts.is_open
    union
    select alerts.alert_id, 'agent', agents.supervisor_id
    from marts.alert as alerts
    inner join marts.dim_agent as agents
        on alerts.entity_type = 'agent' and alerts.entity_id = agents.agent_id and agents.is_current
    where alerts.is_open and agents.supervisor_id is not null
)

select distinct about.alert_id, routes.tag
from about
inner join catalogue.notify_routes as routes
    on about.scope = routes.scope and coalesce(routes.scope_id, about.scope_id) = about.scope_id
order by all
"""


def open_alerts(connection: duckdb.DuckDBPyConnection) -> Iterator[Incident]:
    """One incident per open episode of the mart `alert`."""
    if not relation_exists(connection, "marts", "alert"):
        return
    tags = tags_by_alert(connection)
    cursor = connection.execute(OPEN_ALERTS)
    names = [column[0] for column in cursor.description or []]
    for row in cursor.fetchall():
        alert = dict(zip(names, row, strict=True))
        yield Incident(
            ALERT,
            alert["alert_id"],
            words_of(alert),
            f"{alert['action_en']} · {alert['action_zh']}",
            tags[alert["alert_id"]],
        )


def tags_by_alert(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Which tagged channels hear of which alert."""
    tags: dict[str, set[str]] = defaultdict(set)
    names = [("marts", "dim_agent"), ("catalogue", "notify_routes")]
    if all(relation_exists(connection, *name) for name in names):
        for alert_id, tag in connection.execute(TAGS).fetchall():
            tags[alert_id].add(tag)
    return defaultdict(frozenset, {key: frozenset(found) for key, found in tags.items()})


def words_of(alert: dict[str, Any]) -> str:
    """One line: what, of whom, when, how much."""
    whom = printable(alert["entity_id"])
    if alert["entity_type"] != "company":
        whom = f"{alert['entity_type']} {whom}"
    figures = [f"{alert['figure']} {alert['value']:.2f}" if alert["figure"] else ""]
    if alert["usual_value"] is not None:
        figures.append(f"usually {alert['usual_value']:.2f}")
    if alert["threshold"] is not None:
        # Some rules judge the figure itself, others how unusual it is.
        judged = "" if alert["measured"] == alert["value"] else f"{alert['measured']:.1f} against "
        figures.append(f"{judged}limit {alert['threshold']:g}")
    return (
        f"[{alert['severity']}] {alert['name_en']} · {alert['name_zh']}: {whom},"
        f" {alert['period']} from {alert['last_seen_on']}, {', '.join(filter(None, figures))}"
    )
