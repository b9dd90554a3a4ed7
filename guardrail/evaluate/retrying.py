"""One process's share of a simulation; light to import, for it is started to do nothing else."""

import gc
import json
from collections.abc import Sequence
from datetime import datetime

from guardrail.audit import decision_from_plain
from guardrail.domain import Action, PolicyDocument
from guardrail.policy.replay import Replay, Retried
from guardrail.policy.tally import EXAMPLES, Count, Tally, tallied

Rows = Sequence[tuple[str, str, str | None]]
"""Recorded decisions as they are kept: attempt, action, JSON (None once it is erased)."""

_CLEAN = '"matches":[]'


class Worker:
    """One process's share of the work; it remembers every distinct case."""

    def __init__(self, documents: Sequence[PolicyDocument], at: datetime | None) -> None:
        self._replay = Replay(documents, read=decision_from_plain, at=at)

    def tally(self, rows: Rows) -> Tally:
        """Judge some recorded decisions again."""
        results: dict[Retried, Count] = {}
        erased = 0
        for attempt, action, document in rows:
            if document is None:
                erased += 1
                continue
            if _CLEAN in document:  # nothing was found: nothing can change
                stage = "prompt" if '"stage":"prompt"' in document[:40] else "output"
                same = Action(action)
                retried, when = Retried(stage=stage, before=same, after=same), ""
            else:
                recorded = json.loads(document)
                retried = self._replay.retry(recorded)
                when = recorded["circumstances"]["at"]
            count = results.get(retried)
            if count is None:
                count = results[retried] = Count()
            count.count += 1
            if when and len(count.examples) < EXAMPLES:
                count.examples.append((when, attempt))
        return tallied(results, erased=erased)


_HERE: list[Worker] = []


def begin(documents: Sequence[PolicyDocument], at: datetime | None) -> None:
    """Make this process a worker."""
    _HERE[:] = [Worker(documents, at)]
    gc.disable()  # parsed JSON has no circles, and looking for them takes as long as parsing


def work(rows: Rows) -> Tally:
    """This process's share of some rows."""
    return _HERE[0].tally(rows)
