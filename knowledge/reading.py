"""What the embedding model reads of a chunk, and the small form in which its sentences are kept.

A number takes four bits: each vector is scaled by its own largest number and rounded to whole steps from -7 to 7. Only
directions are compared, so the scale itself is not kept. What this loses is in docs/benchmarks.md.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_STEPS = 7
_HEAD = struct.Struct("<II")
_PLACE = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """Where a sentence stands in its chunk's text, its unit vector, and the unit vectors of its tokens (rows)."""

    start: int
    end: int
    vector: np.ndarray
    tokens: np.ndarray


def embedded_text(title: str, headings: Sequence[str], text: str) -> str:
    """What stands for a passage in the vector space: its title and headings give it its subject."""
    return "\n".join([*dict.fromkeys([title, *headings]), text])


def pack_sentences(sentences: Sequence[ReadSentence]) -> bytes:
    """The sentences of one chunk as bytes: counts and places, then all vectors, then all tokens."""
    if not sentences:
        return _HEAD.pack(0, 0)
    places = np.array([(read.start, read.end, len(read.tokens)) for read in sentences], dtype=_PLACE)
    rows = np.vstack([*(read.vector for read in sentences), *(read.tokens for read in sentences)])
    return _HEAD.pack(len(sentences), rows.shape[1]) + places.tobytes() + _halved(rows).tobytes()


def unpack_sentences(packed: bytes) -> list[ReadSentence]:
    """What `pack_sentences` packed, with vectors of unit length again."""
    count, dimension = _HEAD.unpack_from(packed)
    if not count:
        return []
    places = np.frombuffer(packed, dtype=_PLACE, count=3 * count, offset=_HEAD.size).reshape(count, 3)
    rows = _restored(np.frombuffer(packed, dtype=np.uint8, offset=_HEAD.size + places.nbytes), dimension)
    ends = count + np.cumsum(places[:, 2], dtype=np.int64)
    return [
        ReadSentence(int(start), int(end), rows[row], rows[last - tokens : last])
        for row, ((start, end, tokens), last) in enumerate(zip(places.astype(np.int64), ends, strict=True))
    ]


def _halved(rows: np.ndarray) -> np.ndarray:
    """Two numbers to a byte; a row of odd length is filled up with a zero."""
    largest = np.maximum(np.abs(rows).max(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    steps = (np.round(rows / largest * _STEPS) + _STEPS).astype(np.uint8)
    even = np.pad(steps, ((0, 0), (0, steps.shape[1] % 2)), constant_values=_STEPS)
    return np.asarray(even[:, 0::2] << 4 | even[:, 1::2])


def _restored(halves: np.ndarray, dimension: int) -> np.ndarray:
    pairs = halves.reshape(-1, (dimension + 1) // 2)
    steps = np.stack([pairs >> 4, pairs & 15], axis=2).reshape(len(pairs), -1)[:, :dimension]
    rows = steps.astype(np.float32) - _STEPS
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(min=1.0))
