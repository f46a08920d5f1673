"""The life of a document: versions, replacement by another, retiring, its file, and who did what."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from knowledge.catalogue import database
from knowledge.catalogue.tables import Deed, VersionState
from knowledge.errors import InsightsError
from knowledge.indexing.add import add_files
from knowledge.indexing.rehearsal import rehearsal, sweep_rehearsals
from knowledge.indexing.remove import remove_document, retire_document
from knowledge.indexing.sync import SyncReport
from knowledge.opening import Library, database_url, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC, Kind
from tests.conftest import WordEmbedder, Write, sync
from tests.databases import put_databases


def add(library: Library, *paths: Path, who: str = "alice", **given: str) -> SyncReport:
    return add_files(library, paths, given, who, lambda done, total, name: None)


def found(library: Library, query: str) -> set[str]:
    result = Retriever(library).search(query, [PUBLIC, INTERNAL], limit=10)
    return {scored.chunk.id for scored in result.chunks}


def deeds(library: Library, document_id: str) -> list[tuple[str, Deed, int | None, str]]:
    return [(entry.who, entry.what, entry.version, entry.note) for entry in library.history.of(document_id)]


def states(library: Library, document_id: str) -> list[str]:
    return [version.state for version in library.history.versions(document_id)]


# -- versions ------------------------------------------------------------------------------------------------


def test_a_new_version_replaces_the_old_one_which_is_kept_and_no_longer_found(library: Library, write: Write) -> None:
    path = write("report", "Telecare cut admissions.")
    assert add(library, path).added == ["report"]
    write("report", "Telecare did not cut admissions.")
    assert add(library, path, who="bob").changed == ["report"]

    assert states(library, "report") == [VersionState.SUPERSEDED, VersionState.PUBLISHED]
    assert found(library, "telecare admissions") == {"report@2#1"}
    assert deeds(library, "report") == [("alice", Deed.PUBLISHED, 1, ""), ("bob", Deed.PUBLISHED, 2, "")]
    assert library.indexes.disagreements() == []


def test_adding_the_same_file_again_changes_nothing(library: Library, write: Write) -> None:
    path = write("report", "Telecare.")
    add(library, path)
    before = library.catalogue.publication()
    assert add(library, path).unchanged == ["report"]
    assert library.catalogue.publication() == before


def test_what_was_said_about_a_document_stays_with_its_next_version(library: Library, folder: Path) -> None:
    path = folder / "plain.md"
    path.write_text("# A title\n\nTelecare.\n", encoding="utf-8")
    add(library, path, audience="public", owner="A. Consultant")
    path.write_text("# A title\n\nTelecare, revised.\n", encoding="utf-8")
    add(library, path, owner="B. Consultant")
    (document,) = library.catalogue.documents()
    assert (document.version, document.metadata.audience, document.metadata.owner) == (2, "public", "B. Consultant")


def test_a_title_given_once_stays_where_the_file_has_none(library: Library, folder: Path) -> None:
    path = folder / "survey-24.csv"
    path.write_text("Place,Value\nKent,1\n", "utf-8")
    add(library, path, title="The Kent survey")
    path.write_text("Place,Value\nKent,2\n", "utf-8")
    add(library, path)
    (document,) = library.catalogue.documents()
    assert (document.version, document.metadata.title) == (2, "The Kent survey")


def test_a_map_is_read_as_one_when_that_is_said_on_the_command_line_or_was_said_before(
    library: Library, folder: Path
) -> None:
    path = folder / "m.csv"
    for version, given in enumerate([{"kind": "prevention_map"}, {}], start=1):
        path.write_text(f"Id,Intervention,Annual spend\nP01,Falls classes,{version}000\n", "utf-8")
        add(library, path, **given)
        assert [chunk.version for chunk, _ in library.catalogue.records("m.csv", [INTERNAL])] == [version]


def test_one_bad_file_is_named_and_the_others_are_added(library: Library, folder: Path, write: Write) -> None:
    bad = folder / "bad.pdf"
    bad.write_bytes(b"no PDF at all")
    report = add(library, write("good", "Telecare."), bad)
    assert report.added == ["good"]
    assert [name for name, _ in report.unreadable] == [str(bad)]


def test_a_file_whose_id_belongs_to_a_synced_folder_is_refused(library: Library, folder: Path, write: Write) -> None:
    path = write("report", "Telecare.")
    sync(library, folder)
    ((_, reason),) = add(library, path).unreadable
    assert str(folder) in reason


# -- replacement by another document -------------------------------------------------------------------------


def test_a_document_that_supersedes_another_takes_it_out_of_the_search(library: Library, write: Write) -> None:
    add(library, write("old", "Telecare in 2010."))
    add(library, write("new", "Telecare in 2020.", supersedes="old"), who="bob")
    assert found(library, "telecare") == {"new@1#1"}
    assert deeds(library, "old")[-1] == ("bob", Deed.SUPERSEDED, 1, "by new version 1")
    assert library.indexes.disagreements() == []


@pytest.mark.parametrize("names", [("old", "new"), ("z-old", "a-new")])
def test_a_sync_of_both_leaves_the_replaced_one_out_time_after_time(
    library: Library, folder: Path, write: Write, names: tuple[str, str]
) -> None:
    old, new = names
    write(old, "Telecare in 2010.")
    write(new, "Telecare in 2020.", supersedes=old)
    sync(library, folder)
    assert [document.id for document in library.catalogue.documents()] == [new]
    report = sync(library, folder)
    assert (report.added, report.changed, report.unchanged) == ([], [], [new])
    assert [identifier for identifier, _ in report.resting] == [old]
    assert f"by {new} version 1" in report.resting[0][1]


def test_of_two_documents_that_replace_each_other_one_stays(library: Library, folder: Path, write: Write) -> None:
    write("one", "Telecare one.", supersedes="two")
    write("two", "Telecare two.", supersedes="one")
    for _ in range(2):
        sync(library, folder)
        assert len(library.catalogue.documents()) == 1
        assert library.indexes.disagreements() == []


def test_a_replaced_document_cannot_be_added_while_its_replacement_stands(library: Library, write: Write) -> None:
    old = write("old", "Telecare in 2010.")
    add(library, old)
    add(library, write("new", "Telecare in 2020.", supersedes="old"))
    ((_, reason),) = add(library, old).unreadable
    assert "replaced by 'new'" in reason
    retire_document(library, "new", "alice")
    assert add(library, old).changed == ["old"]


# -- retiring ------------------------------------------------------------------------------------------------


def test_a_retired_document_is_not_found_keeps_its_text_and_stays_out_of_the_next_sync(
    library: Library, folder: Path, write: Write
) -> None:
    path = write("report", "Telecare.")
    write("other", "Telecare elsewhere.")
    sync(library, folder)
    retire_document(library, "report", "alice", "out of date")
    assert found(library, "telecare") == {"other@1#1"}
    assert states(library, "report") == [VersionState.RETIRED]
    assert deeds(library, "report")[-1] == ("alice", Deed.RETIRED, 1, "out of date")
    report = sync(library, folder)
    assert report.added == []
    assert "out of date" in report.resting[0][1]
    path.unlink()
    sync(library, folder)
    assert states(library, "report") == [VersionState.RETIRED]


def test_adding_a_retired_document_brings_it_back_as_a_new_version(library: Library, write: Write) -> None:
    path = write("report", "Telecare.")
    add(library, path)
    retire_document(library, "report", "alice")
    add(library, path)
    assert states(library, "report") == [VersionState.RETIRED, VersionState.PUBLISHED]
    assert found(library, "telecare") == {"report@2#1"}


def test_what_is_not_published_cannot_be_retired(library: Library, write: Write) -> None:
    with pytest.raises(InsightsError, match="no published document 'report'"):
        retire_document(library, "report", "alice")
    add(library, write("report", "Telecare."))
    retire_document(library, "report", "alice")
    with pytest.raises(InsightsError, match="no published document 'report'"):
        retire_document(library, "report", "alice")


# -- files ---------------------------------------------------------------------------------------------------


def test_the_file_of_every_version_is_kept_once_and_goes_with_the_document(library: Library, write: Write) -> None:
    path = write("report", "Telecare.")
    first = path.read_bytes()
    add(library, path)
    twin = path.with_name("twin.md")
    twin.write_bytes(first)
    add(library, twin)
    write("report", "Telecare, revised.")
    add(library, path)
    old, new = (str(version.original) for version in library.history.versions("report"))
    kept = library.originals.find(old)
    assert kept is not None
    assert kept.read_bytes() == first
    assert library.originals.held() == {old, new}
    remove_document(library, "report", "alice")
    assert library.originals.held() == {old}, "the twin still needs it"
    remove_document(library, "twin", "alice")
    assert library.originals.held() == set()


def test_a_file_that_no_version_needs_goes_with_the_next_change(library: Library, write: Write, tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.write_bytes(b"left by a process that died")
    library.originals.keep(left)
    (library.home / "originals" / "half.new").write_bytes(b"half a copy")
    add(library, write("report", "Telecare."))
    (version,) = library.history.versions("report")
    assert library.originals.held() == {version.original}
    assert list((library.home / "originals").glob("*.new")) == []


def test_a_document_read_before_files_were_kept_gets_its_file_at_the_next_sync(
    library: Library, folder: Path, write: Write, home: Path, embedder: WordEmbedder
) -> None:
    import sqlite3

    path = write("report", "Telecare.")
    sync(library, folder)
    with sqlite3.connect(home / "catalogue.sqlite") as database:
        database.execute("UPDATE versions SET original = NULL")
    database.close()
    library.originals.keep_only([])
    assert sync(library, folder).unchanged == ["report"]
    (version,) = library.history.versions("report")
    kept = library.originals.find(str(version.original))
    assert kept is not None
    assert kept.read_bytes() == path.read_bytes()


# -- removal -------------------------------------------------------------------------------------------------


def test_of_a_removed_document_only_who_removed_it_is_known(library: Library, write: Write) -> None:
    add(library, write("report", "Telecare."))
    retire_document(library, "report", "alice", "Quillfeather wrote it")
    remove_document(library, "report", "bob")
    assert library.history.versions("report") == []
    assert deeds(library, "report") == [("bob", Deed.REMOVED, None, "")]


# -- near duplicates -----------------------------------------------------------------------------------------

BODY = " ".join(f"Sentence number {number} is about telecare and reablement in place {number}." for number in range(60))


def test_a_near_duplicate_is_named_when_it_is_added(library: Library, folder: Path, write: Write) -> None:
    write("first", BODY)
    write("unlike", "Family group conferences had a randomised trial in England.")
    assert sync(library, folder).similar == []
    write("second", BODY + " And one more sentence.")
    ((one, other, share),) = sync(library, folder).similar
    assert (one, other) == ("first", "second")
    assert share > 0.9


# -- rehearsals ----------------------------------------------------------------------------------------------


def test_a_rehearsal_shows_a_document_to_whoever_holds_it_and_to_nobody_else(library: Library, write: Write) -> None:
    from knowledge.indexing.add import prepare_added
    from knowledge.indexing.file_reader import FileReader
    from knowledge.indexing.files import source_file

    add(library, write("held", "Telecare in Kent."))
    path = write("draft", "Telecare in Dorset.", supersedes="held")
    with FileReader(library.limits) as reader:
        document = prepare_added(library, source_file(path.parent, path), {}, reader)
    publication = library.catalogue.publication()
    with rehearsal(library, [document]) as copy:
        assert found(copy, "telecare") == {"draft@1#1"}
        assert found(library, "telecare") == {"held@1#1"}
        sweep_rehearsals(library.home)
        assert found(copy, "telecare") == {"draft@1#1"}, "one in use is left alone"
    assert library.catalogue.publication() == publication
    assert list((library.home / "rehearsals").iterdir()) == []
    assert found(library, "telecare") == {"held@1#1"}


def test_what_a_dead_rehearsal_left_is_swept(library: Library) -> None:
    left = library.home / "rehearsals" / "dead"
    left.mkdir(parents=True)
    (left / "catalogue.sqlite").write_bytes(b"text of documents")
    sweep_rehearsals(library.home)
    assert not left.exists()


# -- old homes -----------------------------------------------------------------------------------------------


def _home_of(folder: Path, tmp_path: Path, embedder: WordEmbedder) -> Path:
    """A home with the documents of a folder, closed."""
    home = tmp_path / "old-home"
    home.mkdir()
    library = open_library(put_databases(home), embedder)
    sync(library, folder)
    library.close()
    return home


def _as_it_was(home: Path, revision: str) -> None:
    """Take a home's catalogue back to an earlier form, then bring it up to date again."""
    engine = database.connect(database_url(home, None))
    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    with engine.begin() as connection:
        config.attributes.update(connection=connection, version_table="alembic_version")
        command.downgrade(config, revision)
    database.migrate(engine)


def test_a_home_from_before_histories_gets_one_and_finds_near_duplicates(
    tmp_path: Path, embedder: WordEmbedder, folder: Path, write: Write
) -> None:
    write("first", BODY, supersedes="earlier")
    home = _home_of(folder, tmp_path, embedder)
    _as_it_was(home, "0003")

    library = open_library(home, embedder)
    assert [(entry.who, entry.what) for entry in library.history.of("first")] == [("tester", Deed.PUBLISHED)]
    assert library.history.replaced_by("earlier") == "first"
    write("second", BODY)
    assert [pair[:2] for pair in sync(library, folder).similar] == [("first", "second")]


def test_a_home_from_before_kinds_still_finds_documents_of_a_kind(
    tmp_path: Path, embedder: WordEmbedder, folder: Path, write: Write
) -> None:
    write("first", BODY, kind="case_study")
    write("second", "Alarms in Kent were fitted in 2014.", kind="guidance")
    home = _home_of(folder, tmp_path, embedder)
    _as_it_was(home, "0004")

    catalogue = open_library(home, embedder).catalogue
    assert catalogue.published_of(Kind.CASE_STUDY, [PUBLIC]) == [("first", 1)]
    assert catalogue.chunks_of("second")


@pytest.mark.parametrize(
    "left",
    [
        pytest.param("UPDATE versions SET kind = ''", id="by a process of the release before"),
        pytest.param("UPDATE alembic_version SET version_num = '0004'", id="by a migration that was broken off"),
    ],
)
def test_a_kind_that_was_left_out_is_found_nevertheless(
    tmp_path: Path, embedder: WordEmbedder, folder: Path, write: Write, left: str
) -> None:
    write("first", BODY, kind="case_study")
    home = _home_of(folder, tmp_path, embedder)
    engine = database.connect(database_url(home, None))
    with engine.begin() as connection:
        connection.exec_driver_sql(left)
    database.migrate(engine)
    assert open_library(home, embedder).catalogue.published_of(Kind.CASE_STUDY, [PUBLIC]) == [("first", 1)]
