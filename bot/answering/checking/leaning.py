"""A claim is understood by itself: 'this', 'it' and 'yes' lean on something that no check can see."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answering.checking.source import Source

_THAT = (
    r"that(?=\s+(?:(?:also|then|\w+ly)\s+)?(?:\w+ed|is|was|has|had|will|would|can|could|may|might|cut|led|made|meant|"
    r"means|left|put|gave|kept|brought|came|cost|fell|rose|year|month|week)\b)"
)
"""'That cut care entries'; not in 'that one reads early is shown by'."""
_OF_THESE = (
    r"(?:[\w£.,%]+\s+){0,2}of\s+(?:these|them|those(?!\s+(?:who|whose|that|which|with|without|in|on|at|from|under|over|"
    r"not|\w+ed|\w+ing)\b))"
)
"""'Of these', 'about half of them'; not 'of those in care'."""
_FIRST = re.compile(
    rf"^\W*(?P<word>(?:yes|no)(?=\s*[,:;–—-])|"
    rf"(?:this|these|those|it|its|they|their|he|she|his|her|such|{_THAT}|{_OF_THESE})\b)",
    re.IGNORECASE,
)
_BEFORE_IT = r"(?:according to|as of|in|by|at|from|during|over|on|within|across|after|before|since|until|under)\s+"
_WORD = r"(?!(?:was|were|is|are|has|had|have|that|which|who|where|when|\w+ed)\b)[^\s,;:]+"
_SHORT = rf"(?:{_WORD}\s+){{0,5}}{_WORD},\s*"
"""A few words without a verb, and a comma: in 'after the programme ended, it' the 'it' is the programme."""
_NAMED = r"(?:(?-i:[A-Z]|\d)[\w’'–/-]*\s+){1,5}"
_DESCRIBED = r"(?:the|a|an|one|each|every|its|their|this|that)\s+(?:[\w-]+\s+){1,2}(?:(?:of|to)\s+(?:[\w-]+\s+){1,3})?"
_ADVERB = (
    r"(?:overall|however|also|later|then|meanwhile|similarly|moreover|furthermore|additionally|eventually|initially|"
    r"as a (?:result|consequence)|consequently|therefore|thus|instead|for (?:example|instance)|there|here|"
    r"and|but|so),?\s+"
)
_PEOPLE = (
    r"(?:children|families|people|parents|mothers|fathers|babies|adults|carers|patients|women|men|girls|boys|pupils|"
    r"residents|tenants|clients|users)\b"
)
_JOINED = (
    r"(?:when|as|if|because|after|before|since|once|while|until|although|though|unless|where)\s+"
    rf"(?!it\s+comes\s+to\b|they\b[^,]*,\s+(?:[\w-]+\s+){{0,2}}{_PEOPLE})"
)
"""'When they were opened, spending fell'; in 'when they are offered a place, most families' the noun follows."""
_INTRODUCED = re.compile(
    rf"^\W*(?:{_BEFORE_IT}(?:{_SHORT}|{_NAMED}|{_DESCRIBED})|{_ADVERB}|{_JOINED})"
    rf"(?P<word>it|they|he|she|this|these|{_THAT})\b",
    re.IGNORECASE,
)
"""'According to the report it', 'In 2019, they', 'Overall it'."""
_TIME = r"(?:the|that|each)\s+(?:\w+\s+)?(?:year|month|week|quarter|period)s?\s+"
_WHOSE = re.compile(
    rf"^\W*(?![^,]*\b{_PEOPLE}[^,]*,\s+their\b)(?:{_BEFORE_IT}(?:{_SHORT}|{_NAMED}|{_TIME})|{_ADVERB})"
    r"(?P<word>its|their|his|her)\b",
    re.IGNORECASE,
)
"""'Similarly, their spending'; in 'according to parents, their children' they are named."""
_SAID_THAT = re.compile(
    r"it\s+(?:is|was|(?:has|had|will|would|can|could) (?:been|be))\s+(?:(?:\w+ly|not|now|also)\s+)*"
    r"(?:\w+ed|known|found|said|thought|shown|seen|held|understood|felt|likely|unlikely|possible|clear|true)\s+"
    r"that\b(?!\s+(?:day|week|month|year|time|way|spring|summer|autumn|winter)\b)",
    re.IGNORECASE,
)
"""An empty 'it', which stands for what follows."""
_TAKES_TO = re.compile(
    r"it\s+(?:would|will|could|might|may)\s+(?:\w+ly\s+|also\s+)?(?:cost|take)\s+"
    r"(?:(?!\b(?:from|(?:due|up|according|compared|owing|thanks|relative|close) to)\b)[^,;:])*?"
    r"\bto\s+(?!(?:the|a|an|all|each|every)\b|\w+[^su]s\b)[a-z]+\s+\w",
    re.IGNORECASE,
)
"""The same before something to be done: 'it would cost £67m to train them'."""


@dataclass(frozen=True, slots=True)
class _Leaning:
    """A word that leans on another sentence, and whether its own begins with it."""

    word: str
    is_first: bool


def leaning_words(claim: str, source: Source) -> list[str]:
    """The word at the beginning of a claim, or after a few words before its subject, that leans on another sentence.

    The sentence it rests on may lean in the same way: then it is a sentence of the source.
    """
    found = _leaning(claim)
    if found is None or any(_is_alike(found, _leaning(sentence)) for sentence in source.rests_on[:1]):
        return []
    return [f"'{found.word}' leans on what is not in the sentence"]


def leans(sentence: str) -> bool:
    """Whether a sentence begins with, or soon comes to, a word that another one explains."""
    return _leaning(sentence) is not None


def _is_alike(mine: _Leaning, other: _Leaning | None) -> bool:
    return other is not None and mine.is_first == other.is_first and mine.word.lower() == other.word.lower()


def _leaning(text: str) -> _Leaning | None:
    """The leaning word of a sentence; after an empty 'it is estimated that' that of what follows."""
    first = _FIRST.match(text)
    found = first or _INTRODUCED.match(text) or _WHOSE.match(text)
    if found is None:
        return None
    said = _SAID_THAT.match(text, found.start("word"))
    if said:
        return _leaning(text[said.end() :])
    return None if _TAKES_TO.match(text, found.start("word")) else _Leaning(found["word"], found is first)
