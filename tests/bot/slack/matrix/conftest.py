"""One bot for all combinations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.slack.matrix.office import MatrixOffice, matrix_office


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MatrixOffice]:
    """The bot, as it is."""
    with matrix_office(tmp_path_factory.mktemp("matrix") / "home") as office:
        yield office
