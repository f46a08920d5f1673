"""A checker that is stricter than any: every word and number of a claim must stand in its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.checking.judgement import Evidence, Judgement
from bot.vocabulary import Verdict

_LITTLE = frozenset("a an and at but by for from in is it its of on or that the their this to was were with".split())


class StrictChecker:
    """Accepts what is said in the very words of the evidence."""

    def judge(self, claim: str, evidence: Sequence[Evidence]) -> Judgement:
        """Supported only when no word is missing, partly when half of them are there."""
        said = _words(" ".join(f"{one.text} {one.about}" for one in evidence))
        missing = sorted(_words(claim) - said - _LITTLE)
        if missing:
            share = 1 - len(missing) / len(_words(claim) - _LITTLE)
            verdict = Verdict.PARTIALLY_SUPPORTED if share >= 0.5 else Verdict.NOT_SUPPORTED
            return Judgement(verdict, 0.0, tuple(f"{word} not in the source" for word in missing))
        return Judgement(Verdict.SUPPORTED, 1.0)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
