"""The path of a question: what is answered, from what, with which proof, and what is never shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.answering.assistant import Assistant
from bot.answering.ending import UNSURE
from bot.guard.configuration import load_guard
from bot.vocabulary import Answer, AnswerStatus, ClaimKind, Question, Role, Turn, Verdict
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.indexing.remove import remove_document
from knowledge.making.source import SOURCES
from knowledge.opening import Library, open_library
from knowledge.retrieval.confidence import ConfidenceModel, load_confidence
from knowledge.retrieval.retriever import Retriever, SearchResult
from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience
from tests.bot.answering.conftest import CLIENT_A, CLIENT_B, SECRETS, SURE, Ask, make_assistant
from tests.conftest import Write, sync

# Design, section 6: stable; may be extended by agreement, never renamed.
ANSWER_KEYS = {
    "id",
    "question",
    "status",
    "text",
    "claims",
    "notices",
    "confidence",
    "closest",
    "citations",
    "retrieved",
    "model",
    "prompt",
    "timings_ms",
    "usage",
}
CLAIM_KEYS = {"text", "kind", "citations", "verdict"}
CITATION_KEYS = {
    "number",
    "document_id",
    "version",
    "chunk_id",
    "title",
    "kind",
    "publisher",
    "place",
    "year",
    "locator",
    "heading",
    "quote",
    "url",
    "audience",
    "evidence",
}
CLOSEST_KEYS = {"document_id", "title"}
RETRIEVED_KEYS = {"chunk_id", "document_id", "audience", "score"}

AUDIENCES = st.frozensets(st.sampled_from(sorted(SECRETS)), min_size=1)
WORDS = sorted({word for _, text in SECRETS.values() for word in text.split()} | {"wombat", "?", "47_b", "the"})
QUESTIONS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60)


def _as_json(answer: Answer) -> dict[str, object]:
    """As another program reads it."""
    found: dict[str, object] = json.loads(json.dumps(answer.as_json(), ensure_ascii=False))
    return found


def _ask(library: Library, text: str, audiences: Collection[Audience]) -> Answer:
    return make_assistant(library).answer(Question("q1", text, audiences=frozenset(audiences)))


# -- what an answer always holds ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Did the Kent telecare trial cut hospital admissions?", AnswerStatus.ANSWERED),
        ("Where do wombats sleep in Perth?", AnswerStatus.OUT_OF_SCOPE),
        ("?", AnswerStatus.CLARIFY),
    ],
)
def test_an_answer_has_exactly_the_keys_that_were_agreed(shelf: Library, question: str, status: AnswerStatus) -> None:
    found = _ask(shelf, question, SECRETS).as_json()
    assert found["status"] == status
    assert set(found) == ANSWER_KEYS
    nested = {
        "claims": CLAIM_KEYS,
        "citations": CITATION_KEYS,
        "closest": CLOSEST_KEYS,
        "retrieved": RETRIEVED_KEYS,
    }
    for name, keys in nested.items():
        assert all(set(item) == keys for item in found[name]), name
    if status is AnswerStatus.ANSWERED:
        assert found["claims"]
        assert found["citations"]
        assert found["retrieved"]


def test_an_answer_is_plain_json(shelf: Library) -> None:
    found = _as_json(_ask(shelf, "Did the Kent telecare trial cut hospital admissions?", [PUBLIC]))
    assert found["id"] == "q1"
    assert found["question"] == "Did the Kent telecare trial cut hospital admissions?"
    assert found["status"] == "answered"
    assert found["text"] == f"{SECRETS[PUBLIC][1]} [1]"
    assert found["claims"] == [{"text": SECRETS[PUBLIC][1], "kind": "quoted", "citations": [1], "verdict": "supported"}]
    assert found["model"] == "extractive"
    assert found["prompt"] is None


@settings(max_examples=150)
@given(question=QUESTIONS, audiences=AUDIENCES)
@example(question="what does section_47 say about the Kent trial", audiences=frozenset({PUBLIC}))
def test_whatever_is_asked_every_sentence_shown_is_proved(
    shelf: Library, question: str, audiences: frozenset[Audience]
) -> None:
    answer = _ask(shelf, question, audiences)
    chunks = shelf.catalogue.visible_chunks([citation.chunk_id for citation in answer.citations], audiences)
    for citation in answer.citations:
        chunk = chunks[citation.chunk_id]
        assert citation.quote in chunk.text
        assert (citation.document_id, citation.version) == (chunk.document_id, chunk.version)
        assert citation.audience == chunk.audience
    for claim in answer.claims:
        assert (claim.kind, claim.verdict) == (ClaimKind.QUOTED, Verdict.SUPPORTED)
        assert claim.citations
    markers = {int(number) for number in re.findall(r"\[(\d+)\]", answer.text)}
    cited = {number for claim in answer.claims for number in claim.citations}
    assert markers == cited == {citation.number for citation in answer.citations}
    assert (answer.status is AnswerStatus.ANSWERED) == bool(answer.citations)
    assert answer.text
    assert 0 <= answer.confidence <= 1
    assert {item.audience for item in answer.retrieved} <= audiences
    json.dumps(answer.as_json())


# -- other audiences' documents ----------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", sorted(SECRETS))
@pytest.mark.parametrize("asker", sorted(SECRETS))
def test_a_document_answers_only_those_who_may_see_it(shelf: Library, secret: Audience, asker: Audience) -> None:
    title, text = SECRETS[secret]
    answer = _ask(shelf, text, [asker])
    if asker == secret:
        assert [citation.title for citation in answer.citations] == [title]
        return
    answer_only = {name: value for name, value in _as_json(answer).items() if name != "question"}
    assert title not in json.dumps(answer_only)
    assert text not in json.dumps(answer_only, ensure_ascii=False)
    assert {item.audience for item in answer.retrieved} <= {asker}


@given(audiences=AUDIENCES, secret=st.sampled_from(sorted(SECRETS)))
def test_a_document_is_cited_just_when_its_audience_is_among_the_askers(
    shelf: Library, audiences: frozenset[Audience], secret: Audience
) -> None:
    title, text = SECRETS[secret]
    answer = _ask(shelf, text, audiences)
    assert (title in {citation.title for citation in answer.citations}) == (secret in audiences)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [(CLIENT_A, CLIENT_B), (CLIENT_B, CLIENT_A), (PUBLIC, SUBSCRIBERS), (SUBSCRIBERS, INTERNAL)],
)
def test_the_closest_documents_name_none_the_asker_may_not_see(
    shelf: Library, mine: Audience, theirs: Audience
) -> None:
    unsure = Assistant(shelf, Retriever(shelf), ConfidenceModel(-9.0, {}, 0.5), load_guard(None))
    answer = unsure.answer(Question("q1", SECRETS[theirs][1] + " " + SECRETS[mine][1], audiences=frozenset({mine})))
    assert answer.status is AnswerStatus.NOT_COVERED
    assert [document.title for document in answer.closest] == [SECRETS[mine][0]]
    assert SECRETS[theirs][0] not in answer.text


def test_without_any_audience_nothing_is_told(shelf: Library) -> None:
    answer = _ask(shelf, SECRETS[PUBLIC][1], [])
    assert (answer.status, answer.retrieved, answer.closest) == (AnswerStatus.NOT_COVERED, (), ())


# -- not covered -------------------------------------------------------------------------------------------------


def test_a_question_the_library_does_not_cover_is_declined_with_what_is_nearest(shelf: Library) -> None:
    unsure = Assistant(shelf, Retriever(shelf), ConfidenceModel(-9.0, {}, 0.5), load_guard(None))
    answer = unsure.answer(Question("q1", "Did the Kent telecare trial of 2014 help carers?"))
    assert answer.status is AnswerStatus.NOT_COVERED
    assert (answer.claims, answer.citations, answer.notices) == ((), (), ())
    assert [document.title for document in answer.closest] == [SECRETS[PUBLIC][0]]
    assert f"• {SECRETS[PUBLIC][0]}" in answer.text.splitlines()
    assert SECRETS[PUBLIC][1] not in answer.text


def test_what_is_not_near_is_not_called_closest(shelf: Library) -> None:
    answer = _ask(shelf, "Wombat quokka bandicoot zebrafish?", SECRETS)
    assert answer.status is AnswerStatus.OUT_OF_SCOPE
    assert answer.closest == ()
    assert not any(title in answer.text for title, _ in SECRETS.values())


def test_an_answered_question_names_no_closest_documents(shelf: Library) -> None:
    assert _ask(shelf, SECRETS[PUBLIC][1], [PUBLIC]).closest == ()


@pytest.mark.parametrize(("threshold", "status"), [(0.4, AnswerStatus.ANSWERED), (0.6, AnswerStatus.NOT_COVERED)])
def test_the_threshold_of_the_confidence_model_decides(shelf: Library, threshold: float, status: AnswerStatus) -> None:
    even = Assistant(shelf, Retriever(shelf), ConfidenceModel(0.0, {}, threshold), load_guard(None))
    answer = even.answer(Question("q1", SECRETS[PUBLIC][1]))
    assert (answer.status, answer.confidence) == (status, 0.5)


@pytest.mark.parametrize("question", ["", "?", "  \n", "...", "the of and"])
def test_too_little_to_search_for_asks_for_a_full_question(shelf: Library, question: str) -> None:
    answer = _ask(shelf, question, SECRETS)
    assert answer.status is AnswerStatus.CLARIFY
    assert (answer.claims, answer.citations, answer.closest) == ((), (), ())
    assert answer.text


def test_an_empty_library_covers_nothing(ask: Ask) -> None:
    answer = ask("Did the Kent telecare trial cut hospital admissions?")
    assert (answer.status, answer.closest, answer.retrieved) == (AnswerStatus.NOT_COVERED, (), ())


def test_a_document_near_in_words_only_is_named_and_the_question_is_in_scope(
    ask: Ask, library: Library, write: Write, folder: Path
) -> None:
    body = "Pause is about repeat removals; it was for women in Hackney and six other councils of England for a year."
    write("removals", body, title="Repeat removals")
    sync(library, folder)
    answer = ask("what stops repeat removals best and fastest?")
    assert answer.status is AnswerStatus.NOT_COVERED
    assert [document.title for document in answer.closest] == ["Repeat removals"]


def test_a_quoted_answer_that_is_not_certain_says_so(library: Library, write: Write, folder: Path) -> None:
    write("trial", "The Kent telecare trial did not cut hospital admissions.")
    sync(library, folder)
    question = Question("q", "Did the Kent telecare trial cut hospital admissions?")
    for intercept, said in ((-1.0, True), (1.0, False)):
        judge = ConfidenceModel(intercept, {}, threshold=0.2)
        answer = Assistant(library, Retriever(library), judge, load_guard(None)).answer(question)
        assert answer.status is AnswerStatus.ANSWERED
        assert (UNSURE in answer.notices) is said


# -- choosing and telling ----------------------------------------------------------------------------------------


def test_a_citation_tells_what_is_known_of_its_source(ask: Ask, library: Library, write: Write, folder: Path) -> None:
    write(
        "trial",
        "## Hospital use\n\nThe Kent telecare trial did not cut hospital admissions.",
        title="Telecare in Kent",
        kind="report",
        publisher="A university",
        place="Kent",
        year=2014,
        evidence="rct",
        source_url="https://example.org/trial",
    )
    sync(library, folder)
    (citation,) = ask("Did the Kent telecare trial cut hospital admissions?").as_json()["citations"]
    assert citation == {
        "number": 1,
        "document_id": "trial",
        "version": 1,
        "chunk_id": "trial@1#1",
        "title": "Telecare in Kent",
        "kind": "report",
        "publisher": "A university",
        "place": "Kent",
        "year": 2014,
        "locator": "paragraph 1",
        "heading": "Hospital use",
        "quote": "The Kent telecare trial did not cut hospital admissions.",
        "url": "https://example.org/trial",
        "audience": "public",
        "evidence": "rct",
    }


def test_a_citation_tells_what_holds_for_its_section(ask: Ask, library: Library, write: Write, folder: Path) -> None:
    write(
        "trial",
        "The Kent telecare trial cost nothing.\n\n## Estimate\n\nTelecare in Kent could save £2m, Dover estimated.",
        evidence="rct",
        year=2014,
        place="Kent",
        sections={"Estimate": {"evidence": "self_reported", "year": 2023}},
    )
    sync(library, folder)
    (citation,) = ask("What could telecare in Kent save, Dover estimated?").citations
    assert (citation.evidence, citation.year, citation.place) == ("self_reported", 2023, "Kent")
    (scored,) = [found for found in library.catalogue.chunks_of("trial") if found.heading == "Estimate"]
    assert (scored.evidence, scored.year) == ("self_reported", 2023)


def test_notices_are_about_the_sources_that_are_shown(ask: Ask, library: Library, write: Write, folder: Path) -> None:
    write("trial", "The Kent telecare trial did not cut admissions.", year=2009, evidence="expert_view")
    sync(library, folder)
    notices = " ".join(ask("Did the Kent telecare trial cut admissions?").notices)
    assert "one document" in notices
    assert "2009" in notices
    assert "opinion" in notices


def test_a_table_row_is_quoted_whole(ask: Ask, library: Library, write: Write, folder: Path) -> None:
    write("table", "| Council | Telecare result |\n|---|---|\n| Kent | None. Admissions rose by 4%. |")
    sync(library, folder)
    (citation,) = ask("Kent council: telecare result?").citations
    assert citation.quote == "Council: Kent; Telecare result: None. Admissions rose by 4%."


def test_reference_numbers_of_a_source_are_not_taken_for_citations_of_the_answer(
    ask: Ask, library: Library, write: Write, folder: Path
) -> None:
    write("trial", "The Kent telecare trial [12] did not cut hospital admissions.")
    sync(library, folder)
    answer = ask("Did the Kent telecare trial cut hospital admissions?")
    assert [citation.number for citation in answer.citations] == [1]
    assert re.findall(r"\[(\d+)\]", answer.text) == ["1"]


def test_a_follow_up_is_answered_with_the_question_before_it(
    ask: Ask, library: Library, write: Write, folder: Path
) -> None:
    write("kent", "Reablement in Kent cost £2,088 an episode.")
    write("dorset", "Reablement in Dorset cost £1,900 an episode.")
    sync(library, folder)
    history = (
        Turn(Role.USER, "What did an episode of reablement cost in Kent?"),
        Turn(Role.ASSISTANT, "Reablement in Kent cost £2,088 an episode. [1]"),
    )
    assert ask("And in Dorset?").status is AnswerStatus.CLARIFY
    answer = ask("And in Dorset?", history=history)
    assert "Reablement in Dorset cost £1,900 an episode." in {citation.quote for citation in answer.citations}
    assert answer.question == "And in Dorset?"


def test_a_word_that_could_be_about_anything_asks_for_a_full_question(
    ask: Ask, library: Library, write: Write, folder: Path
) -> None:
    for topic in ("telecare", "reablement", "fostering"):
        write(topic, f"The costs of {topic} in Kent went up.")
    write("rare", "Wombats sleep.")
    for number in range(20):
        write(f"filler-{number}", f"Nothing of the kind was said in year {number}.")
    sync(library, folder)
    assert ask("costs?").status is AnswerStatus.CLARIFY
    assert ask("wombats?").status is not AnswerStatus.CLARIFY


def test_a_comparison_is_answered_for_both_or_says_which_is_missing(
    ask: Ask, library: Library, write: Write, folder: Path
) -> None:
    write("kent", "Reablement spending of the council in Kent was £2m.")
    write("dorset", "Reablement spending of the council in Dorset was £1m.")
    sync(library, folder)
    both = ask("Reablement spending of the council, Kent versus Dorset?")
    assert both.status is AnswerStatus.ANSWERED
    assert {citation.document_id for citation in both.citations} == {"kent", "dorset"}
    one = ask("Reablement spending of the council, Kent versus Rutland?")
    assert one.status is AnswerStatus.PARTIAL
    assert {citation.document_id for citation in one.citations} == {"kent"}
    assert "Rutland" in one.notices[0]
    assert "Kent" not in one.notices[0]
    assert ask("Reablement spending of the council, Surrey versus Rutland?").status is AnswerStatus.NOT_COVERED


def test_timings_say_where_the_time_went(shelf: Library) -> None:
    timings = _ask(shelf, SECRETS[PUBLIC][1], [PUBLIC]).timings_ms
    assert {"search", "verify"} <= set(timings)
    assert all(milliseconds >= 0 for milliseconds in timings.values())


# -- between search and display ----------------------------------------------------------------------------------


class OvertakenRetriever(Retriever):
    """A real search after which, before anything is shown, the library changes."""

    def __init__(self, library: Library, change: Callable[[], object]) -> None:
        super().__init__(library)
        self._change = change

    def search(
        self, query: str, audiences: Collection[Audience], limit: int, per_document: int | None = None
    ) -> SearchResult:
        result = super().search(query, audiences, limit, per_document)
        self._change()
        return result


QUESTION = Question("q1", "Did the secret telecare trial cut admissions?")


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    """One document that will go away, one that stays."""
    write("goes", "The secret telecare trial cut admissions by 12%.", title="The secret trial")
    write("stays", "The telecare trial of the others did not cut admissions.", title="The other trial")
    sync(library, folder)
    assert "goes" in {citation.document_id for citation in make_assistant(library).answer(QUESTION).citations}
    return library


def _answer_overtaken_by(library: Library, change: Callable[[], object]) -> Answer:
    return Assistant(library, OvertakenRetriever(library, change), SURE, load_guard(None)).answer(QUESTION)


def _shown(answer: Answer) -> str:
    """What people read: the text, the sources and the documents offered instead."""
    return json.dumps({name: answer.as_json()[name] for name in ("text", "claims", "citations", "closest")})


def test_a_document_withdrawn_between_search_and_display_is_not_shown(stocked: Library) -> None:
    answer = _answer_overtaken_by(stocked, lambda: stocked.catalogue.withdraw(["goes"], "tester"))
    assert "12%" not in _shown(answer)
    assert "secret trial" not in _shown(answer)


def test_a_document_reclassified_between_search_and_display_is_not_shown(
    stocked: Library, write: Write, folder: Path
) -> None:
    write("goes", "The secret telecare trial cut admissions by 12%.", title="The secret trial", audience="internal")
    answer = _answer_overtaken_by(stocked, lambda: sync(stocked, folder))
    assert "12%" not in _shown(answer)
    assert "secret trial" not in _shown(answer)


def test_a_document_removed_for_good_between_search_and_display_is_not_shown(stocked: Library) -> None:
    answer = _answer_overtaken_by(stocked, lambda: remove_document(stocked, "goes", "tester"))
    assert "12%" not in _shown(answer)
    assert "secret trial" not in _shown(answer)


def test_when_all_that_answered_is_withdrawn_its_titles_are_not_offered_instead(stocked: Library) -> None:
    answer = _answer_overtaken_by(stocked, lambda: stocked.catalogue.withdraw(["goes", "stays"], "tester"))
    assert answer.status is AnswerStatus.NOT_COVERED
    assert "trial" not in _shown(answer)


# -- the shipped model and confidence ----------------------------------------------------------------------------


@pytest.mark.real_model
def test_the_shipped_assistant_tells_what_the_starter_library_covers_from_what_it_does_not(
    home: Path, folder: Path, real_embedder: SentenceTransformerEmbedder
) -> None:
    for name in ("reports/looked-after-children.md", "reports/housing-first.md", "case-studies/wigan-deal.md"):
        text = (SOURCES / name).read_text(encoding="utf-8")
        (folder / Path(name).name).write_text(text, encoding="utf-8")
    library = open_library(home, real_embedder)
    sync(library, folder)
    assistant = Assistant(library, Retriever(library), load_confidence(), load_guard(None))
    covered = assistant.answer(Question("a", "How many looked-after children were there in England in March 2024?"))
    assert covered.status is AnswerStatus.ANSWERED
    assert "83,630" in covered.text
    foreign = assistant.answer(Question("b", "On which day is the garden waste collected in my street?"))
    assert foreign.status is AnswerStatus.OUT_OF_SCOPE
    assert covered.confidence > foreign.confidence
