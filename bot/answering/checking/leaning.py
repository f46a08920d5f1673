"""A claim is understood by itself: 'this', 'it' and 'yes' lean on something that no check can see."""

from __future__ import annotations

import re

from bot.answering.checking.source import Source

_LEANS = re.compile(
    r"^\W*(?P<word>(?:yes|no)(?=\s*[,:;–—-])|(?:this|these|those|it|its|they|their|he|she|his|her|such)\b)",
    re.IGNORECASE,
)


def leaning_words(claim: str, source: Source) -> list[str]:
    """The word that a claim begins with where that points at another sentence or answers a question."""
    found = _LEANS.match(claim)
    if found is None or any(_LEANS.match(sentence) for sentence in source.rests_on[:1]):
        return []
    return [f"'{found['word']}' leans on what is not in the sentence"]
