"""Contexts by words: found in both languages, through disguises, and never where left out."""

from pathlib import Path

import pytest

from guardrail.domain import Text
from guardrail.errors import BadInputError
from guardrail.prompt.contexts import Contexts

NAMES = {
    "violence",
    "sexual",
    "political",
    "gambling",
    "alcohol_and_drugs",
    "hate",
    "endorsement",
}


def found(prompt: str, lexicon: Contexts | None = None) -> set[str]:
    return set((lexicon or Contexts.open()).find([Text(field="prompt", text=prompt)]))


def test_the_shipped_lexicon_covers_what_owners_ask_about() -> None:
    assert Contexts.open().names == NAMES


@pytest.mark.parametrize(
    ("prompt", "contexts"),
    [
        ("Kitsunebi in a pool of blood", {"violence"}),
        ("K I L L the fox", {"violence"}),
        ("\uff4b\uff49\uff4c\uff4c the fox", {"violence"}),  # of full width
        ("血まみれの狐火", {"violence"}),
        ("the soldier shoots with a rifle", {"violence"}),
        ("a naked figure", {"sexual"}),
        ("全裸の女性", {"sexual"}),
        ("a campaign rally of the candidate", {"political"}),
        ("選挙の街頭演説をする狐火", {"political"}),
        ("Kitsunebi plays roulette in a casino", {"gambling"}),
        ("パチンコをする狐", {"gambling"}),
        ("a drunk fox with a bottle of whisky", {"alcohol_and_drugs"}),
        ("居酒屋でビール", {"alcohol_and_drugs"}),
        ("a swastika on a flag", {"hate"}),
        ("白人至上主義の集会", {"hate"}),
        ("Kitsunebi in a tv commercial", {"endorsement"}),
        ("狐火が商品を紹介する広告", {"endorsement"}),
        ("blood on the roulette table of a casino", {"violence", "gambling"}),
    ],
)
def test_a_context_is_found_in_words(prompt: str, contexts: set[str]) -> None:
    assert found(prompt) == contexts


@pytest.mark.parametrize(
    "prompt",
    [
        "a quiet harbour at dawn, slow dolly shot",
        "two cubs fight over a ball",
        "a fox runs a race",
        "he bets she is late",
        "no blood, no violence, a peaceful meadow",
        "a skilled craftsman",  # "killed" is inside a word
        "静かな港の夜明け",
        "狐火が川辺を歩く",
    ],
)
def test_what_only_sounds_like_it_is_none(prompt: str) -> None:
    assert found(prompt) == set()


def test_what_a_negative_prompt_leaves_out_is_none() -> None:
    texts = [Text(field="prompt", text="a fox"), Text(field="negative_prompt", text="blood, gore")]
    assert Contexts.open().find(texts) == frozenset()


def test_an_operator_may_write_another_lexicon(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("spoilers:\n  - [the ending]\n  - {words: [twist], with: [final]}\n")
    own = Contexts.open(path)
    assert own.names == {"spoilers"}
    assert found("the ending of the film", own) == {"spoilers"}
    assert found("a twist of lemon", own) == set()
    assert found("the final twist", own) == {"spoilers"}
    assert found("blood", own) == set()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "must be contexts with lists of words"),
        ("violence: blood", "must be contexts with lists of words"),
        ("violence: [blood]", "violence[0]: must be a list of words"),
        ("violence: [{words: blood, with: [x]}]", "violence[0]: must be a list of words"),
        ("violence: [{words: [a]}]", "violence[0]: must be a list of words"),
        ("violence: [['  ']]", "has no visible characters"),
        ("a: [", "not well-formed"),
    ],
)
def test_a_lexicon_that_is_none_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(BadInputError) as caught:
        Contexts.open(path)
    assert said in str(caught.value)
    with pytest.raises(BadInputError, match="cannot be read"):
        Contexts.open(tmp_path / "none.yaml")
