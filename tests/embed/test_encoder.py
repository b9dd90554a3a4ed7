"""The shipped encoder: golden numbers, bounds, and figures told apart better than by chance."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from guardrail.arrays import Pixels, Vectors
from guardrail.domain import Box
from guardrail.embed.encoder import BATCH, Encoder
from guardrail.embed.manifest import ModelManifest, read_manifest
from guardrail.errors import ModelError

SIDE = 224
GOLDEN_ID = "lite0-figures-256"
GOLDEN_WHOLE = [0.1202, -0.0051, 0.2092, 0.1046, -0.1834, -0.0066]
GOLDEN_LAST = [0.1212, -0.0037, 0.2020, 0.0787, -0.0703, 0.0332]


@pytest.fixture(scope="module")
def manifest() -> ModelManifest:
    """The shipped manifest."""
    return read_manifest()


@pytest.fixture(scope="module")
def encoder(manifest: ModelManifest) -> Encoder:
    """The default encoder, opened once."""
    return Encoder.open(manifest)


def golden_frame() -> Pixels:
    """A frame written down as arithmetic: ramps and one disc."""
    y, x = np.mgrid[0:160, 0:224]
    frame = np.stack([x, y, (x + y) // 2], axis=2)
    frame[(x - 150) ** 2 + (y - 80) ** 2 < 1600] = (240, 30, 60)
    return frame.astype(np.uint8)[None]


def figure(seed: int, *, left: int = 62, ground: int = 230, height: int = SIDE) -> Pixels:
    """An invented stick-and-disc figure in a picture: colours and sizes follow from the seed."""
    rng = np.random.default_rng(seed)
    colours = rng.integers(0, 256, (5, 3))
    head, body = rng.integers(22, 38), rng.integers(24, 46)
    picture = np.full((height, SIDE, 3), ground, np.int64)
    y, x = np.mgrid[0:height, 0:SIDE]
    cx = left + 40
    picture[(abs(x - cx) < body) & (y > 90) & (y < 160)] = colours[0]
    picture[(abs(x - cx) < body) & (y > 90) & (y < 160) & (y // 12 % 2 == seed % 2)] = colours[1]
    for side in (-1, 1):
        picture[(abs(x - cx - side * body // 2) < 9) & (y >= 160) & (y < 210)] = colours[2]
    picture[(x - cx) ** 2 + (y - 60) ** 2 < head**2] = colours[3]
    picture[(x - cx) ** 2 + (y - 60 + head) ** 2 < (head // 2) ** 2] = colours[4]
    for side in (-1, 1):
        picture[(x - cx - side * head // 2) ** 2 + (y - 58) ** 2 < 30] = 15
    return picture.astype(np.uint8)


def test_golden_vectors(encoder: Encoder) -> None:
    vectors = encoder.encode(golden_frame())
    assert encoder.id == GOLDEN_ID
    assert vectors.shape == (1, len(encoder.regions(160, 224)), encoder.dimensions)
    assert vectors[0, 0, :6] == pytest.approx(GOLDEN_WHOLE, abs=2e-3)
    assert vectors[0, -1, :6] == pytest.approx(GOLDEN_LAST, abs=2e-3)


def test_vectors_are_of_unit_length_and_do_not_depend_on_the_batch(encoder: Encoder) -> None:
    frames = np.stack([figure(seed) for seed in range(BATCH + 3)])
    vectors = encoder.encode(frames)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=2) == pytest.approx(1, abs=1e-4)
    assert vectors[-1] == pytest.approx(encoder.encode(frames[-1:])[0], abs=1e-4)


def test_no_frames_give_no_vectors(encoder: Encoder) -> None:
    nothing = encoder.encode(np.zeros((0, 224, 384, 3), np.uint8))
    assert nothing.shape == (0, len(encoder.regions(224, 384)), encoder.dimensions)


def test_the_first_region_is_the_whole_frame_and_all_lie_inside_it(encoder: Encoder) -> None:
    boxes = encoder.regions(224, 384)
    assert boxes[0] == Box(x=0, y=0, w=1, h=1)
    assert len(set(boxes)) == len(boxes) <= 96
    for box in boxes:
        assert 0 <= box.x <= box.x + box.w <= 1 + 1e-9
        assert 0 <= box.y <= box.y + box.h <= 1 + 1e-9


def test_a_change_outside_a_region_moves_its_vector_less_than_one_inside(encoder: Encoder) -> None:
    plain = np.full((1, 224, 384, 3), 200, np.uint8)
    marked = plain.copy()
    marked[0, 40:180, 250:370] = figure(3)[40:180, 42:162]
    moved = 1 - (encoder.encode(plain) * encoder.encode(marked)).sum(axis=2)[0]
    boxes = encoder.regions(224, 384)
    holds = [i for i, b in enumerate(boxes) if b.x < 0.8 and b.x + b.w > 0.85 and b.w < 1]
    misses = [i for i, b in enumerate(boxes) if b.x + b.w < 0.5]
    assert holds
    assert misses
    assert min(moved[holds]) > max(moved[misses])


def test_fit_keeps_the_aspect_and_the_area_as_far_as_cells_allow(encoder: Encoder) -> None:
    assert encoder.fit(640, 360) == encoder.fit(1920, 1080) == (384, 224)
    assert encoder.fit(512, 512) == (288, 288)
    assert encoder.fit(360, 640) == (224, 384)


@pytest.mark.parametrize("size", [(1, 1), (5000, 10), (10, 5000), (33, 97), (7680, 4320)])
def test_fit_always_gives_sides_that_encode_takes(encoder: Encoder, size: tuple[int, int]) -> None:
    width, height = encoder.fit(*size)
    assert min(width, height) >= 96
    assert width % 32 == height % 32 == 0
    assert width * height < 2.5 * 384 * 224


def test_a_picture_without_pixels_has_no_fit(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="no pixels"):
        encoder.fit(0, 10)


@pytest.mark.parametrize(
    ("shape", "kind", "problem"),
    [
        ((1, 100, 384, 3), np.uint8, "multiples of 32"),
        ((1, 224, 390, 3), np.uint8, "multiples of 32"),
        ((1, 0, 384, 3), np.uint8, "multiples of 32"),
        ((224, 384, 3), np.uint8, "uint8"),
        ((1, 224, 384, 4), np.uint8, "uint8"),
        ((1, 224, 384, 3), np.float32, "uint8"),
    ],
)
def test_frames_of_another_kind_are_refused(
    encoder: Encoder, shape: tuple[int, ...], kind: type[np.generic], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        encoder.encode(np.zeros(shape, kind))


def test_two_threads_may_share_an_encoder(encoder: Encoder) -> None:
    frames = np.stack([figure(seed) for seed in range(4)])
    alone = encoder.encode(frames)
    with ThreadPoolExecutor(2) as pool:
        for together in pool.map(encoder.encode, [frames] * 4):
            assert together == pytest.approx(alone, abs=1e-5)


def test_a_figure_is_recognised_elsewhere_in_a_frame_better_than_by_chance(
    encoder: Encoder,
) -> None:
    known = range(12)
    references = [encoder.encode_reference(figure(seed)) for seed in known]
    right = 0
    for seed in known:
        frame = np.full((1, 224, 384, 3), (90, 140, 190), np.uint8)
        frame[0, 150:] = (60, 110, 50)
        alone = figure(seed)
        mask = (alone != 230).any(axis=2)
        frame[0, :, 130:354][mask] = alone[mask]
        regions: Vectors = encoder.encode(frame)[0]
        best = [float((regions @ views.T).max()) for views in references]
        right += int(np.argmax(best)) == seed
    assert right >= 6  # chance: 1 of 12


def test_a_file_that_is_no_graph_is_refused(tmp_path: Path, manifest: ModelManifest) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no graph")
    digest = hashlib.sha256(b"no graph").hexdigest()
    entry = replace(manifest.default, file=broken.name, sha256=digest)
    with pytest.raises(ModelError, match=r"broken\.onnx.*cannot be loaded.*export it again"):
        Encoder.open(ModelManifest(root=tmp_path, models=(entry,)))


def test_a_graph_of_other_dimensions_is_refused(manifest: ModelManifest) -> None:
    entry = replace(manifest.default, dimensions=7)
    with pytest.raises(ModelError, match="not vectors of 7"):
        Encoder.open(ModelManifest(root=manifest.root, models=(entry,)))
