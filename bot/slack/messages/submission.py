"""A submitted document as its consultants see it: in messages, and in the form that describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.access.policy import Audiences
from bot.adding.changes import Change
from bot.adding.preview import Preview
from bot.slack.messages.literal import bullets, context, paragraph, quote, rich_text, section, shortened, text
from bot.slack.messages.message import Block, Message, escape
from bot.vocabulary import Answer
from knowledge.catalogue.history import VersionSummary
from knowledge.vocabulary import Cohort, Evidence, Kind

DESCRIBE, PUBLISH, DISCARD = "submission_describe", "submission_publish", "submission_discard"
NAME_SECOND, SEND_BACK = "submission_second", "submission_send_back"
CALLBACK = "submission_described"
SUBMISSION_EVENT = "insights_submission"
"""Metadata of messages about a submission: after a crash they are found again."""
SENT_AS = "sent in Slack as "
"""Before the name of a file, where the catalogue says what a document was read from."""

ONLY_CONSULTANTS = (
    "I do not read files that are sent to me: only consultants add documents to the library. "
    "Ask me a question in words, or ask a consultant to add it."
)
HOW_TO_ADD = (
    "Send me the file in the Messages tab, or choose “Add to the library” from the menu of a message that has it. "
    "I show you what I understood, and what it would change, before anybody else sees anything of it."
)
WILL_WRITE = "I am reading it. I write to you in the Messages tab when you can describe it."
NO_FILE = "This message has no file."
NOT_YOURS = "This is for the consultant who submitted the document, or no longer waiting for this."
NOT_A_SECOND = (
    "The second consultant must be somebody else who is a consultant and may see documents for {audience}: "
    "please choose another."
)
NAME_IN_USE = "This name cannot be used here: rename the file, and send it again."
NOT_REPLACEABLE = "There is no published document {supersedes!r} that you may see."
SECOND_LACKS = "<@{user}> may not see what this document would replace: please choose somebody else."
NOT_HELD = "You may add documents only for audiences you hold yourself: {held}."

_TITLE = 150
_LINE = 200
_TEXT = 700
_HEADINGS = 8
_WARNINGS = 6
_CHANGES = 4
_ANSWER = 180
_LONGEST = 300


def reading(name: str) -> Message:
    """While the file is fetched and read."""
    return _message(f"Reading {name}…")


def unreadable(name: str, reason: str) -> Message:
    """The file cannot be taken in."""
    return _message(f"I could not take in {name}.", [context([shortened(reason, _LINE * 2)])])


def to_describe(submission_id: str, name: str, reason: str = "") -> Message:
    """The file was read, or its description was refused: asks for a description."""
    why = [context([shortened(reason, _LINE * 2)])] if reason else []
    buttons = _actions(_button(DESCRIBE, "Describe it", submission_id, "primary"), _discard(submission_id))
    return _message(f"I have read {name}. Nobody sees it yet.", [*why, buttons])


def looking_through(name: str) -> Message:
    """While the preview is made."""
    return _message(f"Looking through {name}, and trying which answers it would change…")


def preview_blocks(seen: Preview, changes: Sequence[Change], tried: int) -> list[Block]:
    """What was understood, what to look at, and what would change of the suites' answers."""
    about = seen.metadata
    line = " · ".join([f"for {about.audience}", about.kind.replace("_", " "), about.evidence.replace("_", " ")])
    blocks: list[Block] = [
        paragraph(shortened(about.title, _TITLE), bold=True),
        context([f"{shortened(seen.document_id, _TITLE)} · version {seen.version} · {line}"]),
        paragraph(f"Read: {seen.passages} passages, {shortened(seen.extent, _LINE)}."),
    ]
    blocks += replaced_blocks(seen.replaces)
    for near in seen.near[:3]:
        same = f"Near duplicate: {near.title} ({near.document_id}), {near.resemblance:.0%} of the wording in common."
        blocks.append(paragraph(shortened(same, _LINE)))
    if seen.warnings:
        blocks += [paragraph("Look at:", bold=True), _list(seen.warnings, _WARNINGS)]
    if seen.headings:
        blocks += [paragraph("Headings:", bold=True), _list(seen.headings, _HEADINGS)]
    if seen.first:
        blocks.append(paragraph("It begins:", bold=True))
    for passage in seen.first:
        blocks += [rich_text(quote(text(shortened(passage.text, _TEXT)))), context([shortened(passage.locator, _LINE)])]
    return [*blocks, *_changed("the suites' questions", changes, tried, seen.document_id)]


def replaced_blocks(replaced: Sequence[VersionSummary]) -> list[Block]:
    """Which versions would leave the search; only for whoever may see them."""
    return [paragraph(shortened(_replaced(old), _LINE)) for old in replaced]


def _replaced(old: VersionSummary) -> str:
    return f"Replaces {old.document_id} version {old.number}: {old.metadata.title}, for {old.metadata.audience}."


def recent_blocks(changes: Sequence[Change], tried: int, document_id: str) -> list[Block]:
    """What would change of recent answers; only for the consultant who may see those questions."""
    return _changed("recent questions you may see", changes, tried, document_id)


def previewed(submission_id: str, name: str, body: Sequence[Block], needs_second: bool, note: str = "") -> Message:
    """The private preview, for whoever submitted the document to decide."""
    decide = _name_second() if needs_second else _button(PUBLISH, "Publish", submission_id, "primary")
    amend = _button(DESCRIBE, "Amend", submission_id)
    said = [paragraph(shortened(note, _LINE), bold=True)] if note else []
    why = [context(["A second consultant must agree before this is published: choose one."])] if needs_second else []
    buttons = {**_actions(decide, amend, _discard(submission_id)), "block_id": submission_id}
    private = context(["A preview, for you alone: nothing of it is published."])
    return Message(escape(f"Preview of {name}"), [*said, private, *body, *why, buttons])


def waiting_for_second(submission_id: str, name: str, second: str) -> Message:
    """The document lies with a second consultant."""
    asked = rich_text(section(text(f"{name} waits for "), {"type": "user", "user_id": second}, text(" to agree.")))
    return Message(escape(f"{name} waits for a second consultant."), [asked, _actions(_discard(submission_id))])


def for_second(submission_id: str, name: str, submitter: str, body: Sequence[Block]) -> Message:
    """The preview, for the second consultant to decide."""
    lead = rich_text(section({"type": "user", "user_id": submitter}, text(" asks you to agree to this document:")))
    agree = _button(PUBLISH, "Agree and publish", submission_id, "primary")
    buttons = _actions(agree, _button(SEND_BACK, "Send back", submission_id))
    return Message(escape(f"Please look at {name} before it is published."), [lead, *body, buttons])


def published(title: str, document_id: str, version: int, audience: str) -> Message:
    """The document can be cited."""
    return _message(
        f"Published: {shortened(title, _TITLE)}. It can be cited from now on.",
        [context([shortened(f"{document_id} · version {version} · for {audience}", _LINE)])],
    )


def discarded(name: str) -> Message:
    """Nothing is kept of the document."""
    return _message(f"Discarded {name}. Nothing of it was published, and its file is deleted.")


def sent_back(name: str) -> Message:
    """For the second consultant who did not agree."""
    return _message(f"You sent {name} back. Nothing of it was published.")


def gave_up(name: str) -> Message:
    """It did not go through, time after time."""
    return _message(f"Something went wrong at my end with {name}, so it is not in the library. Please send it again.")


# -- the form ----------------------------------------------------------------------------------------------------


def describing_modal(submission_id: str, fields: Mapping[str, Any], held: Audiences) -> dict[str, Any]:
    """Asks for the metadata, starting from what the file says; the audiences are those its submitter holds."""
    audiences = sorted(held)
    blocks = [
        _input("title", "Title", fields, longest=_LONGEST),
        _choice("audience", "Who may see it?", audiences, fields, optional=False),
        _choice("kind", "Kind", list(Kind), fields),
        _choice("evidence", "Evidence", list(Evidence), fields),
        _choice("cohort", "About whose services?", list(Cohort), fields),
        _input("publisher", "Publisher", fields, optional=True),
        _input("place", "Place", fields, optional=True),
        _input("year", "Latest year its main figures describe", fields, optional=True),
        _date("published", "Published on", fields),
        _input("source_url", "Address of the original (https://…)", fields, optional=True, longest=2000),
        _input("licence", "Licence", fields, optional=True),
        _input("owner", "Who looks after it here", fields, optional=True),
        _date("review_by", "To be reviewed by", fields),
        _input("supersedes", "Id of a document that it replaces", fields, optional=True, longest=500),
    ]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": submission_id,
        "title": {"type": "plain_text", "text": "Describe the document"},
        "submit": {"type": "plain_text", "text": "Preview"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": blocks,
    }


def described_in(view: Mapping[str, Any]) -> dict[str, str | None]:
    """The fields of a submitted form; None for those that were left or made empty."""
    found: dict[str, str | None] = {}
    for name, block in view["state"]["values"].items():
        entered = block[name]
        chosen = entered.get("selected_option") or {}
        value = entered.get("value") or entered.get("selected_date") or chosen.get("value") or ""
        found[name] = value.strip() or None
    return found


def _input(name: str, label: str, fields: Mapping[str, Any], optional: bool = False, longest: int = _LONGEST) -> Block:
    known = str(fields.get(name) or "")
    initial = {"initial_value": shortened(known, longest)} if known.strip() else {}
    element = {"type": "plain_text_input", "action_id": name, "max_length": longest, **initial}
    return _labelled(name, label, element, optional)


def _choice(name: str, label: str, values: Sequence[str], fields: Mapping[str, Any], optional: bool = True) -> Block:
    options = [
        {"text": {"type": "plain_text", "text": str(value).replace("_", " ")}, "value": str(value)} for value in values
    ]
    known = [option for option in options if option["value"] == fields.get(name)]
    initial = {"initial_option": known[0]} if known else {}
    element = {"type": "static_select", "action_id": name, "options": options, **initial}
    return _labelled(name, label, element, optional)


def _date(name: str, label: str, fields: Mapping[str, Any]) -> Block:
    known = {"initial_date": str(fields[name])} if fields.get(name) else {}
    return _labelled(name, label, {"type": "datepicker", "action_id": name, **known}, optional=True)


def _labelled(name: str, label: str, element: dict[str, Any], optional: bool) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": {"type": "plain_text", "text": label},
        "element": element,
    }


# -- parts -------------------------------------------------------------------------------------------------------


def _changed(what: str, changes: Sequence[Change], tried: int, document_id: str) -> list[Block]:
    """How many answers would change, and some of them: first those that would rest on the document itself."""
    citing = [change for change in changes if change.cites(document_id)]
    others = [change for change in changes if not change.cites(document_id)]
    lead = f"Would change {len(changes)} of {tried} answers to {what}" + (":" if changes else ".")
    blocks: list[Block] = [paragraph(lead, bold=True)]
    if changes:
        blocks.append(context([f"{len(citing)} would quote this document, {len(others)} others."]))
    for change in [*citing, *others][:_CHANGES]:
        lines = [section(text(shortened(line, _ANSWER))) for line in _differences(change)]
        question = text(shortened(change.asked.question.text, _LINE), italic=True)
        blocks.append(rich_text(section(question), bullets(lines)))
    if len(changes) > _CHANGES:
        blocks.append(context([f"… and {len(changes) - _CHANGES} more."]))
    return blocks


def _differences(change: Change) -> list[str]:
    """What differs, where both answers have something in common; else both answers."""
    before, after, dropped, added = change.before, change.after, change.dropped(), change.added()
    if before.status != after.status or len(dropped) == len(before.citations):
        return [_told("now", before), _told("then", after)]
    return [
        *(f"no longer: {_line(quote)}" for quote in dropped),
        *(f"then also: {_line(quote)}" for quote in added),
    ]


def _told(when: str, answer: Answer) -> str:
    return f"{when}: {answer.status.replace('_', ' ')}: {_line(answer.text)}"


def _line(words: str) -> str:
    return " ".join(words.split())


def _list(lines: Sequence[str], most: int) -> Block:
    shown = [shortened(line, _LINE) for line in lines[:most]]
    more = [f"… and {len(lines) - most} more"] if len(lines) > most else []
    return rich_text(bullets([section(text(line)) for line in [*shown, *more]]))


def _message(words: str, below: Sequence[Block] = ()) -> Message:
    words = shortened(words, _LINE * 2)
    return Message(escape(words), [paragraph(words), *below])


def _actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _discard(submission_id: str) -> Block:
    return _button(DISCARD, "Discard", submission_id, "danger")


def _name_second() -> Block:
    words = {"type": "plain_text", "text": "Second consultant"}
    return {"type": "users_select", "action_id": NAME_SECOND, "placeholder": words}


def _button(action_id: str, label: str, value: str, style: str = "") -> Block:
    words = {"type": "plain_text", "text": label, "emoji": False}
    return {
        "type": "button",
        "action_id": action_id,
        "text": words,
        "value": value,
        **({"style": style} if style else {}),
    }
