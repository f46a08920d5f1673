"""Archives and e-mails in a folder: what they hold comes into the library like any other file."""

from __future__ import annotations

from pathlib import Path

from knowledge.opening import Library
from tests.conftest import sync
from tests.knowledge.indexing.source_files import write_mail, write_pdf, write_zip

NOTE = b"---\ntitle: A note\naudience: public\n---\nFamily hubs cost little.\n"


def metadata(library: Library) -> dict[str, tuple[str, str, str | None]]:
    """Title, audience and owner of every document by its id."""
    return {
        document.id: (document.metadata.title, document.metadata.audience, document.metadata.owner)
        for document in library.catalogue.documents()
    }


def test_an_archive_is_read_like_a_folder(library: Library, folder: Path, tmp_path: Path) -> None:
    pdf = write_pdf(tmp_path / "a.pdf", [["Telecare costs more."]]).read_bytes()
    members = {
        "reports/early help.md": NOTE,
        "reports/_defaults.yaml": b"owner: Inner",
        "b.pdf": pdf,
        "b.pdf.yaml": b"title: B\naudience: client:anytown",
        "__MACOSX/b.pdf": b"x",
        "picture.png": b"x",
    }
    write_zip(folder / "bundle.zip", members)
    (folder / "bundle.zip.yaml").write_text("title: The bundle\naudience: subscribers\nowner: Outer")
    report = sync(library, folder)
    assert metadata(library) == {
        "bundle.zip/b.pdf": ("B", "client:anytown", "Outer"),
        "bundle.zip/reports/early-help": ("A note", "public", "Inner"),
    }
    assert report.skipped == [(f"{folder}/bundle.zip/picture.png", "no loader for .png")]
    assert report.unreadable == []


def test_a_second_sync_follows_what_changed_inside(library: Library, folder: Path) -> None:
    write_zip(folder / "a.zip", {"stays.md": NOTE, "changes.md": NOTE, "goes.md": NOTE})
    sync(library, folder)
    write_zip(folder / "a.zip", {"stays.md": NOTE, "changes.md": NOTE + b"\nMore.\n", "comes.md": NOTE})
    report = sync(library, folder)
    assert (report.unchanged, report.changed, report.added, report.removed) == (
        ["a.zip/stays"],
        ["a.zip/changes"],
        ["a.zip/comes"],
        ["a.zip/goes"],
    )


def test_an_archive_that_turns_bad_takes_nothing_away(library: Library, folder: Path) -> None:
    path = write_zip(folder / "a.zip", {"one.md": NOTE})
    sync(library, folder)
    path.write_bytes(path.read_bytes()[:-30])
    (folder / "b.md").write_bytes(NOTE)
    report = sync(library, folder)
    assert (report.removed, [Path(name).name for name, _ in report.unreadable]) == ([], ["a.zip"])
    assert set(metadata(library)) == {"a.zip/one", "b"}


def test_an_email_is_a_document_and_so_are_its_attachments(library: Library, folder: Path, tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"deep.md": NOTE}).read_bytes()
    write_mail(folder / "a.eml", "See the files.", {"report.md": NOTE, "bundle.zip": inner, "broken.pdf": b"%PDF-1.4"})
    report = sync(library, folder)
    assert set(metadata(library)) == {"a.eml", "a.eml/report", "a.eml/bundle.zip/deep"}
    assert [name for name, _ in report.unreadable] == [f"{folder}/a.eml/broken.pdf"]


def test_an_id_in_a_sidecar_keeps_a_document_the_same_in_another_format(library: Library, folder: Path) -> None:
    (folder / "report.md").write_bytes(NOTE)
    sync(library, folder)
    (folder / "report.md").unlink()
    write_pdf(folder / "report-2026.pdf", [["Family hubs cost little."]])
    (folder / "report-2026.pdf.yaml").write_text("id: report\ntitle: A note\naudience: public")
    report = sync(library, folder)
    assert (report.changed, report.removed) == (["report"], [])


def test_an_id_that_cannot_be_used_is_said(library: Library, folder: Path) -> None:
    write_pdf(folder / "a.pdf", [["Text."]])
    (folder / "a.pdf.yaml").write_text("id: a b\naudience: public")
    ((_, reason),) = sync(library, folder).unreadable
    assert reason == "the id 'a b' cannot be used: write letters, digits and - _ . / without blanks, in the sidecar"
