"""Whether a rule's conditions hold in one case: yes, no, or not known.

Conditions are compiled once into checks, so that a case costs only look-ups and comparisons.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from guardrail.domain import Circumstances, Conditions, Signal, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What holds for a whole judgement.

    `contexts` are those found; `looked_for` those that somebody looked for, None for all.
    """

    circumstances: Circumstances
    stage: Stage
    contexts: frozenset[str]
    looked_for: frozenset[str] | None


class Case(NamedTuple):  # made for every match and territory: a tenth of a dataclass's cost
    """The facts that one match in one territory brings to a policy.

    `territory` None is an unknown one. `frames` counts the frames that agree on the asset; words
    have none, which is a fact and not a gap.
    """

    facts: Facts
    territory: str | None
    signal: Signal
    frames: int


Test = Callable[[Case], bool | None]
"""True when it holds, False when it fails, None when facts are absent."""


class Check(NamedTuple):
    """One key of a rule's `when`, by its name in documents."""

    key: str
    test: Test


def checks(when: Conditions) -> Iterator[Check]:
    """One check for each key that is given; the two bounds on seconds are one key."""
    if when.stage is not None:
        yield Check("stage", _among(when.stage, attrgetter("facts.stage")))
    if when.territory is not None:
        yield Check("territory", _among(when.territory, attrgetter("territory")))
    if when.signal is not None:
        yield Check("signal", _among(when.signal, attrgetter("signal")))
    if when.use is not None:
        yield Check("use", _among(when.use, attrgetter("facts.circumstances.use")))
    if when.licensee is not None:
        yield Check("licensee", _among(when.licensee, attrgetter("facts.circumstances.licensee")))
    if when.exception is not None:
        yield Check("exception", _declared(when.exception))
    if when.context_any is not None:
        yield Check("context_any", _breached(when.context_any))
    if when.clip_seconds_lt is not None or when.clip_seconds_gte is not None:
        yield Check("clip_seconds", _between(when.clip_seconds_gte, when.clip_seconds_lt))
    if when.frames_matched_gte is not None:
        yield Check("frames_matched", _at_least(when.frames_matched_gte))


def breached(named: frozenset[str], facts: Facts) -> bool | None:
    """Whether any named context is present; None when one of them may be there unseen."""
    if not named.isdisjoint(facts.contexts):
        return True
    return False if facts.looked_for is None or named <= facts.looked_for else None


def _among(
    wanted: frozenset[Stage] | frozenset[Signal] | frozenset[str],
    fact: Callable[[Case], str | None],
) -> Test:
    def test(case: Case) -> bool | None:
        value = fact(case)
        return None if value is None else value in wanted

    return test


def _declared(wanted: frozenset[str]) -> Test:
    return lambda case: case.facts.circumstances.exception in wanted


def _breached(named: frozenset[str]) -> Test:
    return lambda case: breached(named, case.facts)


def _between(gte: float | None, lt: float | None) -> Test:
    """Gte <= seconds < lt, as far as given."""
    least, most = gte or 0.0, float("inf") if lt is None else lt

    def test(case: Case) -> bool | None:
        seconds = case.facts.circumstances.clip_seconds
        return None if seconds is None else least <= seconds < most

    return test


def _at_least(frames: int) -> Test:
    return lambda case: case.frames >= frames
