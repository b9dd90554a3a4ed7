"""Logging for the command line: one line an event, for people or as JSON, always on stderr.

A guarded app configures structlog as it likes; the library only speaks through it.
"""

import re
import sys
from collections.abc import MutableMapping
from enum import StrEnum
from typing import Any

import structlog

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class Style(StrEnum):
    """How events are written."""

    CONSOLE = "console"
    JSON = "json"


def configure(style: Style = Style.CONSOLE, *, quiet: bool = False) -> None:
    """Send events to stderr; `quiet` keeps those below warning to itself."""
    if style is Style.JSON:
        processors: list[structlog.typing.Processor] = [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        processors = [
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            _harmless,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ]
    structlog.configure(
        processors=[structlog.processors.add_log_level, *processors],
        wrapper_class=structlog.make_filtering_bound_logger("warning" if quiet else "info"),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def _harmless(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Escape what would act on a terminal: names and paths come from strangers."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _CONTROL.sub(lambda found: ascii(found[0])[1:-1], value)
    return event
