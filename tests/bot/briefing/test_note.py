"""What goes into a briefing note, and what whoever asks for it may not see."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.briefing.markdown import note_as_markdown
from bot.briefing.note import LEFT_OUT, NOT_COVERED, PARTLY, BriefingNote, briefing_note
from bot.vocabulary import Answer, AnswerStatus, Citation, Claim, ClaimKind, Verdict
from knowledge.errors import InsightsError
from knowledge.opening import Library
from knowledge.vocabulary import PUBLIC, Audience
from tests.bot.slack.answers import citation
from tests.conftest import Write, sync

A = Audience("client:a")
OPEN, SECRET = "The Kent trial did not cut admissions.", "The Borchester review found 11 avoidable placements."
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def stocked(library: Library, write: Write, folder: object) -> Library:
    """A public document and one of client A's."""
    write("open", f"{OPEN} It was small.", title="Telecare in Kent")
    write("secret", SECRET, title="Borchester only", audience=A)
    sync(library, folder)  # type: ignore[arg-type]
    return library


def cited(number: int, chunk: str, quote: str, **fields: object) -> Citation:
    """A citation of a stored passage."""
    return citation(
        number, chunk_id=chunk, document_id=chunk.partition("@")[0], quote=quote, title=quote[:20], **fields
    )


def asked(question: str, *sentences: tuple[str, tuple[int, ...]], citations: tuple[Citation, ...]) -> Answer:
    """An answer of these sentences."""
    claims = tuple(Claim(text, ClaimKind.QUOTED, numbers, Verdict.SUPPORTED) for text, numbers in sentences)
    text = " ".join(text for text, _ in sentences)
    return Answer("1", question, AnswerStatus.ANSWERED, text, claims=claims, citations=citations)


def from_both(question: str = "Why?") -> Answer:
    """An answer from both documents, its last sentence resting on the two."""
    citations = (cited(1, "open@1#1", OPEN), cited(2, "secret@1#1", SECRET))
    return asked(question, (OPEN, (1,)), (SECRET, (2,)), ("Both say so.", (1, 2)), citations=citations)


def note_for(
    library: Library, *answers: Answer, audiences: frozenset[Audience] = frozenset({PUBLIC, A})
) -> BriefingNote:
    """The note of these answers."""
    return briefing_note(answers, library.catalogue, audiences, TODAY)


def test_references_are_numbered_through_the_note_and_each_passage_once(stocked: Library) -> None:
    citations = (cited(1, "open@1#1", "It was small."), cited(2, "secret@1#1", SECRET))
    second = asked("And?", ("It was small.", (1,)), (SECRET, (2,)), citations=citations)
    note = note_for(stocked, from_both(), second)
    assert [reference.quote for reference in note.references] == [OPEN, SECRET, "It was small."]
    assert [reference.number for reference in note.references] == [1, 2, 3]
    assert [one.references for section in note.sections for one in section.sentences] == [
        (1,),
        (2,),
        (1, 2),
        (3,),
        (2,),
    ]
    assert not note.left_out
    assert LEFT_OUT not in note_as_markdown(note)


def test_a_passage_the_requester_may_not_see_goes_with_its_sentences_and_the_note_says_so(stocked: Library) -> None:
    note = note_for(stocked, from_both(), audiences=frozenset({PUBLIC}))
    assert [one.text for one in note.sections[0].sentences] == [OPEN]
    told = note_as_markdown(note)
    assert LEFT_OUT in told
    assert not {"Borchester", "secret", "client:a", "Both"} & set(told.replace("\\", " ").split())
    assert "11" not in told.partition("Why")[2].replace("2011", "")


def test_an_answer_all_left_out_reads_like_one_the_library_does_not_cover(stocked: Library) -> None:
    hidden = asked("Secret?", (SECRET, (1,)), citations=(cited(1, "secret@1#1", SECRET),))
    uncovered = Answer("2", "Unknown?", AnswerStatus.NOT_COVERED, "The nearest documents are:\n• Borchester only")
    note = note_for(stocked, hidden, uncovered, audiences=frozenset({PUBLIC}))
    assert [(section.sentences, section.notices) for section in note.sections] == [((), ()), ((), ())]
    told = note_as_markdown(note)
    assert told.count(NOT_COVERED) == 2
    assert "Borchester" not in told


def test_what_was_removed_or_superseded_or_never_said_so_is_left_out(stocked: Library) -> None:
    misquoted = asked("Why?", ("Costs halved.", (1,)), citations=(cited(1, "open@1#1", "Costs halved."),))
    assert note_for(stocked, misquoted).sections[0].sentences == ()
    stocked.catalogue.withdraw(["open"], "tester")
    note = note_for(stocked, from_both())
    assert [one.text for one in note.sections[0].sentences] == [SECRET]
    assert note.left_out


def test_notices_tell_of_the_sources_that_are_left(stocked: Library) -> None:
    old = (cited(1, "open@1#1", OPEN, year=2014), cited(2, "secret@1#1", SECRET, year=2026))
    own = ("2 of the Borchester rows are blank.",)
    answer = replace(from_both(), citations=old, status=AnswerStatus.PARTIAL, notices=own)
    assert note_for(stocked, answer).sections[0].notices == own
    alone = note_for(stocked, answer, audiences=frozenset({PUBLIC})).sections[0].notices
    assert alone == (PARTLY, "This rests on one document.", "The sources cited are from 2014; newer figures may exist.")


def test_a_sentence_without_a_citation_is_no_part_of_a_note(stocked: Library) -> None:
    answer = asked("Why?", (OPEN, (1,)), ("Trust me.", ()), citations=(cited(1, "open@1#1", OPEN),))
    assert [one.text for one in note_for(stocked, answer).sections[0].sentences] == [OPEN]


@pytest.mark.parametrize("status", [AnswerStatus.CLARIFY, AnswerStatus.ERROR, AnswerStatus.URGENT_SAFEGUARDING])
def test_a_conversation_without_answers_makes_no_note(stocked: Library, status: AnswerStatus) -> None:
    with pytest.raises(InsightsError, match="no answer in this conversation"):
        note_for(stocked, Answer("1", "Hm?", status, "Words."))
    assert len(note_for(stocked, Answer("1", "Hm?", status, "Words."), from_both()).sections) == 1
