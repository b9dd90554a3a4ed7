"""Refusals in both languages: every reason has words, and nobody is told too much."""

from dataclasses import replace
from pathlib import Path

import pytest
from laws import FOX, KAZE, NAME, NOW, PICTURED

from guardrail.domain import (
    Action,
    Asset,
    Circumstances,
    Decision,
    Finding,
    Name,
    Reason,
    RightsHolder,
    Stage,
)
from guardrail.errors import SettingsError
from guardrail.policy.texts import Texts, language_of
from guardrail.registry import Registry
from guardrail.web.refusals import message

JP = Circumstances(at=NOW, requester="JP")
ASSETS = (Asset(id=FOX, holder="kaze", names=(Name(text="Fox"),)),)


def registry(*, named: bool = False) -> Registry:
    holder = RightsHolder(id="kaze", name="Kaze K.K.", named_in_refusals=named)
    return Registry.from_documents([replace(KAZE, holder=holder, assets=ASSETS)])


def decision(reason: Reason, *, stage: Stage = Stage.PROMPT, **more: object) -> Decision:
    finding = Finding(
        action=Action.BLOCK,
        reason=reason,
        asset=FOX,
        holder="kaze",
        policy="kaze-1",
        basis="rule:r",
        note="claimed by several owners: north/fox",
        matches=(NAME if stage is Stage.PROMPT else PICTURED,),
    )
    return Decision(
        stage=stage,
        action=Action.BLOCK,
        reason=reason,
        findings=(replace(finding, **more),),  # type: ignore[arg-type]
        circumstances=JP,
    )


def said(
    known: Decision, *, language: str = "en", named: bool = False, texts: Texts | None = None
) -> str:
    return message(
        known,
        id="gr_1",
        registry=registry(named=named),
        texts=texts or Texts.open(),
        language=language,
    )


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_says_what_why_and_whom_to_quote(
    reason: Reason, stage: Stage, language: str
) -> None:
    for known in (
        decision(reason, stage=stage),
        decision(reason, stage=stage, asset=None, holder=None, matches=()),
        decision(reason, stage=stage, matches=()),
        replace(decision(reason, stage=stage), findings=()),
    ):
        text = said(known, language=language)
        assert reason in text
        assert "gr_1" in text
        assert "$" not in text
        assert text.isascii() is (language == "en")


def test_an_owner_is_named_only_where_it_allows() -> None:
    known = decision(Reason.NO_PERMISSION)
    assert "Kaze" not in said(known)
    assert "its owner has not permitted this use" in said(known)
    assert "Kaze K.K. has not permitted this use" in said(known, named=True)
    assert "権利者" in said(known, language="ja")
    assert "Kaze K.K. は" in said(known, language="ja", named=True)


def test_of_other_owners_nothing_is_told() -> None:
    assert "north" not in said(decision(Reason.PROHIBITED))


def test_a_prompt_is_told_the_field_and_the_term_and_a_clip_when() -> None:
    assert said(decision(Reason.PROHIBITED)) == (
        'Your request was stopped at the prompt stage: the field "prompt" refers to Fox by "Fox": '
        "its owner does not permit it here (reason: prohibited). Nothing was generated. Remove or "
        'replace "Fox" and send the request again. Quote gr_1 to ask about this.'
    )
    assert "it resembles Fox from 0.0 s to 1.0 s" in said(
        decision(Reason.PROHIBITED, stage=Stage.OUTPUT)
    )


def test_what_a_requester_wrote_is_not_taken_for_a_template() -> None:
    (span,) = NAME.evidence
    wrote = replace(NAME, evidence=(replace(span, text="$owner $id"),))  # type: ignore[arg-type]
    text = said(decision(Reason.PROHIBITED, matches=(wrote,)), named=True)
    assert '"$owner $id"' in text


def test_an_operator_may_say_it_otherwise(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text('why: {prohibited: "$owner said no, for $$0"}')
    own = Texts.open(tmp_path)
    text = said(decision(Reason.PROHIBITED), texts=own)
    assert "its owner said no, for $0 (reason: prohibited)" in text
    assert "権利者" in said(decision(Reason.PROHIBITED), texts=own, language="ja")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("why: {prohibitd: x}", "why.prohibitd: there is no such text (did you mean"),
        ("why: {prohibited: $requester}", "why.prohibited: $requester is not known"),
        ("why: {prohibited: 5 $}", "why.prohibited: a $ that stands for nothing"),
        ("- a", "must be names with texts"),
        ("a: [", "cannot be read"),
    ],
)
def test_a_text_that_is_none_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match="no texts here"):
        Texts.open(tmp_path)
    (tmp_path / "en.yaml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        Texts.open(tmp_path)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("ja", "ja"),
        ("ja-JP,en;q=0.8", "ja"),
        ("en;q=0.8, ja;q=0.9", "ja"),
        ("fr, ja;q=0.1", "ja"),
        ("ja;q=0", "en"),
        ("ja;q=x, fr", "en"),
        ("en, ja", "en"),
    ],
)
def test_a_requester_is_answered_in_its_language(accept: str, language: str) -> None:
    assert language_of(accept) == language
