"""All settings, from the environment or `.env`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.embedding import DEFAULT_MODEL

STARTER_LIBRARY = Path(__file__).parent.parent / "knowledge" / "library"


class Settings(BaseSettings):
    """What an installation can set; `.env.example` explains each."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    insights_home: Path = Path(".insights")
    insights_library: Path = STARTER_LIBRARY
    insights_access: Path | None = None
    insights_guard: Path | None = None
    database_url: str | None = None
    chroma_url: str | None = None
    embedding_model: str = DEFAULT_MODEL
    reranker_model: str | None = None
    model: str | None = None
    """`provider:name` of the language model that writes answers; without one they are quotations."""
    model_seconds: float = Field(default=40.0, gt=0)
    """For a whole answer of the model."""
    model_silence_seconds: float = Field(default=15.0, gt=0)
    """Without a sign from the model, after which it is given up."""
    model_attempts: int = Field(default=3, ge=1, le=10)
    model_daily_usd: float | None = Field(default=None, gt=0)
    """What the model may cost in a day (UTC); then answers are quotations until midnight."""
    model_input_price: float | None = Field(default=None, ge=0)
    model_output_price: float | None = Field(default=None, ge=0)
    """US dollars for a million tokens, instead of the listed price."""
    records_days: int = Field(default=90, ge=1)
    """After which question texts, answers and comments are deleted."""
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    questions_per_minute: int = Field(default=10, ge=1)
    """Of one person."""
    answers_at_once: int = Field(default=8, ge=1, le=64)

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"

    @field_validator("insights_home", "insights_library", "insights_access", "insights_guard")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        try:
            return value and value.expanduser()
        except RuntimeError as error:
            raise ValueError(f"{value} names a home directory that does not exist") from error
