"""Who asks and from where: the circumstances that a request itself tells.

What nothing tells stays unknown, and policies read the unknown strictly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import HTTPConnection

from guardrail.domain import Circumstances
from guardrail.policy.territories import TERRITORIES
from guardrail.settings import Caller, Settings

_LONGEST = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """One request's caller. `digest` tells callers apart without keeping their credential.

    It is empty for a caller who presents none that we know of: nobody can be told from them.
    `address` is the network address that the server saw, empty if none.
    """

    digest: str
    address: str
    circumstances: Circumstances

    @property
    def name(self) -> str:
        """What limits are counted by: the credential, else the address."""
        return self.digest or self.address


class Callers:
    """Reads callers out of request headers, as the settings say.

    Args:
        settings: territories, credential headers and known callers.
        digest: keyed digest of a text, the same in every worker.
        now: the clock.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        digest: Callable[[str], str],
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._digest = digest
        self._now = now
        self._known = {caller.credential: caller for caller in settings.callers}

    def read(self, connection: HTTPConnection) -> Asker:
        """The caller behind this request."""
        settings, headers = self._settings, connection.headers
        presented = [
            (name, value) for name in settings.credential_headers for value in headers.getlist(name)
        ]
        caller = next((self._known[value] for _, value in presented if value in self._known), None)
        told = {fact: _told(connection, fact, s) for fact, s in settings.circumstances_from.items()}
        known = caller or _UNKNOWN
        return Asker(
            digest=self._digest(repr(presented)) if presented else "",
            address=connection.client.host if connection.client else "",
            circumstances=Circumstances(
                at=self._now(),
                requester=known.territory or told.get("requester") or settings.requester_territory,
                operator=settings.operator_territory,
                delivery=known.delivery or told.get("delivery") or settings.delivery_territory,
                licensee=known.licensee or told.get("licensee"),
                tenant=known.tenant or told.get("tenant"),
                use=known.use or told.get("use"),
            ),
        )


_UNKNOWN = Caller(credential="unknown-to-us")


def _told(connection: HTTPConnection, fact: str, source: str) -> str | None:
    """What a proxy says; a value that cannot be one is as good as none."""
    where, _, name = source.partition(":")
    values = connection.headers if where == "header" else connection.query_params
    text = values.get(name, "").strip()
    if fact in {"requester", "delivery"}:
        return text.upper() if text.upper() in TERRITORIES else None
    if fact == "use":
        return text if text in {"commercial", "noncommercial"} else None
    return text[:_LONGEST] or None
