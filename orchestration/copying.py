"""Copying files of gigabytes without asking more of the machine than the disk.

Through the page cache a copy costs two seconds of CPU a gigabyte and pushes out what queries have
read; so the bytes go straight from disk to disk where the file system takes that. Only what the
page cache holds anyway, as after a refresh that has just ended, is taken from it: the disk then
has nothing to do but write.

Run as a program it copies one file, in a process of its own.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from mmap import mmap
from pathlib import Path

# ioctl of btrfs, xfs and others: share the blocks instead of copying them.
FICLONE = 0x40049409
# What is read and written at once. Larger pieces are no faster, and who reads small files meanwhile
# (a refresh imports libraries, thousands of files) would wait for several of them each time.
PIECE = 512 * 1024
# What direct input and output come in multiples of.
BLOCK = 4096
# Read only what needs no waiting: what the page cache holds (Linux).
WITHOUT_WAITING = getattr(os, "RWF_NOWAIT", None)
# The disk writes one piece while it reads the next.
COPIERS = 4
# Below this a copy is over before a process for it has started.
WORTH_A_PROCESS = 128 * 1024 * 1024
# What a file system says that has no direct input and output.
NOT_DIRECT = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


def copy_bytes(source: Path, target: Path) -> None:
    """Fill a new file with another one's bytes; whoever renames it has to sync it."""
    with source.open("rb") as reader, target.open("wb") as writer, suppress(OSError):
        fcntl.ioctl(writer.fileno(), FICLONE, reader.fileno())
        return
    if source.stat().st_size < PIECE or not _copied_directly(source, target):
        shutil.copyfile(source, target)


def copy_bytes_apart(source: Path, target: Path) -> None:
    """The same while this process is busy: a large file is copied by a process of its own.

    Whoever imports libraries holds the interpreter's lock most of the time, and every piece would
    wait for it.
    """
    if source.stat().st_size < WORTH_A_PROCESS:
        copy_bytes(source, target)
        return
    # Its input stays open as long as we live; it ends with us.
    with subprocess.Popen(
        [sys.executable, "-m", "orchestration.copying", str(source), str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    ) as copier:
        assert copier.stdout is not None
        said = copier.stdout.read()
    if copier.returncode:
        fault = json.loads(said) if said else [errno.EIO, "the copying process died", str(target)]
        raise OSError(*fault)


def main() -> int:
    """Copy the first argument to the second; what fails is told as JSON: what OSError takes."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        copy_bytes(Path(sys.argv[1]), Path(sys.argv[2]))
    except OSError as error:
        fault = [error.errno, error.strerror, error.filename or sys.argv[2]]
        sys.stdout.write(json.dumps(fault))
        return 1
    return 0


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _copied_directly(source: Path, target: Path) -> bool:
    """Whether the bytes went past the page cache; if not, nothing of value is in the target."""
    direct = getattr(os, "O_DIRECT", None)
    if direct is None:
        return False
    try:
        with (
            _opened(source, os.O_RDONLY) as cache,
            _opened(source, os.O_RDONLY | direct) as disk,
            _opened(target, os.O_WRONLY | direct) as writer,
        ):
            _copy_pieces(cache, disk, writer, os.fstat(disk).st_size)
    except OSError as error:
        if error.errno in NOT_DIRECT:
            return False
        raise
    return True


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    number = os.open(path, flags)
    try:
        yield number
    finally:
        os.close(number)


def _copy_pieces(cache: int, disk: int, writer: int, size: int) -> None:
    """Every COPIERS-th piece by one of as many threads; the last one is filled up to a block."""
    # The room is taken at once: on a full disk before the work, and in one stretch.
    os.posix_fallocate(writer, 0, size)

    def copy_every(first: int) -> None:
        with mmap(-1, PIECE) as piece, memoryview(piece) as view:
            for start in range(first * PIECE, size, COPIERS * PIECE):
                wanted = min(PIECE, size - start)
                is_read = _cached_bytes(cache, view, start) >= wanted
                if not is_read and os.preadv(disk, [view], start) < wanted:
                    raise OSError(errno.EIO, "less was read than there is")
                with view[: -(-wanted // BLOCK) * BLOCK] as blocks:
                    if os.pwrite(writer, blocks, start) < wanted:
                        raise OSError(errno.EIO, "less was written than was read")

    with ThreadPoolExecutor(COPIERS) as pool:
        for _ in pool.map(copy_every, range(COPIERS)):
            pass
    os.ftruncate(writer, size)


def _cached_bytes(cache: int, view: memoryview, start: int) -> int:
    """How many bytes from there on the page cache gave; it holds some, all or none of a piece."""
    if WITHOUT_WAITING is None:
        return 0
    try:
        return os.preadv(cache, [view], start, WITHOUT_WAITING)
    except OSError:
        # Not there, or not a file system that can tell.
        return 0


if __name__ == "__main__":
    sys.exit(main())
