"""What waits for consultants, on their Home tab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.records.approved_answers import ApprovedAnswer
from bot.records.hand_offs import HandOff
from bot.records.person import Person
from bot.records.tables import HandOffState
from bot.slack.messages import approved_answer, hand_off, review
from bot.slack.messages.hand_off import button, day_and_time
from bot.slack.messages.literal import context, rich_text, section, shortened, text
from bot.slack.messages.message import Block
from bot.slack.messages.numbered import numbered

_SHOWN = 6
_TEXT = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that waits to be read."""

    question_id: str
    question: str
    since: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one consultant may read of what waits, oldest first; ``hidden`` is how much more there is."""

    hand_offs: Sequence[HandOff]
    drafts: Sequence[Draft]
    approved: Sequence[ApprovedAnswer]
    hidden: int


def queue_panel(waiting: Waiting, who: Person) -> list[Block]:
    """The questions, drafts and answers that wait, with what this consultant can do about each."""
    header: Block = {"type": "header", "text": {"type": "plain_text", "text": "Waiting for consultants"}}
    blocks = [header]
    for one in waiting.hand_offs[:_SHOWN]:
        blocks += _entry(one.text, _how_far(one, who), _hand_off_buttons(one, who))
    for draft in waiting.drafts[:_SHOWN]:
        look = [button(review.OPEN, "Look at the draft", draft.question_id)]
        blocks += _entry(draft.question, f"draft answer, since {day_and_time(draft.since)}", look)
    for approved in waiting.approved[:_SHOWN]:
        renew = [button(approved_answer.RENEW, "Renew", approved.id)]
        blocks += _entry(approved.proposal.question, f"approved answer to look at again: {approved.reason}", renew)
    rest = sum(max(0, len(some) - _SHOWN) for some in (waiting.hand_offs, waiting.drafts, waiting.approved))
    lines = [f"… and {rest} more: `insights questions list` shows them all."] if rest else []
    if waiting.hidden:
        lines.append(f"{waiting.hidden} more where your audiences do not reach.")
    if len(blocks) == 1 and not lines:
        lines = ["Nothing waits."]
    return numbered([*blocks, *([context(lines)] if lines else [])])


def _entry(words: str, line: str, buttons: list[Block]) -> list[Block]:
    asked = rich_text(section(text(shortened(words, _TEXT) or "No longer kept.", bold=True)))
    actions = [{"type": "actions", "elements": buttons}] if buttons else []
    return [asked, context([shortened(line, 250)]), *actions]


def _how_far(one: HandOff, who: Person) -> str:
    theme = f" · {one.theme}" if one.theme else ""
    if one.state is HandOffState.OPEN:
        return f"asked {day_and_time(one.asked_at)}, taken up by nobody{theme}"
    by = "you" if one.handler == who else "a colleague"
    return f"asked {day_and_time(one.asked_at)}, claimed by {by}{theme}"


def _hand_off_buttons(one: HandOff, who: Person) -> list[Block]:
    if one.state is HandOffState.OPEN:
        return [button(hand_off.CLAIM, "Claim", one.id)]
    if one.handler == who:
        return [button(hand_off.REPLY, "Reply", one.id), button(hand_off.DECLINE, "Decline", one.id)]
    return []
