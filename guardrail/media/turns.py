"""Who goes next where many files wait to be looked at: in proportion to what each takes.

Between the files of one asker the order is that of arrival plus `PATIENCE` times the expected
time: a short file overtakes long ones, and nothing overtakes what has waited that long. Between
askers it is a virtual clock (Zhang 1990, "VirtualClock: a new traffic control algorithm for packet
switching networks"): who has had much is as late as that, so a hundred files of one asker do not
delay the one of another.

Beside the places there is a *lane* for a file that takes a fraction of what the files at work
take: it need not wait until one of those ends. Whoever looks at files holds those meanwhile, so
the lane is closed for as long as it was in use: files at work go on at half their speed at least.

Pure: it knows no clock, no threads and no event loop. Not thread-safe.
"""

from collections.abc import Iterable
from dataclasses import dataclass

PATIENCE = 3.0
"""Times its own expected time that a file may wait before nothing overtakes it any more."""
_SHORT = 0.25
"""Of the shortest file at work: what may take the lane."""
_LEAST_S = 0.05
"""What looking at the smallest file takes."""
_BYTES_PER_S = 2.5e6
"""Measured: H.264 of a second of 720p or 1080p, decoded and looked at, in CPU seconds."""


def expected_s(size: int) -> float:
    """How long looking at a file of so many bytes takes, roughly; nothing of it is read."""
    return _LEAST_S + size / _BYTES_PER_S


@dataclass(slots=True, kw_only=True, eq=False)
class Turn:
    """One file's place in the order. `begun` once it may be looked at, in the `lane` or not."""

    asker: str
    expected_s: float
    at_s: float
    begun: bool = False
    lane: bool = False

    @property
    def due_s(self) -> float:
        """When nothing that comes later should overtake it."""
        return self.at_s + PATIENCE * self.expected_s


class Turns:
    """The order in which files are looked at, `places` of them at once and one in the lane."""

    def __init__(self, *, places: int) -> None:
        if places < 1:
            raise ValueError("places must be at least 1")
        self._places = places
        self._waiting: list[Turn] = []
        self._at_work: list[Turn] = []
        self._in_lane: Turn | None = None
        self._lane_begun_s = 0.0
        self._lane_opens_s = 0.0
        self._served_s: dict[str, float] = {}

    def queue(self, asker: str, *, expected_s: float, now_s: float) -> Turn:
        """A new turn, which waits until `begin` gives it."""
        turn = Turn(asker=asker, expected_s=expected_s, at_s=now_s)
        self._waiting.append(turn)
        return turn

    def begin(self, now_s: float) -> Turn | None:
        """The next turn that may begin now, if there is one: it has begun."""
        if len(self._at_work) < self._places:
            turn = self._next(self._heads())
        elif self._in_lane is None and now_s >= self._lane_opens_s:
            turn = self._next(self._short())
        else:
            turn = None
        if turn is None:
            return None
        self._waiting.remove(turn)
        turn.begun = True
        if len(self._at_work) < self._places:
            self._at_work.append(turn)
        else:
            turn.lane, self._in_lane, self._lane_begun_s = True, turn, now_s
        self._served_s[turn.asker] = self._due_s(turn)
        asking = {waiting.asker for waiting in self._waiting}
        self._served_s = {
            asker: s for asker, s in self._served_s.items() if s > now_s or asker in asking
        }
        return turn

    def end(self, turn: Turn, now_s: float) -> None:
        """It is over, or waits no more."""
        if not turn.begun:
            self._waiting.remove(turn)
        elif turn.lane:
            self._in_lane = None
            self._lane_opens_s = 2 * now_s - self._lane_begun_s
        else:
            self._at_work.remove(turn)

    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is at work."""
        return not (self._waiting or self._at_work or self._in_lane)

    def lane_opens_in_s(self, now_s: float) -> float | None:
        """How long until something that waits may take the lane, unless something ends before."""
        if self._in_lane is not None or not self._short():
            return None
        return max(0.0, self._lane_opens_s - now_s)

    def _heads(self) -> Iterable[Turn]:
        """The file of each asker that is due first."""
        heads: dict[str, Turn] = {}
        for turn in self._waiting:
            head = heads.setdefault(turn.asker, turn)
            if turn.due_s < head.due_s:
                heads[turn.asker] = turn
        return heads.values()

    def _short(self) -> list[Turn]:
        """What may take the lane while everything else is at work."""
        if len(self._at_work) < self._places:
            return []
        most_s = _SHORT * min(turn.expected_s for turn in self._at_work)
        return [turn for turn in self._waiting if turn.expected_s <= most_s]

    def _next(self, turns: Iterable[Turn]) -> Turn | None:
        return min(turns, key=self._due_s, default=None)

    def _due_s(self, turn: Turn) -> float:
        """When it is due, given what its asker has had."""
        begins_s = max(turn.at_s, self._served_s.get(turn.asker, turn.at_s))
        return begins_s + PATIENCE * turn.expected_s
