"""An operator's own encoder, from the file to the decision, by commands alone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Clips
from graphs import Graph, shipped_as_foreign
from PIL import Image

from guardrail.embed.inspecting import generated

GRAPH = Graph(side_px=64, dimensions=96)


@pytest.fixture(scope="session")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a stand-in and the manifest that `models check --write` made of it."""
    folder = tmp_path_factory.mktemp("encoders")
    GRAPH.write(folder / "own.onnx")
    told = ("--licence", "MIT", "--source", "tests/graphs.py", "--square", "1", "--square", "0.5")
    done = run("models", "check", "own.onnx", "--like", "clip", "--write", ".", *told, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def run(*arguments: object, cwd: Path, **environment: object) -> subprocess.CompletedProcess[str]:
    """`guardrail` in a process of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GUARDRAIL")}
    told = {name: str(value) for name, value in environment.items()}
    return subprocess.run(
        [sys.executable, "-m", "guardrail", *map(str, arguments)],
        cwd=cwd,
        env={**clean, "COLUMNS": "200", **told},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def printed(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_graph_is_described_with_an_entry_to_paste(tmp_path: Path) -> None:
    GRAPH.write(tmp_path / "own.onnx")
    found = printed(run("models", "check", "own.onnx", "--like", "clip", "--json", cwd=tmp_path))
    assert (found["dimensions"], found["finite"], found["written"]) == (96, True, None)
    assert found["similarity"]["lowest"] < found["similarity"]["highest"]
    plain = run("models", "check", "own.onnx", "--like", "clip", cwd=tmp_path)
    assert plain.stdout == found["toml"]
    assert "19 pieces of a 192 × 112 frame" in plain.stderr
    assert "all finite" in plain.stderr
    assert "--licence" in plain.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["own.onnx"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("own.onnx",), "say --like, one of: clip, siglip, dinov2, ccip, wd-tagger, lite0"),
        (("own.onnx", "--like", "resnet"), "'resnet' is not one of"),
        (("own.onnx", "--like", "wd-tagger"), "wd-tagger takes [N, S, S, 3]"),
        (("no.onnx", "--like", "clip"), "cannot be read: No such file"),
        ((".", "--like", "clip"), "--like is for a file"),
        ((".",), "manifest.toml: cannot be read"),
    ],
)
def test_what_cannot_be_described_is_one_clear_line(
    tmp_path: Path, asked: tuple[str, ...], said: str
) -> None:
    GRAPH.write(tmp_path / "own.onnx")
    done = run("models", "check", *asked, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_folder_is_listed_and_checked_like_the_one_that_ships(
    encoders: Path, tmp_path: Path
) -> None:
    listed = run("models", "list", "--json", cwd=tmp_path, GUARDRAIL_MODELS_DIR=encoders)
    (model,) = printed(listed)
    assert (model["id"], model["licence"], model["dimensions"]) == ("own", "MIT", 96)
    (checked,) = printed(run("models", "check", encoders, "--json", cwd=tmp_path))
    assert checked["ok"]
    assert checked["regions"] > 1


def test_what_is_not_calibrated_does_not_screen(
    encoders: Path, registry_path: Path, tmp_path: Path
) -> None:
    picture = registry_path / "refs" / "kitsunebi" / "1.png"
    asked = ("screen", "picture", picture, "--registry", registry_path)
    (tmp_path / "manifest.toml").write_bytes((encoders / "manifest.toml").read_bytes())
    done = run(*asked, cwd=tmp_path, GUARDRAIL_MODELS_DIR=tmp_path)
    assert done.returncode == 2
    assert "own is not calibrated" in done.stderr
    assert "guardrail models calibrate" in done.stderr


@pytest.fixture(scope="session")
def calibrated(tmp_path_factory: pytest.TempPathFactory, registry_path: Path) -> Path:
    """Real weights behind a foreign input, described and calibrated by the commands alone."""
    folder = tmp_path_factory.mktemp("calibrated")
    shipped_as_foreign(folder / "lite.onnx")
    asked = ("models", "check", "lite.onnx", "--like", "lite0", "--square", "0.7", "--write", ".")
    described = run(*asked, cwd=folder)
    assert described.returncode == 0, described.stderr
    told = ("--pictures", registry_path / "refs", "--json")
    made = printed(run("models", "calibrate", folder, *told, cwd=folder))
    assert (made["model"], made["figures"], made["pictures"]) == ("lite", 12, 36)
    assert (made["blocks"], made["block_frames"], made["cohort"]) == (396, 3, 0)
    assert made["tail"]["low"] < made["tail"]["rate"] < made["tail"]["high"]
    hold = [row["hold"] for row in made["thresholds"]]
    assert [row["references"] for row in made["thresholds"]] == [10, 100, 1000]
    assert [level["extrapolated"] for level in hold] == [False, True, True]
    assert hold[0]["score"] < hold[1]["score"] < hold[2]["score"]
    assert hold[0]["own_found"] >= hold[2]["own_found"]
    return folder


def test_a_registered_figure_is_found_with_a_foreign_encoder(
    calibrated: Path, registry_path: Path, clips: Clips, tmp_path: Path
) -> None:
    (tmp_path / "fox.mp4").write_bytes(clips.fox)
    (tmp_path / "clean.mp4").write_bytes(clips.clean)
    told = {"GUARDRAIL_MODELS_DIR": calibrated, "GUARDRAIL_REGISTRY": registry_path}
    picture = registry_path / "refs" / "kitsunebi" / "2.png"
    done = run("screen", "picture", picture, "--json", cwd=tmp_path, **told)
    assert done.returncode == 4, done.stderr
    (match, *_) = json.loads(done.stdout)["matches"]
    assert (match["asset"], match["similarity"]) == ("kaze/kitsunebi", pytest.approx(1, abs=1e-3))
    done = run("screen", "clip", "fox.mp4", "clean.mp4", "--json", cwd=tmp_path, **told)
    fox, clean = map(json.loads, done.stdout.splitlines())
    assert (fox["action"], fox["matches"][0]["asset"]) == ("block", "kaze/kitsunebi")
    assert clean["action"] == "allow"


def test_a_calibrated_folder_is_checked_whole(calibrated: Path, tmp_path: Path) -> None:
    (checked,) = printed(run("models", "check", calibrated, "--json", cwd=tmp_path))
    assert checked["calibrated"]


def test_a_calibration_says_in_words_how_far_it_can_be_trusted(
    encoders: Path, registry_path: Path, tmp_path: Path
) -> None:
    for file in encoders.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    empty = tmp_path / "empty"
    empty.mkdir()
    for seed in range(100):
        Image.fromarray(generated(seed, height=96, width=160)).save(empty / f"{seed}.png")
    told = ("--pictures", registry_path / "refs", "--empty", empty)
    done = run("models", "calibrate", ".", *told, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "looking at 172 pictures" in done.stderr
    assert "measured against the pictures that show no one" in done.stderr
    assert "* is an extrapolation" in done.stdout
    assert "nothing rarer than 1 in 396 was seen" in done.stderr
    assert "are they the same figure" in done.stderr
    broken = tmp_path / "figures"
    for number in range(8):
        (broken / str(number)).mkdir(parents=True)
        (broken / str(number) / "a.png").write_bytes(b"no picture")
    done = run("models", "calibrate", ".", "--pictures", broken, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{broken}/0/a.png: cannot be decoded" in done.stderr
