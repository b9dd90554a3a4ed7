"""The network that is trained: Lite0's cells, pooled, and one linear layer behind them.

It starts as the interim encoder does: frozen features, and the linear discriminants of what was
seen first. Stem and early blocks stay as they are; they are generic, and cost most of a step.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.numpy_helper import to_array
from torch import nn
from torch.nn import functional

from models.train.batches import Batch
from models.train.lite0 import FINE, LEVELS, Cells, Regions, load
from models.train.projection import learn

DIMENSIONS = 256
_SMALLEST = 1e-4
State = dict[str, torch.Tensor]


class Pupil(nn.Module):
    """uint8 [N,S,S,3] to unit vectors [N,256]: one region, the whole picture.

    `scale` [C] brings each level of the pooled features to the same variance, so that one
    learning rate suits all. `threshold` [] is the similarity that parts one figure's views from
    others'; only the loss knows it.
    """

    scale: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        network = load()
        for number, block in enumerate(network.blocks):
            block.requires_grad_(requires_grad=number >= FINE)
        network.head.requires_grad_(requires_grad=True)
        self.cells = Cells(network)
        width = sum(LEVELS.values())
        self.register_buffer("scale", torch.ones(width))
        self.project = nn.Linear(width, DIMENSIONS)
        self.threshold = nn.Parameter(torch.tensor(0.5))

    def pooled(self, frames: torch.Tensor) -> torch.Tensor:
        """Generalised mean of each channel over the picture: float32 [N,C].

        In half precision (bfloat16), which more than halves the time of a step.
        """
        pixels = frames.permute(0, 3, 1, 2).float()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            with torch.no_grad():
                colours = self.cells.colours(pixels.contiguous())
                early = self.cells.early(pixels)
            levels = [colours, *self.cells.late(early.contiguous())]
        cells = torch.cat([level.float().mean(dim=(2, 3)) for level in levels], dim=1)
        return cells.clamp(min=_SMALLEST**3) ** (1 / 3)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        """Unit vectors."""
        return functional.normalize(self.project(self.pooled(frames) * self.scale), dim=1)

    def begin(self, batches: Iterable[Batch]) -> None:
        """Set the linear layer to the discriminants of what the batches show."""
        pooled, identity = [], []
        with torch.no_grad():
            for batch in batches:
                pooled.append(self.pooled(torch.from_numpy(batch.pixels)).numpy())
                identity.append(batch.identity)
        features = np.concatenate(pooled)
        seen = len(np.unique(np.concatenate(identity)))
        if seen <= DIMENSIONS:
            raise ValueError(
                f"{seen} figures cannot span {DIMENSIONS} directions: build more albums"
            )
        start = learn(
            features,
            np.concatenate(identity),
            levels=tuple(LEVELS.values()),
            dimensions=DIMENSIONS,
        )
        scale = 1 / np.maximum(features.std(axis=0), 1e-3)
        weight = start.matrix / scale[:, None]
        size = np.sqrt((weight**2).mean()) * np.sqrt(len(scale))
        self.scale.copy_(torch.from_numpy(scale))
        self.project.weight.data.copy_(torch.from_numpy(weight.T / size))
        self.project.bias.data.copy_(torch.from_numpy(-(start.mean @ start.matrix) / size))

    def take_up(self, file: Path, batches: Iterable[Batch]) -> None:
        """Go on from an exported graph; the batches only say how its features vary."""
        graph = onnx.load(file).graph
        held = {i.name: torch.from_numpy(to_array(i).copy()) for i in graph.initializer}
        (weight,) = (w for n, w in held.items() if w.ndim == 2 and n not in self.state_dict())
        self.load_state_dict(
            self.state_dict() | {n: w for n, w in held.items() if n in self.state_dict()}
        )
        with torch.no_grad():
            seen = [self.pooled(torch.from_numpy(batch.pixels)).numpy() for batch in batches]
        scale = torch.from_numpy(1 / np.maximum(np.concatenate(seen).std(axis=0), 1e-3))
        self.scale.copy_(scale)
        self.project.weight.data.copy_(weight.T / scale)

    def trained(self) -> list[nn.Parameter]:
        """The parameters of the network that learn, without the linear layer."""
        return [p for p in self.cells.parameters() if p.requires_grad]

    def regions(self) -> Regions:
        """The graph that ships: the scale folded into the linear layer."""
        folded = nn.Linear(self.project.in_features, DIMENSIONS)
        folded.weight.data.copy_(self.project.weight.data * self.scale)
        folded.bias.data.copy_(self.project.bias.data)
        return Regions(self.cells, folded)


def averaged(start: State, end: State, *, kept: float) -> State:
    """Weights `kept` of the start and the rest of the end (Wortsman et al. 2022, WiSE-FT).

    What training forgot comes back at no cost.
    """
    return {
        name: kept * start[name] + (1 - kept) * end[name]
        if end[name].is_floating_point()
        else end[name]
        for name in end
    }
