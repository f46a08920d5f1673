"""Pictures and other files that commands write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from knowledge.prevention_map.pictures.picture import Picture


def write_picture(picture: Picture, path: Path) -> None:
    """Write a picture in the format its file name asks for. Raises InsightsError for any but .png and .svg."""
    require_suffix(path, ".png", ".svg")
    path.write_bytes(picture.svg if path.suffix.lower() == ".svg" else picture.png)


def require_suffix(path: Path, *suffixes: str) -> None:
    """Raises InsightsError when a file to be written is called as if it were something else."""
    if path.suffix.lower() not in suffixes:
        raise InsightsError(f"{path}: a file name ending in {' or '.join(suffixes)} is expected")
