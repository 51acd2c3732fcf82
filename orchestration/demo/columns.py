"""From numpy codes to Arrow columns.

The generator thinks in small integers (an agent is a number, an instant is Unix seconds, -1 is
nothing), because those are fast; a delivered file wants texts, instants and nulls.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.demo.window import Array

NONE = -1
INSTANT = pa.timestamp("us", tz="UTC")

Frame = dict[str, Array]


def size(frame: Frame) -> int:
    """Number of rows of a frame."""
    return len(next(iter(frame.values())))


def take(frame: Frame, rows: Array) -> Frame:
    """The rows of a mask or an index."""
    return {name: values[rows] for name, values in frame.items()}


def concat(*frames: Frame) -> Frame:
    """Frames of the same columns, one below the other."""
    return {name: np.concatenate([f[name] for f in frames]) for name in frames[0]}


def consecutive_ids(prefix: str, count: int, width: int = 7) -> pa.Array:
    """`T0000001`, `T0000002`, …"""
    return pa.array([f"{prefix}{n:0{width}d}" for n in range(1, count + 1)], pa.string())


def texts(vocabulary: Sequence[str] | pa.Array, codes: Array) -> pa.Array:
    """The words that the codes stand for; a negative code is null."""
    words = vocabulary if isinstance(vocabulary, pa.Array) else pa.array(vocabulary, pa.string())
    return words.take(pa.array(codes, pa.int64(), mask=codes < 0))


def instants(seconds: Array) -> pa.Array:
    """Instants in UTC; a negative one is null."""
    values = pa.array(seconds.astype(np.int64) * 1_000_000, pa.int64(), mask=seconds < 0)
    return values.cast(INSTANT)


def days(dates: Array) -> pa.Array:
    """Dates from days since 1970; -1 is null."""
    return pa.array(dates.astype(np.int32), pa.int32(), mask=dates < 0).cast(pa.date32())


def flags(values: Array, known: Array | None = None) -> pa.Array:
    """Booleans; null where the row's answer is not known."""
    return pa.array(values.astype(bool), pa.bool_(), mask=None if known is None else ~known)


def integers(values: Array, known: Array | None = None) -> pa.Array:
    """Whole numbers; null where not known."""
    return pa.array(values.astype(np.int32), pa.int32(), mask=None if known is None else ~known)


def money(values: Array) -> pa.Array:
    """Amounts with two decimals, exact."""
    return pa.array(np.round(values, 2)).cast(pa.decimal128(18, 2))


def appended(words: pa.Array, extra: pa.Array, separator: str) -> pa.Array:
    """`words` with `extra` behind them where there is any; null where there are no words.

    (`binary_join_element_wise` with `null_handling="skip"` drops rows that are null throughout.)
    """
    joined = pc.binary_join_element_wise(words, extra, separator)
    return pc.if_else(pc.is_null(extra), words, joined)
