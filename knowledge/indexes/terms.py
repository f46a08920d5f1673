"""The words of a text as the keyword index sees them: lower case, English stems, no stop words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy


def terms(text: str) -> list[str]:
    """The stems of the words of ``text`` that carry meaning, in order."""
    return list(_analyser().analyze(text))


@cache
def _analyser() -> tantivy.TextAnalyzer:
    import tantivy

    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
