"""A labelled set through the engine: opened once, judged in parallel, gone on with where it ended.

Pictures and clips share one engine: they are decoded in processes of their own, and the encoder
leaves Python's lock. Prompts are judged in processes, each with an engine without pictures.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from itertools import islice
from multiprocessing import get_context
from multiprocessing.util import Finalize
from pathlib import Path

import numpy as np

from guardrail import logs
from guardrail.arrays import Pixels
from guardrail.audit import Unrecorded
from guardrail.build import open_eyes
from guardrail.build.checking import references_of
from guardrail.build.records import utc_now
from guardrail.build.snapshots import Compiler, read_registry
from guardrail.domain import Circumstances, Reference
from guardrail.embed.manifest import read_manifest
from guardrail.engine import Guardrail
from guardrail.errors import BadInputError, MediaError
from guardrail.evaluate.controls import Controls
from guardrail.evaluate.duplicates import Duplicate, Thumbnails, refusal, repeated
from guardrail.evaluate.outcomes import Outcomes
from guardrail.evaluate.rows import Header, Row, RowsFile
from guardrail.evaluate.running import judge
from guardrail.evaluate.sets import Item, LabelledSet, Part, named_as
from guardrail.eyes import Eyes
from guardrail.policy.policies import Policies
from guardrail.registry import Registry
from guardrail.settings import Settings
from guardrail.snapshot import Snapshot

CHUNK = 200
"""Prompts that a process is given at once."""
_TOLD = 9
_NO_FRAMES: Pixels = np.zeros((0, 1, 1, 3), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is told while it runs: `begin` names a stretch of work and its length, `step` a part."""

    begin: Callable[[str, int], object] = lambda _what, _total: None
    step: Callable[[int], object] = lambda _count: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A set that was judged, by what, and how long the fresh part of it took."""

    outcomes: Outcomes
    header: Header
    registry: Registry
    controls: Controls
    kept: int
    stale: int
    wall_s: float
    unknown: tuple[str, ...]


def evaluate(
    settings: Settings,
    labelled: LabelledSet,
    known: Circumstances,
    *,
    rows: Path | None = None,
    dated: bool = False,
    jobs: int = 2,
    allow_duplicates: bool = False,
    progress: Progress | None = None,
) -> Evaluated:
    """Judge every item of a set that `rows` does not hold yet.

    `dated` says that the time of the circumstances was asked for: rows of another are stale then.

    Raises:
        BadInputError: a reference is shown again in the set (unless duplicates are allowed), or
            the file of rows is none.
        ModelError: a model is missing or altered.
        PolicyDocumentError: a policy document is wrong.
    """
    told = progress or Progress()
    registry = read_registry(settings.registry)
    labelled = _resolved(labelled, registry)
    header = Header(
        part=labelled.part.value,
        registry=registry.sha256,
        models=models_digest(settings),
        version=version("guardrail"),
        circumstances=_told_of(known, dated=dated),
    )
    file = None if rows is None else RowsFile.open(rows, header, labelled)
    done = {} if file is None else dict(file.kept)
    waiting = [item for item in labelled.items if item.number not in done]
    begun = time.monotonic()
    work = _Work(
        settings=settings,
        registry=registry,
        waiting=waiting,
        known=known,
        part=labelled.part,
        jobs=jobs,
    )
    with ExitStack() as opened:
        stream: Iterator[list[Row]] = iter(())
        if waiting and labelled.part is Part.PROMPTS:
            stream = _prompts(work, opened)
        elif waiting:
            stream = _media(work, opened, told, allow_duplicates=allow_duplicates)
        told.begin(f"judging {labelled.part}", len(labelled.items))
        told.step(len(done))
        begun = time.monotonic()
        for fresh in stream:
            if file is not None:
                file.add(fresh)
            done |= {row.number: row for row in fresh}
            told.step(len(fresh))
    policies = Policies.from_documents(registry.documents)
    controls = Controls.of(registry.assets, policies, known, labelled.part)
    return Evaluated(
        outcomes=Outcomes.of(labelled, list(done.values()), controls),
        header=header,
        registry=registry,
        controls=controls,
        kept=len(labelled.items) - len(waiting),
        stale=0 if file is None else file.stale,
        wall_s=time.monotonic() - begun,
        unknown=tuple(
            sorted({a for i in labelled.items for a in i.assets if a not in registry.assets})
        ),
    )


def models_digest(settings: Settings) -> str:
    """What looks and what its similarities are worth: id, digest, digest of the calibration."""
    entry = read_manifest(settings.models_dir).chosen(settings.model)
    return f"{entry.id} {entry.sha256} {entry.calibration.sha256 if entry.calibration else ''}"


def _told_of(known: Circumstances, *, dated: bool) -> str:
    facts = {name: getattr(known, name) for name in known.__dataclass_fields__}
    if not dated:
        del facts["at"]
    if facts["contexts"] is not None:
        facts["contexts"] = sorted(facts["contexts"])
    return json.dumps({k: v for k, v in facts.items() if v is not None}, default=str)


def _resolved(labelled: LabelledSet, registry: Registry) -> LabelledSet:
    """The set with the names of folders as ids of assets, where they mean one."""
    known = {
        name: named_as(name, registry.assets) for item in labelled.items for name in item.assets
    }
    items = tuple(
        replace(item, assets=tuple(known[asset] for asset in item.assets))
        for item in labelled.items
    )
    return LabelledSet(part=labelled.part, origin=labelled.origin, items=items)


# -- pictures and clips --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is to be judged, by which registry and settings, `jobs` items at once."""

    settings: Settings
    registry: Registry
    waiting: Sequence[Item]
    known: Circumstances
    part: Part
    jobs: int


def _media(
    work: _Work, opened: ExitStack, told: Progress, *, allow_duplicates: bool
) -> Iterator[list[Row]]:
    eyes = open_eyes(work.settings.model_copy(update={"decoder_processes": work.jobs}), opened)
    pool = ThreadPoolExecutor(work.jobs)
    opened.callback(pool.shutdown, cancel_futures=True)
    if not allow_duplicates:
        told.begin("looking for duplicates", len(work.waiting))
        _refuse(_duplicates(work.waiting, list(references_of(work.registry)), eyes, pool, told))
    told.begin("looking at references", 1)
    snapshot = Compiler(eyes=eyes).compile(work.registry)
    told.step(1)
    guardrail = _guardrail(snapshot, eyes, work.settings)
    tasks = (partial(_judged, guardrail, (item,), work.known, work.part) for item in work.waiting)
    return _completed(pool, tasks, ahead=2 * work.jobs)


def _duplicates(
    items: Sequence[Item],
    references: Sequence[Reference],
    eyes: Eyes,
    pool: ThreadPoolExecutor,
    told: Progress,
) -> list[Duplicate]:
    same = repeated(items, references)
    if same or not items or not references:
        return same

    def frames(path: Path) -> tuple[Path, Pixels]:
        try:
            return path, eyes.decoders.read(path, budget_s=eyes.budget_s).pixels
        except MediaError:  # a reference like that is complained of, an item is unscreenable
            return path, _NO_FRAMES

    shown = Thumbnails(pool.map(frames, [reference.path for reference in references]))

    def like(item: Item) -> Duplicate | None:
        reference = shown.like(frames(item.path or Path())[1])
        told.step(1)
        if reference is None:
            return None
        return Duplicate(item=item, reference=reference, exact=False)

    return [one for one in pool.map(like, items) if one is not None]


def _refuse(duplicates: Sequence[Duplicate]) -> None:
    if duplicates:
        lines = list(refusal(duplicates))
        error = BadInputError(
            lines[0], fix="take it out of the set, or pass --allow-duplicates and trust no number"
        )
        for line in lines[1:_TOLD]:
            error.add_note(line)
        if len(lines) > _TOLD:
            error.add_note(f"and {len(lines) - _TOLD} more references")
        raise error


def _judged(
    guardrail: Guardrail, items: Sequence[Item], known: Circumstances, part: Part
) -> list[Row]:
    return [judge(guardrail, item, known, part) for item in items]


# -- prompts -------------------------------------------------------------------------------------


def _prompts(work: _Work, opened: ExitStack) -> Iterator[list[Row]]:
    guardrail = _reader(work.settings, work.registry, opened)
    chunks = [work.waiting[at : at + CHUNK] for at in range(0, len(work.waiting), CHUNK)]
    if work.jobs == 1 or len(chunks) == 1:
        return (_judged(guardrail, chunk, work.known, work.part) for chunk in chunks)
    pool = ProcessPoolExecutor(
        work.jobs,
        mp_context=get_context("spawn"),
        initializer=_open_reader,
        initargs=(work.settings,),
    )
    opened.callback(pool.shutdown, cancel_futures=True)
    tasks = (partial(_read, chunk, work.known, work.part) for chunk in chunks)
    return _completed(pool, tasks, ahead=2 * work.jobs)


def _reader(settings: Settings, registry: Registry, opened: ExitStack) -> Guardrail:
    """An engine that knows no pictures, so that none is looked at before prompts are read."""
    eyes = open_eyes(settings.model_copy(update={"decoder_processes": 1, "threads": 1}), opened)
    assets = {name: replace(asset, versions=()) for name, asset in registry.assets.items()}
    snapshot = Compiler(eyes=eyes).compile(replace(registry, assets=assets))
    snapshot = replace(snapshot, registry=registry)
    return _guardrail(snapshot, eyes, settings)


def _guardrail(snapshot: Snapshot, eyes: Eyes, settings: Settings) -> Guardrail:
    return Guardrail(
        snapshots=lambda: snapshot,
        eyes=eyes,
        record=Unrecorded(),
        on_unknown=settings.on_unknown,
        now=utc_now,
    )


_opened_here = ExitStack()
_reading: list[Guardrail] = []


def _open_reader(settings: Settings) -> None:
    """In a process of the pool: its own engine, until it ends."""
    logs.configure(quiet=True)
    Finalize(None, _opened_here.close, exitpriority=0)  # such a process runs no atexit
    _reading.append(_reader(settings, read_registry(settings.registry), _opened_here))


def _read(items: Sequence[Item], known: Circumstances, part: Part) -> list[Row]:
    return _judged(_reading[0], items, known, part)


def _completed(
    pool: Executor, tasks: Iterator[Callable[[], list[Row]]], *, ahead: int
) -> Iterator[list[Row]]:
    """What tasks give, as it comes; never more than `ahead` are begun."""
    running: set[Future[list[Row]]] = {pool.submit(task) for task in islice(tasks, ahead)}
    while running:
        done, running = wait(running, return_when=FIRST_COMPLETED)
        running |= {pool.submit(task) for task in islice(tasks, len(done))}
        for one in done:
            yield one.result()
