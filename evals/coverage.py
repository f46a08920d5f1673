"""Which documents no case asks about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evals.case import EvalCase
from evals.metrics.metric import HeldDocument


def without_case(documents: Mapping[str, HeldDocument], cases: Iterable[EvalCase]) -> dict[str, HeldDocument]:
    """The documents that no case accepts as an answer's source."""
    asked = {document for case in cases for document in case.accepted()}
    return {identifier: document for identifier, document in documents.items() if identifier not in asked}
