"""The everyday rows of the small landing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .small_landing import Book

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SAYINGS = (
    "Hello, how can I help",
    "what size do you wear?",
    "需要什么颜色？",
    "Done, thank you",
    "it is 100% GUARANTEED, take it or leave it",
    "百分之百保证",
    "line one\nline two, with a comma",
    None,
)
ISSUES = ("battery", "screen", "delivery", None)


def everyday(book: Book, first: date) -> None:
    """Contacts of every day and what surrounds them."""
    for offset in range(book.size.days):
        day = first + offset * DAY
        crowd = 3 if day.day == 20 else 1
        for number in range(book.size.contacts_per_day * crowd):
            kind = book.random.random()
            label = f"{offset:03}-{number:03}"
            if kind < 0.4:
                ticket(book, day, f"t{label}")
            elif kind < 0.8:
                conversation(book, day, f"v{label}")
            else:
                call(book, day, f"k{label}")
        for number in range(max(1, book.size.contacts_per_day // 3)):
            order(book, day, f"o{offset:03}-{number:03}")
        states(book, day)
    growth(book, first)
    costs(book, first)


def customer(book: Book) -> str:
    """A customer; some are unknown to the customers table."""
    return "stranger" if book.chance(0.01) else book.random.choice(book.customers)


def ticket(book: Book, day: date, label: str) -> None:
    """One ticket, perhaps with survey, check and complaint."""
    created, owner = book.instant(day), book.agent()
    status = book.random.choice(
        ["closed"] * 5 + ["resolved"] * 5 + ["open", "pending", "new", "spam", "merged", "deleted"]
    )
    done = status in {"closed", "resolved"} and not book.chance(0.03)
    resolved = created + book.seconds(30000) if done and not book.chance(0.1) else None
    closed = None
    if done and (resolved is None or book.chance(0.6)):
        closed = (resolved or created) + book.seconds(20000)
    who = customer(book)
    category = book.pick("login", "refund", None)
    book.add(
        "tickets",
        ticket_id=label,
        customer_id=who,
        agent_id=owner,
        first_agent_id=book.maybe(book.agent(), 0.3),
        channel=book.pick("ticket", "email", "web", "app", "wechat", "phone", "social"),
        created_at=created,
        first_response_at=book.maybe(created + book.seconds(5000), 0.9),
        resolved_at=resolved,
        closed_at=closed,
        status=status,
        priority=book.pick("low", "normal", None),
        is_complex=book.flag(0.2),
        issue_key=book.pick(*ISSUES),
        initial_category=category,
        final_category=category if book.chance(0.8) else book.pick("login", None),
        escalated_at=book.maybe(created + book.seconds(12000), 0.15),
        reopened_count=book.pick(0, 0, 0, 1, None),
        agent_reply_count=book.pick(0, 1, 1, 2, None),
        transferred=book.flag(0.1),
        order_id=book.maybe(f"o{book.random.randrange(99):03}-000"),
        product_category=book.pick("appliance", "phone", None),
        description=book.pick("it broke", None),
        solution=book.pick("mended", "新的，已换", None),
        kb_article_id=book.maybe("kb1", 0.4),
        sla_due_at=book.maybe(created + 24 * HOUR, 0.6),
        sla_met=book.maybe(book.chance(0.9), 0.2),
        handled_by=book.pick("agent", "agent", "bot", None),
        language=book.pick("zh", "en", "ja", None),
        updated_at=book.maybe((closed or resolved or created) + HOUR),
    )
    after(book, "ticket", label, who, closed or resolved or created)


def conversation(book: Book, day: date, label: str) -> None:
    """One conversation; most have messages."""
    started, owner, who = book.instant(day), book.agent(), customer(book)
    ended = started + book.seconds(900) if book.chance(0.95) else None
    parts = [f"o{book.random.randrange(99):03}-00{n}" for n in range(book.random.randrange(4))]
    purpose = book.pick("presales", "presales", "aftersales", "complaint", "other", None)
    book.add(
        "conversations",
        conversation_id=label,
        customer_id=who,
        agent_id=owner,
        channel=book.pick("app", "web", "wechat", "social"),
        started_at=started,
        first_response_at=book.maybe(started + book.seconds(20), 0.8),
        ended_at=ended,
        purpose=purpose,
        issue_key=book.pick(*ISSUES),
        intent=book.pick("order_urge", "price", None),
        is_valid=book.pick(True, True, False, None),
        is_resolved=book.flag(0.8),
        product_category=book.pick("appliance", "phone", None),
        price_band=book.pick("high", "standard", "fmcg", None),
        is_new_product=book.flag(0.3),
        is_complex=book.flag(0.2),
        order_ids="|".join(parts) or None,
        handled_by=book.pick("agent", "agent", "agent", "bot", None),
        transferred=book.flag(0.1),
        language=book.pick("zh", "en", None),
        updated_at=book.maybe(started + HOUR),
    )
    if not book.chance(0.15):
        talk(book, label, started, owner)
    if purpose == "presales" and book.chance(0.3):
        order(book, day, f"p{label}", who, started + book.seconds(30000))
    after(book, "conversation", label, who, ended or started)


def talk(book: Book, label: str, start: datetime, owner: str | None) -> None:
    """Messages of every kind in any order, some of one instant."""
    moment = start
    for number in range(book.random.randrange(1, 10)):
        sender = book.pick("customer", "customer", "agent", "agent", "bot", "system")
        book.add(
            "messages",
            message_id=f"m{label}-{number}",
            conversation_id=label,
            sender=sender,
            agent_id=book.maybe(owner if book.chance(0.9) else book.agent(), 0.97)
            if sender == "agent"
            else None,
            sent_at=moment,
            body=book.pick(*SAYINGS),
        )
        if not book.chance(0.1):
            moment += book.seconds(25)


def call(book: Book, day: date, label: str) -> None:
    """One call, answered or lost."""
    offered, who = book.instant(day), book.maybe(customer(book), 0.9)
    answered = offered + book.seconds(12) if book.chance(0.85) else None
    talked = int(book.seconds(220).total_seconds())
    book.add(
        "calls",
        call_id=label,
        customer_id=who,
        agent_id=book.agent() if answered or book.chance(0.1) else None,
        queue=book.pick("sales", "support", "overflow", None),
        offered_at=offered,
        answered_at=answered,
        ended_at=book.maybe((answered or offered) + timedelta(seconds=talked), 0.95),
        talk_seconds=book.maybe(talked, 0.9) if answered else None,
        hold_seconds=book.pick(0, 15, None),
        wrap_up_seconds=book.pick(60, 270, 400, None),
        transferred=book.flag(0.1),
        issue_key=book.pick(*ISSUES),
        is_resolved=book.flag(0.8, 0.2),
        updated_at=None,
    )
    after(book, "call", label, who, offered + HOUR)


def after(book: Book, kind: str, label: str, who: object, at: datetime) -> None:
    """Survey, quality check and complaint of a contact."""
    if book.chance(0.4):
        survey(book, f"s{label}", kind, label, who, at, str(book.pick("aftersales", "presales")))
    if book.chance(0.15):
        book.add(
            "quality_checks",
            check_id=f"q{label}",
            contact_type=kind,
            contact_id=label,
            agent_id=book.agent() or "a00",
            checked_at=at + book.seconds(90000),
            inspector_id="i1",
            script_compliant=book.flag(0.9),
            process_compliant=book.flag(0.9),
            classification_correct=book.flag(0.9, 0.5),
            record_matches_customer=book.flag(0.9),
            attitude=book.pick(3, 4, 5, None),
            professionalism=4,
        )
    if book.chance(0.06) and who is not None:
        complaint(book, f"x{label}", str(who), at)


def survey(
    book: Book, label: str, kind: str, contact: str, who: object, at: datetime, stage: str
) -> None:
    """One survey, answered or not."""
    sent = book.maybe(at + timedelta(minutes=5), 0.95)
    answered = book.maybe(at + book.seconds(7200) + HOUR, 0.7)
    followed = book.chance(0.5) and isinstance(answered, datetime)
    assert isinstance(answered, datetime | None)
    book.add(
        "surveys",
        survey_id=label,
        contact_type=kind,
        contact_id=contact,
        customer_id=who,
        agent_id=book.maybe(book.agent(), 0.3),
        stage=stage,
        sent_at=sent,
        responded_at=answered,
        csat=book.pick(1, 2, 3, 4, 5, 5, None),
        nps=book.pick(0, 6, 7, 9, 10, None),
        resolved_confirmed=book.flag(0.8, 0.4),
        attitude=book.pick(3, 4, 5, None),
        ease=book.pick(2, 5, None),
        refund_timeliness=book.pick(1, 4, None),
        comment=book.pick("good, thanks", '"so" so', None),
        followed_up_at=answered + book.seconds(60000) if followed and answered else None,
    )


def complaint(book: Book, label: str, who: str, at: datetime) -> None:
    """One complaint, perhaps with a survey of its own."""
    opened = at + book.seconds(40000)
    closed = book.maybe(opened + book.seconds(150000), 0.8)
    crisis = book.flag(0.2)
    book.add(
        "complaints",
        complaint_id=label,
        customer_id=who,
        agent_id=book.agent(),
        against_agent_id=book.maybe(book.agent()),
        cause=book.pick("service", "product", "language_culture", "other", None),
        order_id=book.maybe("o000-000"),
        issue_key=book.pick("battery", "screen", None),
        opened_at=opened,
        closed_at=closed,
        escalated_to=book.pick("none", "none", "supervisor", "platform", None),
        is_public_crisis=crisis,
        crisis_defused=book.flag(0.7) if crisis else None,
    )
    if book.chance(0.6):
        survey(book, f"s{label}", "complaint", label, who, opened + HOUR, "post_complaint")


def order(
    book: Book, day: date, label: str, who: str | None = None, at: datetime | None = None
) -> None:
    """One order, perhaps returned."""
    who = who or customer(book)
    placed = at or book.instant(day)
    cents = book.random.randrange(100, 90000)
    book.add(
        "orders",
        order_id=label,
        customer_id=who,
        placed_at=placed,
        amount=f"{cents // 100}.{cents % 100:02}",
        currency="CNY",
        product_category="phone",
        price_band=book.pick("high", "standard", "fmcg"),
        is_new_product=book.flag(0.3),
        status=book.pick("placed", "placed", "placed", "cancelled", None),
    )
    if book.chance(0.3):
        requested = placed + book.seconds(200000)
        book.add(
            "returns",
            return_id=f"r{label}",
            order_id=label,
            customer_id=who,
            agent_id=book.agent(),
            kind=book.pick("return", "exchange"),
            requested_at=requested,
            reviewed_at=book.maybe(requested + book.seconds(60000), 0.8),
            shipped_at=book.maybe(requested + book.seconds(160000), 0.8),
            is_remote=book.flag(0.2),
        )
        if book.chance(0.4):
            survey(book, f"sr{label}", "return", f"r{label}", who, requested, "return")


def states(book: Book, day: date) -> None:
    """A chain of states for a third of the agents, some over midnight."""
    for number in range(book.size.agents):
        if not book.chance(0.35):
            continue
        moment = book.instant(day)
        for _ in range(6):
            until = moment + book.seconds(3000) + timedelta(seconds=1)
            book.add(
                "agent_states",
                agent_id=f"a{number:02}",
                started_at=moment,
                ended_at=until,
                state=book.pick(
                    "available",
                    "talking",
                    "holding",
                    "wrap_up",
                    "chatting",
                    "ticket_work",
                    "break",
                    "training",
                    "offline",
                ),
            )
            moment = until


def growth(book: Book, first: date) -> None:
    """Training, certificates, contributions, ratings and field services."""
    for number in range(book.size.days * 2):
        agent, day = book.agent() or "a01", book.any_day()
        at = book.instant(day)
        attended = book.chance(0.9)
        book.add(
            "training_results",
            agent_id=agent,
            course_id=f"course{number}",
            scheduled_on=day,
            kind=book.pick("product_knowledge", "service_process"),
            attended=attended,
            passed=attended and book.chance(0.9),
            score=80,
        )
        book.add(
            "knowledge_contributions",
            contribution_id=f"kc{number}",
            agent_id=agent,
            kind=book.pick("kb_update", "case_share", "suggestion"),
            created_at=at,
            citations=book.pick(0, 1, 4, None),
            adopted=book.flag(0.5),
        )
        book.add(
            "collaboration_ratings",
            rating_id=f"cr{number}",
            agent_id=agent,
            rater_department="logistics",
            rated_at=at,
            satisfaction=book.pick(2, 4, 5, None),
            information_accurate=book.flag(0.9),
            responded_in_time=book.flag(0.9),
        )
        book.add(
            "field_services",
            service_id=f"fs{number}",
            agent_id=book.agent(),
            served_at=at,
            parts_used=book.pick(0, 1, 5, None),
            parts_wasted=book.pick(0, 0, 1, None),
            carbon_kg=book.pick("1.25", "0.4", None),
        )
    for number in range(book.size.agents):
        granted = first + timedelta(days=book.random.randrange(-100, book.size.days))
        book.add(
            "certifications",
            agent_id=f"a{number:02}",
            certification="basic",
            granted_on=granted,
            expires_on=book.maybe(granted + timedelta(days=60)),
        )


def costs(book: Book, first: date) -> None:
    """Costs of most teams and months."""
    months = sorted({(first + n * DAY).strftime("%Y-%m") for n in range(book.size.days)})
    for month in months[:-1]:
        for team in ("team_0", "team_1", "team_2"):
            if book.chance(0.8):
                for kind, amount in (("salary", "5000.50"), ("tools", "300")):
                    book.add("service_costs", month=month, team_id=team, kind=kind, amount=amount)
