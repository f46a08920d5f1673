"""Misspelt words put right with the library's own words, so far as the asker may see them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from knowledge.indexes.terms import terms
from knowledge.opening import Library
from knowledge.retrieval.places import is_place
from knowledge.vocabulary import Audience

_WORD = re.compile(r"[A-Za-z][a-z]{3,}")
"""Acronyms and words of up to three letters are left as they are: too many others are one letter away."""
_ALIKE = 0.8
_PASSAGES = 20
"""Passages holding a word that begins alike, in which the most similar word is looked for."""


def put_right(question: str, library: Library, audiences: Collection[Audience]) -> str:
    """``question`` with each word that no passage holds replaced by the most similar one that some passage does.

    A council's name is never taken for a misspelling of another's, nor is a word that the embedding model knows whole:
    it is a word, whether the library holds it or not.
    """
    words = [found.group() for found in _WORD.finditer(question) if not is_place(found.group())]
    pieces = library.embedder.count_tokens(words)
    words = [word for word, count in zip(words, pieces, strict=True) if count > 1]
    stems = {word: some[0] for word in words if (some := terms(word))}
    held = library.indexes.words.frequencies(audiences, set(stems.values()))
    unknown = {word for word, stem in stems.items() if not held[stem]}
    replacements = {word: _nearest(word, stems[word], library, audiences) for word in unknown}
    return _WORD.sub(lambda found: replacements.get(found.group(), found.group()), question)


def _nearest(word: str, stem: str, library: Library, audiences: Collection[Audience]) -> str:
    ids = library.indexes.words.nearly(audiences, stem, _PASSAGES)
    chunks = library.catalogue.visible_chunks(ids, audiences)
    texts = [f"{chunk.title} {chunk.heading} {chunk.text}" for chunk in chunks.values()]
    known = {found.group().lower(): found.group() for text in texts for found in _WORD.finditer(text)}
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=_ALIKE)
    return known[near[0]] if near else word
