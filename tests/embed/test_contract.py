"""What every encoder promises, kept by both kinds."""

import numpy as np
import pytest
from graphs import Graph

from guardrail.domain import Box
from guardrail.embed.contract import PictureEncoder, open_encoder
from guardrail.embed.inspecting import Asked, generated, inspect
from guardrail.embed.manifest import read_manifest
from guardrail.embed.presets import Like
from guardrail.embed.writing import write_manifest


@pytest.fixture(scope="module", params=["shipped", "whole pictures"])
def encoder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> PictureEncoder:
    """One of each kind, out of a manifest."""
    if request.param == "shipped":
        return open_encoder(read_manifest())
    folder = tmp_path_factory.mktemp("own")
    path = Graph(side_px=64).write(folder / "own.onnx")
    write_manifest(folder, inspect(path, Like.CLIP, Asked()).entry)
    return open_encoder(read_manifest(folder))


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (96, 96), (2000, 300)])
def test_what_fit_gives_is_encoded_region_by_region(
    encoder: PictureEncoder, size: tuple[int, int]
) -> None:
    width, height = encoder.fit(*size)
    frames = np.stack([generated(seed, height=height, width=width) for seed in range(2)])
    boxes = encoder.regions(height, width)
    vectors = encoder.encode(frames)
    assert vectors.shape == (2, len(boxes), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=2) == pytest.approx(1, abs=1e-4)
    assert boxes[0] == Box(x=0, y=0, w=1, h=1)
    assert len(set(boxes)) == len(boxes)
    assert vectors[1] == pytest.approx(encoder.encode(frames[1:])[0], abs=1e-4)


def test_a_reference_is_one_or_more_views_nearest_to_its_own_picture(
    encoder: PictureEncoder,
) -> None:
    width, height = encoder.fit(320, 320)
    pictures = [generated(seed, height=height, width=width) for seed in range(4)]
    references = [encoder.encode_reference(picture) for picture in pictures]
    for number, picture in enumerate(pictures):
        seen = encoder.encode(picture[None])[0]
        best = [float((seen @ views.T).max()) for views in references]
        assert int(np.argmax(best)) == number
    assert all(views.ndim == 2 and len(views) for views in references)
    assert np.linalg.norm(references[0], axis=1) == pytest.approx(1, abs=1e-4)


def test_no_frames_give_no_vectors(encoder: PictureEncoder) -> None:
    width, height = encoder.fit(640, 360)
    nothing = encoder.encode(np.zeros((0, height, width, 3), np.uint8))
    assert nothing.shape == (0, len(encoder.regions(height, width)), encoder.dimensions)


@pytest.mark.parametrize(
    ("shape", "kind"),
    [((96, 96, 3), np.uint8), ((1, 96, 96, 4), np.uint8), ((1, 96, 96, 3), np.float32)],
)
def test_what_is_no_frame_is_refused(
    encoder: PictureEncoder, shape: tuple[int, ...], kind: type[np.generic]
) -> None:
    with pytest.raises(ValueError, match="uint8"):
        encoder.encode(np.zeros(shape, kind))
