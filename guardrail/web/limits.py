"""How many refusals one caller is told before it must wait.

Every refusal says which name was found, so who may ask without end learns the registry by heart.
"""

from dataclasses import dataclass

from cachetools import TTLCache

_WINDOW_S = 60
_CALLERS = 10_000


@dataclass(slots=True)
class _Count:
    """Refusals since the window began."""

    refusals: int = 0


class Refusals:
    """Counts refusals by caller; a window of a minute begins with the first one.

    Args:
        per_minute: refusals allowed in a window; 0 for no limit.
    """

    def __init__(self, *, per_minute: int) -> None:
        self._per_minute = per_minute
        self._counts: TTLCache[str, _Count] = TTLCache(_CALLERS, ttl=_WINDOW_S)

    def add(self, caller: str) -> None:
        """One more refusal was told."""
        count = self._counts.get(caller)
        if count is None:
            count = self._counts[caller] = _Count()
        count.refusals += 1

    def wait_s(self, caller: str) -> int:
        """Seconds that the caller should wait; 0 while it may ask."""
        count = self._counts.get(caller)
        exceeded = count is not None and 0 < self._per_minute <= count.refusals
        return _WINDOW_S if exceeded else 0
