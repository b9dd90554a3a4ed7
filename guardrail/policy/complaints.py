"""What pydantic finds wrong with a document, said so that its writer can mend it."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guardrail.errors import PolicyDocumentError
from guardrail.policy.schema import SHAPES, json_schema
from guardrail.policy.source import Source
from guardrail.wording import Place, place_of, said


def complaints_about(error: ValidationError, source: Source) -> list[PolicyDocumentError]:
    """Pydantic's errors: unknown keys first, then in the order of the text.

    (A misspelt key is also a missing one, and a list of wrong items a short one: what is said of
    the key and of the items explains both.)
    """
    errors = error.errors(include_url=False)
    around = {place_of(e)[:at] for e in errors for at in range(len(place_of(e)))}
    in_order = sorted(
        (e for e in errors if place_of(e) not in around),
        key=lambda e: (e["type"] != "extra_forbidden", source.position(place_of(e))),
    )
    unknown = {place_of(e)[:-1] for e in in_order if e["type"] == "extra_forbidden"}
    return [
        _complaint(one, source)
        for one in in_order
        if not (one["type"] == "missing" and place_of(one)[:-1] in unknown)
    ]


def _complaint(error: ErrorDetails, source: Source) -> PolicyDocumentError:
    place = place_of(error)
    known = _known_keys(place[:-1]) if error["type"] == "extra_forbidden" else ()
    problem, fix = said(error, known=known, shapes=SHAPES)
    return source.error(place, problem, fix=fix)


def _known_keys(place: Place) -> list[str]:
    """The keys that may stand at a place, from the schema."""
    schema = json_schema()
    node: dict[str, Any] = schema
    for key in place:
        node = _resolved(node, schema)
        node = node["items"] if isinstance(key, int) else node["properties"][key]
    return sorted(_resolved(node, schema)["properties"])


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema node without references, and the real half of one that may be null."""
    while "$ref" in node or "anyOf" in node:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        else:
            node = node["anyOf"][0]
    return node
