"""How the platform says no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fake_slack.validation.shapes import Problem


class Refused(Exception):
    """A call answered with `ok: false`: the error, and further fields of the answer."""

    def __init__(self, error: str, **further: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **further}


def refuse_problems(problems: Sequence[Problem]) -> None:
    """Raises Refused for the first problem, with all that share its error code in the metadata, as Slack does."""
    if problems:
        texts = [str(problem) for problem in problems if problem.code == problems[0].code]
        messages = [f"[ERROR] {text}" for text in texts]
        raise Refused(problems[0].code, errors=texts, response_metadata={"messages": messages})
