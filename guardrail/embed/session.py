"""The only door to onnxruntime: a graph that was opened, what it takes and gives, and running it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy.typing as npt
import onnxruntime as ort

from guardrail.errors import ModelError

Tensor = npt.NDArray[Any]
_ERRORS_ONLY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """One input or output of a graph; `shape` has None where the graph leaves a side open."""

    name: str
    kind: str
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        """As errors name it: `pixels float [N, 3, 224, 224]`."""
        sides = ", ".join("N" if side is None else str(side) for side in self.shape)
        return f"{self.name} {self.kind} [{sides}]"


class Session:
    """A graph ready to run. Thread-safe: it keeps no state between runs."""

    def __init__(self, session: ort.InferenceSession, path: Path) -> None:
        self._session = session
        self.path = path
        self.inputs = tuple(_port(node) for node in session.get_inputs())
        self.outputs = tuple(_port(node) for node in session.get_outputs())

    @classmethod
    def open(cls, path: Path, *, threads: int = 1) -> Self:
        """Load the graph; its digest is the manifest's business.

        Raises:
            ModelError: it cannot be read, or is no graph.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            graph = path.read_bytes()
        except OSError as error:
            raise ModelError(
                f"cannot be read: {error.strerror}", where=str(path), fix="check the path"
            ) from error
        try:
            session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own errors share no public root
            raise ModelError(
                f"cannot be loaded: {error}",
                where=str(path),
                fix="export it again, as one file with its weights inside",
            ) from error
        return cls(session, path)

    def run(self, output: str, feeds: Mapping[str, Tensor]) -> Tensor:
        """One output for these inputs.

        Raises:
            ModelError: the graph does not run on them.
        """
        try:
            (tensor,) = self._session.run([output], dict(feeds))
        except Exception as error:  # see above
            shapes = ", ".join(f"{name} {list(fed.shape)}" for name, fed in feeds.items())
            raise ModelError(
                f"does not run on {shapes}: {error}",
                where=str(self.path),
                fix="check the manifest, or export it again",
            ) from error
        return tensor  # type: ignore[no-any-return]


def _port(node: ort.NodeArg) -> Port:
    return Port(
        name=node.name,
        kind=node.type.removeprefix("tensor(").removesuffix(")"),
        shape=tuple(side if isinstance(side, int) and side > 0 else None for side in node.shape),
    )
