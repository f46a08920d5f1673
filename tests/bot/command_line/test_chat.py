"""`insights chat` and `insights run`: the bot at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.assistant import Assistant
from bot.answering.compose import Release
from bot.vocabulary import Answer, Question
from knowledge.opening import Library
from tests.bot.command_line.conftest import Command
from tests.conftest import Write

KENT = "Did the Kent telecare trial cut hospital admissions?"
ANSWER = "The Kent telecare trial did not cut hospital admissions. [1]"


def test_questions_are_answered_until_an_empty_line(insights: Command, stocked: Library) -> None:
    result = insights("chat", input=f"{KENT}\nWhat did the fostering trial in Dorset find?\n\n{KENT}\n")
    assert result.exit_code == 0
    assert "terminal chat" in result.stdout
    assert result.stdout.count(ANSWER) == 1
    assert "does not cover" in result.stdout


@pytest.mark.parametrize("last", ["\n", "exit\n", "quit\n", "bye\n", ""])
def test_the_chat_ends_when_people_leave(insights: Command, stocked: Library, last: str) -> None:
    result = insights("chat", input=f"{KENT}\n{last}")
    assert result.exit_code == 0
    assert result.stdout.count(ANSWER) == 1


def test_a_follow_up_is_understood_from_what_went_before(insights: Command, stocked: Library) -> None:
    assert ANSWER not in insights("chat", input="And why?\n").stdout
    assert insights("chat", input=f"{KENT}\nAnd why?\n").stdout.count(ANSWER) == 2


def test_the_chat_uses_the_named_audiences_only(insights: Command, stocked: Library) -> None:
    question = "How many placements did the Borchester review find avoidable?"
    assert "11 placements" not in insights("chat", input=f"{question}\n").stdout
    assert "11 placements" in insights("chat", "--audience", "client:a", input=f"{question}\n").stdout
    assert "11 placements" not in insights("chat", "--audience", "client:b", input=f"{question}\n").stdout


def test_run_sets_everything_up_and_answers_once(
    insights: Command, write: Write, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("telecare", "The Kent telecare trial did not cut hospital admissions.")
    monkeypatch.setenv("INSIGHTS_HOME", str(tmp_path / "new" / "home"))
    monkeypatch.setenv("INSIGHTS_LIBRARY", str(folder))
    result = insights("run", "--ask", KENT)
    assert result.exit_code == 0
    assert "1 added" in result.stdout
    assert ANSWER in result.stdout
    again = insights("run", "--ask", KENT)
    assert "1 unchanged" in again.stdout
    assert ANSWER in again.stdout


def test_run_without_a_question_starts_the_chat(
    insights: Command, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("telecare", "The Kent telecare trial did not cut hospital admissions.")
    monkeypatch.setenv("INSIGHTS_LIBRARY", str(folder))
    output = insights("run", input=f"{KENT}\n").stdout
    assert "terminal chat" in output
    assert ANSWER in output


def test_run_answers_from_public_documents_only(
    insights: Command, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("telecare", "The Kent telecare trial did not cut hospital admissions.", audience="internal")
    write("other", "Drug courts returned children to their parents.")
    monkeypatch.setenv("INSIGHTS_LIBRARY", str(folder))
    assert "did not cut" not in insights("run", "--ask", KENT).stdout


@pytest.mark.parametrize("question", ["", "  "])
def test_run_refuses_an_empty_question(
    insights: Command, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    write("telecare", "The Kent telecare trial did not cut hospital admissions.")
    monkeypatch.setenv("INSIGHTS_LIBRARY", str(folder))
    result = insights("run", "--ask", question)
    assert result.exit_code == 2
    assert "the question is empty" in result.stderr


def test_personal_data_is_not_carried_into_the_next_question(
    insights: Command, stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Question] = []
    genuine = Assistant.answer

    def noted(assistant: Assistant, question: Question, release: Release) -> Answer:
        asked.append(question)
        return genuine(assistant, question, release)

    monkeypatch.setattr(Assistant, "answer", noted)
    insights("chat", input=f"Telecare for nan@example.org?\n{KENT}\n")
    assert asked[1].history == ()
    assert "nan@example.org" not in repr(asked[1])
