"""Buffers that start out empty, so that what was deleted is not written to a file again with their unused parts."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_M_PERTURB = -6
"""glibc's mallopt option: fill memory when it is handed out (mallopt(3))."""
_FILL = 0xFF


@contextmanager
def clean_memory() -> Iterator[None]:
    """Chroma's graph files hold whole buffers, used or not; on Linux their memory is filled before it is used.

    Without this the unused part of a buffer may hold what was freed before, a removed vector among it.
    """
    malloc_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if malloc_option is None:
        yield
        return
    malloc_option(_M_PERTURB, _FILL)
    try:
        yield
    finally:
        malloc_option(_M_PERTURB, 0)
