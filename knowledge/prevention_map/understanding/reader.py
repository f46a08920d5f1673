"""The words of a question that have not been understood yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

_GAP = " ¦ "
"""Stands where understood words were, so that what was apart stays apart."""
_CONTRACTED = re.compile(r"\b(do|does|did|is|are|have|has|was|were)n[’']t\b")


class Reader:
    """Takes out of a question, piece by piece, what is understood; ``rest`` is what is left."""

    def __init__(self, question: str) -> None:
        self.whole = plain(question)
        self.rest = self.whole

    def take(self, pattern: str) -> re.Match[str] | None:
        """Take out the first match of a pattern, whose words are taken as whole words."""
        found = re.search(rf"(?<![\w£])(?:{pattern})(?!\w)", self.rest)
        if found:
            self.take_span(*found.span())
        return found

    def take_all(self, pattern: str) -> list[re.Match[str]]:
        """Take out every match of a pattern, in order."""
        found = []
        while (match := self.take(pattern)) is not None:
            found.append(match)
        return found

    def take_span(self, start: int, end: int) -> None:
        """Take out the characters from ``start`` to ``end``."""
        self.rest = self.rest[:start] + _GAP + self.rest[end:]

    def says(self, pattern: str) -> bool:
        """Whether the pattern occurs anywhere in the question, understood or not."""
        return self.find(pattern) is not None

    def find(self, pattern: str) -> re.Match[str] | None:
        """The first place of the whole question, understood or not, where the pattern occurs."""
        return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", self.whole)

    def runs(self, noise: frozenset[str]) -> Sequence[str]:
        """The stretches of words left, each without words of ``noise`` at its ends."""
        found = []
        for stretch in re.split(r"[¦,;:()?!]|\.(?!\d)|\s[-–—]+\s", self.rest):
            words = stretch.split()
            while words and words[0] in noise:
                words.pop(0)
            while words and words[-1] in noise:
                words.pop()
            if words:
                found.append(" ".join(words))
        return found


def plain(question: str) -> str:
    """In lower case, with straight quotes, '%' for 'per cent', 'do not' for 'don't', and no mark at the end."""
    text = " ".join(question.lower().replace("’", "'").replace("‘", "'").replace("–", "-").split())
    text = _CONTRACTED.sub(r"\1 not", text)
    text = re.sub(r"\b(what|who|where|which)(?:'s|s| s)(?= )", r"\1 is", text)
    text = re.sub(r"\s*(?:per cent|percent)\b", "%", text)
    text = re.sub(r"(\w)%(?=\w)", r"\1% ", text)
    return re.sub(r"[\s?!.]+$", "", re.sub(r"[\"“”]", "", text))
