"""What the rivals that look find in the pictures and clips of a run, and what it costs."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from bench.accuracy.rivals.hashes import contestants
from bench.rows import Row, share_row
from guardrail.arrays import Pixels, Vectors
from guardrail.evaluate.attacks.filming import read_film
from guardrail.evaluate.metrics import clustered, rank1, tpr_at
from guardrail.evaluate.outcomes import Outcomes
from guardrail.registry import Registry
from models.train.recognisers import Recogniser

FALSE_ALARMS = 0.01
VPDQ_DISTANCE = 31
VPDQ_QUALITY = 50
Table = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """How alike each item and each asset are, to one rival [N, A], and seconds an item."""

    table: Table
    assets: tuple[str, ...]
    seconds: float

    def own(self, outcomes: Outcomes) -> Numbers:
        """The number of each positive's asset."""
        labels = [item.assets[0] for item in outcomes.items if item.positive]
        return np.array([self.assets.index(label) for label in labels], np.intp)

    def of(self, outcomes: Outcomes) -> tuple[Table, Table]:
        """Of each positive its own asset's score, of each negative the highest."""
        at = np.flatnonzero(outcomes.positive)
        return self.table[at, self.own(outcomes)], self.table[outcomes.negative].max(axis=1)


def on_pictures(work: Path, registry: Registry, outcomes: Outcomes) -> Iterator[Row]:
    """Rank-1 and the share found where 1 % of the negatives raise a false alarm."""
    for name, recogniser in contestants(work):
        answers = _ask(recogniser, registry, [i.path or Path() for i in outcomes.items], _picture)
        at, clusters = np.flatnonzero(outcomes.positive), outcomes.cluster[outcomes.positive]
        first = partial(_rank1, answers.table[at], answers.own(outcomes))
        yield _drawn(f"pictures_rank1.{name}", first, clusters)
        mine, strangers = answers.of(outcomes)
        threshold = tpr_at(mine, strangers, fpr=FALSE_ALARMS).threshold
        if threshold is not None:
            found = partial(_share, mine > threshold)
            yield _drawn(f"pictures_tpr_1pct.{name}", found, clusters)
        yield _cost(f"picture_ms.{name}", 1000 * answers.seconds, "ms")


def on_clips(work: Path, registry: Registry, outcomes: Outcomes) -> Iterator[Row]:
    """Recall and false alarms at the threshold that 1 % of the ordinary clips pass."""
    paths = [item.path or Path() for item in outcomes.items]
    ordinary = np.array([item.kind == "ordinary" for item in outcomes.items])
    for name, recogniser in contestants(work):
        answers = _ask(recogniser, registry, paths, _seconds)
        highest = answers.table.max(axis=1)
        mine, _ = answers.of(outcomes)
        threshold = tpr_at(mine, highest[ordinary], fpr=FALSE_ALARMS).threshold
        if threshold is not None:
            yield from _clip_rows(name, outcomes, mine > threshold, highest > threshold)
        yield _cost(f"clip_short_s.{name}", answers.seconds, "s")
    if find_spec("vpdq"):
        answers = _vpdq(registry, paths)
        mine, _ = answers.of(outcomes)
        yield from _clip_rows("vpdq", outcomes, mine > 0, answers.table.max(axis=1) > 0)
        yield _cost("clip_short_s.vpdq", answers.seconds, "s")


def _clip_rows(name: str, outcomes: Outcomes, found: Flags, alarmed: Flags) -> Iterator[Row]:
    """`found` is over the positives, `alarmed` over all clips."""
    for row, kind in (("ordinary", "ordinary"), ("lookalike", "look-alike")):
        of_kind = np.array([item.kind == kind for item in outcomes.items])
        hits = int(alarmed[of_kind].sum())
        yield share_row(f"clips_false_alarm_{row}.{name}", hits, int(of_kind.sum()))
    yield share_row(f"clips_recall.{name}", int(found.sum()), len(found))


def _ask(
    recogniser: Recogniser,
    registry: Registry,
    paths: Sequence[Path],
    read: Callable[[Path], Pixels],
) -> Answers:
    assets = tuple(sorted(registry.assets))
    views: list[Vectors] = [
        np.concatenate([recogniser.reference(_picture(p)[0]) for p in _references(registry, one)])
        for one in assets
    ]
    begun = time.perf_counter()
    table = np.empty((len(paths), len(assets)))
    for number, path in enumerate(paths):
        regions = recogniser.frames(read(path)).reshape(-1, views[0].shape[-1])
        table[number] = [float((regions @ shown.T).max()) for shown in views]
    seconds = (time.perf_counter() - begun) / max(1, len(paths))
    return Answers(table=table, assets=assets, seconds=seconds)


def _vpdq(registry: Registry, paths: Sequence[Path]) -> Answers:
    """1 where a frame lies within the advised distance of a reference, both of good quality."""
    import vpdq  # noqa: PLC0415 — optional

    def hashes(path: Path) -> list[vpdq.VpdqFeature]:
        found = vpdq.computeHash(str(path), thread_count=1)
        return [one for one in found if one.quality >= VPDQ_QUALITY]

    assets = tuple(sorted(registry.assets))
    known = [[h for p in _references(registry, one) for h in hashes(p)] for one in assets]
    begun = time.perf_counter()
    table = np.zeros((len(paths), len(assets)))
    for number, path in enumerate(paths):
        shown = hashes(path)
        table[number] = [
            any(a.hamming_distance(b) <= VPDQ_DISTANCE for a in shown for b in references)
            for references in known
        ]
    seconds = (time.perf_counter() - begun) / max(1, len(paths))
    return Answers(table=table, assets=assets, seconds=seconds)


def _rank1(table: Table, own: Numbers, chosen: Numbers) -> float:
    return rank1(table[chosen], own[chosen])


def _share(found: Flags, chosen: Numbers) -> float:
    return float(found[chosen].mean())


def _drawn(name: str, statistic: Callable[[Numbers], float], clusters: Numbers) -> Row:
    found = clustered(statistic, clusters, seed=1)
    return Row(name=name, value=found.value, low=found.low, high=found.high, unit="share")


def _cost(name: str, value: float, unit: str) -> Row:
    return Row(name=name, value=value, low=value, high=value, unit=unit)


def _references(registry: Registry, asset: str) -> list[Path]:
    return [one.path for version in registry.assets[asset].versions for one in version.references]


def _picture(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), np.uint8)[None]


def _seconds(path: Path) -> Pixels:
    """One frame a second of a clip."""
    frames, fps = read_film(path)
    return np.stack(frames[:: max(1, round(fps))])
