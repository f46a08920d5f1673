"""From a question nobody could answer to an answer that is cited, with the bot killed on the way."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest

from bot.slack.messages import approved_answer, hand_off
from tests.bot.slack.end_to_end.conftest import CONSULTANTS, CONSULTANTS_CHANNEL, OFFICERS, Workspace, read
from tests.fake_slack.workspace import FakeMessage

pytestmark = pytest.mark.real_model

ASKED_IN_VAIN = "What should we pay foster carers in Cornwall?"
REPLY = "Foster carers in Cornwall get at least the national minimum allowance."
FIRST, SECOND = CONSULTANTS
ASKER, COLLEAGUE = OFFICERS


def said(workspace: Workspace, channel: str, words: str, thread: str | None = None) -> FakeMessage:
    """The bot's message that says so, once there is one; it is the only one."""
    slack = workspace.slack

    def found() -> list[FakeMessage]:
        return [one for one in slack.messages(channel, thread) if one.bot and words in read(one)]

    (message,) = slack.wait_for(found, 20)
    return message


def form(workspace: Workspace, user: str, callback: str) -> dict[str, Any]:
    """The form this person sees."""
    slack = workspace.slack
    return slack.wait_for(lambda: [view for view in slack.views(user) if view.get("callback_id") == callback])[-1]


def press_at_once(workspace: Workspace, message: FakeMessage, action: str) -> None:
    """Both consultants press the same button."""
    starting = threading.Barrier(len(CONSULTANTS))

    def press(user: str) -> None:
        starting.wait()
        assert workspace.slack.press(user, message.channel, message.ts, action).acked

    threads = [threading.Thread(target=press, args=(user,)) for user in CONSULTANTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def claimed_by_one(workspace: Workspace) -> tuple[str, str]:
    """Who claimed the question when both tried at once, and who was told that they did not."""
    press_at_once(workspace, said(workspace, CONSULTANTS_CHANNEL, "A question for a consultant"), hand_off.CLAIM)
    workspace.slack.wait_for(lambda: all(workspace.slack.views(user) for user in CONSULTANTS))
    seen = {user: workspace.slack.views(user) for user in CONSULTANTS}
    (winner,) = [user for user in CONSULTANTS if seen[user][-1].get("callback_id") == hand_off.REPLY_FORM]
    (loser,) = [user for user in CONSULTANTS if hand_off.TAKEN in str(seen[user][-1])]
    return winner, loser


def submit(workspace: Workspace, user: str, view: dict[str, Any], **entered: str) -> None:
    """Send a form in; the bot finds nothing wrong with it."""
    values = {name: {name: value} for name, value in entered.items()}
    assert workspace.slack.submit(user, view["id"], values) in (None, "", {})


def test_from_an_unanswered_question_to_a_cited_approved_answer(workspace: Workspace) -> None:
    slack, today = workspace.slack, f"{dt.date.today():%-d %B %Y}"
    channel = workspace.channel(*OFFICERS)
    question = f"<@{slack.bot_user}> {ASKED_IN_VAIN}"

    thread = slack.say(ASKER, channel, question)
    (answer,) = workspace.wait_for_answers(channel, thread)
    assert "does not cover" in read(answer)
    slack.press(ASKER, channel, answer.ts, hand_off.ASK)
    said(workspace, channel, "Nobody has taken it up yet", thread)

    winner, loser = claimed_by_one(workspace)
    said(workspace, channel, "A consultant is seeing to it", thread)
    submit(workspace, winner, form(workspace, winner, hand_off.REPLY_FORM), **{hand_off.WORDS: REPLY})
    workspace.bot.kill()
    workspace.bot.start()
    reply = said(workspace, channel, f"A consultant's reply, {today}", thread)
    assert REPLY in read(reply)

    card = said(workspace, CONSULTANTS_CHANNEL, "A question that was answered")
    slack.press(winner, CONSULTANTS_CHANNEL, card.ts, hand_off.KEEP)
    entered = {approved_answer.AUDIENCE: "internal", approved_answer.RESPONSIBLE: "Fostering team"}
    submit(workspace, winner, form(workspace, winner, approved_answer.KEEP_FORM), **entered)
    kept = said(workspace, CONSULTANTS_CHANNEL, "waits for a second consultant")
    slack.press(loser, CONSULTANTS_CHANNEL, kept.ts, approved_answer.AGREE)
    said(workspace, CONSULTANTS_CHANNEL, "An approved answer is in the library")

    again = slack.say(COLLEAGUE, channel, question)
    (cited,) = workspace.wait_for_answers(channel, again)
    assert REPLY in read(cited)
    assert f"approved by a consultant, {today}" in read(cited)
    outside = workspace.person()
    elsewhere = slack.say(outside, slack.dm(outside), ASKED_IN_VAIN)
    (not_for_them,) = workspace.wait_for_answers(slack.dm(outside), elsewhere)
    assert REPLY not in read(not_for_them)
