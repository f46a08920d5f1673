"""A library that follows its folder: what a sync reads, reports, keeps and takes away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.errors import InsightsError
from knowledge.indexing.sync import SyncReport, sync_folder
from knowledge.opening import Library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience
from tests.conftest import WordEmbedder, Write, sync
from tests.knowledge.indexing.source_files import close, damage_part, one_line, write_pdf, write_workbook

EVERYBODY = [PUBLIC, INTERNAL]


def texts(library: Library, document_id: str) -> list[str]:
    """The passages of a document that can be cited."""
    return [chunk.text for chunk in library.catalogue.chunks_of(document_id)]


def versions(library: Library) -> dict[str, int]:
    """The published version of every document."""
    return {document.id: document.version for document in library.catalogue.documents()}


def found(library: Library, query: str, *audiences: Audience) -> list[str]:
    """The passages that a search gives, best first; everybody's unless audiences are named."""
    result = Retriever(library).search(query, audiences or EVERYBODY, limit=5)
    return [scored.chunk.text for scored in result.chunks]


def metadata_of(library: Library, document_id: str) -> dict[str, object]:
    """What the library says about a document, as far as anybody said it."""
    documents = {document.id: document.metadata for document in library.catalogue.documents()}
    return documents[document_id].model_dump(mode="json", exclude_defaults=True)


# -- what a sync reports -----------------------------------------------------------------------------------


def test_a_report_says_what_happened_to_every_file(library: Library, folder: Path, write: Write) -> None:
    write("stays", "This stays.")
    write("changes", "This changes.")
    write("goes", "This goes.")
    write("breaks", "This breaks.")
    (folder / "letter.doc").write_bytes(b"x")
    assert sync(library, folder) == SyncReport(
        added=["breaks", "changes", "goes", "stays"], skipped=[("letter.doc", "no loader for .doc: save it as .docx")]
    )

    write("changes", "This has changed.")
    write("comes", "This comes.")
    (folder / "goes.md").unlink()
    broken = write("breaks", "This breaks.", colour="red")
    report = sync(library, folder)
    assert report.unreadable[0][0] == str(broken)
    report.unreadable = []
    assert report == SyncReport(
        added=["comes"],
        changed=["changes"],
        unchanged=["stays"],
        removed=["goes"],
        skipped=[("letter.doc", "no loader for .doc: save it as .docx")],
    )


def test_progress_is_told_from_the_first_file_to_the_last(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.")
    write("b", "Two.", colour="red")
    write("c", "Three.")
    told: list[tuple[int, int, str]] = []
    sync_folder(library, folder, "tester", lambda done, total, name: told.append((done, total, name)))
    assert told == [(0, 3, "a.md"), (1, 3, "b.md"), (2, 3, "c.md"), (3, 3, "")]


def test_a_document_keeps_who_added_it_and_where_it_came_from(library: Library, folder: Path, write: Write) -> None:
    path = write("reports/a", "One.")
    sync(library, folder)
    (document,) = library.catalogue.documents()
    assert (document.id, document.added_by, document.source_path) == ("reports/a", "tester", str(path))


def test_what_was_synced_is_found_by_search_and_located(library: Library, folder: Path, write: Write) -> None:
    write("a", "# Report\n\n## Costs\n\nFamily hubs cost money.\n\n| Place | Cost |\n|---|---|\n| Leeds | £5 |")
    write_pdf(folder / "b.pdf", [["Fostering is scarce."], ["Kinship grows."]])
    write_workbook(folder / "c.xlsx", Map=[("Name", "Spend"), ("Telecare", 7)])
    assert sync(library, folder).unreadable == []
    chunks = {chunk.text: chunk for name in versions(library) for chunk in library.catalogue.chunks_of(name)}
    assert chunks["Family hubs cost money."].headings == ("Report", "Costs")
    assert chunks["Place: Leeds; Cost: £5"].headings == ("Report", "Costs")
    assert chunks["Place: Leeds; Cost: £5"].locator == "paragraph 2"
    assert chunks["Name: Telecare; Spend: 7"].locator == "sheet Map, row 2"
    assert chunks["Name: Telecare; Spend: 7"].quoted_whole
    assert found(library, "telecare spend")[0] == "Name: Telecare; Spend: 7"
    assert found(library, "family hubs", PUBLIC)[0] == "Family hubs cost money."


def test_more_passages_than_are_published_at_once_are_all_published(
    library: Library, folder: Path, write: Write
) -> None:
    write("a", "Before.")
    write_workbook(folder / "b.xlsx", Map=[("Name", "Spend"), *((f"Scheme {n}", n) for n in range(600))])
    write("c", "After.")
    assert sync(library, folder) == SyncReport(added=["a", "b.xlsx", "c"], unclassified=["b.xlsx"])
    assert {document.id: document.chunks for document in library.catalogue.documents()} == {
        "a": 1,
        "b.xlsx": 600,
        "c": 1,
    }
    assert library.indexes.disagreements() == []


def test_a_list_of_references_is_kept_but_not_found(
    library: Library, folder: Path, write: Write, embedder: WordEmbedder
) -> None:
    write("a", "Hubs cost money.\n\n## Sources\n\n- Quillfeather, J. (2014) On hubs.")
    sync(library, folder)
    assert "Quillfeather, J. (2014) On hubs." in texts(library, "a")
    assert found(library, "Quillfeather 2014") == ["Hubs cost money."]
    assert not any("Quillfeather" in text for text in embedder.embedded if text != "Quillfeather 2014")


# -- bad files ---------------------------------------------------------------------------------------------

GOOD = "---\ntitle: A\naudience: public\n---\nText.\n"


def truncated_pdf(path: Path) -> object:
    """A PDF whose end is missing."""
    return path.write_bytes(write_pdf(path, [["Text."]]).read_bytes()[:-300])


def damaged_workbook(path: Path) -> object:
    """A workbook with wrong bytes in its sheet."""
    return damage_part(write_workbook(path, Map=[("A", "B"), ("x", "y")]), "xl/worksheets/sheet1.xml")


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "unknown-key.md": (lambda path: path.write_text(GOOD.replace("title", "titel")), "did you mean 'title'"),
    "unknown-audience.md": (lambda path: path.write_text(GOOD.replace("public", "all")), "unknown audience 'all'"),
    "wrong-yaml.md": (lambda path: path.write_text(GOOD.replace("A", "a: b")), "not valid YAML"),
    "impossible-day.md": (lambda path: path.write_text(GOOD.replace("A", "A\nyear: 2026-02-30")), "front matter"),
    "wrong-encoding.md": (lambda path: path.write_bytes("Café.".encode("latin-1")), "UTF-8"),
    "empty.md": (lambda path: path.write_bytes(b""), "no text"),
    "front-matter-alone.md": (lambda path: path.write_text("---\ntitle: A\n---\n"), "no text"),
    "empty.pdf": (lambda path: path.write_bytes(b""), "not a PDF"),
    "blank-pages.pdf": (lambda path: write_pdf(path, [[]]), "no text layer"),
    "encrypted.pdf": (lambda path: write_pdf(path, [["Text."]], password="secret"), "password"),
    "truncated.pdf": (truncated_pdf, "damaged"),
    "no-pdf.pdf": (lambda path: path.write_text("Hello."), "not a PDF"),
    "no-workbook.xlsx": (lambda path: path.write_text("a,b"), "not an XLSX workbook"),
    "damaged.xlsx": (damaged_workbook, "damaged"),
    "empty.xlsx": (lambda path: write_workbook(path, Map=[]), "no rows"),
}


def test_bad_files_are_reported_each_with_its_reason_and_stop_nothing(
    library: Library, folder: Path, write: Write
) -> None:
    write("a-before", "Before.")
    for name, (make, _) in BAD.items():
        make(folder / name)
    write("z-after", "After.")
    report = sync(library, folder)
    assert report.added == ["a-before", "z-after"]
    assert set(versions(library)) == {"a-before", "z-after"}
    reasons = {Path(name).name: reason for name, reason in report.unreadable}
    assert set(reasons) == set(BAD)
    assert [name for name, (_, expected) in BAD.items() if expected not in reasons[name]] == []
    assert all(one_line(reason) for reason in reasons.values())


def test_a_file_that_turns_bad_keeps_its_good_version(library: Library, folder: Path, write: Write) -> None:
    for name in ("unknown-audience", "wrong-encoding", "empty"):
        write(name, f"Text of {name}.")
    write_pdf(folder / "truncated.pdf", [["Text of truncated."]])
    write("other", "Other.")
    sync(library, folder)
    turned = ["empty.md", "truncated.pdf", "unknown-audience.md", "wrong-encoding.md"]
    for name in turned:
        BAD[name][0](folder / name)
    report = sync(library, folder)
    assert [Path(name).name for name, _ in report.unreadable] == turned
    assert (report.unchanged, report.changed, report.removed) == (["other"], [], [])
    assert set(versions(library).values()) == {1}
    for identifier in ("unknown-audience", "wrong-encoding", "empty", "truncated.pdf"):
        assert texts(library, identifier) == [f"Text of {identifier.removesuffix('.pdf')}."]
    assert "Text of wrong-encoding." in found(library, "wrong encoding")


def test_a_file_that_is_put_right_is_taken_in(library: Library, folder: Path, write: Write) -> None:
    write("a", "One.", colour="red")
    sync(library, folder)
    write("a", "One.")
    assert sync(library, folder).added == ["a"]


def test_wrong_metadata_of_a_folder_stops_its_documents_only(library: Library, folder: Path, write: Write) -> None:
    write("good/a", "One.")
    write("bad/b", "Two.")
    write("bad/c", "Three.")
    (folder / "bad" / "_defaults.yaml").write_text("kind: novel")
    report = sync(library, folder)
    assert report.added == ["good/a"]
    assert [Path(name).name for name, _ in report.unreadable] == ["b.md", "c.md"]
    assert all("'kind'" in reason for _, reason in report.unreadable)


def test_metadata_of_a_section_that_is_not_there_is_an_error(library: Library, folder: Path, write: Write) -> None:
    write("a", "## Results\n\nOne.", sections={"Result": {"evidence": "rct"}})
    ((_, reason),) = sync(library, folder).unreadable
    assert "no heading 'Result'" in reason
    assert "'Results'" in reason


def test_two_files_with_one_id_are_both_left_out(library: Library, folder: Path, write: Write) -> None:
    write("early help", "One.")
    write("early-help", "Two.")
    write("other", "Three.")
    report = sync(library, folder)
    assert report.added == ["other"]
    assert [Path(name).name for name, _ in report.unreadable] == ["early help.md", "early-help.md"]
    assert all("'early-help'" in reason and "rename" in reason for _, reason in report.unreadable)


def test_a_second_file_with_the_id_of_a_published_one_does_not_displace_it(
    library: Library, folder: Path, write: Write
) -> None:
    write("early-help", "One.")
    sync(library, folder)
    write("early help", "Two.")
    report = sync(library, folder)
    assert (len(report.unreadable), report.removed) == (2, [])
    assert texts(library, "early-help") == ["One."]


def test_the_id_of_a_document_from_another_folder_is_refused_and_that_one_stays(
    library: Library, folder: Path, write: Write, tmp_path: Path
) -> None:
    write("a", "The first folder's.")
    sync(library, folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("The second folder's.")
    (other / "b.md").write_text("No conflict.")
    report = sync(library, other)
    assert report.added == ["b"]
    ((name, reason),) = report.unreadable
    assert name == str(other / "a.md")
    assert str(folder) in reason
    assert texts(library, "a") == ["The first folder's."]


# -- what a sync leaves alone ------------------------------------------------------------------------------


def test_unchanged_files_cost_no_embedding_and_make_no_version(
    library: Library, folder: Path, write: Write, embedder: WordEmbedder
) -> None:
    write("a", "One. " * 300)
    write_pdf(folder / "b.pdf", [["Two."]])
    write_workbook(folder / "c.xlsx", Map=[("A", "B"), ("x", "y")])
    sync(library, folder)
    embedder.embedded.clear()
    publication = library.catalogue.publication()
    report = sync(library, folder)
    assert report == SyncReport(unchanged=["a", "b.pdf", "c.xlsx"])
    assert embedder.embedded == []
    assert versions(library) == {"a": 1, "b.pdf": 1, "c.xlsx": 1}
    assert library.catalogue.publication() == publication


def test_a_file_that_was_only_touched_is_unchanged(library: Library, folder: Path, write: Write) -> None:
    path = write("a", "One.")
    sync(library, folder)
    path.write_bytes(path.read_bytes())
    assert sync(library, folder).unchanged == ["a"]


def test_another_folders_documents_are_not_taken_away(
    library: Library, folder: Path, write: Write, tmp_path: Path
) -> None:
    write("a", "One.")
    sync(library, folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("Two.")
    assert sync(library, other).removed == []
    assert set(versions(library)) == {"a", "b"}


def test_a_folder_named_in_another_way_is_the_same_folder(
    library: Library, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a", "One.")
    sync(library, folder)
    monkeypatch.chdir(folder.parent)
    assert sync(library, Path("documents")).unchanged == ["a"]


def test_a_missing_or_empty_folder_changes_nothing(library: Library, folder: Path, write: Write) -> None:
    """A share that is not mounted must not empty the library."""
    path = write("a", "One.")
    sync(library, folder)
    path.unlink()
    with pytest.raises(InsightsError, match="no document in"):
        sync(library, folder)
    folder.rmdir()
    with pytest.raises(InsightsError, match="no folder"):
        sync(library, folder)
    assert versions(library) == {"a": 1}


# -- what a sync changes -----------------------------------------------------------------------------------


def test_a_changed_text_replaces_the_old_one_everywhere(library: Library, folder: Path, write: Write) -> None:
    write("a", "Family hubs cost little.")
    sync(library, folder)
    write("a", "Telecare costs more.")
    assert sync(library, folder).changed == ["a"]
    assert versions(library) == {"a": 2}
    assert texts(library, "a") == found(library, "family hubs") == ["Telecare costs more."]
    assert library.indexes.disagreements() == []


def test_of_a_changed_document_only_the_new_text_is_embedded(
    library: Library, folder: Path, write: Write, embedder: WordEmbedder
) -> None:
    write("a", "## One\n\nThis stays.\n\n## Two\n\nThis goes.", title="T")
    sync(library, folder)
    embedder.embedded.clear()
    write("a", "## One\n\nThis stays.\n\n## Two\n\nThis comes.", title="T")
    sync(library, folder)
    assert embedder.embedded == ["T\nTwo\nThis comes."]


def test_a_change_of_metadata_alone_makes_a_version_without_embedding_again(
    library: Library, folder: Path, write: Write, embedder: WordEmbedder
) -> None:
    write("a", "Family hubs cost little.", year=2014)
    sync(library, folder)
    embedder.embedded.clear()
    write("a", "Family hubs cost little.", year=2015)
    assert sync(library, folder).changed == ["a"]
    assert embedder.embedded == []
    assert versions(library) == {"a": 2}
    assert metadata_of(library, "a")["year"] == 2015
    assert found(library, "family hubs") == ["Family hubs cost little."]


@pytest.mark.parametrize("name", ["a.md.yaml", "_defaults.yaml"])
def test_metadata_beside_the_file_is_a_change_too(
    library: Library, folder: Path, write: Write, embedder: WordEmbedder, name: str
) -> None:
    write("a", "Family hubs cost little.")
    sync(library, folder)
    embedder.embedded.clear()
    (folder / name).write_text("publisher: Example Publisher")
    assert sync(library, folder).changed == ["a"]
    assert embedder.embedded == []
    assert metadata_of(library, "a")["publisher"] == "Example Publisher"


def test_a_document_moved_to_another_audience_leaves_the_old_one(
    library: Library, folder: Path, write: Write, embedder: WordEmbedder
) -> None:
    write("a", "Family hubs cost little.", audience="public")
    sync(library, folder)
    assert found(library, "family hubs", PUBLIC)
    embedder.embedded.clear()
    write("a", "Family hubs cost little.", audience="client:anytown")
    sync(library, folder)
    assert embedder.embedded == []
    assert found(library, "family hubs", PUBLIC, INTERNAL) == []
    assert found(library, "family hubs", Audience("client:anytown")) == ["Family hubs cost little."]
    assert library.indexes.vectors.ids(PUBLIC) == library.indexes.words.ids(PUBLIC) == set()


def test_a_file_that_went_away_is_no_longer_found(library: Library, folder: Path, write: Write) -> None:
    path = write("a", "Family hubs cost little.")
    write("b", "Telecare costs more.")
    sync(library, folder)
    path.unlink()
    assert sync(library, folder).removed == ["a"]
    assert texts(library, "a") == []
    assert found(library, "family hubs") == ["Telecare costs more."]
    assert library.indexes.disagreements() == []
    assert sync(library, folder) == SyncReport(unchanged=["b"])


def test_a_file_that_comes_back_is_a_new_version(library: Library, folder: Path, write: Write) -> None:
    path = write("a", "Family hubs cost little.")
    write("b", "Telecare costs more.")
    sync(library, folder)
    path.unlink()
    sync(library, folder)
    write("a", "Family hubs cost little.")
    assert sync(library, folder).added == ["a"]
    assert versions(library)["a"] == 2
    assert "Family hubs cost little." in found(library, "family hubs")


# -- metadata ----------------------------------------------------------------------------------------------


def test_of_front_matter_sidecar_and_folders_the_nearest_wins(library: Library, folder: Path, write: Write) -> None:
    write("reports/a", "One.", title="A", audience=None, place="Front matter")
    (folder / "reports" / "a.md.yaml").write_text("place: Sidecar\nowner: Sidecar")
    (folder / "reports" / "_defaults.yaml").write_text("place: Inner\nowner: Inner\nlicence: Inner")
    (folder / "_defaults.yaml").write_text(
        "place: Outer\nowner: Outer\nlicence: Outer\npublisher: Outer\naudience: subscribers"
    )
    report = sync(library, folder)
    assert metadata_of(library, "reports/a") == {
        "title": "A",
        "place": "Front matter",
        "owner": "Sidecar",
        "licence": "Inner",
        "publisher": "Outer",
        "audience": "subscribers",
    }
    assert report.unclassified == []


def test_a_pdf_and_a_workbook_get_their_metadata_from_sidecars(library: Library, folder: Path) -> None:
    write_pdf(folder / "a.pdf", [["One."]])
    (folder / "a.pdf.yaml").write_text("title: A report\naudience: public\nyear: 2014")
    write_workbook(folder / "b.xlsx", Map=[("A", "B"), ("x", "y")])
    (folder / "b.xlsx.yaml").write_text("title: A map\naudience: client:anytown")
    report = sync(library, folder)
    assert metadata_of(library, "a.pdf") == {"title": "A report", "audience": "public", "year": 2014}
    assert metadata_of(library, "b.xlsx") == {"title": "A map", "audience": "client:anytown"}
    assert (report.unclassified, report.skipped) == ([], [])


def test_an_unknown_key_in_a_sidecar_names_the_nearest_known_one(library: Library, folder: Path) -> None:
    write_pdf(folder / "a.pdf", [["One."]])
    (folder / "a.pdf.yaml").write_text("title: A\naudiense: public")
    ((_, reason),) = sync(library, folder).unreadable
    assert reason == "unknown metadata key 'audiense': did you mean 'audience'?"


def test_a_title_that_nobody_gave_is_the_first_heading_else_the_file_name(
    library: Library, folder: Path, write: Write
) -> None:
    write("one-two_three", "# The heading\n\nOne.", title=None)
    write("four-five_six", "One.", title=None)
    sync(library, folder)
    assert metadata_of(library, "one-two_three")["title"] == "The heading"
    assert metadata_of(library, "four-five_six")["title"] == "four five six"


def test_a_document_without_an_audience_becomes_internal_and_is_reported(
    library: Library, folder: Path, write: Write
) -> None:
    write("a", "Family hubs cost little.", audience=None)
    write("b", "Telecare costs more.", audience="internal")
    report = sync(library, folder)
    assert report.added == ["a", "b"]
    assert report.unclassified == ["a"]
    assert found(library, "family hubs", PUBLIC) == []
    assert "Family hubs cost little." in found(library, "family hubs", INTERNAL)


def test_what_a_folder_held_stays_while_it_cannot_be_looked_into_and_what_went_elsewhere_goes(
    library: Library, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("open/here", "This stays.")
    write("open/gone", "This goes.")
    write("shut/a", "This stays too.")
    named = write("shut/b", "Its sidecar names it.")
    named.with_name("b.md.yaml").write_text("id: named\n", encoding="utf-8")
    sync(library, folder)
    (folder / "open" / "gone.md").unlink()
    with monkeypatch.context() as patch:
        close(patch, folder / "shut")
        report = sync(library, folder)
    assert report.removed == ["open/gone"]
    ((where, reason),) = report.unreadable
    assert where == str(folder / "shut")
    assert reason == "cannot be looked into (Permission denied): what the library has from it stays until it can be"
    assert set(versions(library)) == {"open/here", "shut/a", "named"}
    (folder / "shut" / "a.md").unlink()
    assert sync(library, folder).removed == ["shut/a"]


def test_a_document_whose_sidecar_gave_its_id_stays_while_the_sidecar_is_broken(
    library: Library, folder: Path, write: Write
) -> None:
    write("other", "Reablement.")
    path = write("report", "Telecare.")
    sidecar = path.with_name(path.name + ".yaml")
    sidecar.write_text("id: kept-id\n", "utf-8")
    sync(library, folder)
    sidecar.write_text("id: [kept-id\n", "utf-8")
    report = sync(library, folder)
    assert (report.removed, [name for name, _ in report.unreadable]) == ([], [str(path)])
    assert {document.id for document in library.catalogue.documents()} == {"kept-id", "other"}
