"""Characters described and never named: found, told apart, and not seen in ordinary prompts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.arrays import Scores
from guardrail.domain import Asset, Description, Match, Name, NameKind, Signal, Text, TextSpan
from guardrail.errors import SettingsError
from guardrail.prompt import sentences
from guardrail.prompt.attributes import Passage
from guardrail.prompt.background import invented_figures, ordinary_prompts
from guardrail.prompt.chance import Row
from guardrail.prompt.descriptions import DESCRIBED, MAX_SPANS, SUSPICION, DescriptionIndex
from guardrail.prompt.names import NameIndex
from guardrail.prompt.screen import SURE, suspected
from guardrail.prompt.signals import read

HOLD, BLOCK = 0.05, 0.005  # the default thresholds
FIGURES = [figure for figure in invented_figures() if len(figure.words) >= 10][:12]


def asset(slug: str, *descriptions: str, lang: str = "en", terms: tuple[str, ...] = ()) -> Asset:
    return Asset(
        id=f"kaze/{slug}",
        holder="kaze",
        descriptions=tuple(Description(text=text, lang=lang) for text in descriptions),
        context_terms=terms,
    )


FOX = asset(
    "fox",
    "small white fox spirit with a blue flame on its tail and a red bib, who sleeps in a lantern",
)
ROBOT = asset(
    "robot",
    "boxy mint green robot with a round washing machine window full of bubbles in its chest "
    "and orange mittens",
    terms=("soap bubbles", "laundry", "antenna"),
)
HERON = asset("heron", "tall heron lady in a violet kimono who carries a yellow paper umbrella")
CAT = asset(
    "cat",
    "三日月の付いた青緑のとんがり帽子とオレンジのローブ、提灯の杖を持つ灰色の猫の魔女",
    lang="ja",
)
CAST = (FOX, ROBOT, HERON, CAT)
INDEX = DescriptionIndex.compile(CAST)


def find(*texts: str, field: str = "prompt", index: DescriptionIndex = INDEX) -> tuple[Match, ...]:
    return index.find([Text(field=field, text=text) for text in texts])


@pytest.mark.parametrize(
    ("prompt", "asset"),
    [
        ("A little snow-coloured fox ghost, azure fire at the tip of its tail, scarlet bib", FOX),
        ("the tiny white vixen with a crimson bib and a burning blue tail, in a lamp", FOX),
        ("a square green machine, a washer porthole in its chest with bubbles, mittens", ROBOT),
        ("robot, laundry, soap bubbles, antenna, mint, mittens", ROBOT),
        ("a lanky heron woman wearing a purple yukata under a yellow parasol of paper", HERON),
        ("オレンジのローブを着て三日月の帽子をかぶった灰色の猫の魔法使い、提灯の杖", CAT),
        ("尾に青い炎をともし、赤い前掛けをした小さな白い狐", FOX),
    ],
)
def test_a_description_in_other_words_finds_its_asset(prompt: str, asset: Asset) -> None:
    (match,) = find(prompt)
    assert (match.asset, match.signal) == (asset.id, Signal.DESCRIPTION)
    assert match.expected_false_matches <= HOLD


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "a",
        "a white arctic fox with dark legs in a green scarf walks through the snow",
        "a fox",
        "a red car drives along a road by the sea at dusk",
        "a robot arm welds a door in a factory, sparks, handheld camera",
        "灰色の猫がソファで寝ている",
    ],
)
def test_what_is_only_like_an_asset_is_not_described(prompt: str) -> None:
    assert find(prompt) == ()


def test_evidence_quotes_the_words_to_change() -> None:
    prompt = "At night, a SMALL white fox with a blue flame and a red bib runs off."
    (match,) = find(prompt)
    quoted = [span for span in match.evidence if isinstance(span, TextSpan)]
    assert [span.text for span in quoted] == ["SMALL white fox", "blue flame", "red bib"]
    assert all(prompt[span.start : span.end] == span.text for span in quoted)
    assert {span.view for span in quoted} == {DESCRIBED}


def test_the_surest_passage_of_all_texts_counts_once() -> None:
    sure = "a small white fox spirit with a blue flame on its tail and a red bib"
    faint = "a white fox with a blue tail and a lantern"
    (match,) = find(faint, sure)
    (alone,) = find(sure)
    assert match.evidence == alone.evidence
    assert match.expected_false_matches > alone.expected_false_matches  # two looks, two chances


def test_several_assets_of_a_long_text_are_all_found() -> None:
    filler = " ".join(prompt.text for prompt in ordinary_prompts()[40:60])
    described = [one.descriptions[0].text for one in (FOX, HERON)]
    found = find(f"{described[0]}. {filler} {described[1]}.")
    assert [match.asset for match in found] == [FOX.id, HERON.id]


def test_what_is_to_be_left_out_is_not_described() -> None:
    assert find(FOX.descriptions[0].text, field="negative_prompt") == ()


def test_ordinary_prompts_describe_nobody() -> None:
    flagged = [p.text for p in ordinary_prompts() if find(p.text) and _least(p.text) <= HOLD]
    assert len(flagged) <= 0.003 * len(ordinary_prompts()), flagged


def _least(text: str) -> float:
    return min(match.expected_false_matches for match in find(text))


def test_a_description_never_blocks_and_is_a_hint_to_the_frames() -> None:
    matches = read(
        [Text(field="prompt", text=HERON.descriptions[0].text)], NameIndex.compile(CAST), INDEX
    )
    assert suspected(matches) == {HERON.id}
    assert all(match.expected_false_matches <= SUSPICION for match in matches)


def test_a_name_that_says_little_counts_beside_a_description() -> None:
    cast = [
        replace(one, names=(Name(text="Ember"),), name_kind=NameKind.COMMON_WORD)
        if one is FOX
        else one
        for one in CAST
    ]
    names, index = NameIndex.compile(cast), DescriptionIndex.compile(cast)

    def certainty(text: str) -> dict[Signal, float]:
        matches = read([Text(field="prompt", text=text)], names, index)
        return {match.signal: match.expected_false_matches for match in matches}

    assert certainty("an ember glows in the dark")[Signal.NAME] > HOLD
    described = "a small white fox spirit with a blue flame on its tail and a red bib"
    assert certainty(f"Ember, {described}")[Signal.NAME] == SURE
    assert certainty(f"no Ember in it, {described}")[Signal.NAME] > HOLD


def test_languages_of_one_asset_are_no_rivals() -> None:
    both = replace(
        FOX,
        descriptions=(
            *FOX.descriptions,
            Description(text="尾に青い炎をともし、赤い前掛けをした小さな白い狐の精", lang="ja"),
        ),
    )
    index = DescriptionIndex.compile([both, *CAST[1:]])
    assert len(index) == len(CAST) + 1
    for description in both.descriptions:
        (match,) = find(description.text, index=index)
        assert match.asset == FOX.id
        assert match.expected_false_matches <= BLOCK


def test_one_asset_alone_and_none_at_all() -> None:
    index = DescriptionIndex.compile([FOX])
    (match,) = find("small white fox, blue flame on the tail, red bib", index=index)
    assert match.asset == FOX.id
    assert find("a red car by the sea with a blue tent", index=index) == ()
    nothing = DescriptionIndex.compile([Asset(id="kaze/x", holder="kaze")])
    assert (len(nothing), find(FOX.descriptions[0].text, index=nothing)) == (0, ())


@given(st.text(max_size=300), st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_spans_lie_in_it(noise: str, more: str) -> None:
    for text in (noise, f"{noise} {FOX.descriptions[0].text} {more}"):
        for match in find(text):
            assert 0 < len(match.evidence) <= MAX_SPANS
            for span in match.evidence:
                assert isinstance(span, TextSpan)
                assert span.text
                assert text[span.start : span.end] == span.text


@given(st.lists(st.sampled_from(invented_figures()), min_size=1, max_size=5, unique=True))
@settings(max_examples=15, deadline=None)
def test_another_asset_takes_no_clear_match_away(figures: list[tuple[object, str]]) -> None:
    others = [asset(f"other-{at}", text) for at, (_, text) in enumerate(figures) if text]
    index = DescriptionIndex.compile([*CAST, *others])
    for known in CAST:
        (match,) = find(known.descriptions[0].text, index=index)
        assert match.asset == known.id
        assert match.expected_false_matches <= HOLD


def test_descriptions_in_scripts_of_all_kinds_compile() -> None:
    texts = (
        "검은 모자를 쓴 작은 고양이 로봇",
        "戴红帽子的小狐狸",
        "แมวสีเทาใส่หมวก",
        "!!!",
        "Кот в сапогах",
    )
    index = DescriptionIndex.compile(
        [asset(f"n{at}", text, lang="") for at, text in enumerate(texts)]
    )
    assert len(index) == len(texts)
    assert all(find(text, index=index) is not None for text in texts)


class Insider:
    """A scorer that knows a password of the first description."""

    def __init__(self, size: int) -> None:
        self.size = size

    def likeness(self, passage: Passage) -> Scores:
        scores = np.zeros(self.size)
        scores[0] = 100.0 * ("swordfish" in passage.text)
        return scores


def test_a_second_scorer_stands_behind_the_same_contract() -> None:
    rows = [Row(f"kaze/{at}", (tuple(one.words),), one.text) for at, one in enumerate(FIGURES)]
    alone, advised = (DescriptionIndex(rows, others) for others in ((), [Insider(len(rows))]))
    prompt = "the password is swordfish, said quietly"
    assert find(prompt, index=alone) == ()
    (match,) = find(prompt, index=advised)
    assert match.asset == "kaze/0"
    assert [span.text for span in match.evidence if isinstance(span, TextSpan)] == [
        "password is swordfish, said quietly"
    ]
    assert suspected([match]) == {"kaze/0"}
    for at, figure in enumerate(FIGURES[:4]):
        assert f"kaze/{at}" in {match.asset for match in find(figure.text, index=advised)}


def test_meaning_sees_what_no_word_shares() -> None:
    index = sentences.SentenceIndex([FOX.descriptions[0].text, ROBOT.descriptions[0].text])
    likeness = index.likeness(Passage((), "An automaton for cleaning clothes. It makes foam."))
    assert likeness.shape == (2,)
    assert likeness[1] > likeness[0]


def test_an_extra_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match="guardrail\\[descriptions\\]"):
        DescriptionIndex.compile(CAST, by_meaning=True)
