"""Whatever is in an answer, what is made of it fits Slack's limits and can do nothing but be read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.cite import with_markers
from bot.answering.generate.writing import LEFT_OUT as PART_LEFT_OUT
from bot.slack.messages import actions
from bot.slack.messages.answer import (
    LEFT_OUT,
    SENT_AGAIN,
    below_answer,
    fallback,
    private_answer,
    streamed_claim,
    streamed_parts,
    whole_answer,
)
from bot.slack.messages.asking import IN_THREAD, PRIVATELY, asked_in, asking_modal
from bot.slack.messages.feedback import given_reasons, reasons_modal
from bot.slack.messages.markdown import literal
from bot.slack.messages.message import Message
from bot.slack.messages.notice import notice
from bot.slack.messages.review import edited_answer
from bot.slack.messages.sources import BOLD, GONE, sources_modal
from bot.vocabulary import Answer, AnswerStatus, Citation, ClaimKind
from knowledge.vocabulary import Evidence
from tests.bot.slack.answers import HOSTILE, answered, any_answer, chunk, citation, words
from tests.fake_slack.validation.payloads import validate_message, validate_view


def problems(message: Message) -> list[str]:
    """What Slack would refuse in a message."""
    return validate_message({"text": message.text, "blocks": message.blocks, "metadata": message.metadata})


def words_of(part: Any) -> str:
    """Everything that is read in blocks or a view."""
    if isinstance(part, dict):
        own = part["text"] if isinstance(part.get("text"), str) else ""
        return own + "".join(words_of(value) for value in part.values() if isinstance(value, dict | list))
    return "".join(words_of(item) for item in part) if isinstance(part, list) else ""


@settings(max_examples=60, deadline=None)
@given(any_answer(), words, st.lists(words, max_size=3))
def test_every_answer_fits_slack_s_limits(answer: Answer, asked: str, next_questions: list[str]) -> None:
    assert problems(whole_answer("q1", 0, answer, asked, next_questions)) == []
    assert problems(private_answer("q1", answer, asked, next_questions, sent_again=True)) == []
    assert validate_message({"blocks": below_answer("q1", answer, next_questions)}) == []
    assert sum(map(len, streamed_parts(answer))) <= 12_000


@given(st.lists(st.text("&<>*_[a", min_size=1, max_size=4000), min_size=1, max_size=6))
def test_escaping_cannot_make_a_stream_too_long(sentences: list[str]) -> None:
    own_words = Answer("1", "?", AnswerStatus.NOT_COVERED, "".join(sentences))
    for answer in (answered(*sentences), own_words):
        assert sum(map(len, streamed_parts(answer))) <= 12_000


@settings(max_examples=60, deadline=None)
@given(any_answer(), st.text(max_size=6000))
def test_every_sources_modal_fits_slack_s_limits(answer: Answer, around: str) -> None:
    chunks = {
        cited.chunk_id: chunk(cited.chunk_id, f"{around}{cited.quote}{around}" or "-") for cited in answer.citations
    }
    assert validate_view(sources_modal(answer.citations, chunks)) == []


@given(st.text())
def test_streamed_text_holds_no_mention_broadcast_or_link(text: str) -> None:
    shown = literal(text)
    assert "<" not in shown
    assert "http://" not in shown.lower()
    assert "https://" not in shown.lower()
    assert "@here" not in shown


def test_hostile_text_is_shown_literally() -> None:
    message = whole_answer("q1", 0, answered(HOSTILE), HOSTILE)
    kinds = {element["type"] for element in _elements(message.blocks[:2])}
    assert kinds == {"text"}
    assert "<!channel>" not in message.text
    assert "<@U1>" not in message.text
    streamed = "".join(streamed_parts(answered(HOSTILE)))
    assert "<!channel>" not in streamed
    assert r"\[x\](" in streamed


def _elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [element for block in blocks for part in block["elements"] for element in part["elements"]]


def test_sentences_carry_their_markers_and_sources_are_listed_once() -> None:
    same = citation(1), citation(2)
    message = whole_answer("q1", 0, answered("First.", "Second.", citations=same))
    read = words_of(message.blocks)
    assert "First. [1] Second. [2]" in read
    assert read.count("Family Valued in Leeds") == 1
    assert "[1][2] " in read
    assert "case study · Leeds · 2017 · evaluation · Restorative practice, paragraph 2" in read


def test_several_sentences_are_a_list_and_one_is_a_paragraph() -> None:
    assert streamed_parts(answered("First.", "Second.")) == ["- First. \\[1\\]\n", "- Second. \\[2\\]\n"]
    assert streamed_parts(answered("First.")) == ["First. \\[1\\]"]


def test_what_was_said_of_a_draft_s_unproved_sentences_goes_with_an_edit() -> None:
    told = PART_LEFT_OUT.format(count="One sentence", was="was")
    edited = edited_answer(replace(answered("First.", "Second."), notices=(told, "Another.")), "First. [1]")
    assert isinstance(edited, Answer)
    assert edited.notices == ("Another.",)
    assert edited.text == "First. [1]"


def test_a_quotation_among_written_sentences_has_its_marks_streamed_and_whole() -> None:
    quoted = answered("Written.", "Quoted.")
    answer = replace(quoted, claims=(replace(quoted.claims[0], kind=ClaimKind.WRITTEN), quoted.claims[1]))
    assert streamed_parts(answer) == ["Written. \\[1\\] ", "“Quoted.” \\[2\\] "]
    assert "".join(map(streamed_claim, answer.claims)) == "".join(streamed_parts(answer))
    assert with_markers(answer.claims) == "Written. [1] “Quoted.” [2]"
    assert with_markers(answered("A “good” result.").claims, among_written=True) == "“A ‘good’ result.” [1]"
    assert "Written. [1] “Quoted.” [2]" in json.dumps(whole_answer("q1", 0, answer).blocks, ensure_ascii=False)
    assert whole_answer("q1", 0, answered("First.", "Second.")).blocks[0]["elements"][0]["type"] == "rich_text_list"
    assert whole_answer("q1", 0, answered("First.")).blocks[0]["elements"][0]["type"] == "rich_text_section"


def test_a_document_cited_twice_is_listed_once_with_where_each_passage_stands() -> None:
    passages = citation(1), citation(2, locator="paragraph 5"), citation(3)
    read = words_of(below_answer("q1", answered("A.", "B.", "C.", citations=passages)))
    assert read.count("Family Valued in Leeds") == 1
    assert "[1][2][3] " in read
    assert "[1][3] Restorative practice, paragraph 2; [2] Restorative practice, paragraph 5" in read


def test_the_kinds_of_evidence_stand_first_below_the_sentences() -> None:
    def lead(*citations: Citation) -> str:
        first = below_answer("q1", answered("A.", citations=citations, notices=("One source.",)))[0]
        assert first["elements"][1]["text"] == "One source."
        return str(first["elements"][0]["text"])

    assert lead(citation(1), citation(2)) == "*Evidence: evaluation*"
    assert lead(citation(1, evidence=Evidence.NOT_STATED)) == "*Evidence: not stated*"
    mixed = citation(1), citation(2, evidence=Evidence.RCT), citation(3)
    assert lead(*mixed) == "*Evidence: evaluation [1][3], randomised trial [2]*"


def test_nothing_from_a_document_is_read_as_slack_s_markup() -> None:
    hostile = citation(1, title=HOSTILE, place=HOSTILE, heading=HOSTILE, locator=HOSTILE, publisher=HOSTILE, url=None)
    message = private_answer("q1", answered(HOSTILE, citations=(hostile,), notices=(HOSTILE,)), HOSTILE, [HOSTILE])
    view = sources_modal([hostile], {hostile.chunk_id: chunk("x", HOSTILE)})
    for marked in _marked_up([message.blocks, view]):
        assert marked == "*Evidence: evaluation*"


def _marked_up(part: Any) -> list[str]:
    """The texts in which Slack reads markup."""
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return own + [text for value in part.values() for text in _marked_up(value)]
    return [text for item in part for text in _marked_up(item)] if isinstance(part, list) else []


def test_a_topic_s_button_shows_the_topic_and_asks_the_question() -> None:
    (topic, whole) = actions.next_question_buttons(["More on: Reablement", "Why?"])["elements"]
    assert (topic["text"]["text"], topic["value"]) == ("Reablement", "More on: Reablement")
    assert topic["accessibility_label"] == "More on: Reablement"
    assert (whole["text"]["text"], whole["value"]) == ("Why?", "Why?")


def test_what_does_not_fit_is_said_to_be_left_out() -> None:
    read = words_of(whole_answer("q1", 0, answered(*["long " * 400] * 8)).blocks)
    assert LEFT_OUT in read
    many = tuple(citation(number, title=f"Title {number}") for number in range(1, 13))
    assert "… and 4 more" in words_of(whole_answer("q1", 0, answered("Short.", citations=many)).blocks)


def test_the_notification_says_the_first_lines_and_how_many_sources() -> None:
    two = citation(1), citation(2, document_id="reports/other")
    assert fallback(answered("First.", "Second.", citations=two)) == "First. [1] Second. [2] (2 sources)"
    assert fallback(Answer("1", "?", AnswerStatus.NOT_COVERED, "Not <covered>.")) == "Not &lt;covered&gt;."
    assert len(fallback(answered("long " * 500))) < 400


def test_metadata_names_the_question_and_its_wording() -> None:
    payload = (whole_answer("q1", 2, answered("Yes.")).metadata or {})["event_payload"]
    assert payload == {"question_id": "q1", "revision": 2}


@pytest.mark.parametrize("status", list(AnswerStatus))
def test_every_status_has_a_message(status: AnswerStatus) -> None:
    message = whole_answer("q1", 0, Answer("1", "?", status, "A sentence for people."))
    assert problems(message) == []
    assert "A sentence for people." in words_of(message.blocks)


def test_only_answers_can_be_shared_and_rated() -> None:
    error = Answer("1", "?", AnswerStatus.ERROR, "Something went wrong.")
    assert json.dumps(private_answer("q1", error, "Why?").blocks).count("button") == 0
    shared = json.dumps(private_answer("q1", answered("Yes."), "Why?").blocks)
    assert actions.SHARE in shared
    assert actions.FEEDBACK in shared
    assert SENT_AGAIN not in shared


def test_the_modal_marks_the_quoted_sentence_among_its_neighbours() -> None:
    view = sources_modal(
        [citation(1, quote="Marked.")], {"case-studies/leeds@1#2": chunk("x", "Before. Marked. After.")}
    )
    runs = view["blocks"][2]["elements"][0]["elements"]
    assert [(run["text"], "style" in run) for run in runs] == [
        ("Before. ", False),
        ("Marked.", True),
        (" After.", False),
    ]


def test_a_modal_of_many_passages_fits_and_says_how_many_it_leaves_out() -> None:
    many = [citation(number, chunk_id=f"d@1#{number}") for number in range(1, 31)]
    view = sources_modal(many, {cited.chunk_id: chunk(cited.chunk_id, cited.quote) for cited in many})
    assert validate_view(view) == []
    read = words_of(view["blocks"])
    assert "… and 11 more passages." in read
    assert BOLD in read


def test_a_long_passage_is_shortened_around_the_quote_visibly() -> None:
    long = "x" * 9000 + "Marked." + "y" * 9000
    view = sources_modal([citation(1, quote="Marked.")], {"case-studies/leeds@1#2": chunk("x", long)})
    runs = [run["text"] for run in view["blocks"][2]["elements"][0]["elements"]]
    assert runs[0] == "… "
    assert "Marked." in runs
    assert runs[-1] == " …"


def test_a_passage_that_may_not_be_shown_is_not() -> None:
    read = words_of(sources_modal([citation(1, quote="Secret.")], {})["blocks"])
    assert GONE in read
    assert "Secret." not in read
    assert "Leeds" not in read


def test_only_web_addresses_become_links() -> None:
    for url in ("javascript:alert(1)", "slack://open", "file:///etc/passwd", None):
        assert '"link"' not in json.dumps(
            whole_answer("q1", 0, answered("Yes.", citations=(citation(1, url=url),))).blocks
        )


def test_forms_are_valid_and_give_back_what_was_filled_in() -> None:
    assert validate_view(reasons_modal("q1")) == []
    assert validate_view(asking_modal("", "C1", "1.0")) == []
    form = asking_modal("why? " * 1000, "C1", "1.0")
    assert validate_view(form) == []
    filled: dict[str, Any] = {
        "question": {"question": {"value": "Why?"}},
        "where": {"where": {"selected_option": {"value": IN_THREAD}}},
    }
    assert asked_in({**form, "state": {"values": filled}}) == ("Why?", False, "C1", "1.0")
    filled["where"]["where"]["selected_option"] = {"value": PRIVATELY}
    assert asked_in({**form, "state": {"values": filled}})[1] is True


def test_reasons_that_are_not_ours_are_dropped() -> None:
    ticked = [{"value": "old"}, {"value": "<script>"}]
    state = {"values": {"reasons": {"reasons": {"selected_options": ticked}}, "comment": {"comment": {"value": None}}}}
    assert given_reasons({"state": state}) == (["old"], "")
    assert given_reasons({"state": {"values": {}}}) == ([], "")


@given(words)
def test_every_notice_fits(text: str) -> None:
    assert problems(notice(text[:3000])) == []
