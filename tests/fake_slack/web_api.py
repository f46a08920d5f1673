"""The Web API over HTTP: tokens, scopes, arguments, rates, faults; then the method itself."""

from __future__ import annotations

import asyncio
import copy
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fake_slack.arguments import read_arguments
from tests.fake_slack.faults import Fault
from tests.fake_slack.methods.catalogue import METHODS
from tests.fake_slack.methods.method import Method
from tests.fake_slack.platform import Call, Platform
from tests.fake_slack.refusals import Refused

Json = dict[str, Any]

_OFTEN_REQUIRED = {"channel": "channel_not_found", "text": "no_text"}


@dataclass(frozen=True)
class Tokens:
    """The secrets of the app."""

    bot: str
    app: str

    def kind(self, token: str | None) -> str:
        """ "bot" or "app". Raises Refused for no token or a wrong one."""
        if not token:
            raise Refused("not_authed")
        kinds = {self.bot: "bot", self.app: "app"}
        if token not in kinds:
            raise Refused("invalid_auth")
        return kinds[token]


class WebApi:
    """Serves /api/METHOD."""

    def __init__(self, platform: Platform, tokens: Tokens) -> None:
        self._platform = platform
        self._tokens = tokens

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call: recorded, answered, and spoilt when a fault was ordered."""
        name = request.match_info["method"]
        fault = self._platform.faults.take(name) or Fault(name, 0)
        await asyncio.sleep(fault.seconds)
        arguments: Json = {}
        try:
            arguments = await read_arguments(request)
            spoilt = _spoilt(fault) or self._rate_limited(name, arguments)
            if spoilt is not None:
                self._record(name, arguments, {"ok": False, "error": spoilt.reason})
                return spoilt
            answer = {"ok": True, **self._answer(name, arguments, _token(request, arguments), fault)}
        except Refused as refused:
            answer = refused.answer
        self._record(name, arguments, answer)
        if fault.lose_reply and request.transport is not None:
            request.transport.close()
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self._platform.scopes))})

    def _answer(self, name: str, arguments: Json, token: str | None, fault: Fault) -> Json:
        method = METHODS.get(name)
        if method is None or name in self._platform.faults.unknown:
            raise Refused("unknown_method", req_method=name)
        if self._tokens.kind(token) != method.token:
            raise Refused("not_allowed_token_type")
        self._check_scope(method, arguments)
        self._check_arguments(method, arguments)
        if fault.error:
            raise Refused(fault.error)
        return copy.deepcopy(method.answer(self._platform, copy.deepcopy(arguments)))

    def _check_scope(self, method: Method, arguments: Json) -> None:
        channel = self._platform.workspace.channels.get(str(arguments.get("channel")))
        family = channel.scope_family if channel else "channels"
        needed = method.scope.format(family=family)
        if needed and needed not in self._platform.scopes:
            raise Refused("missing_scope", needed=needed, provided=",".join(sorted(self._platform.scopes)))

    def _check_arguments(self, method: Method, arguments: Json) -> None:
        for unknown in sorted(arguments.keys() - method.known):
            self._platform.violate(f"{method.name}: unknown argument {unknown}")
        for name in method.required.split():
            if arguments.get(name) is None:
                messages = [f"[ERROR] missing required field: {name}"]
                error = _OFTEN_REQUIRED.get(name, "invalid_arguments")
                raise Refused(error, response_metadata={"messages": messages})

    def _rate_limited(self, name: str, arguments: Json) -> web.Response | None:
        method = METHODS.get(name)
        if not self._platform.enforce_rates or method is None:
            return None
        wait = self._platform.rates.wait_needed(name, method.per_minute, arguments.get("channel"))
        return _too_many(wait) if wait else None

    def _record(self, name: str, arguments: Json, answer: Json) -> None:
        shown = {key: value for key, value in arguments.items() if key != "token"}
        self._platform.calls.append(Call(name, copy.deepcopy(shown), copy.deepcopy(answer), time.time()))


def _spoilt(fault: Fault) -> web.Response | None:
    if fault.retry_after is not None:
        return _too_many(fault.retry_after)
    if fault.status != 200:
        return web.Response(status=fault.status, text="Server Error", reason="server_error")
    return None


def _too_many(seconds: int) -> web.Response:
    answer = {"ok": False, "error": "ratelimited"}
    return web.json_response(answer, status=429, reason="ratelimited", headers={"Retry-After": str(seconds)})


def _token(request: web.Request, arguments: Json) -> str | None:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") or arguments.get("token")
