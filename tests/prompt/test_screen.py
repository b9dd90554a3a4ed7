"""What a submission's words lead to: matches with spans, and how sure each one is."""

# ruff: noqa: RUF001 — look-alike letters are what is tested

import json
import time
from pathlib import Path
from statistics import median

import pytest

from guardrail.domain import Asset, AssetKind, Match, Name, NameKind, Signal, Text, TextSpan
from guardrail.prompt.names import NameIndex
from guardrail.prompt.screen import COMMON_WORD, GIVEN_NAME, HALF_SURE, MAX_SPANS, SURE, screen

WORK = "kaze/lanterns-of-yoi"
DATA = Path(__file__).parents[3] / "shared" / "data"


def asset(slug: str, *names: str, kind: NameKind = NameKind.DISTINCTIVE, **more: object) -> Asset:
    facts = {"parent": WORK, "name_kind": kind, **more}
    return Asset(
        id=f"kaze/{slug}",
        holder="kaze",
        names=tuple(Name(text=name) for name in names),
        **facts,  # type: ignore[arg-type]
    )


NAMES = NameIndex.compile(
    [
        asset("kitsunebi", "Kitsunebi", "狐火", "きつねび"),
        asset("lanterns-of-yoi", "Lanterns of Yoi", kind=NameKind.DISTINCTIVE, parent=None),
        asset("joy", "Joy", kind=NameKind.COMMON_WORD, context_terms=("lantern", "提灯")),
        asset("fear", "Fear", kind=NameKind.COMMON_WORD),
        asset("mira", "Mira", "Mira Oda", kind=NameKind.PERSON_NAME, context_terms=("shrine",)),
        asset("nurikabe", "Nurikabe", parent=None),
    ]
)


def read(*texts: str, field: str = "prompt") -> tuple[Match, ...]:
    return screen([Text(field=field, text=text) for text in texts], NAMES)


def certainty(text: str) -> dict[str, float]:
    return {match.asset: match.expected_false_matches for match in read(text)}


def negated(text: str) -> dict[str, bool]:
    return {
        match.asset: all(isinstance(e, TextSpan) and e.negated for e in match.evidence)
        for match in read(text)
    }


def test_one_match_per_asset_quotes_every_span_in_the_original() -> None:
    assert read("ＫＩＴＳＵＮＥＢＩ meets k i t s u n e b i", "狐火が踊る") == (
        Match(
            asset="kaze/kitsunebi",
            signal=Signal.NAME,
            similarity=1.0,
            expected_false_matches=SURE,
            evidence=(
                TextSpan(field="prompt", start=0, end=2, text="狐火", view="base"),
                TextSpan(field="prompt", start=0, end=9, text="ＫＩＴＳＵＮＥＢＩ", view="base"),
                TextSpan(
                    field="prompt", start=16, end=33, text="k i t s u n e b i", view="spelled"
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tears of joy", {"kaze/joy": COMMON_WORD}),
        ("Joy with a paper lantern", {"kaze/joy": SURE}),
        ("a joylantern of joy", {"kaze/joy": COMMON_WORD}),
        ("提灯を持つ Joy", {"kaze/joy": SURE}),
        ("Joy and Kitsunebi", {"kaze/joy": SURE, "kaze/kitsunebi": SURE}),
        ("Joy, as in Lanterns of Yoi", {"kaze/joy": SURE, WORK: SURE}),
        ("joy and fear", {"kaze/joy": HALF_SURE, "kaze/fear": HALF_SURE}),
        ("Joy and Nurikabe", {"kaze/joy": COMMON_WORD, "kaze/nurikabe": SURE}),
        ("joy, no Kitsunebi", {"kaze/joy": COMMON_WORD, "kaze/kitsunebi": SURE}),
        ("Mira smiles", {"kaze/mira": GIVEN_NAME}),
        ("Mira Oda smiles", {"kaze/mira": HALF_SURE}),
        ("Mira at the shrine", {"kaze/mira": SURE}),
        ("a quiet garden", {}),
    ],
)
def test_an_ambiguous_name_counts_only_when_something_confirms_it(
    text: str, expected: dict[str, float]
) -> None:
    assert certainty(text) == expected


def test_a_context_term_inside_the_name_itself_confirms_nothing() -> None:
    names = NameIndex.compile(
        [asset("fox", "Paper Fox", kind=NameKind.COMMON_WORD, context_terms=("fox",))]
    )
    (alone,) = screen([Text(field="prompt", text="a paper fox")], names)
    (beside,) = screen([Text(field="prompt", text="a paper fox, a real fox")], names)
    assert (alone.expected_false_matches, beside.expected_false_matches) == (COMMON_WORD, SURE)


def test_context_may_stand_in_another_field() -> None:
    texts = [Text(field="title", text="Joy"), Text(field="prompt", text="a lantern at night")]
    assert [match.expected_false_matches for match in screen(texts, NAMES)] == [SURE]


@pytest.mark.parametrize(
    "text",
    [
        "a forest, no Kitsunebi in it",
        "without any Kitsunebi",
        "do not show Kitsunebi",
        "don't draw a Kitsunebi",
        "no rain, no Kitsunebi",
        'without the character named "Kitsunebi"',
        "a Kitsunebi-free forest",
        "Kitsunebi must not appear",
        "狐火なしの森",
        "狐火は描かないで",
        "狐火以外の妖怪",
        "狐火を除く",
        "森林里没有狐火",
        "不要出现狐火",
        "狐火 없이 숲만",
        "狐火는 빼고",
    ],
)
def test_a_name_that_is_to_be_left_out_is_negated(text: str) -> None:
    assert negated(text) == {"kaze/kitsunebi": True}


@pytest.mark.parametrize(
    "text",
    [
        "No, Kitsunebi!",
        "not only Kitsunebi",
        "never without Kitsunebi",
        "no scene without Kitsunebi",
        "why not Kitsunebi",
        "none other than Kitsunebi",
        "no rain, Kitsunebi dancing",
        "no Kitsunebi here, but Kitsunebi there",
        "狐火なしでは始まらない",
        "不能没有狐火",
        "狐火 없이는 안 돼",
        "Kitsunebi is not in the mood",
    ],
)
def test_a_no_that_does_not_leave_the_name_out_changes_nothing(text: str) -> None:
    assert negated(text) == {"kaze/kitsunebi": False}


def test_or_carries_a_negation_to_the_next_name_and_a_comma_does_not() -> None:
    assert negated("without Kitsunebi or Nurikabe") == {
        "kaze/kitsunebi": True,
        "kaze/nurikabe": True,
    }
    assert negated("no Kitsunebi, Nurikabe, or Mira Oda in it") == {
        "kaze/kitsunebi": True,
        "kaze/nurikabe": True,
        "kaze/mira": True,
    }
    assert negated("without Kitsunebi, Nurikabe dances") == {
        "kaze/kitsunebi": True,
        "kaze/nurikabe": False,
    }


def test_a_negative_prompt_leaves_out_all_it_names() -> None:
    (match,) = read("blurry, Kitsunebi", field="negative_prompt")
    assert all(isinstance(span, TextSpan) and span.negated for span in match.evidence)


def test_evidence_is_bounded_and_keeps_what_counts() -> None:
    (match,) = read("no Kitsunebi. " * 100 + "Kitsunebi!")
    assert len(match.evidence) == MAX_SPANS
    assert sum(isinstance(span, TextSpan) and not span.negated for span in match.evidence) == 1


def test_works_and_styles_are_named_as_characters_are() -> None:

    work = Asset(id=WORK, holder="kaze", kind=AssetKind.WORK, names=(Name(text="Lanterns of Yoi"),))
    (match,) = screen([Text(field="p", text="LanternsOfYoi")], NameIndex.compile([work]))
    assert match.asset == WORK


def test_the_same_texts_give_the_same_matches() -> None:
    text = "Joy, Fear, Mira Oda and Kitsunebi in Lanterns of Yoi"
    assert read(text) == read(text)


@pytest.mark.skipif(not DATA.is_dir(), reason="the public benign prompts are not here")
def test_invented_names_raise_no_alarm_on_benign_prompts() -> None:
    prompts = [
        json.loads(line)["text"]
        for line in (DATA / "prompts" / "benign_vbench2.jsonl").read_text().splitlines()
    ]
    counted = [p for p in prompts if any(m.expected_false_matches <= 0.05 for m in read(p))]
    assert counted == []


def test_a_prompt_of_200_characters_costs_no_milliseconds() -> None:
    syllables = [a + b for a in "bdgkmnprtv" for b in "aeiou"]
    words = [f"{a}{b}{c}x" for a in syllables for b in syllables for c in syllables[:20]]
    names = NameIndex.compile(asset(f"n{i}", word) for i, word in enumerate(words))
    texts = [Text(field="prompt", text="a small white fox runs through an old cedar forest, " * 4)]
    took = []
    for _ in range(101):
        began = time.perf_counter()
        screen(texts, names)
        took.append(time.perf_counter() - began)
    assert median(took) < 0.002  # the aim is 0.0005 on an idle machine


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "shape", ["no Joy. " * 2 + "Joy. ", "Joy lantern ", "no Joy or Joy, or ", "Joy Fear "]
)
def test_a_long_prompt_that_repeats_names_takes_no_square_of_its_length(shape: str) -> None:
    (first, *_) = read(shape * 20_000)
    assert len(first.evidence) == MAX_SPANS
