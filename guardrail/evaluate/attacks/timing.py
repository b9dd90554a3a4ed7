"""Changes to when things are seen: frames and frames per second in, the same out."""

from collections.abc import Callable, Sequence

import numpy as np

from guardrail.arrays import Pixels

Random = np.random.Generator
Film = tuple[Sequence[Pixels], float]
TimeAttack = Callable[[Random, Sequence[Pixels], float], Film]

FLASH_FRAMES = 2


def faster(_: Random, frames: Sequence[Pixels], fps: float) -> Film:
    """Twice as fast: every second frame."""
    return frames[::2], fps


def slower(_: Random, frames: Sequence[Pixels], fps: float) -> Film:
    """Half as fast: every frame twice."""
    return [frame for frame in frames for _ in range(2)], fps


def dropped(rng: Random, frames: Sequence[Pixels], fps: float) -> Film:
    """Half of the frames missing, the one before shown on."""
    shown = [frames[0]]
    for frame in frames[1:]:
        shown.append(frame if rng.random() < 0.5 else shown[-1])  # noqa: PLR2004 — a coin
    return shown, fps


def flash(rng: Random, frames: Sequence[Pixels], fps: float) -> Film:
    """Two frames of it, in as many of a plain colour as the clip was long."""
    at = int(rng.integers(0, max(1, len(frames) - FLASH_FRAMES)))
    plain = np.broadcast_to(rng.integers(0, 256, 3).astype(np.uint8), frames[0].shape)
    kept = range(at, at + FLASH_FRAMES)
    return [f if i in kept else np.ascontiguousarray(plain) for i, f in enumerate(frames)], fps


TIME_ATTACKS: dict[str, TimeAttack] = {
    "faster": faster,
    "slower": slower,
    "frame drop": dropped,
    "flash": flash,
}
