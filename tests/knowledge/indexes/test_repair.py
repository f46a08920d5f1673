"""Whatever happened to the indexes, the next process to start puts them right from the catalogue."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.catalogue.database import connect, migrate
from knowledge.opening import Library, database_url
from tests.conftest import sync
from tests.knowledge.indexes.conftest import WriteSections, fail_at, sections, write_markdown
from tests.knowledge.indexes.finding import Texts, texts_by_document, unfindable
from tests.knowledge.indexes.other_process import GRAPH_AFTER, BackwardWordEmbedder, OtherProcess

MANY = GRAPH_AFTER + 10
"""Passages after which Chroma has written its graph to files; below it keeps a log only."""

IN_ORDER: dict[str, list[str]] = {"disagreements": [], "unfindable": []}


# -- damage ------------------------------------------------------------------------------------------------------


def delete(pattern: str) -> Callable[[Path], None]:
    def damage(home: Path) -> None:
        for path in _found(home, pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


def overwrite(pattern: str) -> Callable[[Path], None]:
    def damage(home: Path) -> None:
        for path in _found(home, pattern):
            path.write_bytes(b"\xff\xfeThis is not what was here. " * 20)

    return damage


def halve(pattern: str) -> Callable[[Path], None]:
    def damage(home: Path) -> None:
        for path in _found(home, pattern):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return damage


def empty(pattern: str) -> Callable[[Path], None]:
    def damage(home: Path) -> None:
        for path in _found(home, pattern):
            path.write_bytes(b"")

    return damage


def _found(home: Path, pattern: str) -> list[Path]:
    paths = list(home.glob(pattern))
    assert paths, f"nothing to damage at {pattern}: do the indexes keep their files elsewhere now?"
    return paths


DAMAGE = {
    "all indexes deleted": delete("indexes"),
    "the vectors deleted": delete("indexes/vectors"),
    "the words deleted": delete("indexes/words"),
    "one audience's words deleted": delete("indexes/words/public*"),
    "the vectors' database overwritten": overwrite("indexes/vectors/*/chroma.sqlite3"),
    "the vectors' database cut short": halve("indexes/vectors/*/chroma.sqlite3"),
    "the vectors' graph deleted": delete("indexes/vectors/*/*-*"),
    "the vectors' graph overwritten": overwrite("indexes/vectors/*/*/*.bin"),
    "the vectors' graph cut short": halve("indexes/vectors/*/*/*.bin"),
    "the vectors' graph without its list": empty("indexes/vectors/*/*/*.pickle"),
    "the words' list of segments overwritten": overwrite("indexes/words/*/meta.json"),
    "the words' list of segments deleted": delete("indexes/words/*/meta.json"),
    "the words' segments overwritten": overwrite("indexes/words/*/*.term"),
    "the words' segments deleted": delete("indexes/words/*/*.idx"),
}


@dataclass(frozen=True)
class Sound:
    """A library made by another process and what it holds."""

    home: Path
    folder: Path
    texts: Texts


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """A library for two audiences, to be copied."""
    root = tmp_path_factory.mktemp("original")
    original = Sound(
        root / "home",
        root / "documents",
        {"long": sections("long", MANY), "short": sections("short", 3), "note": sections("note", 3)},
    )
    for name, texts in original.texts.items():
        write_markdown(original.folder / f"{name}.md", texts, "internal" if name == "note" else "public")
    original.home.mkdir()
    engine = connect(database_url(original.home, None))
    migrate(engine)
    engine.dispose()
    with OtherProcess() as process:
        process.do("sync", original.home, folder=original.folder)
    return original


@pytest.fixture
def sound(original: Sound, tmp_path: Path) -> Sound:
    """A copy to be damaged."""
    copy = Sound(tmp_path / "home", tmp_path / "documents", original.texts)
    shutil.copytree(original.home, copy.home)
    shutil.copytree(original.folder, copy.folder)
    return copy


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_a_writer_cut_short_has_damaged_is_repaired_at_the_next_start(
    sound: Sound, other: OtherProcess, damage: str
) -> None:
    (sound.home / "indexes" / "reflects").unlink()
    DAMAGE[damage](sound.home)

    assert other.do("examine", sound.home) == {**IN_ORDER, "texts": sound.texts}


@pytest.mark.parametrize(
    "damage",
    [
        "all indexes deleted",
        "the vectors deleted",
        "the words deleted",
        "the vectors' database overwritten",
        "the vectors' graph overwritten",
        "the words' list of segments overwritten",
    ],
)
def test_what_a_disk_or_a_person_has_damaged_is_repaired_at_the_next_start(
    sound: Sound, other: OtherProcess, damage: str
) -> None:
    DAMAGE[damage](sound.home)

    assert other.do("examine", sound.home) == {**IN_ORDER, "texts": sound.texts}


@pytest.mark.parametrize(
    "damage",
    [
        "the vectors' database overwritten",
        "the vectors' graph overwritten",
        "the words' list of segments overwritten",
        "the words' segments deleted",
    ],
)
def test_a_rebuild_mends_any_damage(sound: Sound, other: OtherProcess, damage: str) -> None:
    DAMAGE[damage](sound.home)

    assert other.do("rebuild", sound.home) == MANY + 6
    assert other.do("examine", sound.home) == {**IN_ORDER, "texts": sound.texts}


@pytest.mark.parametrize(
    "content", [None, b"", b"\xff\xfe\x00", b"something else", b"format 2, hashed-words\npublication 0"]
)
def test_a_lost_or_damaged_mark_is_no_reason_to_fail(sound: Sound, other: OtherProcess, content: bytes | None) -> None:
    mark = sound.home / "indexes" / "reflects"
    mark.unlink()
    if content is not None:
        mark.write_bytes(content)

    assert other.do("examine", sound.home) == {**IN_ORDER, "texts": sound.texts}


def test_rebuilding_again_and_again_does_not_fill_the_disk(sound: Sound, other: OtherProcess) -> None:
    def size() -> int:
        return sum(path.stat().st_size for path in (sound.home / "indexes").rglob("*") if path.is_file())

    before = size()
    for _ in range(2):
        other.do("rebuild", sound.home)

    assert size() < 1.5 * before


def test_the_library_can_be_changed_after_all_indexes_were_deleted(sound: Sound, other: OtherProcess) -> None:
    DAMAGE["all indexes deleted"](sound.home)
    added = sections("added", 3)
    write_markdown(sound.folder / "added.md", added, "public")
    (sound.folder / "short.md").unlink()

    # The documents were synced from another folder: to this library these are others' files.
    report = other.do("sync", sound.home, folder=sound.folder)

    assert report["added"] == ["added"]
    wanted = {**sound.texts, "added": added}
    assert other.do("examine", sound.home) == {**IN_ORDER, "texts": wanted}


# -- writers that did not finish -----------------------------------------------------------------------------------

SYNC_STEPS = [
    f"{when} {step}"
    for step in (
        "Catalogue.stage",
        "VectorStore.add",
        "KeywordIndex.add",
        "Catalogue.publish",
        "VectorStore.delete",
        "KeywordIndex.delete",
        "Catalogue.withdraw",
    )
    for when in ("before", "after")
]


@pytest.mark.parametrize("step", SYNC_STEPS)
def test_a_sync_that_fails_at_any_step_leaves_each_document_old_or_new(
    home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, step: str
) -> None:
    old, gone = write_sections("report", "old"), write_sections("gone", "gone")
    other.do("sync", home, folder=folder)
    new, added = write_sections("report", "new"), write_sections("added", "added", audience="internal")
    (folder / "gone.md").unlink()

    fail_at(step, other, "sync", home, folder=folder)

    seen = other.do("examine", home)
    assert {name: seen[name] for name in IN_ORDER} == IN_ORDER
    assert seen["texts"] in (
        {"report": old, "gone": gone},
        {"report": new, "added": added, "gone": gone},
        {"report": new, "added": added},
    )
    other.do("sync", home, folder=folder)
    assert other.do("examine", home) == {**IN_ORDER, "texts": {"report": new, "added": added}}


@pytest.mark.parametrize("step", ["after VectorStore.add", "after KeywordIndex.add", "after Catalogue.publish"])
def test_a_running_bot_puts_right_what_a_failed_sync_elsewhere_left(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, step: str
) -> None:
    texts = {"report": write_sections("report", "old")}
    sync(library, folder)
    assert unfindable(library) == []
    abandoned = write_sections("abandoned", "abandoned", passages=9)

    fail_at(step, other, "sync", home, folder=folder)
    if "publish" in step:
        texts["abandoned"] = abandoned
    else:
        (folder / "abandoned.md").unlink()
    texts["added"] = write_sections("added", "added")
    sync(library, folder)

    assert texts_by_document(library) == texts
    assert unfindable(library) == []
    library.indexes.vectors.close()
    assert other.do("examine", home) == {**IN_ORDER, "texts": texts}


def test_what_failed_under_one_text_is_published_under_another(
    home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess
) -> None:
    write_sections("report", "first")
    other.do("sync", home, folder=folder)
    write_sections("report", "failed", passages=5)
    fail_at("before Catalogue.publish", other, "sync", home, folder=folder)

    texts = write_sections("report", "last", passages=4)
    other.do("sync", home, folder=folder)

    assert other.do("examine", home) == {**IN_ORDER, "texts": {"report": texts}}
    assert other.do("search", home, query="failed1a") == other.do("search", home, query="unheardof")


def test_a_repair_that_fails_is_done_by_the_next_process(sound: Sound, other: OtherProcess) -> None:
    DAMAGE["all indexes deleted"](sound.home)
    for step in ("after VectorStore.add", "before KeywordIndex.add", "after KeywordIndex.add"):
        fail_at(step, other, "examine", sound.home)

    assert other.do("examine", sound.home) == {**IN_ORDER, "texts": sound.texts}


# -- rebuilds that did not finish ----------------------------------------------------------------------------------

REBUILD_STEPS = [
    "before Catalogue.replace_vectors",
    "after Catalogue.replace_vectors",
    "before VectorStore.wipe",
    "after VectorStore.wipe",
    "after KeywordIndex.wipe",
    "after VectorStore.add",
    "after KeywordIndex.add",
    "after IndexSet.rebuild",
]


@pytest.mark.parametrize("step", REBUILD_STEPS)
def test_a_rebuild_for_another_model_that_failed_is_finished_or_asked_for_again(
    home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, step: str
) -> None:
    texts = {
        "report": write_sections("report", "text"),
        "note": write_sections("note", "note", audience="internal"),
        "council": write_sections("council", "council", audience="client:a"),
    }
    other.do("sync", home, folder=folder)
    new = BackwardWordEmbedder.name
    fail_at(step, other, "rebuild", home, model=new)

    seen = other.start("examine", home, model=new)

    if seen.get("error") == "IndexOutOfDate":
        assert "insights library rebuild" in seen["message"]
        other.do("rebuild", home, model=new)
        seen = other.start("examine", home, model=new)
    assert seen == {"result": {**IN_ORDER, "texts": texts}}


@pytest.mark.parametrize("step", REBUILD_STEPS)
def test_a_rebuild_with_the_same_model_that_failed_loses_nothing(
    home: Path, folder: Path, write_sections: WriteSections, other: OtherProcess, step: str
) -> None:
    texts = {
        "report": write_sections("report", "text"),
        "note": write_sections("note", "note", audience="internal"),
    }
    other.do("sync", home, folder=folder)

    fail_at(step, other, "rebuild", home)

    assert other.do("examine", home) == {**IN_ORDER, "texts": texts}
