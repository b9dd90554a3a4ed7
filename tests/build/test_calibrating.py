"""Calibrating: what is taken from the folders, and what is refused before any work."""

from pathlib import Path

import pytest

from guardrail.build.calibrating import MOST_PICTURES, Material
from guardrail.errors import BadInputError


def folders(root: Path, *counts: int) -> Path:
    for number, count in enumerate(counts):
        (root / f"figure-{number}").mkdir(parents=True)
        for at in range(count):
            (root / f"figure-{number}" / f"{at:02}.png").write_bytes(b"")
    return root


def test_every_sub_folder_is_a_figure(tmp_path: Path) -> None:
    root = folders(tmp_path, 1, 2, 3, 1, 1, 1, 1, MOST_PICTURES + 2, 0)
    (root / "figure-0" / ".hidden").write_bytes(b"")
    (root / "README").write_bytes(b"")
    material = Material.find(root, None)
    assert list(material.figures) == [f"figure-{number}" for number in range(8)]
    assert [len(files) for files in material.figures.values()][:3] == [1, 2, 3]
    assert (material.left_out, material.empty) == (2, ())
    assert material.looks == 2 * (10 + MOST_PICTURES)


def test_too_few_figures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"7 sub-folders with pictures.*at least 8"):
        Material.find(folders(tmp_path, *[1] * 7), None)


def test_too_few_pictures_of_no_one_are_refused(tmp_path: Path) -> None:
    root = folders(tmp_path / "figures", *[1] * 8)
    nobody = folders(tmp_path / "empty", 99)
    with pytest.raises(BadInputError, match="99 pictures that show no one: at least 100"):
        Material.find(root, nobody / "figure-0")
    (nobody / "figure-0" / "99.png").write_bytes(b"")
    assert len(Material.find(root, nobody / "figure-0").empty) == 100


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="none: cannot be read"):
        Material.find(tmp_path / "none", None)
