"""An answer as Slack shows it, from the answer alone. Every message fits Slack's limits by construction.

Limits: 50 blocks, about 13,200 characters in all blocks, 12,000 characters of streamed Markdown, ten elements in a
context block, 75 characters on a button (docs.slack.dev/reference/block-kit).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.cite import as_read, is_written, markers
from bot.answering.map_picture import picture_for
from bot.answering.source_line import source_line
from bot.hand_off.rules import can_be_handed_on
from bot.slack.messages import actions
from bot.slack.messages.cited import evidence_and_notices, source_list
from bot.slack.messages.hand_off import ask_button
from bot.slack.messages.literal import bullets, context, paragraph, quote, rich_text, section, shortened, text
from bot.slack.messages.markdown import literal
from bot.slack.messages.message import Block, Message, answer_metadata, escape
from bot.vocabulary import Answer, AnswerStatus, Claim

_SENTENCES = 6000
"""Characters of an answer's sentences, as Markdown."""
_SENTENCE = 2500
_OWN_WORDS = 2000
"""Characters of a reply without sentences from documents; as Markdown at most five times as many."""
_ASKED = 300
_TITLE = 150
_PLAIN = 3500
_FALLBACK = 300

ASK_NEXT = "Ask next:"
SENT_AGAIN = "Sent again, in case the first did not reach you."
LEFT_OUT = "… The answer is longer than Slack allows: the Sources button shows the rest."


def answer_parts(answer: Answer) -> list[str]:
    """The sentences of an answer in the order they are read, each with its markers; never more than fits."""
    if not answer.claims:
        return [shortened(answer.text, _OWN_WORDS)]
    parts: list[str] = []
    length = 0
    for claim in answer.claims:
        part = _with_markers(claim, is_written(answer.claims))
        length += len(literal(part))
        if length > _SENTENCES:
            return [*parts, LEFT_OUT]
        parts.append(part)
    return parts


def streamed_parts(answer: Answer) -> list[str]:
    """The same as Markdown for a stream: several quotations are a list, for they do not read on as prose."""
    if is_written(answer.claims):
        return [_as_prose(part) for part in answer_parts(answer)]
    parts = [literal(part) for part in answer_parts(answer)]
    return [f"- {part}\n" for part in parts] if len(parts) > 1 else parts


def streamed_claim(claim: Claim) -> str:
    """One sentence of a model's answer as Markdown for a stream; the same in `streamed_parts` of the whole answer."""
    return _as_prose(_with_markers(claim, among_written=True))


def whole_answer(
    question_id: str,
    revision: int,
    answer: Answer,
    asked: str | None = None,
    next_questions: Sequence[str] = (),
    can_hand_on: bool = False,
) -> Message:
    """The answer as one message."""
    return Message(
        text=fallback(answer),
        blocks=[
            *_sentences(answer, asked),
            *below_answer(question_id, answer, next_questions, can_hand_on=can_hand_on),
        ],
        metadata=answer_metadata(question_id, revision),
    )


def below_answer(
    question_id: str,
    answer: Answer,
    next_questions: Sequence[str] = (),
    can_share: bool = False,
    can_hand_on: bool = False,
) -> list[Block]:
    """What stands below the sentences: kinds of evidence and notices, sources, buttons.

    ``can_hand_on``: there are consultants to ask what the library does not cover.
    """
    blocks = evidence_and_notices(answer.citations, answer.notices)
    if answer.citations:
        has_picture = picture_for(answer) is not None
        blocks += [*source_list(answer.citations), actions.answer_buttons(question_id, can_share, has_picture)]
    if next_questions:
        blocks += [context([ASK_NEXT]), actions.next_question_buttons(next_questions)]
    if can_hand_on and can_be_handed_on(answer.status):
        blocks.append(ask_button(question_id))
    if answer.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL, AnswerStatus.NOT_COVERED):
        blocks.append(actions.feedback_buttons(question_id))
    return blocks


def private_answer(
    question_id: str,
    answer: Answer,
    asked: str,
    next_questions: Sequence[str] = (),
    sent_again: bool = False,
    can_hand_on: bool = False,
) -> Message:
    """The answer for the asker's eyes only, with a button that shares it."""
    again = [context([SENT_AGAIN])] if sent_again else []
    below = below_answer(question_id, answer, next_questions, can_share=True, can_hand_on=can_hand_on)
    return Message(fallback(answer), [*again, *_sentences(answer, asked), *below])


def plain_answer(answer: Answer) -> str:
    """The answer and its sources as bare text, for a Slack that refuses blocks."""
    sources = [
        f"[{citation.number}] {shortened(citation.title, _TITLE)} ({source_line(citation)})"
        for citation in answer.citations
    ]
    return escape(shortened("\n".join([*answer_parts(answer), *answer.notices, *sources]), _PLAIN))


def fallback(answer: Answer) -> str:
    """What a notification shows: the first lines and the number of sources."""
    start = escape(shortened(" ".join(answer.text.split()), _FALLBACK))
    documents = len({citation.document_id for citation in answer.citations})
    return f"{start} ({documents} source{'s' if documents > 1 else ''})" if documents else start


def _with_markers(claim: Claim, among_written: bool) -> str:
    return f"{shortened(as_read(claim, among_written), _SENTENCE)} {markers(claim.citations)}"


def _as_prose(part: str) -> str:
    return f"{literal(part)} "


def _sentences(answer: Answer, asked: str | None) -> list[Block]:
    heading = [rich_text(quote(text(shortened(asked, _ASKED))))] if asked else []
    *before, last = answer_parts(answer)
    if not before or is_written(answer.claims):
        return [*heading, paragraph(" ".join([*before, last]))]
    # The space keeps sentences apart for whoever reads the runs of text without the list.
    return [*heading, rich_text(bullets([section(text(part)) for part in (*(f"{one} " for one in before), last)]))]
