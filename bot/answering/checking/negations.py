"""A claim denies what its source denies, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.answering.checking.lexicon import lexicon
from bot.answering.checking.scopes import Scope, scopes
from bot.answering.checking.source import Source, overlap
from bot.answering.checking.words import words

_MOSTLY = 0.5
"""Share of the words that a 'not' governs which the other text must have to speak of the same; and the share of those
that it must deny to agree."""
_FEW = 2
"""Words that a 'without' before a group of a study governs."""
_BEFORE_A_NOUN = frozenset({"no", "little", "without", "lack", "lacks", "lacked"})
"""What stands right after these may be an adjective: 'no detectable effect' is denied by 'detected no effect'."""
_WHEREVER = frozenset({"little", "none", "neither", "never", "nobody", "nothing", "hardly"})
"""These stand before or after what they deny: 'changed little', 'made little difference'."""
_WORD_FOR_WORD = 0.85
"""Share of words that a claim and its sentence share, both ways, from which their negations are simply counted."""


_DENIES_NOTHING = re.compile(
    r"\b(or|whether) not\b|\bnot (only)\b(?=.*\bbut\b)|\bnot (just|merely)\b(?=.*\bbut also\b)"
    r"|\bno (more|less|later|further|fewer|earlier)(?= than\b)",
    re.IGNORECASE,
)


def wrong_negations(claim: str, source: Source) -> list[str]:
    """A 'not' too many or too few in the claim, one short text each."""
    known = lexicon()
    either = known.negations | known.nearly_negations
    claim, *sentences = (_DENIES_NOTHING.sub(r"\1\2\3\4", text) for text in (claim, *source.sentences))
    rests_on = "\n".join(_DENIES_NOTHING.sub(r"\1\2\3\4", sentence) for sentence in source.mainly)
    mine, theirs = scopes(claim, known.negations), scopes(rests_on, known.negations)
    added = _unmatched(mine, rests_on, [scope for sentence in sentences for scope in scopes(sentence, either)])
    dropped = _unmatched(_weighty(theirs, rests_on, claim), claim, scopes(claim, either))
    odd = [sentence for sentence in source.rests_on[:1] if _repeats(claim, sentence) and _is_odd(claim, sentence)]
    firm = known.negations | known.denials
    twice = _depths(scopes(claim, firm)), _depths(scopes(rests_on, firm))
    return [
        *(f"'{scope.form}' is not in the source" for scope in added),
        *(f"'{scope.form}' of the source is missing" for scope in dropped),
        *("a negation too many or too few" for _ in odd[:1] or _differently_twice(*twice)),
    ]


def _weighty(denying: Sequence[Scope], text: str, claim: str) -> list[Scope]:
    """Those of ``denying`` that a claim must repeat: it has what they deny, one of the two words next to them.

    Of two groups 'after referral' and 'without referral' a claim may name the one: what is denied of a word or two that
    the text also says plainly is left to the check of the figures.
    """
    said = Counter(word.name for word in words(text)) - _depths(denying)
    claimed = {word.name for word in words(claim)}
    return [
        scope
        for scope in denying
        if claimed & set(scope.governed[:2])
        and (len(scope.governed) > _FEW or not all(said[name] for name in scope.governed))
    ]


def _unmatched(governing: Iterable[Scope], other: str, others: Iterable[Scope]) -> list[Scope]:
    """Those of ``governing`` of whose words the ``other`` text speaks, and which none of ``others`` denies."""
    names = {word.name for word in words(other)}
    denied = {name for scope in others for name in scope.governed}
    matched = {scope.form for scope in others} & _WHEREVER
    return [
        scope
        for scope in governing
        if not scope.backwards and scope.form not in matched and _is_unmatched(scope, names, denied)
    ]


def _is_unmatched(scope: Scope, names: set[str], denied: set[str]) -> bool:
    shared = [name for name in scope.governed if name in names]
    if (
        not scope.governed
        or len(shared) < _MOSTLY * len(scope.governed)
        or denied & set(shared[: 2 if scope.form in _BEFORE_A_NOUN else 1])
    ):
        return False
    return sum(name in denied for name in shared) < _MOSTLY * len(shared)


def _depths(governing: Iterable[Scope]) -> Counter[str]:
    """How many times each word is denied."""
    return Counter(name for scope in governing if scope.form != "nor" for name in set(scope.governed))


def _differently_twice(claimed: Counter[str], stated: Counter[str]) -> list[str]:
    """Words denied twice by the one and once by the other."""
    return [name for name in claimed if {claimed[name], stated[name]} == {1, 2}][:1]


def _repeats(claim: str, sentence: str) -> bool:
    return min(overlap(claim, sentence), overlap(sentence, claim)) >= _WORD_FOR_WORD


def _is_odd(claim: str, sentence: str) -> bool:
    counts = [sum(word.form in lexicon().negations - {"nor"} for word in words(text)) for text in (claim, sentence)]
    return (counts[0] - counts[1]) % 2 == 1
