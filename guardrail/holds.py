"""The life of a hold: waiting, until a reviewer lifts or refuses it, or until it expires."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from guardrail.domain import Action


class HoldStatus(StrEnum):
    """What a reviewer has said so far. Expiry is not written: it follows from the clock."""

    WAITING = "waiting"
    LIFTED = "lifted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One artefact or submission kept back. `id` is the id of the decision that held it.

    `subject` is `artefact:SERVER/JOB/VARIANT` or `submission:FINGERPRINT`; `sha256` the kept
    bytes of an artefact (empty for a submission).
    """

    id: str
    subject: str
    sha256: str
    created_at: datetime
    expires_at: datetime
    on_timeout: Action
    status: HoldStatus = HoldStatus.WAITING
    reviewer: str = ""
    note: str = ""
    resolved_at: datetime | None = None


def standing(hold: Hold, now: datetime) -> Action:
    """What a hold means now: HOLD while it waits, then what the reviewer or the clock said."""
    if hold.status is HoldStatus.LIFTED:
        return Action.ALLOW
    if hold.status is HoldStatus.REFUSED:
        return Action.BLOCK
    return Action.HOLD if now < hold.expires_at else hold.on_timeout


class Holds(Protocol):
    """The holds of a store. Every method may raise StoreUnavailableError."""

    def put_hold(self, hold: Hold) -> None:
        """Insert, durable on return. A hold whose id exists is left as it is."""
        ...

    def hold(self, hold_id: str) -> Hold | None:
        """One hold by id."""
        ...

    def hold_of(self, subject: str) -> Hold | None:
        """The newest hold of a subject."""
        ...

    def list_holds(self, *, status: HoldStatus | None = None, limit: int = 100) -> list[Hold]:
        """Newest first."""
        ...

    def resolve_hold(
        self, hold_id: str, *, status: HoldStatus, reviewer: str, note: str, now: datetime
    ) -> Hold:
        """Lift or refuse, and record who did (an `opinion` entry in the audit chain).

        Raises BadInputError when there is no such hold, or when it is resolved or expired.
        """
        ...
