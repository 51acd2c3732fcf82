"""Rows of the small landing that sit exactly on a limit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from .delivery import SHANGHAI

if TYPE_CHECKING:
    from .small_landing import Book

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def add_to(book: Book, first: date) -> None:
    """All the special cases; customers of their own keep them undisturbed."""
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=SHANGHAI) + 10 * DAY
    answers(book, noon)
    follow_ups(book, noon)
    calls(book, noon)
    deadlines(book, noon)
    messages(book, noon)
    midnight(book, noon)
    corrections(book, noon)
    unripe(book)


def answers(book: Book, noon: datetime) -> None:
    """First responses at, and one second after, the limits."""
    for number, seconds in enumerate((600, 601, 900, 901, 15, 16, 20, 21, 1200, 1201)):
        for channel in ("social", "app"):
            book.add(
                "conversations",
                conversation_id=f"zv{number}{channel}",
                customer_id=f"z{number}",
                agent_id="a04",
                channel=channel,
                started_at=noon,
                issue_key="edge",
                first_response_at=noon + seconds * SECOND,
                ended_at=noon + HOUR,
                purpose="other",
                intent="order_urge",
                is_resolved=True,
            )
    for number, seconds in enumerate((5400, 5401, 7200, 7201, 900, 901)):
        book.add(
            "tickets",
            ticket_id=f"zt{number}",
            customer_id=f"zt{number}",
            agent_id="a00",
            first_agent_id="a01",
            channel="social",
            created_at=noon,
            status="closed",
            first_response_at=noon + seconds * SECOND,
            closed_at=noon + 9 * HOUR,
            escalated_at=noon + 4 * HOUR + (number % 2) * SECOND,
            sla_due_at=noon + 9 * HOUR,
        )


def follow_ups(book: Book, noon: datetime) -> None:
    """Second contacts exactly at the end, 72 h, 7 and 30 days after it, and just later."""
    for number, gap in enumerate(
        (
            timedelta(),
            SECOND,
            72 * HOUR,
            72 * HOUR + SECOND,
            7 * DAY,
            7 * DAY + SECOND,
            30 * DAY,
            30 * DAY + SECOND,
        )
    ):
        for issue in ("edge", None):
            who, label = f"zf{number}{issue}", f"{number}{issue}"
            for turn, start in enumerate((noon, noon + HOUR + gap)):
                book.add(
                    "tickets",
                    ticket_id=f"zf{turn}{label}",
                    customer_id=who,
                    agent_id="a03",
                    channel="email",
                    created_at=start,
                    resolved_at=start + HOUR,
                    status="resolved",
                    issue_key=issue,
                    handled_by="bot" if turn and number % 2 else None,
                )
                book.add(
                    "conversations",
                    conversation_id=f"zg{turn}{label}",
                    customer_id=f"g{who}",
                    agent_id="a03",
                    channel="web",
                    started_at=start,
                    ended_at=start + HOUR,
                    purpose="presales",
                    issue_key=issue,
                    is_resolved=True,
                )
                book.add(
                    "calls",
                    call_id=f"zh{turn}{label}",
                    customer_id=f"h{who}",
                    agent_id="a03",
                    queue="support",
                    offered_at=start,
                    answered_at=start + 5 * SECOND,
                    ended_at=start + HOUR,
                    is_resolved=True,
                    issue_key=issue,
                    talk_seconds=3595,
                )
            for turn, opened in enumerate((noon, noon + gap)):
                book.add(
                    "complaints",
                    complaint_id=f"zx{turn}{label}",
                    customer_id=who,
                    agent_id="a02",
                    cause="service",
                    issue_key=issue,
                    opened_at=opened,
                    closed_at=opened + 72 * HOUR + turn * SECOND,
                )
            for window in (24 * HOUR, 30 * DAY):
                book.add(
                    "orders",
                    order_id=f"zo{window.days}{label}",
                    customer_id=f"g{who}",
                    placed_at=noon + window + (number % 2) * SECOND,
                    amount="10.01",
                    is_new_product=True,
                )


def calls(book: Book, noon: datetime) -> None:
    """Answered at 20 s and just after; lost with and without a queue."""
    for number, (queue, agent, wait) in enumerate(
        (
            ("sales", "a03", 20),
            ("support", None, 21),
            (None, "a06", 20),
            (None, None, None),
            ("support", None, None),
            ("nowhere", "ghost", None),
            ("nowhere", None, None),
        )
    ):
        offered = noon + number * HOUR
        book.add(
            "calls",
            call_id=f"zk{number}",
            agent_id=agent,
            queue=queue,
            offered_at=offered,
            answered_at=offered + wait * SECOND if wait else None,
            ended_at=offered + HOUR,
        )


def deadlines(book: Book, noon: datetime) -> None:
    """Returns, exchanges and surveys at their limits."""
    for number in range(2):
        late = number * SECOND
        for remote in (True, False):
            book.add(
                "returns",
                return_id=f"zr{number}{remote}",
                order_id="o000-000",
                agent_id="a01",
                kind="exchange",
                requested_at=noon,
                is_remote=remote,
                shipped_at=noon + (72 if remote else 48) * HOUR + late,
            )
        book.add(
            "returns",
            return_id=f"zq{number}",
            order_id="o000-000",
            agent_id="a01",
            kind="return",
            requested_at=noon,
            reviewed_at=noon + 24 * HOUR + late,
        )
        book.add(
            "surveys",
            survey_id=f"zs{number}",
            contact_type="ticket",
            contact_id="nowhere",
            stage="aftersales",
            sent_at=noon,
            responded_at=noon,
            csat=2,
            nps=6 + number,
            followed_up_at=noon + 24 * HOUR + late,
        )
    book.add("surveys", survey_id="zs9", stage="presales", responded_at=noon, csat=4, nps=9)


def messages(book: Book, noon: datetime) -> None:
    """Only bots, agent first, no agent, one instant, no customer; messages win over columns."""
    scripts = {
        "bots": "cbcb",
        "first": "acaca",
        "lonely": "aaa",
        "silent": "c",
        "rush": "ccaccaa",
        "system": "csbsa",
    }
    for name, script in scripts.items():
        book.add(
            "conversations",
            conversation_id=f"zm{name}",
            customer_id=f"zm{name}",
            agent_id="a07",
            channel="social",
            started_at=noon - 60 * SECOND,
            first_response_at=noon,
            ended_at=noon + HOUR,
            purpose="presales",
            is_resolved=True,
        )
        for number, letter in enumerate(script):
            sender = {"c": "customer", "b": "bot", "a": "agent", "s": "system"}[letter]
            gap = 0 if name == "rush" else number * 30
            book.add(
                "messages",
                message_id=f"zm{name}{number}",
                conversation_id=f"zm{name}",
                sender=sender,
                agent_id="a08" if letter == "a" else None,
                sent_at=noon + gap * SECOND,
                body="which one?" if name == "first" else "ok",
            )
    book.add(
        "messages",
        message_id="zmorphan",
        conversation_id="nowhere",
        sender="agent",
        agent_id="a01",
        sent_at=noon,
        body="not my problem",
    )


def midnight(book: Book, noon: datetime) -> None:
    """Contacts and states at and over local midnight, at month's end too."""
    for number, day in enumerate((noon, noon + 17 * DAY)):
        start = day + 12 * HOUR
        for second in (-1, 0, 1):
            at = start + second * SECOND
            book.add(
                "tickets",
                ticket_id=f"zn{number}{second}",
                customer_id="zn",
                agent_id="a02",
                channel="web",
                created_at=at,
                resolved_at=at + 2 * SECOND,
                status="resolved",
                first_response_at=at + SECOND,
            )
        book.add(
            "agent_states",
            agent_id="a02",
            started_at=start - HOUR,
            ended_at=start + 30 * HOUR,
            state="chatting",
        )
        book.add(
            "agent_states",
            agent_id="a03",
            started_at=start - HOUR,
            ended_at=start,
            state="available",
        )


def unripe(book: Book) -> None:
    """Events whose window ends exactly at the newest instant, and just after."""
    last = book.newest() + 2 * HOUR
    book.add(
        "orders",
        order_id="zlast",
        customer_id="zlast",
        placed_at=last,
        amount="1",
        is_new_product=False,
    )
    for number in range(2):
        late = number * SECOND
        for window in (24 * HOUR, 72 * HOUR, 30 * DAY, 2 * HOUR, 15 * SECOND, 20 * SECOND):
            label = f"{number}{int(window.total_seconds())}"
            at = last - window + late
            book.add(
                "tickets",
                ticket_id=f"zu{label}",
                customer_id=f"zu{label}",
                agent_id="a01",
                channel="web",
                created_at=at,
                status="open",
                sla_due_at=at,
            )
            book.add(
                "tickets",
                ticket_id=f"zw{label}",
                customer_id=f"zw{label}",
                agent_id="a01",
                channel="web",
                created_at=at - HOUR,
                resolved_at=at,
                status="resolved",
                issue_key="edge",
                first_response_at=at,
            )
            book.add(
                "conversations",
                conversation_id=f"zu{label}",
                customer_id=f"zc{label}",
                agent_id="a01",
                channel="app",
                started_at=at,
                purpose="presales",
            )
            book.add("calls", call_id=f"zu{label}", agent_id="a01", offered_at=at)
            book.add(
                "complaints",
                complaint_id=f"zu{label}",
                customer_id="zu",
                agent_id="a01",
                opened_at=at,
                issue_key=label,
            )
            for kind in ("return", "exchange"):
                book.add(
                    "returns",
                    return_id=f"zu{kind}{label}",
                    order_id="o000-000",
                    kind=kind,
                    requested_at=at,
                    agent_id="a01",
                )
            book.add(
                "surveys",
                survey_id=f"zu{label}",
                contact_type="ticket",
                contact_id=f"zu{label}",
                stage="aftersales",
                responded_at=at,
                csat=1,
            )


def corrections(book: Book, noon: datetime) -> None:
    """A later file brings an older version, a newer one, and one without a version."""
    for label, first, second in (("old", 2, 1), ("new", 1, 2), ("none", 2, None), ("tie", 1, 1)):
        for turn, version in enumerate((first, second)):
            book.add(
                "tickets",
                ticket_id=f"zy{label}",
                customer_id="zy",
                agent_id=f"a0{turn}",
                channel="app",
                created_at=noon,
                status="closed",
                closed_at=noon + HOUR,
                updated_at=noon + version * HOUR if version else None,
            )
