"""What composing an answer takes and gives, with a model or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.finding import Finding
from bot.answering.timing import Timings
from bot.vocabulary import Citation, Claim, Question, RefusedClaim, Usage

EXTRACTIVE = "extractive"
"""The model of an answer that is made of quotations."""

Release = Callable[[Claim], None]
"""Shows one verified sentence. What was released is never taken back."""


@dataclass(frozen=True, slots=True)
class Composed:
    """Verified claims and their citations. ``is_whole`` says that they answer all that was asked.

    ``declined``: whoever composed read the passages and found no answer in them. ``refused`` did not pass the checks.
    """

    claims: Sequence[Claim] = ()
    citations: Sequence[Citation] = ()
    is_whole: bool = True
    declined: bool = False
    notices: tuple[str, ...] = ()
    model: str = EXTRACTIVE
    prompt: str | None = None
    usage: Usage | None = None
    refused: tuple[RefusedClaim, ...] = ()


class Composer(Protocol):
    """Makes an answer of what was found."""

    def compose(
        self, question: Question, text: str, covered: Sequence[Finding], release: Release, timings: Timings
    ) -> Composed:
        """Verified claims that answer ``text`` (the question as it stands alone) from the findings that cover it.

        Each claim is verified before it is released.
        """
        ...
