"""`/insights QUESTION`: a private answer anywhere."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.adding.rules import may_add
from bot.records.questions import NewQuestion, Surface
from bot.slack.desk import Desk
from bot.slack.messages.literal import shortened
from bot.slack.messages.message import escape
from bot.slack.messages.submission import HOW_TO_ADD, ONLY_CONSULTANTS
from bot.slack.question_text import question_text
from bot.slack.surfaces.estimate import open_estimate
from bot.slack.surfaces.events import Body
from bot.slack.surfaces.map_draw import draw_on_command

COMMAND = "/insights"
ESTIMATE, DRAW = "map estimate", "map draw"
HELP = (
    "Ask a question after the command, for example `/insights does telecare save money?` Only you see the answer, "
    "and you can share it in the channel. `/insights map spend domestic abuse` and "
    "`/insights map find services without an owner` work answers out from your prevention map. "
    "In a channel you can also mention me, and I answer in the thread.\n"
    "`/insights map draw needs` (or `flow`, `scorecard`) draws a prevention map; `/insights map estimate` estimates "
    "what avoiding demand may be worth. Both are for you alone."
)


def register(app: App, desk: Desk) -> None:
    """Answer privately, with a button that shares the answer."""

    def answer(ack: Ack, command: Body) -> None:
        text = question_text(command.get("text", ""))
        if text.lower() in ("", "help", "?"):
            ack(HELP)
            return
        if text.lower() == "add":
            who = desk.places.alone(command["team_id"], command["user_id"])
            ack(HOW_TO_ADD if may_add(who) else ONLY_CONSULTANTS)
            return
        if text.lower() == ESTIMATE:
            ack()
            open_estimate(desk, command["trigger_id"])
            return
        if text.lower().startswith(DRAW):
            draw_on_command(desk, ack, command, text[len(DRAW) :])
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
