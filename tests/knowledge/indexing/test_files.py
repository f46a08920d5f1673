"""Which files of a folder are documents, what they are called, and the metadata beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import InsightsError, UnreadableDocument
from knowledge.indexing.files import SourceFile, find_files
from knowledge.indexing.loaders.by_suffix import LOADERS
from tests.knowledge.indexing.source_files import close, one_line


def put(folder: Path, name: str, text: str = "text") -> Path:
    """Write a file, making its folders."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def only(folder: Path) -> SourceFile:
    """The single document of a folder."""
    files = find_files(folder).readable
    assert len(files) == 1
    return files[0]


def test_documents_of_every_known_ending_are_found_at_any_depth_in_order(folder: Path) -> None:
    names = ["a.md", "b/a.PDF", "b/c/d.xlsx", "b/c/e.markdown"]
    for name in reversed(names):
        put(folder, name)
    assert [str(file.path.relative_to(folder)) for file in find_files(folder).readable] == names


def test_an_id_is_the_path_without_the_markdown_ending(folder: Path) -> None:
    for name in ("reports/early-help.md", "reports/early-help.pdf", "Two words.md", "v1.2 final.md"):
        put(folder, name)
    assert {file.document_id for file in find_files(folder).readable} == {
        "reports/early-help",
        "reports/early-help.pdf",
        "Two-words",
        "v1.2-final",
    }


def test_hidden_files_and_office_lock_files_are_passed_over(folder: Path) -> None:
    for name in ("a.md", ".hidden.md", ".git/b.md", "~$open.xlsx", "sub/.cache/c.md"):
        put(folder, name)
    assert only(folder).document_id == "a"
    assert find_files(folder).other == []


def test_a_hidden_folder_above_the_library_hides_nothing(tmp_path: Path) -> None:
    put(tmp_path / ".insights" / "documents", "a.md")
    assert only(tmp_path / ".insights" / "documents").document_id == "a"


def test_files_that_no_loader_reads_are_named(folder: Path) -> None:
    for name in ("a.md", "b.doc", "c", "d.pdf.yaml", "a.md.yml"):
        put(folder, name)
    assert {path.name for path in find_files(folder).other} == {"b.doc", "c", "d.pdf.yaml", "a.md.yml"}


def test_metadata_files_are_not_documents_and_not_reported_as_unread(folder: Path) -> None:
    for name in ("_defaults.yaml", "a.md", "a.md.yaml", "sub/_defaults.yaml"):
        put(folder, name, "")
    found = find_files(folder)
    assert [file.path.name for file in found.readable] == ["a.md"]
    assert found.other == []


def test_a_missing_folder_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match=r"no folder .*nowhere.*INSIGHTS_LIBRARY"):
        find_files(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match="no folder"):
        find_files(put(tmp_path, "a.md"))


@pytest.mark.parametrize("present", [[], ["notes.log"], ["_defaults.yaml"], [".hidden.md"]])
def test_a_folder_without_a_document_is_an_error_that_names_the_endings(folder: Path, present: list[str]) -> None:
    for name in present:
        put(folder, name)
    with pytest.raises(InsightsError, match="no document in") as caught:
        find_files(folder)
    assert all(suffix in str(caught.value) for suffix in LOADERS)


def test_of_the_metadata_around_a_file_the_nearest_wins(folder: Path) -> None:
    put(folder, "_defaults.yaml", "audience: public\npublisher: Outer\nowner: Outer\nlicence: Outer")
    put(folder, "reports/_defaults.yaml", "publisher: Inner\nowner: Inner")
    put(folder, "reports/a.md.yaml", "owner: Sidecar")
    put(folder, "reports/b.md")
    put(folder, "reports/a.md")
    fields = {file.document_id: file.outer_fields() for file in find_files(folder).readable}
    assert fields["reports/a"] == {
        "audience": "public",
        "publisher": "Inner",
        "owner": "Sidecar",
        "licence": "Outer",
    }
    assert fields["reports/b"]["owner"] == "Inner"


def test_defaults_of_one_folder_say_nothing_about_its_neighbour(folder: Path) -> None:
    put(folder, "a/_defaults.yaml", "audience: public")
    put(folder, "b/x.md")
    assert only(folder).outer_fields() == {}


def test_an_empty_metadata_file_says_nothing(folder: Path) -> None:
    put(folder, "a.md")
    put(folder, "a.md.yaml", "# nothing yet\n")
    assert only(folder).outer_fields() == {}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"title: a: b\n", id="wrong YAML"),
        pytest.param(b"- a\n- b\n", id="a list"),
        pytest.param(b"just words\n", id="a sentence"),
        pytest.param(b"title: caf\xe9\n", id="not UTF-8"),
        pytest.param(b"review_by: 2026-02-30\n", id="a day that does not exist"),
        pytest.param(b"title: !!python/object/apply:os.system [echo]\n", id="code"),
    ],
)
@pytest.mark.parametrize("name", ["a.md.yaml", "_defaults.yaml"])
def test_a_metadata_file_that_cannot_be_read_is_named(folder: Path, name: str, content: bytes) -> None:
    put(folder, "a.md")
    (folder / name).write_bytes(content)
    with pytest.raises(UnreadableDocument, match=name) as caught:
        only(folder).outer_fields()
    assert one_line(str(caught.value))


def test_a_byte_order_mark_before_the_metadata_is_no_part_of_it(folder: Path) -> None:
    put(folder, "a.md")
    (folder / "a.md.yaml").write_bytes(b"\xef\xbb\xbftitle: A\n")
    assert only(folder).outer_fields() == {"title": "A"}


@pytest.mark.parametrize("name", ["sub/a.md", "sub/a.md.yaml", "sub/_defaults.yaml", "_defaults.yaml"])
def test_a_change_of_the_file_or_of_anything_that_describes_it_is_noticed(folder: Path, name: str) -> None:
    for path in ("sub/a.md", "sub/a.md.yaml", "sub/_defaults.yaml", "_defaults.yaml"):
        put(folder, path, "title: old")
    before = only(folder).sha256()
    assert only(folder).sha256() == before
    put(folder, name, "title: new")
    assert only(folder).sha256() != before


def test_text_that_moves_from_one_file_to_another_is_a_change(folder: Path) -> None:
    put(folder, "a.md", "tail")
    put(folder, "a.md.yaml", "title: head")
    before = only(folder).sha256()
    put(folder, "a.md", "headtail")
    put(folder, "a.md.yaml", "title: ")
    assert only(folder).sha256() != before


def test_a_file_that_went_away_in_the_meantime_is_unreadable(folder: Path) -> None:
    path = put(folder, "a.md")
    file = only(folder)
    path.unlink()
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        file.sha256()


def test_a_folder_that_cannot_be_looked_into_is_named_and_not_taken_for_empty(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "a.md")
    shut = put(folder, "shut/b.md").parent
    close(monkeypatch, shut)
    found = find_files(folder)
    assert [file.document_id for file in found.readable] == ["a"]
    assert found.closed == [(shut, "Permission denied")]
    assert found.may_hold(str(shut / "b.md"))
    assert not found.may_hold(str(folder / "a.md"))


def test_of_a_library_folder_that_cannot_be_looked_into_that_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "a.md")
    close(monkeypatch, folder)
    with pytest.raises(InsightsError, match=r"cannot be looked into \(Permission denied\)"):
        find_files(folder)
