"""How much of two texts is the same, from a small sketch of each.

A text's shingles are its runs of three words. Kept are the 256 smallest of their hashes; of those, the smallest 256 of
two texts together are a fair sample of the shingles of both, and the share that both hold estimates their
resemblance (Broder, "On the resemblance and containment of documents", 1997). Its standard error is 0.03 at most.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

import numpy as np

NEAR = 0.3
"""Resemblance from which two documents are called near duplicates: unrelated reports stay below 0.05."""

_FEWEST = 20
"""Shingles: of a shorter text too little is its own to say."""
_SHINGLE = 3
_KEPT = 256
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
    sample = np.union1d(a, b)[:_KEPT]
    if not len(a) or not len(b):
        return 0.0
    return float(np.isin(sample, np.intersect1d(a, b)).sum() / len(sample))


def near_pairs(sketches: Mapping[str, bytes], among: Collection[str]) -> list[tuple[str, str, float]]:
    """The near duplicates of the texts named in ``among``: each pair once, by name, with its resemblance."""
    if not among:
        return []
    all_values = {name: np.frombuffer(made, dtype=_HASH).tolist() for name, made in sketches.items()}
    values = {name: hashes for name, hashes in all_values.items() if len(hashes) >= _FEWEST}
    holders: dict[int, list[str]] = defaultdict(list)
    for name in set(among) & values.keys():
        for value in values[name]:
            holders[value].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for other, hashes in values.items():
        for value in hashes:
            shared.update((name, other) for name in holders.get(value, ()) if name != other)
    pairs = {
        (min(pair), max(pair))
        for pair, count in shared.items()
        if count >= NEAR * max(len(values[pair[0]]), len(values[pair[1]]))
    }
    found = [(one, other, resemblance(sketches[one], sketches[other])) for one, other in sorted(pairs)]
    return [pair for pair in found if pair[2] >= NEAR]


def _hash(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest(), "little")
