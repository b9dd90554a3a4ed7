"""Contexts that pictures show, by a classifier that the operator supplies: none is shipped.

It is described by a small TOML file beside the graph:

| key | what |
|---|---|
| `file`, `sha256` | the ONNX graph, relative to the TOML file, and its digest |
| `contexts` | the names of its scores, in order; a name that policies do not use is no harm |
| `size_px` | width and height of the frames that it takes |
| `threshold` | the least score, 0…1, at which a frame shows a context |
| `frames` | how many frames of a clip must show it (all of them where there are fewer) |

The graph takes `frames`, uint8 [N,H,W,3] RGB, and gives `scores`, float [N, contexts], 0…1.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guardrail.arrays import Pixels
from guardrail.embed.encoder import BATCH
from guardrail.embed.manifest import digest_of
from guardrail.embed.resizing import resized
from guardrail.embed.runtime import ONE_THREAD, Runtime
from guardrail.embed.session import Session
from guardrail.errors import ModelError
from guardrail.wording import dotted, place_of, said

_INPUTS = {"frames": "uint8"}
_Context = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_Side = Annotated[int, Field(ge=16, le=4096)]


class _Card(BaseModel):
    """What the TOML file says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    sha256: str
    contexts: tuple[_Context, ...] = Field(min_length=1)
    size_px: tuple[_Side, _Side]
    threshold: float = Field(0.5, gt=0, le=1)
    frames: int = Field(2, ge=1)


class PictureContexts:
    """A classifier ready to run. Thread-safe: a session keeps no state between runs."""

    def __init__(self, session: Session, card: _Card) -> None:
        self._session = session
        self._card = card
        self.names = frozenset(card.contexts)
        """The contexts that are looked for."""

    @classmethod
    def open(cls, path: Path, *, runtime: Runtime = ONE_THREAD) -> Self:
        """Load what the TOML file describes, once its digest is checked.

        Raises:
            ModelError: the file or the graph is missing, altered, or not of our contract.
        """
        card = _read(path)
        graph = path.parent / card.file
        try:
            digest = digest_of(graph)
        except OSError as error:
            raise ModelError(
                f"cannot be read: {error.strerror}", where=str(graph), fix="mend `file`"
            ) from error
        if digest != card.sha256:
            raise ModelError(
                f"has the digest {digest}, not {card.sha256}",
                where=str(graph),
                fix="put the right file there, or mend `sha256`",
            )
        session = Session.open(graph, runtime=runtime)
        inputs = {port.name: port.kind for port in session.inputs}
        outputs = {port.name: port.shape[-1] for port in session.outputs}
        if inputs != _INPUTS or outputs.get("scores") != len(card.contexts):
            raise ModelError(
                f"takes {inputs} and gives {outputs}, "
                f"not frames (uint8) and scores of {len(card.contexts)}",
                where=str(graph),
                fix="export it again",
            )
        return cls(session, card)

    def find(self, frames: Pixels) -> frozenset[str]:
        """The contexts that enough of these frames show; uint8 [N,H,W,3] of any size."""
        if not len(frames):
            return frozenset()
        width, height = self._card.size_px
        sized = np.stack([resized(frame, width=width, height=height) for frame in frames])
        scores = np.concatenate(
            [
                self._session.run("scores", {"frames": sized[at : at + BATCH]})
                for at in range(0, len(sized), BATCH)
            ]
        )
        shown = (scores >= self._card.threshold).sum(axis=0)
        enough = min(self._card.frames, len(frames))
        return frozenset(
            name for name, count in zip(self._card.contexts, shown, strict=True) if count >= enough
        )


def _read(path: Path) -> _Card:
    try:
        return _Card.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(
            f"cannot be read: {error}", where=str(path), fix="see guardrail/embed/contexts.py"
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem, fix = said(first, known=_Card.model_fields)
        raise ModelError(
            f"{dotted(place_of(first))}: {problem}", where=str(path), fix=fix
        ) from None
