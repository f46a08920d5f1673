"""Has a language model read a question as a query to a map: a proposal that others check and work out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import ValidationError

from bot.answering.generate.fault import ModelFault
from bot.answering.generate.prompt import Prompt
from bot.answering.generate.spending import Budget
from bot.answering.generate.writing import Model, Note
from bot.answering.map_reading import MapReading
from bot.answering.statements import without_unseen
from bot.answering.timing import Timings, timed
from bot.vocabulary import Usage
from knowledge.prevention_map.rows import MapRow
from knowledge.prevention_map.understanding.told import columns_told
from knowledge.prevention_map.understanding.typed_query import Covers, TypedQuery

MOST_SECONDS = 10.0
"""For a query, which is a few lines: an officer also waits for what is done when there is none."""


class ModelMapReader:
    """Asks a model that was opened with `typed_query_schema`, within the budget. Threads may share one."""

    def __init__(self, model: Model, prompt: Prompt, budget: Budget) -> None:
        self._model = model
        self._prompt = prompt
        self._budget = budget

    def read(self, question: str, rows: Sequence[MapRow], timings: Timings) -> MapReading:
        """The model's query; none when it declines, fails, costs too much or says something else."""
        if self._budget.is_used_up():
            return MapReading(None, self._prompt.id)
        noted: list[Usage] = []

        def note(usage: Usage) -> None:
            noted.append(usage)
            self._budget.add(self._model.name, usage)

        with timed(timings, "map_model"):
            typed = self._typed(self._messages(question, rows), note)
        return MapReading(typed, self._prompt.id, noted[0] if noted else None)

    def _messages(self, question: str, rows: Sequence[MapRow]) -> list[tuple[str, str]]:
        asked = json.dumps(without_unseen(question), ensure_ascii=False)
        return self._prompt.messages(columns=columns_told(rows), question=asked)

    def _typed(self, messages: list[tuple[str, str]], note: Note) -> TypedQuery | None:
        try:
            *_, last = [None, *self._model.reply(messages, note)]
            typed = TypedQuery.model_validate(last)
        except (ModelFault, ValidationError):
            return None
        return typed if typed.covers is Covers.WHOLE else None
