"""Whatever happens to a question, its asker gets one answer or a sentence, and nothing is left hanging."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from bot.access.policy import Policy
from bot.answering.assistant import Assistant
from bot.answering.compose import Release
from bot.answering.next_questions import NextQuestions
from bot.records.audit import NotRecorded
from bot.records.database import Records, open_records, records_engine
from bot.records.questions import NewQuestion, StoredQuestion, Surface
from bot.records.tables import QuestionState
from bot.slack.client import Abilities, courtesy_client, web_client
from bot.slack.delivery import Delivery
from bot.slack.directory import Directory
from bot.slack.messages import notice
from bot.slack.places import Places
from bot.slack.responder import Responder
from bot.slack.status import Status
from bot.vocabulary import Answer, AnswerStatus, Claim, ClaimKind, Question
from knowledge.opening import Library
from tests.bot.slack.answers import answered
from tests.bot.slack.end_to_end.conftest import is_answer, read
from tests.databases import put_databases
from tests.fake_slack import FakeSlack

Do = Callable[[Question], Answer]


class ScriptedAssistant(Assistant):
    """Answers as the test says."""

    def __init__(self, do: Do) -> None:
        self.do = do
        self.released: list[Claim] = []
        """Sentences that are verified before the answer is complete."""

    def answer(self, question: Question, release: Release = lambda claim: None) -> Answer:
        """What the script says."""
        for claim in self.released:
            release(claim)
        return self.do(question)

    def answer_without_model(self, question: Question) -> Answer:
        """The same."""
        return self.do(question)


class Office:
    """A responder in a fake Slack, with an assistant that does as it is told."""

    def __init__(self, slack: FakeSlack, records: Records, library: Library, policy: Policy | None = None) -> None:
        client, abilities = web_client(slack.bot_token, slack.url), Abilities()
        self.slack, self.records = slack, records
        self.assistant = ScriptedAssistant(lambda question: answered("First sentence.", "Second sentence."))
        self.responder = Responder(
            records,
            self.assistant,
            NextQuestions(self.assistant, library.catalogue),
            Delivery(client, abilities, records, slack.bot_user),
            Status(courtesy_client(client), abilities),
            Places(policy, Directory(client, slack.team, slack.bot_user), slack.team),
            1,
        )

    def ask(self, text: str = "Why?", surface: Surface = Surface.DIRECT, channel: str = "DU1") -> StoredQuestion:
        """A question from U1, taken in."""
        ts = self.slack.say("U1", channel, text)
        new = NewQuestion(f"Ev{ts}", surface, self.slack.team, "U1", channel, text, thread_ts=ts, message_ts=ts)
        stored = self.records.inbox.receive(new)
        assert stored is not None
        return stored

    def respond(self) -> StoredQuestion:
        """Work on the oldest question that is due; how far it came."""
        claimed = self.records.queue.claim("test", 20)
        assert claimed is not None
        self.responder.respond(claimed)
        return self.now(claimed)

    def now(self, question: StoredQuestion) -> StoredQuestion:
        """How far a question has come."""
        found = self.records.questions.find(question.id)
        assert found is not None
        return found

    def said(self, question: StoredQuestion) -> list[str]:
        """What the bot has said in the question's thread."""
        messages = self.slack.messages(question.channel, str(question.thread_ts))
        return [read(message) or message.text for message in messages if message.user == self.slack.bot_user]


@pytest.fixture
def office(library: Library, tmp_path: Path) -> Iterator[Office]:
    """An office in a fresh Slack with fresh records."""
    engine = records_engine(put_databases(tmp_path), None)
    with FakeSlack() as slack:
        slack.add_user("U1")
        slack.dm("U1")
        yield Office(slack, open_records(engine), library)
        assert slack.violations == []


def test_a_question_is_answered_once(office: Office) -> None:
    asked = office.ask()
    assert office.respond().state is QuestionState.DONE
    (said,) = office.said(asked)
    assert "First sentence. [1]" in said


def test_a_fault_of_the_assistant_is_a_sentence_with_a_reference(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(question: Question) -> Answer:
        raise ValueError(question.text)

    office.assistant.do = fail
    asked = office.ask("canary question?")
    assert office.respond().state is QuestionState.DONE
    (said,) = office.said(asked)
    reference = said.partition("this reference: ")[2][:6]
    assert f"reference {reference}: ValueError" in caplog.text
    assert "canary" not in caplog.text


def test_a_fault_outside_the_assistant_is_tried_again_and_then_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise RuntimeError("canary")

    monkeypatch.setattr(office.records.answers.__class__, "keep", fail)
    asked = office.ask()
    for attempt in range(3):
        state = office.respond().state
        if attempt < 2:
            assert state is QuestionState.WAITING
            time.sleep(2**attempt + 0.1)
    assert state is QuestionState.UNDELIVERABLE
    (said,) = office.said(asked)
    assert "Something went wrong at my end" in said
    assert "canary" not in said


def test_a_place_that_never_takes_the_answer_is_left_for_direct_messages(office: Office) -> None:
    office.slack.add_channel("C1", ["U1"])
    asked = office.ask(surface=Surface.MENTION, channel="C1")
    for method in ("chat.startStream", "chat.postMessage"):
        office.slack.fail(method, error="restricted_action")
    moved = office.respond()
    assert (moved.state, moved.channel) == (QuestionState.WAITING, "DU1")
    assert office.respond().state is QuestionState.DONE
    assert office.said(asked) == []
    assert any("First sentence. [1]" in said for said in office.said(moved))
    assert office.records.inbox.withdraw("C1", str(asked.message_ts)) is not None


def test_when_even_direct_messages_are_refused_the_question_is_given_up(office: Office) -> None:
    asked = office.ask()
    office.slack.fail("chat.startStream", error="restricted_action")
    office.slack.fail("chat.postMessage", error="restricted_action")
    assert office.respond().state is QuestionState.UNDELIVERABLE
    (said,) = office.said(asked)
    assert "Something went wrong at my end" in said


def test_a_question_deleted_during_the_search_leaves_nothing(office: Office) -> None:
    asked = office.ask()

    def deleted_meanwhile(question: Question) -> Answer:
        office.records.inbox.withdraw(asked.channel, str(asked.message_ts))
        return answered("Canary.")

    office.assistant.do = deleted_meanwhile
    assert office.respond().state is QuestionState.WITHDRAWN
    assert office.said(asked) == []
    assert office.records.answers.find(asked.id) is None
    assert office.records.queue.to_tidy() == []


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream", "chat.postMessage"])
def test_a_question_deleted_while_it_is_answered_leaves_nothing(office: Office, method: str) -> None:
    if method == "chat.postMessage":
        office.slack.unknown("chat.startStream", "chat.appendStream", "chat.stopStream")
    asked = office.ask()
    office.slack.slow(method, 0.5)
    claimed = office.records.queue.claim("test", 20)
    assert claimed is not None
    meanwhile = Timer(0.3, lambda: office.records.inbox.withdraw(asked.channel, str(asked.message_ts)))
    meanwhile.start()
    office.responder.respond(claimed)
    meanwhile.join()
    for left in office.records.queue.to_tidy():
        office.responder.tidy(left)
    assert office.said(asked) == []
    assert office.now(asked).state is QuestionState.WITHDRAWN


def test_a_question_edited_during_the_search_is_answered_in_its_new_wording_only(office: Office) -> None:
    asked = office.ask("Old?")
    seen: list[str] = []

    def edited_meanwhile(question: Question) -> Answer:
        seen.append(question.text)
        office.records.inbox.edit(asked.channel, str(asked.message_ts), "New?", f"{9e9}")
        return answered(f"Answer to {question.text}")

    office.assistant.do = edited_meanwhile
    assert office.respond().state is QuestionState.WAITING
    assert office.respond().state is QuestionState.DONE
    assert seen == ["Old?", "New?"]
    (said,) = office.said(asked)
    assert "Answer to New?" in said


def test_a_worker_that_lost_its_claim_takes_its_own_message_back(office: Office) -> None:
    asked = office.ask()
    slow = office.records.queue.claim("slow", 0.01)
    assert slow is not None

    def overtaken(question: Question) -> Answer:
        time.sleep(0.05)
        office.assistant.do = lambda _: answered("By the heir.")
        heir = office.records.queue.claim("heir", 20)
        assert heir is not None
        office.responder.respond(heir)
        return answered("By the slow one.")

    office.assistant.do = overtaken
    office.responder.respond(slow)
    (said,) = office.said(asked)
    assert "By the heir." in said


def test_an_earlier_finished_answer_is_found_and_not_repeated(office: Office) -> None:
    asked = office.ask()
    first = office.records.queue.claim("dead", 0.01)
    assert first is not None
    posted = office.responder._delivery.deliver(first, answered("Before the crash."), lambda: ())
    assert posted.ts is not None
    time.sleep(0.05)
    assert office.respond().state is QuestionState.DONE
    (said,) = office.said(asked)
    assert "Before the crash." in said


def test_an_unfinished_stream_is_completed_in_place(office: Office) -> None:
    asked = office.ask()
    office.records.queue.claim("dead", 0.01)
    client = web_client(office.slack.bot_token, office.slack.url)
    orphan = client.chat_startStream(
        channel=asked.channel,
        thread_ts=str(asked.thread_ts),
        recipient_team_id=office.slack.team,
        recipient_user_id="U1",
        markdown_text="Half a sent",
    )["ts"]
    time.sleep(0.05)
    assert office.respond().answer_ts == orphan
    (said,) = office.said(asked)
    assert "First sentence. [1]" in said
    assert "Half a sent" not in said


def test_what_other_questions_of_the_thread_wrote_is_left_alone(office: Office) -> None:
    asked = office.ask("One?")
    assert office.respond().state is QuestionState.DONE
    thread = str(asked.thread_ts)
    second = office.slack.say("U1", "DU1", "Two?", thread_ts=thread)
    new = NewQuestion("Ev2", Surface.DIRECT, office.slack.team, "U1", "DU1", "Two?", thread, second)
    office.records.inbox.receive(new)
    office.records.queue.claim("dead", 0.01)
    time.sleep(0.05)
    assert office.respond().state is QuestionState.DONE
    answers = [message for message in office.slack.messages("DU1", thread) if is_answer(message)]
    assert len(answers) == 2


def test_where_nothing_may_be_said_that_is_what_is_said(library: Library, tmp_path: Path) -> None:
    engine = records_engine(put_databases(tmp_path), None)
    with FakeSlack() as slack:
        slack.add_user("U1")
        slack.dm("U1")
        office = Office(slack, open_records(engine), library, Policy())
        asked = office.ask()
        assert office.respond().state is QuestionState.DONE
        assert notice.NOT_HERE in office.said(asked)[0]


def test_a_stopped_question_is_left_as_far_as_it_came(office: Office) -> None:
    asked = office.ask()
    office.slack.slow("chat.appendStream", 0.5)
    claimed = office.records.queue.claim("test", 20)
    assert claimed is not None
    meanwhile = Timer(0.3, lambda: office.records.inbox.stop(asked.channel, str(asked.thread_ts)))
    meanwhile.start()
    office.responder.respond(claimed)
    meanwhile.join()
    assert office.now(asked).state is QuestionState.STOPPED
    assert not any(message.streaming for message in office.slack.messages("DU1", str(asked.thread_ts)))
    assert office.records.queue.to_tidy() == []


def written(*sentences: str, status: AnswerStatus = AnswerStatus.ANSWERED) -> Answer:
    """An answer in a model's words."""
    quoted = answered(*sentences)
    claims = tuple(replace(claim, kind=ClaimKind.WRITTEN) for claim in quoted.claims)
    return replace(quoted, status=status, claims=claims)


def test_verified_sentences_are_shown_before_the_answer_is_complete(office: Office) -> None:
    answer = written("First sentence.", "Second sentence.", "Third sentence.")
    asked = office.ask()
    seen_early: list[str] = []

    def finish(question: Question) -> Answer:
        seen_early.extend(office.said(asked))
        return answer

    office.assistant.released = list(answer.claims[:2])
    office.assistant.do = finish
    assert office.respond().state is QuestionState.DONE
    (early,) = seen_early
    assert "First sentence. [1] Second sentence. [2]" in early
    assert "Third" not in early
    (said,) = office.said(asked)
    assert "First sentence. [1] Second sentence. [2] Third sentence. [3]" in said


def test_sentences_shown_stay_when_the_rest_fails(office: Office) -> None:
    answer = written("First sentence.", "Second sentence.")

    def fail(question: Question) -> Answer:
        raise ValueError

    office.assistant.released = list(answer.claims[:1])
    office.assistant.do = fail
    asked = office.ask()
    assert office.respond().state is QuestionState.DONE
    (said,) = office.said(asked)
    assert "First sentence. [1]" in said
    assert "this reference" in said


def test_a_live_answer_that_slack_cuts_off_is_written_whole(office: Office) -> None:
    answer = written("First sentence.", "Second sentence.")
    office.assistant.released = list(answer.claims)
    office.assistant.do = lambda question: answer
    office.slack.fail("chat.appendStream", error="message_not_in_streaming_state")
    asked = office.ask()
    assert office.respond().state is QuestionState.DONE
    (said,) = office.said(asked)
    assert "First sentence. [1] Second sentence. [2]" in said


def test_a_question_stopped_while_it_is_answered_live_gets_no_more(office: Office) -> None:
    answer = written("First sentence.", "Second sentence.")
    asked = office.ask()

    def stop(question: Question) -> Answer:
        office.records.inbox.stop(asked.channel, str(asked.thread_ts))
        return answer

    office.assistant.released = list(answer.claims[:1])
    office.assistant.do = stop
    assert office.respond().state is QuestionState.STOPPED
    (said,) = office.said(asked)
    assert "First sentence. [1]" in said
    assert "Second" not in said


def test_no_sentence_is_shown_before_that_can_be_recorded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = written("First sentence.")

    def refuse(*_: object) -> None:
        raise NotRecorded

    monkeypatch.setattr(office.records.audit.__class__, "record", refuse)
    office.assistant.released = list(answer.claims)
    office.assistant.do = lambda question: answer
    asked = office.ask()
    assert office.respond().state is QuestionState.WAITING
    assert office.said(asked) == []
