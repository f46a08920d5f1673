"""Syncs killed, again and again: the library is always whole and always comes right.

``KILLS=50 pytest tests/knowledge/indexes/test_kills.py -s`` kills fifty times at random moments and prints how many
kills hit a running sync; then it kills twelve times while Chroma is writing its files. ``KILL_SEED`` chooses other
documents and other moments.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.database import connect, migrate
from knowledge.opening import Library, database_url, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC
from tests.conftest import WordEmbedder
from tests.knowledge.indexes.conftest import sections, write_markdown
from tests.knowledge.indexes.finding import faults
from tests.knowledge.indexes.other_process import OtherProcess

KILLS = int(os.environ.get("KILLS", "4"))
SEED = int(os.environ.get("KILL_SEED", "2014"))

IN_ORDER: dict[str, list[str]] = {"disagreements": [], "unfindable": []}
LONG = 400
"""Passages of a long document: two or three of them make Chroma write its graph."""

DOCUMENTS = 24
PASSAGES = 100
"""Of one document, at most. The documents changed between two syncs are then more than one publication, and Chroma
makes about the thousand changes after which it writes its graph to files."""

State = tuple[str, tuple[str, ...]]
"""What a reader sees of a document: its audience and its passages."""


@dataclass
class ChangingFolder:
    """A folder of documents somebody works on; ``states`` is what a sync to the end would show."""

    path: Path
    random: random.Random
    states: dict[str, State] = field(default_factory=dict)
    written: int = 0

    def change(self) -> None:
        """Change half of the documents, take some away and put new ones in their place."""
        names = sorted(self.states)
        for name in self.random.sample(names, len(names) // 8):
            (self.path / f"{name}.md").unlink()
            del self.states[name]
        for name in self.random.sample(sorted(self.states), len(self.states) // 2):
            self._write(name)
        while len(self.states) < DOCUMENTS:
            self._write(f"document-{self.written}")

    def _write(self, name: str) -> None:
        self.written += 1
        audience = self.random.choice(["public", "public", "public", "internal"])
        texts = sections(f"mark{self.written}x", self.random.randint(1, PASSAGES))
        write_markdown(self.path / f"{name}.md", texts, audience)
        self.states[name] = (audience, tuple(texts))


def shown(home: Path) -> dict[str, State]:
    """What a process that has just been started finds in the catalogue, document by document."""
    engine = connect(database_url(home, None))
    try:
        catalogue = Catalogue(engine)
        documents = catalogue.documents()
        assert len({document.id for document in documents}) == len(documents), "a document is there twice"
        states = {}
        for document in documents:
            chunks = catalogue.chunks_of(document.id)
            if chunks:  # withdrawn between the two questions
                states[document.id] = (str(chunks[0].audience), tuple(chunk.text for chunk in chunks))
        return states
    finally:
        engine.dispose()


def staged_versions(home: Path) -> int:
    """Versions stored and never published."""
    engine = connect(database_url(home, None))
    with engine.connect() as connection:
        number: int = connection.execute(text("SELECT count(*) FROM versions WHERE state = 'staged'")).scalar_one()
    engine.dispose()
    return number


def assert_old_or_new(seen: dict[str, State], old: dict[str, State], new: dict[str, State]) -> None:
    """Every document is completely as it was before the sync or as it will be after it."""
    for name in {*seen, *old, *new}:
        states = (old.get(name), new.get(name))
        assert seen.get(name) in states, f"{name} is neither its old nor its new self"


def assert_found(library: Library, states: dict[str, State]) -> None:
    """A running bot finds a passage of each document, as it is shown, and only for its audience."""
    retriever = Retriever(library)
    for audience, texts in states.values():
        other = INTERNAL if audience == PUBLIC else PUBLIC
        query = texts[len(texts) // 2]
        everybody = retriever.search(query, [PUBLIC, INTERNAL], 3).chunks
        assert [scored.chunk.text for scored in everybody][:1] == [query]
        assert query not in [scored.chunk.text for scored in retriever.search(query, [other], 3).chunks]


@dataclass
class Report:
    """What the kills met."""

    hit: int = 0
    missed: int = 0
    looks: int = 0
    between: int = 0
    """Kills after which some documents were old and others new."""
    late: int = 0
    """Kills after which all documents were new: what was left to do concerned the indexes only."""

    def line(self, seconds: float) -> str:
        """For whoever runs the test by hand."""
        early = self.hit - self.between - self.late
        return (
            f"{self.hit + self.missed} kills, {self.hit} hit a running sync: {early} before its first publication, "
            f"{self.between} between two, {self.late} after its last; {self.looks} looks at the catalogue meanwhile; "
            f"seed {SEED}; {seconds:.0f} s\n"
        )


@dataclass(frozen=True)
class Moment:
    """When to kill: some seconds after the order was given, or after its first publication was seen."""

    seconds: float
    after_publication: bool


def some_moment(chance: random.Random, usual: float) -> Moment:
    """Spread over the time a sync usually takes, and as often over what comes after its first publication."""
    after_publication = chance.random() < 0.5
    return Moment(chance.uniform(0, usual / 3 if after_publication else usual), after_publication)


def kill_a_sync(process: OtherProcess, home: Path, folder: ChangingFolder, moment: Moment, report: Report) -> None:
    """Start a sync, look at the library while it runs, kill it at ``moment`` and look again."""
    before = shown(home)
    process.tell("sync", home, folder=folder.path)
    killer = threading.Timer(moment.seconds, process.kill)
    while not process.has_spoken():
        seen = shown(home)
        assert_old_or_new(seen, before, folder.states)
        report.looks += 1
        time.sleep(0.02)
        if killer.ident is None and (seen != before or not moment.after_publication):
            killer.start()
    killer.cancel()
    if killer.ident is not None:
        killer.join()
    ended = process.hear()
    after = shown(home)
    assert_old_or_new(after, before, folder.states)
    if "died" in ended:
        assert ended == {"died": -9}, "it died by itself"
        report.hit += 1
        report.between += after not in (before, folder.states)
        report.late += after == folder.states
    else:
        assert "result" in ended, ended
        assert after == folder.states
        report.missed += 1


def sync_to_the_end(home: Path, folder: ChangingFolder) -> float:
    """In a new process; returns how long it took."""
    with OtherProcess(graph_soon=False) as process:
        begun = time.monotonic()
        process.do("sync", home, folder=folder.path)
        seconds = time.monotonic() - begun
    assert shown(home) == folder.states
    return seconds


def test_a_library_whose_syncs_are_killed_is_always_whole_and_always_comes_right(home: Path, tmp_path: Path) -> None:
    begun = time.monotonic()
    chance = random.Random(SEED)
    folder = ChangingFolder(tmp_path / "documents", chance)
    folder.change()
    rehearsal = tmp_path / "rehearsal"
    rehearsal.mkdir()
    migrate(connect(database_url(rehearsal, None)))
    sync_to_the_end(rehearsal, folder)
    folder.change()
    usual = sync_to_the_end(rehearsal, folder)
    bot = open_library(home, WordEmbedder())
    report = Report()

    for _ in range(KILLS):
        with OtherProcess(graph_soon=False) as process:
            kill_a_sync(process, home, folder, some_moment(chance, usual), report)
        match chance.choice(["kill again", "kill again", "the bot searches", "sync to the end"]):
            case "the bot searches":
                assert_found(bot, shown(home))
            case "sync to the end":
                usual = sync_to_the_end(home, folder)
                assert_found(bot, folder.states)
        folder.change()
    sync_to_the_end(home, folder)
    with OtherProcess(graph_soon=False) as process:
        examined = process.do("examine", home, at_most=DOCUMENTS * PASSAGES)

    texts = {name: list(texts) for name, (_, texts) in folder.states.items()}
    assert examined == {**IN_ORDER, "texts": texts}
    assert shown(home) == folder.states
    assert staged_versions(home) == 0
    assert_found(bot, folder.states)
    assert faults(bot) == []
    bot.indexes.vectors.close()
    sys.stdout.write(report.line(time.monotonic() - begun))
    assert report.hit, "no kill met a running sync"


# -- the worst moment --------------------------------------------------------------------------------------------


def graph_files(home: Path) -> list[tuple[str, int, int]]:
    """The files in which Chroma keeps its graph, as they are now. They are written in place, one after the other."""
    found = []
    for path in sorted((home / "indexes" / "vectors").glob("*/*/*")):
        with contextlib.suppress(FileNotFoundError):
            stat = path.stat()
            found.append((path.name, stat.st_size, stat.st_mtime_ns))
    return found


def test_a_library_killed_while_chroma_writes_its_graph_comes_right(home: Path, folder: Path) -> None:
    begun = time.monotonic()
    chance = random.Random(SEED)
    texts = {f"document-{number}": sections(f"first{number}x", LONG) for number in range(6)}
    for name, some in texts.items():
        write_markdown(folder / f"{name}.md", some, "public")
    with OtherProcess(graph_soon=False) as process:
        process.do("sync", home, folder=folder)
    hit = 0

    for kill in range(max(2, KILLS // 4)):
        for name in chance.sample(sorted(texts), 3):
            texts[name] = sections(f"kill{kill}{name[-1]}x", LONG)
            write_markdown(folder / f"{name}.md", texts[name], "public")
        with OtherProcess(graph_soon=False) as process:
            before = graph_files(home)
            process.tell("sync", home, folder=folder)
            while graph_files(home) == before and not process.has_spoken():
                pass
            time.sleep(chance.choice([0, 0, 0.001, 0.003]))
            process.kill()
            hit += "died" in process.hear()
        with OtherProcess(graph_soon=False) as process:
            examined = process.do("examine", home)
            assert {name: examined[name] for name in IN_ORDER} == IN_ORDER, f"after kill {kill}"
            process.do("sync", home, folder=folder)
            assert process.do("examine", home) == {**IN_ORDER, "texts": texts}, f"after kill {kill} and a sync"

    sys.stdout.write(
        f"{max(2, KILLS // 4)} kills while the graph was written, {hit} hit; {time.monotonic() - begun:.0f} s\n"
    )
    assert hit, "no kill met a running sync"
