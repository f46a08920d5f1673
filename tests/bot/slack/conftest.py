"""The bot in a fake Slack, in this process, and what it has recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlalchemy import Engine, text

from bot.assembly import slack_bot_for
from bot.records.database import Records, records_engine
from bot.settings import Settings
from bot.slack.client import web_client
from bot.slack.serve import disconnect_within, leave_socket_mode
from knowledge.opening import Library
from knowledge.retrieval.confidence import ConfidenceModel
from tests.bot.slack.end_to_end.conftest import is_answer
from tests.conftest import Write, sync
from tests.fake_slack import FakeSlack
from tests.fake_slack.workspace import FakeMessage

QUESTION = "Did the Kent telecare trial cut hospital admissions?"
FACT = "The Kent telecare trial did not cut hospital admissions."


@dataclass(frozen=True)
class Office:
    """A workspace with the bot in it, in this process, and what it has recorded."""

    slack: FakeSlack
    records: Records
    engine: Engine
    library: Library

    def ask(self, user: str = "UANNE") -> FakeMessage:
        """The answer to the question in a direct message."""
        direct = self.slack.dm(user)
        ts = self.slack.say(user, direct, QUESTION)
        answer = self.slack.wait_for(lambda: [m for m in self.slack.messages(direct, ts) if is_answer(m)], 20)[0]
        self.wait_until_noted()
        return answer

    def wait_until_noted(self) -> None:
        """An answer is noted after it is posted."""
        at_work = text("SELECT count(*) FROM questions WHERE state IN ('waiting', 'working')")

        def is_noted() -> bool:
            with self.engine.connect() as connection:
                return not connection.scalar(at_work)

        self.slack.wait_for(is_noted, 10)

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """What the audit says of these kinds."""
        with self.engine.connect() as connection:
            rows = [json.loads(content) for (content,) in connection.execute(text("SELECT content FROM audit"))]
        return [row for row in rows if row["what"] in kinds]


@pytest.fixture
def office(
    library: Library, home: Path, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The bot with one document, connected to a fake Slack."""
    write("telecare", FACT, title="Telecare in Kent", year=2014)
    write("secret", "The Borchester review found 11 placements avoidable.", audience="client:a")
    sync(library, folder)
    # The shipped confidence is calibrated for the shipped embedder.
    confidence = ConfidenceModel(intercept=-5.0, weights={"sentence_meaning": 10.0}, threshold=0.5)
    monkeypatch.setattr("bot.assembly.load_confidence", lambda: confidence)
    with FakeSlack(retry_delays=(0.1, 0.2, 0.4, 0.8)) as slack:
        slack.add_user("UANNE")
        slack.add_user("UBEN")
        tokens = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token, "slack_api_url": slack.url}
        settings = Settings(_env_file=None, insights_home=home, **tokens)  # type: ignore[arg-type]
        bot, records = slack_bot_for(settings, library, [])
        handler = SocketModeHandler(bot.app, slack.app_token, web_client=web_client(slack.app_token, slack.url))
        handler.client.connect()
        bot.workers.start()
        try:
            yield Office(slack, records, records_engine(home, None), library)
        finally:
            disconnect_within(10, lambda: leave_socket_mode(handler))
            bot.workers.finish(5)
        assert slack.violations == []
