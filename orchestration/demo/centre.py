"""The support centre that the demo invents: teams, queues, goods and what customers ask about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Team:
    """A team; `share` of the agents, `speed` and `quality` against an ordinary team."""

    team_id: str
    name: str
    role: str
    share: int
    queue: str | None
    speed: float = 1.0
    quality: float = 0.0


TEAMS = (
    Team("presales_a", "售前一组", "presales", 5, "presales_line", 0.95, 0.25),
    Team("presales_b", "售前二组", "presales", 4, None),
    Team("aftersales_a", "售后一组", "aftersales", 7, "aftersales_north", 0.84, 0.45),
    Team("aftersales_b", "售后二组", "aftersales", 7, "aftersales_south", 1.22, -1.0),
    Team("complaints", "投诉组", "complaint", 3, "complaint_line"),
    Team("tech_support", "技术支持组", "tech_support", 5, "tech_line", 1.05, 0.1),
    Team("social", "社媒组", "social", 3, None, 0.95, 0.1),
    Team("night", "夜班组", "aftersales", 6, "night_line", 1.05, -0.1),
)
TEAM = {team.team_id: i for i, team in enumerate(TEAMS)}
TEAM_IDS = [team.team_id for team in TEAMS]
ROLES = ["presales", "aftersales", "complaint", "tech_support", "social"]
ROLE_OF_TEAM = np.array([ROLES.index(team.role) for team in TEAMS])
STRONG_TEAM, WEAK_TEAM, NIGHT_TEAM = "aftersales_a", "aftersales_b", "night"
NIGHT_FROM, NIGHT_TO = 20, 8
QUEUES = [team.queue or "presales_line" for team in TEAMS]

KINDS = ["ticket", "conversation", "call"]
TICKET, CONVERSATION, CALL = 0, 1, 2
CHANNELS = ["ticket", "email", "web", "app", "wechat", "phone", "social"]
SOCIAL = CHANNELS.index("social")
CHANNEL_SHARES = np.array(
    [
        [0.20, 0.20, 0.18, 0.20, 0.12, 0.05, 0.05],
        [0.0, 0.0, 0.24, 0.42, 0.26, 0.0, 0.08],
        [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
    ]
)
LANGUAGES = ["zh", "en", "ja", "ko"]
LANGUAGE_SHARES = np.array([0.90, 0.07, 0.02, 0.01])

BANDS = ["high", "standard", "fmcg"]


@dataclass(frozen=True)
class Category:
    """A category of goods: price band, share of the questions and of the orders, usual price."""

    name: str
    band: str
    share: float
    sold: float
    price: float
    products: tuple[str, ...]


CATEGORIES = (
    Category("phone", "high", 0.13, 0.05, 2400, ("星云X2手机", "蓝牙耳机Pro", "智能手表S")),
    Category("appliance", "high", 0.13, 0.055, 1700, ("滚筒洗衣机", "空气净化器", "扫地机器人")),
    Category("apparel", "standard", 0.23, 0.27, 220, ("羽绒服", "运动鞋", "连衣裙")),
    Category("home", "standard", 0.16, 0.18, 180, ("四件套", "收纳柜", "台灯")),
    Category("beauty", "standard", 0.15, 0.19, 190, ("舒缓精华液", "防晒霜", "口红礼盒")),
    Category("food", "fmcg", 0.12, 0.155, 65, ("坚果礼盒", "挂耳咖啡", "有机牛奶")),
    Category("baby_care", "fmcg", 0.08, 0.1, 85, ("纸尿裤", "婴儿湿巾", "辅食米粉")),
)
CATEGORY_NAMES = [c.name for c in CATEGORIES]
CATEGORY_SHARES = np.array([c.share for c in CATEGORIES])
SOLD_SHARES = np.array([c.sold for c in CATEGORIES])
BAND_OF_CATEGORY = np.array([BANDS.index(c.band) for c in CATEGORIES])
PRICE_OF_CATEGORY = np.array([c.price for c in CATEGORIES])

PURPOSES = ["presales", "aftersales", "tech", "complaint", "other"]
PRESALES, AFTERSALES, TECH, COMPLAINT, OTHER = range(5)
PURPOSE_SHARES = np.array([0.26, 0.50, 0.13, 0.06, 0.05])
# Which kind of contact each purpose comes as: ticket, conversation, call.
KIND_SHARES = np.array(
    [[0.04, 0.81, 0.15], [0.31, 0.44, 0.25], [0.46, 0.24, 0.30], [0.45, 0.2, 0.35], [0, 0.7, 0.3]]
)
# What a conversation export calls the purpose: technical questions are aftersales there.
CONVERSATION_PURPOSES = ["presales", "aftersales", "aftersales", "complaint", "other"]


@dataclass(frozen=True)
class Issue:
    """What a contact is about; `group` is the category that agents file it under."""

    name: str
    purpose: int
    share: float
    group: str
    complex_share: float = 0.08


ISSUES = (
    Issue("product_spec", PRESALES, 3.0, "consultation"),
    Issue("size_advice", PRESALES, 2.0, "consultation"),
    Issue("price_compare", PRESALES, 2.0, "price"),
    Issue("coupon", PRESALES, 2.0, "price"),
    Issue("stock", PRESALES, 1.5, "consultation"),
    Issue("gift_advice", PRESALES, 1.0, "consultation"),
    Issue("logistics_delay", AFTERSALES, 3.0, "logistics"),
    Issue("refund_progress", AFTERSALES, 2.5, "refund"),
    Issue("return_request", AFTERSALES, 2.0, "refund"),
    Issue("exchange_request", AFTERSALES, 1.2, "refund"),
    Issue("order_change", AFTERSALES, 1.2, "order"),
    Issue("order_urge", AFTERSALES, 1.3, "order"),
    Issue("invoice", AFTERSALES, 1.0, "order"),
    Issue("missing_item", AFTERSALES, 0.8, "logistics"),
    Issue("quality_defect", AFTERSALES, 1.5, "product", 0.2),
    Issue("price_protection", AFTERSALES, 0.8, "price"),
    Issue("allergic_reaction", AFTERSALES, 0.0, "product", 0.3),
    Issue("install_help", TECH, 2.0, "product", 0.3),
    Issue("error_code", TECH, 1.5, "product", 0.4),
    Issue("wifi_pairing", TECH, 1.5, "product", 0.3),
    Issue("battery", TECH, 1.2, "product", 0.3),
    Issue("warranty", TECH, 1.0, "product", 0.2),
    Issue("service_attitude", COMPLAINT, 1.0, "complaint", 0.3),
    Issue("compensation", COMPLAINT, 1.0, "complaint", 0.4),
    Issue("false_promise", COMPLAINT, 0.6, "complaint", 0.4),
    Issue("account", OTHER, 1.0, "account"),
    Issue("membership", OTHER, 1.0, "account"),
)
ISSUE = {issue.name: i for i, issue in enumerate(ISSUES)}
ORDER_URGE = ISSUE["order_urge"]
COMPLEX_SHARES = np.array([issue.complex_share for issue in ISSUES])
GROUPS = sorted({issue.group for issue in ISSUES})
GROUP_OF_ISSUE = np.array([GROUPS.index(issue.group) for issue in ISSUES])
# One key per issue and category: the same customer's return of a phone is not that of a dress.
ISSUE_KEYS = [f"{issue.name}:{c.name}" for issue in ISSUES for c in CATEGORIES]


def issue_shares(purpose: int) -> np.ndarray:
    """How often each issue is asked about, among contacts of one purpose."""
    shares = np.array([i.share if i.purpose == purpose else 0.0 for i in ISSUES])
    return shares / shares.sum()


def issue_key_codes(issue: np.ndarray, category: np.ndarray) -> np.ndarray:
    """Index into ISSUE_KEYS."""
    return issue * len(CATEGORIES) + category
