"""Taking pictures says in one line what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import InsightsError
from tests.bot.slack import pictures


def test_without_chromium_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["pictures", str(tmp_path / "out")])
    with pytest.raises(InsightsError, match="apt-get install chromium"):
        pictures.main()
