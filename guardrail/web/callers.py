"""Who asks and from where: the circumstances that a request itself tells.

What nothing tells stays unknown, and policies read the unknown strictly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import Headers

from guardrail.domain import Circumstances
from guardrail.settings import Caller, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """One request's caller. `digest` tells callers apart without keeping their credential.

    It is empty for a caller who presents none that we know of: nobody can be told from them.
    """

    digest: str
    circumstances: Circumstances


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

    def read(self, headers: Headers) -> Asker:
        """The caller behind these request headers."""
        settings = self._settings
        presented = [
            (name, value) for name in settings.credential_headers for value in headers.getlist(name)
        ]
        caller = next((self._known[value] for _, value in presented if value in self._known), None)
        return Asker(
            digest=self._digest(repr(presented)) if presented else "",
            circumstances=Circumstances(
                at=self._now(),
                requester=self._territory(headers, caller),
                operator=settings.operator_territory,
                delivery=(caller.delivery if caller else None) or settings.delivery_territory,
                licensee=caller.licensee if caller else None,
                use=caller.use if caller else None,
            ),
        )

    def _territory(self, headers: Headers, caller: Caller | None) -> str | None:
        if caller is not None and caller.territory:
            return caller.territory
        name = self._settings.requester_territory_header
        told = headers.get(name, "").strip().upper() if name else ""
        if len(told) == 2 and told.isalpha() and told.isascii():  # noqa: PLR2004 — ISO 3166-1
            return told
        return self._settings.requester_territory
