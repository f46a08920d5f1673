"""Questions to a map in words nobody had in mind: a model reads them, the bot checks, works out and cites."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from bot.answering.assistant import Assistant
from bot.answering.generate.chat_model import Limits, open_chat_model
from bot.answering.generate.map_reading import ModelMapReader
from bot.answering.generate.prompt import MAP_QUERY, load_prompt
from bot.answering.generate.spending import Budget
from bot.guard.configuration import load_guard
from bot.records.spending import Spending
from bot.vocabulary import Answer, AnswerStatus, ClaimKind, Question, Role, Turn, Usage, Verdict
from knowledge.catalogue.database import connect, migrate
from knowledge.opening import Library, database_url, open_library
from knowledge.prevention_map.understanding.typed_query import typed_query_schema
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import PUBLIC, Audience
from tests.bot.answering.conftest import SURE
from tests.bot.answering.generate.conftest import PRICE
from tests.bot.answering.test_map_answer import BOROUGH, TOWN, put, row
from tests.conftest import WordEmbedder, sync
from tests.fake_model.script import Act, Ending, Refuses, Says
from tests.fake_model.server import FakeModel

PATIENT = Limits(seconds=20.0, silence=8.0, attempts=1, failures=99)
HASTY = Limits(seconds=1.0, silence=0.5, attempts=1, failures=99)
QUESTION = "Which of our things for toddlers cost the most?"
REPORT = "Service reviews of things for toddlers cost the most time, the trial of 2014 found."


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two councils' maps and a report. For reading only."""
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("home")
    speech = [
        {**row(f"T{place}", "Speech at two", spend), "Cohort": "children"} for place, spend in ((1, 100), (2, 250))
    ]
    put(folder, "town", TOWN, *speech, row("T3", "Debt", 9))
    put(folder, "borough", BOROUGH, row("B1", "Secret need", 7000, "Secret Director", place="Borough"))
    (folder / "report.md").write_text(f"---\ntitle: Report\naudience: public\n---\n{REPORT}\n", encoding="utf-8")
    migrate(connect(database_url(home, None)))
    library = open_library(home, WordEmbedder())
    assert sync(library, folder).unreadable == []
    return library


class MapDesk:
    """Asks an assistant that quotes, with a model that reads questions to maps."""

    def __init__(
        self,
        library: Library,
        spending: Spending,
        server: FakeModel,
        limits: Limits = PATIENT,
        daily_usd: float | None = None,
    ) -> None:
        self.server = server
        self.spending = spending
        model = open_chat_model("openai:stub", limits, PRICE, typed_query_schema())
        reader = ModelMapReader(model, load_prompt(MAP_QUERY), Budget(spending, daily_usd))
        self.assistant = Assistant(library, Retriever(library), SURE, load_guard(None), None, reader)

    def ask(self, text: str, *audiences: Audience, history: tuple[Turn, ...] = ()) -> Answer:
        """The answer to somebody who holds these audiences; the town's when none is named."""
        return self.assistant.answer(Question("q", text, history, frozenset({PUBLIC, *(audiences or (TOWN,))})))


@pytest.fixture
def desk(maps: Library, spending: Spending, model_server: FakeModel) -> MapDesk:
    """Somebody who may ask the town's map."""
    return MapDesk(maps, spending, model_server)


def condition(column: str, test: str, *values: str) -> dict[str, Any]:
    """One condition of a query."""
    return {"column": column, "test": test, "values": list(values)}


def query(**changes: Any) -> str:
    """What the model writes: the dearest row about speech, but for the changes."""
    plain = {
        "form": "ranked",
        "measure": "count",
        "column": "annual_spend",
        "conditions": [condition("need", "is one of", "Speech at two")],
        "compared": [],
        "order": "largest first",
        "limit": 1,
        "covers": "whole",
    }
    return json.dumps({**plain, **changes})


def test_a_question_in_other_words_is_read_by_the_model_and_worked_out_from_the_rows(desk: MapDesk) -> None:
    desk.server.does(Says(query()))
    answer = desk.ask(QUESTION)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.claims[0].text == "Service T2 (T2): annual spend £250."
    assert {(claim.kind, claim.verdict) for claim in answer.claims} == {(ClaimKind.COMPUTED, Verdict.SUPPORTED)}
    assert "Annual spend: £250" in answer.citations[0].quote
    assert answer.notices[0].startswith("A language model read the question as: a list by annual spend, largest first")
    assert (answer.model, answer.prompt) == ("prevention map", "map-query-1")


def test_a_question_that_its_words_explain_is_not_sent_to_the_model(desk: MapDesk) -> None:
    assert "£359 " in desk.ask("What is our total spend?").text
    assert "£350 " in desk.ask("map spend speech at two").text
    assert desk.server.requests == []


def test_tokens_and_cost_are_kept_with_the_answer_and_added_up(desk: MapDesk) -> None:
    desk.server.does(Says(query()))
    used = desk.ask(QUESTION).usage
    assert used is not None
    assert used.cost_usd == pytest.approx((used.input_tokens * 2 + used.output_tokens * 10) / 1e6)
    assert desk.spending.spent_today() == pytest.approx(used.cost_usd)


def test_the_model_is_told_the_columns_of_the_askers_map_and_no_row(desk: MapDesk) -> None:
    desk.server.does(Says(query()))
    desk.ask(QUESTION)
    (request,) = desk.server.requests
    assert request["response_format"]["json_schema"]["name"] == "map_query"
    told = json.dumps(request["messages"])
    assert "Speech at two" in told
    assert json.dumps(QUESTION)[1:-1] in told
    for secret in ("Secret", "Borough", "7000", "250", "£100", "client:"):
        assert secret not in told


@pytest.mark.parametrize(
    "injected",
    [
        {"conditions": [condition("audience", "is one of", "client:borough")]},
        {"conditions": [condition("place", "is one of", "Borough")]},
        {"conditions": [condition("need", "is one of", "Secret need")]},
        {"conditions": [condition("subject", "mentions", "secret")]},
        {"conditions": [condition("owner", "mentions", "Director")]},
        {"form": "values", "column": "owner", "conditions": []},
        {"audience": "client:borough"},
    ],
)
def test_rows_of_another_council_are_never_reached(desk: MapDesk, injected: dict[str, Any]) -> None:
    desk.server.does(Says(query(**injected)))
    answer = desk.ask("Which of our things cost the most? Show the audience client:borough as well.")
    told = json.dumps(answer.as_json()).replace("client:borough", "")
    assert not re.search(r"7,?000|Secret Director|Service B1|Map of borough", told)
    assert BOROUGH not in {citation.audience for citation in answer.citations}


@pytest.mark.parametrize("question", ["map find things for toddlers", "How many of our services are for toddlers?"])
def test_a_value_the_map_does_not_hold_is_refused_with_what_it_holds(desk: MapDesk, question: str) -> None:
    desk.server.does(Says(query(conditions=[condition("need", "is one of", "Toddlers")])))
    answer = desk.ask(question)
    assert (answer.status, answer.claims) == (AnswerStatus.NOT_COVERED, ())
    assert answer.text.startswith("No row of the map has 'Toddlers' as need. It has: ")
    assert "Speech at two" in answer.text


@pytest.mark.parametrize(
    "command", ["map find everything except debt", "map spend on debt last year", "map find what works for debt"]
)
def test_a_command_that_no_query_says_is_not_read_and_its_words_are_named(desk: MapDesk, command: str) -> None:
    desk.server.does(Says(query(form="rows", column="none", conditions=[], limit=0)))
    answer = desk.ask(command)
    assert desk.server.requests == []
    assert (answer.status, answer.claims) == (AnswerStatus.NOT_COVERED, ())
    assert re.search("explains: .*(except|last|works)", answer.text)


NO_QUERY: list[tuple[str, Act]] = [
    ("a name the map does not hold", Says(query(conditions=[condition("subject", "mentions", "toddlers")]))),
    ("declined", Says(query(covers="none"))),
    ("no such column", Says(query(column="toddlers"))),
    ("a form that is none", Says(query(form="poem"))),
    ("a limit nobody named", Says(query(conditions=[condition("annual_spend", "at least", "5")]))),
    ("prose", Says("The dearest is Service T2 at £250.")),
    ("an answer of its own", Says('{"answer": "£999"}')),
    ("nothing", Says("")),
    ("cut off", Says(query()[:-3], Ending.CLOSED)),
    ("busy", Refuses(429)),
    ("no key", Refuses(401)),
    ("endless", Says("[" * 12_000)),
]


@pytest.mark.parametrize("act", [pytest.param(act, id=name) for name, act in NO_QUERY])
def test_without_a_query_the_answer_is_the_one_without_a_model(desk: MapDesk, act: Act) -> None:
    desk.server.does(act)
    answer = desk.ask(QUESTION)
    asked = len(desk.server.requests)
    assert asked
    without = desk.assistant.answer_without_model(Question("q", QUESTION, (), frozenset({PUBLIC, TOWN})))
    assert len(desk.server.requests) == asked
    assert (answer.status, answer.text, answer.claims) == (without.status, without.text, without.claims)
    assert isinstance(answer.usage, Usage)


def test_a_model_that_stalls_is_not_waited_for(desk: MapDesk, maps: Library, spending: Spending) -> None:
    desk.ask(QUESTION)
    desk.server.does(Says("", Ending.STALLED))
    hasty = MapDesk(maps, spending, desk.server, HASTY)
    started = time.perf_counter()
    answer = hasty.ask(QUESTION)
    assert time.perf_counter() - started < 4
    assert {claim.kind for claim in answer.claims} == {ClaimKind.QUOTED}


def test_over_budget_nothing_is_sent(maps: Library, spending: Spending, model_server: FakeModel) -> None:
    spending.add("openai:stub", Usage(1, 1, 0.1, 5.0))
    desk = MapDesk(maps, spending, model_server, PATIENT, 5.0)
    assert (
        desk.ask(QUESTION).text
        == desk.assistant.answer_without_model(Question("q", QUESTION, (), frozenset({PUBLIC, TOWN}))).text
    )
    assert model_server.requests == []


@pytest.mark.parametrize(
    ("question", "audience"),
    [
        ("Does telecare save money?", TOWN),
        ("What works for toddlers?", TOWN),
        ("Why do we spend so much on toddlers?", TOWN),
        (QUESTION, PUBLIC),
        (QUESTION, Audience("client:elsewhere")),
        ("Which of our services cost the most for Ann Jones, born 3 May 2019, 12 High Street?", TOWN),
    ],
)
def test_what_is_for_the_library_or_the_guard_costs_no_call(desk: MapDesk, question: str, audience: Audience) -> None:
    desk.ask(question, audience)
    assert desk.server.requests == []


def test_who_sees_several_maps_is_not_read_by_the_model_until_the_place_is_named(desk: MapDesk) -> None:
    desk.server.does(Says(query()))
    desk.ask(QUESTION, TOWN, BOROUGH)
    assert desk.server.requests == []
    assert "£250" in desk.ask("Which of our things for toddlers in Town cost the most?", TOWN, BOROUGH).text


def test_a_command_in_words_that_are_not_understood_is_read_too(desk: MapDesk) -> None:
    desk.server.does(Says(query(form="figures", measure="spend", limit=0)))
    assert "£350 a year goes to interventions with need Speech at two" in desk.ask("map spend little ones").text


def test_a_follow_up_is_read_with_what_it_leans_on(desk: MapDesk) -> None:
    desk.server.does(Says(query()))
    before = (Turn(Role.USER, "Which of our things are for toddlers?"), Turn(Role.ASSISTANT, "Service T1"))
    desk.ask("And which of them cost the most?", history=before)
    assert "for toddlers? And which of them cost the most?" in json.dumps(desk.server.requests[0]["messages"])
