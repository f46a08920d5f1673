"""Composes answers in a language model's words, each sentence proved before anybody sees it."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.answering.cite import citation
from bot.answering.compose import Composed, Composer, Release
from bot.answering.finding import Finding
from bot.answering.generate.draft import MOST_CLAIMS, Covers, Draft, drafts
from bot.answering.generate.fault import Fault, ModelFault
from bot.answering.generate.passages import NumberedPassage, numbered_passages
from bot.answering.generate.prompt import Prompt
from bot.answering.generate.proof import Checker, Proved, Refused, prove
from bot.answering.generate.spending import Budget
from bot.answering.notices import NOT_PROVED
from bot.answering.statements import without_unseen
from bot.answering.timing import Timings, timed
from bot.answering.verify import verify_claims
from bot.vocabulary import Citation, Claim, ClaimKind, Question, RefusedClaim, Usage, Verdict
from knowledge.catalogue.catalogue import Catalogue

FELL_BACK = "The language model {fault}, so this is quoted word for word from the library."
UNPROVED = f"What the language model wrote {NOT_PROVED} from the library, so this is quoted word for word."
BROKE_OFF = "The language model {fault} before the answer was complete."
LEFT_OUT = f"{{count}} {NOT_PROVED} from the library and {{was}} left out."
QUOTED_INSTEAD = (
    "{count} could not be proved as the language model put {it}: what the source says is quoted at the end."
)
PART = "The sources found answer only part of the question."

_MALFORMED = Refused(RefusedClaim("", Verdict.NOT_SUPPORTED, 0.0, ("not in the form asked for",)))

Note = Callable[[Usage], None]
"""Is told what a call of a model took."""


class Model(Protocol):
    """Replies to messages, growing, in the form of `draft.reply_schema`."""

    name: str

    def reply(self, messages: Sequence[tuple[str, str]], note: Note) -> Generator[object, None, None]:
        """The reply so far, again and again; ``note`` is told what it took. Raises ModelFault."""
        ...


@dataclass(slots=True)
class _Written:
    """An answer as it grows: sentences are only ever added."""

    question: Question
    release: Release
    timings: Timings
    claims: list[Claim] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    quoted_instead: int = 0
    covers: Covers | None = None
    fault: Fault | None = None
    usage: Usage | None = None
    begins_well: bool = False
    """The first sentence, which answers the question, was proved."""


class WritingComposer:
    """Has a model write the answer and shows what is proved; quotes where nothing is."""

    def __init__(
        self,
        catalogue: Catalogue,
        model: Model,
        prompt: Prompt,
        checker: Checker,
        budget: Budget,
        otherwise: Composer,
    ) -> None:
        self._catalogue = catalogue
        self._model = model
        self._prompt = prompt
        self._checker = checker
        self._budget = budget
        self._otherwise = otherwise

    def compose(
        self, question: Question, text: str, covered: Sequence[Finding], release: Release, timings: Timings
    ) -> Composed:
        """What the model wrote and the passages prove; when that is nothing, quotations and the reason."""
        written = _Written(question, release, timings)
        try:
            self._write(written, text, covered)
        except ModelFault as fault:
            written.fault = fault.fault
        if written.claims:
            self._quote_instead(written)
        if written.claims or _declined(written):
            return self._composed(written)
        reason = FELL_BACK.format(fault=written.fault) if written.fault else UNPROVED
        quoted = self._otherwise.compose(question, text, covered, release, timings)
        return replace(
            quoted,
            notices=(reason, *quoted.notices),
            prompt=self._prompt.id,
            usage=written.usage,
            refused=_refused(written),
        )

    def _write(self, written: _Written, text: str, covered: Sequence[Finding]) -> None:
        if self._budget.is_used_up():
            raise ModelFault(Fault.OVER_BUDGET)
        with timed(written.timings, "compose"):
            passages = {passage.number: passage for passage in numbered_passages(covered, self._catalogue)}
            messages = self._prompt.messages(
                most_claims=str(MOST_CLAIMS),
                question=json.dumps(without_unseen(text), ensure_ascii=False),
                sources="\n".join(passage.as_source() for passage in passages.values()),
            )

        def note(usage: Usage) -> None:
            written.usage = usage
            written.timings["model"] = round(usage.seconds * 1000, 2)
            self._budget.add(self._model.name, usage)

        with closing(self._model.reply(messages, note)) as reply:
            for draft in drafts(reply):
                if isinstance(draft, Covers):
                    written.covers = draft
                else:
                    self._add(written, draft, passages)

    def _add(self, written: _Written, draft: Draft | None, passages: Mapping[int, NumberedPassage]) -> None:
        """Prove a draft's sentences and release those that hold, at once."""
        is_first = not written.claims and not written.refused
        with timed(written.timings, "verify"):
            found = [_MALFORMED] if draft is None else prove(draft, passages, self._checker)
        for sentence in found:
            if isinstance(sentence, Refused):
                written.refused.append(sentence)
            elif self._show(written, sentence, ClaimKind.WRITTEN):
                written.begins_well |= is_first

    def _quote_instead(self, written: _Written) -> None:
        """Add what the sources say themselves where the model did not say it faithfully, unless it stands there."""
        for refused in written.refused:
            if refused.instead is None or _is_cited(*refused.instead, written.citations):
                continue
            quoted = Proved(refused.instead[1], (refused.instead,))
            written.quoted_instead += self._show(written, quoted, ClaimKind.QUOTED)

    def _show(self, written: _Written, sentence: Proved, kind: ClaimKind) -> bool:
        """Release a sentence and say so; not one that was before, or whose passage the asker may no longer see."""
        claim, added = _cited(sentence, kind, written.citations)
        if claim.text in {earlier.text for earlier in written.claims} or not self._is_held(written, claim, added):
            return False
        written.claims.append(claim)
        written.citations += added
        with timed(written.timings, "release"):
            written.release(claim)
        return True

    def _is_held(self, written: _Written, claim: Claim, added: Sequence[Citation]) -> bool:
        """Whether the asker may see what the claim cites at this moment."""
        with timed(written.timings, "verify"):
            known = [*written.citations, *added]
            return bool(verify_claims([claim], known, self._catalogue, written.question.audiences))

    def _composed(self, written: _Written) -> Composed:
        return Composed(
            claims=tuple(written.claims),
            citations=tuple(written.citations),
            is_whole=written.covers is Covers.WHOLE and written.begins_well and not written.fault,
            declined=_declined(written),
            notices=tuple(_notices(written)),
            model=self._model.name,
            prompt=self._prompt.id,
            usage=written.usage,
            refused=_refused(written),
        )


def _declined(written: _Written) -> bool:
    """The model read the passages to the end and said that they do not answer."""
    return written.covers is Covers.NONE and not written.claims and not written.refused


def _notices(written: _Written) -> Iterator[str]:
    if written.fault:
        yield BROKE_OFF.format(fault=written.fault)
    elif written.claims and written.covers is not Covers.WHOLE:
        yield PART
    if count := written.quoted_instead:
        yield QUOTED_INSTEAD.format(count=_sentences(count), it="it" if count == 1 else "them")
    if count := len(written.refused) - written.quoted_instead:
        further = " further" if written.quoted_instead else ""
        yield LEFT_OUT.format(count=_sentences(count, further), was="was" if count == 1 else "were")


def _sentences(count: int, further: str = "") -> str:
    return f"One{further} sentence" if count == 1 else f"{count}{further} sentences"


def _refused(written: _Written) -> tuple[RefusedClaim, ...]:
    return tuple(refused.claim for refused in written.refused)


def _is_cited(passage: NumberedPassage, sentence: str, citations: Sequence[Citation]) -> bool:
    quotes = (citation.quote for citation in citations if citation.chunk_id == passage.chunk.id)
    return any(sentence in quote or quote in sentence for quote in quotes)


def _cited(sentence: Proved, kind: ClaimKind, known: Sequence[Citation]) -> tuple[Claim, list[Citation]]:
    """The sentence as a claim, and the citations that are new with it: a stretch quoted before keeps its number."""
    numbers = {(earlier.chunk_id, earlier.quote): earlier.number for earlier in known}
    added: list[Citation] = []
    cited: list[int] = []
    for passage, quote in sentence.support:
        key = (passage.chunk.id, quote)
        if key not in numbers:
            numbers[key] = len(known) + len(added) + 1
            added.append(citation(numbers[key], passage.chunk, quote, passage.metadata))
        cited.append(numbers[key])
    return Claim(sentence.sentence, kind, tuple(sorted(set(cited))), Verdict.SUPPORTED), added
