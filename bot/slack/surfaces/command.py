"""`/insights QUESTION`: a private answer anywhere."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.messages.literal import shortened
from bot.slack.messages.message import escape
from bot.slack.question_text import question_text
from bot.slack.surfaces.estimate import open_estimate
from bot.slack.surfaces.events import Body

COMMAND = "/insights"
ESTIMATE = "map estimate"
HELP = (
    "Ask a question after the command, for example `/insights does telecare save money?` Only you see the answer, "
    "and you can share it in the channel. In a channel you can also mention me, and I answer in the thread.\n"
    "`/insights map estimate` estimates what avoiding demand may be worth, for you alone."
)


def register(app: App, desk: Desk) -> None:
    """Answer privately, with a button that shares the answer."""

    def answer(ack: Ack, command: Body) -> None:
        text = question_text(command.get("text", ""))
        if text.lower() in ("", "help", "?"):
            ack(HELP)
            return
        if text.lower() == ESTIMATE:
            ack()
            open_estimate(desk, command["trigger_id"])
            return
        stored = desk.reception.take_in(
            NewQuestion(
                event_key=f"command:{command['trigger_id']}",
                surface=Surface.COMMAND,
                team=command["team_id"],
                user=command["user_id"],
                channel=command["channel_id"],
                text=text,
                response_url=command["response_url"],
            )
        )
        if stored is None:
            ack()
            return
        ack(f"Searching the library: {escape(shortened(text, 300))}")
        desk.reception.begin(stored)

    app.command(COMMAND)(answer)
