"""Labelled sets: what is shown to the guardrail, and what a person says is in it.

JSON lines, `{"text" or "file", "assets", "kind", "lang", …}`; paths are relative to the file. An
empty `assets` is a negative. A folder with a sub-folder of pictures per character is a set too.
"""

import hashlib
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from guardrail.errors import BadInputError
from guardrail.wording import dotted, place_of, said, together

NEGATIVE_FOLDER = "_negatives"
"""The sub-folder of a folder set whose pictures show no registered character."""
MAX_LINE_BYTES = 2**20


class Part(StrEnum):
    """What a set is made of."""

    PROMPTS = "prompts"
    PICTURES = "pictures"
    CLIPS = "clips"


class _Seen(BaseModel):
    """Where in a clip an asset is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    asset: str = Field(min_length=1)
    from_s: float = Field(ge=0)
    to_s: float = Field(ge=0)


class _Labels(BaseModel):
    """What every line may say. `size` is the share of the frame that the figure covers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    assets: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...]
    kind: str = Field("", max_length=100)
    lang: str = Field("", max_length=35)
    style: str = Field("", max_length=100)
    size: float | None = Field(None, gt=0, le=1)


class _PromptLine(_Labels):
    text: str = Field(min_length=1)


class _MediaLine(_Labels):
    file: str = Field(min_length=1)
    segments: tuple[_Seen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line. `shown` is the text, or the file as the set names it; `path` is None for a text.

    `sha256` is of the text or of the file's bytes.
    """

    number: int
    where: str
    shown: str
    path: Path | None
    sha256: str
    assets: tuple[str, ...]
    kind: str = ""
    lang: str = ""
    style: str = ""
    size: float | None = None
    segments: tuple[tuple[str, float, float], ...] = ()

    @property
    def positive(self) -> bool:
        """Whether there is something in it to find."""
        return bool(self.assets)


@dataclass(frozen=True, kw_only=True)
class LabelledSet:
    """A set that was read whole; `origin` is the file or folder as it was named."""

    part: Part
    origin: str
    items: tuple[Item, ...]

    @cached_property
    def sha256(self) -> str:
        """Over the content and the labels of every item, in order: equal sets may be compared."""
        total = hashlib.sha256()
        for item in self.items:
            total.update(f"{item.sha256} {' '.join(sorted(item.assets))}\n".encode())
        return total.hexdigest()


def read_set(path: Path, part: Part) -> LabelledSet:
    """The set of a file of JSON lines, or of a folder of pictures per character.

    Raises:
        BadInputError: a line is wrong (it is named), a file cannot be read, or there is nothing.
    """
    if path.is_dir():
        if part is not Part.PICTURES:
            raise BadInputError("is a folder", where=str(path), fix="give a file of JSON lines")
        items = tuple(_of_folder(path))
    else:
        items = tuple(_of_lines(path, part))
    if not items:
        raise BadInputError("there is nothing in it", where=str(path), fix="give a labelled set")
    return LabelledSet(part=part, origin=str(path), items=items)


def characters_of(folder: Path) -> dict[str, tuple[Path, ...]]:
    """The pictures of each sub-folder, by its name; hidden ones and empty ones are left out.

    Raises:
        BadInputError: it cannot be read.
    """
    try:
        found = {
            sub.name: tuple(
                sorted(f for f in sub.iterdir() if f.is_file() and not f.name.startswith("."))
            )
            for sub in sorted(folder.iterdir())
            if sub.is_dir() and not sub.name.startswith(".")
        }
    except OSError as error:
        raise BadInputError(
            f"cannot be read: {error.strerror}", where=str(error.filename), fix="check the path"
        ) from error
    return {name: files for name, files in found.items() if files}


def named_as(asset: str, known: Iterable[str]) -> str:
    """The id of a registered asset that a folder's name means: the id, or what follows its "/"."""
    ids = set(known)
    if asset in ids:
        return asset
    ends = [one for one in ids if one.partition("/")[2] == asset]
    return ends[0] if len(ends) == 1 else asset


def read_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """The lines of a file that hold something, with where each stands."""
    try:
        with path.open("rb") as opened:
            for number, line in enumerate(opened, start=1):
                where = f"{path}:{number}"
                if len(line) > MAX_LINE_BYTES:
                    raise BadInputError("the line is too long", where=where, fix="split it")
                if line.strip():
                    yield where, line
    except OSError as error:
        raise BadInputError(
            f"cannot be read: {error.strerror}", where=str(path), fix="check the path"
        ) from error


def _of_lines(path: Path, part: Part) -> Iterator[Item]:
    complaints = []
    shape: type[_PromptLine | _MediaLine] = _PromptLine if part is Part.PROMPTS else _MediaLine
    number = 0
    for where, line in read_lines(path):
        try:
            item = _item(shape.model_validate_json(line), number, where, path.parent)
        except ValidationError as error:
            complaints.append(_complaint(error.errors(include_url=False)[0], shape, where))
        except BadInputError as error:
            complaints.append(error)
        else:
            if not complaints:
                yield item
            number += 1
    if complaints:
        raise together(complaints)


def _item(line: _PromptLine | _MediaLine, number: int, where: str, folder: Path) -> Item:
    segments: tuple[tuple[str, float, float], ...] = ()
    if isinstance(line, _PromptLine):
        path, shown, digest = None, line.text, hashlib.sha256(line.text.encode()).hexdigest()
    else:
        path, shown = folder / line.file, line.file
        digest = _digest(path, where)
        segments = tuple((one.asset, one.from_s, one.to_s) for one in line.segments)
    return Item(
        number=number,
        where=where,
        shown=shown,
        path=path,
        sha256=digest,
        assets=tuple(dict.fromkeys(line.assets)),
        kind=line.kind,
        lang=line.lang,
        style=line.style,
        size=line.size,
        segments=segments,
    )


def _of_folder(folder: Path) -> Iterator[Item]:
    number = 0
    for name, files in characters_of(folder).items():
        for file in files:
            shown = f"{name}/{file.name}"
            yield Item(
                number=number,
                where=str(file),
                shown=shown,
                path=file,
                sha256=_digest(file, str(file)),
                assets=() if name == NEGATIVE_FOLDER else (name,),
            )
            number += 1


def _digest(path: Path, where: str) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInputError(f"{path} is not a regular file", where=where, fix="name a file")
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        raise BadInputError(
            f"{path} cannot be read: {problem}", where=where, fix="check the path"
        ) from error


def _complaint(error: ErrorDetails, shape: type[BaseModel], where: str) -> BadInputError:
    problem, fix = said(error, known=shape.model_fields)
    place = dotted(place_of(error))
    return BadInputError(f"{place}: {problem}" if place else problem, where=where, fix=fix)


def counted(items: Sequence[Item]) -> dict[str, int]:
    """How many items there are of each kind of label, for people."""
    return dict(Counter(item.kind or "(no kind)" for item in items))
