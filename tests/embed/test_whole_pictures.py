"""An encoder from elsewhere, described in a manifest, keeps the promises of the shipped one."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from graphs import Graph

from guardrail.arrays import Pixels
from guardrail.domain import Box
from guardrail.embed.contract import open_encoder
from guardrail.embed.encoder import Encoder
from guardrail.embed.entries import WholePictureEntry
from guardrail.embed.manifest import ModelManifest, read_manifest
from guardrail.embed.whole_pictures import BATCH_PX, WholePictureEncoder
from guardrail.errors import ModelError

ENTRY = """
[[whole_picture]]
id = "foreign"
file = "foreign.onnx"
sha256 = "{sha256}"
licence = "MIT"
source = "a stand-in"
input = "pixel_values"
side_px = 32
layout = "nchw"
channels = "rgb"
dtype = "float32"
scale = 0.00392156862745098
mean = [0.48145466, 0.4578275, 0.40821073]
std = [0.26862954, 0.26130258, 0.27577711]
output = "image_embeds"
dimensions = 48
frame_px = [192, 112]
squares = [1.0, 0.5]
default = true
"""


def foreign(folder: Path, graph: Graph | None = None, **changes: Any) -> ModelManifest:
    """A manifest of one stand-in; `changes` are made to its entry."""
    path = (graph or Graph()).write(folder / "foreign.onnx")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.toml").write_text(ENTRY.format(sha256=digest), "utf-8")
    manifest = read_manifest(folder)
    entry = manifest.default
    assert isinstance(entry, WholePictureEntry)
    return replace(manifest, models=(replace(entry, **changes),))


def picture(seed: int, *, height: int = 112, width: int = 192) -> Pixels:
    """Coarse coloured blocks: every seed another picture."""
    blocks = np.random.default_rng(seed).integers(0, 256, (7, 12, 3), np.uint8)
    rows, columns = np.arange(height) * 7 // height, np.arange(width) * 12 // width
    return np.asarray(blocks[rows][:, columns], np.uint8)


def test_vectors_are_of_unit_length_one_for_each_region(tmp_path: Path) -> None:
    encoder = open_encoder(foreign(tmp_path))
    frames = np.stack([picture(seed) for seed in range(3)])
    vectors = encoder.encode(frames)
    boxes = encoder.regions(112, 192)
    assert vectors.shape == (3, len(boxes), encoder.dimensions)
    assert np.linalg.norm(vectors, axis=2) == pytest.approx(1, abs=1e-5)
    assert encoder.encode(frames[:0]).shape == (0, len(boxes), 48)


def test_the_first_region_is_the_whole_and_squares_half_overlap(tmp_path: Path) -> None:
    boxes = open_encoder(foreign(tmp_path, squares=(0.5,))).regions(100, 200)
    assert boxes[0] == Box(x=0, y=0, w=1, h=1)
    assert {(box.w, box.h) for box in boxes[1:]} == {(0.25, 0.5)}
    assert sorted({box.x for box in boxes[1:]}) == pytest.approx(np.arange(7) / 8, abs=0.005)
    assert sorted({box.y for box in boxes[1:]}) == [0, 0.25, 0.5]


@pytest.mark.parametrize("size", [(96, 96), (96, 4096), (4096, 96), (1, 1), (1, 300)])
def test_the_pieces_of_a_frame_are_bounded_whatever_its_shape(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    boxes = open_encoder(foreign(tmp_path, squares=(0.2,))).regions(*size)
    assert boxes[0] == Box(x=0, y=0, w=1, h=1)
    assert len(boxes) <= 700
    assert all(box.x + box.w <= 1 + 1e-9 and box.y + box.h <= 1 + 1e-9 for box in boxes)


def test_fit_gives_frames_of_the_entrys_area(tmp_path: Path) -> None:
    encoder = open_encoder(foreign(tmp_path))
    assert encoder.fit(1920, 1080) == (192, 112)
    assert encoder.fit(1080, 1920) == (112, 192)
    with pytest.raises(ValueError, match="no pixels"):
        encoder.fit(0, 3)


KINDS: dict[str, tuple[Graph, dict[str, Any]]] = {
    "bytes": (
        Graph(dtype="uint8"),
        {"dtype": "uint8", "scale": 1.0, "mean": (0,) * 3, "std": (1,) * 3},
    ),
    "half floats": (Graph(dtype="float16"), {"dtype": "float16"}),
    "channels last": (Graph(layout="nhwc"), {"layout": "nhwc"}),
    "tokens, their mean": (Graph(tokens=True), {"pooling": "mean"}),
    "tokens, the first": (Graph(tokens=True), {"pooling": "cls"}),
    "one picture at a time": (Graph(batch=1), {}),
    "three pictures at a time": (Graph(batch=3), {}),
    "open sides": (Graph(open_sides=True), {}),
    "padded": (Graph(), {"padding": (255, 255, 255)}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_graph_gives_vectors_that_do_not_depend_on_the_batch(
    tmp_path: Path, kind: str
) -> None:
    graph, changes = KINDS[kind]
    encoder = open_encoder(foreign(tmp_path, graph, **changes))
    frames = np.stack([picture(seed) for seed in range(4)])
    vectors = encoder.encode(frames)
    assert vectors[-1] == pytest.approx(encoder.encode(frames[-1:])[0], abs=1e-4)
    assert float(vectors[0, 0] @ vectors[1, 0]) < 0.99


def expected(tile: Pixels, *, mean: float, std: float) -> Any:
    """What the stand-in makes of a picture of its side, computed by numpy."""
    values = (tile.astype(np.float64) / 255 - mean) / std
    grid = values.reshape(8, 4, 8, 4, 3).mean(axis=(1, 3)).transpose(2, 0, 1).reshape(-1)
    matrix = np.random.default_rng(5).normal(size=(192, 48)).astype(np.float32)
    vector = grid @ matrix + 1e-3
    return vector / np.linalg.norm(vector)


def test_bytes_are_scaled_and_normalised_as_the_entry_says(tmp_path: Path) -> None:
    manifest = foreign(tmp_path, scale=1 / 255, mean=(0.4,) * 3, std=(0.2,) * 3)
    tile = picture(9, height=32, width=32)
    (vector,) = open_encoder(manifest).encode_reference(tile)
    assert vector == pytest.approx(expected(tile, mean=0.4, std=0.2), abs=1e-4)


def test_channels_come_in_the_order_of_the_entry(tmp_path: Path) -> None:
    (tmp_path / "bgr").mkdir()
    plain = open_encoder(foreign(tmp_path))
    mean, std = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
    turned = open_encoder(foreign(tmp_path / "bgr", channels="bgr", mean=mean[::-1], std=std[::-1]))
    tile = picture(2, height=32, width=32)
    same = plain.encode_reference(np.ascontiguousarray(tile[..., ::-1]))
    assert float(np.abs(turned.encode_reference(tile) - same).max()) > 0.01
    swapped = open_encoder(foreign(tmp_path, channels="bgr", mean=mean, std=std))
    assert swapped.encode_reference(tile) == pytest.approx(same, abs=1e-5)


def test_padding_keeps_the_shape_of_a_figure(tmp_path: Path) -> None:
    encoder = open_encoder(foreign(tmp_path, padding=(255, 255, 255)))
    tall = picture(4, height=96, width=48)
    framed = np.full((96, 96, 3), 255, np.uint8)
    framed[:, 24:72] = tall
    (padded,), (by_hand,) = encoder.encode_reference(tall), encoder.encode_reference(framed)
    assert padded == pytest.approx(by_hand, abs=0.02)
    stretched = open_encoder(foreign(tmp_path)).encode_reference(tall)
    assert float(stretched[0] @ by_hand) < 0.9


def test_a_figure_in_a_corner_is_nearest_in_the_square_that_holds_it(tmp_path: Path) -> None:
    encoder = open_encoder(foreign(tmp_path))
    known = picture(7, height=56, width=56)
    frame = np.full((112, 192, 3), 128, np.uint8)
    frame[56:, :56] = known
    similarity = encoder.encode(frame[None])[0] @ encoder.encode_reference(known)[0]
    best = encoder.regions(112, 192)[int(similarity.argmax())]
    assert (best.x, best.y, best.w) == pytest.approx((0, 0.5, 56 / 192))
    assert similarity.max() > 0.99


def test_a_picture_of_which_the_graph_makes_nothing_is_no_reference(tmp_path: Path) -> None:
    encoder = open_encoder(foreign(tmp_path, Graph(spoils="zero")))
    frames = np.zeros((1, 112, 192, 3), np.uint8)
    assert not encoder.encode(frames).any()
    with pytest.raises(ModelError, match=r"foreign\.onnx: gives a vector of zeros"):
        encoder.encode_reference(frames[0])


WRONG: dict[str, tuple[Graph, dict[str, Any], str]] = {
    "another input": (Graph(input="image"), {}, r"takes image float \[N, 3, 32, 32\]: not the one"),
    "an input for text": (Graph(text_too=True), {}, r"input_ids.*export the picture part alone"),
    "another side": (Graph(side_px=64), {}, r"\[N, 3, 64, 64\], the entry says.*\[N, 3, 32, 32\]"),
    "channels last": (Graph(layout="nhwc"), {}, r"\[N, 32, 32, 3\].*mend layout"),
    "another type": (Graph(dtype="float16"), {}, r"float16.*the entry says .* float \["),
    "another output": (Graph(output="logits"), {}, "gives logits .*no 'image_embeds'"),
    "another dimension": (Graph(dimensions=40), {}, r"40\], the entry says 48 dimensions"),
    "tokens unpooled": (Graph(tokens=True), {}, "a vector a token: set `pooling`"),
    "a map": (Graph(spoils="map", dimensions=8), {"dimensions": 8}, "export its pooled vector"),
    "no numbers": (Graph(spoils="nan"), {}, "gives NaN or infinity in image_embeds"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_graph_that_is_not_what_its_entry_says_is_refused(tmp_path: Path, what: str) -> None:
    graph, changes, problem = WRONG[what]
    with pytest.raises(ModelError, match=problem) as caught:
        open_encoder(foreign(tmp_path, graph, **changes))
    assert caught.value.where == str(tmp_path / "foreign.onnx")
    assert caught.value.fix


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("side_px = 32", "side_px = 8", r"whole_picture\.0\.side_px"),
        ('layout = "nchw"', 'layout = "hwc"', r"layout: Input should be 'nchw' or 'nhwc'"),
        ("squares = [1.0, 0.5]", "squares = [0.1]", r"0\.2…1 of the shorter side"),
        ("[0.26862954", "[0.0", "std and scale must be above 0"),
        ('dtype = "float32"', 'dtype = "uint8"', "takes bytes as they are"),
        ("frame_px = [192, 112]", "frame_px = [192, 12]", "frame_px must lie within"),
        ("default = true", "padding = [0, 0, 300]\ndefault = true", "three bytes"),
        ("default = true", "default = true\nspeed = 9", r"whole_picture\.0\.speed"),
    ],
)
def test_a_bad_entry_is_refused_by_place(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = ENTRY.format(sha256="0")
    assert old in text
    (tmp_path / "manifest.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ModelError, match=problem):
        read_manifest(tmp_path)


def test_both_kinds_may_stand_in_one_manifest(tmp_path: Path) -> None:
    shipped = read_manifest()
    own = foreign(tmp_path)
    both = ModelManifest(
        root=own.root, models=(*own.models, replace(shipped.default, default=False))
    )
    assert isinstance(open_encoder(both), WholePictureEncoder)
    with pytest.raises(ModelError, match="is a whole-picture encoder"):
        Encoder.open(both, "foreign")


def test_what_was_never_calibrated_says_how(tmp_path: Path) -> None:
    manifest = foreign(tmp_path)
    with pytest.raises(ModelError, match=r"foreign is not calibrated.*guardrail models calibrate"):
        manifest.calibration_file(manifest.default)


def test_an_altered_file_is_not_run(tmp_path: Path) -> None:
    manifest = foreign(tmp_path, sha256="0" * 64)
    with pytest.raises(ModelError, match=r"the manifest says 0000.*guardrail models check"):
        open_encoder(manifest)


def test_large_pictures_go_through_in_small_batches() -> None:
    assert BATCH_PX // 224**2 == 8
    assert max(1, BATCH_PX // 1024**2) == 1
