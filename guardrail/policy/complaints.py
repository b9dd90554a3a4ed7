"""What pydantic finds wrong with a document, said so that its writer can mend it."""

import difflib
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guardrail.errors import PolicyDocumentError
from guardrail.policy.schema import json_schema
from guardrail.policy.source import Place, Source

_SHOWN = 60  # characters of a wrong value that are quoted back


def complaint_about(error: ValidationError, source: Source) -> PolicyDocumentError:
    """The most telling of pydantic's errors: unknown keys first, then the first in the text.

    (A misspelt key is also a missing one; the misspelling explains both.)
    """
    first = min(
        error.errors(include_url=False),
        key=lambda e: (e["type"] != "extra_forbidden", source.position(_place(e))),
    )
    problem, fix = _said(first)
    return source.error(_place(first), problem, fix=fix)


def nearest(word: str, words: list[str]) -> str:
    """`did you mean …?` for the word most like this one; empty when none is alike."""
    alike = difflib.get_close_matches(word, words, n=1, cutoff=0.7)
    return f"did you mean {alike[0]!r}?" if alike else ""


def _place(error: ErrorDetails) -> Place:
    """Where it is; pydantic marks an error in a key itself by one step more."""
    place = tuple(error["loc"])
    return place[:-1] if place and place[-1] == "[key]" else place


def _said(error: ErrorDetails) -> tuple[str, str]:
    """Problem and fix in plain words."""
    given = _quoted(error["input"])
    fix = ""
    match error["type"]:
        case "extra_forbidden":
            place = _place(error)
            known = _known_keys(place[:-1])
            problem = "unknown key"
            fix = nearest(str(place[-1]), known) or f"known here: {', '.join(known)}"
        case "missing":
            problem, fix = "missing", "add it"
        case "enum" | "literal_error":
            expected = error["ctx"]["expected"]
            problem = f"{given} is not {expected}"
            fix = nearest(str(error["input"]), expected.split("'")[1::2])
        case "string_type":
            problem, fix = f"must be text, not {given}", "put it in quotes"
        case "value_error":
            problem = str(error["ctx"]["error"])
        case "string_pattern_mismatch":
            problem = f"{given} does not match {error['ctx']['pattern']}"
        case _:
            problem = f"{error['msg'][:1].lower()}{error['msg'][1:]}, not {given}"
    return problem, fix


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


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
