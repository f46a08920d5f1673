"""Key-fact recall."""

from __future__ import annotations

from evals.case import KeyFact
from evals.metrics.metric import Metric, Outcome, Score, share
from evals.metrics.wanted import content_is_due
from evals.metrics.wording import occurs


def _score(outcome: Outcome) -> Score | None:
    facts = outcome.case.key_facts
    if not facts or not content_is_due(outcome):
        return None
    missing = [_looked_for(fact) for fact in facts if not any(occurs(wording, outcome.said) for wording in fact.any)]
    return share(len(facts) - len(missing), len(facts), f"missing: {'; '.join(missing)}" if missing else "")


def _looked_for(fact: KeyFact) -> str:
    """The fact and its wordings: often the answer is right and says it in one that nobody thought of."""
    return f"{fact.say} (looked for {' or '.join(repr(wording) for wording in fact.any)})"


KEY_FACT_RECALL = Metric(
    "key_fact_recall",
    "Key facts said",
    "Of the key facts a case asks for, the share of which the answer holds one of the wordings given. An answer "
    "declined though it should have been given says none.",
    "Nugget recall: Voorhees, Overview of the TREC 2003 Question Answering Track.",
    _score,
)
