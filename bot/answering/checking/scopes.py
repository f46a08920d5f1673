"""Which words of a sentence some words before them govern: what 'not' denies, what 'may' leaves open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.answering.checking.words import Word, words

_REACH = 5
"""Meaningful words that a word governs."""
_VERBS = frozenset("is are was were does do did can could will would has have had may might must should".split())
"""With one of these something else begins: in 'no effect does not mean', 'no' governs 'effect'."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A governing word, and the names of the words it governs, nearest first.

    ``backwards`` where nothing follows in its clause and the words before it are taken: 'planned to, but did not'.
    """

    form: str
    governed: tuple[str, ...]
    backwards: bool


def scopes(text: str, governing: Collection[str]) -> list[Scope]:
    """For each of the ``governing`` words in ``text`` what it governs: the words after it in its clause, or before it.

    A name such as No Wrong Door governs nothing.
    """
    read = words(text)
    return [
        _scope(read, position)
        for position, word in enumerate(read)
        if word.form in governing and not _in_a_name(read, position)
    ]


def _scope(read: tuple[Word, ...], position: int) -> Scope:
    after: list[str] = []
    for other in read[position + 1 :]:
        if other.clause != read[position].clause or (after and other.form in _VERBS):
            break
        after += [other.name] * bool(other.name)
    before = [other.name for other in reversed(read[:position]) if other.name]
    return Scope(read[position].form, tuple((after or before)[:_REACH]), backwards=not after)


def _in_a_name(read: tuple[Word, ...], position: int) -> bool:
    following = read[position + 1 : position + 2]
    return read[position].capital and bool(following) and following[0].capital
