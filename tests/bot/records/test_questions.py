"""Nothing is lost, nothing is done twice."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.records.database import Records, migrate_records, open_records, records_engine
from bot.records.person import Person
from bot.records.questions import NewQuestion, StoredQuestion, Surface
from bot.records.tables import QuestionState
from knowledge.errors import InsightsError
from tests.bot.records.conftest import Ask, answer


def new(**fields: str | None) -> NewQuestion:
    """A question in a channel's thread."""
    values = {"event_key": "Ev1", "team": "T1", "user": "U1", "channel": "C1", "text": "Why?", "thread_ts": "1.0"}
    return NewQuestion(surface=Surface.MENTION, **{**values, "message_ts": "1.0", **fields})  # type: ignore[arg-type]


def state_of(records: Records, asked: StoredQuestion) -> QuestionState:
    """How far a question has come."""
    found = records.questions.find(asked.id)
    assert found is not None
    return found.state


def test_a_repeated_delivery_is_recognised(records: Records) -> None:
    assert records.inbox.receive(new()) is not None
    assert records.inbox.receive(new()) is None


def test_the_same_message_under_another_event_is_recognised(records: Records) -> None:
    assert records.inbox.receive(new()) is not None
    assert records.inbox.receive(new(event_key="Ev2")) is None


def test_questions_without_a_message_do_not_collide(records: Records) -> None:
    assert records.inbox.receive(new(message_ts=None)) is not None
    assert records.inbox.receive(new(message_ts=None, event_key="Ev2")) is not None


def test_a_stored_question_survives_the_process(tmp_path: Path) -> None:
    migrate_records(records_engine(tmp_path, None))
    stored = open_records(records_engine(tmp_path, None)).inbox.receive(new())
    claimed = open_records(records_engine(tmp_path, None)).queue.claim("me", 10)
    assert stored is not None
    assert claimed is not None
    assert claimed.id == stored.id


def test_records_without_tables_say_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match="insights migrate"):
        open_records(records_engine(tmp_path, None))


def test_the_oldest_is_taken_first_and_once(records: Records, ask: Ask) -> None:
    first, second = ask("One?"), ask("Two?")
    taken = [records.queue.claim("me", 10) for _ in range(3)]
    assert [question.id if question else None for question in taken] == [first.id, second.id, None]


def test_many_workers_take_every_question_once(records: Records, ask: Ask) -> None:
    asked = {ask(f"{number}?").id for number in range(60)}
    taken: list[str] = []

    def work(owner: str) -> None:
        while (question := records.queue.claim(owner, 30)) is not None:
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
    first = records.queue.claim("me", 10)
    assert first is not None
    assert records.queue.claim("you", 10) is None
    records.queue.finish(first, "10.0")
    second = records.queue.claim("you", 10)
    assert second is not None
    assert second.text == "Two?"


def test_private_questions_do_not_wait_for_each_other(records: Records, ask: Ask) -> None:
    ask("One?", thread_ts=None, message_ts=None)
    ask("Two?", thread_ts=None, message_ts=None)
    assert records.queue.claim("me", 10) is not None
    assert records.queue.claim("you", 10) is not None


def test_a_dead_worker_loses_its_question(records: Records, ask: Ask) -> None:
    ask()
    assert records.queue.claim("dead", 0.05) is not None
    assert records.queue.claim("heir", 10) is None
    time.sleep(0.1)
    taken = records.queue.claim("heir", 10)
    assert taken is not None
    assert taken.attempts == 2


def test_a_living_worker_keeps_its_question(records: Records, ask: Ask) -> None:
    ask()
    records.queue.claim("alive", 0.05)
    records.queue.renew(records.queue.claims(), 10)
    time.sleep(0.1)
    assert records.queue.claim("heir", 10) is None


def test_released_questions_are_due_at_once(records: Records, ask: Ask) -> None:
    ask()
    records.queue.claim("dead", 100)
    (claim,) = records.queue.claims()
    assert claim.startswith("dead:")
    records.queue.release([claim])
    assert records.queue.claim("heir", 10) is not None


def test_a_worker_whose_question_was_taken_over_cannot_finish_it(records: Records, ask: Ask) -> None:
    ask()
    slow = records.queue.claim("slow", 0.01)
    time.sleep(0.05)
    heir = records.queue.claim("heir", 10)
    assert slow is not None
    assert heir is not None
    assert not records.queue.finish(slow, "5.0")
    assert records.queue.finish(heir, "6.0")
    found = records.questions.find(slow.id)
    assert found is not None
    assert found.answer_ts == "6.0"


def test_a_postponed_question_waits(records: Records, ask: Ask) -> None:
    ask()
    question = records.queue.claim("me", 10)
    assert question is not None
    records.queue.postpone(question, 0.1)
    assert records.queue.claim("me", 10) is None
    time.sleep(0.15)
    assert records.queue.claim("me", 10) is not None


def test_an_edited_question_is_answered_again_in_its_message(records: Records, ask: Ask) -> None:
    asked = ask("Old?")
    question = records.queue.claim("me", 10)
    assert question is not None
    assert records.queue.finish(question, "7.0")
    assert records.inbox.edit("C1", str(asked.message_ts), "New?", "100.0") is not None
    again = records.queue.claim("me", 10)
    assert again is not None
    assert (again.text, again.answer_ts, again.revision) == ("New?", "7.0", 1)


def test_an_edit_during_the_work_is_not_lost(records: Records, ask: Ask) -> None:
    asked = ask("Old?")
    question = records.queue.claim("me", 10)
    assert question is not None
    records.inbox.edit("C1", str(asked.message_ts), "New?", "100.0")
    assert not records.queue.finish(question, "7.0")
    again = records.queue.claim("me", 10)
    assert again is not None
    assert (again.text, again.answer_ts) == ("New?", "7.0")


def test_an_edit_that_changes_nothing_is_none(records: Records, ask: Ask) -> None:
    asked = ask("Same?")
    assert records.inbox.edit("C1", str(asked.message_ts), "Same?", "100.0") is None
    assert records.inbox.edit("C1", "404.0", "Other?", "100.0") is None


def test_a_withdrawn_question_leaves_only_its_envelope(records: Records, ask: Ask) -> None:
    asked = ask("Canary question?")
    question = records.queue.claim("me", 10)
    assert question is not None
    assert records.answers.keep(question, answer("Canary answer."))
    records.queue.finish(question, "7.0")
    records.feedback.explain(asked.id, Person("T1", "U1"), ["wrong"], "Canary comment")
    withdrawn = records.inbox.withdraw("C1", str(asked.message_ts))
    assert withdrawn is not None
    assert (withdrawn.text, withdrawn.state) == ("", QuestionState.WITHDRAWN)
    assert records.answers.find(asked.id) is None
    assert records.feedback.on(asked.id) == []
    assert [question.answer_ts for question in records.queue.to_tidy()] == ["7.0"]
    records.queue.mark_tidied(asked.id)
    assert records.queue.to_tidy() == []
    assert records.inbox.withdraw("C1", str(asked.message_ts)) is None


def test_nothing_of_a_withdrawn_question_is_stored_afterwards(records: Records, ask: Ask) -> None:
    asked = ask()
    question = records.queue.claim("me", 10)
    assert question is not None
    records.inbox.withdraw("C1", str(asked.message_ts))
    assert not records.answers.keep(question, answer("Canary."))
    records.feedback.rate(asked.id, Person("T1", "U1"), False)
    records.feedback.explain(asked.id, Person("T1", "U1"), ["old"], "Canary.")
    assert records.answers.find(asked.id) is None
    assert records.feedback.on(asked.id) == []


def test_a_question_withdrawn_during_the_work_is_not_finished(records: Records, ask: Ask) -> None:
    asked = ask()
    question = records.queue.claim("me", 10)
    assert question is not None
    records.inbox.withdraw("C1", str(asked.message_ts))
    assert not records.queue.is_held(question)
    assert not records.queue.finish(question, "7.0")
    assert state_of(records, asked) is QuestionState.WITHDRAWN
    assert records.queue.claim("me", 10) is None


def test_a_withdrawn_question_that_somebody_still_works_on_is_left_to_them(records: Records, ask: Ask) -> None:
    asked = ask()
    question = records.queue.claim("me", 0.5)
    assert question is not None
    records.queue.mark_posting(question, "7.0")
    records.inbox.withdraw("C1", str(asked.message_ts))
    assert records.queue.to_tidy() == []
    time.sleep(0.55)
    assert [found.id for found in records.queue.to_tidy()] == [asked.id]


def test_what_nobody_took_up_needs_no_tidying(records: Records, ask: Ask) -> None:
    asked = ask()
    records.inbox.withdraw("C1", str(asked.message_ts))
    assert records.queue.to_tidy() == []


def test_an_old_claim_counts_for_nothing(records: Records, ask: Ask) -> None:
    asked = ask("Old?")
    old = records.queue.claim("me", 0.01)
    assert old is not None
    time.sleep(0.05)
    new = records.queue.claim("me", 10)
    assert new is not None
    assert not records.queue.is_held(old)
    assert not records.answers.keep(old, answer())
    assert not records.queue.mark_posting(old, "6.0")
    assert not records.queue.finish(old, "6.0")
    records.queue.postpone(old, 0)
    assert records.queue.is_held(new)
    assert records.queue.mark_posting(new, "7.0")
    found = records.questions.find(asked.id)
    assert found is not None
    assert found.answer_ts == "7.0"


def test_stop_then_edit_ends_the_first_attempt(records: Records, ask: Ask) -> None:
    asked = ask("Old?", thread_ts="9.0")
    first = records.queue.claim("me", 10)
    assert first is not None
    records.inbox.stop("C1", "9.0")
    records.inbox.edit("C1", str(asked.message_ts), "New?", "100.0")
    second = records.queue.claim("me", 10)
    assert second is not None
    assert not records.queue.finish(first, "6.0")
    assert records.queue.is_held(second)


def test_a_late_older_edit_changes_nothing(records: Records, ask: Ask) -> None:
    asked = ask("First?")
    assert records.inbox.edit("C1", str(asked.message_ts), "Third?", "102.0") is not None
    assert records.inbox.edit("C1", str(asked.message_ts), "Second?", "101.0") is None
    found = records.questions.find(asked.id)
    assert found is not None
    assert found.text == "Third?"


def test_a_blocked_question_can_be_edited_into_one_that_is_answered(records: Records) -> None:
    records.inbox.receive_envelope(new(text="Canary?", response_url="https://hooks.example/1"), "blocked_personal_data")
    envelope = records.questions.find_by_message("C1", "1.0")
    assert envelope is not None
    assert (envelope.text, envelope.state, envelope.response_url) == ("", QuestionState.BLOCKED, None)
    assert records.queue.claim("me", 10) is None
    assert records.inbox.edit("C1", "1.0", "Why?", "100.0") is not None
    taken = records.queue.claim("me", 10)
    assert taken is not None
    assert taken.text == "Why?"


def test_a_question_edited_into_one_that_may_not_be_kept_is_blocked(records: Records, ask: Ask) -> None:
    asked = ask("Canary?")
    blocked = records.inbox.block("C1", str(asked.message_ts), "blocked_personal_data")
    assert blocked is not None
    assert (blocked.text, blocked.state) == ("", QuestionState.BLOCKED)
    assert records.inbox.edit("C1", str(asked.message_ts), "Why?", "100.0") is not None


def test_a_postponed_question_keeps_its_place_in_the_thread(records: Records, ask: Ask) -> None:
    ask("One?", thread_ts="9.0")
    ask("Two?", thread_ts="9.0")
    first = records.queue.claim("me", 10)
    assert first is not None
    records.queue.postpone(first, 0.1)
    assert records.queue.claim("me", 10) is None
    time.sleep(0.15)
    again = records.queue.claim("me", 10)
    assert again is not None
    assert (again.text, again.failures) == ("One?", 1)


def test_where_the_answer_goes_does_not_change_where_it_was_asked(records: Records, ask: Ask) -> None:
    asked = ask()
    question = records.queue.claim("me", 10)
    assert question is not None
    records.queue.mark_thread(question, "DU1", "5.0")
    moved = records.inbox.withdraw("C1", str(asked.message_ts))
    assert moved is not None
    assert (moved.channel, moved.thread_ts) == ("DU1", "5.0")


def test_an_answer_to_one_does_not_reopen_a_thread_others_talk_in(records: Records, ask: Ask) -> None:
    ask(thread_ts="9.0")
    question = records.queue.claim("me", 10)
    assert question is not None
    records.conversations.overheard("C1", "9.0", "U2")
    records.queue.finish(question, "10.0")
    assert records.conversations.last_speaker("C1", "9.0") == "U2"


def test_giving_up_keeps_the_message_begun(records: Records, ask: Ask) -> None:
    asked = ask()
    question = records.queue.claim("me", 10)
    assert question is not None
    records.queue.mark_posting(question, "7.0")
    assert records.queue.finish(question, state=QuestionState.UNDELIVERABLE)
    found = records.questions.find(asked.id)
    assert found is not None
    assert found.answer_ts == "7.0"


def test_stopping_ends_a_thread_s_unfinished_questions_only(records: Records, ask: Ask) -> None:
    done = ask("Done?", thread_ts="9.0")
    question = records.queue.claim("me", 10)
    assert question is not None
    records.queue.finish(question, "10.0")
    waiting, elsewhere = ask("Waiting?", thread_ts="9.0"), ask("Elsewhere?")
    assert [stopped.id for stopped in records.inbox.stop("C1", "9.0")] == [waiting.id]
    assert state_of(records, done) is QuestionState.DONE
    assert state_of(records, elsewhere) is QuestionState.WAITING


def test_somebody_s_place_in_the_queue(records: Records, ask: Ask) -> None:
    first, second, third = ask(), ask(), ask()
    assert [records.queue.ahead_of(question) for question in (first, second, third)] == [0, 1, 2]
    assert records.queue.waiting() == 3
    taken = records.queue.claim("me", 10)
    assert taken is not None
    records.queue.finish(taken, "1.0")
    assert records.queue.ahead_of(third) == 1


def test_how_often_a_person_has_asked(records: Records, ask: Ask) -> None:
    ask()
    ask()
    ask(user="U2")
    assert len(records.questions.recent_of("T1", "U1", 60)) == 2
    assert records.questions.recent_of("T2", "U1", 60) == []


def test_other_events_are_remembered_too(records: Records) -> None:
    assert records.inbox.first_sight("share:1")
    assert not records.inbox.first_sight("share:1")


def test_history_holds_the_answered_exchanges_of_the_thread(records: Records, ask: Ask) -> None:
    for text, thread in (("First?", "9.0"), ("Second?", "9.0"), ("Other thread?", "8.0")):
        asked = ask(text, thread_ts=thread)
        question = records.queue.claim("me", 10)
        assert question is not None
        assert asked.id == question.id
        records.answers.keep(question, answer(f"Answer to {text}"))
        records.queue.finish(question, "10.0")
    stopped = ask("Stopped?", thread_ts="9.0")
    half = records.queue.claim("me", 10)
    assert half is not None
    assert half.id == stopped.id
    records.answers.keep(half, answer("Half."))
    records.inbox.stop("C1", "9.0")
    follow_up = ask("And adults?", thread_ts="9.0")
    turns = records.conversations.turns_before(follow_up)
    assert [turn.text for turn in turns] == ["First?", "Answer to First?", "Second?", "Answer to Second?"]
    assert records.conversations.turns_before(replace(follow_up, thread_ts=None)) == ()


def test_who_spoke_last_in_a_thread(records: Records, ask: Ask) -> None:
    assert records.conversations.last_speaker("C1", "9.0") is None
    ask(thread_ts="9.0")
    assert records.conversations.last_speaker("C1", "9.0") == "U1"
    question = records.queue.claim("me", 10)
    assert question is not None
    records.queue.finish(question, "10.0")
    assert records.conversations.last_speaker("C1", "9.0") == "bot"
    records.conversations.overheard("C1", "9.0", "U2")
    assert records.conversations.last_speaker("C1", "9.0") == "U2"
    assert records.conversations.has_asked("C1", "9.0", "U1")
    assert not records.conversations.has_asked("C1", "9.0", "U2")


def test_a_later_opinion_replaces_the_earlier(records: Records, ask: Ask) -> None:
    ask()
    question = records.queue.claim("me", 10)
    assert question is not None
    records.answers.keep(question, answer())
    records.feedback.rate(question.id, Person("T1", "U1"), True)
    records.feedback.explain(question.id, Person("T1", "U1"), ["old"], "See the 2024 figures.")
    records.feedback.rate(question.id, Person("T1", "U1"), False)
    records.feedback.rate(question.id, Person("T1", "U2"), True)
    opinions = {opinion.user: opinion for opinion in records.feedback.on(question.id)}
    assert (opinions["U1"].helpful, opinions["U1"].reasons) == (False, ("old",))
    assert opinions["U1"].comment == "See the 2024 figures."
    assert opinions["U2"].helpful
    records.feedback.rate(question.id, Person("T1", "U1"), True)
    assert records.feedback.on(question.id)[-1].comment == ""
