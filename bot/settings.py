"""All settings, from the environment or `.env`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.embedding import DEFAULT_MODEL
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits

STARTER_LIBRARY = Path(__file__).parent.parent / "knowledge" / "library"


class Settings(BaseSettings):
    """What an installation can set; `.env.example` explains each."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    insights_home: Path = Path(".insights")
    insights_library: Path = STARTER_LIBRARY
    insights_access: Path | None = None
    insights_guard: Path | None = None
    insights_handoff: Path | None = None
    insights_themes: Path | None = None
    database_url: str | None = None
    chroma_url: str | None = None
    embedding_model: str = DEFAULT_MODEL
    reranker_model: str | None = None
    verifier_model: str | None = None
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
    reading_size_mb: int = Field(default=DEFAULT_LIMITS.size_mb, ge=1)
    """Of one file that is added; the next six are limits of one file too (`knowledge/limits.py`)."""
    reading_unpacked_mb: int = Field(default=DEFAULT_LIMITS.unpacked_mb, ge=1)
    reading_pages: int = Field(default=DEFAULT_LIMITS.pages, ge=1)
    reading_rows: int = Field(default=DEFAULT_LIMITS.rows, ge=1)
    reading_characters: int = Field(default=DEFAULT_LIMITS.characters, ge=1)
    reading_seconds: int = Field(default=DEFAULT_LIMITS.seconds, ge=1)
    reading_memory_mb: int = Field(default=DEFAULT_LIMITS.memory_mb, ge=300)
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    questions_per_minute: int = Field(default=10, ge=1)
    """Of one person."""
    answers_at_once: int = Field(default=8, ge=1, le=64)
    preview_questions: int = Field(default=1000, ge=0)
    """Suite questions that a preview in Slack tries at most."""

    @property
    def reading_limits(self) -> ReadingLimits:
        """What one file may cost while it is read."""
        return ReadingLimits(
            self.reading_size_mb,
            self.reading_unpacked_mb,
            self.reading_pages,
            self.reading_rows,
            self.reading_characters,
            self.reading_seconds,
            self.reading_memory_mb,
        )

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"

    @field_validator(
        "insights_home", "insights_library", "insights_access", "insights_guard", "insights_handoff", "insights_themes"
    )
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        try:
            return value and value.expanduser()
        except RuntimeError as error:
            raise ValueError(f"{value} names a home directory that does not exist") from error
