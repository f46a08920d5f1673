"""The fake's HTTP server, and the thread it runs in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from aiohttp import web

from tests.fake_slack.platform import Platform
from tests.fake_slack.refusals import Refused
from tests.fake_slack.responses import show_response
from tests.fake_slack.web_api import Tokens, WebApi

Result = TypeVar("Result")


class LoopThread:
    """A thread with an event loop. Everything of the platform happens on it, so nothing of it needs a lock."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake-slack", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result], seconds: float = 30) -> Result:
        """Runs a coroutine there and waits for its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def call(self, function: Callable[[], Result]) -> Result:
        """Calls a plain function there and waits for its result."""

        async def work() -> Result:
            return function()

        return self.run(work())

    def stop(self) -> None:
        """Ends the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class Server:
    """Serves the Web API, Socket Mode, response URLs and files on a free port of this machine."""

    def __init__(self, platform: Platform, tokens: Tokens) -> None:
        self._platform = platform
        self._tokens = tokens
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listens, and tells the platform where."""
        application = web.Application(client_max_size=50_000_000)
        api = WebApi(self._platform, self._tokens)
        application.add_routes(
            [
                web.route("*", "/api/{method}", api.handle),
                web.get("/link", self._platform.socket_mode.connect),
                web.post("/response/{identifier}", self._respond),
                web.post("/upload/{identifier}", self._receive),
                web.get("/files/{identifier}/{name}", self._download),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._platform.root = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Closes every connection and stops listening."""
        await self._platform.deliveries.stop()
        await self._platform.socket_mode.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        try:
            target = self._platform.response_urls.use(request.match_info["identifier"])
            body = await request.json()
            show_response(self._platform, target, body)
        except Refused as refused:
            return web.json_response(refused.answer, status=404 if "url" in refused.answer["error"] else 400)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        target.responses.append(body)
        return web.Response(text="ok")

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        upload = self._platform.workspace.files.get(request.match_info["identifier"])
        if upload is None:
            return web.Response(status=404)
        content = await request.read()
        if len(content) != upload.length or upload.complete:
            return web.Response(status=400, text="the file is not of the length announced")
        upload.content = content
        return web.Response(text=f"OK - {len(upload.content)}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        upload = self._platform.workspace.file_for_bot(request.match_info["identifier"])
        authorised = request.headers.get("Authorization") == f"Bearer {self._tokens.bot}"
        if not authorised or "files:read" not in self._platform.scopes:
            # Slack shows its sign-in page with status 200: a trap for apps that only look at the status.
            return web.Response(text="<!DOCTYPE html><title>Sign in to Slack</title>", content_type="text/html")
        if upload is None:
            return web.Response(status=404)
        return web.Response(body=upload.content, content_type="application/octet-stream")
