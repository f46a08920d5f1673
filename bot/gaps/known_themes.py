"""Themes that are known before anybody asks: what councils' services are about."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from bot.yaml_settings import Strict, read_settings

DEFAULT_THEMES = Path(__file__).parent / "themes.yaml"


class KnownTheme(Strict):
    """A theme and what belongs to it."""

    name: str = Field(min_length=1, max_length=80)
    about: tuple[str, ...] = Field(min_length=1)


class _ThemesFile(Strict):
    themes: tuple[KnownTheme, ...] = Field(min_length=2)


def load_themes(path: Path | None) -> tuple[KnownTheme, ...]:
    """The themes in a file, by default the product's own. Raises InsightsError naming the key that is wrong."""
    return read_settings(path or DEFAULT_THEMES, _ThemesFile).themes
