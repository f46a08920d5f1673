"""Draft cases from use: what was not answered well becomes a question whose right answer somebody has yet to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.guard.personal_data import find_personal_data, without
from bot.records.conversations import Conversations
from bot.records.shortcomings import Shortcoming
from bot.vocabulary import Answer
from knowledge.catalogue.catalogue import Catalogue
from knowledge.errors import InsightsError
from knowledge.vocabulary import PUBLIC

_HEAD = """\
# Drafts of evaluation cases, from questions that were asked in earnest. May hold text for: {audiences}.
# Personal data of known form was cut out (…). Names cannot be recognised: read every line before you keep it.
# For each case say in `expect` what a good answer is (answered, partial, not_covered, clarify, out_of_scope), and in
# `documents`, `key_facts` and `figures` what it holds; or delete the case. Cases with an empty `expect` are not asked.
"""


def draft_cases(
    shortcomings: Iterable[Shortcoming],
    conversations: Conversations,
    catalogue: Catalogue,
    patterns: Sequence[re.Pattern[str]],
) -> list[dict[str, Any]]:
    """One draft for each question, asked however often, with the passages found frozen as they read now.

    ``patterns`` are the case references of the organisation. Nothing tells who asked.
    """
    together: dict[str, list[Shortcoming]] = {}
    for shortcoming in shortcomings:
        together.setdefault(" ".join(shortcoming.question.text.casefold().split()), []).append(shortcoming)
    return [_draft(asked, conversations, catalogue, patterns) for asked in together.values()]


def for_gap(drafts: Iterable[Mapping[str, Any]], gap: int, document_id: str | None) -> list[dict[str, Any]]:
    """The drafts marked with the gap they belong to, and with the document that closed it, which should be cited."""
    documents = {"documents": [document_id]} if document_id else {}
    return [{**draft, **documents, "tags": [*draft["tags"], f"gap-{gap}"]} for draft in drafts]


def write_drafts(drafts: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write a suite of drafts. Raises InsightsError when the file exists: somebody may be at work on it."""
    if path.exists():
        raise InsightsError(f"{path} exists: choose another --out, or move it away")
    audiences = sorted({audience for draft in drafts for audience in draft["audiences"]})
    body = yaml.safe_dump(list(drafts), sort_keys=False, allow_unicode=True, width=110)
    path.write_text(_HEAD.format(audiences=", ".join(audiences)) + body, encoding="utf-8")


def _draft(
    asked: Sequence[Shortcoming],
    conversations: Conversations,
    catalogue: Catalogue,
    patterns: Sequence[re.Pattern[str]],
) -> dict[str, Any]:
    def clean(text: str) -> str:
        return without(text, find_personal_data(text, patterns))

    last = asked[-1]
    history = [{"role": str(turn.role), "text": clean(turn.text)} for turn in conversations.turns_before(last.question)]
    down = any(shortcoming.thumbs_down for shortcoming in asked)
    return {
        "id": f"draft-{last.question.id}",
        "question": clean(last.question.text),
        **({"history": history} if history else {}),
        "audiences": sorted({PUBLIC, *(str(found.audience) for found in last.answer.retrieved)}),
        "expect": None,
        "note": clean(_note(asked)),
        "tags": ["from-use", "thumbs-down" if down else "unanswered"],
        "passages": [
            {"document": document, "text": clean(text)} for document, text in _passages(last.answer, catalogue)
        ],
    }


def _note(asked: Sequence[Shortcoming]) -> str:
    thumbs = sum(shortcoming.thumbs_down for shortcoming in asked)
    reasons = dict.fromkeys(reason for shortcoming in asked for reason in shortcoming.reasons)
    parts = [
        f"asked {len(asked)} times" if len(asked) > 1 else "asked once",
        f"the bot's outcome: {asked[-1].answer.status}",
        *([f"{thumbs} thumbs-down"] if thumbs else []),
        *([f"reasons: {', '.join(reasons)}"] if reasons else []),
        *(f'comment: "{comment}"' for shortcoming in asked for comment in shortcoming.comments),
    ]
    return "; ".join(parts)


def _passages(answer: Answer, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What was found; of a passage that is no longer published, what was quoted."""
    chunks = catalogue.visible_chunks([found.chunk_id for found in answer.retrieved], catalogue.audiences())
    for found in answer.retrieved:
        quotes = [cited.quote for cited in answer.citations if cited.chunk_id == found.chunk_id]
        if found.chunk_id in chunks:
            yield found.document_id, chunks[found.chunk_id].text
        elif quotes:
            yield found.document_id, " … ".join(quotes)
