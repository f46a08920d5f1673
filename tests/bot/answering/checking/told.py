"""Sentences as a source, for tests of one check."""

from __future__ import annotations

from bot.answering.checking.judgement import Evidence
from bot.answering.checking.source import Source, source_of


def told(claim: str, *sentences: str, about: str = "") -> Source:
    """What ``claim`` is checked against when its passage says ``sentences``."""
    return source_of(claim, [Evidence(" ".join(sentences), about)])
