"""One encoder against one source: every similarity that the validation's numbers come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Vectors
from models.train import scenes, trials
from models.train.albums import Album, Pixels
from models.train.recognisers import Contestant, Recogniser
from models.train.trials import (
    CONDITIONS,
    FRAME_PX,
    GALLERY,
    REFERENCES,
    Query,
    Surroundings,
    Trial,
)

Similarities = npt.NDArray[np.float32]
CHUNK = 24
TWIN_PAIRS = 40
OTHER_HOUSE = "other house style"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much is asked: queries of each condition but the clean one, empty frames, twins."""

    queries: int = 100
    empty: int = 300
    twins: int = TWIN_PAIRS

    @classmethod
    def reduced(cls) -> Self:
        """A third of the cost, for choosing between recipes."""
        return cls(queries=30, empty=120, twins=20)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """Similarities to each reference of each gallery figure, −2 where it has fewer references.

    `found` [condition] is float32 [Q, A, K]: the best over regions and views. `own` and `picture`
    [condition] say what each query shows. `strangers` [S, A, K], `empty` [E, A, K]. `twins` [T]:
    1 where the right one of two near-twins won, 0.5 for a tie; `pair` [T] which two they were.
    """

    source: str
    found: dict[str, Similarities]
    own: dict[str, npt.NDArray[np.int64]]
    picture: dict[str, npt.NDArray[np.int64]]
    strangers: Similarities
    stranger_picture: npt.NDArray[np.int64]
    empty: Similarities
    twins: Similarities
    pair: npt.NDArray[np.int64]
    references: npt.NDArray[np.int64]

    def save(self, file: Path) -> None:
        """Keep it, so that a validation cut short goes on."""
        file.parent.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, npt.NDArray[Any]] = {}
        for kind in ("found", "own", "picture"):
            held = getattr(self, kind)
            arrays |= {f"{kind}/{name}": values for name, values in held.items()}
        single = ("strangers", "stranger_picture", "empty", "twins", "pair", "references")
        arrays |= {name: getattr(self, name) for name in single}
        fresh = file.with_suffix(".part.npz")
        np.savez(fresh, allow_pickle=False, **arrays)
        fresh.replace(file)

    @classmethod
    def load(cls, file: Path) -> Self:
        """What `save` kept."""
        with np.load(file) as archive:
            held = {name: archive[name] for name in archive.files}

        def all_of(kind: str) -> dict[str, npt.NDArray[Any]]:
            return {n.partition("/")[2]: v for n, v in held.items() if n.startswith(f"{kind}/")}

        return cls(
            source=file.stem,
            found=all_of("found"),
            own=all_of("own"),
            picture=all_of("picture"),
            **{name: values for name, values in held.items() if "/" not in name},
        )


class _Gallery:
    """References as one matrix; `slot` [rows] is asset · K + reference."""

    def __init__(self, views: list[list[Vectors]]) -> None:
        rows = [
            (a * REFERENCES + k, v) for a, shown in enumerate(views) for k, v in enumerate(shown)
        ]
        self._matrix = np.concatenate([vectors for _, vectors in rows])
        self._slot = np.concatenate([np.full(len(v), slot) for slot, v in rows])
        self.assets = len(views)

    def compare(self, regions: Vectors) -> Similarities:
        """float32 [N,R,D] to the best similarity [N, A, K]."""
        best = np.einsum("nrd,vd->nrv", regions, self._matrix, optimize=True).max(axis=1)
        table = np.full((len(regions), self.assets * REFERENCES), -2, np.float32)
        for slot in np.unique(self._slot):
            table[:, slot] = best[:, self._slot == slot].max(axis=1)
        return table.reshape(len(regions), self.assets, REFERENCES)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examiner:
    """An encoder, the album it is asked about, and everything around.

    `others` are albums whose figures fill the gallery and stand beside; `grounds` show no figure.
    """

    encoder: Recogniser
    album: Album
    others: Sequence[Album]
    around: Surroundings
    seed: int
    budget: Budget

    @classmethod
    def of(
        cls,
        who: Contestant,
        album: Album,
        others: Sequence[Album],
        grounds: Sequence[Pixels],
        *,
        seed: int,
        budget: Budget,
    ) -> Self:
        """Open the encoder and choose the figures that stand beside."""
        beside = trials.distractors(others, seed=seed + 1, number=40)
        around = Surroundings(
            grounds=grounds, bystanders=[a.picture(numbers[0]) for a, numbers in beside]
        )
        return cls(
            encoder=who.open(), album=album, others=others, around=around, seed=seed, budget=budget
        )

    def measure(self) -> Measured:
        """Register a gallery and look for its figures in every condition."""
        album, seed = self.album, self.seed
        trial = trials.draw_trial(album, seed=seed)
        gallery = self._gallery(trial)
        found, own, picture = {}, {}, {}
        asked = [(name, trial, gallery, condition) for name, condition in CONDITIONS.items()]
        if len(set(album.house)) > 1:
            foreign = trials.draw_trial(album, seed=seed, other_house=True)
            asked.append((OTHER_HOUSE, foreign, self._gallery(foreign), trials.clean))
        for name, of, against, condition in asked:
            queries = self._some(name, of.queries)
            own[name] = np.array([q.own for q in queries], np.int64)
            picture[name] = np.array([q.picture for q in queries], np.int64)
            found[name] = self._filmed(picture[name], name, condition, against)
        twins, pair = self._twins()
        references = np.full((GALLERY, REFERENCES), -1, np.int64)
        for row, shown in enumerate(trial.references):
            references[row, : len(shown)] = shown
        strangers = np.array(trial.strangers, np.int64)
        return Measured(
            source=album.source,
            found=found,
            own=own,
            picture=picture,
            strangers=self._filmed(strangers, "strangers", trials.clean, gallery),
            stranger_picture=strangers,
            empty=self._empty(gallery),
            twins=twins,
            pair=pair,
            references=references,
        )

    def _some(self, name: str, queries: Sequence[Query]) -> list[Query]:
        if name == "clean":
            return list(queries)
        order = self._random(name).permutation(len(queries))
        return [queries[i] for i in sorted(order[: self.budget.queries])]

    def _random(self, *names: object) -> scenes.Random:
        return trials.random_of(self.seed, self.album.source, *names)

    def _gallery(self, trial: Trial) -> _Gallery:
        shown = [(self.album, numbers) for numbers in trial.references]
        number = GALLERY - len(shown)
        shown += trials.distractors(self.others, seed=self.seed, number=number)
        return _Gallery([self._views(album, numbers) for album, numbers in shown])

    def _views(self, album: Album, numbers: Sequence[int]) -> list[Vectors]:
        return [self.encoder.reference(trials.reference(album.picture(n))) for n in numbers]

    def _filmed(
        self,
        pictures: npt.NDArray[np.int64],
        name: str,
        condition: trials.Condition,
        gallery: _Gallery,
    ) -> Similarities:
        """Similarities [N, A, K] of pictures of the album, each filmed in a condition."""
        parts = [np.empty((0, gallery.assets, REFERENCES), np.float32)]
        for start in range(0, len(pictures), CHUNK):
            frames = [
                condition(self._random(name, n), self.album.picture(int(n)), self.around)
                for n in pictures[start : start + CHUNK]
            ]
            parts.append(gallery.compare(self.encoder.frames(np.stack(frames))))
        return np.concatenate(parts)

    def _empty(self, gallery: _Gallery) -> Similarities:
        """Similarities [E, A, K] of frames that show no figure."""
        rng, grounds = self._random("empty"), self.around.grounds
        parts = []
        for start in range(0, self.budget.empty, CHUNK):
            frames = [
                scenes.part_of(rng, grounds[int(rng.integers(len(grounds)))], *FRAME_PX)
                for _ in range(min(CHUNK, self.budget.empty - start))
            ]
            parts.append(gallery.compare(self.encoder.frames(np.stack(frames))))
        return np.concatenate(parts)

    def _twins(self) -> tuple[Similarities, npt.NDArray[np.int64]]:
        right, pair = [], []
        drawn = trials.draw_twins(self.album, seed=self.seed, most=self.budget.twins)
        for number, twins in enumerate(drawn):
            gallery = _Gallery([self._views(self.album, shown) for shown in twins.references])
            shots = np.array([q.picture for q in twins.queries])
            best = self._filmed(shots, "twins", trials.clean, gallery).max(axis=2)
            for q, similarity in zip(twins.queries, best, strict=True):
                ahead = similarity[q.own] - similarity[1 - q.own]
                right.append(0.5 if ahead == 0 else float(ahead > 0))
                pair.append(number)
        return np.array(right, np.float32), np.array(pair, np.int64)
