"""Personal data in documents that were added: reported, not refused, because a report may rightly name an office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.guard.personal_data import find_personal_data
from knowledge.vocabulary import Chunk, Passage


def scan_chunks(chunks: Iterable[Chunk | Passage], patterns: Sequence[re.Pattern[str]]) -> dict[str, list[str]]:
    """By locator ('page 3'), what kinds of personal data stand there, the most frequent first; never the data."""
    kinds: dict[str, Counter[str]] = {}
    for chunk in chunks:
        for finding in find_personal_data(chunk.text, patterns):
            kinds.setdefault(chunk.locator, Counter())[finding.kind.value] += 1
    return {locator: [kind for kind, _ in counted.most_common()] for locator, counted in kinds.items()}
