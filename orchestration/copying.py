"""Copying files of gigabytes without asking more of the machine than the disk.

Through the page cache a copy costs two seconds of CPU a gigabyte and pushes out what queries have
read; so the bytes go straight from disk to disk where the file system takes that.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from mmap import mmap
from pathlib import Path

# ioctl of btrfs, xfs and others: share the blocks instead of copying them.
FICLONE = 0x40049409
# What is read and written at once. Larger pieces are no faster, and who reads small files meanwhile
# (a refresh imports libraries, thousands of files) would wait for several of them each time.
PIECE = 512 * 1024
# What direct input and output come in multiples of.
BLOCK = 4096
# The disk writes one piece while it reads the next.
COPIERS = 4
# What a file system says that has no direct input and output.
NOT_DIRECT = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


def copy_bytes(source: Path, target: Path) -> None:
    """Fill a new file with another one's bytes; whoever renames it has to sync it."""
    with source.open("rb") as reader, target.open("wb") as writer, suppress(OSError):
        fcntl.ioctl(writer.fileno(), FICLONE, reader.fileno())
        return
    if source.stat().st_size < PIECE or not _copied_directly(source, target):
        shutil.copyfile(source, target)


def _copied_directly(source: Path, target: Path) -> bool:
    """Whether the bytes went past the page cache; if not, nothing of value is in the target."""
    direct = getattr(os, "O_DIRECT", None)
    if direct is None:
        return False
    try:
        reader = os.open(source, os.O_RDONLY | direct)
        try:
            writer = os.open(target, os.O_WRONLY | direct)
            try:
                _copy_pieces(reader, writer, os.fstat(reader).st_size)
            finally:
                os.close(writer)
        finally:
            os.close(reader)
    except OSError as error:
        if error.errno in NOT_DIRECT:
            return False
        raise
    return True


def _copy_pieces(reader: int, writer: int, size: int) -> None:
    """Every COPIERS-th piece by one of as many threads; the last one is filled up to a block."""
    # The room is taken at once: on a full disk before the work, and in one stretch.
    os.posix_fallocate(writer, 0, size)

    def copy_every(first: int) -> None:
        with mmap(-1, PIECE) as piece, memoryview(piece) as view:
            for start in range(first * PIECE, size, COPIERS * PIECE):
                wanted = min(PIECE, size - start)
                if os.preadv(reader, [view], start) < wanted:
                    raise OSError(errno.EIO, "less was read than there is")
                with view[: -(-wanted // BLOCK) * BLOCK] as blocks:
                    if os.pwrite(writer, blocks, start) < wanted:
                        raise OSError(errno.EIO, "less was written than was read")

    with ThreadPoolExecutor(COPIERS) as pool:
        for _ in pool.map(copy_every, range(COPIERS)):
            pass
    os.ftruncate(writer, size)
