"""The one crossing from the event loop into threads.

Two queues under two limits: short questions to the store and the prompt screen must not wait
behind screenings of clips, which take seconds. Those wait in a fair order: see `room`.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio.to_thread

from guardrail.web.room import Room

P = ParamSpec("P")
R = TypeVar("R")

_QUICK_THREADS = 16


class Workers:
    """Runs synchronous work in threads.

    Args:
        screenings: how many clips may be screened at once.
    """

    def __init__(self, *, screenings: int) -> None:
        self._screenings = screenings
        self._room = Room(places=screenings)
        self._quick: anyio.CapacityLimiter | None = None
        self._slow: anyio.CapacityLimiter | None = None

    async def quick(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Work of milliseconds: the store, a prompt."""
        if self._quick is None:  # a limiter belongs to the loop that makes it
            self._quick = anyio.CapacityLimiter(_QUICK_THREADS)
        return await _whole(partial(work, *args, **kwargs), self._quick)

    async def slow(
        self, asker: str, size: int, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Work of seconds: looking at `size` bytes of a clip for `asker`. Waits its turn."""
        if self._slow is None:
            self._slow = anyio.CapacityLimiter(self._screenings + 1)  # one more for what is short
        async with self._room.turn(asker, size=size):
            return await _whole(partial(work, *args, **kwargs), self._slow)


async def _whole(work: Callable[[], R], limiter: anyio.CapacityLimiter) -> R:
    """Let work that has begun end before anything it uses is taken away, even when cancelled."""
    task = asyncio.ensure_future(anyio.to_thread.run_sync(work, limiter=limiter))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
