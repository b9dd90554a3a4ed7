"""Small graphs with the inputs and outputs of well-known encoders, so that no weights are needed.

Each averages the picture over a grid and projects the grid's colours: enough to tell figures of
different colours apart, by a graph that is really run.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from guardrail.embed.manifest import read_manifest

CELLS = 8
_KINDS = {"float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16, "uint8": TensorProto.UINT8}


@dataclass(frozen=True, kw_only=True)
class Graph:
    """What a stand-in takes and gives.

    `tokens`: the output is [N,T,D], the first token the mean of the others. `batch`: the only
    number of pictures that it takes. `spoils`: the output is nan, zero, constant, a map [N,D,8,8],
    or depends on the company that a picture is in.
    """

    side_px: int = 32
    layout: str = "nchw"
    dtype: str = "float32"
    input: str = "pixel_values"
    output: str = "image_embeds"
    dimensions: int = 48
    tokens: bool = False
    batch: int | None = None
    open_sides: bool = False
    text_too: bool = False
    spoils: str = ""

    def write(self, path: Path) -> Path:
        """The graph as an ONNX file."""
        side: int | str = "side" if self.open_sides else self.side_px
        shape = [self.batch or "N", 3, side, side]
        if self.layout == "nhwc":
            shape = [shape[0], side, side, 3]
        inputs = [helper.make_tensor_value_info(self.input, _KINDS[self.dtype], shape)]
        if self.text_too:
            inputs.append(helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["N", 77]))
        rank = 3 if self.tokens else 4 if self.spoils == "map" else 2
        given: list[int | str | None] = [self.batch or "N", *[None] * (rank - 2), self.dimensions]
        if self.spoils == "map":
            given = [self.batch or "N", self.dimensions, CELLS, CELLS]
        output = helper.make_tensor_value_info(self.output, TensorProto.FLOAT, given)
        nodes, weights = self._nodes()
        graph = helper.make_graph(nodes, "stand-in", inputs, [output], weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, path)
        return path

    def _nodes(self) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
        cell = self.side_px // CELLS
        nodes = [helper.make_node("Cast", [self.input], ["pixels"], to=TensorProto.FLOAT)]
        planes = "pixels"
        if self.layout == "nhwc":
            nodes.append(helper.make_node("Transpose", ["pixels"], ["planes"], perm=[0, 3, 1, 2]))
            planes = "planes"
        nodes.append(
            helper.make_node(
                "AveragePool", [planes], ["grid"], kernel_shape=[cell, cell], strides=[cell, cell]
            )
        )
        rng = np.random.default_rng(5)
        if self.tokens or self.spoils == "map":
            kernel = rng.normal(size=(self.dimensions, 3, 1, 1)).astype(np.float32)
            weights = [
                numpy_helper.from_array(kernel, "kernel"),
                numpy_helper.from_array(np.array([0, self.dimensions, -1], np.int64), "rows"),
            ]
            mapped = self.output if self.spoils == "map" else "map"
            nodes.append(helper.make_node("Conv", ["grid", "kernel"], [mapped]))
            if self.tokens:
                nodes += [
                    helper.make_node("GlobalAveragePool", ["map"], ["middle"]),
                    helper.make_node("Reshape", ["middle", "rows"], ["first"]),
                    helper.make_node("Reshape", ["map", "rows"], ["cells"]),
                    helper.make_node("Concat", ["first", "cells"], ["columns"], axis=2),
                    helper.make_node("Transpose", ["columns"], [self.output], perm=[0, 2, 1]),
                ]
            return nodes, weights
        matrix = rng.normal(size=(3 * CELLS * CELLS, self.dimensions)).astype(np.float32)
        matrix *= 0.0 if self.spoils in {"constant", "zero"} else 1.0
        shift = np.full(
            self.dimensions, {"nan": np.nan, "zero": 0.0}.get(self.spoils, 1e-3), np.float32
        )
        nodes += [
            helper.make_node("Flatten", ["grid"], ["colours"]),
            helper.make_node("MatMul", ["colours", "matrix"], ["projected"]),
            helper.make_node("Add", ["projected", "shift"], ["vectors"]),
            helper.make_node("ReduceMean", ["vectors"], ["all"], axes=[0]),
            helper.make_node("Mul", ["all", "share"], ["company"]),
            helper.make_node("Sub", ["vectors", "company"], [self.output]),
        ]
        share = 0.7 if self.spoils == "company" else 0.0
        return nodes, [
            numpy_helper.from_array(np.array(share, np.float32), "share"),
            numpy_helper.from_array(matrix, "matrix"),
            numpy_helper.from_array(shift, "shift"),
        ]


def shipped_as_foreign(path: Path, *, side_px: int = 224) -> Path:
    """The shipped weights behind the input of a plain Lite0: normalised floats, channels first.

    Its output is [N,1,D], one token: the whole picture pooled.
    """
    manifest = read_manifest()
    model = onnx.load(manifest.model_file(manifest.default))
    graph, cells = model.graph, (side_px // manifest.default.stride) ** 2
    del graph.input[:]
    graph.input.append(
        helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, side_px, side_px])
    )
    whole = np.full((1, cells), 1 / cells, np.float32)
    graph.initializer.extend(
        [
            numpy_helper.from_array(whole, "windows"),
            numpy_helper.from_array(np.array(127.5, np.float32), "half"),
        ]
    )
    undone = [
        helper.make_node("Transpose", ["input"], ["last"], perm=[0, 2, 3, 1]),
        helper.make_node("Mul", ["last", "half"], ["scaled"]),
        helper.make_node("Add", ["scaled", "half"], ["moved"]),
        helper.make_node("Round", ["moved"], ["rounded"]),
        helper.make_node("Cast", ["rounded"], ["frames"], to=TensorProto.UINT8),
    ]
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend([*undone, *nodes])
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)
    return path
