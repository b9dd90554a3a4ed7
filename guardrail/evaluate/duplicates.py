"""Whether the test was in the book: references that are shown again in the set.

By digest, and by thumbnail for what was scaled, encoded again or cut out of a test clip. A picture
that is too flat to tell from another (all black, all white) is no duplicate of anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from guardrail.arrays import Pixels, Vectors
from guardrail.domain import Reference
from guardrail.evaluate.sets import Item

SIDE = 16
ALIKE = 0.99
"""Correlation of two thumbnails (brightness and colour) from which they are one picture."""
APART = 4.0
"""Mean difference (0…255) beyond which they are two all the same."""
FLAT = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An item that shows a reference again; `exact` by its digest."""

    item: Item
    reference: Path
    exact: bool


def repeated(items: Sequence[Item], references: Sequence[Reference]) -> list[Duplicate]:
    """Items whose bytes are those of a reference."""
    known = {reference.sha256: reference.path for reference in references}
    return [
        Duplicate(item=item, reference=known[item.sha256], exact=True)
        for item in items
        if item.sha256 in known
    ]


class Thumbnails:
    """The references as thumbnails, asked about one item's frames at a time. Thread-safe."""

    def __init__(self, references: Iterable[tuple[Path, Pixels]]) -> None:
        paths: list[Path] = []
        thumbs: list[Vectors] = []
        for path, frames in references:
            for frame in frames:
                thumb = thumbnail(frame)
                if thumb.std() > FLAT:
                    paths.append(path)
                    thumbs.append(thumb)
        self._paths = paths
        self._thumbs = np.stack(thumbs) if thumbs else np.zeros((0, SIDE * SIDE * 3), np.float32)
        self._shapes = _shaped(self._thumbs)

    def like(self, frames: Pixels) -> Path | None:
        """The reference that one of the frames repeats, if any."""
        for frame in frames:
            thumb = thumbnail(frame)
            if thumb.std() <= FLAT or not len(self._thumbs):
                continue
            alike = self._shapes @ _shaped(thumb[None])[0]
            best = int(alike.argmax())
            apart = float(np.abs(self._thumbs[best] - thumb).mean())
            if alike[best] >= ALIKE and apart <= APART:
                return self._paths[best]
        return None


def thumbnail(frame: Pixels) -> Vectors:
    """float32 [16·16·3]: mean colours of the cells of a frame, whatever its size and aspect."""
    h, w = frame.shape[:2]
    rows = np.linspace(0, h, SIDE + 1).astype(np.intp)[:-1]
    columns = np.linspace(0, w, SIDE + 1).astype(np.intp)[:-1]
    sums = np.add.reduceat(frame.astype(np.float32), rows, axis=0)
    sums = np.add.reduceat(sums, columns, axis=1)
    heights = np.diff([*rows, h]).astype(np.float32)
    widths = np.diff([*columns, w]).astype(np.float32)
    return np.asarray((sums / (heights[:, None, None] * widths[None, :, None])).ravel(), np.float32)


def refusal(duplicates: Sequence[Duplicate]) -> Iterator[str]:
    """A line for each, for people."""
    by_reference = defaultdict[Path, list[Duplicate]](list)
    for one in duplicates:
        by_reference[one.reference].append(one)
    for reference, shown in by_reference.items():
        first = shown[0]
        more = f" and {len(shown) - 1} more" if len(shown) > 1 else ""
        how = "is" if first.exact else "shows"
        yield f"{first.item.where}: {first.item.shown} {how} the reference {reference}{more}"


def _shaped(thumbs: Vectors) -> Vectors:
    centred = thumbs - thumbs.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(length, 1e-6), np.float32)
