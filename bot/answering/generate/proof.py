"""Whether a sentence a model wrote may be shown: every check, in the order of what they cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.checking.judgement import Evidence, Judgement
from bot.answering.checking.quotes import find_quote
from bot.answering.generate.draft import Draft
from bot.answering.generate.fit import unfit
from bot.answering.generate.own_words import source_sentence
from bot.answering.generate.passages import NumberedPassage
from bot.answering.statements import is_statement, without_unseen
from bot.vocabulary import RefusedClaim, Verdict
from knowledge.sentences import split_sentences

_OWN_MARKERS = re.compile(r"\s*(?:\[\d+(?:\s*,\s*\d+)*\]|\((?:sources?|passages?)\s+\d+(?:\s*(?:,|and)\s*\d+)*\))")


class Checker(Protocol):
    """Says whether evidence supports a claim."""

    def judge(self, claim: str, evidence: Sequence[Evidence]) -> Judgement:
        """The verdict on one sentence."""
        ...


Quotations = tuple[tuple[NumberedPassage, str], ...]
"""Passages, each with the stretch of it that was quoted."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A sentence that may be shown, with what it rests on."""

    sentence: str
    support: Quotations


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence that must not be shown, and the one of its source that says what it is about, where there is one."""

    claim: RefusedClaim
    instead: tuple[NumberedPassage, str] | None = None


def prove(draft: Draft, passages: Mapping[int, NumberedPassage], checker: Checker) -> list[Proved | Refused]:
    """Each sentence of a draft, proved or refused: usually one."""
    text = _OWN_MARKERS.sub("", without_unseen(" ".join(draft.sentence.split())))
    support = _support(draft, passages)
    if isinstance(support, str):
        return [_refused(text, support)]
    return [_judged(sentence, support, checker) for sentence in split_sentences(text)]


def _support(draft: Draft, passages: Mapping[int, NumberedPassage]) -> Quotations | str:
    """The passages with the stretches quoted, or why they are none."""
    found: dict[tuple[int, str], NumberedPassage] = {}
    for claimed in draft.support:
        passage = passages.get(claimed.source)
        if passage is None:
            return f"there is no source {claimed.source}"
        quote = find_quote(claimed.quote, passage.chunk.text)
        if quote is None:
            return f"the quotation is not in source {claimed.source}"
        if without_unseen(quote) not in passage.text or not is_statement(quote):
            return f"the quotation from source {claimed.source} states nothing"
        found[passage.number, quote] = passage
    return tuple((passage, quote) for (_, quote), passage in found.items())


def _judged(sentence: str, support: Quotations, checker: Checker) -> Proved | Refused:
    if reason := unfit(sentence):
        return _refused(sentence, reason)
    passages = {passage.number: passage for passage, _ in support}
    evidence = [passage.evidence for passage in passages.values()]
    judgement = checker.judge(sentence, evidence)
    if judgement.verdict is Verdict.SUPPORTED:
        return Proved(sentence, support)
    instead = source_sentence(sentence, support) if judgement.verdict is Verdict.PARTIALLY_SUPPORTED else None
    return Refused(RefusedClaim(sentence, judgement.verdict, judgement.score, judgement.reasons), instead)


def _refused(sentence: str, reason: str) -> Refused:
    return Refused(RefusedClaim(sentence, Verdict.NOT_SUPPORTED, 0.0, (reason,)))
