"""The yardstick measures what it says: an oracle gets one, a coin gets chance, nothing leaks."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from guardrail.arrays import Vectors
from guardrail.evaluate.metrics import Estimate
from models.train.albums import Album, Pixels, pack
from models.train.sources import Basket, Identity, Picture, Source

trials = pytest.importorskip("models.train.trials", reason="opencv is in the group `figures`")
measuring = pytest.importorskip("models.train.measuring")
summary = pytest.importorskip("models.train.summary")
recognisers = pytest.importorskip("models.train.recognisers")

FIGURES = 90


def colour(identity: int) -> tuple[int, int, int]:
    """A colour for each of 125 figures; the first is black."""
    return identity // 25 * 60, identity // 5 % 5 * 60, identity % 5 * 60


def slabs(identity: int) -> tuple[Picture, ...]:
    """Eight pictures of a figure: slabs of its colour, each of another aspect."""
    sizes = [(104 + 9 * i, 150 - 5 * i) for i in range(8)]
    colours = (*colour(identity), 255)
    return tuple(Picture(image=Image.new("RGBA", size, colours), look=str(size)) for size in sizes)


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    folder: Path = tmp_path_factory.mktemp("album")
    hand = Source(
        name="slabs", style="slabs", basket=Basket.RESERVED, licence="CC0-1.0", stated="here",
        by="us", packages=(), read=lambda _: (),
    )  # fmt: skip
    figures = [
        Identity(name=str(i), pictures=slabs(i), kin=str(i - 1) if i % 4 == 2 else "")
        for i in range(1, FIGURES + 1)
    ]
    pack(hand, figures, folder)
    return Album.open(folder)


class Oracle:
    """Knows every figure by the colour in the middle of the picture."""

    def reference(self, picture: Pixels) -> Vectors:
        return np.asarray(self.frames(picture[None])[0])

    def frames(self, frames: Pixels) -> Vectors:
        middle = frames[:, frames.shape[1] // 2, frames.shape[2] // 2].astype(int)
        number = (np.rint(middle / 60).astype(int) * [25, 5, 1]).sum(axis=1)
        return np.asarray(np.eye(160, dtype=np.float32)[number][:, None])


class Coin:
    """Answers at random."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(3)

    def reference(self, picture: Pixels) -> Vectors:
        return np.asarray(self.frames(picture[None])[0])

    def frames(self, frames: Pixels) -> Vectors:
        drawn = self._rng.normal(size=(len(frames), 1, 64)).astype(np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=2, keepdims=True))


def test_references_and_queries_share_no_picture_and_strangers_no_figure(album: Album) -> None:
    trial = trials.draw_trial(album, seed=1)
    assert len(trial.figures) == trials.GALLERY
    shown = {n for numbers in trial.references for n in numbers}
    assert not shown & {q.picture for q in trial.queries}
    assert not {int(album.identity[n]) for n in trial.strangers} & set(trial.figures)
    for q in trial.queries:
        assert album.identity[q.picture] == trial.figures[q.own]


def test_a_trial_follows_from_its_seed(album: Album) -> None:
    assert trials.draw_trial(album, seed=1) == trials.draw_trial(album, seed=1)
    assert trials.draw_trial(album, seed=1) != trials.draw_trial(album, seed=2)


def told(album: Album, encoder: Oracle | Coin) -> dict[str, Estimate]:
    """The means of the numbers that an encoder gets on the album."""
    black = np.zeros((300, 500, 3), np.uint8)
    examiner = measuring.Examiner(
        encoder=encoder,
        album=album,
        others=[],
        around=trials.Surroundings(grounds=[black], bystanders=[album.picture(0)]),
        seed=1,
        budget=measuring.Budget(queries=20, empty=120, twins=12),
    )
    who = recognisers.Contestant(name="test", kind="histogram")
    found = summary.summarise(who, [examiner.measure()], {"slabs": album.identity}, seed=1)
    return dict(found.numbers[summary.MEAN])


def test_an_oracle_is_always_right(album: Album) -> None:
    numbers = told(album, Oracle())
    assert {name: found.value for name, found in numbers.items()} == dict.fromkeys(numbers, 1.0)
    assert set(numbers) == {*summary.METRICS, "near-twins"}


def test_a_coin_gets_what_chance_gives(album: Album) -> None:
    numbers = told(album, Coin())
    assert numbers["rank-1"].value < 0.1
    assert numbers["AUC, unseen figures"].value < 0.3  # its own score against the best of fifty
    assert numbers["TPR at 1 %, unseen figures"].value < 0.1
    assert 0.25 < numbers["near-twins"].value < 0.75


def test_a_measurement_cut_short_is_taken_up(tmp_path: Path) -> None:
    kept = measuring.Measured(
        source="s",
        found={"clean": np.zeros((2, 3, 5), np.float32)},
        own={"clean": np.array([0, 1])},
        picture={"clean": np.array([7, 8])},
        strangers=np.zeros((1, 3, 5), np.float32),
        stranger_picture=np.array([3]),
        empty=np.zeros((1, 3, 5), np.float32),
        twins=np.array([1.0], np.float32),
        pair=np.array([0]),
        references=np.zeros((50, 5), np.int64),
    )
    kept.save(tmp_path / "s.npz")
    again = measuring.Measured.load(tmp_path / "s.npz")
    assert again.source == "s"
    assert np.array_equal(again.picture["clean"], [7, 8])


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"manifest\.toml"):
        recognisers.contestant(str(tmp_path))
