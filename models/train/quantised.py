"""An encoder in eight bits: smaller, and quicker where the processor has instructions for it.

Static quantisation of the convolutions (Jacob et al. 2018), weights per channel, with the ranges
of views as training shows them. The stem and the blocks before `FINE` stay as they are: they are
few, their channels differ most in range, and in eight bits they alone cost five hundredths of
cosine.
"""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from models.train.batches import Batch
from models.train.lite0 import FINE

Inputs = dict[str, npt.NDArray[np.generic]]
IN_FULL = ("/cells/stem/", *(f"/cells/blocks.{number}/" for number in range(FINE)))
"""Where in the graph nothing is quantised."""


class _Views(CalibrationDataReader):
    """Batches as the graph takes them, each picture one window."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self._inputs: Iterator[Inputs] = (_whole(batch) for batch in batches)

    def get_next(self) -> Inputs | None:
        return next(self._inputs, None)


def quantise(source: Path, target: Path, batches: Iterable[Batch]) -> None:
    """Write the graph in `source`, with most of its convolutions in eight bits, to `target`."""
    with tempfile.TemporaryDirectory() as folder:
        inferred = Path(folder) / "inferred.onnx"
        quant_pre_process(str(source), str(inferred), skip_symbolic_shape=True)
        nodes = onnx.load(inferred).graph.node
        quantize_static(
            str(inferred),
            str(target),
            _Views(batches),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv"],
            nodes_to_exclude=[node.name for node in nodes if node.name.startswith(IN_FULL)],
        )


def _whole(batch: Batch) -> Inputs:
    cells = (batch.pixels.shape[1] // 32) ** 2
    return {"frames": batch.pixels, "windows": np.full((1, cells), 1 / cells, np.float32)}
