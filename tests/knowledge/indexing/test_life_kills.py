"""Documents added, replaced, retired and removed by a process that is killed: nothing lost, nothing half, nothing left.

``LIFE_KILLS=200 pytest tests/knowledge/indexing/test_life_kills.py -s`` for the long run; ``KILL_SEED`` for others.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.catalogue.tables import VersionState
from knowledge.opening import Library, open_library
from tests.conftest import WordEmbedder
from tests.knowledge.indexes.conftest import sections, write_markdown
from tests.knowledge.indexes.finding import faults
from tests.knowledge.indexes.other_process import OtherProcess

KILLS = int(os.environ.get("LIFE_KILLS", "10"))
SEED = int(os.environ.get("KILL_SEED", "2014"))
DOCUMENTS = 12
PASSAGES = 40

Texts = tuple[str, ...]


@dataclass
class Model:
    """What the library holds by all that is known: the texts of each published document, and files once given."""

    folder: Path
    chance: random.Random
    shown: dict[str, Texts] = field(default_factory=dict)
    written: int = 0

    def next_change(self) -> tuple[str, dict[str, object], dict[str, Texts]]:
        """An order for the other process, its details, and what the library shows once it is done."""
        names = sorted(self.shown)
        what = self.chance.choice(["add", "add", "replace", "replace", "retire", "remove", "supersede"])
        if len(names) < DOCUMENTS // 2:
            what = "add"
        after = dict(self.shown)
        if what in ("retire", "remove"):
            name = self.chance.choice(names)
            del after[name]
            return what, {"document": name}, after
        self.written += 1
        name = self.chance.choice(names) if what == "replace" else f"document-{self.written}"
        texts = tuple(sections(f"mark{self.written}x", self.chance.randint(1, PASSAGES)))
        path = self.folder / f"{name}.md"
        write_markdown(path, list(texts), "public")
        if what == "supersede":
            other = self.chance.choice(names)
            path.write_text(
                path.read_text(encoding="utf-8").replace("---\n", f"---\nsupersedes: {other}\n", 1), "utf-8"
            )
            del after[other]
        after[name] = texts
        return "add", {"path": path}, after


def shown(library: Library) -> dict[str, Texts]:
    """The texts of each published document; none twice."""
    documents = library.catalogue.documents()
    assert len({document.id for document in documents}) == len(documents)
    return {
        document.id: tuple(chunk.text for chunk in library.catalogue.chunks_of(document.id)) for document in documents
    }


def assert_no_orphans(library: Library) -> None:
    """Every store holds what the catalogue says, and nothing else."""
    library.indexes.follow()
    assert library.indexes.disagreements() == []
    with library.indexes.writing():
        pass
    versions = [version for name in _every_id(library) for version in library.history.versions(name)]
    assert library.originals.held() == {version.original for version in versions if version.original}
    assert list((library.home / "originals").glob("*.new")) == []
    for name in _every_id(library):
        states = Counter(version.state for version in library.history.versions(name))
        assert states[VersionState.PUBLISHED] <= 1


def _every_id(library: Library) -> list[str]:
    import sqlite3

    with sqlite3.connect(library.home / "catalogue.sqlite") as database:
        rows = database.execute("SELECT id FROM documents").fetchall()
        staged = database.execute("SELECT count(*) FROM versions WHERE state = 'staged'").fetchone()[0]
        loose = database.execute(
            "SELECT count(*) FROM chunks WHERE version_key NOT IN (SELECT key FROM versions)"
        ).fetchone()[0]
        empty = database.execute(
            "SELECT count(*) FROM documents WHERE id NOT IN (SELECT document_id FROM versions)"
        ).fetchone()[0]
    database.close()
    assert (staged, loose, empty) == (0, 0, 0)
    return [row[0] for row in rows]


def test_a_library_whose_changes_are_killed_is_always_whole_and_keeps_nothing_it_should_not(
    home: Path, folder: Path
) -> None:
    begun = time.monotonic()
    model = Model(folder, random.Random(SEED))
    bot = open_library(home, WordEmbedder())
    met: Counter[str] = Counter()
    usual = 1.0
    for _ in range(DOCUMENTS // 2):
        order, details, model.shown = model.next_change()
        with OtherProcess() as process:
            started = time.monotonic()
            process.do(order, home, **details)
            usual = time.monotonic() - started

    for _ in range(KILLS):
        order, details, after = model.next_change()
        before = model.shown
        publication = bot.catalogue.publication()
        late = model.chance.random() < 0.5
        with OtherProcess() as process:
            process.tell(order, home, **details)
            started = time.monotonic()
            while late and not process.has_spoken() and bot.catalogue.publication() == publication:
                time.sleep(0.001)
            killer = threading.Timer(model.chance.uniform(0, usual / 3 if late else usual), process.kill)
            killer.start()
            ended = process.hear()
            killer.cancel()
            killer.join()
        now = shown(bot)
        assert now in (before, after), f"{order} left neither the old nor the new"
        died = "died" in ended
        assert died or "result" in ended, ended
        assert died or now == after
        usual = usual if died else 0.5 * usual + 0.5 * (time.monotonic() - started)
        met[f"{order} {'killed' if died else 'finished'}, {'done' if now == after else 'undone'}"] += 1
        model.shown = now
        if model.chance.random() < 0.5:
            assert_no_orphans(bot)
    assert_no_orphans(bot)
    assert shown(bot) == model.shown
    assert faults(bot) == []
    bot.indexes.vectors.close()
    sys.stdout.write(f"{KILLS} changes, {dict(sorted(met.items()))}; seed {SEED}; {time.monotonic() - begun:.0f} s\n")
    assert any("killed" in what for what in met), "no kill met a running change"
