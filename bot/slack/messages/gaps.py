"""Gaps as consultants see them: the panel in App Home, the weekly digest, and the form for one gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.gaps.overview import AskedText, GapView
from bot.records.gaps import Outcome
from bot.records.tables import GapState
from bot.slack.messages.literal import Element, bullets, context, paragraph, rich_text, section, shortened, text
from bot.slack.messages.message import Block, Message, escape
from bot.slack.messages.numbered import numbered
from knowledge.catalogue.entries import DocumentSummary

OPEN = "open_gap"
CALLBACK = "gap_decided"
ASSIGN = "assign"
OUTCOMES = {
    ASSIGN: "Somebody sees to it",
    Outcome.DOCUMENT: "Closed: a document covers it now",
    Outcome.APPROVED_ANSWER: "Closed: an approved answer covers it now",
    Outcome.OUT_OF_SCOPE: "Closed: the library is not about this",
    "reopen": "Open: nobody sees to it",
}
NEEDS_DOCUMENT = "Please say which document or approved answer covers it."
NEEDS_SOMEBODY = "Please say who sees to it."
NOT_YOURS = "This is for consultants."
GONE = "The questions of this gap are no longer kept."

_NONE = "Nothing: every question whose text is kept was answered."
_HEADING = "What officers could not get"
_FOOT = "A gap is a group of questions without a whole answer, or with a thumbs-down. Councils go by pseudonym."
_IN_PANEL, _IN_DIGEST, _QUESTIONS, _DOCUMENTS = 5, 8, 15, 100
_LABEL, _NAME, _QUESTION, _COUNCILS, _ID = 75, 150, 300, 6, 150


def gaps_panel(views: Sequence[GapView]) -> list[Block]:
    """The gaps that need doing, each with a button that opens it."""
    unfinished = [view for view in views if view.gap.state != GapState.CLOSED]
    blocks: list[Block] = [_header(_HEADING)]
    if not unfinished:
        return [*blocks, paragraph(_NONE)]
    for view in unfinished[:_IN_PANEL]:
        blocks += [_counted(view), _button(view)]
    left = len(unfinished) - _IN_PANEL
    return numbered([*blocks, context([*([f"And {left} more."] if left > 0 else []), _FOOT])])


def gaps_digest(unfinished: Sequence[GapView]) -> Message:
    """The week's gaps for the consultants' channel: themes and counts, nobody's question."""
    new = sum(view.this_week for view in unfinished)
    lead = f"{_HEADING}: {new} question{'' if new == 1 else 's'} this week, {_plural(len(unfinished), 'gap')} open."
    blocks: list[Block] = [paragraph(lead, bold=True)]
    for view in unfinished[:_IN_DIGEST]:
        blocks += [_counted(view), _button(view)]
    left = len(unfinished) - _IN_DIGEST
    blocks.append(context([*([f"And {left} more, in my Home tab."] if left > 0 else []), _FOOT]))
    names = "; ".join(view.name for view in unfinished[:_IN_DIGEST])
    return Message(escape(shortened(f"{lead} {names}", 300)), numbered(blocks))


def gap_modal(view: GapView, documents: Sequence[DocumentSummary]) -> dict[str, Any]:
    """One gap with the questions its reader may see, and what is to become of it."""
    blocks = [_counted(view)]
    if view.asked:
        blocks.append(rich_text(bullets([_question(asked) for asked in view.asked[:_QUESTIONS]])))
    if unseen := _unseen(view):
        blocks.append(context([unseen]))
    blocks += [_outcome(view), _assignee(view), *_covering(documents)]
    blocks.append(context([f"As draft test cases: insights evals drafts --gap {view.gap.number}"]))
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": str(view.gap.number),
        "title": _plain(f"Gap {view.gap.number}"),
        "submit": _plain("Save"),
        "close": _plain("Close"),
        "blocks": blocks,
    }


def decided_in(view: dict[str, Any]) -> tuple[str, str | None, str | None]:
    """What a submitted form says: what is to become of the gap, a user's id, a document's id."""
    values = view["state"]["values"]
    chosen = values["outcome"]["outcome"]["selected_option"]["value"]
    document = (values.get("document") or {}).get("document") or {}
    option = document.get("selected_option") or {}
    return chosen, values["assignee"]["assignee"].get("selected_user"), option.get("value")


def _counted(view: GapView) -> Block:
    councils = ", ".join(f"{name} {count}" for name, count in view.councils[:_COUNCILS])
    more = f" and {len(view.councils) - _COUNCILS} more" if len(view.councils) > _COUNCILS else ""
    lines: list[Element] = [
        section(text(shortened(view.name, _NAME), bold=True), text(f" · {_state(view)}")),
        section(
            text(
                f"{_plural(view.questions, 'question')} from {_plural(len(view.councils), 'council')} "
                f"({councils}{more}); {view.this_week} this week, {view.week_before} the week before"
            )
        ),
    ]
    if view.nearest:
        near = "; ".join(shortened(document.title, _LABEL) for document in view.nearest)
        lines.append(section(text(f"Nearest in the library: {near}")))
    return rich_text(*lines)


def _state(view: GapView) -> str:
    if view.gap.state == GapState.CLOSED and view.gap.outcome is not None:
        by = f" ({view.gap.document_id})" if view.gap.document_id else ""
        return f"{OUTCOMES[view.gap.outcome].lower()}{by}"
    return "somebody sees to it" if view.gap.state == GapState.ASSIGNED else "open"


def _question(asked: AskedText) -> Element:
    day = f"{dt.datetime.fromtimestamp(asked.asked_at):%-d %B}"
    marks = f"{day}, {asked.status.replace('_', ' ')}{', thumbs down' if asked.thumbs_down else ''}: "
    return section(text(marks, italic=True), text(shortened(asked.text, _QUESTION)))


def _unseen(view: GapView) -> str:
    parts = []
    if len(view.asked) > _QUESTIONS:
        parts.append(f"{len(view.asked) - _QUESTIONS} older ones are not shown.")
    if view.hidden:
        parts.append(f"{_plural(view.hidden, 'question')} asked where you do not hold every audience.")
    return " ".join(parts)


def _outcome(view: GapView) -> Block:
    options = [{"text": _plain(words), "value": str(value)} for value, words in OUTCOMES.items()]
    now = view.gap.outcome or (ASSIGN if view.gap.state == GapState.ASSIGNED else "reopen")
    chosen = next(option for option in options if option["value"] == now)
    element = {"type": "radio_buttons", "action_id": "outcome", "options": options, "initial_option": chosen}
    return _input("outcome", "What becomes of it", element, optional=False)


def _assignee(view: GapView) -> Block:
    known = {"initial_user": view.gap.assignee.user} if view.gap.assignee else {}
    return _input("assignee", "Who sees to it", {"type": "users_select", "action_id": "assignee", **known})


def _covering(documents: Sequence[DocumentSummary]) -> list[Block]:
    newest = sorted(documents, key=lambda document: document.added_at, reverse=True)
    options = [
        {"text": _plain(shortened(document.metadata.title, _LABEL)), "value": document.id}
        for document in newest
        if len(document.id) <= _ID
    ][:_DOCUMENTS]
    if not options:
        return []
    element = {"type": "static_select", "action_id": "document", "options": options}
    return [_input("document", "Document or approved answer that covers it now, the newest first", element)]


def _input(name: str, label: str, element: dict[str, Any], optional: bool = True) -> Block:
    return {"type": "input", "block_id": name, "optional": optional, "label": _plain(label), "element": element}


def _button(view: GapView) -> Block:
    button = {
        "type": "button",
        "action_id": OPEN,
        "text": {**_plain("Open"), "emoji": False},
        "value": str(view.gap.number),
        "accessibility_label": shortened(f"Open gap {view.gap.number}: {view.name}", _LABEL),
    }
    return {"type": "actions", "block_id": f"gap_{view.gap.number}", "elements": [button]}


def _header(words: str) -> Block:
    return {"type": "header", "text": _plain(words)}


def _plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
