"""A change on disk compiles what it touched, and shares the rest with the snapshot before."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from guardrail.build.snapshots import Compiler, Registries
from guardrail.eyes import Eyes
from guardrail.match import gallery as gallery_module

FRIENDLY = "target: kaze/yuzumo\n    action: "


@pytest.fixture
def folder(registry_path: Path, tmp_path: Path) -> Path:
    """A copy of the registry that a test may edit."""
    return Path(shutil.copytree(registry_path, tmp_path / "registry"))


def test_a_rule_that_changed_compiles_no_reference(
    folder: Path, registries: Registries, eyes: Eyes
) -> None:
    compiler = Compiler(eyes=eyes, encoded=registries._compiler.encoded)
    opened = Registries.open([folder], compiler=compiler)
    before = opened.current()
    document = folder / "kaze.yaml"
    document.write_text(document.read_text().replace(f"{FRIENDLY}log", f"{FRIENDLY}block"))
    opened.refresh()
    after = opened.current()
    assert after.registry.sha256 != before.registry.sha256
    assert [*map(id, after.gallery.shards)] == [*map(id, before.gallery.shards)]


def test_an_asset_that_changed_compiles_its_shard_alone(
    folder: Path, registries: Registries, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery_module, "SHARD_REFERENCES", 1)  # an asset each
    compiler = Compiler(eyes=eyes, encoded=dict(registries._compiler.encoded))
    opened = Registries.open([folder], compiler=compiler)
    before = opened.current().gallery
    (folder / "refs" / "kitsunebi" / "4.png").unlink()
    opened.refresh()
    after = opened.current().gallery
    assert after.assets == before.assets
    changed = [shard.assets for shard in after.shards if shard not in before.shards]
    assert changed == [("kaze/kitsunebi",)]
    fresh = compiler.compile(opened.current().registry).gallery
    vectors = np.stack([one.vectors for one in before.references])
    assert (after.search(vectors).score == fresh.search(vectors).score).all()
