"""Checks of an installation, each with what to do when it fails."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from bot.assembly import hand_off_from, library_from, model_from, policy_from, records_from
from bot.guard.configuration import load_guard
from bot.settings import Settings
from knowledge.embedding import DEFAULT_MODEL, packaged_model, verify_weights
from knowledge.errors import InsightsError

_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing checked."""

    subject: str
    ok: bool
    message: str


def examine(settings: Settings) -> list[Finding]:
    """Every check, in the order in which they depend on each other."""
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("data directory", _data_directory),
        ("embedding model", _embedding_model),
        ("library", _library),
        ("indexes", _indexes),
        ("access", _access),
        ("guard", _guard),
        ("consultants", _consultants),
        ("language model", _model),
        ("answering", _answering),
        ("Slack", _slack),
    ]
    return [_checked(subject, check, settings) for subject, check in checks]


def _checked(subject: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(subject, True, check(settings))
    except InsightsError as error:
        return Finding(subject, False, str(error))
    except OSError as error:
        return Finding(subject, False, f"{error.strerror}: {error.filename}")


def _data_directory(settings: Settings) -> str:
    home = settings.insights_home
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free
    if free < _FREE_BYTES:
        raise InsightsError(f"{home} has {free // 1_000_000} MB left: free some space or set INSIGHTS_HOME")
    return f"{home} ({free // 1_000_000_000} GB free)"


def _embedding_model(settings: Settings) -> str:
    if settings.embedding_model == DEFAULT_MODEL:
        verify_weights(packaged_model())
        return f"{DEFAULT_MODEL}, weights genuine"
    return settings.embedding_model


def _library(settings: Settings) -> str:
    documents = library_from(settings).catalogue.documents()
    if not documents:
        raise InsightsError("empty: run `insights library sync`")
    audiences = sorted({document.metadata.audience for document in documents})
    return f"{len(documents)} documents for {', '.join(audiences)}"


def _indexes(settings: Settings) -> str:
    indexes = library_from(settings).indexes
    indexes.check_stamp()
    found = indexes.disagreements()
    if found:
        raise InsightsError("they disagree with the catalogue: run `insights library rebuild`")
    return "agree with the catalogue"


def _access(settings: Settings) -> str:
    policy = policy_from(settings)
    if policy is None:
        return "no INSIGHTS_ACCESS: people of the bot's workspace see public documents, others nothing"
    counts = [
        (len(policy.teams), "teams"),
        (len(policy.groups), "groups"),
        (len(policy.users), "users"),
        (len(policy.channels), "channels"),
    ]
    today = dt.date.today()
    ended = sorted(
        channel for channel, agreed in policy.channels.items() if agreed.until is not None and agreed.until < today
    )
    listed = ", ".join(f"{number} {what}" for number, what in counts)
    return f"{listed} listed" + (f"; agreements that have ended: {', '.join(ended)}" if ended else "")


def _guard(settings: Settings) -> str:
    contacts = load_guard(settings.insights_guard).urgent_contacts
    numbers = ", ".join(f"{contact.name} {contact.number}" for contact in contacts) or "none"
    return f"numbers given beside 999 when somebody is in danger: {numbers}"


def _consultants(settings: Settings) -> str:
    rules = hand_off_from(settings)
    if rules is None:
        return "no INSIGHTS_HANDOFF: questions are not handed on, and answers are sent at once"
    held = [*sorted(rules.reviewed_channels), *sorted(rules.reviewed_audiences)]
    return (
        f"{rules.consultants} and {len(rules.routes)} routes; reminded after {rules.remind_after / 3600:g} hours; "
        f"answers read before they are sent: {', '.join(held) or 'nowhere'}"
    )


def _model(settings: Settings) -> str:
    if settings.model is None:
        return "no MODEL: answers are quotations"
    model = model_from(settings)
    spent = records_from(settings).spending.spent_today()
    cost = (
        f"${model.price.input:g} in, ${model.price.output:g} out a million tokens" if model.price else "price unknown"
    )
    cap = f" of ${settings.model_daily_usd:g}" if settings.model_daily_usd else ", no daily cap"
    return f"{model.name} ({cost}; spent today: ${spent:.2f}{cap})"


def _answering(settings: Settings) -> str:
    off = records_from(settings).switches.all_off()
    listed = (
        f"{found.scope} since {dt.datetime.fromtimestamp(found.since):%Y-%m-%d %H:%M} ({found.reason})" for found in off
    )
    return f"switched off: {'; '.join(listed)}" if off else "on everywhere"


def _slack(settings: Settings) -> str:
    if settings.slack_bot_token is None:
        return "no SLACK_BOT_TOKEN: the bot runs at the terminal"
    from bot.slack.client import identify, web_client
    from bot.slack.scopes import BOT_SCOPES, missing_scopes

    identity = identify(web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url))
    missing = missing_scopes(identity.scopes)
    if missing:
        wanted = "; ".join(f"{scope} ({BOT_SCOPES[scope]})" for scope in missing)
        raise InsightsError(f"scopes missing, add them and reinstall the app: {wanted}")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise InsightsError("set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for --http")
    return f"{identity.name} in {identity.team}, all scopes granted"
