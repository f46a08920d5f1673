"""What a thread is told when something cited there has left the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.slack.messages.literal import bullets, paragraph, rich_text, section, shortened, text
from bot.slack.messages.message import Message, escape

CORRECTION_EVENT = "insights_correction"

LEAD = "A correction to my answer above: "
_TITLE = 150
_SHOWN = 8


class Became(StrEnum):
    """What became of a cited document."""

    GONE = "has been removed from the library"
    RETIRED = "has been retired"
    WITHDRAWN = "has been withdrawn"
    SUPERSEDED = "has been replaced by another document"
    REVISED_AND_CHANGED = "has a new version, which no longer says what I quoted"
    REVISED_AND_SAME = "has a new version, which still says what I quoted"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A document cited, by the numbers of its citations, what became of it, and the title of what replaces it."""

    numbers: tuple[int, ...]
    title: str
    became: Became
    by: str | None = None


def correction(question_id: str, corrected: Sequence[Corrected]) -> Message:
    """The notice below an answer."""
    lines = [_line(one) for one in corrected[:_SHOWN]]
    if len(corrected) > _SHOWN:
        lines.append(f"… and {len(corrected) - _SHOWN} more.")
    advice = "Please do not rely on it without checking; ask again for an answer from what the library holds now."
    if all(one.became is Became.REVISED_AND_SAME for one in corrected):
        advice = "The answer stands; ask again to have it from the new version."
    blocks = [
        paragraph(f"{LEAD}{'these sources have' if len(lines) > 1 else 'a source has'} changed.", bold=True),
        rich_text(bullets([section(text(line)) for line in lines])),
        paragraph(advice),
    ]
    metadata = {
        "event_type": CORRECTION_EVENT,
        "event_payload": {"question_id": question_id, "about": _about(corrected)},
    }
    return Message(escape(shortened(f"{LEAD}{' '.join(lines)}", 300)), blocks, metadata)


def _line(one: Corrected) -> str:
    numbers = "".join(f"[{number}]" for number in one.numbers)
    by = f", “{shortened(one.by, _TITLE)}”" if one.by else ""
    return f"{numbers} “{shortened(one.title, _TITLE)}” {one.became}{by}."


def _about(corrected: Sequence[Corrected]) -> str:
    return ",".join(str(number) for one in corrected for number in one.numbers)
