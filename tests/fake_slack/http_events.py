"""Deliveries over HTTP: signed requests to the app's URL."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.fake_slack.deliveries import Delivery, Outcome


class HttpEvents:
    """Posts to one URL; an answer of 200 within the time is an acknowledgement."""

    def __init__(self, url: str, signing_secret: str, ack_seconds: float) -> None:
        self._url = url
        self._secret = signing_secret
        self._ack_seconds = ack_seconds

    async def send(self, delivery: Delivery, retry: int, reason: str) -> Outcome:
        """One attempt: events as JSON, interactions and commands as forms."""
        headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason} if retry else {}
        if delivery.kind == "events_api":
            return await self.post(json.dumps(delivery.body), "application/json", headers)
        fields = {"payload": json.dumps(delivery.body)} if delivery.kind == "interactive" else delivery.body
        return await self.post(urlencode(fields), "application/x-www-form-urlencoded", headers)

    async def pause(self, seconds: float, reason: str) -> None:
        """Waits; Slack cannot know when the app is back."""
        await asyncio.sleep(seconds)

    async def post(self, body: str, content_type: str, headers: dict[str, str]) -> Outcome:
        """Posts a signed body."""
        signed = {**headers, **signature(self._secret, body), "Content-Type": content_type}
        timeout = aiohttp.ClientTimeout(total=self._ack_seconds)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self._url, data=body.encode(), headers=signed) as response,
            ):
                text = await response.text()
                final = response.headers.get("X-Slack-No-Retry") == "1"
                return Outcome(response.status == 200, "http_error", _parsed(text), final)
        except TimeoutError:
            return Outcome(False, "http_timeout")
        except aiohttp.ClientError:
            return Outcome(False, "connection_failed")


def signature(secret: str, body: str, at: float | None = None) -> dict[str, str]:
    """The headers by which the app knows Slack (docs.slack.dev, verifying requests from Slack, version v0)."""
    timestamp = str(int(at or time.time()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _parsed(text: str) -> dict[str, object] | str | None:
    if not text:
        return None
    try:
        parsed = json.loads(text)
    except ValueError:
        return text
    return parsed if isinstance(parsed, dict) else text
