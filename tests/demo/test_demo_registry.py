"""The documents and pictures of the demonstration's rights holders."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from guardrail.demo.cast import CAST
from guardrail.demo.registry import write_registry
from guardrail.domain import Action, Box, Circumstances, Match, Segment, Signal, Stage, TextSpan
from guardrail.policy.decide import Policies, decide
from guardrail.policy.documents import load_all


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One written registry for all tests, since drawing it takes seconds."""
    return write_registry(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="module")
def documents(registry: Path) -> dict[str, Mapping[str, Any]]:
    """The documents by rights holder."""
    loaded = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(registry.glob("*.yaml"))]
    return {document["rights_holder"]["id"]: document for document in loaded}


def test_there_are_two_rights_holders(documents: dict[str, Mapping[str, Any]]) -> None:
    assert sorted(documents) == ["kaze", "northlight"]
    assert documents["kaze"]["rights_holder"]["association"] == "CODA"


def test_every_glob_matches_pictures(
    registry: Path, documents: dict[str, Mapping[str, Any]]
) -> None:
    for document in documents.values():
        for asset in document["assets"]:
            for version in asset.get("versions", []):
                (pattern,) = version["references"]
                found = sorted(registry.glob(pattern))
                assert len(found) == 5, asset["id"]
                for path in found:
                    with Image.open(path) as picture:
                        assert (picture.format, picture.size) == ("PNG", (320, 320))


def test_the_documents_register_the_cast_under_its_names_and_descriptions(
    documents: dict[str, Mapping[str, Any]],
) -> None:
    assets = {
        asset["id"]: asset
        for document in documents.values()
        for asset in document["assets"]
        if asset["kind"] == "character"
    }
    assert sorted(assets) == sorted(character.id for character in CAST)
    for character in CAST:
        asset = assets[character.id]
        assert {name["text"] for name in asset["names"]} <= set(character.names)
        assert asset["descriptions"][0]["text"] == character.description
        assert (asset["name_kind"] == "common_word") == character.name_is_word


def test_every_rule_and_licence_is_about_something_registered(
    documents: dict[str, Mapping[str, Any]],
) -> None:
    for holder, document in documents.items():
        known = {asset["id"] for asset in document["assets"]} | {f"{holder}/*"}
        assert {rule["target"] for rule in document["rules"]} <= known
        for licence in document["licences"]:
            assert set(licence["assets"]) <= known
        ids = [rule["id"] for rule in document["rules"]]
        assert len(ids) == len(set(ids))


def test_the_controls_differ(documents: dict[str, Mapping[str, Any]]) -> None:
    rules = [rule for document in documents.values() for rule in document["rules"]]
    assert {rule["action"] for rule in rules} == {"block", "hold", "log"}
    assert any(rule.get("overrides_licences") for rule in rules)


def test_the_documents_are_accepted(registry: Path) -> None:
    accepted = load_all(registry)
    assert [document.id for document in accepted] == ["kaze-demo-1", "northlight-demo-1"]


US = {"requester": "US", "operator": "US", "delivery": "US"}
JP = {"requester": "JP", "operator": "JP", "delivery": "JP"}
TUBECO = {**US, "licensee": "op:tubeco"}
FAN = {**US, "use": "noncommercial"}
SAYS = [
    ("kaze/kitsunebi", US, Action.BLOCK, Action.BLOCK),
    ("kaze/awamaru", US, Action.BLOCK, Action.BLOCK),
    ("kaze/awamaru", TUBECO, Action.HOLD, Action.HOLD),
    ("kaze/sagihime", JP, Action.LOG, Action.HOLD),
    ("kaze/yuzumo", JP, Action.LOG, Action.LOG),
    ("kaze/tsukimi", US, Action.LOG, Action.BLOCK),
    ("kaze/kurarin", US, Action.LOG, Action.LOG),
    ("kaze/kurarin", JP, Action.BLOCK, Action.BLOCK),
    ("northlight/meridian", US, Action.BLOCK, Action.BLOCK),
    ("northlight/meridian", TUBECO, Action.ALLOW, Action.ALLOW),
    ("northlight/thistle", TUBECO, Action.BLOCK, Action.BLOCK),
    ("northlight/ember", US, Action.LOG, Action.BLOCK),
    ("northlight/pekoe", US, Action.LOG, Action.LOG),
    ("northlight/pekoe", JP, Action.LOG, Action.LOG),
    ("northlight/oskar", US, Action.HOLD, Action.HOLD),
    ("northlight/oskar", FAN, Action.LOG, Action.LOG),
    ("northlight/pinewick", US, Action.LOG, Action.BLOCK),
]


@pytest.mark.parametrize(("asset", "who", "asked", "seen"), SAYS)
def test_the_rules_do_what_their_comments_say(
    registry: Path, asset: str, who: dict[str, Any], asked: Action, seen: Action
) -> None:
    policies = Policies.from_documents(load_all(registry))
    circumstances = Circumstances(at=datetime(2026, 11, 23, tzinfo=UTC), clip_seconds=8, **who)
    span = TextSpan(field="prompt", start=0, end=1, text="x", view="plain")
    segment = Segment(
        field="video",
        from_s=0,
        to_s=1,
        best_s=0,
        region=Box(x=0, y=0, w=1, h=1),
        support=5,
        looked_at=5,
        reference="r",
    )
    for stage, signal, evidence, expected in (
        (Stage.PROMPT, Signal.NAME, span, asked),
        (Stage.OUTPUT, Signal.PICTURE, segment, seen),
    ):
        match = Match(
            asset=asset,
            signal=signal,
            similarity=1,
            expected_false_matches=0,
            evidence=(evidence,),
        )
        assert decide([match], circumstances, policies, stage=stage).action is expected
