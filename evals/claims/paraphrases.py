"""Faithful paraphrases of sentences of the starter library, written by hand: what a checker of claims has to accept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evals.claims.alterations import half_of
from evals.claims.passages import LibraryPassage

PARAPHRASES = Path(__file__).parent / "paraphrases.jsonl"
LATER = "later"
LATER_PARAPHRASES = Path(__file__).parent / "paraphrases_later.jsonl"
"""Written when the held-back half had been looked at, and before anything was changed because of it."""


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A claim in other words than ``quote``, the sentence of ``passage`` that it repeats."""

    claim: str
    quote: str
    passage: LibraryPassage


def paraphrases(passages: Iterable[LibraryPassage], part: str) -> list[Paraphrase]:
    """The paraphrases of a half, or those written later, each with the passage its quote stands in.

    Raises ValueError naming a quote that stands in no passage.
    """
    held = list(passages)
    path = LATER_PARAPHRASES if part == LATER else PARAPHRASES
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Paraphrase(row["claim"], row["quote"], _home(row["document"], row["quote"], held))
        for row in rows
        if part in (LATER, half_of(row["claim"]))
    ]


def _home(document: str, quote: str, passages: Iterable[LibraryPassage]) -> LibraryPassage:
    for passage in passages:
        if passage.document == document and quote in passage.evidence.text:
            return passage
    raise ValueError(f"paraphrases.jsonl: no passage of {document} holds the quote {quote!r}")
