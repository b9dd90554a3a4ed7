"""What a training step sees: figures of many hands, several new views of each, made on the fly.

A step's batch follows from its number and the seed alone, so that worker processes make batches
in any order and a run cut short goes on with the same pictures.
"""

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self

import cv2
import numpy as np

from models.train import scenes
from models.train.albums import Album, Grounds, Numbers, Pixels, open_albums
from models.train.places import place
from models.train.scenes import Random, Staging

SIDES_PX = (96, 128, 160, 192)
"""The square that a batch is made at; figures are met at every size."""
SURVEY_PX = 128
ONE_SOURCE = 0.6
"""The share of batches out of one source, whose other figures are the hard negatives."""
TWIN = 0.5
"""How often a figure that has near-twins brings one along into the batch."""
CODED = 0.3
JPEGS = 0.35
PLACES = 0.35
"""Shares of views that went through H.264, through JPEG, and whose ground is invented."""
CLOSE = Staging(share=(0.2, 1.1), stretch=0.15)
RIVALRY = 0.5
"""The share of batches of one source whose figures are neighbours: each is easily taken for another."""
ASIDE = 10
"""One figure of so many is never learned from: chance is measured on them."""
EVENNESS = 0.5
"""Sources are drawn by their number of figures to this power: none dominates, none is wasted."""


def kept_aside(album: Album) -> Numbers:
    """The figures of an album that no batch ever shows, near-twins together."""
    roots = roots_of(album)
    return np.array(
        [i for i, name in enumerate(album.names) if zlib.crc32(roots[name].encode()) % ASIDE == 0],
        np.int64,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """Pictures uint8 [N,S,S,3] and the figure that each shows [N], numbered over all sources."""

    pixels: Pixels
    identity: Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """Every figure there is to learn from, and every ground to put it on.

    `first` [album] is the number of an album's first figure; `pictures` [figure] where its
    pictures lie in that album; `family` [figure] its near-twins, itself among them. Figures kept
    aside have a number, but no batch shows them: `shown` [album] lists those that are.
    """

    albums: tuple[Album, ...]
    grounds: Grounds
    first: Numbers
    shown: tuple[Numbers, ...]
    pictures: tuple[Numbers, ...]
    family: tuple[Numbers, ...]
    rivals: Numbers

    @classmethod
    def open(
        cls, work: Path, *, without: Sequence[str] = (), rivals: Numbers | None = None
    ) -> Self:
        """The training basket, without the families named (to be validated on)."""
        cv2.setNumThreads(1)
        held = tuple(a for a in open_albums(work, "training") if a.family not in without)
        first = np.cumsum([0, *(len(a.names) for a in held)])
        return cls(
            albums=held,
            grounds=Grounds.open(work, "training"),
            first=first,
            shown=tuple(_shown(a, at) for a, at in zip(held, first, strict=False)),
            pictures=tuple(p for a in held for p in _by_figure(a)),
            family=tuple(f for a, at in zip(held, first, strict=False) for f in _families(a, at)),
            rivals=np.zeros((int(first[-1]), 0), np.int64) if rivals is None else rivals,
        )

    def batch(self, seed: int, step: int, *, figures: int, views: int) -> Batch:
        """`figures` figures in `views` views each."""
        rng = np.random.default_rng([seed, step])
        side = int(rng.choice(SIDES_PX))
        return self._filmed(rng, self._choose(rng, figures), views, side)

    def survey(self, seed: int, part: int, *, figures: int, views: int) -> Batch:
        """The `part`-th `figures` of all that are shown, in order: batches 0, 1, … show them all."""
        everyone = np.concatenate(self.shown)
        chosen = everyone[part * figures : (part + 1) * figures]
        return self._filmed(np.random.default_rng([seed, part]), chosen, views, SURVEY_PX)

    def _filmed(self, rng: Random, chosen: Numbers, views: int, side: int) -> Batch:
        shown = [self._view(rng, figure, side) for figure in chosen for _ in range(views)]
        coded = np.flatnonzero(rng.random(len(shown)) < CODED)
        if len(coded):
            clip = scenes.codec([shown[i] for i in coded], crf=int(rng.integers(22, 38)))
            for i, frame in zip(coded, clip, strict=True):
                shown[i] = frame
        return Batch(pixels=np.stack(shown), identity=np.repeat(chosen, views))

    def _choose(self, rng: Random, figures: int) -> Numbers:
        sizes = np.array([len(numbers) for numbers in self.shown]) ** EVENNESS
        found: list[int] = []
        only = int(rng.choice(len(sizes), p=sizes / sizes.sum()))
        one = rng.random() < ONE_SOURCE and len(self.shown[only]) >= figures
        if one and self.rivals.shape[1] and rng.random() < RIVALRY:
            return self._neighbours(rng, only, figures)
        while len(found) < figures:
            source = only if one else int(rng.choice(len(sizes), p=sizes / sizes.sum()))
            figure = int(rng.choice(self.shown[source]))
            kin = self.family[figure]
            twin = int(kin[rng.integers(len(kin))]) if rng.random() < TWIN else figure
            found += [f for f in dict.fromkeys((figure, twin)) if f not in found]
        return np.array(found[:figures], np.int64)

    def _neighbours(self, rng: Random, source: int, figures: int) -> Numbers:
        """Figures of one source that are taken for each other: rivals, and the rivals of those."""
        found = [int(rng.choice(self.shown[source]))]
        for figure in found:
            around = self.rivals[figure]
            some = rng.permutation(around)[: max(2, len(around) // 2)]
            found += [f for f in some.tolist() if f not in found]
            if len(found) >= figures:
                return np.array(found[:figures], np.int64)
        rest = np.setdiff1d(self.shown[source], found)
        return np.array([*found, *rng.permutation(rest)[: figures - len(found)]], np.int64)

    def _view(self, rng: Random, figure: int, side: int) -> Pixels:
        source = int(np.searchsorted(self.first, figure, side="right")) - 1
        pictures = self.pictures[figure]
        cutout = self.albums[source].picture(int(pictures[rng.integers(len(pictures))]))
        scene = scenes.compose(rng, [cutout], self._ground(rng, side), staging=CLOSE)
        picture = scenes.camera(rng, scene.pixels)
        return scenes.jpeg(picture, int(rng.integers(20, 80))) if rng.random() < JPEGS else picture

    def _ground(self, rng: Random, side: int) -> Pixels:
        kind = rng.random()
        if kind < PLACES:
            return place(random.Random(int(rng.integers(2**62))), (side, side))
        if kind < PLACES + 0.25:
            return scenes.plain_ground(rng, side, side)
        return scenes.part_of(rng, self.grounds[int(rng.integers(len(self.grounds)))], side, side)


def _by_figure(album: Album) -> list[Numbers]:
    edges = np.searchsorted(album.identity, np.arange(len(album.names) + 1))
    return [np.arange(a, b) for a, b in pairwise(edges)]


def _shown(album: Album, first: int) -> Numbers:
    return first + np.setdiff1d(np.arange(len(album.names)), kept_aside(album))


def _families(album: Album, first: int) -> list[Numbers]:
    """For each figure all that share its root."""
    members: dict[str, list[int]] = {}
    roots = roots_of(album)
    for figure, name in enumerate(album.names):
        members.setdefault(roots[name], []).append(first + figure)
    return [np.array(members[roots[name]], np.int64) for name in album.names]


def roots_of(album: Album) -> dict[str, str]:
    """Whom each figure is a near-twin of; near-twins of near-twins are near-twins."""
    known = frozenset(album.names)
    kin = {n: k if k in known else n for n, k in zip(album.names, album.kin, strict=True)}
    return {name: kin[kin[name]] for name in album.names}
