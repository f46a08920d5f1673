"""From an unanswered question to a cited approved answer, played through with the real bot and library in a fake Slack.

python -m tests.bot.slack.consulting_pictures OUTDIR --home DIR, where the home holds the starter library.
The reply is an example.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.adding.changes import AskedBefore
from bot.assembly import library_from, slack_bot_for
from bot.settings import Settings
from bot.slack.client import web_client
from bot.slack.messages import approved_answer, hand_off
from bot.slack.serve import disconnect_within, leave_socket_mode
from knowledge.errors import InsightsError
from tests.bot.slack.pictures import picture
from tests.fake_slack import FakeSlack
from tests.fake_slack.render import html
from tests.fake_slack.workspace import FakeMessage

OFFICER, COLLEAGUE, CONSULTANT = "U0OFFICER", "U0COLLEAGUE", "U0CONSULTANT"
CHANNEL, PILOT = "C0CONSULT1", "C0PILOT001"
QUESTION = "What should we pay foster carers in Cornwall?"
OTHER = "Who pays for an extra care flat in Plymouth?"
READ_FIRST = "Does telecare save money?"
REPLY = (
    "Foster carers in Cornwall get at least the national minimum allowance, which is published every year.\n"
    "What Cornwall pays foster carers on top of it depends on the council's own fees, so ask its fostering service. "
    "(This reply is an example.)"
)
_POLICY = f"""
teams: {{T0HOME: {{audiences: [public]}}}}
users: {{{CONSULTANT}: {{team: T0HOME, audiences: [public], role: consultant}}}}
"""
_RULES = f"consultants: {CHANNEL}\nreview: {{channels: [{PILOT}]}}\n"
_SECONDS = 120.0

Shown = Sequence[FakeMessage | dict[str, Any]]


class Play:
    """People in the fake Slack, and what they see."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack

    def ask(self, user: str, channel: str, text: str) -> str:
        """Mention the bot; the thread."""
        return self.slack.say(user, channel, f"<@{self.slack.bot_user}> {text}")

    def message(self, channel: str, words: str, thread: str | None = None) -> FakeMessage:
        """The bot's message that says so."""

        def found() -> list[FakeMessage]:
            said = self.slack.messages(channel, thread)
            return [one for one in said if one.bot and not one.streaming and words in f"{one.blocks}{one.markdown}"]

        return self.slack.wait_for(found, _SECONDS)[-1]

    def view(self, user: str, callback: str) -> dict[str, Any]:
        """The form a person sees."""
        return self.slack.wait_for(
            lambda: [v for v in self.slack.views(user) if v["callback_id"] == callback], _SECONDS
        )[-1]

    def press(self, user: str, message: FakeMessage, action: str) -> None:
        """Use a button."""
        assert self.slack.press(user, message.channel, message.ts, action).acked


def played(slack: FakeSlack) -> Mapping[str, Shown]:
    """Each picture's name, and the messages or the view it shows."""
    play = Play(slack)
    shown: dict[str, Shown] = {}
    thread = play.ask(OFFICER, "C0TEAM001", QUESTION)
    answer = play.message("C0TEAM001", hand_off.ASK, thread)
    play.press(OFFICER, answer, hand_off.ASK)
    play.message("C0TEAM001", "Nobody has taken it up yet", thread)
    shown["consultants-1-asked"] = slack.messages("C0TEAM001", thread)
    card = play.message(CHANNEL, "A question for a consultant")
    shown["consultants-2-card"] = [card]
    other = play.ask(COLLEAGUE, "C0TEAM001", OTHER)
    play.press(COLLEAGUE, play.message("C0TEAM001", hand_off.ASK, other), hand_off.ASK)
    play.press(CONSULTANT, card, hand_off.CLAIM)
    form = play.view(CONSULTANT, hand_off.REPLY_FORM)
    slack.submit(CONSULTANT, form["id"], {hand_off.WORDS: {hand_off.WORDS: REPLY}})
    play.message("C0TEAM001", "A consultant's reply", thread)
    play.message("C0TEAM001", "A consultant replied on", thread)
    shown["consultants-3-reply"] = slack.messages("C0TEAM001", thread)[2:]
    play.press(CONSULTANT, play.message(CHANNEL, "A question that was answered"), hand_off.KEEP)
    keep = play.view(CONSULTANT, approved_answer.KEEP_FORM)
    shown["consultants-4-keep"] = [keep]
    entered = {approved_answer.AUDIENCE: "public", approved_answer.RESPONSIBLE: "Children's evidence team"}
    slack.submit(CONSULTANT, keep["id"], {name: {name: value} for name, value in entered.items()})
    play.message(CHANNEL, "An approved answer is in the library")
    again = play.ask(COLLEAGUE, "C0TEAM001", QUESTION)
    play.message("C0TEAM001", "approved by a consultant", again)
    shown["consultants-5-cited"] = slack.messages("C0TEAM001", again)
    play.ask(OFFICER, PILOT, READ_FIRST)
    shown["consultants-7-draft"] = [play.message(CHANNEL, "A draft answer to read before it is sent")]
    slack.open_home(CONSULTANT)
    home = slack.wait_for(lambda: slack.home(CONSULTANT), _SECONDS) or {}
    shown["consultants-6-queue"] = [{"type": "home", "blocks": _queue(home["blocks"])}]
    return shown


def _queue(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The part of the Home tab about what waits."""
    start = next(n for n, block in enumerate(blocks) if "Waiting for consultants" in str(block))
    after = [n for n, block in enumerate(blocks) if n > start and block["type"] in ("header", "divider")]
    return blocks[start : after[0]] if after else blocks[start:]


def main() -> None:
    """Play it through, and take the pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--home", type=Path, required=True)
    chosen = options.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise InsightsError("Chromium is not installed: on Debian run `apt-get install chromium`")
    chosen.out.mkdir(parents=True, exist_ok=True)
    with FakeSlack() as slack:
        for user, name in ((OFFICER, "Officer"), (COLLEAGUE, "Colleague"), (CONSULTANT, "Consultant")):
            slack.add_user(user, name=name)
        slack.add_channel("C0TEAM001", [OFFICER, COLLEAGUE])
        slack.add_channel(PILOT, [OFFICER])
        slack.add_channel(CHANNEL, [CONSULTANT])
        with running(slack, chosen.home, {"access": _POLICY, "handoff": _RULES}):
            for name, shown in played(slack).items():
                picture(html(*shown), chosen.out / f"{name}.png", chromium)


@contextmanager
def running(
    slack: FakeSlack, library: Path, written: Mapping[str, str], asked: Sequence[AskedBefore] = ()
) -> Iterator[None]:
    """The bot on a copy of a data directory, with the settings' files as ``written``."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        shutil.copytree(library, home)
        files = {"insights_home": home}
        for name, text in written.items():
            files[f"insights_{name}"] = home / f"{name}.yaml"
            files[f"insights_{name}"].write_text(text, encoding="utf-8")
        tokens = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token, "slack_api_url": slack.url}
        settings = Settings(_env_file=None, **files, **tokens)  # type: ignore[arg-type]
        bot, _ = slack_bot_for(settings, library_from(settings), asked)
        handler = SocketModeHandler(bot.app, slack.app_token, web_client=web_client(slack.app_token, slack.url))
        handler.client.connect()
        bot.start()
        try:
            yield
        finally:
            disconnect_within(10, lambda: leave_socket_mode(handler))
            bot.finish(5)
            time.sleep(0.5)


if __name__ == "__main__":
    try:
        main()
    except InsightsError as fault:
        sys.exit(str(fault))
