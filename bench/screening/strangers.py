"""Figures and clips to count false matches with, encoded once: `python -m bench.screening.strangers`.

References are pictures of every figure of the albums that training packs (`models/README.md` says how
they come there), reserved and learned from alike, each seen as a rights holder registers it. Clips
are of figures of the reserved basket alone, filmed as those of `models.train.chance` are: twelve
frames of one figure before one reserved ground, through H.264. Vectors lie beside the albums, by
model, half precision; a run that is cut short goes on, and what is there already can be counted with.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.progress import track

from guardrail.arrays import Vectors
from guardrail.embed.encoder import Encoder
from guardrail.embed.manifest import ModelManifest, read_manifest
from models.train import trials
from models.train.albums import Album, Grounds, open_albums
from models.train.batches import roots_of
from models.train.chance import filmed
from models.train.fetch import WORK

CLIPS = 2_000
AT_ONCE = 40
"""Figures or clips in one file."""
FIRST = 5
"""Pictures of a figure that are encoded before anybody's sixth."""
BASKETS = ("reserved", "training")
SEED = 23
MODELS = Path("models")
Kept = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """What shows one figure: `vectors` are [P,V,D] of references or [F,R,D] of a clip's frames.

    `root` is the figure that its near-twins have in common, `family` the hand that drew it.
    """

    family: str
    root: str
    figure: str
    vectors: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Pictures of figures, or clips of them: what one file keeps."""

    kind: str
    album: Album
    numbers: Sequence[int]
    turn: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.album.source}-{self.numbers[0]:05d}-{self.turn}.npz"


def folder(work: Path, manifest: ModelManifest) -> Path:
    """Where vectors of the default model lie."""
    return work / "strangers" / manifest.default.sha256[:12]


def references(work: Path, manifest: ModelManifest) -> list[Shown]:
    """Every figure whose references were encoded, in order."""
    parts = sorted(_kept(work, manifest, "references"), key=_whom)
    return [
        Shown(
            family=family,
            root=root,
            figure=figure,
            vectors=np.concatenate([part.vectors for part in of_figure]),
        )
        for (family, root, figure), of_figure in groupby(parts, key=_whom)
    ]


def clips(work: Path, manifest: ModelManifest) -> Iterator[Shown]:
    """Every clip that was encoded, those of a source side by side."""
    return _kept(work, manifest, "clips")


def _whom(shown: Shown) -> tuple[str, str, str]:
    return shown.family, shown.root, shown.figure


def _kept(work: Path, manifest: ModelManifest, kind: str) -> Iterator[Shown]:
    albums = {album.source: album for basket in BASKETS for album in open_albums(work, basket)}
    roots = {source: roots_of(album) for source, album in albums.items()}
    for path in sorted(folder(work, manifest).glob(f"{kind}-*.npz")):
        with np.load(path) as kept:
            album = albums[str(kept["source"])]
            edges = np.cumsum(kept["lengths"])[:-1]
            every = list(zip(kept["figures"], np.split(kept["vectors"], edges), strict=True))
        for number, own in every:
            figure = album.names[int(number)]
            yield Shown(
                family=album.family,
                root=f"{album.source}/{roots[album.source][figure]}",
                figure=f"{album.source}/{figure}",
                vectors=own,
            )


def _parts(work: Path) -> list[_Part]:
    """What is most needed first, of all sources alike."""
    reserved, learned = (open_albums(work, basket) for basket in ("reserved", "training"))
    filmed_of = [_clips_of(album, sum(len(one.names) for one in reserved)) for album in reserved]
    own = [_references_of(album, turn=0) for album in reserved]
    others = [_references_of(album, turn=0) for album in learned]
    further = [_references_of(album, turn=1) for album in (*reserved, *learned)]
    return [
        part
        for parts in (filmed_of, own, others, further)
        for turn in zip_longest(*parts)
        for part in turn
        if part is not None
    ]


def _clips_of(album: Album, figures: int) -> list[_Part]:
    """One clip of each figure, and of some a second one, so that there are CLIPS of `figures`."""
    count = -(-len(album.names) * CLIPS // figures)
    order = trials.random_of(SEED, album.source).permutation(len(album.names))
    shown = [int(order[i % len(order)]) for i in range(count)]
    return [
        _Part(kind="clips", album=album, numbers=shown[start : start + AT_ONCE], turn=start)
        for start in range(0, count, AT_ONCE)
    ]


def _references_of(album: Album, *, turn: int) -> list[_Part]:
    everyone = range(len(album.names))
    return [
        _Part(kind="references", album=album, numbers=everyone[start : start + AT_ONCE], turn=turn)
        for start in range(0, len(everyone), AT_ONCE)
    ]


def _encoded(part: _Part, encoder: Encoder, grounds: Grounds) -> list[Vectors]:
    """The vectors of each figure of a part, or of each clip."""
    if part.kind == "clips":
        rng = trials.random_of(SEED, part.album.source, "clips", part.turn)
        return [encoder.encode(filmed(rng, part.album, n, grounds)) for n in part.numbers]
    some = slice(0, FIRST) if part.turn == 0 else slice(FIRST, None)
    found = []
    for number in part.numbers:
        pictures = [part.album.picture(int(n)) for n in part.album.of(number)[some]]
        views = [encoder.encode_reference(trials.reference(picture)) for picture in pictures]
        found.append(np.stack(views) if views else _nothing(encoder))
    return found


def _nothing(encoder: Encoder) -> Vectors:
    views = encoder.encode_reference(np.zeros((96, 96, 3), np.uint8))
    return np.zeros((0, *views.shape), np.float32)


def encode_all(work: Path, root: Path) -> None:
    """Encode what is not there yet."""
    manifest = read_manifest(root)
    encoder, grounds = Encoder.open(manifest), Grounds.open(work, "reserved")
    target = folder(work, manifest)
    target.mkdir(parents=True, exist_ok=True)
    for part in track(_parts(work), description="strangers"):
        if (target / part.name).exists():
            continue
        vectors = _encoded(part, encoder, grounds)
        unfinished = target / "unfinished.npz"
        np.savez(
            unfinished,
            source=part.album.source,
            figures=np.array(part.numbers),
            lengths=np.array([len(one) for one in vectors]),
            vectors=np.concatenate(vectors).astype(np.float16),
        )
        unfinished.rename(target / part.name)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.screening.strangers", description=__doc__
    )
    parser.add_argument("folder", nargs="?", type=Path, default=MODELS)
    parser.add_argument("--work", type=Path, default=WORK)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    encode_all(options.work, options.folder)


if __name__ == "__main__":
    main()
