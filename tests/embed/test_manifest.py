"""A model that is missing, altered or badly described is never run, and the error says why."""

import hashlib
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from guardrail.embed.entries import ModelEntry, WholePictureEntry
from guardrail.embed.manifest import ModelManifest, models_root, read_manifest
from guardrail.errors import ModelError

ROOT = Path(__file__).resolve().parents[2]
ENTRY = """
[[model]]
id = "tiny"
file = "tiny.onnx"
sha256 = "{sha256}"
licence = "Apache-2.0"
input = "RGB"
dimensions = 4
stride = 32
frame_px = [384, 224]
pooling = "mean"
windows = [7, 4]
reference_px = [288]
default = true
[model.source]
package = "nowhere"
version = "1"
sha256 = "0"
licence = "Apache-2.0"
[model.calibration]
file = "tiny.npz"
sha256 = "{sha256}"
"""
DIGEST = hashlib.sha256(b"weights").hexdigest()


def written(folder: Path, text: str) -> Path:
    (folder / "manifest.toml").write_text(text, "utf-8")
    return folder


def test_the_shipped_manifest_has_one_default_whose_files_are_what_it_says() -> None:
    manifest = read_manifest()
    assert manifest.root == models_root()
    entry = manifest.default
    assert manifest.entry(entry.id) is entry
    assert manifest.model_file(entry).is_file()
    assert manifest.calibration_file(entry).is_file()
    assert isinstance(entry, ModelEntry)
    assert entry.licence == entry.source.licence == "Apache-2.0"


def test_a_file_with_the_right_digest_is_given(tmp_path: Path) -> None:
    (tmp_path / "tiny.onnx").write_bytes(b"weights")
    manifest = read_manifest(written(tmp_path, ENTRY.format(sha256=DIGEST)))
    assert manifest.model_file(manifest.default) == tmp_path / "tiny.onnx"


def test_an_altered_file_is_named_with_both_digests_and_the_fix(tmp_path: Path) -> None:
    (tmp_path / "tiny.onnx").write_bytes(b"other weights")
    manifest = read_manifest(written(tmp_path, ENTRY.format(sha256=DIGEST)))
    with pytest.raises(ModelError) as caught:
        manifest.model_file(manifest.default)
    assert caught.value.where == str(tmp_path / "tiny.onnx")
    assert DIGEST in caught.value.problem
    assert "reinstall" in caught.value.fix


def test_a_missing_calibration_is_named_with_the_fix(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, ENTRY.format(sha256=DIGEST)))
    with pytest.raises(ModelError, match=r"tiny\.npz.*cannot be read.*reinstall"):
        manifest.calibration_file(manifest.default)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("stride = 32", 'stride = "wide"', r"model\.0\.stride"),
        ("stride = 32", "", r"model\.0\.stride"),
        ("stride = 32", "stride = 0", "≥ 1"),
        ("stride = 32", "stride = 32\nspeed = 9", r"model\.0\.speed"),
        ("[288]", "[300]", "multiples of stride"),
        ("[288]", "[]", "reference_px"),
        ("default = true", "default = false", "exactly one model"),
        ('id = "tiny"', "id = ", "is not TOML"),
    ],
)
def test_a_bad_manifest_is_refused_by_place(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    text = ENTRY.format(sha256=DIGEST).replace(old, new)
    with pytest.raises(ModelError, match=problem) as caught:
        read_manifest(written(tmp_path, text))
    assert caught.value.where == str(tmp_path / "manifest.toml")
    assert caught.value.fix


def test_two_models_of_one_id_are_refused(tmp_path: Path) -> None:
    entry = ENTRY.format(sha256=DIGEST)
    twice = entry + entry.replace("default = true", "default = false")
    with pytest.raises(ModelError, match="two models have one id"):
        read_manifest(written(tmp_path, twice))


def test_a_folder_without_a_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.toml.*cannot be read"):
        read_manifest(tmp_path)


def test_an_unknown_model_lists_those_there_are(tmp_path: Path) -> None:
    manifest: ModelManifest = read_manifest(written(tmp_path, ENTRY.format(sha256=DIGEST)))
    with pytest.raises(ModelError, match="choose one of: tiny"):
        manifest.entry("huge")


def test_the_entry_of_the_card_is_accepted(tmp_path: Path) -> None:
    card = (ROOT / "models" / "README.md").read_text("utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", card, re.DOTALL)
    entry = read_manifest(written(tmp_path, block)).default
    assert isinstance(entry, WholePictureEntry)
    settable = {field.name for field in fields(WholePictureEntry)} - {"calibration"}
    assert set(tomllib.loads(block)["whole_picture"][0]) == settable, "every line is explained"


def test_the_wheel_carries_every_file_that_the_manifest_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for entry in read_manifest(ROOT / "models").models:
        assert entry.calibration is not None
        for file in (entry.file, entry.calibration.file):
            assert carried[f"models/{file}"] == f"guardrail/_models/{file}"
