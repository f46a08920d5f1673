"""Calls of the language model: streamed, bounded in time, tried again, and left alone when it keeps failing.

The home of LangChain's chat models.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any, Final, cast

import pybreaker
import tenacity
from langchain.chat_models import init_chat_model
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.runnables import Runnable

from bot.answering.generate.draft import reply_schema
from bot.answering.generate.fault import Fault, ModelFault
from bot.answering.generate.prices import Price, known_price
from bot.answering.generate.provider import named_provider
from bot.answering.generate.trouble import as_fault, is_passing, retry_after
from bot.vocabulary import Usage

_log = logging.getLogger(__name__)

Message = tuple[str, str]
"""Role (`system` or `user`) and text."""
_CHARACTERS_A_TOKEN = 4
_LONGEST = 10_000
"""Characters of a reply: several times what an answer takes. All that came is read again with every piece, so that the
time to read goes with the square of this."""
_DEEPEST = 20
"""Levels of a reply: several times what any form has. Reading one of hundreds would end at Python's own limit."""
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 5.0
_GRACE = 1.0
"""Seconds by which a call that does not let itself be cancelled may overrun."""
_END: Final = object()


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a whole reply, seconds of silence, attempts until the first words come, failures in a row after
    which the model is left alone, and for how many seconds.
    """

    seconds: float = 40.0
    silence: float = 15.0
    attempts: int = 3
    failures: int = 3
    rest: float = 60.0


class _Clock:
    """Runs until it is stopped."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._stopped: float | None = None

    def stop(self) -> None:
        """The call is over."""
        self._stopped = time.perf_counter()

    def seconds(self) -> float:
        """How long it ran, or has run."""
        return (self._stopped or time.perf_counter()) - self._started


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop every call to a model runs on, in a thread of its own for as long as the process lives."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="models", daemon=True).start()
    return loop


class ChatModel:
    """A model that replies in the form of the schema it was opened with. Threads may share one."""

    def __init__(self, name: str, replies: Runnable[Any, Any], limits: Limits, price: Price | None = None) -> None:
        self.name = name
        self.price = price
        self._replies = replies
        self._limits = limits
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=limits.failures,
            reset_timeout=limits.rest,
            exclude=[lambda error: isinstance(error, GeneratorExit)],
            throw_new_error_on_trip=False,
        )

    def reply(self, messages: Sequence[Message], note: Callable[[Usage], None]) -> Generator[object, None, None]:
        """The reply as far as it has come, again and again as it grows; closing the iterator cancels the call.

        ``note`` is told what the call took, however it ended. Raises ModelFault.
        """
        try:
            replies: Generator[object, None, None] = self._breaker.call(self._reply, messages, note)
            yield from replies
        except pybreaker.CircuitBreakerError as error:
            raise ModelFault(Fault.RESTING) from error

    def _reply(self, messages: Sequence[Message], note: Callable[[Usage], None]) -> Generator[object, None, None]:
        received: SimpleQueue[object] = SimpleQueue()
        clock = _Clock()
        counted = UsageMetadataCallbackHandler()
        call = asyncio.run_coroutine_threadsafe(self._pour(messages, counted, clock, received.put), _loop())
        so_far: object = ""
        try:
            while (item := _next(received, self._limits.seconds + _GRACE)) is not _END:
                if isinstance(item, ModelFault):
                    raise item
                so_far = item
                yield item
        finally:
            call.cancel()
            note(self._usage(counted, clock, messages, so_far))

    async def _pour(
        self,
        messages: Sequence[Message],
        counted: UsageMetadataCallbackHandler,
        clock: _Clock,
        put: Callable[[object], None],
    ) -> None:
        has_begun = False
        try:
            async with asyncio.timeout(self._limits.seconds), aclosing(self._stream(messages, counted)) as pieces:
                async for item in pieces:
                    if _is_deeper(item, _DEEPEST) or len(str(item)) > _LONGEST:
                        raise ValueError("endless reply")
                    has_begun = True
                    put(item)
            clock.stop()
            put(_END)
        except Exception as error:  # every provider has its own; none may reach an officer
            fault = as_fault(error, has_begun)
            _log.warning("model %s: %s (%s)", self.name, fault, type(error).__name__)
            put(ModelFault(fault))

    async def _stream(
        self, messages: Sequence[Message], counted: UsageMetadataCallbackHandler
    ) -> AsyncGenerator[object, None]:
        """The reply; attempts are made until its first piece is there, never after."""
        async for attempt in tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(self._limits.attempts),
            wait=_wait,
            retry=tenacity.retry_if_exception(_is_worth_another),
            reraise=True,
        ):
            with attempt:
                stream = self._replies.astream(list(messages), config={"callbacks": [counted]})
                first = await self._piece(stream)
        # a call given up half-way lets go of its connection here, and not whenever memory is next tidied
        async with aclosing(cast(AsyncGenerator[object, None], stream)):
            while first is not _END:
                yield first
                first = await self._piece(stream)

    async def _piece(self, stream: AsyncIterator[object]) -> object:
        return await asyncio.wait_for(anext(stream, _END), self._limits.silence)

    def _usage(
        self, counted: UsageMetadataCallbackHandler, clock: _Clock, messages: Sequence[Message], so_far: object
    ) -> Usage:
        told = list(counted.usage_metadata.values())
        if told:
            tokens = sum(one["input_tokens"] for one in told), sum(one["output_tokens"] for one in told)
        else:
            tokens = _reckoned("".join(text for _, text in messages)), _reckoned(str(so_far))
        cost = self.price.of(*tokens) if self.price else None
        return Usage(*tokens, seconds=round(clock.seconds(), 3), cost_usd=cost, is_estimated=not told)


def open_chat_model(
    model: str, limits: Limits, price: Price | None = None, schema: dict[str, Any] | None = None
) -> ChatModel:
    """The model named `provider:name`. ``price`` comes before the listed one, ``schema`` before that of an answer.

    Raises InsightsError naming the command or the variable that puts right what is missing.
    """
    provider_name, provider, name = named_provider(model)
    chat = init_chat_model(name, model_provider=provider.langchain_name, **provider.options(name, limits.silence))
    replies = chat.with_structured_output(schema or reply_schema())
    return ChatModel(model, replies, limits, price or known_price(provider_name, name))


def _next(received: SimpleQueue[object], seconds: float) -> object:
    try:
        return received.get(timeout=seconds)
    except Empty:
        return ModelFault(Fault.SLOW)


def _is_worth_another(error: BaseException) -> bool:
    """Whether the same call may go through as soon as somebody waiting for an answer can wait."""
    return is_passing(error) and retry_after(error) <= _LONGEST_WAIT


def _wait(state: tenacity.RetryCallState) -> float:
    """Longer each time, and as long as the provider asks for."""
    error = state.outcome.exception() if state.outcome else None
    return max(tenacity.wait_exponential_jitter(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT)(state), retry_after(error))


def _is_deeper(item: object, levels: int) -> bool:
    inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    return any(levels == 0 or _is_deeper(one, levels - 1) for one in inside)


def _reckoned(text: str) -> int:
    return len(text) // _CHARACTERS_A_TOKEN
