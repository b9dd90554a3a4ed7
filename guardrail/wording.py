"""What pydantic finds wrong, in the words of whoever wrote it: no types, no patterns, no reprs."""

import difflib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]

_Complaint = TypeVar("_Complaint", bound=Exception)
_MOST = 10  # complaints that are told at once
_SHOWN = 60  # characters of a wrong value that are quoted back

_PLAIN: Mapping[str, str] = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "string": "text",
    "list": "a list",
    "tuple": "a list",
    "dict": "names with values",
    "model": "names with values",
    "mapping": "names with values",
    "path": "a path",
    "datetime": "a time with its timezone, such as 2026-12-31T23:59:00+09:00",
}
_Told = tuple[str, str]
_Context = Mapping[str, Any]

_SAID: Mapping[str, Callable[[str, _Context], _Told]] = {
    "missing": lambda _given, _: ("missing", "add it"),
    "value_error": lambda _given, ctx: (str(ctx["error"]), ""),
    "json_invalid": lambda _given, ctx: (f"not JSON: {ctx['error']}", ""),
    "string_unicode": lambda _given, _: ("holds half a surrogate pair, which is no character", ""),
    "string_type": lambda given, _: (f"must be text, not {given}", "put it in quotes"),
    "string_too_long": lambda _given, ctx: (f"has more than {ctx['max_length']} characters", ""),
    "string_too_short": lambda _given, ctx: _too_short(ctx["min_length"], "characters"),
    "too_short": lambda _given, ctx: _too_short(ctx["min_length"], "items"),
    "timezone_aware": lambda given, _: (
        f"{given} names no timezone",
        "add an offset such as +09:00",
    ),
    "greater_than": lambda given, ctx: (f"must be more than {ctx['gt']:g}, not {given}", ""),
    "greater_than_equal": lambda given, ctx: (f"must be at least {ctx['ge']:g}, not {given}", ""),
    "less_than": lambda given, ctx: (f"must be less than {ctx['lt']:g}, not {given}", ""),
    "less_than_equal": lambda given, ctx: (f"must be at most {ctx['le']:g}, not {given}", ""),
}


def said(
    error: ErrorDetails,
    *,
    known: Iterable[str] = (),
    shapes: Mapping[str, str] | None = None,
    secret: bool = False,
) -> _Told:
    """Problem and fix of one error, in plain words.

    Args:
        error: what pydantic says.
        known: the keys that may stand where an unknown one does.
        shapes: what the patterns mean that texts are held to.
        secret: do not quote the wrong value.
    """
    kind, context = error["type"], error.get("ctx", {})
    given = "what is there" if secret else quoted(error["input"])
    if kind in _SAID:
        return _SAID[kind](given, context)
    if kind == "extra_forbidden":
        keys = sorted(known)
        fix = nearest(str(place_of(error)[-1]), keys) or f"known here: {', '.join(keys)}"
        return "unknown key", fix
    if kind in {"enum", "literal_error"}:
        expected = context["expected"]
        return f"{given} is not {expected}", nearest(str(error["input"]), expected.split("'")[1::2])
    if kind == "string_pattern_mismatch":
        return f"{given} is not {(shapes or {}).get(context['pattern'], 'written rightly')}", ""
    meant = _PLAIN.get(kind.partition("_")[0], "something else")
    return f"must be {meant}, not {given}", ""


def together(complaints: Sequence[_Complaint]) -> _Complaint:
    """The first of some complaints, with the next nine as its notes, and how many more there are."""
    first, *rest = complaints
    lines = [line for one in rest for line in (str(one), *getattr(one, "__notes__", ()))]
    for line in lines[: _MOST - 1]:
        first.add_note(line)
    if len(lines) >= _MOST:
        first.add_note(f"and {len(lines) - _MOST + 1} more")
    return first


def _too_short(least: int, of: str) -> _Told:
    return ("must not be empty" if least == 1 else f"has fewer than {least} {of}"), ""


def place_of(error: ErrorDetails) -> Place:
    """Where it is; pydantic marks an error in a key itself by one step more."""
    place = tuple(error["loc"])
    return place[:-1] if place and place[-1] == "[key]" else place


def dotted(place: Place) -> str:
    """A place as people write it: `rules[0].when.stage`."""
    parts = (f"[{key}]" if isinstance(key, int) else f".{key}" for key in place)
    return "".join(parts).removeprefix(".")


def nearest(word: str, words: Iterable[str]) -> str:
    """`did you mean …?` for the word most like this one; empty when none is alike."""
    alike = difflib.get_close_matches(word, list(words), n=1, cutoff=0.7)
    return f"did you mean {alike[0]!r}?" if alike else ""


def quoted(value: object) -> str:
    """A value as its writer wrote it, cut short."""
    if isinstance(value, str):
        text = f"'{value}'" if value.isprintable() else ascii(value)
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
