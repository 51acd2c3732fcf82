"""The Chinese README says what the English one says: at least, it names the same things."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
ENGLISH, CHINESE = (PROJECT / name for name in ("README.md", "README.zh.md"))


def prose(path: Path) -> str:
    """The text without its blocks of code and drawings."""
    return re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def names(path: Path) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", prose(path)))


def links(path: Path) -> set[str]:
    return set(re.findall(r"\]\(([^)]+)\)", prose(path))) - {ENGLISH.name, CHINESE.name}


def commands(path: Path) -> list[str]:
    """The commands and queries that a reader copies, without their comments."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    copied = "".join(block for language, block in blocks if language in ("", "sql"))
    lines = [re.split(r"\s+# |^--", line)[0].rstrip() for line in copied.splitlines()]
    return [line for line in lines if line]


def test_both_name_the_same_tables_files_and_commands() -> None:
    assert names(ENGLISH) == names(CHINESE)
    assert commands(ENGLISH) == commands(CHINESE) != []


def test_both_lead_to_the_same_pages_and_these_exist() -> None:
    assert links(ENGLISH) == links(CHINESE)
    for link in links(ENGLISH):
        assert (PROJECT / link.partition("#")[0]).exists(), link


def test_both_have_as_many_sections() -> None:
    counts = [len(re.findall(r"^#+ ", prose(path), re.MULTILINE)) for path in (ENGLISH, CHINESE)]
    assert counts[0] == counts[1] > 5
