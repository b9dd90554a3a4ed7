"""What a user would take instead, asked the same questions from the same registry.

Of pictures: a colour histogram, the perceptual hashes pHash and PDQ, and EfficientNet-Lite0 as it
comes (where `python -m models.train.baseline` has exported it). Each compares whole pictures, as
it is meant to. Of prompts: a list of keywords, matched as words.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from bench.rows import Row
from guardrail.arrays import Pixels, Vectors
from guardrail.evaluate.metrics import clustered, rank1, tpr_at, wilson
from guardrail.evaluate.outcomes import Outcomes
from guardrail.registry import Registry
from models.train.recognisers import Histogram, Recogniser, Whole


class PHash:
    """64 bits of the low frequencies (imagehash), as a vector whose dot product counts them."""

    def reference(self, picture: Pixels) -> Vectors:
        return np.asarray(self.frames(picture[None])[0])

    def frames(self, frames: Pixels) -> Vectors:
        import imagehash  # noqa: PLC0415 — optional

        return _signs([imagehash.phash(Image.fromarray(frame)).hash.ravel() for frame in frames])


class Pdq:
    """256 bits (pdqhash), as a vector whose dot product counts them."""

    def reference(self, picture: Pixels) -> Vectors:
        return np.asarray(self.frames(picture[None])[0])

    def frames(self, frames: Pixels) -> Vectors:
        import pdqhash  # noqa: PLC0415 — optional

        return _signs([pdqhash.compute(frame)[0] for frame in frames])


def contestants(work: Path) -> Iterator[tuple[str, Recogniser]]:
    """Those that are installed."""
    yield "histogram", Histogram()
    if find_spec("imagehash"):
        yield "phash", PHash()
    if find_spec("pdqhash"):
        yield "pdq", Pdq()
    baseline = work / "baselines" / "lite0.onnx"
    if baseline.is_file():
        yield "lite0", Whole(baseline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Every similarity of one contestant: [Q, A], and milliseconds a picture."""

    table: np.ndarray
    ms: float


def on_pictures(work: Path, registry: Registry, outcomes: Outcomes) -> list[Row]:
    """Rank-1 and the share found at 1 % of false alarms, for each contestant."""
    assets = sorted(registry.assets)
    rows = []
    for name, recogniser in contestants(work):
        answers = _ask(recogniser, registry, assets, outcomes)
        rows += _rows(name, answers, assets, outcomes)
    return rows


def on_prompts(registry: Registry, outcomes: Outcomes) -> list[Row]:
    """A list of keywords: every name, in any case, as words."""
    names = {
        name.text.casefold(): asset.id for asset in registry.assets.values() for name in asset.names
    }
    words = re.compile(r"\b(" + "|".join(map(re.escape, sorted(names))) + r")\b")
    begun = time.perf_counter()
    found = [{names[m] for m in words.findall(i.shown.casefold())} for i in outcomes.items]
    took = time.perf_counter() - begun
    hits = sum(bool(set(i.assets) & f) for i, f in zip(outcomes.items, found, strict=True))
    alarms = sum(bool(f) for i, f in zip(outcomes.items, found, strict=True) if not i.positive)
    positives, negatives = int(outcomes.positive.sum()), int(outcomes.negative.sum())
    recall, alarm = wilson(hits, positives), wilson(alarms, negatives)
    rate = len(found) / took
    return [
        Row(name="prompts_recall.keywords", value=recall.value, low=recall.low, high=recall.high,
            unit="share"),
        Row(name="prompts_false_alarm.keywords", value=alarm.value, low=alarm.low, high=alarm.high,
            unit="share"),
        Row(name="prompts_per_s.keywords", value=rate, low=rate, high=rate, unit="/s"),
    ]  # fmt: skip


def _ask(
    recogniser: Recogniser, registry: Registry, assets: list[str], outcomes: Outcomes
) -> Answers:
    views = [
        np.concatenate([recogniser.reference(_read(path)) for path in _references(registry, asset)])
        for asset in assets
    ]
    begun = time.perf_counter()
    table = np.empty((len(outcomes.items), len(assets)))
    for number, item in enumerate(outcomes.items):
        regions = recogniser.frames(_read(item.path or Path())[None])[0]
        table[number] = [float((regions @ shown.T).max()) for shown in views]
    return Answers(table=table, ms=1000 * (time.perf_counter() - begun) / len(outcomes.items))


def _rows(name: str, answers: Answers, assets: list[str], outcomes: Outcomes) -> list[Row]:
    at = np.flatnonzero(outcomes.positive)
    own = np.array([assets.index(outcomes.items[i].assets[0]) for i in at])
    table, clusters = answers.table[at], outcomes.cluster[at]
    first = clustered(lambda chosen: rank1(table[chosen], own[chosen]), clusters, seed=1)
    mine = table[np.arange(len(at)), own]
    strangers = answers.table[outcomes.negative].max(axis=1)
    rows = [
        Row(name=f"pictures_rank1.{name}", value=first.value, low=first.low, high=first.high,
            unit="share")
    ]  # fmt: skip
    threshold = tpr_at(mine, strangers, fpr=0.01).threshold
    if threshold is not None:
        hit = mine > threshold
        found = clustered(lambda chosen: float(hit[chosen].mean()), clusters, seed=1)
        rows.append(
            Row(name=f"pictures_tpr_1pct.{name}", value=found.value, low=found.low,
                high=found.high, unit="share")
        )  # fmt: skip
    ms = answers.ms
    rows.append(Row(name=f"picture_ms.{name}", value=ms, low=ms, high=ms, unit="ms"))
    return rows


def _references(registry: Registry, asset: str) -> list[Path]:
    return [one.path for version in registry.assets[asset].versions for one in version.references]


def _read(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), np.uint8)


def _signs(bits: list[np.ndarray]) -> Vectors:
    signs = np.where(np.stack([b.astype(bool) for b in bits]), 1.0, -1.0)
    return np.asarray(signs / np.sqrt(signs.shape[1]), np.float32)[:, None]
