"""A claim compares only where its source does: '215 fewer' is not '215 fewer compared with the year before'."""

from __future__ import annotations

import re

from bot.answering.checking.source import Source

_COMPARES = re.compile(r"\b(?:compar(?:e[ds]?|ing|ison)|versus|vs|relative to|as against)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:than|compar\w+|versus|vs|against|relative to|whereas|while|unlike|before|earlier|previous|controls?|but|"
    r"instead of)\b",
    re.IGNORECASE,
)


def invented_comparisons(claim: str, source: Source) -> list[str]:
    """The claim's 'compared with' where no sentence that it mainly rests on compares, one short text each."""
    if any(_COMPARED.search(sentence) for sentence in source.mainly):
        return []
    return [f"'{found.group()}' compares what the source does not" for found in _COMPARES.finditer(claim)]
