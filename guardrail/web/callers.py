"""Who asks and from where: the circumstances that a request itself tells.

What nothing tells stays unknown, and policies read the unknown strictly.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from starlette.requests import HTTPConnection

from guardrail.domain import Circumstances, Text
from guardrail.policy.territories import TERRITORIES
from guardrail.settings import Caller, Settings
from guardrail.settings.model import Fact

_LONGEST = 128
_WORD = re.compile(r"[a-z][a-z0-9_]{0,49}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """One request's caller. `digest` tells callers apart without keeping their credential.

    It is empty for a caller who presents none that we know of: nobody can be told from them.
    `address` is the network address that the server saw, empty if none. `known` is what the
    settings say of this caller, `told` what its requests tell (None: nothing that makes sense).
    """

    digest: str
    address: str
    circumstances: Circumstances
    known: Caller
    told: Mapping[str, str | None]

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
        known = caller or _UNKNOWN
        told = dict(_told(settings.circumstances_from, partial(_in_head, connection)))
        return Asker(
            digest=self._digest(repr(presented)) if presented else "",
            address=connection.client.host if connection.client else "",
            circumstances=self._circumstances(known, told),
            known=known,
            told=told,
        )

    def with_fields(self, asker: Asker, texts: Iterable[Text]) -> Circumstances:
        """The circumstances that the body of a request tells too, where the settings look there."""
        if not any(
            source.startswith("field:") for source in self._settings.circumstances_from.values()
        ):
            return asker.circumstances
        values: dict[str, list[str]] = {}
        for text in texts:
            values.setdefault(text.field, []).append(text.text)
        told = dict(_told(self._settings.circumstances_from, partial(_in_body, values)))
        return self._circumstances(asker.known, {**asker.told, **told})

    def _circumstances(self, known: Caller, told: Mapping[str, str | None]) -> Circumstances:
        """What the settings know of a caller goes first, then what the request tells."""
        settings = self._settings
        return Circumstances(
            at=self._now(),
            requester=known.territory or told.get("requester", settings.requester_territory),
            operator=settings.operator_territory,
            delivery=known.delivery or told.get("delivery", settings.delivery_territory),
            licensee=known.licensee or told.get("licensee"),
            tenant=known.tenant or told.get("tenant"),
            use=known.use or told.get("use"),
            exception=told.get("exception"),
        )


_UNKNOWN = Caller(credential="unknown-to-us")


def _told(
    sources: Mapping[Fact, str], values: Callable[[str, str], list[str] | None]
) -> Iterator[tuple[str, str | None]]:
    """What a request says of each fact where it is looked for; None for what makes no sense.

    Two different values are none: nobody knows which of them the server behind us reads.
    """
    for fact, source in sources.items():
        where, _, name = source.partition(":")
        found = values(where, name)
        if found:
            said = {_sense(fact, text.strip()) for text in found}
            yield fact, said.pop() if len(said) == 1 else None


def _in_head(connection: HTTPConnection, where: str, name: str) -> list[str] | None:
    """The values of a header or of a query parameter that are not empty."""
    if where == "field":
        return None
    found = connection.headers if where == "header" else connection.query_params
    return [value for value in found.getlist(name) if value.strip()]


def _in_body(values: Mapping[str, list[str]], where: str, name: str) -> list[str] | None:
    return values.get(name) if where == "field" else None


def _sense(fact: str, text: str) -> str | None:
    """A value as policies know it; None for one that cannot be one."""
    if fact in {"requester", "delivery"}:
        return text.upper() if text.upper() in TERRITORIES else None
    if fact == "use":
        return text if text in {"commercial", "noncommercial"} else None
    if fact == "exception":
        return text.lower() if _WORD.fullmatch(text.lower()) else None
    return text[:_LONGEST] or None
