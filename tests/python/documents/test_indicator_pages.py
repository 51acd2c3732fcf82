"""The committed pages of the catalogue say what the seeds say."""

from orchestration.indicator_pages import PROJECT, render_pages


def test_pages_are_not_older_than_the_seeds() -> None:
    stale = [
        str(path)
        for path, text in render_pages(PROJECT).items()
        if not (PROJECT / path).exists() or (PROJECT / path).read_text(encoding="utf-8") != text
    ]
    assert not stale, f"run `python -m orchestration.indicator_pages`: {stale}"
