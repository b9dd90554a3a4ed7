"""Rivals that look: each turns a picture into vectors whose dot product says how alike two are."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from guardrail.arrays import Pixels, Vectors
from models.train.recognisers import Histogram, Recogniser, Whole

LITE0 = Path("baselines/lite0.onnx")
"""Where `models.train.baseline` writes it, below the work folder."""


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
    if (work / LITE0).is_file():
        yield "lite0", Whole(work / LITE0)


def absent(work: Path) -> Iterator[str]:
    """A line for each rival that is not here, with the way to get it."""
    for package, group in (("imagehash", "bench"), ("pdqhash", "bench"), ("vpdq", "vpdq")):
        if find_spec(package) is None:
            yield f"{package} is absent: pip install --group {group}"
    if not (work / LITE0).is_file():
        yield (
            "lite0 is absent: pip install --group train, then "
            f"python -m models.train.baseline --work {work}"
        )


def _signs(bits: Sequence[npt.ArrayLike]) -> Vectors:
    signs = np.where(np.asarray(bits).astype(bool), 1.0, -1.0)
    return np.asarray(signs / np.sqrt(signs.shape[1]), np.float32)[:, None]
