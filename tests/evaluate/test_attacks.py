"""Attacks: each changes something, the same seed the same way, and what is kept is still a set."""

import json
from pathlib import Path

import numpy as np
import pytest
from footage import clip, picture, place, scenes, with_figure

from guardrail.errors import BadInputError
from guardrail.evaluate.attacks import NONE, Plan, attack, names, random_of
from guardrail.evaluate.attacks.filming import read_film
from guardrail.evaluate.attacks.frames import FRAME_ATTACKS
from guardrail.evaluate.attacks.texts import disguises
from guardrail.evaluate.attacks.timing import TIME_ATTACKS
from guardrail.evaluate.sets import Part, read_set

PLAN = Plan(seed=1, each=None, only=())
NAMES = {"k/fox": ("Kitsunebi", "キツネビ"), "k/gull": ("Captain Gull",)}
FIGURE = with_figure(place(160, 96), colour=(220, 40, 40))


@pytest.mark.parametrize("name", FRAME_ATTACKS)
def test_a_picture_is_changed_and_keeps_its_size(name: str) -> None:
    made = FRAME_ATTACKS[name](random_of(1, name), FIGURE.copy())
    assert made.shape == FIGURE.shape
    assert made.dtype == FIGURE.dtype
    assert np.abs(made.astype(int) - FIGURE).mean() > 1
    assert np.array_equal(made, FRAME_ATTACKS[name](random_of(1, name), FIGURE.copy()))


def test_time_is_changed() -> None:
    frames = [np.full((8, 8, 3), n, np.uint8) for n in range(20)]
    lengths = {n: len(one(random_of(1), frames, 24)[0]) for n, one in TIME_ATTACKS.items()}
    assert lengths == {"faster": 10, "slower": 40, "frame drop": 20, "flash": 20}
    shown, _ = TIME_ATTACKS["flash"](random_of(1), frames, 24)
    assert sum(np.array_equal(a, b) for a, b in zip(shown, frames, strict=True)) >= 2


def test_every_disguise_hides_the_name_and_leaves_the_rest() -> None:
    for name, disguise in disguises().items():
        text = "a film of キツネビ" if name == "kana" else "a film of Captain Gull"
        known = [*NAMES["k/fox"], *NAMES["k/gull"]]
        hidden = disguise(random_of(1, name), text, known)
        assert hidden is not None, name
        assert hidden.startswith("a film of "), name
        assert hidden != text, name
        assert disguise(random_of(1, name), "a film of a harbour", known) is None, name


def prompts(folder: Path) -> Path:
    lines = [
        {"text": "Kitsunebi on a hill", "assets": ["k/fox"], "lang": "en"},
        {"text": "a hill", "assets": [], "kind": "benign"},
    ]
    (folder / "set.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder / "set.jsonl"


def test_the_kind_is_the_attack_and_negatives_stay(tmp_path: Path) -> None:
    labelled = read_set(prompts(tmp_path), Part.PROMPTS)
    made = read_set(attack(labelled, NAMES, tmp_path / "out", PLAN), Part.PROMPTS)
    kinds = [item.kind for item in made.items]
    assert kinds[:3] == ["benign", NONE, "full width"]
    assert set(kinds) == {"benign", *names(Part.PROMPTS)} - {"no space", "kana"}
    assert {item.assets for item in made.items[1:]} == {("k/fox",)}
    again = read_set(attack(labelled, NAMES, tmp_path / "again", PLAN), Part.PROMPTS)
    assert again.sha256 == made.sha256


def test_pictures_and_clips_are_written_beside_the_set(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    (tmp_path / "a.mp4").write_bytes(clip(scenes(seconds=0.5, fps=8, width=160, height=96)))
    for part, file in ((Part.PICTURES, "a.png"), (Part.CLIPS, "a.mp4")):
        path = tmp_path / f"{part}.jsonl"
        path.write_text(json.dumps({"file": file, "assets": ["k/fox"], "size": 0.3}))
        plan = Plan(seed=1, each=None, only=())
        made = read_set(attack(read_set(path, part), {}, tmp_path / part, plan), part)
        assert [item.kind for item in made.items] == list(names(part))
        assert {item.size for item in made.items} == {0.3}
        for item in made.items:
            assert item.path is not None
            frames, _ = read_film(item.path)
            assert frames


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    labelled = read_set(prompts(tmp_path), Part.PROMPTS)
    with pytest.raises(BadInputError, match="no attack on prompts is called 'rot13'"):
        attack(labelled, NAMES, tmp_path / "out", Plan(seed=1, each=None, only=("rot13",)))
    with pytest.raises(BadInputError, match="is not empty"):
        attack(labelled, NAMES, tmp_path, PLAN)
    (tmp_path / "bad.mp4").write_bytes(b"not a clip")
    (tmp_path / "c.jsonl").write_text(json.dumps({"file": "bad.mp4", "assets": ["k/fox"]}))
    with pytest.raises(BadInputError, match="cannot be decoded"):
        attack(read_set(tmp_path / "c.jsonl", Part.CLIPS), {}, tmp_path / "out", PLAN)
