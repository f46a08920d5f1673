"""What the product's suites ask of the library that is open, for whoever changes it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adding.changes import AskedBefore
from evals.case import EvalCase, as_question
from evals.suite import read_suites


def suite_questions() -> list[AskedBefore]:
    """The questions of all suites about the library, each once."""
    asked = {case.question: AskedBefore(as_question(case), suite) for suite, case in _cases()}
    return list(asked.values())


def documents_asked_about() -> set[str]:
    """The ids of the documents that some case of a suite is about."""
    return {document for _, case in _cases() for document in case.accepted()}


def _cases() -> Iterator[tuple[str, EvalCase]]:
    """Suites that bring a library of their own say nothing about this one."""
    yield from ((suite.name, case) for suite in read_suites([]) if suite.library is None for case in suite.cases)
