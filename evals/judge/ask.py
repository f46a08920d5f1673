"""Asks a language model what it thinks of the answers of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.answering.generate.fault import ModelFault
from bot.answering.generate.prompt import Prompt, load_prompt
from bot.vocabulary import Usage
from evals.judge.verdict import Judged, Opinion, read_judged, write_judged
from evals.runs.record import AnsweredCase, read_answers
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from bot.answering.generate.chat_model import ChatModel

JUDGE = "judge-1"
"""The prompt: its version is part of every opinion."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The opinions on a run, how many answers got none, and what asking took in US dollars, None where unknown."""

    judged: Sequence[Judged]
    without: int
    cost_usd: float | None


def judge_run(folder: Path, model: ChatModel, progress: Callable[[int, int], None]) -> Judgement:
    """Ask for an opinion on every answer that has none of this model and prompt yet, keeping each as it comes.

    An answer on which the model says nothing usable has no opinion: it counts neither for nor against.
    """
    answered = read_answers(folder)
    if not answered:
        raise InsightsError(f"{folder} holds no answers to judge: `insights evals run --out {folder}` asks")
    prompt = load_prompt(JUDGE)
    judge = f"{model.name}, {prompt.id}"
    kept = {key: one for key, one in read_judged(folder).items() if one.judge == judge}
    taken: list[Usage] = []
    for number, done in enumerate(answered, start=1):
        if done.key not in kept and (opinion := _opinion(done, model, prompt, taken)) is not None:
            kept[done.key] = Judged(key=done.key, judge=judge, opinion=opinion)
            write_judged(folder, list(kept.values()))
        progress(number, len(answered))
    write_judged(folder, list(kept.values()))
    return Judgement(list(kept.values()), len(answered) - len(kept), _cost(taken))


def _opinion(done: AnsweredCase, model: ChatModel, prompt: Prompt, taken: list[Usage]) -> Opinion | None:
    try:
        growing = list(model.reply(prompt.messages(case=_material(done)), taken.append))
        return Opinion.model_validate(growing[-1] if growing else None)
    except (ModelFault, ValidationError):
        return None


def _material(done: AnsweredCase) -> str:
    """The case on one line of JSON."""
    case = done.case
    material = {
        "question": case.question,
        "said_before": [{"role": turn.role, "text": turn.text} for turn in case.history],
        "a_good_answer": {
            "outcome": case.expect,
            "in_short": case.answer,
            "says": [fact.say for fact in case.key_facts],
            "figures": [f"{figure.value:g} {figure.unit}".strip() for figure in case.figures],
            "does_not_say": case.forbidden,
        },
        "outcome": done.answer.status,
        "answer": done.answer.text,
        "notices": done.answer.notices,
        "passages": list(done.passages.values()),
    }
    return json.dumps(material, ensure_ascii=False, default=str)


def _cost(taken: Sequence[Usage]) -> float | None:
    costs = [usage.cost_usd for usage in taken]
    return None if None in costs else sum(cost for cost in costs if cost is not None)
