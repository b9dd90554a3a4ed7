"""On what graphs are run: the processor of the machine by default, an accelerator by name."""

from dataclasses import dataclass
from enum import StrEnum


class Provider(StrEnum):
    """Execution providers of onnxruntime, by short names; `cpu` takes over what one cannot do."""

    CPU = "cpu"
    CUDA = "cuda"
    TENSORRT = "tensorrt"
    OPENVINO = "openvino"
    COREML = "coreml"
    DIRECTML = "directml"
    MIGRAPHX = "migraphx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """What one run may use: `threads` of the processor, and the `provider` that does the sums."""

    threads: int = 1
    provider: Provider = Provider.CPU


ONE_THREAD = Runtime()
"""What is assumed where nobody says otherwise."""
