"""A draft answer that a consultant reads before it is sent, as its asker and the consultants see it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.answering.cite import with_markers
from bot.answering.notices import NOT_PROVED
from bot.records.reviews import Review
from bot.records.tables import ReviewState
from bot.slack.messages.answer import answer_parts
from bot.slack.messages.cited import evidence_and_notices, source_list
from bot.slack.messages.hand_off import button, day_and_time
from bot.slack.messages.literal import bullets, context, paragraph, quote, rich_text, section, shortened, text
from bot.slack.messages.message import Block, Message, escape
from bot.vocabulary import Answer, Claim, ClaimKind, Verdict

APPROVE, OPEN = "review_approve", "review_open"
FORM = "review_form"
DECISION, SENTENCES, NOTE = "decision", "sentences", "note"
AS_IT_IS, EDITED, NOT_SENT = "as_it_is", "edited", "not_sent"

WAITING = "I have a draft answer. A consultant reads it before you get it; this has waited since {when}."
REJECTED = "A consultant read my draft answer and did not send it."
REJECTED_BECAUSE = "A consultant read my draft answer and did not send it: {note}"
READ_BY = "A consultant read this answer on {when} before it was sent."
CHANGED_BY = "A consultant read and changed this answer on {when} before it was sent."
TAKEN = "Somebody else has decided, or the question has changed."
NOT_FOR_YOU = "Drafts are for consultants who may see what the question's place may see."

_QUESTION = 1200
_LONGEST = 3000
_MARKERS = re.compile(r"\s*((?:\[\d+\])+)\s*$")
_NUMBER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a consultant decided of a draft."""

    state: ReviewState
    sentences: str
    note: str


def waiting(review: Review) -> Message:
    """For the asker: honest about where the answer is."""
    words = WAITING.format(when=day_and_time(review.asked_at))
    return Message(escape(words), [context([words])])


def card(review: Review, question: str, draft: Answer | None, may_read: bool) -> Message:
    """The draft in the consultants' channel; without its words where not everybody there may read them."""
    lead = {
        ReviewState.WAITING: "A draft answer to read before it is sent",
        ReviewState.APPROVED: "A draft answer that was sent as it was",
        ReviewState.EDITED: "A draft answer that was changed and sent",
        ReviewState.REJECTED: "A draft answer that was not sent",
        ReviewState.ENDED: "A draft answer that nobody wants any more",
    }[review.state]
    blocks: list[Block] = [paragraph(lead, bold=True)]
    if draft is not None and review.state is not ReviewState.ENDED:
        held = ", ".join(sorted(review.audiences))
        hidden = paragraph(f"Its words are for consultants who hold {held}: not everybody who reads this channel does.")
        blocks += _draft(question, review.edited or draft) if may_read else [hidden]
    if review.note and may_read:
        blocks.append(paragraph(f"Note: {review.note}"))
    blocks.append(_times(review))
    if review.state is ReviewState.WAITING:
        approve = [button(APPROVE, "Send as it is", review.question_id, "primary")] if may_read else []
        label = "Change or do not send" if may_read else "Look at it"
        blocks.append({"type": "actions", "elements": [*approve, button(OPEN, label, review.question_id)]})
    shown = f": {shortened(question, 150)}" if may_read and question else ""
    return Message(escape(f"{lead}{shown}"), blocks)


def reminder(review: Review, now: float) -> Message:
    """It has waited for long."""
    hours = round((now - review.asked_at) / 3600)
    words = f"This draft has waited {hours} hour{'' if hours == 1 else 's'} for somebody to read it."
    return Message(words, [paragraph(words)])


def form(review: Review, question: str, draft: Answer) -> dict[str, Any]:
    """Shows the draft, and asks what becomes of it."""
    options = [
        {"text": {"type": "plain_text", "text": label}, "value": value}
        for value, label in (
            (AS_IT_IS, "Send it as it is"),
            (EDITED, "Send it as changed below"),
            (NOT_SENT, "Do not send it"),
        )
    ]
    decision = {"type": "radio_buttons", "action_id": DECISION, "options": options}
    lines = "\n".join(_line(claim) for claim in draft.claims)
    sentences = {
        "type": "plain_text_input",
        "action_id": SENTENCES,
        "multiline": True,
        "max_length": _LONGEST,
        "initial_value": lines[:_LONGEST],
    }
    note = {"type": "plain_text_input", "action_id": NOTE, "multiline": True, "max_length": 500}
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": f"{review.question_id}:{review.revision}",
        "title": {"type": "plain_text", "text": "A draft answer"},
        "submit": {"type": "plain_text", "text": "Decide"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            *_draft(question, draft),
            _labelled(DECISION, "What becomes of it?", decision),
            _labelled(
                SENTENCES,
                "The answer, a sentence a line",
                sentences,
                "Each line ends with the numbers of its sources, such as [1][2].",
                optional=True,
            ),
            _labelled(NOTE, "A note; of an answer that is not sent, its asker reads it", note, optional=True),
        ],
    }


def decided_in(view: dict[str, Any]) -> Decision:
    """What a submitted form says."""
    values = view["state"]["values"]
    chosen = values[DECISION][DECISION]["selected_option"]["value"]
    state = {AS_IT_IS: ReviewState.APPROVED, EDITED: ReviewState.EDITED, NOT_SENT: ReviewState.REJECTED}[chosen]
    said = [str(values[name][name].get("value") or "").strip() for name in (SENTENCES, NOTE)]
    return Decision(state, *said)


def edited_answer(draft: Answer, sentences: str) -> Answer | str:
    """The draft with these sentences instead, or what is wrong with them.

    A sentence that was not touched stays what it was; every other is a person's, and must name sources of the draft.
    What was said of a model's sentences that were left out or replaced no longer holds.
    """
    before = {_line(claim): claim for claim in draft.claims}
    known = {citation.number for citation in draft.citations}
    claims = []
    for line in (line.strip() for line in sentences.split("\n")):
        if not line:
            continue
        found = before.get(line) or _written(line)
        if found is None or not set(found.citations) <= known:
            return f"Every line must end with numbers of its sources, such as [1]: “{shortened(line, 60)}” does not."
        claims.append(found)
    if not claims:
        return "Leave at least one sentence, or choose not to send it."
    cited = {number for claim in claims for number in claim.citations}
    citations = tuple(citation for citation in draft.citations if citation.number in cited)
    notices = tuple(notice for notice in draft.notices if NOT_PROVED not in notice)
    return replace(draft, claims=tuple(claims), citations=citations, text=with_markers(claims), notices=notices)


def as_sent(review: Review, draft: Answer) -> Answer:
    """The answer with what its asker must know: that a person read it, changed it, or did not send it."""
    when = day_and_time(review.closed_at or review.asked_at)
    answer = review.edited or draft
    mark = (READ_BY if review.state is ReviewState.APPROVED else CHANGED_BY).format(when=when)
    return answer if mark in answer.notices else replace(answer, notices=(mark, *answer.notices))


def rejection(review: Review) -> str:
    """What the asker of a draft that was not sent is told."""
    return REJECTED_BECAUSE.format(note=review.note) if review.note else REJECTED


def _written(line: str) -> Claim | None:
    found = _MARKERS.search(line)
    if found is None or not line[: found.start()].strip():
        return None
    numbers = tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(found[1])))
    return Claim(line[: found.start()].strip(), ClaimKind.WRITTEN, numbers, Verdict.SUPPORTED)


def _line(claim: Claim) -> str:
    numbers = "".join(f"[{number}]" for number in claim.citations)
    return f"{' '.join(claim.text.split())} {numbers}"


def _draft(question: str, draft: Answer) -> list[Block]:
    asked = rich_text(quote(text(shortened(question, _QUESTION) or "The question is no longer kept.")))
    sentences = rich_text(bullets([section(text(part)) for part in answer_parts(draft)]))
    return [asked, sentences, *evidence_and_notices(draft.citations, draft.notices), *source_list(draft.citations)]


def _times(review: Review) -> Block:
    elements: list[dict[str, Any]] = [
        {"type": "plain_text", "text": f"drafted {day_and_time(review.asked_at)}", "emoji": False}
    ]
    if review.handler is not None and review.closed_at is not None:
        by = f"decided by <@{review.handler.user}>, {day_and_time(review.closed_at)}"
        elements.append({"type": "mrkdwn", "text": by, "verbatim": True})
    return {"type": "context", "elements": elements}


def _labelled(name: str, label: str, element: dict[str, Any], hint: str | None = None, optional: bool = False) -> Block:
    told = {"hint": {"type": "plain_text", "text": hint}} if hint else {}
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": {"type": "plain_text", "text": label},
        "element": element,
        **told,
    }
