"""Where a claim follows its source word for word, the words it changes must not be those that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.answering.checking.lexicon import lexicon
from bot.answering.checking.source import Source
from bot.answering.checking.words import Word, words

_FOLLOWS = 0.75
"""Share of a claim's words that stand in its sentence in the same order."""
_AROUND = 4
"""Words that must be the same right before and after what changed, taken together."""
_FEW = 3
"""Words put in place of as many: more are a paraphrase, which the other checks read."""


def changed_words(claim: str, source: Source) -> list[str]:
    """Words of direction, amount or certainty that other words have taken the place of, one short text each.

    It is enough that the source's word is known to the lexicon: 'dropped' may not become a word that is not.
    """
    return [
        f"'{' '.join(word.form for word in theirs)}' became '{' '.join(word.form for word in mine)}'"
        for sentence in source.rests_on
        for mine, theirs in _replaced(words(claim), words(sentence))
        if _is_other(mine, theirs)
    ]


def _is_other(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether a degree or direction was lost, or a degree was put where there was none."""
    lost = (_directions(theirs) - _directions(mine)) | (_grades(theirs) - _grades(mine))
    return bool(lost) or (not _grades(theirs) and bool(_grades(mine)))


def _replaced(claim: Sequence[Word], sentence: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """The short stretches of a claim that stand in place of others in a sentence it follows."""
    matcher = SequenceMatcher(None, [word.form for word in claim], [word.form for word in sentence], autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < _FOLLOWS * len(claim):
        return
    steps = matcher.get_opcodes()
    for place, (change, start, end, other_start, other_end) in enumerate(steps):
        same = sum(last - first for kind, first, last, _, _ in steps[max(0, place - 1) : place + 2] if kind == "equal")
        if change == "replace" and same >= _AROUND and max(end - start, other_end - other_start) <= _FEW:
            yield claim[start:end], sentence[other_start:other_end]


def _directions(stretch: Sequence[Word]) -> set[tuple[str, int]]:
    return {side for word in stretch for side in lexicon().opposites.get(word.form, ())}


def _grades(stretch: Sequence[Word]) -> set[tuple[str, int]]:
    return {("grade", lexicon().grades[word.form]) for word in stretch if word.form in lexicon().grades}
