"""A run as people look at it: figures with intervals, groups, every case with its verdict and what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.vocabulary import Answer, AnswerStatus
from evals.abstention import auroc
from evals.case import EvalCase
from evals.comparison import Comparison, compare_runs
from evals.coverage import without_case
from evals.judge.verdict import Judged, read_judged
from evals.metrics.every import METRICS
from evals.metrics.good_answer import GOOD_ANSWER
from evals.metrics.metric import Better, HeldDocument, Metric, Unit
from evals.runs.library import FRESH, INSTALLED
from evals.runs.record import AnsweredCase, RunRecord, read_answers, read_run
from evals.runs.scores import CaseScores, read_scores, score_run
from evals.statistics.abstention_curve import CurvePoint, abstention_curve
from evals.statistics.intervals import Estimate, estimate


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over the run. ``estimate`` is None where no case was scored."""

    metric: Metric
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one suite or with one tag: their share of good answers, and other means by metric name."""

    name: str
    good: Estimate
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Change:
    """A case in the baseline: its status and text there (None where texts were not kept), and every score that moved.

    ``verdict`` is better, worse, other (the same worth, another outcome or text) or same.
    """

    verdict: str
    status: str
    text: str | None
    moved: tuple[tuple[str, float | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class CaseReport:
    """One case: what was asked, answered and found right or wrong."""

    suite: str
    case: EvalCase
    answer: Answer
    milliseconds: float
    scores: CaseScores
    change: Change | None
    judged: Judged | None

    @property
    def good(self) -> bool:
        """Whether everything the case asks for is there."""
        return self.scores.scores[GOOD_ANSWER.name] == 1.0


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report shows."""

    run: RunRecord
    audiences: tuple[str, ...]
    figures: tuple[Figure, ...]
    auroc: float | None
    curve: tuple[CurvePoint, ...]
    suites: tuple[Group, ...]
    tags: tuple[Group, ...]
    cases: tuple[CaseReport, ...]
    without_case: Mapping[str, HeldDocument]
    comparison: Comparison | None
    warnings: tuple[str, ...]


def build_report(folder: Path, baseline: Path | None = None) -> Report:
    """Score a run and put its report together, beside ``baseline`` where the two share cases."""
    run, answered, scored = read_run(folder), read_answers(folder), score_run(folder)
    earlier = {case.key: case for case in read_scores(baseline)} if baseline else {}
    if not {case.key: case.digest for case in scored}.items() & {key: c.digest for key, c in earlier.items()}.items():
        earlier = {}
    texts = {done.key: done.answer.text for done in read_answers(baseline)} if baseline else {}
    opinions = read_judged(folder)
    cases = tuple(
        CaseReport(
            done.suite,
            done.case,
            done.answer,
            done.milliseconds,
            scores,
            _change(scores, done.answer.text, earlier.get(scores.key), texts.get(scores.key)),
            opinions.get(scores.key),
        )
        for done, scores in zip(answered, scored, strict=True)
    )
    return Report(
        run=run,
        audiences=_audiences(answered),
        figures=tuple(Figure(metric, _estimate(metric, scored, run.seed)) for metric in METRICS),
        auroc=_auroc(scored),
        curve=tuple(abstention_curve(*_confidences(scored))),
        suites=_groups(scored, lambda case: [case.suite], run.seed),
        tags=_groups(scored, lambda case: case.tags, run.seed),
        cases=cases,
        without_case=without_case(_own_documents(run), (done.case for done in answered)),
        comparison=compare_runs(list(earlier.values()), scored, run.seed) if earlier else None,
        warnings=tuple(_warnings(run, scored)),
    )


def _estimate(metric: Metric, scored: Sequence[CaseScores], seed: int) -> Estimate | None:
    having = [case for case in scored if metric.name in case.scores]
    values = [case.scores[metric.name] for case in having]
    return estimate(values, [case.cluster for case in having], seed, metric.unit is Unit.SHARE)


def _groups(scored: Sequence[CaseScores], names: Callable[[CaseScores], Iterable[str]], seed: int) -> tuple[Group, ...]:
    members: dict[str, list[CaseScores]] = {}
    for case in scored:
        for name in names(case):
            members.setdefault(name, []).append(case)
    groups = []
    for name, cases in members.items():
        good = _estimate(GOOD_ANSWER, cases, seed)
        if good is not None:
            groups.append(Group(name, good, {metric.name: mean for metric, mean in _means(cases)}))
    return tuple(groups)


def _means(cases: Sequence[CaseScores]) -> Iterable[tuple[Metric, float]]:
    for metric in METRICS:
        values = [case.scores[metric.name] for case in cases if metric.name in case.scores]
        if values:
            yield metric, sum(values) / len(values)


def _confidences(scored: Sequence[CaseScores]) -> tuple[list[bool], list[float]]:
    """Of the cases that came to a search: whether they can be answered, and the confidence that they can."""
    judged = [(case.answerable, case.confidence) for case in scored if case.confidence is not None]
    return [answerable for answerable, _ in judged], [confidence for _, confidence in judged]


def _auroc(scored: Sequence[CaseScores]) -> float | None:
    found = auroc(*_confidences(scored))
    return None if found != found else found


def _change(scores: CaseScores, text: str, earlier: CaseScores | None, earlier_text: str | None) -> Change | None:
    if earlier is None or earlier.digest != scores.digest:
        return None
    moved = tuple(
        (metric.title, earlier.scores.get(metric.name), scores.scores.get(metric.name))
        for metric in METRICS
        if metric.gated and earlier.scores.get(metric.name) != scores.scores.get(metric.name)
    )
    return Change(_direction(scores, earlier, text, earlier_text), earlier.status, earlier_text, moved)


def _direction(scores: CaseScores, earlier: CaseScores, text: str, earlier_text: str | None) -> str:
    was, now = earlier.scores[GOOD_ANSWER.name], scores.scores[GOOD_ANSWER.name]
    if was != now:
        return "better" if now > was else "worse"
    sums = [sum(_worth(metric, case) for metric in METRICS if metric.gated) for case in (earlier, scores)]
    if abs(sums[0] - sums[1]) > 1e-9:
        return "better" if sums[1] > sums[0] else "worse"
    other_text = earlier_text is not None and earlier_text != text
    return "other" if other_text or earlier.status != scores.status else "same"


def _worth(metric: Metric, case: CaseScores) -> float:
    value = case.scores.get(metric.name, 0.0)
    return -value if metric.better is Better.LOWER else value


def _audiences(answered: Sequence[AnsweredCase]) -> tuple[str, ...]:
    """Whose text the report may hold: what the askers may see, and what was cited."""
    asked = {audience for done in answered for audience in done.case.audiences}
    cited = {citation.audience for done in answered for citation in done.answer.citations}
    return tuple(sorted(asked | cited))


def _own_documents(run: RunRecord) -> dict[str, HeldDocument]:
    """The documents of the library itself, without those that suites bring along."""
    libraries = run.configuration.libraries
    return libraries.get(INSTALLED) or libraries.get(FRESH) or {}


def _warnings(run: RunRecord, scored: Sequence[CaseScores]) -> Iterable[str]:
    if run.finished is None:
        yield "The run is not finished: these are the cases answered so far."
    if run.configuration.sample:
        yield f"A sample: at most {run.configuration.sample} cases of each suite."
    if run.configuration.half:
        yield f"Only the half called {run.configuration.half}."
    drafts = sum(suite.drafts for suite in run.configuration.suites)
    if drafts:
        yield f"{drafts} drafts wait for what a good answer holds, and were not asked."
    broken = sum(case.status in (AnswerStatus.ERROR, AnswerStatus.UNAVAILABLE) for case in scored)
    if broken:
        yield f"{broken} questions could not be answered because something broke."
