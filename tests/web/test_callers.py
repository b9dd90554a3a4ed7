"""Who asks, as headers tell it: what cannot be a fact is none."""

import pytest
from fakes import Clock
from starlette.requests import HTTPConnection

from guardrail.domain import Circumstances, Text
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


def test_an_odd_territory_is_unknown_and_not_the_operators_default(clock: Clock) -> None:
    settings = Settings.model_validate(
        {
            "circumstances_from": {"requester": "header:cf-ipcountry"},
            "requester_territory": "US",
        }
    )
    callers = Callers(settings, digest=str, now=clock)

    def requester(*headers: tuple[bytes, bytes]) -> str | None:
        scope = {"type": "http", "headers": list(headers)}
        return callers.read(HTTPConnection(scope)).circumstances.requester

    assert requester() == "US"
    assert requester((b"cf-ipcountry", b"JP")) == "JP"
    assert requester((b"cf-ipcountry", b"T1")) is None
    assert requester((b"cf-ipcountry", b"JP"), (b"cf-ipcountry", b"FR")) is None


FIELDS = {
    "circumstances_from": {
        "use": "field:metadata.use",
        "exception": "field:metadata.exception",
        "delivery": "field:country",
        "licensee": "header:x-licensee",
    },
    "delivery_territory": "US",
    "callers": [{"credential": "Bearer tubeco-key", "use": "commercial"}],
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {}),
        ({"metadata.use": ["noncommercial"]}, {"use": "noncommercial"}),
        ({"metadata.use": ["fun"]}, {}),
        ({"metadata.use": ["noncommercial", "commercial"]}, {}),
        ({"metadata.exception": ["Parody"]}, {"exception": "parody"}),
        ({"metadata.exception": ["<script>"]}, {}),
        ({"country": ["jp"]}, {"delivery": "JP"}),
        ({"country": ["Mars"]}, {"delivery": None}),
        ({"x-licensee": ["op:tubeco"]}, {}),
    ],
)
def test_a_body_tells_facts_where_the_settings_look_for_them(
    clock: Clock, fields: dict[str, list[str]], expected: dict[str, str | None]
) -> None:
    callers = Callers(Settings.model_validate(FIELDS), digest=str, now=clock)
    asker = callers.read(HTTPConnection({"type": "http", "headers": []}))
    texts = [Text(field=name, text=text) for name, values in fields.items() for text in values]
    facts = callers.with_fields(asker, texts)
    told = {"use": facts.use, "exception": facts.exception, "delivery": facts.delivery}
    assert told == {"use": None, "exception": None, "delivery": "US", **expected}
    assert facts.licensee is None


def test_what_the_settings_know_of_a_caller_goes_before_what_its_body_says(clock: Clock) -> None:
    callers = Callers(Settings.model_validate(FIELDS), digest=str, now=clock)
    headers = [(b"authorization", b"Bearer tubeco-key")]
    asker = callers.read(HTTPConnection({"type": "http", "headers": headers}))
    texts = [Text(field="metadata.use", text="noncommercial")]
    assert callers.with_fields(asker, texts).use == "commercial"
