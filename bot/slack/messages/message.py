"""What is sent to Slack, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]

ANSWER_EVENT = "insights_answer"
"""Metadata of an answer: after a crash it tells the bot what has been posted already."""
NOTICE_EVENT = "insights_notice"
"""Metadata of whatever else the bot says in a thread."""


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks, the text that stands for them in notifications, and metadata that only apps see."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    metadata: dict[str, Any] | None = None


def answer_metadata(question_id: str, revision: int) -> dict[str, Any]:
    """Metadata that says which wording of which question a message answers."""
    return {"event_type": ANSWER_EVENT, "event_payload": {"question_id": question_id, "revision": revision}}


def escape(text: str) -> str:
    """Text as Slack shows it literally: no mention, broadcast or link can come of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
