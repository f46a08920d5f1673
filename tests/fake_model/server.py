"""An OpenAI-compatible server on a free port of this machine, with real server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fake_model.script import Act, Ending, Refuses, Says, pieces, writes
from tests.fake_slack.server import LoopThread

Script = Callable[[dict[str, Any]], Act]
"""What to do about a request's JSON."""


class FakeModel:
    """Serves `POST /v1/chat/completions`. ``script`` may be replaced at any time; ``requests`` holds what came in."""

    def __init__(self, script: Script | None = None) -> None:
        self.script: Script = script or (lambda request: writes(covers="none"))
        self.requests: list[dict[str, Any]] = []
        self.abandoned = 0
        """Replies whose reader went away."""
        self._thread = LoopThread()
        self._runner: web.AppRunner | None = None
        self.url = ""

    def __enter__(self) -> FakeModel:
        self._thread.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        if self._runner is not None:
            self._thread.run(self._runner.cleanup())
        self._thread.stop()

    def does(self, *acts: Act) -> None:
        """Do these one after another, the last one again and again."""
        left = list(acts)
        self.script = lambda request: left.pop(0) if len(left) > 1 else left[0]

    async def _start(self) -> None:
        application = web.Application(client_max_size=10_000_000)
        application.add_routes([web.post("/v1/chat/completions", self._complete)])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            return web.json_response({"error": {"message": "no key", "type": "auth", "code": None}}, status=401)
        asked = await request.json()
        if "model" not in asked or not asked.get("messages") or not asked.get("stream"):
            return web.json_response({"error": {"message": "model, messages and stream are needed"}}, status=400)
        self.requests.append(asked)
        act = self.script(asked)
        if isinstance(act, Refuses):
            headers = {"Retry-After": act.retry_after} if act.retry_after else {}
            return web.Response(
                status=act.status, text=act.body, headers={**headers, "Content-Type": "application/json"}
            )
        return await self._stream(request, asked, act)

    async def _stream(self, request: web.Request, asked: dict[str, Any], act: Says) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        try:
            await _send(response, asked, {"role": "assistant", "content": ""})
            for piece in pieces(act.text, act.piece):
                await _send(response, asked, {"content": piece})
                if act.rate:
                    await asyncio.sleep(1 / act.rate)
            await self._end(request, response, asked, act)
        except (ConnectionError, asyncio.CancelledError):
            self.abandoned += 1
            raise
        return response

    async def _end(self, request: web.Request, response: web.StreamResponse, asked: dict[str, Any], act: Says) -> None:
        match act.ending:
            case Ending.STALLED:
                await asyncio.sleep(3600)
            case Ending.DRIPPING:
                while True:
                    await response.write(b": still here\n\n")
                    await asyncio.sleep(0.05)
            case Ending.CUT:
                if request.transport is not None:
                    request.transport.abort()
            case Ending.ERROR:
                await response.write(b'data: {"error": {"message": "overloaded", "type": "server_error"}}\n\n')
            case Ending.WHOLE | Ending.TOO_LONG:
                await _send(response, asked, {}, "stop" if act.ending is Ending.WHOLE else "length")
                usage = {"prompt_tokens": len(json.dumps(asked["messages"])) // 4}
                usage |= {"completion_tokens": len(pieces(act.text))}
                usage |= {"total_tokens": usage["prompt_tokens"] + usage["completion_tokens"]}
                await _event(response, {**_chunk(asked), "choices": [], "usage": usage})
                await response.write(b"data: [DONE]\n\n")


def _chunk(asked: dict[str, Any]) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": asked["model"]}


async def _send(
    response: web.StreamResponse, asked: dict[str, Any], delta: dict[str, Any], finish: str | None = None
) -> None:
    await _event(response, {**_chunk(asked), "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


async def _event(response: web.StreamResponse, content: dict[str, Any]) -> None:
    await response.write(b"data: " + json.dumps(content, ensure_ascii=False).encode() + b"\n\n")
