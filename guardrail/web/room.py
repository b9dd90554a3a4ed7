"""Room for so many at once on the event loop; who waits is let in by the order of `media.turns`."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from guardrail.media.turns import Turn, Turns, expected_s


class Room:
    """`places` at once, and one more where what it has to do is short beside all of theirs.

    Waiting has no bound but that of what waits.
    """

    def __init__(self, *, places: int) -> None:
        self._turns = Turns(places=places)
        self._calls: dict[Turn, asyncio.Event] = {}

    @asynccontextmanager
    async def turn(self, asker: str, *, size: int = 0) -> AsyncIterator[None]:
        """Wait for a turn and keep it. `asker` is who has it looked at, `size` how many bytes."""
        turn = self._turns.queue(asker, expected_s=expected_s(size), now_s=time.monotonic())
        called = self._calls[turn] = asyncio.Event()
        try:
            self._call()
            while not turn.begun:
                with suppress(TimeoutError):
                    opens_s = self._turns.lane_opens_in_s(time.monotonic())
                    await asyncio.wait_for(called.wait(), opens_s)
                self._call()
            yield
        finally:
            del self._calls[turn]
            self._turns.end(turn, time.monotonic())
            self._call()

    def _call(self) -> None:
        """Let everybody in who may begin now."""
        while (turn := self._turns.begin(time.monotonic())) is not None:
            self._calls[turn].set()
