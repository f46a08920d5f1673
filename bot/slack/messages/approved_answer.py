"""An answer that a consultant keeps in the library, as consultants see it: the form, and its message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.records.approved_answers import ApprovedAnswer
from bot.records.tables import ApprovalState
from bot.slack.messages.hand_off import Found, button, day_and_time, paragraphs
from bot.slack.messages.literal import context, paragraph, quote, rich_text, shortened, text
from bot.slack.messages.message import Block, Message, escape
from knowledge.vocabulary import Audience

AGREE, LOOK, RENEW, END = "approved_agree", "approved_look", "approved_renew", "approved_end"
KEEP_FORM, RENEW_FORM = "approved_keep_form", "approved_renew_form"
QUESTION, ANSWER, AUDIENCE = "question", "answer", "audience"
RESPONSIBLE, REVIEW_BY, PASSAGES, DOCUMENTS = "responsible", "review_by", "passages", "documents"

NOT_FOR_YOU = "This is for consultants who may see documents for its audience."
NOT_YOUR_OWN = "A second consultant must agree: somebody other than its author."
TAKEN = "Somebody else has decided about it."
NO_AUDIENCE = "There is no audience that you hold and that the question's place allows."
WILL_PUBLISH = "I publish it, and say so in the consultants' channel."

_QUESTION = 300
_ANSWER = 2900
_LABEL = 70
_LINE = 250


@dataclass(frozen=True, slots=True)
class Entered:
    """What a submitted form says; ``passages`` are positions among those offered."""

    question: str
    answer: str
    audience: str
    responsible: str
    review_by: str
    passages: tuple[int, ...]
    documents: tuple[str, ...]


def keep_form(
    reference: str,
    callback: str,
    question: str,
    answer: str,
    audiences: Sequence[Audience],
    passages: Sequence[Found],
    review_by: dt.date,
    responsible: str = "",
    documents: Sequence[str] = (),
) -> dict[str, Any]:
    """Asks for everything an approved answer needs, starting from the reply."""
    options = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in audiences]
    audience = {
        "type": "static_select",
        "action_id": AUDIENCE,
        "options": options,
        **({"initial_option": options[0]} if len(options) == 1 else {}),
    }
    blocks = [
        _written(QUESTION, "The question, as anybody would ask it", question, _QUESTION),
        _written(
            ANSWER, "The answer", answer, _ANSWER, multiline=True, hint="Each paragraph is quoted whole, by itself."
        ),
        _input(AUDIENCE, "Who may see it?", audience),
        _written(RESPONSIBLE, "Who looks after it", responsible, 100),
        _input(
            REVIEW_BY,
            "Used until",
            {"type": "datepicker", "action_id": REVIEW_BY, "initial_date": review_by.isoformat()},
            "After this day nobody finds it until somebody renews it.",
        ),
    ]
    if passages:
        labels = [shortened(f"{near.title}, {near.locator}", _LABEL) for near in passages]
        found = [{"text": {"type": "plain_text", "text": label}, "value": str(n)} for n, label in enumerate(labels)]
        chosen = {"type": "multi_static_select", "action_id": PASSAGES, "options": found}
        blocks.append(_input(PASSAGES, "Passages it rests on", chosen, _WHEN_CHANGED, optional=True))
    label = "Other documents it rests on: their ids, with commas between"
    blocks.append(_written(DOCUMENTS, label, ", ".join(documents), 1000, optional=True))
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": reference,
        "title": {"type": "plain_text", "text": "An approved answer"},
        "submit": {"type": "plain_text", "text": "Approve"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": blocks,
    }


_WHEN_CHANGED = "When one of their documents changes, the answer comes back to you for review."


def entered_in(view: Mapping[str, Any]) -> Entered:
    """What a submitted form says."""
    values = view["state"]["values"]

    def said(name: str) -> str:
        return str(values.get(name, {}).get(name, {}).get("value") or "").strip()

    chosen = values[AUDIENCE][AUDIENCE].get("selected_option") or {}
    passages = values.get(PASSAGES, {}).get(PASSAGES, {}).get("selected_options") or []
    return Entered(
        question=" ".join(said(QUESTION).split()),
        answer=said(ANSWER),
        audience=str(chosen.get("value") or ""),
        responsible=said(RESPONSIBLE),
        review_by=str(values[REVIEW_BY][REVIEW_BY].get("selected_date") or ""),
        passages=tuple(int(option["value"]) for option in passages),
        documents=tuple(name.strip() for name in said(DOCUMENTS).split(",") if name.strip()),
    )


def card(approved: ApprovedAnswer, sources: Sequence[str], may_read: bool) -> Message:
    """The message in the consultants' channel; ``sources`` are titles."""
    proposal = approved.proposal
    lead = {
        ApprovalState.PROPOSED: "An approved answer waits for a second consultant",
        ApprovalState.AGREED: "An approved answer is being published",
        ApprovalState.PUBLISHED: "An approved answer is in the library",
        ApprovalState.IN_REVIEW: "An approved answer must be looked at again",
        ApprovalState.ENDED: "An approved answer is no longer used",
    }[approved.state]
    blocks: list[Block] = [paragraph(lead, bold=True)]
    if approved.reason:
        blocks.append(paragraph(shortened(approved.reason, _LINE)))
    if approved.state is ApprovalState.IN_REVIEW:
        blocks.append(paragraph("Nobody finds it until it is renewed."))
    if may_read:
        blocks += what_it_says(approved, sources)
    else:
        blocks.append(paragraph(f"Its words are for consultants who hold {proposal.audience}."))
    line = f"for {proposal.audience} · used until {dt.date.fromisoformat(proposal.review_by):%-d %B %Y}"
    elements: list[dict[str, Any]] = [{"type": "plain_text", "text": line, "emoji": False}]
    people = [person for person in (proposal.author, approved.second) if person is not None and person.user]
    if people:
        by = " and ".join(f"<@{person.user}>" for person in people)
        elements.append({"type": "mrkdwn", "text": f"by {by}, {day_and_time(approved.approved_at)}", "verbatim": True})
    blocks.append({"type": "context", "elements": elements})
    if buttons := _buttons(approved, may_read):
        blocks.append({"type": "actions", "elements": buttons})
    shown = f": {shortened(proposal.question, 150)}" if may_read else ""
    return Message(escape(f"{lead}{shown}"), blocks)


def what_it_says(approved: ApprovedAnswer, sources: Sequence[str]) -> list[Block]:
    """The question, the answer and what it rests on."""
    asked = rich_text(quote(text(shortened(approved.proposal.question, _QUESTION))))
    rests = f"Rests on: {'; '.join(sources)}" if sources else "Rests on no document."
    return [asked, *paragraphs(approved.proposal.answer), context([shortened(rests, 2 * _LINE)])]


def look_modal(approved: ApprovedAnswer, sources: Sequence[str]) -> dict[str, Any]:
    """The words for one consultant alone, who may agree there."""
    buttons = [button(AGREE, "Agree and publish", approved.id, "primary"), _end(approved)]
    actions = [{"type": "actions", "elements": buttons}] if approved.state is ApprovalState.PROPOSED else []
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "An approved answer"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": [*what_it_says(approved, sources), *actions],
    }


def _buttons(approved: ApprovedAnswer, may_read: bool) -> list[Block]:
    look = [] if may_read else [button(LOOK, "Look at it", approved.id)]
    match approved.state:
        case ApprovalState.PROPOSED if may_read:
            return [button(AGREE, "Agree and publish", approved.id, "primary"), _end(approved)]
        case ApprovalState.IN_REVIEW:
            return [*look, button(RENEW, "Renew", approved.id, "primary"), _end(approved)]
        case ApprovalState.PUBLISHED:
            return [*look, _end(approved)]
        case ApprovalState.PROPOSED:
            return look
        case _:
            return []


def _end(approved: ApprovedAnswer) -> Block:
    label = "Do not publish" if approved.state is ApprovalState.PROPOSED else "Use it no more"
    return button(END, label, approved.id)


def _written(
    name: str, label: str, known: str, longest: int, multiline: bool = False, hint: str = "", optional: bool = False
) -> Block:
    initial = {"initial_value": shortened(known, longest)} if known.strip() else {}
    element = {"type": "plain_text_input", "action_id": name, "multiline": multiline, "max_length": longest, **initial}
    return _input(name, label, element, hint, optional)


def _input(name: str, label: str, element: dict[str, Any], hint: str = "", optional: bool = False) -> Block:
    told = {"hint": {"type": "plain_text", "text": hint}} if hint else {}
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": {"type": "plain_text", "text": label},
        "element": element,
        **told,
    }
