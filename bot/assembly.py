"""Puts the product together from its settings."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.access.policy import Policy
from bot.access.policy_file import load_policy
from bot.answering.assistant import Assistant
from bot.answering.compose import Composer
from bot.answering.quoting import QuotingComposer
from bot.gaps.known_themes import DEFAULT_THEMES, KnownTheme, load_themes
from bot.guard.configuration import DEFAULT_GUARD, load_guard
from bot.records.audit import Event, What
from bot.records.database import Records, migrate_records, open_records, records_engine
from bot.settings import Settings
from knowledge.catalogue.database import connect, migrate
from knowledge.embedding import Embedder, SentenceTransformerEmbedder
from knowledge.errors import InsightsError
from knowledge.opening import Library, database_url, open_library, ready_home
from knowledge.reranking import CrossEncoderReranker
from knowledge.retrieval.confidence import load_confidence
from knowledge.retrieval.retriever import Retriever

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.adding.changes import AskedBefore, Forecast
    from bot.answering.checking.checker import ClaimChecker
    from bot.answering.generate.chat_model import ChatModel
    from bot.answering.generate.spending import Budget
    from bot.answering.map_reading import MapReader
    from bot.hand_off.rules import HandOffRules
    from bot.slack.app import SlackBot


def migrate_database(settings: Settings) -> None:
    """Bring the catalogue and the records to the newest schema."""
    home = ready_home(settings.insights_home)
    migrate(connect(database_url(home, settings.database_url)))
    migrate_records(records_engine(home, settings.database_url))


def records_from(settings: Settings) -> Records:
    """What happened in this installation."""
    return open_records(records_engine(ready_home(settings.insights_home), settings.database_url))


def embedder_from(settings: Settings) -> Embedder:
    """What reads texts for the settings' libraries. Loading it takes seconds: libraries opened together share one."""
    return SentenceTransformerEmbedder(settings.embedding_model)


def library_from(settings: Settings, embedder: Embedder | None = None) -> Library:
    """The library the settings name, read by ``embedder`` or else by one of its own."""
    return open_library(
        settings.insights_home,
        embedder or embedder_from(settings),
        settings.database_url,
        settings.chroma_url,
        CrossEncoderReranker(settings.reranker_model) if settings.reranker_model else None,
        settings.reading_limits,
    )


def assistant_for(library: Library, settings: Settings) -> Assistant:
    """The assistant that answers from ``library``. Raises InsightsError when the guard's settings are wrong."""
    budget = budget_from(settings) if settings.model else None
    return Assistant(
        library,
        Retriever(library),
        load_confidence(),
        load_guard(settings.insights_guard),
        writer_for(library, settings, budget) if budget else None,
        map_reader_from(settings, budget) if budget else None,
    )


def quoting_assistant_for(library: Library, settings: Settings) -> Assistant:
    """One that only quotes, and opens nothing that has to be closed: for trying what a document would change."""
    return Assistant(library, Retriever(library), load_confidence(), load_guard(settings.insights_guard), None)


def forecast_for(library: Library, settings: Settings, suite_questions: Sequence[AskedBefore]) -> Forecast:
    """What tells which answers a document would change."""
    from bot.adding.changes import Forecast

    return Forecast(library, lambda one: quoting_assistant_for(one, settings), suite_questions)


def writer_for(library: Library, settings: Settings, budget: Budget) -> Composer:
    """What has the settings' model write answers within ``budget``.

    Raises InsightsError saying what is missing for that.
    """
    from bot.answering.generate.prompt import load_prompt
    from bot.answering.generate.writing import WritingComposer

    return WritingComposer(
        catalogue=library.catalogue,
        model=model_from(settings),
        prompt=load_prompt(),
        checker=checker_from(library.embedder, settings),
        budget=budget,
        otherwise=QuotingComposer(library.catalogue),
    )


def map_reader_from(settings: Settings, budget: Budget) -> MapReader:
    """What has the settings' model read questions to a map within ``budget``.

    Raises InsightsError saying what is missing for that.
    """
    from bot.answering.generate.map_reading import MOST_SECONDS, ModelMapReader
    from bot.answering.generate.prompt import MAP_QUERY, load_prompt
    from knowledge.prevention_map.understanding.typed_query import typed_query_schema

    hasty = settings.model_copy(
        update={
            "model_seconds": min(settings.model_seconds, MOST_SECONDS),
            "model_silence_seconds": min(settings.model_silence_seconds, MOST_SECONDS),
            "model_attempts": 1,
        }
    )
    return ModelMapReader(model_from(hasty, typed_query_schema()), load_prompt(MAP_QUERY), budget)


def budget_from(settings: Settings) -> Budget:
    """What may be spent on the settings' model in a day, and what was."""
    from bot.answering.generate.spending import Budget

    return Budget(records_from(settings).spending, settings.model_daily_usd)


def checker_from(embedder: Embedder, settings: Settings) -> ClaimChecker:
    """What judges the sentences a model writes."""
    from bot.answering.checking.checker import ClaimChecker
    from bot.answering.checking.entailment import CrossEncoderEntailment

    entailment = CrossEncoderEntailment(settings.verifier_model) if settings.verifier_model else None
    return ClaimChecker(embedder, entailment=entailment)


def model_from(settings: Settings, schema: dict[str, Any] | None = None) -> ChatModel:
    """The language model the settings name, replying with answers or in the form of ``schema``.

    Raises InsightsError saying what is missing for it.
    """
    from bot.answering.generate.chat_model import Limits, open_chat_model
    from bot.answering.generate.prices import Price

    told = settings.model_input_price, settings.model_output_price
    if (told[0] is None) != (told[1] is None):
        raise InsightsError("set both MODEL_INPUT_PRICE and MODEL_OUTPUT_PRICE, or neither")
    price = None if told[0] is None or told[1] is None else Price(told[0], told[1], "the settings")
    limits = Limits(settings.model_seconds, settings.model_silence_seconds, settings.model_attempts)
    model = open_chat_model(settings.model or "", limits, price, schema)
    if settings.model_daily_usd is not None and model.price is None:
        raise InsightsError(
            f"MODEL_DAILY_USD cannot be held to: the price of {model.name} is not known. "
            "Set MODEL_INPUT_PRICE and MODEL_OUTPUT_PRICE (US dollars for a million tokens)"
        )
    return model


def policy_from(settings: Settings) -> Policy | None:
    """Who may see what, None without a file. Raises InsightsError naming the key that is wrong."""
    return load_policy(settings.insights_access) if settings.insights_access else None


def hand_off_from(settings: Settings) -> HandOffRules | None:
    """How questions go to consultants, None without a file. Raises InsightsError naming the key that is wrong."""
    from bot.hand_off.settings import load_hand_off

    if settings.insights_handoff is None:
        return None
    return load_hand_off(settings.insights_handoff, [theme.name for theme in load_themes(settings.insights_themes)])


def theme_finder(themes: Sequence[KnownTheme], embedder: Embedder) -> Callable[[str], str | None]:
    """What finds the known theme that a question is nearest to."""
    from bot.gaps.likeness import place

    return lambda question: themes[place([question], themes, embedder).themes[0]].name


def configuration_digests(settings: Settings) -> dict[str, str | None]:
    """SHA-256 of the settings without their secrets, and of the files they name: what the bot was told to do."""
    public = settings.model_dump_json(exclude={"database_url", "chroma_url"}).encode()
    return {
        "version": version("insights-bot"),
        "settings": sha256(public).hexdigest(),
        "access": _digest(settings.insights_access),
        "guard": _digest(settings.insights_guard or DEFAULT_GUARD),
        "handoff": _digest(settings.insights_handoff),
        "themes": _digest(settings.insights_themes or DEFAULT_THEMES),
    }


def _digest(path: Path | None) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path else None


def slack_bot_for(
    settings: Settings, library: Library, suite_questions: Sequence[AskedBefore]
) -> tuple[SlackBot, Records]:
    """The bot in the workspace of the settings' tokens, and its records.

    ``suite_questions`` are tried when a document is previewed.
    """
    from bot.slack.app import slack_bot
    from bot.slack.client import web_client
    from bot.slack.reception import Limits

    if settings.slack_bot_token is None:
        raise InsightsError("SLACK_BOT_TOKEN is not set: see the README, section Slack")
    secret = settings.slack_signing_secret
    records = records_from(settings)
    themes = load_themes(settings.insights_themes)
    bot = slack_bot(
        client=web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url),
        signing_secret=secret.get_secret_value() if secret else None,
        library=library,
        assistant=assistant_for(library, settings),
        records=records,
        policy=policy_from(settings),
        guard=load_guard(settings.insights_guard),
        limits=Limits(settings.questions_per_minute, settings.answers_at_once),
        records_days=settings.records_days,
        forecast=forecast_for(library, settings, suite_questions),
        themes=themes,
        hand_off=hand_off_from(settings),
        theme_of=theme_finder(themes, library.embedder),
    )
    records.audit.record(Event(What.STARTED, details=configuration_digests(settings)))
    return bot, records
