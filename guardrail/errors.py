"""Everything that can go wrong, as one tree; each error carries its facts as attributes.

GuardrailError
├── BadInputError                what a caller wrote is wrong, and the message says where and how to mend it
│   ├── SettingsError            an operator's configuration
│   ├── PolicyDocumentError      a rights holder's document
│   ├── ModelError               a model or its manifest
│   └── SubmissionError          a request body on a guarded route
├── UnscreenableError            not knowing is an answer: something could not be looked at
│   ├── MediaError               undecodable, over a bound, of an unknown kind
│   └── ScreeningTimeoutError    over its time budget
│       └── NoRoomError          no room for it in time: it was not even begun
└── StoreUnavailableError        what cannot be recorded is not delivered
"""

from pathlib import Path


class GuardrailError(Exception):
    """The root: catch this to catch everything that guardrail raises on purpose."""


class BadInputError(GuardrailError):
    """Something written by a person is wrong; `where` locates it and `fix` says what to do."""

    def __init__(self, problem: str, *, where: str = "", fix: str = "") -> None:
        self.problem = problem
        self.where = where
        self.fix = fix
        head = f"{where}: {problem}" if where else problem
        super().__init__(f"{head} ({fix})" if fix else head)


class SettingsError(BadInputError):
    """A setting is unknown, of the wrong type, or out of its bound."""


class PolicyDocumentError(BadInputError):
    """A policy document cannot be accepted; the version in force stays in force."""


class ModelError(BadInputError):
    """A model file is missing, altered, or not what its manifest says."""


class SubmissionError(BadInputError):
    """A request on a guarded route cannot be read as the wrapped server would read it."""

    def __init__(self, problem: str, *, field: str = "", fix: str = "", status: int = 400) -> None:
        self.field = field
        self.status = status
        super().__init__(problem, where=field, fix=fix)


class UnscreenableError(GuardrailError):
    """Something could not be looked at, so nobody may say that it is clean."""


class MediaError(UnscreenableError):
    """Bytes that cannot be decoded within bounds; `problem` is short enough for a refusal.

    `field` is where they came from, once somebody who knows has said so.
    """

    def __init__(self, problem: str, *, path: Path | None = None, field: str = "") -> None:
        self.problem = problem
        self.path = path
        self.field = field
        super().__init__(f"{path.name}: {problem}" if path is not None else problem)


class ScreeningTimeoutError(UnscreenableError):
    """A screening ran out of its `budget_s` seconds."""

    def __init__(self, problem: str, *, budget_s: float) -> None:
        self.problem = problem
        self.budget_s = budget_s
        super().__init__(f"{problem} (budget {budget_s:g} s)")


class NoRoomError(ScreeningTimeoutError):
    """Nothing was free to begin a screening within its `budget_s` seconds."""


class StoreUnavailableError(GuardrailError):
    """The database or the content store did not take or give what it was asked for."""
