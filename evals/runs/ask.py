"""Asks the assistant the cases of suites and stores what it answers."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.assembly import assistant_for
from bot.settings import Settings
from bot.vocabulary import Answer, AnswerStatus, Question
from evals.case import EvalCase, as_question
from evals.metrics.metric import HeldDocument
from evals.runs.configuration import describe_configuration, held_documents
from evals.runs.library import Libraries, library_name
from evals.runs.record import (
    ANSWERS,
    RUN,
    AnsweredCase,
    Configuration,
    RunRecord,
    as_line,
    read_answers,
    read_run,
    write_answers,
    write_run,
)
from evals.suite import Suite
from knowledge.errors import InsightsError
from knowledge.opening import Library

SEED = 2014
_WARM_UP = Question("warm-up", "What reduces the number of children in care?")
"""Not timed: the first question loads the models."""


class Answers(Protocol):
    """Whatever answers questions."""

    def answer(self, question: Question) -> Answer:
        """The answer to a question."""


Progress = Callable[[int, int], None]
"""Called with cases answered and cases in all."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Which cases are asked, of which library, and how many at once.

    ``sample``: at most so many cases of each suite, always the same. ``fresh``: of the library folder indexed anew in
    a temporary home instead of the installed library.
    """

    half: str | None = None
    sample: int | None = None
    fresh: bool = False
    at_once: int = 2


def ask_suites(
    suites: Sequence[Suite],
    folder: Path,
    options: RunOptions,
    settings: Settings,
    progress: Progress,
    assistant: Callable[[Library, Settings], Answers] = assistant_for,
) -> None:
    """Ask every chosen case that ``folder`` does not hold an answer of yet, storing each answer as it comes.

    A suite with documents of its own is asked of a library indexed for it alone. Raises InsightsError when a suite
    names documents that its library does not hold, or the folder holds a run that is finished or of another
    configuration.
    """
    chosen = {suite.name: choose_cases(suite, options) for suite in suites}
    if not any(chosen.values()):
        raise InsightsError("no cases to ask: look at --half, or at the suites' files")
    library_of = {suite.name: library_name(suite, options.fresh) for suite in suites}
    with ExitStack() as stack:
        libraries = Libraries(settings, stack)
        opened = {library_of[suite.name]: libraries.open_for(suite, options.fresh) for suite in suites}
        held = {name: held_documents(library) for name, library in opened.items()}
        for suite in suites:
            _check_documents(suite, chosen[suite.name], held[library_of[suite.name]])
        configuration = describe_configuration(suites, chosen, held, library_of, settings, options.half, options.sample)
        run, done = _begin(folder, configuration, options.at_once)
        answering = {name: assistant(library, settings) for name, library in opened.items()}
        waiting = [
            _Waiting(suite, case, answering[library_of[suite]], opened[library_of[suite]])
            for suite, case in _pairs(chosen)
            if (suite, case.id) not in done
        ]
        total = len(done) + len(waiting)
        progress(len(done), total)
        with (folder / ANSWERS).open("a", encoding="utf-8") as file:
            for number, answered in enumerate(_ask_all(waiting, options.at_once), start=len(done) + 1):
                file.write(as_line(answered))
                file.flush()
                progress(number, total)
    _in_order(folder, chosen)
    write_run(folder, run.model_copy(update={"finished": _now()}))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A case to be asked, whom it is asked, and the library that answers."""

    suite: str
    case: EvalCase
    assistant: Answers
    library: Library


def choose_cases(suite: Suite, options: RunOptions) -> list[EvalCase]:
    """The cases of one half, or a sample drawn by the digests of their ids: adding a case moves at most one other."""
    cases = [case for case in suite.cases if options.half in (None, case.half)]
    if options.sample is None:
        return cases
    drawn = sorted(cases, key=lambda case: hashlib.sha256(f"{suite.name}/{case.id}".encode()).digest())
    kept = {case.id for case in drawn[: options.sample]}
    return [case for case in cases if case.id in kept]


def _check_documents(suite: Suite, cases: Sequence[EvalCase], held: Mapping[str, HeldDocument]) -> None:
    for case in cases:
        for document in (*case.accepted(), *case.withheld):
            if document not in held:
                raise InsightsError(
                    f"{suite.path}: case {case.id!r} names the document {document!r}, which the library does not hold: "
                    "`insights library list` shows the ids"
                )


def _begin(folder: Path, configuration: Configuration, at_once: int) -> tuple[RunRecord, set[tuple[str, str]]]:
    """The run of a folder, new or gone on with, and the cases it has answered."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / RUN).is_file():
        run = RunRecord(started=_now(), finished=None, at_once=at_once, seed=SEED, configuration=configuration)
        write_run(folder, run)
        return run, set()
    earlier = read_run(folder)
    if earlier.configuration != configuration:
        raise InsightsError(f"{folder} holds a run of other cases or another configuration: choose another --out")
    if earlier.finished is not None:
        raise InsightsError(
            f"{folder} holds a finished run: choose another --out to ask again, or `insights evals score {folder}` to "
            "score its answers again"
        )
    answered = read_answers(folder)
    write_answers(folder, answered)
    return earlier, {(done.suite, done.case.id) for done in answered}


def _ask_all(waiting: Sequence[_Waiting], at_once: int) -> Iterator[AnsweredCase]:
    for assistant in {id(asked.assistant): asked.assistant for asked in waiting}.values():
        assistant.answer(_WARM_UP)
    with ThreadPoolExecutor(at_once) as pool:
        futures = [pool.submit(_ask, asked) for asked in waiting]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _ask(asked: _Waiting) -> AnsweredCase:
    question = as_question(asked.case)
    started = time.perf_counter()
    try:
        answer = asked.assistant.answer(question)
    except Exception as fault:  # One question that breaks the assistant is a result, not the end of the run.
        answer = Answer(question.id, question.text, AnswerStatus.ERROR, f"{type(fault).__name__}: {fault}")
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    catalogue = asked.library.catalogue
    cited = catalogue.visible_chunks([citation.chunk_id for citation in answer.citations], catalogue.audiences())
    return AnsweredCase(
        suite=asked.suite,
        case=asked.case,
        answer=answer,
        milliseconds=milliseconds,
        passages={identifier: chunk.text for identifier, chunk in cited.items()},
    )


def _in_order(folder: Path, chosen: Mapping[str, Sequence[EvalCase]]) -> None:
    """The answers in the order of the suites: they came in that of their completion."""
    order = {(suite, case.id): place for place, (suite, case) in enumerate(_pairs(chosen))}
    write_answers(folder, sorted(read_answers(folder), key=lambda done: order[done.suite, done.case.id]))


def _pairs(chosen: Mapping[str, Sequence[EvalCase]]) -> Iterator[tuple[str, EvalCase]]:
    return ((suite, case) for suite, cases in chosen.items() for case in cases)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
