"""What the suites ask, for whoever changes the library."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from bot.adding.changes import AskedBefore
from evals.suite import SUITES, EvalCase, as_question, load_suite
from knowledge.text_files import read_text


def suite_questions() -> list[AskedBefore]:
    """The questions of all suites about the library, each once."""
    asked = {case.question: AskedBefore(as_question(case), suite) for suite, case in _cases()}
    return list(asked.values())


def documents_asked_about() -> set[str]:
    """The ids of the documents that some case of a suite is about."""
    return {document for _, case in _cases() for document in case.documents()}


def _cases() -> Iterator[tuple[str, EvalCase]]:
    for path in sorted(SUITES.glob("*.yaml")):
        rows = yaml.safe_load(read_text(path))
        if rows and "facts" in rows[0]:
            yield from ((path.stem, case) for case in load_suite(path.stem))
