"""The suites as they stand in their files, read without the product's loader, and the documents their cases name."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from knowledge.yaml_loader import PlainLoader

SUITES = Path(__file__).parents[2] / "evals" / "suites"
KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
MADE_FROM = KNOWLEDGE / "making" / "sources"
"""The text of the documents that are kept as PDF, DOCX or PPTX."""
MAP = "prevention-map/prevention-map.xlsx"
NAMES = (
    *("facts", "figures", "case_studies", "comparisons", "follow_ups", "acronyms", "not_covered", "false_premise"),
    *("conflicting_sources", "out_of_scope", "personal_data", "safeguarding", "access", "injection", "map"),
)

Case = dict[str, Any]
Row = dict[str, str]


@cache
def suite(name: str) -> list[Case]:
    """The cases of a suite."""
    cases: list[Case] = yaml.load((SUITES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=PlainLoader)
    return cases


def every_case(*names: str) -> Iterator[tuple[str, Case]]:
    """Each case of the named suites, all when none is named, with words that say which it is."""
    return ((f"{name}/{case['id']}", case) for name in names or NAMES for case in suite(name))


def expected(case: Case) -> set[str]:
    """The statuses that are fine."""
    statuses = case.get("expect", "answered")
    return {statuses} if isinstance(statuses, str) else set(statuses)


def held(case: Case) -> set[str]:
    """The audiences that the asker holds."""
    return set(case.get("audiences", ["public"]))


def accepted(case: Case) -> list[str]:
    """The documents that may be cited."""
    documents: list[str] = case.get("documents") or [fact_homes()[fact] for fact in case.get("facts", [])]
    return documents


@cache
def fact_homes() -> dict[str, str]:
    """The document of each sourced fact."""
    with (KNOWLEDGE / "reference" / "facts.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["document"] for row in csv.DictReader(file)}


@cache
def texts() -> dict[str, str]:
    """Every document a case can name: of the starter library, its map, and the suites' own libraries."""
    folders = (KNOWLEDGE / "library", MADE_FROM, *SUITES.glob("*.library"))
    files = {
        path.relative_to(folder).with_suffix("").as_posix(): path for folder in folders for path in folder.rglob("*.md")
    }
    map_text = "\n".join(". ".join(row.values()) for row in map_rows())
    return {**{document: path.read_text(encoding="utf-8") for document, path in files.items()}, MAP: map_text}


@cache
def audience(document: str) -> str:
    """Who may see a document."""
    found = re.search(r"^audience: (\S+)$", texts()[document], re.MULTILINE)
    return "subscribers" if document == MAP else found[1] if found else "internal"


def visible_to(audiences: set[str]) -> list[str]:
    """The documents that somebody may see."""
    return [document for document in texts() if audience(document) in audiences]


@cache
def map_rows() -> list[Row]:
    """The rows of the starter map by column name, blank cells as empty text."""
    sheet = openpyxl.load_workbook(KNOWLEDGE / "library" / MAP, read_only=True)["Interventions"]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), (str(cell or "") for cell in row), strict=True)) for row in rows]


@cache
def plain(text: str) -> str:
    """Small letters, single blanks, plain marks, numbers without separators."""
    text = text.lower().replace("’", "'").replace("‘", "'").replace("–", "-")
    return re.sub(r"\s+", " ", re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", text))


def says(text: str, wording: str) -> bool:
    """Whether a text holds a wording, from the beginning of a word and with no number cut short. ``text`` is plain."""
    wanted = plain(wording)
    before = r"(?<![\w.£])" if wanted[0].isalnum() else ""
    after = r"(?!\d|\.\d)" if wanted[-1].isdigit() else ""
    return wanted in text and re.search(f"{before}{re.escape(wanted)}{after}", text) is not None
