"""Answers of every shape, for tests of what is made of them."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.vocabulary import Answer, AnswerStatus, Citation, Claim, ClaimKind, Verdict
from knowledge.vocabulary import PUBLIC, Chunk, Evidence, Kind

HOSTILE = "<!channel> <@U1> @here <https://evil.example|click> *bold* _it_ ~s~ `c` [x](http://evil.example) & > q"


def citation(number: int = 1, **fields: object) -> Citation:
    """A citation of one case study."""
    values: dict[str, object] = {
        "document_id": "case-studies/leeds",
        "version": 1,
        "chunk_id": "case-studies/leeds@1#2",
        "title": "Family Valued in Leeds",
        "kind": Kind.CASE_STUDY,
        "publisher": "Insights starter library",
        "place": "Leeds",
        "year": 2017,
        "locator": "paragraph 2",
        "heading": "Family Valued in Leeds › Restorative practice",
        "quote": f"Sentence {number}.",
        "url": "https://example.org/report",
        "audience": PUBLIC,
        "evidence": Evidence.EVALUATION,
    }
    return Citation(number=number, **{**values, **fields})  # type: ignore[arg-type]


def answered(*sentences: str, **fields: object) -> Answer:
    """An answer of quoted sentences, each with its citation."""
    citations = tuple(
        citation(number, quote=sentence, chunk_id=f"d@1#{number}") for number, sentence in enumerate(sentences, 1)
    )
    claims = tuple(
        Claim(sentence, ClaimKind.QUOTED, (number,), Verdict.SUPPORTED) for number, sentence in enumerate(sentences, 1)
    )
    text = " ".join(f"{sentence} [{number}]" for number, sentence in enumerate(sentences, 1))
    values: dict[str, object] = {"claims": claims, "citations": citations, **fields}
    return Answer("1", "Why?", AnswerStatus.ANSWERED, text, **values)  # type: ignore[arg-type]


def chunk(identifier: str, text: str) -> Chunk:
    """A published passage."""
    return Chunk(identifier, "d", 1, 1, text, ("Title", "Heading"), "paragraph 1", False, PUBLIC, "Title")


words = st.text(min_size=1, max_size=4000).filter(lambda text: bool(text.strip()))


@st.composite
def any_answer(draw: st.DrawFn) -> Answer:
    """Sentences, notices, titles and links of any length and content."""
    sentences = draw(st.lists(words, min_size=1, max_size=12))
    citations = tuple(
        citation(
            number,
            title=draw(words),
            place=draw(st.none() | words),
            publisher=draw(st.none() | words),
            year=draw(st.none() | st.integers(1900, 2100)),
            heading=draw(st.just("") | words),
            locator=draw(words),
            url=draw(
                st.none() | words | st.just("https://example.org/" + "a" * 4000) | st.just("https://example.org/")
            ),
            quote=sentence,
            chunk_id=f"d@1#{draw(st.integers(1, 12))}",
        )
        for number, sentence in enumerate(sentences, 1)
    )
    notices = tuple(draw(st.lists(words, max_size=8)))
    return answered(*sentences, citations=citations, notices=notices)
