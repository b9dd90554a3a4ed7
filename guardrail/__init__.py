"""Decides what a video generation API may deliver: protected characters, per owner's settings.

    app.add_middleware(GuardrailMiddleware)

Importing this package is cheap; models, codecs and databases are loaded when a guard opens.
"""

from typing import TYPE_CHECKING

from guardrail.domain import Action, Circumstances, Decision, Match, Submission
from guardrail.errors import GuardrailError

if TYPE_CHECKING:
    from guardrail.web.middleware import GuardrailMiddleware

__all__ = [
    "Action",
    "Circumstances",
    "Decision",
    "GuardrailError",
    "GuardrailMiddleware",
    "Match",
    "Submission",
]


def __getattr__(name: str) -> object:
    """Load the middleware when it is asked for, not when the package is imported."""
    if name == "GuardrailMiddleware":
        from guardrail.web.middleware import GuardrailMiddleware  # noqa: PLC0415 — see above

        return GuardrailMiddleware
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
