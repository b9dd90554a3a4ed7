"""Small stand-ins for what a test must control: a clock, broken doors, slow ones."""

import threading
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from guardrail.media.decoders import Decoders
from guardrail.media.frames import Frames, Glimpse, Watch
from guardrail.media.glances import Purpose


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


class Broken:
    """Passes everything on to the real thing but the methods named, which raise."""

    def __init__(self, real: Any, *, raises: Exception, methods: Collection[str]) -> None:
        self._real = real
        self._raises = raises
        self._methods = methods

    def __getattr__(self, name: str) -> Any:
        if name not in self._methods:
            return getattr(self._real, name)

        def fail(*_: object, **__: object) -> object:
            raise self._raises

        return fail


class Gated:
    """Passes everything on to the real thing; the first call of one method waits at a gate.

    It waits before it does its work, or, if `after`, with its result in hand. Only for methods
    that run in threads.
    """

    def __init__(self, real: Any, method: str, *, after: bool = False) -> None:
        self._real = real
        self._method = method
        self._after = after
        self.arrived = threading.Event()
        self.gate = threading.Event()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)
        if name != self._method or self.arrived.is_set():
            return method

        def wait() -> None:
            self.arrived.set()
            if not self.gate.wait(30):
                raise TimeoutError(f"nobody opened the gate of {name}")

        def gated(*args: object, **named: object) -> object:
            if not self._after:
                wait()
            result = method(*args, **named)
            if self._after:
                wait()
            return result

        return gated


class Patient:
    """Decoders that wait after each glimpse for what the watcher says, so that a stop is in time."""

    def __init__(self, real: Decoders) -> None:
        self._real = real
        self.most_frames = real.most_frames

    def read(
        self,
        path: Path,
        *,
        budget_s: float,
        watch: Watch | None = None,
        prints_for: Purpose | None = None,
    ) -> Frames:
        """As real decoders read, each frame shown before the next one is decoded."""
        frames = self._real.read(path, budget_s=budget_s, prints_for=prints_for)
        for count, at_s in enumerate(frames.at_s.tolist(), start=1):
            pixels = frames.pixels[count - 1 : count]
            glimpse = Glimpse(pixels=pixels, at_s=at_s, declared_s=frames.duration_s)
            if watch is not None and watch(glimpse):
                return replace(
                    frames, pixels=frames.pixels[:count], at_s=frames.at_s[:count], whole=False
                )
        return frames
