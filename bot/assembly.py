"""Puts the product together from its settings."""

from __future__ import annotations

from bot.answering.assistant import Assistant
from bot.settings import Settings
from knowledge.catalogue.database import connect, migrate
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.opening import Library, database_url, open_library, ready_home
from knowledge.retrieval.confidence import load_confidence
from knowledge.retrieval.retriever import Retriever


def migrate_database(settings: Settings) -> None:
    """Bring the catalogue's database to the newest schema."""
    migrate(connect(database_url(ready_home(settings.insights_home), settings.database_url)))


def library_from(settings: Settings) -> Library:
    """The library the settings name."""
    return open_library(
        settings.insights_home,
        SentenceTransformerEmbedder(settings.embedding_model),
        settings.database_url,
        settings.chroma_url,
    )


def assistant_for(library: Library) -> Assistant:
    """The assistant that answers from ``library``."""
    return Assistant(library, Retriever(library), load_confidence())
