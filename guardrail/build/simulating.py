"""What other documents would have done to the recorded past, on all the cores that are given.

The record is read here, in bulk; worker processes parse and judge, each with its own copy of the
documents, and send back counts only.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from itertools import chain, islice
from multiprocessing import get_context

from guardrail.build.records import opened_archive
from guardrail.domain import PolicyDocument
from guardrail.evaluate.retrying import Rows, Worker, begin, work
from guardrail.policy.tally import Tally
from guardrail.settings import Settings

_WORTH_IT = 10
"""Parts of the record from which on starting processes takes less time than it saves."""
_AHEAD = 2


def simulate(
    documents: Sequence[PolicyDocument],
    settings: Settings,
    *,
    since: datetime,
    until: datetime,
    at: datetime | None = None,
    processes: int | None = None,
) -> Tally:
    """Judge every recorded decision of since <= t < until again, under these documents.

    Raises:
        SettingsError: there is no record.
        StoreUnavailableError: it cannot be reached.
    """
    with opened_archive(settings) as archive:
        parts = archive.documents(since=since, until=until)
        return retried(parts, documents, at=at, processes=processes or os.cpu_count() or 1)


def retried(
    parts: Iterator[Rows],
    documents: Sequence[PolicyDocument],
    *,
    at: datetime | None,
    processes: int,
) -> Tally:
    """The tally of all parts; a small record is gone through in this process."""
    first = list(islice(parts, _WORTH_IT))
    if processes == 1 or len(first) < _WORTH_IT:
        worker = Worker(documents, at)
        return _together(worker.tally(part) for part in chain(first, parts))
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=begin, initargs=(documents, at)
    ) as pool:
        return _together(_bounded(pool, chain(first, parts), processes * _AHEAD))


def _bounded(pool: ProcessPoolExecutor, parts: Iterable[Rows], most: int) -> Iterator[Tally]:
    """The tallies of parts, of which only a few are under way at a time."""
    waiting: deque[Future[Tally]] = deque()
    for part in parts:
        waiting.append(pool.submit(work, part))
        if len(waiting) > most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _together(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole
