"""How much of two texts is the same, from a small sketch of each.

A text's shingles are its runs of three words. Kept are the 256 smallest of their hashes; of those, the smallest 256 of
two texts together are a fair sample of the shingles of both, and the share that both hold estimates their
resemblance (Broder, "On the resemblance and containment of documents", 1997). Its standard error is 0.03 at most.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

NEAR = 0.3
"""Resemblance from which two documents are called near duplicates: unrelated reports stay below 0.05."""

_FEWEST = 20
"""Shingles: of a shorter text too little is its own to say."""
_SHINGLE = 3
_KEPT = 256
_AT_ONCE = 5000
"""Sketches compared at once: 10 MB, whatever the library's size."""
_WORD = re.compile(r"\w+")
_HASH = np.dtype("<u8")


def sketch(texts: Iterable[str]) -> bytes:
    """The sketch of a text given in pieces; empty for a text of fewer than three words."""
    words = [word for text in texts for word in _WORD.findall(text.lower())]
    shingles = {" ".join(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}
    return np.array(sorted(_hash(shingle) for shingle in shingles)[:_KEPT], dtype=_HASH).tobytes()


def resemblance(one: bytes, other: bytes) -> float:
    """The estimated share of all their shingles that two texts have in common, from 0 to 1."""
    a, b = np.frombuffer(one, dtype=_HASH), np.frombuffer(other, dtype=_HASH)
    if not len(a) or not len(b):
        return 0.0
    _, held_by = np.unique(np.concatenate([a, b]), return_counts=True)
    sample = held_by[:_KEPT]
    return float((sample == 2).sum() / len(sample))


def near_pairs(sketches: Mapping[str, bytes], among: Collection[str]) -> list[tuple[str, str, float]]:
    """The near duplicates of the texts named in ``among``: each pair once, by name, with its resemblance."""
    names = [name for name, made in sketches.items() if len(made) >= _FEWEST * _HASH.itemsize]
    asked = _Hashes.of([name for name in names if name in set(among)], sketches)
    if not asked.names:
        return []
    pairs: set[tuple[str, str]] = set()
    for start in range(0, len(names), _AT_ONCE):
        others = _Hashes.of(names[start : start + _AT_ONCE], sketches)
        for one, other, count in _shared(asked, others):
            if one != other and count >= NEAR * max(len(sketches[one]), len(sketches[other])) / _HASH.itemsize:
                pairs.add((min(one, other), max(one, other)))
    found = [(one, other, resemblance(sketches[one], sketches[other])) for one, other in sorted(pairs)]
    return [pair for pair in found if pair[2] >= NEAR]


@dataclass(frozen=True, slots=True)
class _Hashes:
    """The hashes of several sketches in order of size, and whose each is, by its place in ``names``."""

    names: Sequence[str]
    values: np.ndarray
    owners: np.ndarray

    @classmethod
    def of(cls, names: Sequence[str], sketches: Mapping[str, bytes]) -> _Hashes:
        values = np.frombuffer(b"".join(sketches[name] for name in names), dtype=_HASH)
        owners = np.repeat(np.arange(len(names)), [len(sketches[name]) // _HASH.itemsize for name in names])
        order = np.argsort(values)
        return cls(names, values[order], owners[order])


def _shared(some: _Hashes, others: _Hashes) -> Iterator[tuple[str, str, int]]:
    """Each pair of one of ``some`` and one of ``others`` that have hashes in common, with their number."""
    first = np.searchsorted(some.values, others.values, "left")
    counts = np.searchsorted(some.values, others.values, "right") - first
    theirs = np.repeat(others.owners, counts)
    places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    codes, numbers = np.unique(some.owners[places] * len(others.names) + theirs, return_counts=True)
    for code, number in zip(codes.tolist(), numbers.tolist(), strict=True):
        one, other = divmod(code, len(others.names))
        yield some.names[one], others.names[other], number


def _hash(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest(), "little")
