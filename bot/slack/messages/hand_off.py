"""A question handed to consultants, as its asker and the consultants see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.records.hand_offs import HandOff
from bot.records.tables import HandOffState
from bot.slack.messages.literal import bullets, context, paragraph, quote, rich_text, section, shortened, text
from bot.slack.messages.message import Block, Message, escape

ASK = "ask_consultant"
CLAIM, REPLY, DECLINE, REASSIGN = "hand_off_claim", "hand_off_reply", "hand_off_decline", "hand_off_reassign"
KEEP = "hand_off_keep"
REPLY_FORM, DECLINE_FORM = "hand_off_reply_form", "hand_off_decline_form"
WORDS = "words"

ASKED = "I have asked the consultants. The reply comes in this thread."
ASKED_ALREADY = "The consultants have been asked about this already. The reply comes where you asked."
ASKED_PRIVATELY = "I have asked the consultants. The reply comes in our direct messages."
NO_LONGER = "This question is no longer kept, so I cannot hand it on. Please ask it again."
NOT_YOURS_TO_ASK = "Only whoever asked the question can hand it on. Ask it yourself, and I offer you the same."
NOT_FOR_YOU = (
    "This is for consultants who may see what the question's place may see; your role or your audiences do not cover "
    "that."
)
TAKEN = "Somebody else was quicker, or it is closed already."
NOT_A_CONSULTANT = "They are no consultant, or may not see what the question's place may see: please choose another."

_QUESTION = 1200
_LINE = 250
_SHOWN = 5
_REPLY = 2900
_STATUS = {
    "not_covered": "The library did not cover it.",
    "partial": "The library covered a part of it.",
    "answered": "The asker found the answer unhelpful.",
}
_REASONS = {
    "wrong": "it is wrong",
    "not_asked": "it does not answer the question",
    "old": "it is out of date",
    "missing": "something important is missing",
    "unclear": "it is hard to understand",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A passage near a question: its title, where it stands, and how it begins."""

    title: str
    locator: str
    text: str


# -- for the asker -----------------------------------------------------------------------------------------------


def state_for_asker(one: HandOff, heading: bool) -> Message:
    """How far it has come; ``heading`` repeats the question where it does not stand above."""
    asked = f"Asked a consultant on {day_and_time(one.asked_at)}"
    closed = day_and_time(one.closed_at or one.asked_at)
    words = {
        HandOffState.OPEN: f"{asked}. Nobody has taken it up yet; the reply comes here.",
        HandOffState.CLAIMED: f"{asked}. A consultant is seeing to it; the reply comes here.",
        HandOffState.ANSWERED: f"{asked}. A consultant replied on {closed}.",
        HandOffState.DECLINED: f"{asked}. A consultant said on {closed} that there will be no reply.",
        HandOffState.UNDELIVERABLE: f"{asked}. There is a reply that I cannot give you here: please ask again.",
        HandOffState.WITHDRAWN: f"{asked}, and withdrawn.",
    }[one.state]
    above = [rich_text(quote(text(shortened(one.text, _QUESTION))))] if heading and one.text else []
    return Message(escape(words), [*above, context([words])])


def reply_for_asker(one: HandOff) -> Message:
    """The reply, with who gave it, by role, and when."""
    when = dt.datetime.fromtimestamp(one.closed_at or one.asked_at)
    lead = f"A consultant's reply, {when:%-d %B %Y}:"
    if one.state is HandOffState.DECLINED:
        lead = f"A consultant could not help with this, {when:%-d %B %Y}:"
    note = "Written by a person, not taken from the library."
    blocks = [paragraph(lead, bold=True), *paragraphs(one.reply), context([note])]
    return Message(escape(shortened(f"{lead} {one.reply}", 300)), blocks)


# -- for consultants ---------------------------------------------------------------------------------------------


def card(one: HandOff, found: Sequence[Found], may_read: bool) -> Message:
    """The question in the consultants' channel; without its words where not everybody there may read them."""
    lead = {
        HandOffState.OPEN: "A question for a consultant",
        HandOffState.CLAIMED: "A question a consultant is seeing to",
        HandOffState.ANSWERED: "A question that was answered",
        HandOffState.DECLINED: "A question that was declined",
        HandOffState.UNDELIVERABLE: "A reply that could not be given: its asker may no longer see it, or is not there",
        HandOffState.WITHDRAWN: "A question that was withdrawn",
    }[one.state]
    words = _about(one, found) if may_read else _hidden(one)
    if one.reply and may_read:
        words = [*words, paragraph("Reply:", bold=True), *paragraphs(one.reply)]
    blocks = [paragraph(lead, bold=True), *words, _times(one), *_buttons(one)]
    shown = f": {shortened(one.text, 150)}" if may_read and one.text else ""
    return Message(escape(f"{lead}{shown}"), blocks)


def reminder(one: HandOff, now: float) -> Message:
    """It has waited for long."""
    hours = round((now - one.asked_at) / 3600)
    words = f"This question has waited {hours} hour{'' if hours == 1 else 's'} for a reply."
    mention = [{"type": "user", "user_id": one.handler.user}, text(" ")] if one.handler else []
    return Message(words, [rich_text(section(*mention, text(words)))])


def reply_modal(one: HandOff, found: Sequence[Found]) -> dict[str, Any]:
    """Asks for the reply, below everything that the consultant may know."""
    return _form(REPLY_FORM, "Reply", "Send", one, found, "Your reply, which its asker gets as it stands", _REPLY)


def decline_modal(one: HandOff, found: Sequence[Found]) -> dict[str, Any]:
    """Asks why there will be no reply."""
    return _form(DECLINE_FORM, "Decline", "Decline", one, found, "Why? Its asker reads this", 500)


def written(view: dict[str, Any]) -> str:
    """What was written in one of these forms."""
    return str(view["state"]["values"][WORDS][WORDS].get("value") or "").strip()


# -- parts -------------------------------------------------------------------------------------------------------


def ask_button(question_id: str) -> Block:
    """Hands the question on."""
    return {"type": "actions", "elements": [button(ASK, "Ask a consultant", question_id)]}


def button(action_id: str, label: str, value: str, style: str = "") -> Block:
    """A button."""
    words = {"type": "plain_text", "text": label, "emoji": False}
    more = {"style": style} if style else {}
    return {"type": "button", "action_id": action_id, "text": words, "value": value, **more}


def paragraphs(words: str) -> list[Block]:
    """What a person wrote, as it stands."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    return [rich_text(*(section(text(f"{line}\n" if n < len(lines) else line)) for n, line in enumerate(lines, 1)))]


def day_and_time(moment: float) -> str:
    """23 November 2026, 11:05."""
    return f"{dt.datetime.fromtimestamp(moment):%-d %B %Y, %H:%M}"


def _about(one: HandOff, found: Sequence[Found]) -> list[Block]:
    """Everything a consultant is told."""
    asked = shortened(one.text, _QUESTION) or "The words of this question are no longer kept."
    blocks = [rich_text(quote(text(asked)))]
    if one.context.before:
        earlier = "; ".join(one.context.before)
        blocks.append(context([shortened(f"Asked before it in the thread: {earlier}", 2 * _LINE)]))
    lines = [_STATUS.get(one.context.status, ""), *one.context.lacking]
    if one.context.disliked:
        lines.append("What was wrong: " + "; ".join(_REASONS.get(said, said) for said in one.context.disliked))
    blocks.append(context([shortened(line, _LINE) for line in lines if line][:_SHOWN] or ["Nothing was found."]))
    if found:
        near = list(dict.fromkeys(shortened(passage.title, 150) for passage in found))[:_SHOWN]
        blocks += [context(["Nearest in the library:"]), rich_text(bullets([section(text(line)) for line in near]))]
    return blocks


def _hidden(one: HandOff) -> list[Block]:
    theme = f" (theme: {one.theme})" if one.theme else ""
    held = ", ".join(sorted(one.audiences))
    return [
        paragraph(
            f"Its words are for consultants who hold {held}{theme}: not everybody who reads this channel does. "
            "Claim it to read it."
        )
    ]


def _times(one: HandOff) -> Block:
    said = [f"asked {day_and_time(one.asked_at)}"]
    if one.theme:
        said.append(f"theme: {one.theme}")
    elements: list[dict[str, Any]] = [{"type": "plain_text", "text": " · ".join(said), "emoji": False}]
    if one.handler is not None:
        done = {HandOffState.CLAIMED: "claimed", HandOffState.ANSWERED: "answered", HandOffState.DECLINED: "declined"}
        when = day_and_time(one.closed_at or one.claimed_at or one.asked_at)
        by = f"{done.get(one.state, 'handled')} by <@{one.handler.user}>, {when}"
        elements.append({"type": "mrkdwn", "text": by, "verbatim": True})
    return {"type": "context", "elements": elements}


def _buttons(one: HandOff) -> list[Block]:
    if one.state is HandOffState.OPEN:
        return [{"type": "actions", "elements": [button(CLAIM, "Claim", one.id, "primary")]}]
    if one.state is HandOffState.CLAIMED:
        someone = {
            "type": "users_select",
            "action_id": REASSIGN,
            "placeholder": {"type": "plain_text", "text": "Give it to…"},
        }
        mine = [button(REPLY, "Reply", one.id, "primary"), button(DECLINE, "Decline", one.id)]
        return [{"type": "actions", "block_id": one.id, "elements": [*mine, someone]}]
    if one.state is HandOffState.ANSWERED and one.reply:
        return [{"type": "actions", "elements": [button(KEEP, "Keep as an approved answer", one.id)]}]
    return []


def _form(
    callback: str, title: str, submit: str, one: HandOff, found: Sequence[Found], label: str, longest: int
) -> dict[str, Any]:
    words = {
        "type": "input",
        "block_id": WORDS,
        "label": {"type": "plain_text", "text": label},
        "hint": {"type": "plain_text", "text": "Please name no private person."},
        "element": {"type": "plain_text_input", "action_id": WORDS, "multiline": True, "max_length": longest},
    }
    passages = [
        block
        for near in found[:_SHOWN]
        for block in (
            context([shortened(f"{near.title}, {near.locator}", _LINE)]),
            rich_text(quote(text(shortened(near.text, 500)))),
        )
    ]
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": one.id,
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": submit},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [*_about(one, ()), *passages, words],
    }
