"""What is asked of an encoder: which figures it is shown, what it must find, in which conditions.

Open-set identification, as a registry asks it. Of every source up to 50 figures are registered
with at most five references; other pictures of theirs must be found. Other figures of the same
source were never registered: whatever matches them is a false alarm, and since they look alike it
is the hard kind. A source with fewer figures than a gallery needs is filled up with figures of
other sources. Everything follows from the seed.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.train import scenes
from models.train.albums import Album, Pixels
from models.train.scenes import PLAIN, Box, Random, Staging

GALLERY = 50
REFERENCES = 5
QUERIES_EACH = 3
"""Pictures of a registered figure that must be found, at most."""
TWIN_REFERENCES = 3
STRANGERS = 240
"""Pictures of figures that are not registered, at most."""
KNOWN_SHARE = 2 / 3
"""Of a small source, how many of its figures are registered; the others are strangers."""
SQUARE_PX = 288
FRAME_PX = (384, 224)
CRF = 32
HUE_DEG = 10.0
HIDDEN = 0.3
SHARES = {"15 % of a busy frame": 0.15, "6 % of a busy frame": 0.06}
BESIDE = Staging(share=(0.04, 0.1), beyond=0.0)
"""How a figure of another source stands in a busy frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Picture `picture` of the album, which shows the registered figure number `own`."""

    picture: int
    own: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One source as a test. `references` [figure] are picture numbers, most telling first.

    `strangers` are pictures of figures that are not registered; `stranger_figure` whom each shows.
    """

    source: str
    figures: tuple[int, ...]
    references: tuple[tuple[int, ...], ...]
    queries: tuple[Query, ...]
    strangers: tuple[int, ...]


def draw_trial(album: Album, *, seed: int, other_house: bool = False) -> Trial:
    """Choose whom to register and what to look for.

    With `other_house`, references are of one house's drawings and queries of the others'.
    """
    rng = random_of(seed, album.source, "trial")
    counts = np.bincount(album.identity, minlength=len(album.names))
    order = [int(i) for i in rng.permutation(len(counts)) if counts[i] >= 2]
    order.sort(key=lambda figure: -min(int(counts[figure]), REFERENCES + 1))
    known = order[: min(GALLERY, round(len(order) * KNOWN_SHARE))]
    chosen = set(known)
    references, queries = [], []
    for own, figure in enumerate(known):
        pictures = [int(i) for i in rng.permutation(album.of(figure))]
        if other_house:
            home = album.house[pictures[0]]
            shown = [i for i in pictures if album.house[i] == home]
            rest = [i for i in pictures if album.house[i] != home]
        else:
            most = min(REFERENCES, len(pictures) - 1)
            shown, rest = pictures[:most], pictures[most:]
        references.append(tuple(shown[:REFERENCES]))
        queries += [Query(picture=i, own=own) for i in rest[:QUERIES_EACH]]
    unknown = [i for i in rng.permutation(len(album.identity)) if album.identity[i] not in chosen]
    return Trial(
        source=album.source,
        figures=tuple(known),
        references=tuple(references),
        queries=tuple(queries),
        strangers=tuple(int(i) for i in unknown[:STRANGERS]),
    )


def distractors(
    albums: Sequence[Album], *, seed: int, number: int
) -> list[tuple[Album, tuple[int, ...]]]:
    """The pictures of `number` figures of `albums`, in turn: they fill up a small gallery."""
    turns = [
        (album, random_of(seed, album.source, "distractors").permutation(len(album.names)))
        for album in albums
    ]
    found: list[tuple[Album, tuple[int, ...]]] = []
    for place in range(max((len(order) for _, order in turns), default=0)):
        for album, order in turns:
            if place < len(order) and len(found) < number:
                pictures = album.of(int(order[place]))[:REFERENCES]
                found.append((album, tuple(int(i) for i in pictures)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Two figures that differ in one trait: references of each, and pictures to tell apart."""

    references: tuple[tuple[int, ...], tuple[int, ...]]
    queries: tuple[Query, ...]


def draw_twins(album: Album, *, seed: int, most: int) -> list[Twins]:
    """Pairs that the source itself says are near-twins, three references each."""
    rng = random_of(seed, album.source, "twins")
    number = {name: figure for figure, name in enumerate(album.names)}
    pairs = [(a, b) for b, kin in enumerate(album.kin) if (a := number.get(kin, b)) != b]
    found: list[Twins] = []
    for i in rng.permutation(len(pairs)):
        shown = [[int(n) for n in rng.permutation(album.of(figure))] for figure in pairs[i]]
        if min(map(len, shown)) < TWIN_REFERENCES + 1 or len(found) == most:
            continue
        found.append(
            Twins(
                references=(tuple(shown[0][:TWIN_REFERENCES]), tuple(shown[1][:TWIN_REFERENCES])),
                queries=tuple(
                    Query(picture=n, own=own)
                    for own in (0, 1)
                    for n in shown[own][TWIN_REFERENCES:][:2]
                ),
            )
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surroundings:
    """What stands behind and beside: grounds, and figures of other sources."""

    grounds: Sequence[Pixels]
    bystanders: Sequence[Pixels]


Condition = Callable[[Random, Pixels, Surroundings], Pixels]
"""Makes the frame to recognise, uint8 [H,W,3], of a cut-out figure."""


def reference(figure: Pixels) -> Pixels:
    """A figure as a rights holder registers it: whole, alone, on white; uint8 [S,S,3]."""
    white = np.full((SQUARE_PX, SQUARE_PX, 3), 255, np.uint8)
    rng = np.random.default_rng(0)
    return scenes.compose(rng, [figure], white, staging=PLAIN).pixels


def clean(rng: Random, figure: Pixels, around: Surroundings) -> Pixels:
    """Alone on a plain ground."""
    return _alone(rng, figure, around)[0]


def hue(rng: Random, figure: Pixels, around: Surroundings) -> Pixels:
    """Every colour turned by ten degrees, one way or the other."""
    degrees = HUE_DEG if rng.random() < 0.5 else -HUE_DEG
    return scenes.hue_turned(_alone(rng, figure, around)[0], degrees)


def flipped(rng: Random, figure: Pixels, around: Surroundings) -> Pixels:
    """As in a mirror."""
    return np.ascontiguousarray(_alone(rng, figure, around)[0][:, ::-1])


def partly_hidden(rng: Random, figure: Pixels, around: Surroundings) -> Pixels:
    """Three tenths covered from one side."""
    picture, box = _alone(rng, figure, around)
    return scenes.hidden(rng, picture, box, share=HIDDEN)


def compressed(rng: Random, figure: Pixels, around: Surroundings) -> Pixels:
    """The second of two frames of H.264 at crf 32."""
    picture = _alone(rng, figure, around)[0]
    moved = np.ascontiguousarray(np.roll(picture, 2, axis=1))
    return np.asarray(scenes.codec([moved, picture], crf=CRF, preset="medium")[1], np.uint8)


def busy(share: float) -> Condition:
    """Small in a frame full of other things, one of them a figure of another source."""

    def condition(rng: Random, figure: Pixels, around: Surroundings) -> Pixels:
        width, height = 640, 360
        place = around.grounds[int(rng.integers(len(around.grounds)))]
        ground = scenes.part_of(rng, place, width, height)
        other = around.bystanders[int(rng.integers(len(around.bystanders)))]
        ground = scenes.compose(rng, [other], ground, staging=BESIDE).pixels
        staging = Staging(share=(share, share), part=0, turn=0, flip=0, hide=0, beyond=0.0)
        frame = scenes.compose(rng, [figure], ground, staging=staging).pixels
        return scenes.jpeg(scenes.scaled(frame, *FRAME_PX), 80)

    return condition


CONDITIONS: dict[str, Condition] = {
    "clean": clean,
    **{name: busy(share) for name, share in SHARES.items()},
    "H.264 crf 32": compressed,
    "hue ± 10°": hue,
    "flip": flipped,
    "30 % hidden": partly_hidden,
}


def random_of(seed: int, *names: object) -> Random:
    """A generator that follows from a seed and names, the same on every machine."""
    return np.random.default_rng([seed, *(zlib.crc32(str(name).encode()) for name in names)])


def _alone(rng: Random, figure: Pixels, around: Surroundings) -> tuple[Pixels, Box]:
    del around
    ground = scenes.plain_ground(rng, SQUARE_PX, SQUARE_PX)
    scene = scenes.compose(rng, [figure], ground, staging=PLAIN)
    return scene.pixels, scene.boxes[0]
