"""A claim is said by one sentence of its source, not put together from several.

Most of what readers found wrong in a weak model's sentences joined parts of true ones (evals/claims/blind_labels).
"""

from __future__ import annotations

import numpy as np

from bot.answering.checking.judgement import Evidence
from bot.answering.checking.names import absent_names
from bot.answering.checking.numbers import wrong_numbers
from bot.answering.checking.periods import wrong_dates
from bot.answering.checking.signals import SentenceReader, meaningful_tokens
from bot.answering.checking.source import Source, Told, overlap, source_of

_MATCH, _WORDS = 0.81, 0.66
"""What the sentence must hold of the claim, in meaning (late interaction) and in words (share)."""
_PARTICULARS = (wrong_numbers, wrong_dates, absent_names)


def said_by_one_sentence(claim: str, source: Source, reader: SentenceReader) -> bool:
    """Whether one sentence, with what is known about its passage, has the claim's meaning, figures, dates and names."""
    holding = [one for one in source.told if overlap(claim, one.whole) >= _WORDS]
    return any(_has_particulars(claim, one) for one in holding if _match(claim, one, reader) >= _MATCH)


def _has_particulars(claim: str, told: Told) -> bool:
    alone = source_of(claim, [Evidence(told.sentence, told.about)])
    return not any(check(claim, alone) for check in _PARTICULARS)


def _match(claim: str, told: Told, reader: SentenceReader) -> float:
    """The mean over the claim's meaningful tokens of how near the nearest of the sentence or of what is known is."""
    read, *others = reader.read([claim, *told])
    wanted = meaningful_tokens(claim, read)
    known = np.vstack([other.tokens for other in others])
    return float(np.max(known @ wanted.T, axis=0).mean()) if len(wanted) and len(known) else 0.0
