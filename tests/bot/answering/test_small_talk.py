"""Messages that ask nothing of the library."""

from __future__ import annotations

import pytest

from bot.answering.small_talk import ABOUT_ME, WELCOME, small_talk
from bot.vocabulary import AnswerStatus
from tests.bot.answering.conftest import Ask


@pytest.mark.parametrize(
    "message", ["hello", "Hi there!", "good morning", "Hello, what can you do?", "who are you?", "help", "hey bot"]
)
def test_a_greeting_is_told_what_the_bot_is_for(message: str) -> None:
    assert small_talk(message) == ABOUT_ME


@pytest.mark.parametrize("message", ["thanks!", "Thank you so much", "cheers", "great, thanks", "Perfect. Thank you!"])
def test_thanks_are_acknowledged(message: str) -> None:
    assert small_talk(message) == WELCOME


@pytest.mark.parametrize(
    "message",
    [
        "help with school attendance?",
        "hello, does telecare save money?",
        "what can you do about rough sleeping?",
        "thanks. and in Leeds?",
        "great britain care spending",
        "test and learn pilots",
        "",
    ],
)
def test_a_question_is_never_taken_for_small_talk(message: str) -> None:
    assert small_talk(message) is None


def test_nothing_is_searched_for_a_greeting(ask: Ask) -> None:
    answer = ask("hello")
    assert (answer.status, answer.text, answer.retrieved) == (AnswerStatus.CLARIFY, ABOUT_ME, ())
