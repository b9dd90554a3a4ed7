"""Held-out figures, look-alikes and ordinary pictures: what chance gives, and how well it works.

Everything here runs through the shipped encoder and gallery, so that the numbers are theirs.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageOps

from guardrail.embed.encoder import Encoder
from guardrail.embed.manifest import read_manifest
from guardrail.match.calibration import Calibration, fit_tail
from guardrail.match.gallery import Gallery, ReferenceVectors
from models.train import borrowed, scenery
from models.train.first_figures import Figure, cast, found, lookalike
from models.train.lite0 import Lite0

LADYBIRD = 301
"""Its class among the thousand of ImageNet."""
SHOWS = 12
CAST = 50
"""References of each show."""
STRANGERS = 20
"""Clips of others of the same show; chance is measured within shows, where it is greatest."""
LOOKALIKE_TRAITS = 11
"""Of 22: half of the figure is another one. One clip a show."""
ORDINARY = 25
"""Clips each of empty places and of other people's drawings, only looked at."""
BLOCK_FRAMES = 12
EXAM_SHOWS, EXAM_CAST, EXAM_REFERENCES = 5, 20, 4
TRAITS = (3, 6, 11)
"""How many of 22 the exam's look-alikes have changed."""
TAIL_SHARE = 4e-3
QUANTILES = (
    0.95,
    0.9,
    0.75,
    0.5,
    0.35,
    0.25,
    0.15,
    0.1,
    0.06,
    0.04,
    0.025,
    0.015,
    0.01,
    0.006,
    TAIL_SHARE,
)

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One clip to film: a figure (or a place without one) and the seed of everything else."""

    name: str
    figure: Figure | Image.Image | None = None
    ground: Image.Image | None = None
    small: bool = False


def people(name: str, *, shows: int, each: int) -> list[Figure]:
    """`each` figures of every one of `shows` shows, show after show; none was learned from."""
    casts = [found(Random(f"{name} show {i}")) for i in range(shows)]
    return [
        cast(show, Random(f"{name} {i} {j}")) for i, show in enumerate(casts) for j in range(each)
    ]


def chance_clips() -> list[Shot]:
    """For each show, clips of its strangers and of one look-alike of its first reference."""
    strangers = people("chance", shows=SHOWS, each=CAST + STRANGERS)
    shots = []
    for i in range(SHOWS):
        members = strangers[i * (CAST + STRANGERS) : (i + 1) * (CAST + STRANGERS)]
        rng = Random(f"chance twin {i}")
        twin = lookalike(members[0], rng, traits=LOOKALIKE_TRAITS)
        shots += [
            Shot(name=f"chance {i} {j}", figure=figure)
            for j, figure in enumerate([*members[CAST:], twin])
        ]
    return shots


def ordinary_clips(work: Path) -> list[Shot]:
    """Clips that look like no reference: empty places, other people's drawings, photographs."""
    shots = [Shot(name=f"empty {i}") for i in range(ORDINARY)]
    drawings = islice(borrowed.clipart(work, seed=5), 400, 400 + ORDINARY)
    shots += [Shot(name=f"drawing {i}", figure=d) for i, d in enumerate(drawings)]
    photographs = borrowed.photographs(work)
    return shots + [Shot(name=f"photograph {i}", ground=p) for i, p in enumerate(photographs)]


def film(shot: Shot) -> npt.NDArray[np.uint8]:
    """The frames of a shot at the encoder's size."""
    rng = Random(f"shot {shot.name}")
    ground = shot.ground or scenery.scenery(rng)
    height = (0.15, 0.3) if shot.small else (0.25, 1.0)
    frames = []
    for _ in range(BLOCK_FRAMES):
        if shot.figure is not None:
            picture = scenery.frame(shot.figure, rng, ground=ground, height=height).picture
        else:
            w, h = ground.size
            k = rng.uniform(0.5, 1)
            left, top = rng.uniform(0, 1 - k) * w, rng.uniform(0, 1 - k) * h
            part = ground.crop((int(left), int(top), int(left + k * w), int(top + k * h)))
            picture = scenery.worn(part.resize(scenery.FRAME), rng)
        frames.append(np.asarray(picture.resize((384, 224)), np.uint8))
    return np.stack(frames)


def encode(root: Path, shots: list[Shot]) -> list[npt.NDArray[np.float32]]:
    """Vectors [N,R,D] of each shot, by two processes."""
    chunks = [shots[i : i + 10] for i in range(0, len(shots), 10)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return [v for part in pool.map(partial(_encode, root), chunks) for v in part]


def _encode(root: Path, shots: list[Shot]) -> list[npt.NDArray[np.float32]]:
    encoder = Encoder.open(read_manifest(root))
    return [encoder.encode(film(shot)) for shot in shots]


def references(
    encoder: Encoder, figures: list[Figure], *, each: int, name: str
) -> Iterator[ReferenceVectors]:
    """`each` calm pictures of every figure, as a rights holder would register them."""
    for i, figure in enumerate(figures):
        rng = Random(f"reference {name} {i}")
        for j in range(each):
            picture = np.asarray(scenery.reference(figure, rng), np.uint8)
            yield ReferenceVectors(
                asset=f"{name}/{i:04d}",
                version="v1",
                reference=f"{i:04d}-{j}.png",
                vectors=encoder.encode_reference(picture),
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chance:
    """Block maxima [blocks]: within shows, and of ordinary clips against everybody."""

    within: Scores
    ordinary: Scores


def block_maxima(root: Path, work: Path, *, cohort: npt.NDArray[np.float32]) -> Chance:
    """The best score of each pair of a reference and a clip that does not show it."""
    encoder = Encoder.open(read_manifest(root))
    everybody = people("chance", shows=SHOWS, each=CAST + STRANGERS)
    figures = [f for i, f in enumerate(everybody) if i % (CAST + STRANGERS) < CAST]
    gallery = Gallery.build(references(encoder, figures, each=1, name="chance"), cohort=cohort)
    clips = encode(root, [*chance_clips(), *ordinary_clips(work)])
    best = np.array([gallery.search(clip).score.max(axis=0) for clip in clips], np.float64)
    count = SHOWS * (STRANGERS + 1)
    own = best[:count].reshape(SHOWS, STRANGERS + 1, SHOWS, CAST)
    within = np.concatenate([own[i, :, i].ravel() for i in range(SHOWS)])
    return Chance(within=within, ordinary=best[count:].ravel())


def calibrate(maxima: Scores, *, cohort: npt.NDArray[np.float32]) -> Calibration:
    """The chance distribution of block maxima; beyond the last quantile its fitted tail."""
    scores = np.quantile(maxima, [1 - p for p in QUANTILES])
    return Calibration(
        scores=np.asarray(scores, np.float64),
        survival=np.array(QUANTILES),
        tail_rate=fit_tail(maxima.ravel(), tail_share=TAIL_SHARE),
        block_frames=BLOCK_FRAMES,
        cohort=cohort,
    )


def check_classes(network: Lite0, work: Path) -> None:
    """Refuse weights that were read wrongly: the classifier must know a ladybird when it sees one.

    With another activation or scale, features still look alive; only the classes tell.
    """
    (file,) = borrowed.fetch(borrowed.PHOTOGRAPHS, work).rglob("LadyBird.jpg")
    picture = ImageOps.fit(Image.open(file).convert("RGB"), (224, 224))
    pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 127.5 - 1
    classes = torch.softmax(network.classes(network(pixels).mean((2, 3))), dim=1)[0]
    if classes[LADYBIRD] < 0.5:
        raise ValueError(f"a ladybird is class {int(classes.argmax())}: the weights are misread")


def measure(root: Path, calibration: Calibration) -> dict[str, float]:
    """Figures for the model card, on figures that nothing was fitted to."""
    encoder = Encoder.open(read_manifest(root))
    figures = people("exam", shows=EXAM_SHOWS, each=EXAM_CAST)
    gallery = Gallery.build(
        references(encoder, figures, each=EXAM_REFERENCES, name="exam"), cohort=calibration.cohort
    )
    shots = [Shot(name=f"exam {i}", figure=f) for i, f in enumerate(figures)]
    shots += [Shot(name=f"exam small {i}", figure=f, small=True) for i, f in enumerate(figures)]
    for traits in TRAITS:
        for i, figure in enumerate(figures):
            twin = lookalike(figure, Random(f"exam twin {traits} {i}"), traits=traits)
            shots.append(Shot(name=f"exam twin {traits} {i}", figure=twin))
    scores = np.array([gallery.search(clip).score for clip in encode(root, shots)])
    number = len(figures)
    own = np.arange(len(shots)) % number
    best = scores.max(axis=1)
    right, small, *twins = best[np.arange(len(shots)), own].reshape(-1, number)
    family = np.arange(number) // EXAM_CAST
    same_show = (family[:, None] == family[None, :]) & ~np.eye(number, dtype=bool)
    strangers = best[:number][same_show]
    hold, block = (_threshold(calibration, e, comparisons=60) for e in (0.05, 0.005))
    measured = {
        "hold_similarity": hold,
        "block_similarity": block,
        "rank1_frame": float((scores[:number].argmax(2) == own[:number, None]).mean()),
        "rank1_clip": float((best[:number].argmax(1) == own[:number]).mean()),
        "rank1_clip_small": float((best[number : 2 * number].argmax(1) == own[:number]).mean()),
    }
    for name, values in (
        ("right", right), ("small", small), ("strangers", strangers),
        *((f"twins_{traits}", twin) for traits, twin in zip(TRAITS, twins, strict=True)),
    ):  # fmt: skip
        measured[f"median_{name}"] = float(np.median(values))
        measured[f"auc_{name}"] = _auc(right, values)
        measured[f"hold_{name}"] = float((values >= hold).mean())
        measured[f"block_{name}"] = float((values >= block).mean())
    return measured


def _threshold(calibration: Calibration, expected: float, *, comparisons: int) -> float:
    grid = np.linspace(-2, 60, 62_001)
    enough = [calibration.survival_at(s) * comparisons <= expected for s in grid]
    return float(grid[int(np.argmax(enough))])


def _auc(positives: Scores, negatives: Scores) -> float:
    order = np.argsort(np.concatenate([positives, negatives]), kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    n = len(positives)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * len(negatives)))
