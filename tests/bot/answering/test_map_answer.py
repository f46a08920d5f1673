"""Questions to a map through the assistant: exact, cited row by row, proved again, and only for whom it is."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.answering.map_answer import TRY, answer_from_map
from bot.answering.map_proof import NOT_YOURS
from bot.vocabulary import Answer, AnswerStatus, ClaimKind, Question, Role, Turn, Verdict
from knowledge.catalogue.catalogue import Catalogue
from knowledge.opening import Library, open_library
from knowledge.prevention_map.published import PublishedMaps
from knowledge.vocabulary import PUBLIC, SUBSCRIBERS, Audience
from tests.bot.answering.conftest import Ask, make_assistant
from tests.conftest import WordEmbedder, Write, sync
from tests.knowledge.prevention_map.made_maps import write_map

TOWN, BOROUGH = Audience("client:town"), Audience("client:borough")
HEADINGS = ("Id", "Place", "Need", "Driver", "Cohort", "Intervention", "Tier", "Owner", "Annual spend")
TODAY = dt.date(2026, 11, 23)


def row(identifier: str, need: str, spend: int | None, owner: str | None = None, place: str = "Town") -> dict[str, Any]:
    """A row by heading."""
    cells = {
        "Id": identifier,
        "Place": place,
        "Need": need,
        "Driver": "Poverty",
        "Cohort": "adults",
        "Tier": "targeted",
    }
    return {**cells, "Intervention": f"Service {identifier}", "Annual spend": spend, "Owner": owner}


def put(folder: Path, name: str, audience: str, *rows: dict[str, Any]) -> Path:
    """A map for an audience in the folder."""
    path = write_map(folder / f"{name}.xlsx", rows, HEADINGS)
    fields = f"title: Map of {name}\nkind: prevention_map\naudience: {audience}\nyear: 2026\n"
    path.with_name(f"{path.name}.yaml").write_text(fields, encoding="utf-8")
    return path


@pytest.fixture
def maps(library: Library, folder: Path, write: Write) -> Library:
    """Two councils' maps and a report."""
    put(folder, "town", TOWN, row("T1", "Falls", 100, "Ann's role"), row("T2", "Falls", 250), row("T3", "Debt", None))
    put(folder, "borough", BOROUGH, row("B1", "Falls", 7000, place="Borough"))
    write("report", "Falls classes cost £12 a head in the trial of 2014.")
    assert sync(library, folder).unreadable == []
    return library


def ask(library: Library, text: str, audiences: Collection[Audience], *history: Turn) -> Answer:
    """The assistant's answer."""
    return make_assistant(library).answer(Question("q", text, history, frozenset(audiences)))


def test_a_sum_cites_every_row_it_was_worked_out_from(maps: Library) -> None:
    answer = ask(maps, "What do we spend on falls?", [PUBLIC, TOWN])
    assert answer.status is AnswerStatus.ANSWERED
    (claim,) = answer.claims
    assert (claim.text, claim.kind) == ("£350 a year goes to interventions about falls (2 rows).", ClaimKind.COMPUTED)
    assert claim.verdict is Verdict.SUPPORTED
    assert [citation.locator for citation in answer.citations] == ["sheet Map, row 2", "sheet Map, row 3"]
    assert claim.citations == (1, 2)
    assert answer.text == "£350 a year goes to interventions about falls (2 rows). [1][2]"
    chunks = maps.catalogue.visible_chunks([citation.chunk_id for citation in answer.citations], [TOWN])
    assert all(citation.quote in chunks[citation.chunk_id].text for citation in answer.citations)
    assert "Annual spend: £250" in answer.citations[1].quote
    assert answer.model == "prevention map"


def test_what_was_left_out_is_said_and_cited(maps: Library) -> None:
    answer = ask(maps, "What is our total spend?", [TOWN])
    assert [claim.text for claim in answer.claims] == [
        "£350 a year goes to the interventions of the map (2 rows).",
        "Left out, because annual spend is blank: 1 row, Service T3 (T3).",
    ]
    assert all(claim.citations for claim in answer.claims)


@pytest.mark.parametrize(
    "question",
    [
        "What do we spend on falls?",
        "How many interventions are in our map?",
        "Which of our services have no owner?",
        "Where do we duplicate?",
        "map spend falls",
        "map find services without an owner",
    ],
)
def test_who_may_not_see_a_map_learns_nothing_of_it(maps: Library, question: str) -> None:
    for audiences in ([PUBLIC], [PUBLIC, SUBSCRIBERS], [PUBLIC, Audience("client:elsewhere")]):
        told = json.dumps(ask(maps, question, audiences).as_json())
        assert "Service" not in told
        assert "map of" not in told.lower()
        assert not re.search(r"350|7,?350|7,?000|\b[234] (?:rows|interventions)", told)


def test_the_rows_of_another_council_never_count(maps: Library) -> None:
    town = ask(maps, "What do we spend on falls?", [TOWN])
    borough = ask(maps, "What do we spend on falls?", [BOROUGH])
    assert "£350 " in town.text
    assert "£7,000 " in borough.text
    assert {citation.audience for citation in town.citations} == {TOWN}


def test_who_sees_several_maps_is_asked_which_and_may_name_the_place(maps: Library) -> None:
    unclear = ask(maps, "What do we spend on falls?", [TOWN, BOROUGH])
    assert unclear.status is AnswerStatus.CLARIFY
    assert unclear.text == "Which map do you mean? I can see: Map of borough; Map of town. Please name the place."
    assert "£7,000 " in ask(maps, "What do we spend on falls in Borough?", [TOWN, BOROUGH]).text


def test_other_questions_go_to_the_library(maps: Library) -> None:
    answer = ask(maps, "What did falls classes cost a head in the trial?", [PUBLIC, TOWN])
    assert answer.claims[0].kind is ClaimKind.QUOTED


@pytest.mark.parametrize(
    "question",
    [
        "How much did we spend on falls last year?",
        "What do we spend on falls and debt together?",
        "What is our target spend on falls?",
        "How much do we spend per child on falls?",
        "How many services are there by tier and age of the building?",
        "How many of our interventions work?",
    ],
)
def test_a_sum_the_map_cannot_give_is_declined_and_never_searched_for(
    maps: Library, write: Write, folder: Path, question: str
) -> None:
    write("spending", "We spend £9 on falls: debt together, per child, last year, interventions work.")
    sync(maps, folder)
    answer = ask(maps, question, [PUBLIC, TOWN])
    assert (answer.status, answer.claims) == (AnswerStatus.NOT_COVERED, ())
    assert answer.text.endswith(TRY)


def test_a_sum_of_the_whole_country_goes_to_the_library(maps: Library, write: Write, folder: Path) -> None:
    write("national", "Nationally we spend £9 billion on falls clinics.")
    sync(maps, folder)
    answer = ask(maps, "What do we spend nationally on falls clinics?", [PUBLIC, TOWN])
    assert answer.claims[0].kind is ClaimKind.QUOTED


def test_rows_of_the_national_map_are_not_taken_for_ones_own(library: Library, folder: Path) -> None:
    (folder / "national.csv").write_text("Id,Intervention,Tier\nM1,Classes,universal\n", encoding="utf-8")
    (folder / "national.csv.yaml").write_text(
        "title: National\nkind: prevention_map\naudience: public\n", encoding="utf-8"
    )
    sync(library, folder)
    assert NOT_YOURS in ask(library, "How many interventions do we have?", [PUBLIC]).notices
    assert NOT_YOURS not in ask(library, "How many interventions are in the map?", [PUBLIC]).notices
    unowned = ask(library, "Which services are owned by nobody?", [PUBLIC])
    assert (unowned.status, unowned.claims) == (AnswerStatus.NOT_COVERED, ())
    assert unowned.text.startswith("The national map states no owner: a council's own map does.")


def test_a_place_is_named_only_by_whole_words(library: Library, folder: Path) -> None:
    put(folder, "bath", TOWN, row("T1", "Bathroom falls", 100, place="Bath"))
    put(folder, "ely", BOROUGH, row("B1", "Bathroom falls", 7000, place="Ely"))
    sync(library, folder)
    both = [TOWN, BOROUGH]
    assert ask(library, "What do we spend on bathroom falls?", both).status is AnswerStatus.CLARIFY
    assert "£100 " in ask(library, "What do we spend on bathroom falls in Bath?", both).text


def test_a_follow_up_leans_on_what_was_asked_before(maps: Library) -> None:
    before = [Turn(Role.USER, "What do we spend on falls?"), Turn(Role.ASSISTANT, "£350 a year")]
    assert "£350 " in ask(maps, "And how much of it has no owner?", [TOWN], *before).text
    assert "£250 " in ask(maps, "And how much of it has no owner?", [TOWN], *before).text


def test_a_row_changed_after_it_was_read_is_not_proof(
    maps: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = PublishedMaps(maps.catalogue)
    held = published.visible([TOWN])
    put(folder, "town", TOWN, row("T1", "Falls", 101, "Ann's role"), row("T2", "Falls", 250), row("T3", "Debt", None))
    sync(maps, folder)
    monkeypatch.setattr(published, "visible", lambda audiences: held)
    question = Question("q", "What do we spend on falls?", audiences=frozenset([TOWN]))
    assert answer_from_map(question, published, maps.catalogue, TODAY, {}).answer is None
    assert "£351 " in ask(maps, "What do we spend on falls?", [TOWN]).text


def test_a_withdrawn_map_is_gone_at_once(maps: Library, folder: Path) -> None:
    assistant = make_assistant(maps)
    question = Question("q", "What do we spend on falls?", audiences=frozenset([TOWN]))
    assert "£350 " in assistant.answer(question).text
    for path in folder.glob("town*"):
        path.unlink()
    sync(maps, folder)
    assert "£350" not in json.dumps(assistant.answer(question).as_json())


def test_a_map_that_cannot_be_read_keeps_its_earlier_version(maps: Library, folder: Path) -> None:
    put(folder, "town", TOWN, row("T1", "Falls", 100) | {"Tier": "somewhere"})
    report = sync(maps, folder)
    ((_, reason),) = report.unreadable
    assert "sheet Map, row 2, column Tier (G2): expected one or more of universal" in reason
    assert "version 1, for client:town, stays until it is mended" in reason
    assert "£350 " in ask(maps, "What do we spend on falls?", [TOWN]).text


def test_after_the_command_a_map_always_answers_or_says_why(maps: Library) -> None:
    assert "£350 " in ask(maps, "map spend falls", [TOWN]).text
    assert (
        "There are 2 interventions with no owner stated."
        in ask(maps, "map find services without an owner", [TOWN]).text
    )
    unknown = ask(maps, "map spend libraries", [PUBLIC, TOWN])
    assert unknown.status is AnswerStatus.NOT_COVERED
    assert "explains: libraries" in unknown.text
    assert ask(maps, "map spend falls", [PUBLIC]).text == "There is no prevention map here that you may see."


def test_many_rows_are_cited_as_a_run(library: Library, folder: Path) -> None:
    put(folder, "town", TOWN, *[row(f"T{number}", "Falls", 10) for number in range(1, 31)])
    sync(library, folder)
    answer = ask(library, "What do we spend on falls?", [TOWN])
    assert answer.text.endswith("(30 rows). [1]–[30]")
    assert len(answer.citations) == 30


def test_a_csv_map_answers_too(library: Library, folder: Path) -> None:
    (folder / "town.csv").write_text('Id,Intervention,Need,Annual spend\nT1,Classes,Falls,"£1,000"\n', encoding="utf-8")
    (folder / "town.csv.yaml").write_text(f"title: Town\nkind: prevention_map\naudience: {TOWN}\n", encoding="utf-8")
    sync(library, folder)
    answer = ask(library, "What do we spend on falls?", [TOWN])
    assert answer.text == "£1,000 a year goes to interventions about falls (1 row). [1]"
    assert answer.citations[0].locator == "row 2"


def test_an_old_home_reads_its_maps_again(home: Path, embedder: WordEmbedder, folder: Path) -> None:
    library = open_library(home, embedder)
    put(folder, "town", TOWN, row("T1", "Falls", 100))
    sync(library, folder)
    _forget_rows(library.catalogue)
    assert ask(library, "What is our total spend?", [TOWN]).status is not AnswerStatus.ANSWERED
    assert sync(library, folder).changed == ["town.xlsx"]
    assert "£100 " in ask(library, "What is our total spend?", [TOWN]).text


def _forget_rows(catalogue: Catalogue) -> None:
    """As a home is that was made before rows were typed, after its migration."""
    from importlib import import_module

    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    migration = import_module("knowledge.catalogue.migrations.versions.0003_map_rows")
    with catalogue._engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        migration.downgrade()
        migration.upgrade()
        connection.exec_driver_sql("UPDATE publication SET number = number + 1")


def test_the_words_beside_the_map_are_found_but_are_no_rows(library: Library, folder: Path, ask: Ask) -> None:
    path = put(folder, "town", PUBLIC, row("T1", "Falls", 100))
    workbook = openpyxl.load_workbook(path)
    workbook.create_sheet("About").append(["Zebra crossings were left out of this map."])
    workbook.save(path)
    sync(library, folder)
    assert "Zebra crossings" in ask("Zebra crossings left out?").text
    assert ask("How many interventions are in our map?").claims[0].text == "The map holds 1 intervention."
