"""The opportunity estimate in Slack: the form it is asked for with, and its result."""

from __future__ import annotations

from typing import Any

from bot.slack.messages.literal import bullets, context, paragraph, rich_text, section, shortened, text
from bot.slack.messages.message import NOTICE_EVENT, Block, Message, escape
from knowledge.errors import InsightsError
from knowledge.prevention_map.assumptions import Case, Range, load_assumptions
from knowledge.prevention_map.chosen import chosen_range
from knowledge.prevention_map.estimate import INPUT_FIELDS, MOST_YEARS, Estimate, Inputs
from knowledge.prevention_map.estimate_words import NOT_SOURCED, reasons, value_in_words, write
from knowledge.prevention_map.facts import source_of
from knowledge.prevention_map.numbers import parse_number

CALLBACK = "estimate_prevention"
YEARS = "years"
_LENGTH = 60
"""Characters of one entry."""
_HINT = 300
_PLACEHOLDER = 150
_ITEM = 800
_SOURCES = 10
_SOURCE = 200

INTRODUCTION = (
    "Fill in what you know of one or more: children entering care, adults entering long-term support, referrals "
    "without further action. Only you get the result, in our direct messages, with a workbook and a picture."
)
ASSUMPTIONS = (
    "Assumptions. Leave a field empty for the library's own range. Write one value (30%), or the low, central and high "
    "ones (10%/20%/30%)."
)
WORKING = "Working it out: the estimate comes in our direct messages in a few seconds."
ATTACHED = "In this thread: a workbook with every assumption and live formulas, and a picture of what matters most."

Faults = dict[str, str]
"""What is wrong with a form, by block id."""


def estimate_modal() -> dict[str, Any]:
    """Asks for what a council knows, then shows every assumption, to be changed by whoever wants to."""
    inputs = [_entry(name, field.label, "5" if name == YEARS else "") for name, field in INPUT_FIELDS.items()]
    assumptions = [_assumption(name) for name in load_assumptions()]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain("Opportunity estimate"),
        "submit": _plain("Estimate"),
        "close": _plain("Cancel"),
        "blocks": [paragraph(INTRODUCTION), *inputs, {"type": "divider"}, paragraph(ASSUMPTIONS), *assumptions],
    }


def working_view() -> dict[str, Any]:
    """Takes the form's place once it is submitted."""
    close = _plain("Close")
    return {"type": "modal", "title": _plain("Opportunity estimate"), "close": close, "blocks": [paragraph(WORKING)]}


def read_form(view: dict[str, Any]) -> tuple[Inputs, dict[str, Range]] | Faults:
    """What was put into a submitted form, or what is wrong with it."""
    entered = {name: _entered(view, name) for name in [*INPUT_FIELDS, *load_assumptions()]}
    numbers: dict[str, float] = {}
    chosen: dict[str, Range] = {}
    faults: Faults = {}
    for name, words in entered.items():
        if not words:
            continue
        try:
            if name in INPUT_FIELDS:
                numbers[name] = parse_number(words)
            else:
                chosen[name] = chosen_range(name, words)
        except InsightsError as error:
            faults[name] = str(error)
    years = numbers.pop(YEARS, 5)
    if years not in range(1, MOST_YEARS + 1):
        faults.setdefault(YEARS, f"Give a whole number from 1 to {MOST_YEARS}.")
    if faults:
        return faults
    try:
        return Inputs(**numbers, years=int(years)), chosen
    except InsightsError as error:
        return {_field_of(str(error)): _in_labels(str(error))}


def estimate_message(estimate: Estimate) -> Message:
    """The estimate in words: what it finds, what speaks against it, and the first of its sources."""
    written = write(estimate)
    found, against = (
        [section(text(shortened(line, _ITEM))) for line in lines] for lines in (written.findings, written.cautions)
    )
    sources = [f"[{number}] {source_of(fact)}" for number, fact in enumerate(written.references, start=1)]
    blocks: list[Block] = [
        {"type": "header", "text": _plain("Opportunity estimate")},
        rich_text(bullets(found)),
        paragraph("What speaks against optimism", bold=True),
        rich_text(bullets(against)),
        *[context([shortened(line, _SOURCE) for line in sources if _is_cited(line, written.cautions)][:_SOURCES])],
        context([ATTACHED]),
    ]
    return Message(
        escape(shortened(written.findings[0], _ITEM)), blocks, {"event_type": NOTICE_EVENT, "event_payload": {}}
    )


def _is_cited(source: str, lines: tuple[str, ...]) -> bool:
    return any(source.partition(" ")[0] in line for line in lines)


def _assumption(name: str) -> Block:
    assumption = load_assumptions()[name]
    values = dict.fromkeys(value_in_words(assumption.unit, assumption.range.of(case)) for case in Case)
    library = f"library: {' / '.join(values)}" if assumption.sources else NOT_SOURCED
    return {**_entry(name, assumption.label, "", library), "hint": _plain(shortened(f"{reasons(assumption)}.", _HINT))}


def _entry(name: str, label: str, initial: str, placeholder: str = "") -> Block:
    element: dict[str, Any] = {"type": "plain_text_input", "action_id": name, "max_length": _LENGTH}
    if initial:
        element["initial_value"] = initial
    if placeholder:
        element["placeholder"] = _plain(shortened(placeholder, _PLACEHOLDER))
    return {"type": "input", "block_id": name, "optional": True, "label": _plain(label), "element": element}


def _entered(view: dict[str, Any], name: str) -> str:
    return str(view["state"]["values"].get(name, {}).get(name, {}).get("value") or "").strip()


def _field_of(fault: str) -> str:
    """The field a fault of the inputs is about: of several, the one that is missing."""
    named = [name for name in INPUT_FIELDS if name in fault]
    return max(named, key=fault.index) if " without " in fault else next(iter(named), next(iter(INPUT_FIELDS)))


def _in_labels(fault: str) -> str:
    for name, field in INPUT_FIELDS.items():
        fault = fault.replace(name, f"“{field.label}”") if name != YEARS else fault
    return fault


def _plain(content: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": content, "emoji": False}
