"""The only door to onnxruntime: a graph that was opened, what it takes and gives, and running it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy.typing as npt
import onnxruntime as ort

from guardrail.embed.runtime import ONE_THREAD, Provider, Runtime
from guardrail.errors import ModelError, SettingsError

Tensor = npt.NDArray[Any]
_ERRORS_ONLY = 3
_NAMES = {
    Provider.CPU: "CPUExecutionProvider",
    Provider.CUDA: "CUDAExecutionProvider",
    Provider.TENSORRT: "TensorrtExecutionProvider",
    Provider.OPENVINO: "OpenVINOExecutionProvider",
    Provider.COREML: "CoreMLExecutionProvider",
    Provider.DIRECTML: "DmlExecutionProvider",
    Provider.MIGRAPHX: "MIGraphXExecutionProvider",
}
_PACKAGES = {
    Provider.CUDA: "onnxruntime-gpu",
    Provider.TENSORRT: "onnxruntime-gpu",
    Provider.OPENVINO: "onnxruntime-openvino",
    Provider.DIRECTML: "onnxruntime-directml",
    Provider.MIGRAPHX: "onnxruntime-migraphx",
}
"""The package that has a provider, to be installed in place of `onnxruntime`."""


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
    def open(cls, path: Path, *, runtime: Runtime = ONE_THREAD) -> Self:
        """Load the graph; its digest is the manifest's business.

        Raises:
            ModelError: it cannot be read, or is no graph.
            SettingsError: this machine has no such provider.
        """
        name = _provider(runtime.provider)
        options = ort.SessionOptions()
        options.intra_op_num_threads = runtime.threads
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
            session = ort.InferenceSession(graph, options, providers=_wanted(name, runtime))
        except Exception as error:  # onnxruntime's own errors share no public root
            raise ModelError(
                f"cannot be loaded: {error}",
                where=str(path),
                fix="export it again, as one file with its weights inside",
            ) from error
        if name not in session.get_providers():  # onnxruntime merely warns, and goes on without it
            raise SettingsError(
                f"provider: onnxruntime cannot start {runtime.provider} here",
                fix="install its drivers and libraries as onnxruntime's pages say, or set cpu",
            )
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


def _provider(provider: Provider) -> str:
    name = _NAMES[provider]
    if name not in (known := ort.get_available_providers()):
        here = ", ".join(short for short, long in _NAMES.items() if long in known)
        package = _PACKAGES.get(provider)
        raise SettingsError(
            f"provider: this onnxruntime knows {here}, not {provider}",
            fix=f"put {package} in the place of onnxruntime: pip uninstall onnxruntime, then "
            f"pip install {package}"
            if package
            else "take another provider: no package brings this one to this machine",
        )
    return name


def _wanted(name: str, runtime: Runtime) -> list[str | tuple[str, dict[str, str]]]:
    """The provider, and the processor for what it cannot do."""
    if runtime.provider is Provider.CPU:
        return [name]
    options = (
        {"num_of_threads": str(runtime.threads)}  # it does not heed the session's own number
        if runtime.provider is Provider.OPENVINO
        else {}
    )
    return [(name, options), _NAMES[Provider.CPU]]


def _port(node: ort.NodeArg) -> Port:
    return Port(
        name=node.name,
        kind=node.type.removeprefix("tensor(").removesuffix(")"),
        shape=tuple(side if isinstance(side, int) and side > 0 else None for side in node.shape),
    )
