import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import a_decision

from guardrail.audit import GENESIS, Entry, commitment, decision_from_json, decision_to_json
from guardrail.domain import Match, Signal, TextSpan


def test_a_decision_survives_json_whole() -> None:
    assert decision_from_json(decision_to_json(a_decision())) == a_decision()


@given(
    text=st.text(st.characters(codec=None)),
    efm=st.floats(min_value=0, allow_infinity=False),
    cosine=st.floats(min_value=-1, max_value=1),
)
def test_any_words_and_any_numbers_survive_json(text: str, efm: float, cosine: float) -> None:
    span = TextSpan(field=text, start=0, end=len(text), text=text, view="plain", negated=True)
    match = Match(
        asset="kaze/kitsunebi",
        signal=Signal.DESCRIPTION,
        similarity=cosine,
        expected_false_matches=efm,
        evidence=(span,),
    )
    document = decision_to_json(a_decision(matches=(match,)))
    assert document.isascii()
    assert decision_from_json(document) == a_decision(matches=(match,))


def test_an_infinite_number_is_refused() -> None:
    endless = replace(a_decision().matches[0], expected_false_matches=math.inf)
    with pytest.raises(ValueError, match="not JSON compliant"):
        decision_to_json(a_decision(matches=(endless,)))


def test_a_document_that_is_no_decision_is_refused() -> None:
    with pytest.raises(ValueError, match="stage"):
        decision_from_json('{"action": "allow"}')


def test_every_field_of_an_entry_is_in_its_digest() -> None:
    entry = Entry(
        worker="w",
        seq=1,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        kind="attempt",
        payload={"id": "gr_1"},
        previous=GENESIS,
    )
    others = [
        replace(entry, worker="v"),
        replace(entry, seq=2),
        replace(entry, at=datetime(2026, 11, 24, tzinfo=UTC)),
        replace(entry, kind="outcome"),
        replace(entry, payload={"id": "gr_2"}),
        replace(entry, previous="1" * 64),
    ]
    assert len({entry.digest, *(other.digest for other in others)}) == 7


def test_a_commitment_depends_on_salt_and_document() -> None:
    assert len({commitment(b"s", b"d"), commitment(b"t", b"d"), commitment(b"s", b"e")}) == 3
