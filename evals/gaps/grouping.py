"""How well questions are grouped by theme: python -m evals.gaps.grouping."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.gaps.grouping import group
from bot.gaps.known_themes import load_themes
from bot.gaps.likeness import place
from knowledge.embedding import Embedder, SentenceTransformerEmbedder

QUESTIONS = Path(__file__).parent / "themes.jsonl"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many groups were made of how many questions, and the adjusted Rand index against their themes.

    Hubert and Arabie, Comparing partitions, Journal of Classification 2 (1985): 1 when groups are the themes, 0 on
    average when they have nothing to do with them.
    """

    questions: int
    groups: int
    rand: float


def measure(embedder: Embedder) -> dict[str, Agreement]:
    """All questions grouped together, judged over all and over each half; and each half grouped by itself."""

    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    themes = [row["theme"] for row in rows]
    placed = place([row["question"] for row in rows], load_themes(None), embedder).vectors
    groups = group(placed)
    found = {"all": _agreement(themes, groups)}
    for half in ("tune", "held_back"):
        chosen = [number for number, row in enumerate(rows) if row["half"] == half]
        theirs = [themes[number] for number in chosen]
        found[f"{half} of all"] = _agreement(theirs, [groups[number] for number in chosen])
        found[f"{half} alone"] = _agreement(theirs, group(placed[chosen]))
    return found


def _agreement(themes: Sequence[str], groups: Sequence[int]) -> Agreement:
    from sklearn.metrics import adjusted_rand_score

    return Agreement(len(themes), len(set(groups)), float(adjusted_rand_score(themes, groups)))


def main() -> None:
    """Print the agreement with the known themes."""
    for name, agreement in measure(SentenceTransformerEmbedder()).items():
        print(f"{name:20} {agreement.questions} questions, {agreement.groups} groups, ARI {agreement.rand:.3f}")


if __name__ == "__main__":
    main()
