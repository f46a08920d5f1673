"""An answer as Slack shows it, from the answer alone. Every message fits Slack's limits by construction.

Limits: 50 blocks, about 13,200 characters in all blocks, 12,000 characters of streamed Markdown, ten elements in a
context block, 75 characters on a button (docs.slack.dev/reference/block-kit).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.source_line import source_line
from bot.slack.messages import actions
from bot.slack.messages.literal import context, link, paragraph, quote, rich_text, section, shortened, text, web_address
from bot.slack.messages.markdown import literal
from bot.slack.messages.message import Block, Message, answer_metadata, escape
from bot.vocabulary import Answer, AnswerStatus, Citation

_SENTENCES = 6000
"""Characters of an answer's sentences."""
_SENTENCE = 2500
_NOTICE = 300
_NOTICES = 5
_SOURCES = 8
_TITLE = 150
_SOURCE_LINE = 250
_ASKED = 300
_FALLBACK = 300

SENT_AGAIN = "Sent again after a restart, in case the first did not reach you."
LEFT_OUT = "… The answer is longer than Slack allows: the Sources button shows the rest."


def answer_parts(answer: Answer) -> list[str]:
    """The sentences of an answer in the order they are read, each with its markers; never more than fits."""
    if not answer.claims:
        return [shortened(answer.text, _SENTENCES)]
    parts: list[str] = []
    for claim in answer.claims:
        part = f"{shortened(claim.text, _SENTENCE)} {''.join(f'[{number}]' for number in claim.citations)}"
        if sum(map(len, parts)) + len(part) > _SENTENCES:
            return [*parts, LEFT_OUT]
        parts.append(part)
    return parts


def streamed_parts(answer: Answer) -> list[str]:
    """The same as Markdown for a stream."""
    return [f"{literal(part)} " for part in answer_parts(answer)]


def whole_answer(
    question_id: str, revision: int, answer: Answer, asked: str | None = None, next_questions: Sequence[str] = ()
) -> Message:
    """The answer as one message."""
    heading = [rich_text(quote(text(shortened(asked, _ASKED))))] if asked else []
    body = [paragraph(" ".join(answer_parts(answer)))]
    return Message(
        text=fallback(answer),
        blocks=[*heading, *body, *below_answer(question_id, answer, next_questions)],
        metadata=answer_metadata(question_id, revision),
    )


def below_answer(question_id: str, answer: Answer, next_questions: Sequence[str] = ()) -> list[Block]:
    """What stands below the sentences: notices, sources, buttons."""
    blocks: list[Block] = []
    if answer.notices:
        blocks.append(context([shortened(notice, _NOTICE) for notice in answer.notices[:_NOTICES]]))
    if answer.citations:
        blocks.append(_source_list(answer.citations))
        blocks.append(actions.sources_button(question_id))
    if next_questions:
        blocks.append(actions.next_question_buttons(next_questions))
    if answer.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL, AnswerStatus.NOT_COVERED):
        blocks.append(actions.feedback_buttons(question_id))
    return blocks


def private_answer(
    question_id: str, answer: Answer, asked: str, next_questions: Sequence[str] = (), sent_again: bool = False
) -> Message:
    """The answer for the asker's eyes only, with a button that shares it."""
    message = whole_answer(question_id, 0, answer, asked, next_questions)
    again = [context([SENT_AGAIN])] if sent_again else []
    shareable = answer.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)
    share = [actions.share_button(question_id)] if shareable else []
    return Message(message.text, [*again, *message.blocks, *share])


def fallback(answer: Answer) -> str:
    """What a notification shows: the first lines and the number of sources."""
    start = escape(shortened(" ".join(answer.text.split()), _FALLBACK))
    documents = len({citation.document_id for citation in answer.citations})
    return f"{start} ({documents} source{'s' if documents > 1 else ''})" if documents else start


def _source_list(citations: Sequence[Citation]) -> Block:
    """Each cited passage once, with the numbers of the sentences that rest on it."""
    passages: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        passages.setdefault((citation.title, source_line(citation)), []).append(citation)
    lines = []
    for (title, line), cited in list(passages.items())[:_SOURCES]:
        markers = "".join(f"[{citation.number}]" for citation in cited)
        url = web_address(cited[0].url)
        shown = shortened(title, _TITLE)
        name = link(shown, url) if url else text(shown, bold=True)
        lines.append(section(text(f"{markers} "), name, text(f"\n{shortened(line, _SOURCE_LINE)}")))
    if len(passages) > _SOURCES:
        lines.append(section(text(f"… and {len(passages) - _SOURCES} more: see Sources.")))
    return rich_text(*lines)
