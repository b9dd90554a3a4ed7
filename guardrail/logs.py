"""Logging for the command line: one line an event, for people or as JSON, always on stderr.

A guarded app configures structlog as it likes; the library only speaks through it.
"""

import sys
from typing import Literal

import structlog


def configure(style: Literal["console", "json"] = "console", *, quiet: bool = False) -> None:
    """Send events to stderr; `quiet` keeps those below warning to itself."""
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            last,
        ]
        if style == "json"
        else [
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger("warning" if quiet else "info"),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
