"""A document's text as plain values that remember where they were written.

YAML is read as JSON is meant: `true`, `false`, `null` and numbers are typed, everything else is
text. So `NO` stays Norway and `2026-12-31` stays what was written. Tags, merge keys and second
documents are refused; depth, nodes (aliases counted as often as they stand) and bytes are bounded.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from guardrail.errors import PolicyDocumentError
from guardrail.wording import Place, dotted

MAX_BYTES = 16 * 1024 * 1024
MAX_NODES = 1_000_000
MAX_DEPTH = 16

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # events only: nothing is constructed
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
_ESCAPE = re.compile(r"\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a text holds, and for each key and item the line and column (from 1) where it stands."""

    origin: str
    value: Plain
    marks: Mapping[Place, tuple[int, int]]

    def where(self, place: Place) -> str:
        """`ORIGIN:LINE:COLUMN` of a place, or of the nearest place around it."""
        line, column = self.position(place)
        return f"{self.origin}:{line}:{column}"

    def position(self, place: Place) -> tuple[int, int]:
        """Line and column of a place, or of the nearest place around it."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, (1, 1))

    def error(self, place: Place, problem: str, *, fix: str = "") -> PolicyDocumentError:
        """A complaint about one place."""
        named = dotted(place)
        text = f"{named}: {problem}" if named else problem
        return PolicyDocumentError(text, where=self.where(place), fix=fix)


def read(text: str, *, origin: str) -> Source:
    """Read one YAML or JSON document.

    Raises:
        PolicyDocumentError: not one well-formed document within the bounds, or a key twice.
    """
    if len(text) > MAX_BYTES or len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise PolicyDocumentError(
            f"larger than {MAX_BYTES // 2**20} MiB", where=origin, fix="split it into documents"
        )
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        text = _as_yaml(text)
    reading = _Reading(text, origin)
    try:
        return reading.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{origin}:{mark.line + 1}:{mark.column + 1}" if mark else origin
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        raise PolicyDocumentError(f"not well-formed YAML or JSON: {problem}", where=where) from None


def _as_yaml(text: str) -> str:
    """JSON in the dialect of YAML, every character at its column: tabs and surrogate pairs."""

    def escape(match: re.Match[str]) -> str:
        high, low = match[1], match[2]
        if high is None:
            return match[0]
        return f"\\U{0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00:08x}"

    return _ESCAPE.sub(escape, text.replace("\t", " "))


class _Reading:
    """One pass over the parser's events; deep or endless documents end it early."""

    def __init__(self, text: str, origin: str) -> None:
        self._origin = origin
        self._events: Iterator[Event] = yaml.parse(text, Loader=_LOADER)
        self._marks: dict[Place, tuple[int, int]] = {}
        self._anchors: dict[str, tuple[Plain, int]] = {}
        self._nodes = 0

    def document(self) -> Source:
        """The only document of the text."""
        next(self._events)  # the stream begins
        first = next(self._events)
        if not isinstance(first, DocumentStartEvent):
            raise PolicyDocumentError("empty", where=self._origin, fix="write a policy document")
        value = self._node(next(self._events), ())
        next(self._events)  # the document ends
        last = next(self._events)
        if not isinstance(last, StreamEndEvent):
            raise self._error(last, "a second document begins here", "one document a file")
        return Source(origin=self._origin, value=value, marks=self._marks)

    def _node(self, event: Event, place: Place) -> Plain:
        """The value that begins with this event."""
        if isinstance(event, AliasEvent):
            return self._alias(event)
        self._count(event, 1)
        if len(place) > MAX_DEPTH:
            raise self._error(event, f"nested deeper than {MAX_DEPTH} levels")
        if getattr(event, "tag", None) not in {None, "!"}:
            raise self._error(event, "tags are not read", "write the plain value")
        before = self._nodes
        value: Plain
        match event:
            case MappingStartEvent():
                value = self._mapping(place)
            case SequenceStartEvent():
                value = self._sequence(place)
            case ScalarEvent():
                value = self._scalar(event)
            case _:
                raise self._error(event, "a value is missing here")
        if event.anchor:
            self._anchors[event.anchor] = (value, self._nodes - before + 1)
        return value

    def _mapping(self, place: Place) -> dict[str, Plain]:
        """Keys are text and stand once."""
        made: dict[str, Plain] = {}
        for event in iter(lambda: next(self._events), None):
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                raise self._error(event, "a key must be plain text")
            key = event.value
            if key in made:
                first = self._marks[(*place, key)][0]
                raise self._error(
                    event,
                    f"{dotted((*place, key))}: given twice, first on line {first}",
                    "keep one",
                )
            if key == "<<" and event.implicit[0]:
                raise self._error(event, "merge keys are not read", "write the keys out")
            self._mark(event, (*place, key))
            made[key] = self._node(next(self._events), (*place, key))
        return made

    def _sequence(self, place: Place) -> list[Plain]:
        """Items in order."""
        made: list[Plain] = []
        for event in iter(lambda: next(self._events), None):
            if isinstance(event, SequenceEndEvent):
                break
            here = (*place, len(made))
            self._mark(event, here)
            made.append(self._node(event, here))
        return made

    def _scalar(self, event: ScalarEvent) -> Plain:
        """Text, unless it is plain and looks like JSON's words or numbers."""
        text: str = event.value
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise self._error(event, "half a surrogate pair is no character")
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text

    def _alias(self, event: AliasEvent) -> Plain:
        """What the anchor named, counted again in full."""
        if event.anchor not in self._anchors:
            raise self._error(event, f"*{event.anchor} names nothing above it")
        value, size = self._anchors[event.anchor]
        self._count(event, size)
        return value

    def _count(self, event: Event, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise self._error(event, f"more than {MAX_NODES:,} values, aliases counted in full")

    def _mark(self, event: Event, place: Place) -> None:
        self._marks[place] = _position(event)

    def _error(self, event: Event, problem: str, fix: str = "") -> PolicyDocumentError:
        line, column = _position(event)
        return PolicyDocumentError(problem, where=f"{self._origin}:{line}:{column}", fix=fix)


def _position(event: Event) -> tuple[int, int]:
    """Line and column of an event, from 1."""
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
