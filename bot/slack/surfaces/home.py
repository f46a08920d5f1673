"""The App Home and the prompts of the Messages tab."""

from __future__ import annotations

from slack_bolt import App
from slack_sdk.web import SlackResponse

from bot.slack.client import Abilities
from bot.slack.desk import Desk
from bot.slack.messages.home import home_view
from bot.slack.surfaces.events import Body

_ON_HOME, _IN_MESSAGES = 3, 4
_PROMPT_TITLE = "Ask about prevention and early intervention"


def register(app: App, desk: Desk, abilities: Abilities) -> None:
    """Say what the bot knows, and offer questions that it can answer."""

    def opened(event: Body, body: Body) -> None:
        audiences = desk.places.alone(body["team_id"], event["user"]).audiences
        if event.get("tab") == "messages":
            examples = desk.next_questions.examples(audiences, _IN_MESSAGES)

            def set_prompts() -> SlackResponse:
                prompts = [{"title": example, "message": example} for example in examples]
                return desk.client.assistant_threads_setSuggestedPrompts(
                    channel_id=event["channel"], title=_PROMPT_TITLE, prompts=prompts
                )

            abilities.attempt("assistant.threads.setSuggestedPrompts", set_prompts)
            return
        documents = desk.catalogue.documents(audiences)
        view = home_view(documents, desk.next_questions.examples(audiences, _ON_HOME))
        desk.client.views_publish(user_id=event["user"], view=view)

    app.event("app_home_opened")(opened)
