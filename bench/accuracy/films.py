"""Clips, encoded two at a time; one that is there is not filmed again."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from bench.accuracy import shots
from bench.accuracy.telling import Told
from guardrail.evaluate.attacks.filming import PLAIN, Coding, write_film
from models.train import trials
from models.train.albums import Album, Grounds, Pixels

__all__ = ["CAREFUL", "PLAIN", "Order", "Studio"]

CAREFUL = Coding(codec="libx264", options=(("preset", "medium"), ("crf", "20"), ("threads", "1")))
"""As a generator that takes its time encodes: more to decode."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order:
    """A clip to be made: the file, the number its chance follows from, who is in it."""

    name: str
    number: int
    figure: Pixels | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """Where clips are made, of which grounds (all that are reserved where none is named)."""

    work: Path
    folder: Path
    seed: int
    grounds: tuple[str, ...]

    def film(self, orders: Sequence[Order], form: shots.Form, coding: Coding) -> None:
        """Make those that are not there yet."""
        missing = [order for order in orders if not (self.folder / order.name).is_file()]
        if not missing:
            return
        told = Told("filming", len(missing))
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            for _ in pool.map(_made, ((self, order, form, coding) for order in missing)):
                told.step(1)

    def open_grounds(self) -> Grounds:
        """What clips are filmed over."""
        return _opened(self.work, self.grounds)


@cache
def _opened(work: Path, names: tuple[str, ...]) -> Grounds:
    if not names:
        return Grounds.open(work, "reserved")
    return Grounds([Album.open(work / "grounds" / name) for name in names])


def _made(task: tuple[Studio, Order, shots.Form, Coding]) -> None:
    studio, order, form, coding = task
    rng = trials.random_of(studio.seed, "clip", order.number)
    frames = list(shots.clip(rng, order.figure, studio.open_grounds(), form))
    path = studio.folder / order.name
    fresh = path.with_suffix(".part.mp4")
    write_film(fresh, frames, fps=form.fps, coding=coding)
    fresh.replace(path)
