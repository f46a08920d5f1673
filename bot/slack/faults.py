"""What may be logged of a fault."""

from __future__ import annotations


def without_words(error: Exception) -> Exception:
    """The error with its traceback but not its message, which may quote what somebody wrote."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
