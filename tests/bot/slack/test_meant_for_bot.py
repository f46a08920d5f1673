"""Follow-ups are heard, people's talk is left alone."""

from __future__ import annotations

import pytest

from bot.slack.meant_for_bot import is_for_bot

BOT_USER = "U0BOT"


def heard(text: str, author: str = "U1", last: str = "bot", asked: bool = True) -> bool:
    """Whether a reply after an answer of the bot's is taken for a question to it."""
    return is_for_bot(text, author, last, asked, BOT_USER)


@pytest.mark.parametrize(
    "text",
    [
        "what about adults?",
        "And in Leeds?",
        "Thanks, how old is that figure",
        "compare it with Hertfordshire",
        "show me the Essex figures",
        "Is there a trial",
        "OK, same for telecare",
    ],
)
def test_a_follow_up_by_the_asker_is_heard(text: str) -> None:
    assert heard(text)


@pytest.mark.parametrize("text", ["thanks!", "Great, that helps.", "I will put it in the paper", "", "👍"])
def test_what_is_no_question_is_left_alone(text: str) -> None:
    assert not heard(text)


def test_a_question_to_somebody_else_is_left_alone() -> None:
    assert not heard("<@U2> what do you think?")
    assert not heard("<!here> does anybody know more?")


def test_once_people_talk_the_bot_keeps_quiet() -> None:
    assert not heard("what about adults?", last="U2")


def test_somebody_who_has_not_asked_the_bot_is_left_alone() -> None:
    assert not heard("why do you ask?", author="U2", asked=False)


def test_an_asker_may_follow_up_before_the_answer() -> None:
    assert heard("and what did it cost?", last="U1")
    assert not heard("and what did it cost?", last="U2")
