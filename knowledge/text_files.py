"""Text files people write, read with a reason when they cannot be."""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import InsightsError


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises InsightsError when it is missing or something else."""
    if not path.is_file():
        raise InsightsError(f"no file {path}")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InsightsError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8") from error
