"""Somebody goes on asking in a thread, without mentioning the bot again."""

from __future__ import annotations

from slack_bolt import App

from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.meant_for_bot import is_for_bot
from bot.slack.question_text import mentions
from bot.slack.surfaces.events import Body, is_spoken, question_of


def register(app: App, desk: Desk) -> None:
    """Answer follow-ups in threads the bot takes part in; everything else said in channels is dropped unread."""

    def question(body: Body) -> NewQuestion | None:
        event = body["event"]
        channel, thread, user = event["channel"], event["thread_ts"], event["user"]
        conversations = desk.records.conversations
        last_speaker = conversations.last_speaker(channel, thread)
        if last_speaker is None or mentions(event.get("text", ""), desk.bot_user):
            return None
        has_asked = conversations.has_asked(channel, thread, user)
        if not is_for_bot(event.get("text", ""), user, last_speaker, has_asked, desk.bot_user):
            conversations.overheard(channel, thread, user)
            return None
        return question_of(body, Surface.THREAD)

    app.event("message", matchers=[_is_reply], middleware=[desk.reception.storing(question)])(desk.reception.welcome)


def _is_reply(event: Body) -> bool:
    return event.get("channel_type") != "im" and bool(event.get("thread_ts")) and is_spoken(event)
