"""Trains the encoder on the training basket: `python -m models.train.train NAME`.

Supervised contrastive learning of Lite0 on views made on the fly by worker processes. A run is
its seed and settings; it keeps a checkpoint every few minutes under `.cache/train/runs/NAME` and,
started again, goes on from the last one. `--after FILE.onnx` begins with an exported encoder
instead of the package's weights, and puts figures that it takes for each other into one batch.
`--without FAMILY` leaves a family of sources out, to be validated on it. Export what came out with
`python -m models.train.export NAME`.
"""

import argparse
import json
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from models.train import lite0, packages
from models.train.batches import Batch, Stage
from models.train.fetch import WORK
from models.train.losses import contrastive, separating
from models.train.pupil import Pupil, State
from models.train.rivals import mined
from models.train.sources import grounds

WARM_UP = 60
KEEP_EVERY = 100
CLIP = 5.0
"""Longest gradient of a step."""
FIRST_LOOK = 80
"""Batches that the linear layer starts from."""
DRIFT = 0.99
"""Weight of the steps before in the average that ships."""
RIVALS = "rivals.npy"
AHEAD = 6
"""Batches that workers make in advance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything a run is made of."""

    steps: int = 1500
    figures: int = 24
    views: int = 4
    temperature: float = 0.08
    rate: float = 3e-4
    head_rate: float = 1e-3
    decay: float = 1e-4
    seed: int = 1
    without: tuple[str, ...] = ()
    after: str = ""
    one_threshold: float = 0.0


def rate_at(step: int, steps: int) -> float:
    """Share of the learning rate: a short climb, then half a cosine down to a fiftieth."""
    return min(1.0, (step + 1) / WARM_UP) * (0.49 * (1 + math.cos(math.pi * step / steps)) + 0.02)


class Run:
    """A training under way: what `keep` writes is all that `resume` needs.

    `steady` are the weights averaged over the last steps (Polyak & Juditsky 1992).
    """

    steady: State

    def __init__(self, recipe: Recipe, pupil: Pupil, folder: Path) -> None:
        self.recipe, self.pupil, self.folder = recipe, pupil, folder
        self._network = pupil.trained()
        self._head = [*pupil.project.parameters(), pupil.threshold]
        rates = ((self._network, recipe.rate), (self._head, recipe.head_rate))
        self._optimiser = torch.optim.AdamW(
            [{"params": some, "lr": rate, "full": rate} for some, rate in rates],
            weight_decay=recipe.decay,
        )
        self.steady = {n: w.detach().clone() for n, w in pupil.state_dict().items()}
        self.done = 0
        self._spent = 0.0
        self._log: list[dict[str, float]] = []
        self._losses: list[float] = []
        self._started = time.monotonic()

    def learn(self, batch: Batch) -> float:
        """One step; returns its loss."""
        for group in self._optimiser.param_groups:
            group["lr"] = group["full"] * rate_at(self.done, self.recipe.steps)
        vectors = self.pupil(torch.from_numpy(batch.pixels))
        identity = torch.from_numpy(batch.identity)
        loss = contrastive(vectors, identity, temperature=self.recipe.temperature)
        if self.recipe.one_threshold:
            apart = separating(vectors, identity, self.pupil.threshold)
            loss = loss + self.recipe.one_threshold * apart
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*self._network, *self._head], CLIP)
        self._optimiser.step()
        self.done += 1
        share = min(DRIFT, self.done / (self.done + 10))
        for name, weight in self.pupil.state_dict().items():
            self.steady[name].lerp_(weight, 1 - share)
        self._losses.append(float(loss.detach()))
        return self._losses[-1]

    def keep(self) -> None:
        """Write the checkpoint and the log."""
        seconds = self._spent + time.monotonic() - self._started
        loss = sum(self._losses) / len(self._losses)
        self._losses.clear()
        self._log.append({"step": self.done, "loss": round(loss, 4), "seconds": round(seconds)})
        state = {
            "pupil": self.pupil.state_dict(), "steady": self.steady, "optimiser": self._optimiser.state_dict(),
            "done": self.done, "spent": seconds, "log": self._log,
        }  # fmt: skip
        fresh = self.folder / "checkpoint.part"
        torch.save(state, fresh)
        fresh.replace(self.folder / "checkpoint.pt")
        about = {"recipe": asdict(self.recipe), "log": self._log}
        (self.folder / "log.json").write_text(json.dumps(about, indent=1), "utf-8")

    def resume(self) -> None:
        """Take up the last checkpoint, if there is one."""
        checkpoint = self.folder / "checkpoint.pt"
        if not checkpoint.is_file():
            return
        state = torch.load(checkpoint, weights_only=True)
        self.pupil.load_state_dict(state["pupil"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.steady = state["steady"]
        self.done, self._spent, self._log = state["done"], state["spent"], state["log"]


def train(recipe: Recipe, work: Path, folder: Path) -> None:
    """Run (or go on with) a recipe; leaves `start.pt`, `end.pt` and `log.json` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    pupil = Pupil()
    lite0.check(pupil.cells.network, _ladybird(work))
    if not (folder / "start.pt").is_file():
        _begin(pupil, recipe, work, folder)
        torch.save(pupil.state_dict(), folder / "start.pt")
    pupil.load_state_dict(torch.load(folder / "start.pt", weights_only=True))
    run = Run(recipe, pupil, folder)
    run.resume()
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns) as progress:
        task = progress.add_task("training", total=recipe.steps, completed=run.done)
        for batch in _batches(recipe, work, folder, range(run.done, recipe.steps)):
            loss = run.learn(batch)
            progress.update(task, advance=1, description=f"loss {loss:.3f}")
            if run.done % KEEP_EVERY == 0 or run.done == recipe.steps:
                run.keep()
    torch.save(run.steady, folder / "end.pt")


def main() -> None:
    """Train by the settings given."""
    usual = Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--steps", type=int, default=usual.steps)
    parser.add_argument("--temperature", type=float, default=usual.temperature)
    parser.add_argument("--rate", type=float, default=usual.rate)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--after", default=usual.after, metavar="FILE.onnx")
    parser.add_argument("--one-threshold", type=float, default=usual.one_threshold)
    parser.add_argument("--figures", type=int, default=usual.figures)
    parser.add_argument("--views", type=int, default=usual.views)
    parser.add_argument("--without", action="append", default=[], metavar="FAMILY")
    arguments = parser.parse_args()
    recipe = Recipe(
        steps=arguments.steps,
        temperature=arguments.temperature,
        rate=arguments.rate,
        seed=arguments.seed,
        without=tuple(arguments.without),
        after=arguments.after,
        one_threshold=arguments.one_threshold,
        figures=arguments.figures,
        views=arguments.views,
    )
    folder = arguments.work / "runs" / arguments.name
    train(recipe, arguments.work, folder)
    print(f"done: python -m models.train.export {arguments.name}")


def _ladybird(work: Path) -> Image.Image:
    """A photograph whose class is known; it checks the weights, and nothing learns from it."""
    (wallpapers,) = (s for s in grounds.SOURCES if s.name == "wallpapers-mate")
    (file,) = packages.unpack(wallpapers.packages[0], work).rglob("LadyBird.jpg")
    return Image.open(file)


def _begin(pupil: Pupil, recipe: Recipe, work: Path, folder: Path) -> None:
    """Set the weights that training starts from, and learn whom they confuse."""
    first = _batches(recipe, work, folder, range(-FIRST_LOOK, 0))
    if not recipe.after:
        pupil.begin(first)
        return
    pupil.take_up(Path(recipe.after), first)
    stage = _stage(work, recipe.without, folder)
    parts = -(-sum(map(len, stage.shown)) // recipe.figures)
    makers = [partial(_survey, recipe, work, folder, part) for part in range(parts)]
    np.save(folder / RIVALS, mined(pupil, stage, _made_ahead(makers)))


def _batches(recipe: Recipe, work: Path, folder: Path, steps: range) -> Iterator[Batch]:
    """The batches of these steps, in order."""
    return _made_ahead([partial(_batch, recipe, work, folder, step) for step in steps])


def _made_ahead(makers: Sequence[Callable[[], Batch]]) -> Iterator[Batch]:
    """What each gives, in order, made by two processes in advance."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        waiting = deque(pool.submit(maker) for maker in makers[:AHEAD])
        for number in range(len(makers)):
            yield waiting.popleft().result()
            if number + AHEAD < len(makers):
                waiting.append(pool.submit(makers[number + AHEAD]))


def _batch(recipe: Recipe, work: Path, folder: Path, step: int) -> Batch:
    stage = _stage(work, recipe.without, folder)
    seed = recipe.seed if step >= 0 else recipe.seed + 1_000_000
    return stage.batch(seed, abs(step), figures=recipe.figures, views=recipe.views)


def _survey(recipe: Recipe, work: Path, folder: Path, part: int) -> Batch:
    stage = _stage(work, recipe.without, folder)
    return stage.survey(recipe.seed, part, figures=recipe.figures, views=recipe.views)


@cache
def _stage(work: Path, without: tuple[str, ...], folder: Path) -> Stage:
    file = folder / RIVALS
    rivals = np.load(file) if file.is_file() else None
    return Stage.open(work, without=without, rivals=rivals)


if __name__ == "__main__":
    main()
