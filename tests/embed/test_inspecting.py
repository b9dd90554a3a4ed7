"""A graph from elsewhere is described by what it says and by what was published of its family."""

import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from graphs import Graph

from guardrail.embed.contract import open_encoder
from guardrail.embed.entries import CalibrationFile, WholePictureEntry
from guardrail.embed.inspecting import Asked, Inspection, generated, inspect
from guardrail.embed.manifest import read_manifest
from guardrail.embed.presets import PRESETS, Like
from guardrail.embed.writing import as_toml, write_calibration, write_manifest
from guardrail.errors import ModelError

GRAPHS = {
    Like.CLIP: Graph(side_px=224, dimensions=512, open_sides=True),
    Like.SIGLIP: Graph(side_px=384, dimensions=768, output="pooler_output"),
    Like.DINOV2: Graph(side_px=224, dimensions=384, output="last_hidden_state", tokens=True),
    Like.CCIP: Graph(side_px=384, dimensions=768, input="input", output="output"),
    Like.WD_TAGGER: Graph(
        side_px=448, dimensions=1024, layout="nhwc", input="input_1", output="predictions"
    ),
    Like.LITE0: Graph(side_px=224, dimensions=1280, input="input", output="features"),
}
"""A stand-in for each preset, with the inputs and outputs of its usual export."""


def inspected(folder: Path, like: Like, **asked: object) -> Inspection:
    path = GRAPHS[like].write(folder / f"{like}.onnx")
    return inspect(path, like, replace(Asked(squares=(1.0,)), **asked))  # type: ignore[arg-type]


def test_every_preset_has_a_source_and_a_stand_in() -> None:
    assert set(GRAPHS) == set(PRESETS) == set(Like)
    assert all(preset.source for preset in PRESETS.values())


@pytest.mark.parametrize("like", Like)
def test_a_graph_like_a_known_one_is_described_whole(tmp_path: Path, like: Like) -> None:
    graph, found = GRAPHS[like], inspected(tmp_path, like)
    entry, preset = found.entry, PRESETS[like]
    assert (entry.id, entry.input, entry.output) == (like.value, graph.input, graph.output)
    assert (entry.side_px, entry.layout, entry.dtype) == (graph.side_px, graph.layout, "float32")
    assert (entry.dimensions, entry.channels) == (graph.dimensions, preset.channels)
    assert (entry.scale, entry.mean, entry.std) == (preset.scale, preset.mean, preset.std)
    assert entry.pooling == ("cls" if graph.tokens else None)
    assert found.regions > 1
    assert found.ms_per_frame > 0
    lowest, median, highest = found.similarity
    assert -1 <= lowest < median < highest <= 1 + 1e-5


@pytest.mark.parametrize("like", [Like.CLIP, Like.WD_TAGGER, Like.DINOV2])
def test_the_entry_as_it_is_written_opens_the_same_encoder(tmp_path: Path, like: Like) -> None:
    found = inspected(tmp_path, like, licence='MIT "or so"', source="a\\b")
    assert write_manifest(tmp_path, found.entry) == tmp_path / "manifest.toml"
    manifest = read_manifest(tmp_path)
    entry = manifest.default
    assert isinstance(entry, WholePictureEntry)
    assert entry == replace(found.entry, file=f"{like}.onnx")
    picture = generated(3, height=112, width=192)[None]
    assert open_encoder(manifest).encode(picture).shape[2] == entry.dimensions


def test_a_manifest_elsewhere_names_the_whole_path(tmp_path: Path) -> None:
    entry = inspected(tmp_path / "weights", Like.CLIP).entry
    write_manifest(tmp_path / "encoders", entry)
    assert read_manifest(tmp_path / "encoders").default == entry
    assert Path(entry.file).is_absolute()


def test_a_manifest_is_never_written_over(tmp_path: Path) -> None:
    entry = inspected(tmp_path, Like.CLIP).entry
    (tmp_path / "manifest.toml").write_text("# mine\n")
    with pytest.raises(ModelError, match=r"manifest\.toml: is there already \(paste"):
        write_manifest(tmp_path, entry)
    assert (tmp_path / "manifest.toml").read_text() == "# mine\n"


def test_a_calibration_is_named_and_all_else_stays(tmp_path: Path) -> None:
    entry = inspected(tmp_path, Like.CLIP).entry
    second = replace(entry, id="second", default=False)
    text = f"# ours\n{as_toml(entry)}\n# and another\n{as_toml(second)}"
    (tmp_path / "manifest.toml").write_text(text)
    for sha256 in ("1" * 64, "2" * 64):
        write_calibration(tmp_path, "clip", CalibrationFile(file="clip.npz", sha256=sha256))
    manifest = read_manifest(tmp_path)
    assert manifest.entry("clip").calibration == CalibrationFile(file="clip.npz", sha256="2" * 64)
    assert manifest.entry("second") == second
    written = (tmp_path / "manifest.toml").read_text()
    assert "# ours" in written
    assert "# and another" in written


def test_the_operator_names_what_the_graph_leaves_open(tmp_path: Path) -> None:
    path = GRAPHS[Like.LITE0].write(tmp_path / "my encoder (1).onnx")
    entry = inspect(path, Like.LITE0, Asked(squares=(0.5,))).entry
    assert entry.id == "my-encoder-1-"
    assert entry.squares == (0.5,)
    assert entry.frame_px == (800, 448)
    assert tomllib.loads(as_toml(entry))["whole_picture"][0]["licence"] == "not stated"


WRONG = {
    "text too": (Graph(text_too=True), Like.CLIP, {}, "input_ids.*export the picture part alone"),
    "another layout": (
        Graph(layout="nhwc"), Like.CLIP, {},
        r"takes pixel_values float \[N, 32, 32, 3\]: clip takes \[N, 3, S, S\]",
    ),
    "no bytes on white": (Graph(), Like.WD_TAGGER, {}, r"wd-tagger takes \[N, S, S, 3\]"),
    "an unknown output": (
        Graph(), Like.CLIP, {"output": "vector"}, "gives image_embeds .*say with --output",
    ),
    "no numbers": (Graph(spoils="nan"), Like.CLIP, {}, "gives NaN or infinity in image_embeds"),
    "one vector for all": (
        Graph(spoils="constant"), Like.CLIP, {}, r"the same vector \(median cosine 1\.0000\)",
    ),
    "a vector of its batch": (
        Graph(spoils="company"), Like.CLIP, {}, "another vector in a batch than alone",
    ),
    "nothing at all": (Graph(spoils="zero"), Like.CLIP, {}, "a vector of zeros"),
    "a map": (Graph(spoils="map"), Like.CLIP, {}, "a map: export its pooled vector"),
    "squares too small": (Graph(), Like.CLIP, {"squares": (0.1,)}, r"0\.2…1 of the shorter side"),
    "a bad id": (Graph(), Like.CLIP, {"model_id": "a/b"}, "id: String should match"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, what: str) -> None:
    graph, like, asked, problem = WRONG[what]
    path = graph.write(tmp_path / "model.onnx")
    with pytest.raises(ModelError, match=problem) as caught:
        inspect(path, like, replace(Asked(), **asked))  # type: ignore[arg-type]
    assert caught.value.where == str(path)
    assert caught.value.fix


@pytest.mark.parametrize("there", [True, False])
def test_a_file_that_is_no_graph_is_refused(tmp_path: Path, *, there: bool) -> None:
    path = tmp_path / "model.onnx"
    if there:
        path.write_bytes(b"weights")
    problem = "cannot be loaded" if there else "cannot be read: No such file"
    with pytest.raises(ModelError, match=problem):
        inspect(path, Like.CLIP, Asked())


def test_generated_pictures_differ_and_repeat() -> None:
    first, second = (generated(seed, height=90, width=160) for seed in (0, 1))
    assert first.shape == (90, 160, 3)
    assert (first == generated(0, height=90, width=160)).all()
    assert np.abs(first.astype(int) - second).mean() > 10
