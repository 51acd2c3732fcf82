"""What customers, agents and the bot write. Every person and number in here is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestration.demo.centre import CATEGORIES, ISSUES

# Values that look like personal data and can belong to nobody: reserved domains, blocks of
# zeros, impossible check digits. Masking is tested with them.
PHONES = tuple(f"1380000{n:04d}" for n in range(1001, 1013))
EMAILS = tuple(f"demo.user{n:02d}@example.com" for n in range(1, 9))
ID_CARDS = tuple(f"11010119900101{n:04d}" for n in (11, 29, 37, 45, 53))
BANK_CARDS = tuple(f"622200000000000{n:04d}" for n in (1, 2, 3, 4))
PERSONAL_DATA = PHONES + EMAILS + ID_CARDS + BANK_CARDS
PERSONAL_TEXTS = (
    *(f"我的手机号是{phone}，请回电" for phone in PHONES[:8]),
    *(f"Please call me back on {phone}." for phone in PHONES[8:]),
    *(f"发票请发到 {mail}，谢谢" for mail in EMAILS[:5]),
    *(f"You can reach me at {mail}, thanks" for mail in EMAILS[5:]),
    *(f"实名认证用的身份证号 {card}" for card in ID_CARDS),
    *(f"退款请退到银行卡{card}" for card in BANK_CARDS),
)

# Each holds a phrase of `seeds/scoring/script_rules.csv`; a test compares.
FORBIDDEN = (
    "亲，我们家都是绝对正品，放心购买",
    "百分之百保证明天到货，您不用担心",
    "This product is 100% guaranteed to work for you.",
    "Please calm down, I already told you that.",
    "不是说过了吗，您再看一下上面",
)

ASKING = (
    "请问您平时主要在什么场合使用呢？",
    "您更看重价格还是功能？",
    "方便说一下您的身高和体重吗？",
    "请问是送人还是自己用？",
    "您家里的面积大概多大呢？",
)
ASKING_EN = ("Which size do you usually wear?", "What will you mainly use it for?")
TELLING = (
    "这款是我们的热销款，好评很多。",
    "现在下单可以叠加满减券。",
    "参数都在详情页第三屏，您可以看一下。",
    "两款的区别主要在材质和容量。",
    "库存充足，下午四点前付款当天发出。",
)
TELLING_EN = ("It is in stock and ships today.", "You can combine it with the coupon on the page.")
GREETING = (
    "您好，客服为您服务。",
    "您好，很高兴为您服务，我先看一下您的情况。",
    "亲您好，在的。",
    "您好，让您久等了。",
)
GREETING_EN = ("Hello, thanks for waiting. Let me have a look.", "Hi, this is customer service.")
WORKING = (
    "我已经帮您查到订单，正在核实。",
    "已为您提交申请，预计24小时内处理。",
    "仓库那边已经在催了，有结果马上告诉您。",
    "麻烦您拍一张照片发给我，我帮您登记。",
    "退款会原路返回，一般1-3个工作日到账。",
    "我帮您转给专员核实，请稍等。",
)
WORKING_EN = (
    "I have found your order and am checking it now.",
    "The refund goes back to your card within three working days.",
    "I have asked the warehouse to hurry.",
)
GOODBYE = (
    "感谢您的咨询，祝您生活愉快！",
    "如果没有其他问题，就先不打扰您了。",
    "麻烦您对本次服务做个评价，谢谢！",
)
GOODBYE_EN = ("Thank you, have a nice day!",)
FOLLOWING = (
    "好的，大概要多久",
    "那我现在要做什么",
    "之前也是这么说的",
    "可以优惠一点吗",
    "订单号我发你了",
    "嗯嗯",
    "好的谢谢",
    "还没有收到",
    "图片发你了，你看一下",
    "能不能快一点",
)
FOLLOWING_EN = ("OK, how long will it take?", "Thanks", "I still have not received it.", "Sure")
IDLE = ("在吗", "加微信领红包 www.example.com", "代刷信誉找我", "哈哈哈", "无聊聊聊天")
BOT = (
    "您好，我是智能助手，请描述您的问题。",
    "根据您的描述，您可以在“我的订单”中查看物流进度。",
    "退货流程：我的订单 → 申请售后 → 选择退货。",
    "优惠券可在结算页面自动抵扣。",
    "请问以上内容是否解决了您的问题？",
)
SYSTEM = ("正在为您转接人工客服，请稍候。", "会话已结束。", "客户长时间未回复，会话自动关闭。")

OPENING = {
    "product_spec": ("{p}和上一代有什么区别", "想了解一下{p}的参数"),
    "size_advice": ("{p}偏大还是偏小", "我平时穿M，{p}选什么码"),
    "price_compare": ("{p}别家便宜不少，能便宜吗", "{p}活动价是多少"),
    "coupon": ("{p}的券怎么用不了", "买{p}有优惠券吗"),
    "stock": ("{p}还有货吗", "{p}什么时候补货"),
    "gift_advice": ("想送人，{p}合适吗", "{p}有礼盒装吗"),
    "logistics_delay": ("我的{p}三天了物流还没动", "{p}怎么还没到，快递停在中转站"),
    "refund_progress": ("{p}退款怎么还没到账", "退了{p}，钱什么时候退"),
    "return_request": ("{p}不合适，想退货", "{p}申请退货，运费谁出"),
    "exchange_request": ("{p}想换个颜色", "{p}发错规格了，要换货"),
    "order_change": ("{p}地址填错了能改吗", "想把{p}合并发货"),
    "order_urge": ("{p}付款了怎么还不发货，急", "帮我催一下{p}"),
    "invoice": ("{p}需要开发票", "发票抬头写错了，{p}的"),
    "missing_item": ("{p}少发了一件", "{p}的赠品没收到"),
    "quality_defect": ("{p}收到就是坏的", "{p}用了两天就出问题，“质量”太差"),
    "price_protection": ("刚买的{p}就降价了，要价保", "{p}能退差价吗"),
    "allergic_reaction": ("用了{p}脸上起红疹，过敏了", "{p}用完刺痛、红肿\n请尽快处理"),
    "install_help": ("{p}怎么安装", "{p}预约的安装师傅没来"),
    "error_code": ("{p}显示E4报错", "{p}一直报故障代码"),
    "wifi_pairing": ("{p}连不上WiFi", "{p}配对一直失败"),
    "battery": ("{p}掉电特别快", "{p}充不进电"),
    "warranty": ("{p}保修期多久", "{p}怎么申请保修"),
    "service_attitude": ("你们客服态度太差，关于{p}的问题不理人", "投诉客服，{p}的事说话很冲"),
    "compensation": ("{p}耽误我这么久，要求赔偿", "{p}的问题必须给个说法"),
    "false_promise": ("说好{p}今天到，又骗人", "承诺的{p}赠品没有兑现"),
    "account": ("账号登录不上", "手机号换了怎么改"),
    "membership": ("会员积分怎么用", "会员等级为什么掉了"),
}
OPENING_EN = "Hello, I have a question about {p}: {i}."
SOLUTIONS = {
    "consultation": ("已介绍参数并发送链接", "已推荐合适型号"),
    "price": ("已说明活动规则，补发优惠券", "已退差价至原支付账户"),
    "logistics": ("已联系快递催促派送，预计次日送达", "核实丢件，已安排补发"),
    "refund": ("退款已审核通过，3个工作日到账", "已寄出换货，单号已短信通知"),
    "order": ("已修改订单信息", "已开具电子发票并发送"),
    "product": ("按知识库步骤排查后恢复正常", "已登记质量问题，安排换新"),
    "complaint": ("已致歉并补偿优惠券，客户接受", "升级主管跟进，客户接受方案"),
    "account": ("已协助重置登录", "已说明会员规则"),
}


@dataclass
class Vocabulary:
    """Texts in one list, each group a range of positions in it."""

    words: list[str] = field(default_factory=list)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, name: str, words: Sequence[str]) -> None:
        """Append a group of texts under a name."""
        self.ranges[name] = (len(self.words), len(words))
        self.words.extend(words)


OPENINGS_PER_TOPIC = 6
ENGLISH_PER_TOPIC = 3


def openings() -> list[str]:
    """First sentences by issue and category: six Chinese ones each (two per product)."""
    return [
        template.format(p=product)
        for issue in ISSUES
        for category in CATEGORIES
        for product in category.products
        for template in OPENING[issue.name]
    ]


def english_openings() -> list[str]:
    """First sentences by issue and category in English, one per product."""
    return [
        OPENING_EN.format(p=f"{category.name} no. {n}", i=issue.name.replace("_", " "))
        for issue in ISSUES
        for category in CATEGORIES
        for n in range(1, ENGLISH_PER_TOPIC + 1)
    ]


def chat_vocabulary() -> Vocabulary:
    """Everything that may stand in a message."""
    vocabulary = Vocabulary()
    for name, words in (
        ("opening", openings()),
        ("opening_en", english_openings()),
        ("greeting", GREETING),
        ("greeting_en", GREETING_EN),
        ("asking", ASKING),
        ("asking_en", ASKING_EN),
        ("telling", TELLING),
        ("telling_en", TELLING_EN),
        ("working", WORKING),
        ("working_en", WORKING_EN),
        ("goodbye", GOODBYE),
        ("goodbye_en", GOODBYE_EN),
        ("following", FOLLOWING),
        ("following_en", FOLLOWING_EN),
        ("forbidden", FORBIDDEN),
        ("idle", IDLE),
        ("bot", BOT),
        ("system", SYSTEM),
        ("personal", PERSONAL_TEXTS),
    ):
        vocabulary.add(name, words)
    return vocabulary
