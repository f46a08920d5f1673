"""Sorts questions that were not answered well into gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.gaps.grouping import group
from bot.gaps.known_themes import KnownTheme
from bot.gaps.likeness import place
from bot.records.gaps import Gaps, Shortfall, Sorted
from knowledge.embedding import Embedder


def sort_gaps(gaps: Gaps, themes: Sequence[KnownTheme], embedder: Embedder) -> None:
    """Put every question that is in no gap yet into one."""
    shortfalls = gaps.shortfalls()
    if all(shortfall.gap is not None for shortfall in shortfalls):
        return
    placed = place([shortfall.text for shortfall in shortfalls], themes, embedder)
    names = [themes[number].name for number in placed.themes]
    gaps.sort(sorted_groups(shortfalls, group(placed.vectors), names))


def sorted_groups(shortfalls: Sequence[Shortfall], groups: Sequence[int], themes: Sequence[str]) -> list[Sorted]:
    """Where the questions that are in no gap yet belong: with most of those they are like, or in a new gap.

    ``groups`` and ``themes`` say for each question whom it is like and which known theme it is nearest to. A question
    that is in a gap stays there.
    """
    together: dict[int, list[int]] = defaultdict(list)
    for number, label in enumerate(groups):
        together[label].append(number)
    return [found for members in together.values() if (found := _sorted(members, shortfalls, themes))]


def _sorted(members: Sequence[int], shortfalls: Sequence[Shortfall], themes: Sequence[str]) -> Sorted | None:
    new = tuple(shortfalls[number].question_id for number in members if shortfalls[number].gap is None)
    if not new:
        return None
    known = Counter(gap for number in members if (gap := shortfalls[number].gap) is not None)
    theme = Counter(themes[number] for number in members).most_common(1)[0][0]
    return Sorted(known.most_common(1)[0][0] if known else None, theme, new)
