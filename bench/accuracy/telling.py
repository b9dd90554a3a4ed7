"""How far a long run is, a line now and then on stderr: what a log can hold."""

import sys
import time

EVERY_S = 20.0


class Told:
    """One stretch of work of a known length."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._begun = self._last = time.monotonic()
        print(f"{what}: {total}", file=sys.stderr, flush=True)

    def step(self, count: int) -> None:
        """`count` more are done."""
        self._done += count
        now = time.monotonic()
        if now - self._last < EVERY_S or self._done >= self._total:
            return
        self._last = now
        left = (now - self._begun) / self._done * (self._total - self._done)
        print(
            f"{self._what}: {self._done} of {self._total}, about {left / 60:.0f} min left",
            file=sys.stderr,
            flush=True,
        )
