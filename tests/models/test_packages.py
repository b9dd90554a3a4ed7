"""Pinned archives: the bytes that were pinned, or an error that says which package changed."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from models.train import packages
from models.train.packages import PackageError
from models.train.sources import catalogue, npm, pypi


def kept(work: Path, package_name: str, archive: bytes) -> None:
    folder = work / "archives"
    folder.mkdir(parents=True)
    (folder / package_name).write_bytes(archive)


def wheel(tmp_path: Path) -> bytes:
    file = tmp_path / "w.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("figures/a.txt", "here")
    return file.read_bytes()


def test_an_archive_that_is_there_and_right_is_not_fetched_again(tmp_path: Path) -> None:
    archive = wheel(tmp_path)
    package = pypi("figures", "1.0", hashlib.sha256(archive).hexdigest())
    kept(tmp_path, "pypi-figures-1.0", archive)
    folder = packages.unpack(package, tmp_path)
    assert (folder / "figures" / "a.txt").read_text() == "here"
    (tmp_path / "archives" / "pypi-figures-1.0").unlink()
    assert packages.unpack(package, tmp_path) == folder


def test_a_registry_without_its_client_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackageError, match="npm must be installed"):
        packages.fetch(npm("a", "1", "0" * 64), tmp_path)


def test_other_bytes_than_pinned_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = tmp_path / "bin" / "npm"
    client.parent.mkdir()
    client.write_text("#!/bin/sh\necho other > a-1.tgz\n")
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{client.parent}:/usr/bin:/bin")
    with pytest.raises(PackageError, match="serves another file"):
        packages.fetch(npm("a", "1", "0" * 64), tmp_path)
    assert not list((tmp_path / "archives").iterdir())


def test_every_source_has_a_name_of_its_own_and_says_where_its_licence_stands() -> None:
    names = [source.name for source in catalogue.SOURCES]
    assert len(names) == len(set(names))
    for source in catalogue.SOURCES:
        assert source.stated
        assert source.by
        assert all(len(package.sha256) == 64 for package in source.packages)


def test_a_misspelt_source_is_answered_with_the_nearest() -> None:
    assert [s.name for s in catalogue.chosen(["wesnoth"])] == ["wesnoth"]
    assert len(catalogue.chosen(None)) == len(catalogue.SOURCES)
    with pytest.raises(ValueError, match="did you mean 'wesnoth'"):
        catalogue.chosen(["wesnot"])
    with pytest.raises(ValueError, match="there are: "):
        catalogue.chosen(["!"])


def test_the_training_basket_is_wide_and_no_hand_dominates() -> None:
    hands = {s.family or s.name for s in catalogue.SOURCES if s.basket == "training"}
    kept = {s.family or s.name for s in catalogue.SOURCES if s.basket == "reserved"}
    assert len(hands) >= 12
    assert len(kept) >= 3
    assert hands & kept == {"emoji"}  # the same subjects, drawn by share-alike houses
