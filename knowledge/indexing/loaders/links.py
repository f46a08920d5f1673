"""Where links lead: kept in lists of references, which are looked up; left out of running text, which is quoted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.indexing.split import is_searched


def with_targets(text: str, headings: Sequence[str], targets: Iterable[str | None]) -> str:
    """A reference with the addresses behind its words, each once; any other text as it is."""
    if is_searched(tuple(headings)):
        return text
    told = dict.fromkeys(target for target in targets if target and target.startswith("http") and target not in text)
    return " ".join([text, *(f"<{target}>" for target in told)])
