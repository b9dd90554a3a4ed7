"""What people do to get past: seeded changes to prompts, pictures and clips of a labelled set.

`attack` writes a new set in which the `kind` of an item is the attack, so that the table by kind
of its evaluation is the accuracy under attack. The same seed gives the same set.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from guardrail.errors import BadInputError
from guardrail.evaluate.attacks.filming import PLAIN, films, read_film, write_film
from guardrail.evaluate.attacks.frames import FRAME_ATTACKS
from guardrail.evaluate.attacks.texts import disguises
from guardrail.evaluate.attacks.timing import TIME_ATTACKS
from guardrail.evaluate.sets import Item, LabelledSet, Part

if TYPE_CHECKING:
    from guardrail.arrays import Pixels

Line = dict[str, Any]
NONE = "none"
"""The kind of what was left as it was: what an attack is measured against."""
SET_NAME = "set.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which attacks, by how many items each at most (None: all), from which seed."""

    seed: int
    each: int | None
    only: tuple[str, ...]


def names(part: Part) -> tuple[str, ...]:
    """The attacks on a part, the untouched items first."""
    if part is Part.PROMPTS:
        known: Sequence[str] = tuple(disguises())
    elif part is Part.PICTURES:
        known = tuple(FRAME_ATTACKS)
    else:
        known = (*FRAME_ATTACKS, *TIME_ATTACKS, *films())
    return (NONE, *known)


def attack(
    labelled: LabelledSet,
    assets: Mapping[str, tuple[str, ...]],
    folder: Path,
    plan: Plan,
    step: Callable[[], object] = lambda: None,
) -> Path:
    """Write the attacked set into `folder` and give the path of its lines.

    `assets` has the names of each asset, which the disguises of prompts hide. `step` is called
    after each item. Positives only are attacked; negatives are kept under their own kinds.

    Raises:
        BadInputError: an attack is not known, the folder is not empty or cannot be written, or a
            file cannot be decoded.
    """
    chosen = plan.only or names(labelled.part)
    for name in chosen:
        if name not in names(labelled.part):
            raise BadInputError(
                f"no attack on {labelled.part} is called {name!r}",
                fix=f"there are: {', '.join(names(labelled.part))}",
            )
    work = _Work(labelled=labelled, assets=assets, folder=folder, plan=plan)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BadInputError("is not empty", where=str(folder), fix="give a new folder")
        with (folder / SET_NAME).open("w", encoding="utf-8") as written:
            for line in work.lines(chosen, step):
                written.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise BadInputError(
            f"cannot be written: {error.strerror}", where=str(folder), fix="check the folder"
        ) from error
    return folder / SET_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A set that is being written into `folder`; `assets` has the names of each asset."""

    labelled: LabelledSet
    assets: Mapping[str, tuple[str, ...]]
    folder: Path
    plan: Plan

    def lines(self, chosen: Sequence[str], step: Callable[[], object]) -> Iterator[Line]:
        """The negatives as they are, then the positives under each of the chosen attacks."""
        positives = [item for item in self.labelled.items if item.positive]
        for item in self.labelled.items:
            if not item.positive:
                yield _line(item, item.kind, _place(item))
                step()
        for name in chosen:
            order = random_of(self.plan.seed, name).permutation(len(positives))
            for number in sorted(order[: self.plan.each].tolist()):
                yield from self._attacked(positives[number], name)
                step()

    def _attacked(self, item: Item, name: str) -> Iterator[Line]:
        part = self.labelled.part
        rng = random_of(self.plan.seed, name, item.sha256, item.number)
        if name == NONE:
            yield _line(item, NONE, _place(item))
        elif part is Part.PROMPTS:
            known = [text for asset in item.assets for text in self.assets.get(asset, ())]
            text = disguises()[name](rng, item.shown, known)
            if text is not None:
                yield {**_line(item, name, ""), "text": text}
        else:
            made = self.folder / name.replace(" ", "-") / _file_name(part, item, name)
            made.parent.mkdir(exist_ok=True)
            _write(part, item, name, made, rng)
            file = str(made.relative_to(self.folder))
            yield _line(item, name, file, timed=name in FRAME_ATTACKS)


def random_of(seed: int, *about: object) -> np.random.Generator:
    """A generator that follows from a seed and names, the same on every machine."""
    return np.random.default_rng([seed, *(zlib.crc32(str(one).encode()) for one in about)])


def _write(part: Part, item: Item, name: str, made: Path, rng: np.random.Generator) -> None:
    path = item.path or Path()
    frames: Sequence[Pixels]
    frames, fps = read_film(path)
    if part is Part.PICTURES:
        write_film(made, [FRAME_ATTACKS[name](rng, frames[0])], fps=1.0, coding=None)
        return
    coding = films().get(name, PLAIN)
    if name in FRAME_ATTACKS:
        state = rng.bit_generator.state
        changed = []
        for frame in frames:  # the same change to every frame of a clip
            rng.bit_generator.state = state
            changed.append(FRAME_ATTACKS[name](rng, frame))
        frames = changed
    elif name in TIME_ATTACKS:
        frames, fps = TIME_ATTACKS[name](rng, frames, fps)
    write_film(made, frames, fps=fps, coding=coding)


def _file_name(part: Part, item: Item, name: str) -> str:
    if part is Part.PICTURES:
        return f"{item.number:05}.png"
    return f"{item.number:05}{films().get(name, PLAIN).suffix}"


def _place(item: Item) -> str:
    """The file of an item as the new set may name it: by its absolute path."""
    return "" if item.path is None else str(item.path.resolve())


def _line(item: Item, kind: str, file: str, *, timed: bool = True) -> Line:
    line: Line = {"file": file} if item.path is not None else {"text": item.shown}
    line |= {"assets": list(item.assets), "kind": kind}
    line |= {key: value for key in ("lang", "style", "size") if (value := getattr(item, key))}
    if item.segments and timed:
        line["segments"] = [
            {"asset": asset, "from_s": from_s, "to_s": to_s}
            for asset, from_s, to_s in item.segments
        ]
    return line
