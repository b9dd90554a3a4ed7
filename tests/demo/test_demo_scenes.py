"""What prompts are read as."""

import pytest

from guardrail.demo import scenes
from guardrail.demo.backdrops import BACKDROPS
from guardrail.demo.cast import CAST, Character
from guardrail.demo.scenes import Motion, Scene


def cast_of(scene: Scene) -> list[str]:
    return [part.character.id for part in scene.parts]


def test_the_same_prompt_is_the_same_scene() -> None:
    prompt = "Kitsunebi and a red ball in a meadow"
    assert scenes.read(prompt) == scenes.read(prompt)


@pytest.mark.parametrize("character", CAST, ids=lambda character: character.id)
def test_a_character_is_meant_by_its_description_alone(character: Character) -> None:
    prompt = f"a {character.description} walks by"
    assert not any(name.casefold() in prompt.casefold().split() for name in character.names)
    assert cast_of(scenes.read(prompt)) == [character.id]


@pytest.mark.parametrize("character", CAST, ids=lambda character: character.id)
def test_a_character_is_meant_by_any_of_its_names(character: Character) -> None:
    kind = f", the {min(character.nouns)}," if character.name_is_word else ""
    for name in character.names:
        assert cast_of(scenes.read(f"{name}{kind} in a park")) == [character.id]


def test_a_name_nearly_spelt_right_still_means_the_character() -> None:
    assert cast_of(scenes.read("kitsunebbi dances")) == ["kaze/kitsunebi"]


@pytest.mark.parametrize(
    "prompt",
    [
        "waves at a beach, slow pan",
        "a glowing ember in the fireplace",
        "a red car drives down a city street at night",
        "a cup of orange pekoe on a kitchen table",
        "a forest without Kitsunebi",
        "a dragon over the mountains",
    ],
)
def test_a_prompt_about_nobody_shows_nobody(prompt: str) -> None:
    assert scenes.read(prompt).parts == ()


@pytest.mark.parametrize(
    ("prompt", "lookalike"),
    [
        ("a white arctic fox with dark legs in a green scarf", "nobody/arctic-fox"),
        ("a white fox in the red evening light by the blue sea", "nobody/arctic-fox"),
        ("a mint green robot with a clock in its chest", "nobody/clock-robot"),
        ("a masked hero in a red and white suit with goggles", "nobody/red-hero"),
    ],
)
def test_a_description_of_a_look_alike_does_not_bring_the_original(
    prompt: str, lookalike: str
) -> None:
    scene = scenes.read(prompt)
    assert cast_of(scene) == [lookalike]
    assert scene.assets == ()


def test_several_characters_share_a_scene() -> None:
    scene = scenes.read("Dame Thistle and a plump charcoal dragon with a bell meet Kurarin")
    assert set(scene.assets) == {"northlight/thistle", "northlight/ember", "kaze/kurarin"}
    starts = [part.start for part in scene.parts]
    assert len(set(starts)) == 3


def test_size_words_change_how_large_a_figure_is() -> None:
    tiny, usual, close = (
        scenes.read(f"{how} Kitsunebi in snow").parts[0].height
        for how in ("a tiny", "", "a close-up of")
    )
    assert tiny < usual / 2 < close / 2


def test_a_small_figure_is_not_a_far_one() -> None:
    described = scenes.read("a small white fox spirit with a blue flame")
    assert described.parts[0].height == scenes.read("Kitsunebi").parts[0].height


@pytest.mark.parametrize("backdrop", BACKDROPS, ids=lambda backdrop: backdrop.name)
def test_every_place_has_words_that_lead_to_it(backdrop: object) -> None:
    (place,) = (place for place in BACKDROPS if place is backdrop)
    assert scenes.read(" ".join(sorted(place.words))).backdrop is place


def test_motions_come_from_the_verbs() -> None:
    assert scenes.read("Oskar Button dancing").motion is Motion.DANCE
    assert scenes.read("Oskar Button sleeps").motion is Motion.STAY
    assert scenes.read("Oskar Button").motion is Motion.WALK


def test_a_thing_takes_the_colour_that_it_is_given() -> None:
    (thing,) = scenes.read("a blue old car in a street").things
    assert (thing.kind, thing.paint) == ("car", (64, 120, 214))
