"""Whether chance keeps its promise: `python -m models.train.observed [FOLDER]`.

A threshold of e expected false matches a clip should give e of them, on figures and styles that
nothing was calibrated on. So figures of the reserved basket are registered, with five pictures or one, and
clips of other figures are looked at as the product does. Ordinary: references of all sources, and
the clip's own source has no part. Look-alikes: all references are of the clip's source. Empty:
clips that show no figure. Intervals draw whole clips; clips of one figure are one clip.
"""

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from guardrail.arrays import Vectors
from guardrail.embed.encoder import Encoder
from guardrail.embed.manifest import read_manifest
from guardrail.match.calibration import Calibration
from guardrail.match.evidence import expectations
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors
from models.train import scenes, trials
from models.train.albums import Album, Grounds, open_albums
from models.train.chance import BLOCK_FRAMES, REFERENCES, filmed
from models.train.export import MODELS
from models.train.fetch import WORK

LEVELS = (1.0, 0.1, 0.05, 0.005)
REGISTERED = 60
CLIPS = 20
"""Clips of each source, and of empty grounds."""
LEAST = 30
"""Figures that a source must have."""
SEED = 11
Counts = npt.NDArray[np.int64]


def registered(album: Album, encoder: Encoder, number: int) -> list[list[Vectors]]:
    """The references of each of the first `number` figures of an album, in its order."""
    return [
        [
            encoder.encode_reference(trials.reference(album.picture(int(n))))
            for n in album.of(f)[:REFERENCES]
        ]
        for f in _order(album)[:number]
    ]


def clips(album: Album, encoder: Encoder, grounds: Grounds, number: int) -> list[Vectors]:
    """Clips [12,R,D] of figures of an album that `registered` never gives, the last in order."""
    rng = trials.random_of(SEED, album.source, "clips")
    return [
        encoder.encode(filmed(rng, album, int(f), grounds)) for f in _order(album)[::-1][:number]
    ]


def alarms(gallery: Gallery, clip: Vectors, calibration: Calibration) -> Counts:
    """How many assets of the gallery match a clip at each of LEVELS."""
    expected = expectations(gallery.search(clip), gallery, calibration).min(axis=0)
    return np.array([(expected <= level).sum() for level in LEVELS], np.int64)


def _order(album: Album) -> list[int]:
    rng = trials.random_of(SEED, album.source)
    return [int(f) for f in rng.permutation(len(album.names))]


def _of_source(root: Path, work: Path, source: str) -> tuple[list[list[Vectors]], list[Vectors]]:
    cv2.setNumThreads(1)
    (album,) = open_albums(work, "reserved", [source])
    encoder = Encoder.open(read_manifest(root))
    half = min(REGISTERED, len(album.names) // 2)
    number = min(CLIPS, len(album.names) - half)
    return (
        registered(album, encoder, half),
        clips(album, encoder, Grounds.open(work, "reserved"), number),
    )


def _empty(root: Path, work: Path) -> list[Vectors]:
    cv2.setNumThreads(1)
    encoder = Encoder.open(read_manifest(root))
    grounds = Grounds.open(work, "reserved")
    rng = trials.random_of(SEED, "empty")
    found = []
    for _ in range(CLIPS * 3):
        place = grounds[int(rng.integers(len(grounds)))]
        frames = [scenes.part_of(rng, place, *trials.FRAME_PX) for _ in range(BLOCK_FRAMES)]
        found.append(encoder.encode(np.stack(scenes.codec(frames, crf=26))))
    return found


def _gallery(
    shown: Sequence[tuple[str, list[Vectors]]], calibration: Calibration, references: int
) -> Gallery:
    return Gallery.build(
        [
            ReferenceVectors(
                asset=f"{source}/{i:03d}", version="v1", reference=str(n), vectors=vectors
            )
            for i, (source, pictures) in enumerate(shown)
            for n, vectors in enumerate(pictures[:references])
        ],
        cohort=calibration.cohort,
    )


def observed(root: Path, work: Path) -> dict[str, Counts]:
    """Alarms [clips, LEVELS] by kind of clip and number of references."""
    manifest = read_manifest(root)
    calibration = Calibration.open(manifest.calibration_file(manifest.default))
    names = [a.source for a in open_albums(work, "reserved") if len(a.names) >= LEAST]
    context = get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool, Progress() as progress:
        empty = pool.submit(_empty, root, work)
        waiting = {name: pool.submit(_of_source, root, work, name) for name in names}
        task = progress.add_task("filming", total=len(names))
        seen = {}
        for name, future in waiting.items():
            seen[name] = future.result()
            progress.advance(task)
        places = empty.result()
    everyone = [(n, pictures) for n in names for pictures in seen[n][0]]
    found: dict[str, list[Counts]] = {}
    for count in (REFERENCES, 1):
        for name, (own, films) in seen.items():
            others = _some([one for one in everyone if one[0] != name], name)
            apart = _gallery(others, calibration, count)
            same = _gallery([(name, pictures) for pictures in own], calibration, count)
            for kind, gallery in (("ordinary", apart), ("look-alikes", same)):
                found.setdefault(f"{kind}, {count}", []).extend(
                    alarms(gallery, film, calibration) for film in films
                )
        gallery = _gallery(_some(everyone, "everyone"), calibration, count)
        found[f"empty, {count}"] = [alarms(gallery, film, calibration) for film in places]
    return {kind: np.stack(counts) for kind, counts in found.items()}


def _some(shown: list[tuple[str, list[Vectors]]], name: str) -> list[tuple[str, list[Vectors]]]:
    rng = trials.random_of(SEED, name, "others")
    return [shown[i] for i in rng.permutation(len(shown))[:REGISTERED]]


def main() -> None:
    """Measure, print, keep JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=MODELS)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--json", type=Path, help="keep every number in this file")
    arguments = parser.parse_args()
    found = observed(arguments.folder, arguments.work)
    table = Table(title=f"false matches a clip, {REGISTERED} assets of 5 references or 1")
    table.add_column("expected")
    for kind, counts in found.items():
        table.add_column(f"{kind} ({len(counts)} clips)")
    rng = np.random.default_rng(SEED)
    rows: dict[str, dict[str, list[float]]] = {}
    for place, level in enumerate(LEVELS):
        cells = []
        for kind, counts in found.items():
            of_each = counts[:, place]
            means = rng.choice(of_each, (2000, len(of_each))).mean(axis=1)
            low, high = np.quantile(means, [0.025, 0.975])
            rows.setdefault(kind, {})[str(level)] = [float(of_each.mean()), float(low), float(high)]
            cells.append(f"{of_each.mean():.3f} ({low:.3f}–{high:.3f})")
        table.add_row(f"{level:g}", *cells)
    Console().print(table)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
