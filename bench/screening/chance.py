"""Whether chance keeps its promise in galleries of every size: `python -m bench.screening.chance`.

A threshold of e expected false matches should give e of them a clip. What is counted: assets that
match clips of figures which nobody registered, over e times the clips. 1 is as promised, less is too
careful. *Ordinary*: nothing in the gallery is by the hand that drew the clip's figure. *Look-alikes*:
figures by that hand are registered first, as many as there are or as the gallery takes, but neither
the clip's own figure nor its near-twins.

Galleries of 10 references are drawn anew for each clip, those of 1,000 for every twenty, and there is
one of 100,000. Each asset has up to five references. They are of reserved figures and of those that
the encoder learned from; as there are fewer than 100,000, the largest gallery is filled up with real
views moved by the difference of two pictures of another figure: what it says is real only as far
as these are like new figures. `strangers` encodes what is counted with.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.rows import Row, finish
from bench.screening.registered import SEED, Asset, Random, Registered
from bench.screening.strangers import CLIPS, MODELS, Shown, clips, references
from guardrail.arrays import Scores, Vectors
from guardrail.embed.manifest import ModelManifest, read_manifest
from guardrail.match.calibration import Calibration
from guardrail.match.gallery import Gallery
from models.train.fetch import WORK

SIZES = {"10": 10, "1k": 1_000, "100k": 100_000}
LEVELS = (1.0, 0.1)
REDRAWN = 20
"""Clips that a gallery of 1,000 serves."""
KINDS = ("ordinary", "lookalike")
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Alarms [LEVELS] by kind and size of one clip."""

    source: str
    root: str
    alarms: dict[tuple[str, str], Counts]

    def as_dict(self) -> dict[str, object]:
        """What `--rows` keeps of it."""
        alarms = {f"{kind} {size}": found.tolist() for (kind, size), found in self.alarms.items()}
        return {"source": self.source, "root": self.root, **alarms}


def _within(expected: Scores | Sequence[float]) -> Counts:
    values = np.asarray(expected, np.float64)
    return np.array([(values <= level).sum() for level in LEVELS], np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Half:
    """Clips of half of a family's figures are counted with the other half registered, `alike`."""

    registered: Registered
    family: str
    alike: list[Asset]
    large: Gallery
    rng: Random

    def around(self, kind: str, size: str) -> Gallery:
        """A gallery drawn anew; look-alikes come first where they are asked for."""
        order = self.rng.permutation(len(self.alike)).tolist() if kind == "lookalike" else []
        others = self.registered.drawn(self.rng, without=self.family)
        return self.registered.gallery(SIZES[size], [*(self.alike[i] for i in order), *others])

    def alarms(self, clip: Vectors, middle: dict[str, Gallery]) -> dict[tuple[str, str], Counts]:
        """Of one clip in small galleries, and in these of 1,000."""
        found = {}
        for kind in KINDS:
            for size, gallery in (("10", self.around(kind, "10")), ("1k", middle[kind])):
                expected = self.registered.expected(
                    gallery, clip, assets=len(gallery.assets), highest=max(LEVELS)
                )
                found[kind, size] = _within([*expected.values()])
        return found

    def alarms_in_large(self, clip: Vectors, own: Gallery) -> dict[tuple[str, str], Counts]:
        """Look-alikes take the places of as many others."""
        assets = len(self.large.assets)
        far = self.registered.expected(self.large, clip, assets=assets, highest=max(LEVELS))
        near = self.registered.expected(own, clip, assets=assets, highest=max(LEVELS))
        replaced = set(self.large.assets[-len(own.assets) :])
        stayed = [value for name, value in far.items() if name not in replaced]
        return {
            ("ordinary", "100k"): _within([*far.values()]),
            ("lookalike", "100k"): _within([*stayed, *near.values()]),
        }


def _of_source(
    registered: Registered, shown: Sequence[Shown], *, rng: Random, large: Gallery, large_every: int
) -> Iterator[Counted]:
    """The alarms of all clips of one source; the large gallery is asked about some of them."""
    family = shown[0].family
    roots = rng.permutation(sorted({clip.root for clip in shown})).tolist()
    for half in (frozenset(roots[0::2]), frozenset(roots[1::2])):
        alike = registered.by(family, without=half)
        own = registered.gallery(sum(len(one.references) for one in alike), alike)
        counting = _Half(registered=registered, family=family, alike=alike, large=large, rng=rng)
        middle: dict[str, Gallery] = {}
        for number, clip in enumerate(one for one in shown if one.root in half):
            if number % REDRAWN == 0:
                middle = {kind: counting.around(kind, "1k") for kind in KINDS}
            frames = clip.vectors.astype(np.float32)
            alarms = counting.alarms(frames, middle)
            if number % large_every == 0:
                alarms |= counting.alarms_in_large(frames, own)
            yield Counted(source=clip.figure.split("/")[0], root=clip.root, alarms=alarms)


def count(
    work: Path, manifest: ModelManifest, *, every: int = 1, large_every: int = 1
) -> Iterator[Counted]:
    """Alarms of one clip in `every`; those of the large gallery of one in `large_every` of them."""
    calibration = Calibration.open(manifest.calibration_file(manifest.default))
    registered = Registered(references(work, manifest), calibration, most=SIZES["100k"])
    real = f"{registered.references} references of {len(registered.real)} real figures"
    print(f"chance is counted with {real}", file=sys.stderr)
    sources = defaultdict[str, list[Shown]](list)
    for number, clip in enumerate(clips(work, manifest)):
        if number % every == 0:
            sources[clip.figure.split("/")[0]].append(clip)
    rng = np.random.default_rng(SEED)
    large: Gallery | None = None
    for source in sorted(sources):
        family = sources[source][0].family
        others = [one for one in registered.every if one.family != family]
        large = registered.gallery(SIZES["100k"], others, large)
        yield from _of_source(
            registered, sources[source], rng=rng, large=large, large_every=large_every
        )


def rows_of(counted: Sequence[Counted]) -> list[Row]:
    """Observed over expected; intervals draw figures, near-twins together (95 %)."""
    roots = {root: at for at, root in enumerate(sorted({one.root for one in counted}))}
    draws = np.random.default_rng(SEED).multinomial(
        len(roots), np.full(len(roots), 1 / len(roots)), size=2000
    )
    found, worst, worst_drawn = [], 1.0, np.ones(len(draws))
    for kind in KINDS:
        for size in SIZES:
            some = [one for one in counted if (kind, size) in one.alarms]
            weights = draws[:, [roots[one.root] for one in some]]
            for at, level in enumerate(LEVELS):
                alarms = np.array([one.alarms[kind, size][at] for one in some], np.float64)
                drawn = weights @ alarms / weights.sum(axis=1) / level
                row = _row(f"efm_{kind}_{size}_e{level:g}", alarms.mean() / level, drawn)
                found.append(row)
                if kind == "ordinary":
                    worst = max(worst, float(_away(row.value)))
                    worst_drawn = np.maximum(worst_drawn, _away(drawn))
    return [_row("efm_ratio_max", worst, worst_drawn, bar=2), *found]


def _row(name: str, value: float, drawn: Scores, *, bar: float | None = None) -> Row:
    low, high = np.quantile(drawn, [0.025, 0.975], method="nearest")  # they may be infinite
    return Row(
        name=name, value=float(value), low=float(low), high=float(high), unit="ratio", bar=bar
    )


def _away(ratio: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """How many times too many or too few."""
    with np.errstate(divide="ignore"):
        return np.maximum(ratio, 1 / np.asarray(ratio, np.float64))  # none at all: infinite


def rows(work: Path = WORK, models: Path = MODELS) -> list[Row]:
    """Every row; ValueError where there are not enough clips to count with."""
    manifest = read_manifest(models)
    try:
        ready = sum(1 for _ in clips(work, manifest))
    except FileNotFoundError as error:
        raise ValueError(f"efm_ratio_max: {error}") from error
    if ready < CLIPS:
        raise ValueError(
            f"efm_ratio_max: {ready} clips of {CLIPS} are there: "
            "run python -m bench.screening.strangers"
        )
    return rows_of([*count(work, manifest)])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.screening.chance", description=__doc__)
    parser.add_argument("models", nargs="?", type=Path, default=MODELS)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--every", type=int, default=1, help="count one clip in so many")
    parser.add_argument(
        "--large-every", type=int, default=1, help="and 100,000 references with one in so many"
    )
    parser.add_argument("--rows", type=Path, help="keep what was counted of each clip, JSON lines")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    manifest = read_manifest(options.models)
    counted = []
    with options.rows.open("w") if options.rows else nullcontext() as kept:
        for one in count(
            options.work, manifest, every=options.every, large_every=options.large_every
        ):
            counted.append(one)
            if kept:
                kept.write(json.dumps(one.as_dict()) + "\n")
                kept.flush()
    finish(rows_of(counted), as_json=options.json)


if __name__ == "__main__":
    main()
