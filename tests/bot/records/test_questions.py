"""Nothing is lost, nothing is done twice."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.records.database import Records, migrate_records, open_records, records_engine
from bot.records.person import Person
from bot.records.questions import NewQuestion, Surface
from bot.records.tables import QuestionState
from knowledge.errors import InsightsError
from tests.bot.records.conftest import Ask, answer


def new(**fields: str | None) -> NewQuestion:
    """A question in a channel's thread."""
    values = {"event_key": "Ev1", "team": "T1", "user": "U1", "channel": "C1", "text": "Why?", "thread_ts": "1.0"}
    return NewQuestion(surface=Surface.MENTION, **{**values, "message_ts": "1.0", **fields})  # type: ignore[arg-type]


def test_a_repeated_delivery_is_recognised(records: Records) -> None:
    assert records.questions.receive(new()) is not None
    assert records.questions.receive(new()) is None


def test_the_same_message_under_another_event_is_recognised(records: Records) -> None:
    assert records.questions.receive(new()) is not None
    assert records.questions.receive(new(event_key="Ev2")) is None


def test_questions_without_a_message_do_not_collide(records: Records) -> None:
    assert records.questions.receive(new(message_ts=None)) is not None
    assert records.questions.receive(new(message_ts=None, event_key="Ev2")) is not None


def test_a_stored_question_survives_the_process(tmp_path: Path) -> None:
    migrate_records(records_engine(tmp_path, None))
    stored = open_records(records_engine(tmp_path, None)).questions.receive(new())
    claimed = open_records(records_engine(tmp_path, None)).questions.claim("me", 10)
    assert stored is not None
    assert claimed is not None
    assert claimed.id == stored.id


def test_records_without_tables_say_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match="insights migrate"):
        open_records(records_engine(tmp_path, None))


def test_the_oldest_is_taken_first_and_once(records: Records, ask: Ask) -> None:
    first, second = ask("One?"), ask("Two?")
    taken = [records.questions.claim("me", 10) for _ in range(3)]
    assert [question.id if question else None for question in taken] == [first.id, second.id, None]


def test_many_workers_take_every_question_once(records: Records, ask: Ask) -> None:
    asked = {ask(f"{number}?").id for number in range(60)}
    taken: list[str] = []

    def work(owner: str) -> None:
        while (question := records.questions.claim(owner, 30)) is not None:
            taken.append(question.id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(asked)


def test_a_thread_is_worked_on_one_question_at_a_time(records: Records, ask: Ask) -> None:
    ask("One?", thread_ts="9.0")
    ask("Two?", thread_ts="9.0")
    first = records.questions.claim("me", 10)
    assert first is not None
    assert records.questions.claim("you", 10) is None
    records.questions.finish(first, "me", "10.0")
    second = records.questions.claim("you", 10)
    assert second is not None
    assert second.text == "Two?"


def test_private_questions_do_not_wait_for_each_other(records: Records, ask: Ask) -> None:
    ask("One?", thread_ts=None, message_ts=None)
    ask("Two?", thread_ts=None, message_ts=None)
    assert records.questions.claim("me", 10) is not None
    assert records.questions.claim("you", 10) is not None


def test_a_dead_worker_loses_its_question(records: Records, ask: Ask) -> None:
    ask()
    assert records.questions.claim("dead", 0.05) is not None
    assert records.questions.claim("heir", 10) is None
    time.sleep(0.1)
    taken = records.questions.claim("heir", 10)
    assert taken is not None
    assert taken.attempts == 2


def test_a_living_worker_keeps_its_question(records: Records, ask: Ask) -> None:
    ask()
    records.questions.claim("alive", 0.05)
    records.questions.renew("alive", 10)
    time.sleep(0.1)
    assert records.questions.claim("heir", 10) is None


def test_released_questions_are_due_at_once(records: Records, ask: Ask) -> None:
    ask()
    records.questions.claim("dead", 100)
    assert records.questions.owners() == {"dead"}
    records.questions.release(["dead"])
    assert records.questions.claim("heir", 10) is not None


def test_a_worker_whose_question_was_taken_over_cannot_finish_it(records: Records, ask: Ask) -> None:
    ask()
    slow = records.questions.claim("slow", 0.01)
    time.sleep(0.05)
    heir = records.questions.claim("heir", 10)
    assert slow is not None
    assert heir is not None
    assert not records.questions.finish(slow, "slow", "5.0")
    assert records.questions.finish(heir, "heir", "6.0")
    found = records.questions.find(slow.id)
    assert found is not None
    assert found.answer_ts == "6.0"


def test_a_postponed_question_waits(records: Records, ask: Ask) -> None:
    ask()
    question = records.questions.claim("me", 10)
    assert question is not None
    records.questions.postpone(question, "me", 0.1)
    assert records.questions.claim("me", 10) is None
    time.sleep(0.15)
    assert records.questions.claim("me", 10) is not None


def test_an_edited_question_is_answered_again_in_its_message(records: Records, ask: Ask) -> None:
    asked = ask("Old?")
    question = records.questions.claim("me", 10)
    assert question is not None
    assert records.questions.finish(question, "me", "7.0")
    assert records.questions.edit("C1", str(asked.message_ts), "New?") is not None
    again = records.questions.claim("me", 10)
    assert again is not None
    assert (again.text, again.answer_ts, again.revision) == ("New?", "7.0", 1)


def test_an_edit_during_the_work_is_not_lost(records: Records, ask: Ask) -> None:
    asked = ask("Old?")
    question = records.questions.claim("me", 10)
    assert question is not None
    records.questions.edit("C1", str(asked.message_ts), "New?")
    assert not records.questions.finish(question, "me", "7.0")
    again = records.questions.claim("me", 10)
    assert again is not None
    assert (again.text, again.answer_ts) == ("New?", "7.0")


def test_an_edit_that_changes_nothing_is_none(records: Records, ask: Ask) -> None:
    asked = ask("Same?")
    assert records.questions.edit("C1", str(asked.message_ts), "Same?") is None
    assert records.questions.edit("C1", "404.0", "Other?") is None


def test_a_withdrawn_question_leaves_only_its_envelope(records: Records, ask: Ask, tmp_path: Path) -> None:
    asked = ask("Canary question?")
    question = records.questions.claim("me", 10)
    assert question is not None
    records.answers.keep(asked.id, answer("Canary answer."))
    records.questions.finish(question, "me", "7.0")
    records.feedback.give(asked.id, Person("T1", "U1"), False, ["wrong"], "Canary comment")
    withdrawn = records.questions.withdraw("C1", str(asked.message_ts))
    assert withdrawn is not None
    assert (withdrawn.text, withdrawn.state) == ("", QuestionState.WITHDRAWN)
    assert records.answers.find(asked.id) is None
    assert records.feedback.on(asked.id) == []
    assert [question.answer_ts for question in records.questions.to_take_back()] == ["7.0"]
    records.questions.mark_taken_back(asked.id)
    assert records.questions.to_take_back() == []
    assert records.questions.withdraw("C1", str(asked.message_ts)) is None


def test_a_question_withdrawn_during_the_work_is_not_finished(records: Records, ask: Ask) -> None:
    asked = ask()
    question = records.questions.claim("me", 10)
    assert question is not None
    records.questions.withdraw("C1", str(asked.message_ts))
    assert not records.questions.finish(question, "me", "7.0")
    assert records.questions.state(asked.id) is QuestionState.WITHDRAWN
    assert records.questions.claim("me", 10) is None


def test_stopping_ends_a_thread_s_unfinished_questions_only(records: Records, ask: Ask) -> None:
    done = ask("Done?", thread_ts="9.0")
    question = records.questions.claim("me", 10)
    assert question is not None
    records.questions.finish(question, "me", "10.0")
    waiting, elsewhere = ask("Waiting?", thread_ts="9.0"), ask("Elsewhere?")
    assert [stopped.id for stopped in records.questions.stop("C1", "9.0")] == [waiting.id]
    assert records.questions.state(done.id) is QuestionState.DONE
    assert records.questions.state(elsewhere.id) is QuestionState.WAITING


def test_somebody_s_place_in_the_queue(records: Records, ask: Ask) -> None:
    first, second, third = ask(), ask(), ask()
    assert [records.questions.ahead_of(question) for question in (first, second, third)] == [0, 1, 2]
    assert records.questions.waiting() == 3
    taken = records.questions.claim("me", 10)
    assert taken is not None
    records.questions.finish(taken, "me", "1.0")
    assert records.questions.ahead_of(third) == 1


def test_how_often_a_person_has_asked(records: Records, ask: Ask) -> None:
    ask()
    ask()
    ask(user="U2")
    assert len(records.questions.recent_of("T1", "U1", 60)) == 2
    assert records.questions.recent_of("T2", "U1", 60) == []


def test_other_events_are_remembered_too(records: Records) -> None:
    assert records.questions.first_sight("share:1")
    assert not records.questions.first_sight("share:1")


def test_history_holds_the_answered_exchanges_of_the_thread(records: Records, ask: Ask) -> None:
    for text, thread in (("First?", "9.0"), ("Second?", "9.0"), ("Other thread?", "8.0")):
        asked = ask(text, thread_ts=thread)
        question = records.questions.claim("me", 10)
        assert question is not None
        records.answers.keep(asked.id, answer(f"Answer to {text}"))
        records.questions.finish(question, "me", "10.0")
    stopped = ask("Stopped?", thread_ts="9.0")
    records.answers.keep(stopped.id, answer("Half."))
    records.questions.stop("C1", "9.0")
    follow_up = ask("And adults?", thread_ts="9.0")
    turns = records.conversations.turns_before(follow_up)
    assert [turn.text for turn in turns] == ["First?", "Answer to First?", "Second?", "Answer to Second?"]
    assert records.conversations.turns_before(replace(follow_up, thread_ts=None)) == ()


def test_who_spoke_last_in_a_thread(records: Records, ask: Ask) -> None:
    assert records.conversations.last_speaker("C1", "9.0") is None
    ask(thread_ts="9.0")
    assert records.conversations.last_speaker("C1", "9.0") == "U1"
    question = records.questions.claim("me", 10)
    assert question is not None
    records.questions.finish(question, "me", "10.0")
    assert records.conversations.last_speaker("C1", "9.0") == "bot"
    records.conversations.overheard("C1", "9.0", "U2")
    assert records.conversations.last_speaker("C1", "9.0") == "U2"
    assert records.conversations.has_asked("C1", "9.0", "U1")
    assert not records.conversations.has_asked("C1", "9.0", "U2")


def test_a_later_opinion_replaces_the_earlier(records: Records, ask: Ask) -> None:
    asked = ask()
    records.feedback.give(asked.id, Person("T1", "U1"), True)
    records.feedback.give(asked.id, Person("T1", "U1"), False, ["old"], "See the 2024 figures.")
    records.feedback.give(asked.id, Person("T1", "U2"), True)
    opinions = {opinion.user: opinion for opinion in records.feedback.on(asked.id)}
    assert (opinions["U1"].helpful, opinions["U1"].reasons) == (False, ("old",))
    assert opinions["U2"].helpful
