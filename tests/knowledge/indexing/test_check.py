"""`library check`: what is broken and what a reader would miss."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from knowledge.indexing.check import CheckFinding, check_library
from knowledge.indexing.publish import PreparedDocument, publish_documents
from knowledge.metadata import DocumentMetadata
from knowledge.opening import Library
from knowledge.vocabulary import PUBLIC
from tests.conftest import Write, sync

TODAY = dt.date.today()
COMPLETE = {
    "publisher": "Example Publisher",
    "year": 2014,
    "licence": "OGL v3",
    "owner": "A. Consultant",
    "review_by": TODAY + dt.timedelta(days=1),
}


def test_a_library_without_documents_is_in_order(library: Library) -> None:
    assert check_library(library) == []


def test_a_complete_document_is_in_order(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.\n\n## Sources\n\nSmith.", **COMPLETE)
    sync(library, folder)
    assert check_library(library) == []


def test_what_a_document_lacks_is_named_but_not_called_broken(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.", **{**COMPLETE, "year": None, "owner": None})
    write("b", "Two.", **COMPLETE)
    sync(library, folder)
    assert check_library(library) == [CheckFinding("a", "no year, owner", broken=False)]


def test_a_document_with_nothing_but_a_title_lacks_all_that_a_reader_needs(
    library: Library, folder: Path, write: Write
) -> None:
    write("a", "One.")
    sync(library, folder)
    lacking = "no publisher, year, licence, owner, review_by"
    assert check_library(library) == [CheckFinding("a", lacking, broken=False)]


def test_a_review_is_overdue_from_the_day_after(library: Library, folder: Path, write: Write) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    write("late", "One.", **{**COMPLETE, "review_by": yesterday})
    write("today", "Two.", **{**COMPLETE, "review_by": TODAY})
    sync(library, folder)
    assert check_library(library) == [CheckFinding("late", f"review was due on {yesterday}", broken=False)]


def test_a_document_without_passages_is_named(library: Library) -> None:
    metadata = DocumentMetadata.model_validate({"title": "A", "audience": "public", **COMPLETE})
    with library.indexes.writing():
        publish_documents(library, [PreparedDocument("a", "origin", "a.md", "sha", metadata, [])], "tester")
    assert check_library(library) == [CheckFinding("a", "no passages", broken=False)]


def test_a_withdrawn_document_is_not_checked(library: Library, folder: Path, write: Write) -> None:
    path = write("a", "One.")
    write("b", "Two.", **COMPLETE)
    sync(library, folder)
    path.unlink()
    sync(library, folder)
    assert check_library(library) == []


def test_indexes_that_lack_a_passage_are_broken(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.\n\n## B\n\nTwo.", **COMPLETE)
    sync(library, folder)
    library.indexes.vectors.delete(PUBLIC, ["a@1#1"])
    library.indexes.words.delete(PUBLIC, ["a@1#1", "a@1#2"])
    findings = check_library(library)
    assert all(finding.broken and finding.document_id is None for finding in findings)
    assert [finding.message for finding in findings] == [
        "VectorStore for public: 1 missing, 0 too many",
        "KeywordIndex for public: 2 missing, 0 too many",
    ]


def test_indexes_that_hold_a_passage_too_many_are_broken(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.", **COMPLETE)
    write("b", "Two.", **COMPLETE)
    sync(library, folder)
    library.catalogue.withdraw(["b"], "tester")
    findings = check_library(library)
    assert [finding.message.partition(": ")[2] for finding in findings] == ["0 missing, 1 too many"] * 2
    assert all(finding.broken for finding in findings)


# -- documents beside each other -----------------------------------------------------------------------------


def messages(library: Library, **options: object) -> list[tuple[str | None, str]]:
    return [(finding.document_id, finding.message) for finding in check_library(library, **options)]  # type: ignore[arg-type]


def test_near_duplicates_are_named(library: Library, folder: Path, write: Write) -> None:
    body = " ".join(f"Sentence {number} is about telecare in place {number}." for number in range(50))
    write("a", body, **COMPLETE)
    write("b", body + " One more.", **COMPLETE)
    sync(library, folder)
    ((document_id, message),) = messages(library)
    assert document_id == "a"
    assert message.startswith("near duplicate of b: 9")


def test_a_document_no_evaluation_case_is_about_is_named(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.", **COMPLETE)
    write("b", "Two.", **COMPLETE)
    sync(library, folder)
    assert messages(library, asked_about={"a"}) == [("b", "no evaluation case is about it")]


def test_a_passage_longer_than_the_model_reads_is_named(library: Library, folder: Path, write: Write) -> None:
    write("a", f"| Told |\n|---|\n| {'word ' * 300} |", **COMPLETE)
    sync(library, folder)
    assert messages(library) == [("a", "passages longer than the 256 tokens that are read: a@1#1")]


def test_a_passage_without_a_word_is_named(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.\n\n## Next\n\n… — …", **COMPLETE)
    sync(library, folder)
    assert messages(library) == [("a", "passages without a word: a@1#2")]


def test_a_replacement_of_something_unknown_is_named(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.", supersedes="nowhere", **COMPLETE)
    sync(library, folder)
    assert messages(library) == [("a", "supersedes 'nowhere', which the library does not hold")]


TABLE = "| Place | Year | Measure | Value |\n|---|---|---|---|\n"


def test_figures_of_one_place_year_and_measure_that_differ_are_contradictions(
    library: Library, folder: Path, write: Write
) -> None:
    write(
        "a",
        TABLE + "| Kent | 2024 | children looked after | 1,200 |\n| Kent | 2023 | children looked after | 9 |",
        **COMPLETE,
    )
    write("b", TABLE + "| kent | 2024 | Children looked after | 1,250 |", **COMPLETE)
    sync(library, folder)
    ((document_id, message),) = messages(library)
    assert document_id == "a"
    assert message.startswith("children looked after, Kent, 2024: 1,200 in a@1#1")
    assert "but 1,250 in b@1#1" in message


def test_the_same_figure_written_otherwise_is_no_contradiction(library: Library, folder: Path, write: Write) -> None:
    write("a", TABLE + "| Kent | 2024 | spend | £1,200 |", **COMPLETE)
    write("b", TABLE + "| Kent | 2024 | spend | 1200.0 |\n| Dorset | 2024 | spend | 7 |", **COMPLETE)
    sync(library, folder)
    assert messages(library) == []
