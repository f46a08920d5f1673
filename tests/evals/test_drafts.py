"""From use to test: what fell short becomes a draft without personal data, with its passages frozen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from bot.guard.configuration import load_guard
from bot.records.database import Records, open_records, records_engine
from bot.records.person import Person
from bot.records.questions import NewQuestion, StoredQuestion, Surface
from bot.vocabulary import Answer, AnswerStatus, Question
from evals.drafts import draft_cases, write_drafts
from evals.suite import read_suite
from knowledge.errors import InsightsError
from knowledge.opening import Library
from knowledge.vocabulary import PUBLIC, Audience
from tests.bot.answering.conftest import make_assistant
from tests.conftest import Write, sync

ADMINISTRATOR = Person("machine", "tester")
ASKER, OTHER = Person("T1", "U0ASKER"), Person("T1", "U0OTHER")


@pytest.fixture
def records(home: Path) -> Records:
    """Empty records beside the library."""
    return open_records(records_engine(home, None))


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    """A library with a public and a client's document."""
    write("kent", "Telecare in Kent saved 12% of visits.")
    write("b", "Telecare in Borchester saved 40% of visits.", audience="client:b")
    sync(library, folder)
    return library


class Use:
    """People asking the bot."""

    def __init__(self, records: Records, library: Library) -> None:
        self._records = records
        self._assistant = make_assistant(library)
        self._asked = 0

    def ask(self, text: str, *audiences: Audience, thread: str | None = None, by: Person = ASKER) -> StoredQuestion:
        """Ask and get the assistant's answer."""
        self._asked += 1
        ts = f"{self._asked}.0"
        new = NewQuestion(f"Ev{ts}", Surface.MENTION, by.team, by.user, "C1", text, thread or ts, ts)
        assert self._records.inbox.receive(new) is not None
        claimed = self._records.queue.claim("worker", 60)
        assert claimed is not None
        asked = Question(claimed.id, text, audiences=frozenset(audiences or {PUBLIC}))
        self.answer(claimed, self._assistant.answer(asked))
        return claimed

    def answer(self, question: StoredQuestion, answer: Answer) -> None:
        """Deliver an answer."""
        assert self._records.answers.keep(question, answer)
        self._records.queue.finish(question)


@pytest.fixture
def use(records: Records, stocked: Library) -> Use:
    """People asking the bot over ``stocked``."""
    return Use(records, stocked)


def drafts(records: Records, library: Library) -> list[dict[str, object]]:
    """The drafts of what is in the records."""
    found = records.shortcomings.export(ADMINISTRATOR)
    return draft_cases(found, records.conversations, library.catalogue, load_guard(None).patterns)


def questions(made: Sequence[dict[str, object]]) -> list[object]:
    """What the drafts ask."""
    return [draft["question"] for draft in made]


def test_only_what_fell_short_becomes_a_draft(use: Use, records: Records, stocked: Library) -> None:
    use.ask("How much did telecare in Kent save of visits?")
    liked = use.ask("What did telecare in Kent save of visits?")
    records.feedback.rate(liked.id, ASKER, helpful=True)
    disliked = use.ask("How much of visits did telecare save in Kent?")
    records.feedback.explain(disliked.id, OTHER, ["wrong"], "It was 13%")
    use.ask("Who first walked upon the moon?")
    made = drafts(records, stocked)
    assert questions(made) == ["How much of visits did telecare save in Kent?", "Who first walked upon the moon?"]
    assert [draft["tags"] for draft in made] == [["from-use", "thumbs-down"], ["from-use", "unanswered"]]
    assert made[0]["note"] == (
        'asked once; the bot\'s outcome: answered; 1 thumbs-down; reasons: wrong; comment: "It was 13%"'
    )
    assert all(draft["expect"] is None for draft in made)


def test_passages_are_frozen_with_the_audiences_they_came_from(use: Use, records: Records, stocked: Library) -> None:
    asked = use.ask("How much did telecare save of visits?", PUBLIC, Audience("client:b"))
    records.feedback.rate(asked.id, ASKER, helpful=False)
    (draft,) = drafts(records, stocked)
    assert draft["audiences"] == ["client:b", "public"]
    texts = {passage["document"]: passage["text"] for passage in draft["passages"]}  # type: ignore[attr-defined]
    assert texts == {
        "kent": "Telecare in Kent saved 12% of visits.",
        "b": "Telecare in Borchester saved 40% of visits.",
    }


def test_of_a_passage_replaced_since_what_was_quoted_is_kept(
    use: Use, records: Records, stocked: Library, write: Write, folder: Path
) -> None:
    asked = use.ask("How much did telecare in Kent save of visits?")
    records.feedback.rate(asked.id, ASKER, helpful=False)
    write("kent", "Telecare in Kent saved 14% of visits, after a correction.")
    sync(stocked, folder)
    (draft,) = drafts(records, stocked)
    assert draft["passages"] == [{"document": "kent", "text": "Telecare in Kent saved 12% of visits."}]


def test_personal_data_and_who_asked_are_left_out(use: Use, records: Records, stocked: Library) -> None:
    use.ask("How much did telecare in Kent save of visits?", thread="7.0")
    asked = use.ask("And for 999 204 7178, mail pat@example.org, why?", thread="7.0")
    records.feedback.explain(asked.id, OTHER, [], "ring me on 07700 900123")
    for draft in drafts(records, stocked):
        text = yaml.safe_dump(draft)
        for kept_out in ("999 204 7178", "pat@example.org", "07700 900123", ASKER.user, OTHER.user, "C1"):
            assert kept_out not in text
    last = drafts(records, stocked)[-1]
    assert last["question"] == "And for …, mail …, why?"
    assert last["history"][0] == {"role": "user", "text": "How much did telecare in Kent save of visits?"}  # type: ignore[index]


def test_one_question_asked_often_is_one_draft(use: Use, records: Records, stocked: Library) -> None:
    use.ask("Who walked upon the moon?")
    use.ask("who walked  upon the MOON?", by=OTHER)
    (draft,) = drafts(records, stocked)
    assert str(draft["note"]).startswith("asked 2 times; ")


def test_what_was_withdrawn_is_no_draft(use: Use, records: Records, stocked: Library) -> None:
    asked = use.ask("Who walked upon the moon?")
    records.inbox.withdraw("C1", asked.message_ts or "")
    assert drafts(records, stocked) == []


def test_an_export_is_in_the_audit(use: Use, records: Records) -> None:
    before = records.audit.head().number
    records.shortcomings.export(ADMINISTRATOR)
    assert records.audit.head().number == before + 1
    assert records.audit.find_break() is None


def test_a_finished_draft_is_a_case(use: Use, records: Records, stocked: Library, tmp_path: Path) -> None:
    use.ask("Who walked upon the moon?")
    path = tmp_path / "drafts.yaml"
    write_drafts(drafts(records, stocked), path)
    waiting = read_suite(path)
    assert (waiting.cases, waiting.drafts) == ((), 1)
    assert "May hold text for: public" in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("expect: null", "expect: not_covered"), encoding="utf-8")
    finished = read_suite(path)
    assert finished.cases[0].expect == [AnswerStatus.NOT_COVERED]
    with pytest.raises(InsightsError, match="exists: choose another --out"):
        write_drafts([], path)
