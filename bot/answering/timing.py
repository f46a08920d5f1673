"""Where the time of an answer goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

Timings = dict[str, float]
"""Milliseconds by step, summed where a step is taken several times. A model's time overlaps with checking what it has
written so far.
"""


@contextmanager
def timed(timings: Timings, step: str) -> Iterator[None]:
    """Add the time spent inside to ``step``, also when it fails."""
    started = time.perf_counter()
    try:
        yield
    finally:
        timings[step] = round(timings.get(step, 0.0) + (time.perf_counter() - started) * 1000, 2)
