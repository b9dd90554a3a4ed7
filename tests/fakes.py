"""Small stand-ins for what a test must control: a clock, broken doors."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any


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
