"""Many threads using something at once, or one alone changing it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SharedUse:
    """Lets users in together, and whoever changes the thing alone; a change waits for users, new users wait for it."""

    def __init__(self) -> None:
        self._entrance = threading.Lock()
        self._left = threading.Condition()
        self._inside = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """Use it, with others. Not to be entered again by the same thread."""
        with self._entrance, self._left:
            self._inside += 1
        try:
            yield
        finally:
            with self._left:
                self._inside -= 1
                self._left.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have it alone, when everybody inside has left."""
        with self._entrance:
            with self._left:
                self._left.wait_for(lambda: not self._inside)
            yield
