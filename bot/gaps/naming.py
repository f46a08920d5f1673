"""The words that tell a gap from the others."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping

from knowledge.indexes.terms import terms

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_MOST = 3
_FEWEST_PEOPLE = 2
"""A word is shown only when so many people used it: one person's question must not show through."""

Asked = tuple[Hashable, str]
"""Who asked, and their words."""


def telling_words(gaps: Mapping[int, Iterable[Asked]]) -> dict[int, tuple[str, ...]]:
    """Up to three words of each gap, the most telling first; none where no two people used the same.

    Scored by class-based TF-IDF (Grootendorst, BERTopic, 2022, arXiv:2203.05794): how often a word is used in a gap,
    times log(1 + words in a gap on average / uses of the word in all of them).
    """
    counts: dict[int, Counter[str]] = {gap: Counter() for gap in gaps}
    people: dict[tuple[int, str], set[Hashable]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for gap, asked in gaps.items():
        for who, text in asked:
            for word in _WORD.findall(text):
                for stem in terms(word):
                    counts[gap][stem] += 1
                    people[gap, stem].add(who)
                    written[stem][word.lower()] += 1
    uses: Counter[str] = sum(counts.values(), Counter())
    average = uses.total() / max(1, len(gaps))
    return {
        gap: tuple(
            written[stem].most_common(1)[0][0]
            for stem in sorted(found, key=lambda stem: (-found[stem] * math.log(1 + average / uses[stem]), stem))
            if len(people[gap, stem]) >= _FEWEST_PEOPLE
        )[:_MOST]
        for gap, found in counts.items()
    }
