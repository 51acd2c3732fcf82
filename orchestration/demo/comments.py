"""What customers write below a survey, by theme and mood, in Chinese and English."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.demo import columns
from orchestration.demo.columns import NONE
from orchestration.demo.phrases import PERSONAL_TEXTS
from orchestration.demo.window import Array

THEMES = ["attitude", "efficiency", "professionalism", "product", "logistics", "price"]
ATTITUDE, EFFICIENCY, PROFESSIONALISM, PRODUCT, LOGISTICS, PRICE = range(6)
MOODS = ["bad", "good"]
COMMENTS = {
    "attitude": {
        "bad": ("客服态度很差，爱答不理", "语气不耐烦，说话很冲", "态度敷衍，不顾客户感受"),
        "good": ("客服态度很好，很有耐心", "小姐姐很热情，有礼貌", "@客服 服务态度给满分"),
        "bad_en": ("The agent was rude and impatient.", "Unfriendly attitude."),
        "good_en": ("Very friendly and polite agent!", "Patient and kind, thank you."),
    },
    "efficiency": {
        "bad": ("等了太久才有人回复", "响应慢，问题拖了三天", "处理效率太低，一直让我等待"),
        "good": ("回复很快，马上就解决了", "处理效率高，点赞", "+1 响应及时"),
        "bad_en": ("I had to wait far too long.", "Slow response, nobody came back to me."),
        "good_en": ("Quick response, solved in minutes.", "Fast and efficient."),
    },
    "professionalism": {
        "bad": ("客服不专业，一问三不知", "方案做不到，答非所问", "对产品知识不懂，还要转接"),
        "good": ("很专业，讲解清楚", "客服专业知识扎实，方案清晰"),
        "bad_en": ("The agent had no product knowledge.", "Unprofessional, wrong answer twice."),
        "good_en": ("Professional and clear explanation.", "Knew exactly what to do."),
    },
    "product": {
        "bad": ("产品质量太差，用了两天就坏", "用完过敏，脸上红肿", "实物和描述不符，做工粗糙"),
        "good": ("产品质量不错，会回购", "东西很好用"),
        "bad_en": ("Poor product quality, broken after two days.", "The product caused a rash."),
        "good_en": ("Great product quality.", "The product works as described."),
    },
    "logistics": {
        "bad": ("物流太慢，快递一直不动", "快递丢件，配送员态度敷衍", "发货慢，包装破损"),
        "good": ("物流很快，第二天就到", "快递包装完好"),
        "bad_en": ("Delivery took two weeks.", "The courier lost my parcel."),
        "good_en": ("Fast delivery.", "Shipping was quick and careful."),
    },
    "price": {
        "bad": ("刚买就降价，不给价保", "价格比别家贵", "优惠券用不了，太贵了"),
        "good": ("价格实惠，性价比高", "优惠力度大"),
        "bad_en": ("Too expensive, the price dropped the next day.", "Price match was refused."),
        "good_en": ("Good price.", "Excellent value for money."),
    },
}
LONGEST = 3


def comment_words() -> list[str]:
    """All comments; a code is theme, mood, language and variant in mixed radix."""
    words: list[str] = []
    for theme in THEMES:
        for mood in MOODS:
            for suffix in ("", "_en"):
                variants = COMMENTS[theme][mood + suffix]
                words.extend(variants[i % len(variants)] for i in range(LONGEST))
    return words


def write_comments(
    theme: Array, happy: Array, english: Array, written: Array, rng: np.random.Generator
) -> pa.Array:
    """A comment per row of `written`, now and then with a telephone number in it."""
    count = len(theme)
    code = ((theme * 2 + happy) * 2 + english) * LONGEST + rng.integers(0, LONGEST, count)
    words = columns.texts(comment_words(), np.where(written, code, NONE))
    personal = written & (rng.random(count) < 0.006)
    extra = columns.texts(
        PERSONAL_TEXTS, np.where(personal, rng.integers(0, len(PERSONAL_TEXTS), count), NONE)
    )
    return columns.appended(words, extra, "，")


def choose_theme(
    happy: Array, waited: Array, quality: Array, product_fault: Array, rng: np.random.Generator
) -> Array:
    """What the comment is about: a long wait, a poor agent and a bad product are named."""
    count = len(happy)
    draw = rng.random(count)
    praise = np.searchsorted([0.34, 0.62, 0.78, 0.88, 0.95], draw)
    usual = np.searchsorted([0.16, 0.36, 0.50, 0.68, 0.86], draw)
    blame = np.where(waited & (rng.random(count) < 0.5), EFFICIENCY, usual)
    rough = (quality < -0.4) & (rng.random(count) < 0.3)
    blame = np.where(rough, np.where(draw < 0.55, ATTITUDE, PROFESSIONALISM), blame)
    blame = np.where(product_fault & (rng.random(count) < 0.8), PRODUCT, blame)
    return np.where(happy, praise, blame)
