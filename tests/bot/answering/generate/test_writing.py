"""With a model, an officer sees what the library proves, soon, and nothing else."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bot.answering.ending import NOT_ANSWERED
from bot.answering.generate.prompt import ANSWER
from bot.answering.generate.writing import LEFT_OUT, PART, QUOTED_INSTEAD, UNPROVED
from bot.records.spending import Spending
from bot.vocabulary import AnswerStatus, ClaimKind, Verdict
from knowledge.opening import Library, open_library
from tests.bot.answering.generate.conftest import FAST, FIRST, QUESTION, SECOND, Desk, texts
from tests.conftest import WordEmbedder, sync
from tests.databases import put_databases
from tests.fake_model.script import claim, sources_of, writes
from tests.fake_model.server import FakeModel

OWN_WORDS = "In 2014 the Kent trial of telecare did not cut hospital admissions."
COST = "Telecare in the Kent trial cost £1,200 a person."


def test_an_answer_in_the_models_own_words_is_cited(desk: Desk, model_server: FakeModel) -> None:
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST)), claim(COST, (1, SECOND))))
    answer = desk.ask(QUESTION)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text == f"{OWN_WORDS} [1] {COST} [2]"
    assert desk.released == [OWN_WORDS, COST]
    assert {(one.kind, one.verdict) for one in answer.claims} == {(ClaimKind.WRITTEN, Verdict.SUPPORTED)}
    assert [citation.quote for citation in answer.citations] == [FIRST, SECOND]
    assert (answer.model, answer.prompt) == ("openai:stub", ANSWER)
    assert {"search", "compose", "model", "verify", "first_sentence"} <= set(answer.timings_ms)


def test_two_sentences_from_one_quotation_share_its_citation(desk: Desk, model_server: FakeModel) -> None:
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST)), claim(FIRST, (1, FIRST), (1, SECOND))))
    answer = desk.ask(QUESTION)
    assert [one.citations for one in answer.claims] == [(1,), (1, 2)]
    assert len(answer.citations) == 2


@pytest.mark.parametrize(
    ("lie", "support"),
    [
        pytest.param("The Kent trial of telecare cut hospital admissions by half.", (1, FIRST), id="invented"),
        pytest.param(OWN_WORDS, (1, "Telecare cut admissions by half."), id="invented quotation"),
        pytest.param(OWN_WORDS, (7, FIRST), id="no such source"),
        pytest.param("Kent did not cut hospital admissions, www.kent.com says.", (1, FIRST), id="address"),
        pytest.param("Kent telecare trial <!channel>.", (1, FIRST), id="broadcast"),
        pytest.param("@kent the trial did not cut hospital admissions.", (1, FIRST), id="mention"),
        pytest.param("[Kent](kent.com) did not cut hospital admissions.", (1, FIRST), id="link"),
        pytest.param("The Kent telecare trial did not cut hospital", (1, FIRST), id="half a sentence"),
        pytest.param("**Kent** did not cut hospital admissions.", (1, FIRST), id="formatting"),
        pytest.param("Did telecare in Kent cut admissions?", (1, FIRST), id="question"),
        pytest.param("Kеnt did not cut hospital admissions.", (1, FIRST), id="homoglyph"),
    ],
)
def test_what_is_not_proved_or_not_fit_is_never_shown(
    desk: Desk, model_server: FakeModel, lie: str, support: tuple[int, str]
) -> None:
    model_server.does(writes(claim(lie, support)))
    answer = desk.ask(QUESTION)
    assert desk.released == []
    assert lie not in json.dumps(answer.as_json(), ensure_ascii=False)
    assert texts(answer)[0] == FIRST
    assert {one.kind for one in answer.claims} == {ClaimKind.QUOTED}
    assert answer.notices[0] == UNPROVED
    assert answer.model == "extractive"
    assert len(answer.refused) >= 1
    assert all(refused.reasons for refused in answer.refused)


def test_a_true_sentence_is_shown_and_the_lie_beside_it_is_not(desk: Desk, model_server: FakeModel) -> None:
    lie = "Admissions fell by 45%."
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST)), claim(lie, (1, FIRST))))
    answer = desk.ask(QUESTION)
    assert texts(answer) == desk.released == [OWN_WORDS]
    assert answer.status is AnswerStatus.ANSWERED
    assert LEFT_OUT.format(count="One sentence", was="was") in answer.notices
    assert [refused.text for refused in answer.refused] == [lie]


def test_without_its_first_sentence_an_answer_is_partial(desk: Desk, model_server: FakeModel) -> None:
    model_server.does(writes(claim("Admissions fell by 45%.", (1, FIRST)), claim(COST, (1, SECOND))))
    answer = desk.ask(QUESTION)
    assert answer.status is AnswerStatus.PARTIAL
    assert texts(answer) == [COST]


def test_what_is_almost_proved_is_quoted_from_its_source_at_the_end(desk: Desk, model_server: FakeModel) -> None:
    wrong = "Telecare in the Kent trial cost £1,300 a person over the year."
    model_server.does(writes(claim(wrong, (1, "cost £1,200 a person")), claim(OWN_WORDS, (1, FIRST))))
    answer = desk.ask(QUESTION)
    assert texts(answer) == desk.released == [OWN_WORDS, SECOND]
    assert [one.kind for one in answer.claims] == [ClaimKind.WRITTEN, ClaimKind.QUOTED]
    assert [citation.quote for citation in answer.citations] == [FIRST, SECOND]
    assert answer.text == f"{OWN_WORDS} [1] “{SECOND}” [2]"
    assert QUOTED_INSTEAD.format(count="One sentence", it="it") in answer.notices
    assert [refused.text for refused in answer.refused] == [wrong]
    assert answer.status is AnswerStatus.PARTIAL  # the sentence that should have answered did not hold
    assert "could not be proved from the library" not in " ".join(answer.notices)


def test_what_stands_in_the_answer_already_is_not_quoted_again(desk: Desk, model_server: FakeModel) -> None:
    wrong = "Hospital admissions fell after the Kent trial of telecare."
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST)), claim(wrong, (1, "did not cut hospital admissions"))))
    answer = desk.ask(QUESTION)
    assert texts(answer) == [OWN_WORDS]
    assert LEFT_OUT.format(count="One sentence", was="was") in answer.notices


def test_a_finding_of_one_council_is_not_quoted_for_another(
    tmp_path: Path, spending: Spending, model_server: FakeModel
) -> None:
    leeds = "Referrals to the front door in Leeds fell by 3% in the two years after the training."
    kent = "Referrals to the front door in Kent fell by half in the two years after the training."
    folder, home = tmp_path / "documents", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for name, sentence in (("leeds", leeds), ("kent", kent)):
        front = f"---\ntitle: Training\naudience: public\nyear: 2014\nplace: {name.capitalize()}\n---\n"
        (folder / f"{name}.md").write_text(f"{front}{sentence}\n", encoding="utf-8")
    library = open_library(put_databases(home), WordEmbedder())
    sync(library, folder)
    desk = Desk(library, spending, FAST, None)
    question = "How far did referrals to the front door in Leeds fall after the training?"
    desk.ask(question)
    number = {source["text"]: source["source"] for source in sources_of(model_server.requests[0])}
    lie = "Referrals to the front door in Leeds fell by half in the two years."
    model_server.does(writes(claim(leeds, (number[leeds], leeds)), claim(lie, (number[kent], kent))))
    answer = desk.ask(question)
    assert texts(answer) == [leeds]
    assert [refused.text for refused in answer.refused] == [lie]


def test_of_sentences_that_are_all_refused_none_is_quoted_instead(desk: Desk, model_server: FakeModel) -> None:
    model_server.does(writes(claim("Telecare in the Kent trial cost £1,300 a person.", (1, SECOND))))
    answer = desk.ask(QUESTION)
    assert answer.model == "extractive"
    assert answer.notices[0] == UNPROVED
    assert desk.released == []


def test_a_model_that_finds_half_an_answer_gives_a_partial_one(desk: Desk, model_server: FakeModel) -> None:
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST)), covers="part"))
    answer = desk.ask(QUESTION)
    assert answer.status is AnswerStatus.PARTIAL
    assert PART in answer.notices


def test_a_model_that_finds_no_answer_is_believed(desk: Desk, model_server: FakeModel) -> None:
    model_server.does(writes(covers="none"))
    answer = desk.ask(QUESTION)
    assert answer.status is AnswerStatus.NOT_COVERED
    assert answer.text.startswith(NOT_ANSWERED)
    assert not answer.claims


def test_the_model_is_not_asked_what_the_library_does_not_hold(desk: Desk, model_server: FakeModel) -> None:
    answer = desk.ask("What do penguins eat in winter?")
    assert answer.status in (AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE)
    assert model_server.requests == []


def test_sentences_are_released_while_the_model_still_writes(desk: Desk, model_server: FakeModel) -> None:
    second = claim(COST, (1, SECOND))
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST)), second, rate=60))
    started = time.perf_counter()
    answer = desk.ask(QUESTION)
    whole = (time.perf_counter() - started) * 1000
    assert texts(answer) == [OWN_WORDS, COST]
    assert answer.timings_ms["first_sentence"] < 0.75 * whole


def test_the_model_sees_sources_as_data_with_what_they_are(desk: Desk, model_server: FakeModel) -> None:
    desk.ask(QUESTION)
    (source,) = sources_of(model_server.requests[0])
    assert source["source"] == 1
    assert source["evidence"] == "randomised trial"
    assert source["place"] == "Kent"
    assert source["year"] == 2014
    assert FIRST in source["text"]


def test_tokens_and_cost_are_kept_with_the_answer_and_added_up(desk: Desk, model_server: FakeModel) -> None:
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST))))
    answers = [desk.ask(QUESTION), desk.ask(QUESTION)]
    used = [answer.usage for answer in answers]
    assert all(one and not one.is_estimated and one.output_tokens > 10 for one in used)
    costs = [(one.input_tokens * 2 + one.output_tokens * 10) / 1e6 for one in used if one]
    assert [one.cost_usd for one in used if one] == pytest.approx(costs)
    assert desk.spending.spent_today() == pytest.approx(sum(costs))


def test_above_the_daily_cap_answers_are_quotations(kent: Library, spending: Spending, model_server: FakeModel) -> None:
    desk = Desk(kent, spending, FAST, daily_usd=0.0001)
    model_server.does(writes(claim(OWN_WORDS, (1, FIRST))))
    assert texts(desk.ask(QUESTION)) == [OWN_WORDS]
    answer = desk.ask(QUESTION)
    assert texts(answer)[0] == FIRST
    assert "used up" in answer.notices[0]
    assert answer.status is AnswerStatus.ANSWERED
    assert len(model_server.requests) == 1
