"""Older documents are read as newer ones, and what is written out is what is read again."""

from dataclasses import replace
from pathlib import Path

import pytest

from guardrail.domain import PolicyDocument, Regime
from guardrail.errors import PolicyDocumentError
from guardrail.policy.documents import load, parse
from guardrail.policy.writing import SCHEMA_LINE, rewritten

DRAFT = """\
policy_version: 0
id: kaze-1
rights_holder: {id: kaze, name: Kaze}
valid: {from: 2026-11-01, until: 2027-10-31, zone: Asia/Tokyo}
regime: opt_out
assets:
  - {id: kaze/fox, names: [Fox, {text: 狐, lang: ja}]}
licenses:
  - {id: l, licensee: op:a, assets: [kaze/fox], window: {from: 2026-11-01, until: 2026-12-31}}
"""
TODAY = """\
policy_version: 1
id: kaze-1
rights_holder: {id: kaze, name: Kaze}
valid: {from: 2026-11-01, until: 2027-10-31, zone: Asia/Tokyo}
regime: {"*": opt_out}
assets:
  - {id: kaze/fox, names: [{text: Fox}, {text: 狐, lang: ja}]}
licences:
  - {id: l, licensee: op:a, assets: [kaze/fox], window: {from: 2026-11-01, until: 2026-12-31}}
"""


def read(text: str, folder: Path) -> PolicyDocument:
    """The facts of a document, whatever text they were read from."""
    return replace(parse(text, origin="kaze.yaml", folder=folder), sha256="")


def test_a_draft_is_read_as_what_it_means_today(tmp_path: Path) -> None:
    document = read(DRAFT, tmp_path)
    assert document == read(TODAY, tmp_path)
    assert document.regime == {"*": Regime.OPT_OUT}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("regime: opt_out", "regime: optout", "5:1: regime.*: 'optout' is not"),
        (
            "op:a, assets: [kaze/fox]",
            "op:a, assets: [kaze/ox]",
            "9:38: licences[0].assets[0]: there",
        ),
        ("names: [Fox,", "names: ['',", "7:28: assets[0].names[0].text: must not be empty"),
        (
            "assets:\n  - {id: kaze/fox",
            "assets:\n  - fox\n  - {id: kaze/fox",
            "7:5: assets[0]: must",
        ),
    ],
)
def test_a_complaint_about_a_draft_names_the_place_where_it_stands(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert right in DRAFT
    with pytest.raises(PolicyDocumentError) as caught:
        read(DRAFT.replace(right, wrong, 1), tmp_path)
    assert said in str(caught.value)


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("name", ["kaze.yaml", "northlight.yaml"])
def test_what_is_written_out_is_what_is_read_again(
    registry_path: Path, name: str, *, as_json: bool
) -> None:
    text = (registry_path / name).read_text(encoding="utf-8")
    again = rewritten(text, origin=name, as_json=as_json)
    assert read(again, registry_path) == read(text, registry_path)
    assert rewritten(again, origin=name, as_json=as_json) == again
    assert as_json or again.startswith(SCHEMA_LINE)


def test_writing_a_draft_out_brings_it_up_to_date(tmp_path: Path) -> None:
    again = rewritten(DRAFT, origin="kaze.yaml")
    assert "policy_version: 1\n" in again
    assert "valid:\n  from: '2026-11-01'\n" in again
    assert read(again, tmp_path) == read(TODAY, tmp_path)
    (tmp_path / "kaze.yaml").write_text(again, encoding="utf-8")
    assert load(tmp_path / "kaze.yaml").id == "kaze-1"
