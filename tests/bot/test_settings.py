"""Settings from the environment and `.env`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.answering.generate.provider import PROVIDERS
from bot.settings import STARTER_LIBRARY, Settings
from knowledge.embedding import DEFAULT_MODEL

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty one and an environment without our settings, so that the machine's own do not reach the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_setting_has_a_working_default() -> None:
    settings = Settings()
    assert settings.insights_home == Path(".insights")
    assert settings.insights_library == STARTER_LIBRARY
    assert settings.embedding_model == DEFAULT_MODEL
    assert settings.database_url is None
    assert settings.chroma_url is None
    assert settings.slack_bot_token is None
    assert settings.slack_app_token is None


def test_the_default_library_is_the_starter_library() -> None:
    assert list(STARTER_LIBRARY.rglob("*.md"))
    assert list(STARTER_LIBRARY.rglob("*.xlsx"))


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("INSIGHTS_HOME", "/srv/insights", "insights_home", Path("/srv/insights")),
        ("INSIGHTS_LIBRARY", "/srv/library", "insights_library", Path("/srv/library")),
        ("DATABASE_URL", "sqlite:///x.db", "database_url", "sqlite:///x.db"),
        ("CHROMA_URL", "http://chroma:8000", "chroma_url", "http://chroma:8000"),
        ("EMBEDDING_MODEL", "a/b", "embedding_model", "a/b"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "slack_bot_token", SecretStr("xoxb-1")),
        ("SLACK_APP_TOKEN", "xapp-1", "slack_app_token", SecretStr("xapp-1")),
    ],
)
@pytest.mark.parametrize("from_file", [True, False])
def test_a_setting_is_read_from_the_environment_and_from_a_file(
    monkeypatch: pytest.MonkeyPatch,
    working_directory: Path,
    name: str,
    value: str,
    field: str,
    expected: object,
    from_file: bool,
) -> None:
    if from_file:
        (working_directory / ".env").write_text(f"{name}={value}\n", encoding="utf-8")
    else:
        monkeypatch.setenv(name, value)
    assert getattr(Settings(), field) == expected


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, working_directory: Path) -> None:
    (working_directory / ".env").write_text("EMBEDDING_MODEL=from-file\n", encoding="utf-8")
    monkeypatch.setenv("EMBEDDING_MODEL", "from-environment")
    assert Settings().embedding_model == "from-environment"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_setting_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    default = getattr(Settings(), name)
    monkeypatch.setenv(name.upper(), "")
    assert getattr(Settings(), name) == default


def test_settings_of_other_programs_are_left_alone(working_directory: Path) -> None:
    (working_directory / ".env").write_text("SOMETHING_ELSE=1\nEMBEDDING_MODEL=m\n", encoding="utf-8")
    assert Settings().embedding_model == "m"


def test_a_home_directory_may_be_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("INSIGHTS_HOME", "~/insights")
    monkeypatch.setenv("INSIGHTS_LIBRARY", "~/library")
    settings = Settings()
    assert (settings.insights_home, settings.insights_library) == (tmp_path / "insights", tmp_path / "library")


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_token_is_never_printed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "xo-very-secret")
    settings = Settings()
    assert "very-secret" not in f"{settings} {settings!r} {settings.model_dump_json()}"


def test_the_example_file_explains_every_setting_and_no_other() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    of_providers = {variable for provider in PROVIDERS.values() for variable in provider.variables}
    assert named == {name.upper() for name in Settings.model_fields} | of_providers


def test_the_example_file_as_it_is_changes_nothing(working_directory: Path) -> None:
    untouched = Settings()
    (working_directory / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert Settings() == untouched
