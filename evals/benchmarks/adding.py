"""How long a consultant waits: a document added to libraries of several sizes, and what a preview would change.

python -m evals.benchmarks.adding [--sizes 10 100 1000]

With the embedding model that is shipped. Documents have three sections of about 60 words, drawn from the starter
library. A preview is compared with asking every question of two assistants that share nothing.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path

from bot.assembly import forecast_for, library_from, migrate_database, quoting_assistant_for
from bot.settings import STARTER_LIBRARY, Settings
from evals.questions import suite_questions
from knowledge.indexing.add import add_files, prepare_alone
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.files import source_file
from knowledge.indexing.rehearsal import rehearsal
from knowledge.indexing.sync import sync_folder
from knowledge.opening import Library
from knowledge.sentences import split_sentences
from knowledge.vocabulary import PUBLIC

_SECTIONS, _SENTENCES = 3, 4
_EVERY = 4
"""Of so many questions of the suites one is asked."""


def main() -> None:
    """Measure, and print a line for each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="*", default=[10, 100, 1000])
    _preview()
    for size in options.parse_args().sizes:
        _add(size)


def _preview() -> None:
    with _library() as (library, settings, folder):
        sync_folder(library, STARTER_LIBRARY, "benchmark", _quietly)
        path = _written(folder, 0, random.Random(0))
        with FileReader(library.limits) as reader:
            document = prepare_alone(library, source_file(folder, path), {}, reader)
        asked, audiences = suite_questions()[::_EVERY], frozenset({PUBLIC})
        forecast = forecast_for(library, settings, asked)
        with rehearsal(library, [document]) as copy:
            assistants = [quoting_assistant_for(one, settings) for one in (library, copy)]
            with _clocked(f"{len(asked)} questions asked of both, each by itself"):
                for one, assistant in product(asked, assistants):
                    assistant.answer_without_model(replace(one.question, audiences=audiences))
            for label in ("a first preview", "the next"):
                with _clocked(f"the same as {label}"):
                    forecast.of_suites(copy, audiences, lambda done: None)


def _add(size: int) -> None:
    with _library() as (library, _, folder):
        chosen = random.Random(size)
        for number in range(size):
            _written(folder, number, chosen)
        sync_folder(library, folder, "benchmark", _quietly)
        with tempfile.TemporaryDirectory() as elsewhere:
            added = _written(Path(elsewhere), size, chosen)
            with _clocked(f"add one to {size:,}"):
                add_files(library, [added], {}, "benchmark", _quietly)
        with _clocked(f"sync of {size:,} unchanged"):
            sync_folder(library, folder, "benchmark", _quietly)


@contextmanager
def _library() -> Iterator[tuple[Library, Settings, Path]]:
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, insights_home=Path(home))
        migrate_database(settings)
        library = library_from(settings)
        library.embedder.embed_tokens(["The model is loaded before anything is measured."])
        yield library, settings, Path(folder)
        library.close()


def _written(folder: Path, number: int, chosen: random.Random) -> Path:
    path = folder / f"document-{number}.md"
    sections = ["\n".join(chosen.sample(_SENTENCES_HELD, _SENTENCES)) for _ in range(_SECTIONS)]
    body = "\n\n".join(f"## Section {place}\n\n{text}" for place, text in enumerate(sections, start=1))
    path.write_text(f"---\ntitle: Document {number}\naudience: public\n---\n{body}\n", encoding="utf-8")
    return path


def _held() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(STARTER_LIBRARY.rglob("*.md"))]
    return [sentence for text in texts for sentence in split_sentences(text) if 60 < len(sentence) < 250]


_SENTENCES_HELD = _held()


@contextmanager
def _clocked(what: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    spent = time.perf_counter() - wall, time.process_time() - processor
    print(f"{what}: {spent[0]:.2f} s, of which {spent[1]:.2f} s of processor time", flush=True)


def _quietly(done: int, total: int, name: str) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
