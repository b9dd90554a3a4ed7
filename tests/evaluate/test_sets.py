"""Labelled sets: read whole or refused with the line; folders; references that are shown again."""

import json
from pathlib import Path

import numpy as np
import pytest
from footage import picture, place, with_figure

from guardrail.domain import Reference
from guardrail.errors import BadInputError
from guardrail.evaluate.duplicates import Thumbnails, repeated
from guardrail.evaluate.sets import Part, named_as, read_set


def written(folder: Path, *lines: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines) + "\n")
    return path


def test_prompts_are_read_in_order(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"text": "Kitsunebi", "assets": ["kaze/kitsunebi"], "kind": "named", "lang": "en"},
        "",
        {"text": "a kite", "assets": []},
    )
    named, kite = read_set(path, Part.PROMPTS).items
    assert (named.number, named.shown, named.assets) == (0, "Kitsunebi", ("kaze/kitsunebi",))
    assert (named.kind, named.lang, named.positive) == ("named", "en", True)
    assert (kite.number, kite.where, kite.positive) == (1, f"{path}:3", False)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.png").write_bytes(b"one")
    seen = [{"asset": "k/a", "from_s": 1, "to_s": 2.5}]
    path = written(tmp_path, {"file": "a/one.png", "assets": ["k/a"], "segments": seen})
    (item,) = read_set(path, Part.CLIPS).items
    assert item.path == tmp_path / "a" / "one.png"
    assert item.segments == (("k/a", 1, 2.5),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", ":2: not JSON"),
        ({"text": "a"}, ":2: assets: missing"),
        ({"text": "a", "assets": [], "kine": "x"}, ":2: kine: unknown key (did you mean 'kind'?)"),
        ({"text": 3, "assets": []}, ":2: text: must be text, not 3"),
        ({"text": "a", "assets": ["x"], "size": 2}, ":2: size: must be at most 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: object, said: str) -> None:
    path = written(tmp_path, {"text": "fine", "assets": []}, line)
    with pytest.raises(BadInputError) as refused:
        read_set(path, Part.PROMPTS)
    assert said in str(refused.value)


def test_all_wrong_lines_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refused:
        read_set(written(tmp_path, "1", "2", "3"), Part.PROMPTS)
    assert len(refused.value.__notes__) == 2


def test_a_missing_file_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"set.jsonl:1: .*gone.png cannot be read"):
        read_set(written(tmp_path, {"file": "gone.png", "assets": []}), Part.PICTURES)


def test_an_empty_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="there is nothing in it"):
        read_set(written(tmp_path, ""), Part.PROMPTS)


def test_a_folder_is_a_set_of_pictures(tmp_path: Path) -> None:
    for name in ("fox/1.png", "fox/.hidden", "_negatives/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    nobody, fox = read_set(tmp_path, Part.PICTURES).items
    assert (nobody.assets, fox.assets, fox.shown) == ((), ("fox",), "fox/1.png")
    with pytest.raises(BadInputError, match="is a folder"):
        read_set(tmp_path, Part.CLIPS)


def test_the_name_of_a_folder_means_a_registered_asset() -> None:
    assert named_as("fox", ["kaze/fox", "kaze/owl"]) == "kaze/fox"
    assert named_as("fox", ["kaze/fox", "north/fox"]) == "fox"
    assert named_as("hen", ["kaze/fox"]) == "hen"


def test_a_set_is_known_by_content_and_labels(tmp_path: Path) -> None:
    one = read_set(written(tmp_path, {"text": "a", "assets": []}), Part.PROMPTS).sha256
    assert read_set(written(tmp_path, {"text": "a", "assets": ["x"]}), Part.PROMPTS).sha256 != one
    same = written(tmp_path, {"text": "a", "assets": [], "kind": "other"})
    assert read_set(same, Part.PROMPTS).sha256 == one


def test_a_reference_is_known_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    path = written(tmp_path, {"file": "a.png", "assets": []})
    (item,) = read_set(path, Part.PICTURES).items
    reference = Reference(path=Path("ref.png"), sha256=item.sha256)
    (found,) = repeated([item], [reference])
    assert (found.item, found.reference, found.exact) == (item, Path("ref.png"), True)


def test_a_reference_is_known_when_it_was_scaled_and_compressed() -> None:
    shown = with_figure(place(640, 360))
    known = Thumbnails([(Path("ref.png"), shown[None])])
    again = with_figure(place(320, 180))
    noisy = np.clip(again + np.random.default_rng(1).normal(0, 6, again.shape), 0, 255)
    assert known.like(noisy.astype(np.uint8)[None]) == Path("ref.png")
    other = with_figure(place(320, 180), share=0.1, colour=(40, 160, 60))
    assert known.like(other[None]) is None


def test_flat_pictures_are_nobodys_duplicate() -> None:
    flat = np.full((1, 90, 160, 3), 255, np.uint8)
    assert Thumbnails([(Path("white.png"), flat)]).like(flat) is None
