"""The fields that all of Slack's message events share."""

from __future__ import annotations

from typing import Any

from bot.records.questions import NewQuestion, Surface
from bot.slack.question_text import question_text

Body = dict[str, Any]

_SPOKEN = {None, "file_share", "thread_broadcast"}
"""Subtypes of a message that somebody wrote."""


def is_spoken(event: Body) -> bool:
    """Whether a person wrote this message just now."""
    return event.get("subtype") in _SPOKEN and not event.get("bot_id") and bool(event.get("user"))


def team_of(event: Body, body: Body) -> str:
    """The team of the person, which in a shared channel may be another than the bot's."""
    return str(event.get("user_team") or event.get("team") or body["team_id"])


def question_of(body: Body, surface: Surface) -> NewQuestion:
    """The question that a message asks; its answer goes into the message's thread."""
    event = body["event"]
    return NewQuestion(
        event_key=body["event_id"],
        surface=surface,
        team=team_of(event, body),
        user=event["user"],
        channel=event["channel"],
        text=question_text(event.get("text", "")),
        thread_ts=event.get("thread_ts") or event["ts"],
        message_ts=event["ts"],
    )
