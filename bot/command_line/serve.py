"""`insights serve`: the bot in Slack."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.options import load_settings
from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from bot.settings import Settings
    from knowledge.opening import Library


_log = logging.getLogger(__name__)


def serve(
    http: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, metavar="PORT", help="Listen for Slack's signed requests instead of Socket Mode."
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on with --http.")] = "127.0.0.1",
) -> None:
    """Answer in Slack: by Socket Mode, or with --http by signed requests. Stops at Ctrl-C or SIGTERM."""
    from bot.assembly import library_from
    from bot.command_line.ask import require_documents

    settings = load_settings()
    library = library_from(settings)
    require_documents(library)
    serve_library(settings, library, http, host)


def serve_library(settings: Settings, library: Library, http: int | None = None, host: str = "127.0.0.1") -> None:
    """Serve an opened library. Raises InsightsError naming the setting that is missing or refused."""
    from bot.assembly import slack_bot_for
    from bot.slack.serve import serve_http, serve_socket
    from evals.questions import suite_questions

    if settings.slack_bot_token is None:
        raise InsightsError("SLACK_BOT_TOKEN is not set: see the README, section Slack")
    if http is not None and settings.slack_signing_secret is None:
        raise InsightsError("SLACK_SIGNING_SECRET is not set: see the README, section Slack")
    if http is None and settings.slack_app_token is None:
        raise InsightsError("SLACK_APP_TOKEN is not set: see the README, section Slack")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for quiet in ("slack_sdk.web", "sentence_transformers"):
        logging.getLogger(quiet).setLevel(logging.CRITICAL)
    bot, records = slack_bot_for(settings, library, suite_questions()[: settings.preview_questions])
    library.embedder.embed(["ready"])
    end = records.audit.head()
    _log.info("audit: %d rows, the last with hash %s", end.number, end.hash)
    if http is not None:
        serve_http(bot, records, host, http)
    elif settings.slack_app_token is not None:
        serve_socket(bot, settings.slack_app_token.get_secret_value(), settings.slack_api_url)


def manifest(
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where Slack reaches `insights serve --http`; default: Socket Mode."),
    ] = None,
) -> None:
    """Print the manifest to paste when creating the app at api.slack.com/apps."""
    import json

    from bot.slack.manifest import manifest as manifest_for

    if url is not None and not url.startswith("https://"):
        raise typer.BadParameter("Slack wants an address that begins with https://", param_hint="--url")
    typer.echo(json.dumps(manifest_for(url), indent=2, ensure_ascii=False))
