"""Nothing by which a person can be reached or robbed leaves the private store in a comment."""

from pathlib import Path

import duckdb
import jinja2
import pytest

from orchestration.demo.phrases import PERSONAL_DATA

PROJECT = Path(__file__).parents[3]


def mask(text: str) -> str:
    """What dbt would make of the text."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    source = (PROJECT / "macros/insight/mask_personal_data.sql").read_text("utf-8")
    sql = environment.from_string(source).module.mask_personal_data("comment")  # type: ignore[attr-defined]
    row = duckdb.execute(f"select {sql} from (select $text as comment)", {"text": text}).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800138000，谢谢", "电话[phone]，谢谢"),
        ("call +86 138-0013-8000 now", "call [phone] now"),
        ("座机(010)6552 9988", "座机[phone]"),
        ("１３８００１３８０００", "[phone]"),
        ("a.b+c@mail.example.com!", "[email]!"),
        ("邮箱 zhang@例子", "邮箱 zhang@例子"),
        ("身份证11010519491231002X", "身份证[id]"),
        ("110105 19491231 002x.", "[id]."),
        ("老身份证110105491231002", "老身份证[id]"),
        ("卡号6222 0212 3456 7890 123", "卡号[card]"),
        ("6222021234567890", "[card]"),
        ("等了30分钟，第2次，订单123456", "等了30分钟，第2次，订单123456"),
        ("", ""),
        # Without a number nothing is touched, whatever its width.
        ("服务很好（真的）　谢谢", "服务很好（真的）　谢谢"),
    ],
)
def test_by_hand(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("secret", PERSONAL_DATA)
@pytest.mark.parametrize("around", ["{}", "请回电{}谢谢", "reach me at {}, thanks", "({})。"])
def test_what_the_demo_plants(secret: str, around: str) -> None:
    masked = mask(around.format(secret))
    assert secret not in masked
    assert "[" in masked
