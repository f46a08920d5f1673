"""The starter library says what its sources say: every figure is in a fact, every fact is told and has its source.

The facts are in knowledge/reference/facts.csv, each with the document that is its home.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
import yaml

from knowledge.making.made import MADE
from knowledge.making.source import SOURCES
from knowledge.metadata import DocumentMetadata, parse_metadata
from knowledge.opening import Library
from knowledge.sentences import split_sentences
from knowledge.vocabulary import PUBLIC, Evidence, Kind
from tests.conftest import sync

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
LIBRARY = KNOWLEDGE / "library"
WORKBOOK = LIBRARY / "prevention-map" / "prevention-map.xlsx"

Row = dict[str, str]

# -- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the library, as it is written in Markdown, in the parts that these tests look at."""

    id: str
    fields: dict[str, Any]
    prose: str
    sources: str

    @property
    def metadata(self) -> DocumentMetadata:
        """The checked front matter."""
        return parse_metadata(self.fields)

    def sentences(self) -> list[str]:
        """The sentences of its text, without headings and marks of lists."""
        lines = [line.lstrip("-* ") for line in self.prose.splitlines() if not line.startswith("#")]
        return [sentence for line in lines for sentence in split_sentences(line)]


@cache
def documents() -> dict[str, Document]:
    """Every document of prose by its id: Markdown, or made from it (tests/knowledge/test_making.py)."""
    found = {}
    for path in sorted([*LIBRARY.rglob("*.md"), *SOURCES.rglob("*.md")]):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        fields = yaml.safe_load(front)
        prose, _, sources = body.partition("\n## Sources\n")
        root = LIBRARY if path.is_relative_to(LIBRARY) else SOURCES
        identifier = path.relative_to(root).with_suffix("").as_posix()
        found[identifier] = Document(identifier, fields, prose, sources)
    return found


def _table(name: str) -> list[Row]:
    with (KNOWLEDGE / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def facts() -> dict[str, Row]:
    """Every fact by its id."""
    return {row["id"]: row for row in _table("facts.csv")}


def facts_of(document: str) -> list[Row]:
    """The facts whose home a document is."""
    return [row for row in facts().values() if row["document"] == document]


def figures(text: str) -> set[str]:
    """The numbers in a text, without the commas of thousands."""
    return {found.replace(",", "").rstrip(".") for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def figures_of(rows: list[Row]) -> set[str]:
    """The numbers that facts hold."""
    told = ("claim", "figure", "year", "source_title", "source_year", "place")
    return figures(" ".join(row[field] for row in rows for field in told))


def named_facts(text: str) -> list[str]:
    """The ids of facts in a text."""
    return re.findall(r"\bF\d{3}\b", text)


EXAMPLES = [name for name in documents() if name.startswith("examples/")]
EXAMPLE_MAP = "examples/example-c-prevention-map.xlsx"
NULL_RESULTS = "reports/null-results"
GLOSSARY = "guidance/glossary"
FACTUAL = [name for name in documents() if name not in {*EXAMPLES, NULL_RESULTS, GLOSSARY}]

# -- every file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", documents())
def test_a_document_carries_all_that_a_citation_needs(name: str) -> None:
    about = documents()[name].metadata
    lacking = [
        field for field, value in about if value is None and field not in {"source_url", "supersedes", "approved"}
    ]
    assert lacking == []
    assert {"audience", "kind", "evidence"} <= about.model_fields_set


@pytest.mark.parametrize("name", documents())
def test_a_document_is_headed_by_its_title(name: str) -> None:
    document = documents()[name]
    assert document.prose.lstrip().splitlines()[0] == f"# {document.metadata.title}"


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.yaml")), ids=lambda path: path.name)
def test_the_metadata_beside_a_file_can_be_read(path: Path) -> None:
    assert path.with_suffix("").is_file()
    fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert fields.pop("id", None) in {None, *MADE}
    parse_metadata(fields)


def test_the_whole_starter_library_goes_in(library: Library) -> None:
    report = sync(library, LIBRARY)
    assert (report.unreadable, report.skipped, report.unclassified) == ([], [], [])
    assert sorted(report.added) == sorted([*documents(), "prevention-map/prevention-map.xlsx", EXAMPLE_MAP])
    public = {document.id for document in library.catalogue.documents({PUBLIC})}
    assert public == {*FACTUAL, NULL_RESULTS, GLOSSARY}


@pytest.mark.parametrize("name", [*FACTUAL, NULL_RESULTS])
def test_a_sentence_can_be_read_alone(name: str) -> None:
    # Answers quote single sentences: none may lean on the one before.
    leaning = re.compile(r"(It|They|This|These|That|Those|However|Such|The same|He|She|Its|Their|But|And|Also)\b")
    assert [sentence for sentence in documents()[name].sentences() if leaning.match(sentence)] == []


# -- facts and figures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FACTUAL)
def test_every_figure_of_a_document_is_in_its_facts(name: str) -> None:
    assert figures(documents()[name].prose) - figures_of(facts_of(name)) == set()


@pytest.mark.parametrize("name", FACTUAL)
def test_the_year_of_a_document_is_in_its_facts(name: str) -> None:
    year = documents()[name].metadata.year
    assert year
    told = " ".join(" ".join(fact.values()) for fact in facts_of(name))
    financial_year = rf"{year - 1}[-/]{year % 100:02}"
    assert re.search(rf"\b({year}|{financial_year})\b", told)


def test_every_fact_has_a_home_that_exists() -> None:
    assert {fact["document"] for fact in facts().values()} == set(FACTUAL)


@pytest.mark.parametrize("name", FACTUAL)
def test_every_fact_is_told_with_all_its_figures_and_named_as_a_source(name: str) -> None:
    document = documents()[name]
    for fact in facts_of(name):
        assert figures(fact["claim"]) - figures(document.prose) == set(), fact["id"]
        assert fact["id"] in named_facts(document.sources)


@pytest.mark.parametrize("name", FACTUAL)
def test_a_document_names_no_fact_of_another(name: str) -> None:
    assert set(named_facts(documents()[name].sources)) == {fact["id"] for fact in facts_of(name)}


@pytest.mark.parametrize("name", FACTUAL)
def test_facts_carry_over_but_sentences_do_not(name: str) -> None:
    text = " ".join(re.findall(r"[\w£%.,'-]+", documents()[name].prose.lower()))
    for fact in facts_of(name):
        words = re.findall(r"[\w£%.,'-]+", fact["claim"].lower())
        runs = [" ".join(words[start : start + 9]) for start in range(len(words) - 8)]
        assert [run for run in runs if run in text] == [], fact["id"]


STRENGTHS = {
    "RCT": Evidence.RCT,
    "quasi-experimental": Evidence.QUASI_EXPERIMENTAL,
    "evaluation": Evidence.EVALUATION,
    "official statistic": Evidence.OFFICIAL_STATISTICS,
    "audit": Evidence.AUDIT,
    "self-reported": Evidence.SELF_REPORTED,
    "expert view": Evidence.EXPERT_VIEW,
    "law/guidance": Evidence.LAW_OR_GUIDANCE,
}


@pytest.mark.parametrize("name", FACTUAL)
def test_the_evidence_of_a_document_is_what_most_of_its_facts_are(name: str) -> None:
    kinds = [STRENGTHS[fact["strength"]] for fact in facts_of(name)]
    most = max(kinds.count(kind) for kind in kinds)
    assert kinds.count(documents()[name].metadata.evidence) == most


# -- sources and links -------------------------------------------------------------------------------------------

_BULLET = re.compile(r"- (?P<about>.+?)(?: <(?P<link>\S+)>)? \((?P<facts>F\d{3}(?:, F\d{3})*)\)")


@pytest.mark.parametrize("name", [*FACTUAL, NULL_RESULTS])
def test_a_source_is_named_as_its_facts_name_it(name: str) -> None:
    lines = documents()[name].sources.strip().splitlines()
    assert lines
    for line in lines:
        bullet = _BULLET.fullmatch(line)
        assert bullet, line
        named = [facts()[identifier] for identifier in bullet["facts"].split(", ")]
        for fact in named:
            assert fact["source_title"] in bullet["about"], line
            assert fact["publisher"].lower() in bullet["about"].lower(), line
            assert fact["source_year"] in bullet["about"], line
        assert (bullet["link"] or "") in {fact["url"] for fact in named}, line


@pytest.mark.parametrize("name", documents())
def test_every_link_is_a_link_of_the_facts(name: str) -> None:
    document = documents()[name]
    own = {fact["url"] for fact in facts().values() if fact["id"] in named_facts(document.sources)} - {""}
    links = re.findall(r"https?://[^\s<>)\"]+", document.prose + document.sources)
    assert set(links) - own == set()
    assert document.metadata.source_url is None or document.metadata.source_url in own


# Copies of other people's pages, found while the facts were gathered. A citation must lead to the publisher.
MIRRORS = {
    "production-like.nhsd.io",
    "vdocument.in",
    "vdocuments.site",
    "vdocuments.us",
    "pdfslide.net",
    "slidelegend.com",
    "moam.info",
    "issuu.com",
    "docplayer.net",
    "scribd.com",
    "wpenginepowered.com",
    "briefly.co",
    "globalnewspost.com",
    "parallelparliament.co.uk",
    "parliamenttoday.com",
    "jioinstitute.edu.in",
    "file.scirp.org",
    "wired-gov.net",
    "sports.yahoo.com",
}


def test_no_fact_links_to_a_mirror() -> None:
    hosts = {urlsplit(fact["url"]).hostname or "" for fact in facts().values()}
    assert {host for host in hosts if any(host == mirror or host.endswith(f".{mirror}") for mirror in MIRRORS)} == set()


# -- null results ------------------------------------------------------------------------------------------------


def test_null_results_hold_no_figure_but_years() -> None:
    # The figures are in the documents of each programme: here they would go out of step.
    prose = re.sub(r"\(section 47\)", "", documents()[NULL_RESULTS].prose)  # the name of a law
    without_years = re.sub(r"\b(19|20)\d\d(-(19|20)?\d\d)?\b", "", prose)
    assert figures(without_years) == set()


def test_the_years_of_null_results_are_those_of_the_facts_it_names() -> None:
    document = documents()[NULL_RESULTS]
    named = [facts()[identifier] for identifier in named_facts(document.sources)]
    prose = document.prose.replace("(section 47)", "")
    assert figures(prose) - figures_of(named) == set()


# -- the glossary ------------------------------------------------------------------------------------------------


def _explanations(term: str) -> list[str]:
    """The lines of the glossary that explain a term; '(adults)' after one only tells two terms apart."""
    plain = re.sub(r" \(.*\)$", "", term)
    lines = [line.removeprefix("- ") for line in documents()[GLOSSARY].prose.splitlines() if line.startswith("- ")]
    return [line for line in lines if re.match(re.escape(plain) + r"(?!\w)", line)]


def test_every_term_is_explained() -> None:
    for row in _table("glossary.csv"):
        lines = _explanations(row["term"])
        assert lines, row["term"]
        if any(" stands for " in line for line in lines):
            expansion = re.sub(r"\(.*?\)", "", row["expansion"]).lower()
            wanted = set(re.findall(r"\w+", expansion))
            assert any(wanted <= set(re.findall(r"\w+", line.lower())) for line in lines), (row["term"], lines)


def test_the_glossary_holds_no_figure_of_its_own() -> None:
    known = figures(" ".join(value for row in _table("glossary.csv") for value in row.values()))
    assert figures(documents()[GLOSSARY].prose) - known == set()


def test_the_glossary_explains_no_term_that_is_not_in_the_table() -> None:
    lines = {line for line in documents()[GLOSSARY].prose.splitlines() if line.startswith("- ")}
    explained = {f"- {line}" for row in _table("glossary.csv") for line in _explanations(row["term"])}
    assert lines - explained == set()


# -- worked examples ---------------------------------------------------------------------------------------------


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_says_that_it_is_one(name: str) -> None:
    about = documents()[name].metadata
    assert about.title.startswith("Worked example")
    assert re.fullmatch(r"client:example-[a-z]", about.audience)
    assert about.place is not None
    assert about.place.startswith("Example Council")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_sentence_of_an_example_with_a_figure_names_the_example(name: str) -> None:
    # Quoted alone, it must not pass for a real council's.
    sentences = [sentence for sentence in documents()[name].sentences() if figures(sentence)]
    assert sentences
    assert [sentence for sentence in sentences if "Example Council" not in sentence] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_names_no_fact_and_no_link(name: str) -> None:
    document = documents()[name]
    assert named_facts(document.prose + document.sources) == []
    assert "http" not in document.prose + document.sources


# -- the prevention map ------------------------------------------------------------------------------------------

ROWS = 65
LIST = "; "
VOCABULARY = {
    "Cohort": {"children", "adults", "both"},
    "Whose behaviour": {
        "parents",
        "children",
        "perpetrators",
        "adults",
        "carers",
        "wider family",
        "workers",
        "agencies",
        "none",
    },
    "Tier": {"universal", "targeted", "specialist", "front door", "system"},
    "Evidence direction": {"positive", "promising", "mixed", "null", "conflicting", "unknown"},
    "Evidence strength": {"RCT", "quasi-experimental", "evaluation", "audit", "self-reported", "expert view"},
    "Basis": {"seen", "memory"},
}
NOT_CLAIMED = "Name only: nothing was read about its effects, so nothing is claimed."

NO_FACT = {
    ("M04", "12"): "months: the fact says a year",
    ("M08", "48"): "from a working note; the row says that no fact backs it",
    ("M27", "47"): "the name of a section of law",
}
"""Figures that no fact holds, with the reason why they may stand."""


@cache
def map_rows() -> list[Row]:
    """The interventions; an empty cell is an empty text."""
    sheet = openpyxl.load_workbook(WORKBOOK, data_only=True)["Interventions"]
    columns, *rows = sheet.iter_rows(values_only=True)
    return [
        {str(column): "" if value is None else str(value) for column, value in zip(columns, row, strict=True)}
        for row in rows
    ]


@cache
def about_map() -> str:
    """The text of the sheet that explains the map."""
    sheet = openpyxl.load_workbook(WORKBOOK, data_only=True)["About"]
    return " ".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None)


def _fact_ids(row: Row) -> list[str]:
    return [identifier for identifier in row["Fact ids"].split(LIST) if identifier]


def _of(row: Row) -> str:
    return row["Id"]


def test_the_map_holds_every_intervention_once() -> None:
    identifiers = [row["Id"] for row in map_rows()]
    assert identifiers == [f"M{number:02}" for number in range(1, ROWS + 1)]
    names = [row["Intervention"] for row in map_rows()]
    assert all(names)
    assert len(set(names)) == ROWS


def test_the_map_is_for_subscribers() -> None:
    sidecar = WORKBOOK.with_name(WORKBOOK.name + ".yaml")
    about = parse_metadata(yaml.safe_load(sidecar.read_text(encoding="utf-8")))
    assert (about.audience, about.kind) == ("subscribers", Kind.PREVENTION_MAP)


@pytest.mark.parametrize("column", VOCABULARY)
def test_the_cells_use_the_words_that_were_agreed(column: str) -> None:
    for row in map_rows():
        words = row[column].split(LIST) if row[column] else []
        assert set(words) <= VOCABULARY[column], row["Id"]
        assert len(set(words)) == len(words), row["Id"]
        assert words or column == "Evidence strength", row["Id"]


@pytest.mark.parametrize("column", VOCABULARY)
def test_the_words_that_were_agreed_are_explained_in_the_map(column: str) -> None:
    assert all(word in about_map() for word in VOCABULARY[column])


@pytest.mark.parametrize("row", [row for row in map_rows() if row["Basis"] == "memory"], ids=_of)
def test_a_row_from_memory_states_no_evidence(row: Row) -> None:
    assert row["Evidence direction"] == "unknown"
    assert row["Evidence note"] == NOT_CLAIMED
    for column in ("Evidence strength", "Evidence rating", "Fact ids", "Baseline", "Result"):
        assert row[column] == "", column


@pytest.mark.parametrize("row", [row for row in map_rows() if row["Basis"] == "seen"], ids=_of)
def test_a_row_from_sources_says_what_stands_behind_it(row: Row) -> None:
    assert row["Evidence note"]
    assert row["Evidence note"] != NOT_CLAIMED
    if row["Evidence direction"] != "unknown":
        assert row["Evidence strength"]
        assert _fact_ids(row)


def test_every_fact_a_row_names_exists() -> None:
    named = {identifier for row in map_rows() for identifier in _fact_ids(row)}
    assert named
    assert named - set(facts()) == set()


@pytest.mark.parametrize("row", map_rows(), ids=_of)
def test_the_figures_of_a_row_are_in_its_facts(row: Row) -> None:
    known = figures_of([facts()[identifier] for identifier in _fact_ids(row)])
    told = figures(f"{row['Evidence note']} {row['Evidence rating']}")
    assert {figure for figure in told - known if (row["Id"], figure) not in NO_FACT} == set()


@pytest.mark.parametrize("where", list(NO_FACT), ids=str)
def test_an_exception_is_still_needed(where: tuple[str, str]) -> None:
    (row,) = [row for row in map_rows() if row["Id"] == where[0]]
    assert where[1] in figures(f"{row['Evidence note']} {row['Evidence rating']}")
    assert where[1] not in figures_of([facts()[identifier] for identifier in _fact_ids(row)])


def test_the_starter_map_guesses_no_money_and_names_no_owner() -> None:
    for column in ("Place", "Year", "Owner", "Annual spend", "Unit cost", "People or families reached", "Cashable"):
        assert {row[column] for row in map_rows()} == {""}, column


def test_what_the_map_says_of_itself_is_so() -> None:
    def count(column: str, word: str) -> int:
        return sum(word in row[column].split(LIST) for row in map_rows())

    about = about_map()
    assert f"holds {ROWS} interventions: {count('Basis', 'seen')} for which" in about
    assert f"and {count('Basis', 'memory')} that are names only" in about
    assert f"{count('Whose behaviour', 'parents')} of {ROWS} rows name parents" in about
    for direction in VOCABULARY["Evidence direction"]:
        number = count("Evidence direction", direction)
        assert f"{number} {'row is' if number == 1 else 'rows are'} {direction}" in about
