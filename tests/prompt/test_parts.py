"""What an index is made of, kept on disk, gives the same index; what cannot be read is made anew."""

from pathlib import Path

import pytest

from guardrail.domain import Asset, Name, NameKind, Text
from guardrail.prompt.names import NameIndex
from guardrail.prompt.parts import gather, load
from guardrail.prompt.screen import screen

ASSETS = tuple(
    Asset(id=f"kaze/{at}", holder="kaze", names=(Name(text=name),), name_kind=kind)
    for at, (name, kind) in enumerate(
        [
            ("Kitsunebi", NameKind.DISTINCTIVE),
            ("ガランドール", NameKind.DISTINCTIVE),
            ("Red Lantern", NameKind.COMMON_WORD),
            ("Ren", NameKind.PERSON_NAME),
        ]
    )
)
TEXT = Text(field="p", text="Kitsumebi, ガラントール and Ren see the hero Red Lantern fall")


def test_an_index_that_was_kept_finds_what_it_found_before(tmp_path: Path) -> None:
    kept = tmp_path / "names.npz"
    made = NameIndex.compile(ASSETS, kept=kept)
    assert [file.name for file in tmp_path.iterdir()] == ["names.npz"]
    again = NameIndex.compile(ASSETS, kept=kept)
    assert len(screen([TEXT], made)) == len(ASSETS)
    assert screen([TEXT], again) == screen([TEXT], made)


@pytest.mark.parametrize("written", [b"", b"PK\x03\x04 cut short", b"no archive at all"])
def test_a_file_that_cannot_be_read_is_written_anew(tmp_path: Path, written: bytes) -> None:
    kept = tmp_path / "names.npz"
    kept.write_bytes(written)
    assert load(kept) is None
    assert screen([TEXT], NameIndex.compile(ASSETS, kept=kept))
    assert load(kept) is not None


def test_no_names_make_no_parts(tmp_path: Path) -> None:
    kept = tmp_path / "names.npz"
    assert gather(()).patterns == []
    for _ in range(2):
        assert screen([TEXT], NameIndex.compile([], kept=kept)) == ()
