"""A fake with a person and a channel in it, and the real client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.fake_slack import FakeSlack


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace: U1 and U2 of it, UX of another one; C1 holds all three and the bot."""
    with FakeSlack(retry_delays=(0.05, 0.3, 3.0), ack_seconds=0.5) as fake:
        fake.add_user("U1")
        fake.add_user("U2")
        fake.add_user("UX", team="T0OTHER")
        fake.add_channel("C1", members=["U1", "U2", "UX"], ext_shared=True)
        yield fake


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    """slack_sdk's client, pointed at the fake, without retries of its own."""
    return WebClient(slack.bot_token, base_url=slack.url, retry_handlers=[])
