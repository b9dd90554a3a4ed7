"""EfficientNet-Lite0 as it comes, as a baseline: `python -m models.train.baseline`.

Writes `lite0.onnx` and its JSON under `.cache/train/baselines`: the mean of the last features of a
224 × 224 picture, nothing trained, for `models.train.validate` to compare with.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import nn

from models.train.fetch import WORK
from models.train.lite0 import load

SIDE_PX = 224


class Plain(nn.Module):
    """float32 [N,3,224,224] in −1…1 to the mean features [N,1280]."""

    def __init__(self) -> None:
        super().__init__()
        self.network = load()

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Global average pooling of the last feature map."""
        return self.network(pictures).mean(dim=(2, 3))


def main() -> None:
    """Export once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK)
    folder = parser.parse_args().work / "baselines"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "lite0.onnx"
    torch.onnx.export(
        Plain().eval(), (torch.zeros(1, 3, SIDE_PX, SIDE_PX),), str(file),
        input_names=["pictures"], output_names=["features"],
        dynamic_axes={"pictures": {0: "n"}, "features": {0: "n"}}, dynamo=False, opset_version=17,
    )  # fmt: skip
    about = {
        "input": "pictures", "output": "features", "size": SIDE_PX, "scale": 255,
        "mean": [0.5] * 3, "std": [0.5] * 3,
    }  # fmt: skip
    file.with_suffix(".json").write_text(json.dumps(about), "utf-8")
    print(f"exported: python -m models.train.validate {file}")


if __name__ == "__main__":
    main()
