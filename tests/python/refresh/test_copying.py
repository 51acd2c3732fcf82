"""A copy has every byte, however and by whatever process it was made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import copying
from orchestration.copying import BLOCK, PIECE, copy_bytes_apart
from orchestration.workplace import CopiesInBackground, copy_file


def test_a_copy_does_not_follow_its_original(tmp_path: Path) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.write_bytes(b"before" * 10_000)
    copy_file(original, copy)
    copy.write_bytes(b"after")
    assert original.read_bytes() == b"before" * 10_000


@pytest.mark.parametrize("size", [2 * PIECE, 2 * PIECE + 1, 3 * PIECE - BLOCK, PIECE + BLOCK + 17])
@pytest.mark.parametrize("is_direct", [True, False])
def test_a_large_copy_has_every_byte(
    tmp_path: Path, size: int, is_direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_direct:
        monkeypatch.delattr(os, "O_DIRECT", raising=False)
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.write_bytes(os.urandom(size))
    copy.write_bytes(bytes(4 * PIECE))
    copy_file(original, copy)
    assert copy.read_bytes() == original.read_bytes()


@pytest.mark.parametrize("in_cache", ["all", "half", "nothing", "nobody knows"])
def test_a_large_copy_has_every_byte_wherever_they_lie(
    tmp_path: Path, in_cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    size = 9 * PIECE + 17
    with original.open("wb") as handle:
        handle.write(os.urandom(size))
        handle.flush()
        os.fsync(handle.fileno())
        if in_cache == "nobody knows":
            monkeypatch.setattr(copying, "WITHOUT_WAITING", None)
        elif in_cache != "all" and hasattr(os, "posix_fadvise"):
            # Half: from the middle of a piece on.
            start = 0 if in_cache == "nothing" else 4 * PIECE + BLOCK
            os.posix_fadvise(handle.fileno(), start, 0, os.POSIX_FADV_DONTNEED)
    copy_file(original, copy)
    assert copy.read_bytes() == original.read_bytes()


def test_a_copy_in_the_background_is_waited_for_or_dropped(tmp_path: Path) -> None:
    original, wanted, unwanted = (tmp_path / name for name in ("original", "wanted", "unwanted"))
    original.write_bytes(os.urandom(PIECE + 1))
    with CopiesInBackground() as copies:
        copies.begin(original, wanted)
        copies.begin(original, unwanted)
        copies.begin(tmp_path / "missing", tmp_path / "nothing")
        copies.wait_for(wanted)
        copies.drop(unwanted)
        copies.drop(tmp_path / "never begun")
        assert wanted.read_bytes() == original.read_bytes()
        assert not unwanted.exists()
        with pytest.raises(FileNotFoundError, match="missing"):
            copies.wait_for(tmp_path / "nothing")


def test_what_a_copy_failed_of_is_blamed_for_what_failed_beside_it(tmp_path: Path) -> None:
    with CopiesInBackground() as copies:
        with pytest.raises(ValueError, match="own fault"), copies.blamed_first():
            raise ValueError("own fault")
        copies.begin(tmp_path / "missing", tmp_path / "nothing")
        with pytest.raises(FileNotFoundError, match="missing"), copies.blamed_first():
            raise ValueError("because of it")
    assert not (tmp_path / "nothing").exists()


def test_a_process_of_its_own_copies_every_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "WORTH_A_PROCESS", PIECE)
    monkeypatch.setattr(copying, "copy_bytes", None)
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.write_bytes(os.urandom(3 * PIECE + 17))
    copy_bytes_apart(original, copy)
    assert copy.read_bytes() == original.read_bytes()


def test_what_a_process_failed_of_is_raised_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "WORTH_A_PROCESS", 0)
    (tmp_path / "original").write_bytes(b"x")
    with pytest.raises(FileNotFoundError) as fault:
        copy_bytes_apart(tmp_path / "original", tmp_path / "no folder" / "copy")
    assert fault.value.filename == str(tmp_path / "no folder" / "copy")


def test_a_process_that_dies_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    (tmp_path / "original").write_bytes(b"x")
    with pytest.raises(OSError, match="the copying process died"):
        copy_bytes_apart(tmp_path / "original", tmp_path / "copy")


def test_the_process_ends_with_the_one_that_began_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never comes")
    copier = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "orchestration.copying",
            tmp_path / "never comes",
            tmp_path / "copy",
        ],
        stdin=subprocess.PIPE,
    )
    assert copier.stdin is not None
    copier.stdin.close()
    assert copier.wait(timeout=60) == 1
