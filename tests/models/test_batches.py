"""What training sees: many hands, new views each time, never whom it must not see."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.train.albums import Album, pack
from models.train.sources import Basket, Identity, Picture, Source

batches = pytest.importorskip("models.train.batches", reason="opencv is in the group `figures`")

FIGURES = 60


def figure(name: str, seed: int, *, kin: str = "") -> Identity:
    rng = np.random.default_rng(seed)
    pictures = tuple(Picture(image=Image.fromarray(_blocks(rng)), look=str(i)) for i in range(4))
    return Identity(name=name, pictures=pictures, kin=kin)


def _blocks(rng: np.random.Generator) -> np.ndarray:
    cells = rng.integers(0, 256, (4, 3, 4), np.uint8)
    cells[..., 3] = 255
    return np.asarray(cells.repeat(20, axis=0).repeat(20, axis=1))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two training sources, a reserved one, and grounds of both baskets."""
    folder: Path = tmp_path_factory.mktemp("work")
    for number, (name, basket) in enumerate(
        (("one", "training"), ("two", "training"), ("kept", "reserved"))
    ):
        hand = Source(
            name=name, style="blocks", basket=Basket(basket), licence="CC0-1.0", stated="here",
            by="us", packages=(), read=lambda _: (),
        )  # fmt: skip
        figures = [
            figure(f"{name} {i}", 1000 * number + i, kin=f"{name} {i - 1}" if i % 3 == 1 else "")
            for i in range(FIGURES)
        ]
        pack(hand, figures, folder / "albums" / name)
        ground = Identity(
            name="wall",
            pictures=(Picture(image=Image.new("RGBA", (400, 300), (9, 9, 9, 255)), look=""),),
        )
        pack(hand, [ground], folder / "grounds" / name, max_side_px=640, least_pictures=1)
    return folder


def test_a_batch_follows_from_seed_and_step(work: Path) -> None:
    stage = batches.Stage.open(work)
    one, two = (stage.batch(3, 11, figures=8, views=3) for _ in range(2))
    assert np.array_equal(one.pixels, two.pixels)
    assert np.array_equal(one.identity, two.identity)
    other = stage.batch(3, 12, figures=8, views=3)
    assert other.pixels.shape != one.pixels.shape or not np.array_equal(other.pixels, one.pixels)


def test_every_figure_has_its_views(work: Path) -> None:
    batch = batches.Stage.open(work).batch(1, 0, figures=8, views=3)
    figures, counts = np.unique(batch.identity, return_counts=True)
    assert len(figures) == 8
    assert set(counts) == {3}
    assert batch.pixels.dtype == np.uint8
    assert batch.pixels.shape[1] % 32 == 0


def test_figures_kept_aside_and_reserved_ones_are_never_shown(work: Path) -> None:
    stage = batches.Stage.open(work)
    assert [album.source for album in stage.albums] == ["one", "two"]
    aside = {
        int(first + figure)
        for album, first in zip(stage.albums, stage.first, strict=False)
        for figure in batches.kept_aside(album)
    }
    assert aside
    seen = {int(i) for step in range(40) for i in stage.batch(1, step, figures=8, views=1).identity}
    assert not seen & aside
    assert len(seen) > FIGURES


def test_near_twins_are_kept_aside_together(work: Path) -> None:
    album = Album.open(work / "albums" / "one")
    aside = set(batches.kept_aside(album).tolist())
    number = {name: i for i, name in enumerate(album.names)}
    for figure, kin in enumerate(album.kin):
        if kin:
            assert (figure in aside) == (number[kin] in aside)


def test_a_family_left_out_is_not_learned_from(work: Path) -> None:
    stage = batches.Stage.open(work, without=("one",))
    assert [album.source for album in stage.albums] == ["two"]


def test_a_survey_shows_every_figure_once(work: Path) -> None:
    stage = batches.Stage.open(work)
    everyone = np.concatenate(stage.shown)
    parts = [stage.survey(1, part, figures=25, views=1) for part in range(-(-len(everyone) // 25))]
    assert np.array_equal(np.concatenate([batch.identity for batch in parts]), everyone)


def test_rivals_stand_in_one_batch(work: Path) -> None:
    plain = batches.Stage.open(work)
    rivals = np.repeat(np.arange(int(plain.first[-1]))[:, None], 4, axis=1)
    ring = plain.shown[0]
    rivals[ring] = np.stack([np.roll(ring, -shift) for shift in range(1, 5)], axis=1)
    stage = batches.Stage.open(work, rivals=rivals)
    place = {int(figure): at for at, figure in enumerate(ring)}
    spans = []
    for step in range(60):
        chosen = stage.batch(1, step, figures=6, views=1).identity.tolist()
        if all(figure in place for figure in chosen):
            at = sorted(place[figure] for figure in chosen)
            around = len(ring)
            spans.append(around - max(np.diff([*at, at[0] + around])))
    assert min(spans) <= 12  # neighbours of a ring lie close together
    assert max(spans) > 12  # and not every batch is made of them
