"""Who asks, as headers tell it: what cannot be a fact is none."""

import pytest
from fakes import Clock
from starlette.requests import HTTPConnection

from guardrail.domain import Circumstances
from guardrail.settings import Settings
from guardrail.web.callers import Callers


def asked(clock: Clock, **headers: str) -> Circumstances:
    told = {"requester": "header:x-country", "use": "header:x-use"}
    settings = Settings.model_validate({"circumstances_from": told})
    callers = Callers(settings, digest=str, now=clock)
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return callers.read(HTTPConnection({"type": "http", "headers": raw})).circumstances


@pytest.mark.parametrize(
    ("told", "counts_as"),
    [("JP", "JP"), ("jp", "JP"), (" jp ", "JP")]
    + [(wrong, None) for wrong in ("Japan", "UK", "XX", "T1", "", "*")],
)
def test_a_territory_that_is_none_counts_as_unknown(
    clock: Clock, told: str, counts_as: str | None
) -> None:
    assert asked(clock, **{"x-country": told}).requester == counts_as


def test_a_use_that_is_none_counts_as_unknown(clock: Clock) -> None:
    assert asked(clock, **{"x-use": "commercial"}).use == "commercial"
    assert asked(clock, **{"x-use": "fun"}).use is None
