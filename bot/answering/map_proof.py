"""The proof of an answer from a map: worked out again from its rows, read anew for the asker, and cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.cite import citation, markers
from bot.vocabulary import Answer, AnswerStatus, Citation, Claim, ClaimKind, Question, Retrieved, Verdict
from knowledge.catalogue.catalogue import Catalogue
from knowledge.prevention_map.answer import MapAnswer, recompute
from knowledge.prevention_map.published import PublishedMap
from knowledge.prevention_map.record import from_record
from knowledge.prevention_map.rows import MapRow, PreventionMap, Profile
from knowledge.prevention_map.statements import Statement

_MOST_CITED = 200
"""Rows cited in one answer."""
_SHOWN = 8
_SPEAKS_OF_OWN = re.compile(r"\b(?:we|our|ours|us)\b", re.IGNORECASE)

NOT_YOURS = (
    "These are rows of the national map: what there is, not what your council has. A council's own map tells that."
)
TOO_MANY_ROWS = "More rows than can be cited one by one: the first {cited} of {rows} are."


def proved(
    answer_as: Callable[..., Answer], source: PublishedMap, answer: MapAnswer, question: Question, catalogue: Catalogue
) -> Answer | None:
    """The sentences that come out the same when worked out again from the rows as they are published now."""
    rows = _read_again(source, answer, question, catalogue)
    again = {(statement.text, _ids(statement.rows)) for statement in recompute(answer, rows)}
    statements = [one for one in answer.statements if (one.text, _ids(one.rows)) in again]
    metadata = catalogue.metadata(source.document_id, source.version)
    if metadata is None or not statements:
        return None
    used = list(dict.fromkeys(row.id for statement in statements for row in statement.rows))
    numbers = {identifier: number for number, identifier in enumerate(used[:_MOST_CITED], start=1)}
    chunks = {identifier: source.chunks[identifier] for identifier in numbers}
    citations = tuple(
        citation(number, chunks[identifier], chunks[identifier].text, metadata)
        for identifier, number in numbers.items()
    )
    claims = [claim for claim in (_claim(statement, numbers) for statement in statements) if claim.citations]
    of_others = source.content.profile is Profile.NATIONAL and _SPEAKS_OF_OWN.search(question.text)
    too_many = TOO_MANY_ROWS.format(cited=len(numbers), rows=f"{len(used):,}")
    return answer_as(
        AnswerStatus.ANSWERED,
        "\n".join(f"{claim.text} {markers(claim.citations)}" for claim in claims),
        claims=tuple(claims),
        notices=(*([NOT_YOURS] if of_others else []), *answer.notes, *([too_many] if len(used) > len(numbers) else [])),
        confidence=1.0,
        citations=citations,
        retrieved=tuple(map(_retrieved, citations[:_SHOWN])),
    )


def _read_again(source: PublishedMap, answer: MapAnswer, question: Question, catalogue: Catalogue) -> PreventionMap:
    """The rows of an answer, and no others, from the catalogue, as far as the asker may still see them."""
    used = [*answer.result.considered, *answer.result.blank]
    ids = {source.chunks[row.id].id for row in used}
    records = catalogue.visible_records(ids, question.audiences)
    rows = sorted((from_record(record) for _, record in records), key=_place_in(source.content.rows))
    return PreventionMap(source.document_id, source.content.title, tuple(rows))


def _place_in(rows: Sequence[MapRow]) -> Callable[[MapRow], int]:
    order = {row.id: place for place, row in enumerate(rows)}
    return lambda row: order[row.id]


def _claim(statement: Statement, numbers: dict[str, int]) -> Claim:
    cited = tuple(numbers[row.id] for row in statement.rows if row.id in numbers)
    return Claim(statement.text, ClaimKind.COMPUTED, tuple(sorted(cited)), Verdict.SUPPORTED)


def _ids(rows: Sequence[MapRow]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)


def _retrieved(citation: Citation) -> Retrieved:
    return Retrieved(citation.chunk_id, citation.document_id, citation.audience, 1.0)
