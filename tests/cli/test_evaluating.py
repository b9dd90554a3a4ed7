"""`guardrail evaluate` as an evaluator meets it: from a folder of pictures to a report."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from footage import picture, place


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """`guardrail` in a process of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GUARDRAIL")}
    return subprocess.run(
        [sys.executable, "-m", "guardrail", *map(str, arguments)],
        cwd=cwd,
        env={**clean, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.fixture
def figures(tmp_path: Path, registry_path: Path) -> Path:
    """Two characters with three pictures each, and two pictures of nobody."""
    folder = tmp_path / "figures"
    for name in ("kitsunebi", "meridian"):
        shutil.copytree(registry_path / "refs" / name, folder / name)
    (folder / "_negatives").mkdir()
    (folder / "_negatives" / "a.png").write_bytes(picture())
    (folder / "_negatives" / "b.png").write_bytes(picture(pixels=place()))
    return folder


def test_a_folder_of_pictures_becomes_a_report_in_three_commands(
    tmp_path: Path, figures: Path
) -> None:
    made = run(
        "registry", "import", "folder", figures, "--out", "t", "--references", 2, cwd=tmp_path
    )
    assert made.returncode == 0, made.stderr
    assert "2 characters, 4 references" in made.stdout
    again = run("registry", "import", "folder", figures, "--out", "t", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr

    attacked = run(
        "evaluate", "attack", "pictures", "t/set.jsonl", "--out", "t/attacked",
        "--only", "none", "--only", "flip", "--registry", "t/policies", cwd=tmp_path,
    )  # fmt: skip
    assert attacked.returncode == 0, attacked.stderr

    asked = ("evaluate", "pictures", "t/attacked/set.jsonl", "--registry", "t/policies")
    done = run(*asked, "--report", "r.html", "--rows", "rows", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert set(result["by_kind"]) == {"negative", "none", "flip"}
    assert result["by_kind"]["none"]["positives"] == 2
    page = (tmp_path / "r.html").read_text()
    assert "guardrail evaluate pictures t/attacked/set.jsonl" in page
    assert not re.search(r"(src|href)=\"(?!data:)", page)

    (tmp_path / "old.json").write_text(done.stdout)
    more = ("--rows", "rows", "--compare", "old.json", "--recommend", "0.1")
    compared = run(*asked, *more, cwd=tmp_path)
    assert compared.returncode == 0, compared.stderr
    assert "were there already" in compared.stderr
    assert "may be luck" in compared.stdout
    assert "2 negatives cannot tell: 10 would" in compared.stdout


def test_a_folder_that_was_registered_whole_is_refused_as_its_own_test(
    tmp_path: Path, figures: Path
) -> None:
    run("registry", "import", "folder", figures, "--out", "t", cwd=tmp_path)
    done = run("evaluate", "pictures", figures, "--registry", "t/policies", cwd=tmp_path)
    assert done.returncode == 2
    assert "is the reference" in done.stderr
    assert "--allow-duplicates" in done.stderr


def test_prompts_are_told_in_a_table_and_in_json(tmp_path: Path, registry_path: Path) -> None:
    lines = [
        {"text": "Kitsunebi in the rain", "assets": ["kaze/kitsunebi"], "kind": "named"},
        {"text": "a red kite", "assets": [], "kind": "benign"},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, lines)))
    asked = ("evaluate", "prompts", "set.jsonl", "--registry", registry_path)
    done = run(*asked, "--report", "r.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 prompts: 1 positive, 1 negative" in done.stdout
    assert "There are none." in (tmp_path / "r.html").read_text()
    told = json.loads(run(*asked, "--json", cwd=tmp_path).stdout)
    assert told["hold"]["recall"]["value"] == 1.0
    assert "rank1" not in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("prompts", "gone.jsonl"), "gone.jsonl: cannot be read"),
        (("clips", "bad.jsonl"), "bad.jsonl:1: not JSON"),
        (("clips", "bad.jsonl", "--compare", "bad.jsonl"), "bad.jsonl:1: not JSON"),
        (("attack", "songs", "bad.jsonl", "--out", "x"), "is not one of prompts, pictures, clips"),
    ],
)
def test_what_is_wrong_is_one_clear_line(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "bad.jsonl").write_text("not json\n")
    done = run("evaluate", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
