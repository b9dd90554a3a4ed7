"""From similarities to the validation's numbers: per source, their mean, and the worst answers."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image

from guardrail.evaluate.metrics import Estimate, auc, clustered, grouped, rank1, tpr_at
from models.train import trials
from models.train.albums import Album, Numbers
from models.train.measuring import Measured, Similarities
from models.train.recognisers import Contestant

MEAN = "mean"
RESAMPLES = 300
WORST = 14
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Numbers of one model: [source or "mean"][metric], and rank-1 by condition with its ratio.

    `references` [K] is the mean rank-1 with K references; `pooled` are rates at one threshold for
    all sources together, which is what a registry of many styles has.
    """

    name: str
    made_of: str
    numbers: dict[str, dict[str, Estimate]]
    conditions: dict[str, Estimate]
    relative: dict[str, float]
    references: dict[str, dict[str, Estimate]]
    pooled: dict[str, Estimate | None]

    def as_json(self) -> dict[str, object]:
        """As plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Answers:
    """Scores of one source: rows are positives, then strangers, then empty frames.

    `best` [rows] is the highest of each row; `cluster` [rows] the figure shown (a frame of its own for empty ones); `kind` 0, 1, 2.
    """

    table: Scores
    best: Scores
    own: Numbers
    kind: Numbers
    cluster: Numbers

    def of(self, items: Numbers) -> "tuple[Scores, Numbers, Scores, Scores]":
        """Positives' tables and own assets, the best scores of strangers and of empty frames."""
        kind = self.kind[items]
        mine, strange, empty = (items[kind == k] for k in (0, 1, 2))
        return self.table[mine], self.own[mine], self.best[strange], self.best[empty]


def summarise(
    who: Contestant,
    measured: list[Measured],
    figures: Mapping[str, Numbers],
    *,
    seed: int,
    apart: Collection[str] = (),
) -> Summary:
    """Every number with its interval, drawing whole figures; `figures` [source][picture].

    Sources named in `apart` have numbers of their own and no part in any mean.
    """
    answers = {m.source: _answers(m, figures[m.source], "clean") for m in measured}
    numbers = {
        source: {
            name: clustered(partial(_of_one, a, metric), a.cluster, seed=seed, resamples=RESAMPLES)
            for name, metric in METRICS.items()
            if not np.isnan(_of_one(a, metric, np.arange(len(a.kind))))
        }
        for source, a in answers.items()
    }
    for m in measured:
        if len(m.twins):
            numbers[m.source]["near-twins"] = _twins([m], seed)
    measured = [m for m in measured if m.source not in apart] or measured
    answers = {m.source: answers[m.source] for m in measured}
    numbers[MEAN] = {
        name: _mean_over(list(answers.values()), metric, seed) for name, metric in METRICS.items()
    }
    with_twins = [m for m in measured if len(m.twins)]
    if with_twins:
        numbers[MEAN]["near-twins"] = _twins(with_twins, seed)
    conditions = {
        name: _mean_over(
            [_answers(m, figures[m.source], name) for m in measured if len(m.own.get(name, ()))],
            _rank1,
            seed,
        )
        for name in dict.fromkeys(name for m in measured for name in m.own)
    }
    return Summary(
        name=who.name,
        made_of=who.made_of(),
        numbers=numbers,
        conditions=conditions,
        relative=_relative(measured, figures),
        references=_by_references(measured, figures, seed),
        pooled=_pooled(list(answers.values()), seed),
    )


def worst(
    measured: list[Measured], pictures: Mapping[str, Album]
) -> Iterator[tuple[str, list[Image.Image]]]:
    """Rows for a sheet: a picture, its own reference, the reference that was taken for it.

    First the worst misses, then the strangers that matched best (no own reference).
    """
    misses, confusions = [], []
    for m in measured:
        table = m.found["clean"].max(axis=2)
        rows = np.arange(len(table))
        mine = table[rows, m.own["clean"]]
        rivals = table.copy()
        rivals[rows, m.own["clean"]] = -np.inf
        for row in np.argsort(mine - rivals.max(axis=1))[:WORST]:
            picture, own = m.picture["clean"][row], m.own["clean"][row]
            taken = int(rivals[row].argmax())
            margin = float(mine[row] - rivals[row].max())
            misses.append((margin, m.source, int(picture), (int(own), taken), m.references))
        best = m.strangers.max(axis=2)
        for row in np.argsort(-best.max(axis=1))[:WORST]:
            taken = int(best[row].argmax())
            entry = (m.source, int(m.stranger_picture[row]), (taken,), m.references)
            confusions.append((-float(best[row].max()), *entry))
    for kind in (misses, confusions):
        for score, source, picture, assets, references in sorted(kind, key=lambda e: e[0])[:WORST]:
            album = pictures[source]
            shown = [picture, *(int(references[a, 0]) for a in assets if references[a, 0] >= 0)]
            caption = f"{source} {abs(score):.2f}"
            yield caption, [Image.fromarray(album.picture(n)) for n in shown]


def _answers(m: Measured, figure: Numbers, condition: str, *, references: int = 0) -> _Answers:
    most = references or trials.REFERENCES

    def best(similarity: Similarities) -> Scores:
        return np.asarray(similarity[:, :, :most].max(axis=2), np.float64)

    shown = [figure[m.picture[condition]], figure[m.stranger_picture]]
    empty = -1 - np.arange(len(m.empty))
    kinds = [len(m.found[condition]), len(m.strangers), len(m.empty)]
    own = np.concatenate([m.own[condition], np.zeros(kinds[1] + kinds[2], np.int64)])
    table = np.concatenate([best(m.found[condition]), best(m.strangers), best(m.empty)])
    return _Answers(
        table=table,
        best=table.max(axis=1),
        own=own,
        kind=np.repeat([0, 1, 2], kinds),
        cluster=np.concatenate([*shown, empty]),
    )


Metric = Callable[[Scores, Numbers, Scores, Scores], float]


def _rank1(table: Scores, own: Numbers, strange: Scores, empty: Scores) -> float:
    del strange, empty
    return rank1(table, own) if len(own) else np.nan


def _auc_of(which: int) -> Metric:
    def metric(table: Scores, own: Numbers, strange: Scores, empty: Scores) -> float:
        against = (strange, empty)[which]
        return (
            auc(table[np.arange(len(own)), own], against) if len(own) and len(against) else np.nan
        )

    return metric


def _tpr_of(which: int, fpr: float) -> Metric:
    def metric(table: Scores, own: Numbers, strange: Scores, empty: Scores) -> float:
        against = (strange, empty)[which]
        if not len(own) or not len(against):
            return np.nan
        found = tpr_at(table[np.arange(len(own)), own], against, fpr=fpr).tpr
        return np.nan if found is None else found

    return metric


METRICS: dict[str, Metric] = {
    "rank-1": _rank1,
    "AUC, unseen figures": _auc_of(0),
    "TPR at 1 %, unseen figures": _tpr_of(0, 0.01),
    "AUC, no figure": _auc_of(1),
    "TPR at 1 %, no figure": _tpr_of(1, 0.01),
}
"""A metric is not a number where the negatives are too few for it: such a source has none."""


def _of_one(answers: _Answers, metric: Metric, items: Numbers) -> float:
    return metric(*answers.of(items))


def _mean_over(answers: list[_Answers], metric: Metric, seed: int) -> Estimate:
    """The mean over sources, drawing figures within each source."""
    rng = np.random.default_rng(seed)
    whole = [metric(*a.of(np.arange(len(a.kind)))) for a in answers]
    groups = [grouped(a.cluster) for a in answers]
    drawn = []
    for _ in range(RESAMPLES):
        found = [
            metric(*a.of(np.concatenate([g[i] for i in rng.integers(len(g), size=len(g))])))
            for a, g in zip(answers, groups, strict=True)
        ]
        drawn.append(_mean(found))
    value = _mean(whole)
    low, high = (float(q) for q in np.nanquantile(drawn, [0.025, 0.975]))
    return Estimate(value=value, low=min(low, value), high=max(high, value))


def _mean(values: list[float]) -> float:
    known = [v for v in values if not np.isnan(v)]
    return float(np.mean(known)) if known else 0.0


def _twins(measured: list[Measured], seed: int) -> Estimate:
    right = np.concatenate([m.twins for m in measured])
    pair = np.concatenate([m.pair + 1000 * i for i, m in enumerate(measured)])
    right = right.astype(np.float64)
    return clustered(partial(_share, right), pair, seed=seed, resamples=RESAMPLES)


def _relative(measured: list[Measured], figures: Mapping[str, Numbers]) -> dict[str, float]:
    """Mean rank-1 of a condition over that of the same queries when clean."""
    found = {}
    for name in dict.fromkeys(name for m in measured for name in m.own):
        ours, clean = [], []
        for m in measured:
            if name not in m.own or not len(m.own[name]) or name == "other house style":
                continue
            same = np.isin(m.picture["clean"], m.picture[name])
            a = _answers(m, figures[m.source], name)
            ours.append(_rank1(*a.of(np.arange(len(a.kind)))))
            table = m.found["clean"][same].max(axis=2)
            clean.append(rank1(table, m.own["clean"][same]))
        if clean and np.mean(clean) > 0:
            found[name] = float(np.mean(ours) / np.mean(clean))
    return found


def _by_references(
    measured: list[Measured], figures: Mapping[str, Numbers], seed: int
) -> dict[str, dict[str, Estimate]]:
    return {
        str(k): {
            name: _mean_over(
                [_answers(m, figures[m.source], "clean", references=k) for m in measured],
                METRICS[name],
                seed,
            )
            for name in ("rank-1", "TPR at 1 %, unseen figures")
        }
        for k in (1, 3, 5)
    }


def _pooled(answers: list[_Answers], seed: int) -> dict[str, Estimate | None]:
    """TPR at one threshold for all sources; None where the negatives cannot support the rate."""
    parts = [a.of(np.arange(len(a.kind))) for a in answers]
    right = np.concatenate([table[np.arange(len(own)), own] for table, own, _, _ in parts])
    cluster = np.concatenate([own + 1000 * i for i, (_, own, _, _) in enumerate(parts)])
    found: dict[str, Estimate | None] = {}
    for which, kind in ((2, "unseen figures"), (3, "no figure")):
        against = np.concatenate([part[which] for part in parts])
        for fpr in (0.01, 0.001):
            point = tpr_at(right, against, fpr=fpr)
            name = f"TPR at {fpr:.1%}, {kind}"
            found[name] = None
            if point.threshold is not None:
                above = (right > point.threshold).astype(np.float64)
                share = partial(_share, above)
                found[name] = clustered(share, cluster, seed=seed, resamples=RESAMPLES)
    return found


def _share(hits: Scores, items: Numbers) -> float:
    return float(hits[items].mean())
