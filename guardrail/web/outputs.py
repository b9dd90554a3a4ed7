"""What stands in a JSON reply beside its jobs: media in base64, and pointers to media elsewhere.

Media is handed out to be judged where it lies. Pointers lead past the guard, so they are taken
out unless somebody who may says that they may stay: URLs of other hosts, paths on the server.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from guardrail.web import payloads
from guardrail.web.replies import ReplyError

_MAX_DEPTH = 64
_WORDS = re.compile(
    r"(^|_)(prompts?|name|message|detail|error|reason|reasons|text|title|description|msg)$",
    re.IGNORECASE,
)
"""Values under such keys are what somebody said, not where something lies."""

_ERROR = re.compile(r"(^|_)(message|detail|error|reason|reasons|msg)$", re.IGNORECASE)
_QUOTED = re.compile(r"[a-z][\w+.-]*://[^\s'\"<>]+|(?<![\w/.:])(?:/[\w.@+-]+){2,}", re.IGNORECASE)
_PATH_KEY = re.compile(r"(^|_)paths?$", re.IGNORECASE)
_URL = re.compile(r"^\s*(?:([a-z][\w+.-]*):)?//", re.IGNORECASE)
_PATH = re.compile(r"^\s*(?:/|~/|[a-z]:[\\/]|\\\\)", re.IGNORECASE)
_DATA_LINE = re.compile(r"^data: ?(.*)$", re.MULTILINE)

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A text in a document, where it stands (`holder[key]`) and its dotted name."""

    holder: Json | list[object]
    key: str | int
    name: str
    text: str

    @property
    def word(self) -> str:
        """The nearest name above it: `urls` of `urls[2]`."""
        return self.name.split("[", maxsplit=1)[0].rsplit(".", 1)[-1]

    def take_out(self) -> None:
        """Leave nothing in its place; `tidy` then drops it from lists."""
        self.put(None)

    def put(self, value: str | None) -> None:
        """Write something else in its place."""
        self.holder[self.key] = value  # type: ignore[index]


def leaves(document: object, *, depth: int = 0, name: str = "") -> Iterator[Leaf]:
    """All texts of a document, JSON inside of strings not opened.

    Raises:
        ReplyError: it is nested beyond reason.
    """
    if depth > _MAX_DEPTH:
        raise ReplyError("its JSON is nested too deeply")
    members: list[tuple[str | int, object]]
    if isinstance(document, dict):
        members = list(document.items())
    elif isinstance(document, list):
        members = list(enumerate(document))
    else:
        return
    for key, value in members:
        step = f"[{key}]" if isinstance(key, int) else f".{key}"
        here = f"{name}{step}" if name else str(key)
        if isinstance(value, str):
            yield Leaf(holder=document, key=key, name=here, text=value)
        elif isinstance(value, dict | list):
            yield from leaves(value, depth=depth + 1, name=here)


def media_in(leaf: Leaf) -> bytes | None:
    """The picture or clip that a text holds; None for words.

    Raises:
        ReplyError: it holds something that nobody can look at.
    """
    text = leaf.text
    if payloads.is_data_url(text):
        try:
            return payloads.of_data_url(text)
        except ValueError as error:
            raise ReplyError(f"{leaf.name} is a data: URL that is not base64") from error
    data = payloads.of_base64(text)
    if data is None and (payloads.is_opaque(text) or payloads.hides_media(text)):
        raise ReplyError(f"{leaf.name} is long and neither words nor a picture or clip")
    return data


def is_pointer(leaf: Leaf, *, stays: Callable[[str], bool]) -> bool:
    """Whether the text leads to something outside the reply that must not be told.

    `stays` says of a URL or a path whether it leads back through the guard, or is allowed.
    """
    if _WORDS.search(leaf.word):
        return False
    if _URL.match(leaf.text) is None and _PATH.match(leaf.text) is None:
        return False
    return _PATH_KEY.search(leaf.word) is not None or not stays(leaf.text.strip())


def tells_pointers(leaf: Leaf, *, stays: Callable[[str], bool]) -> bool:
    """Whether the words of an error quote an address or a file that must not be told."""
    return _ERROR.search(leaf.word) is not None and leaf.text != without_pointers(
        leaf.text, stays=stays
    )


def without_pointers(text: str, *, stays: Callable[[str], bool]) -> str:
    """Words with such addresses and files left out."""
    return _QUOTED.sub(lambda found: found[0] if stays(found[0]) else "[withheld]", text)


def origin_of(url: str) -> str:
    """Scheme and host of a URL in lower case; empty when it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def tidy(document: object) -> None:
    """Drop from lists what was taken out of them."""
    if isinstance(document, list):
        document[:] = [item for item in document if item is not None]
        for item in document:
            tidy(item)
    elif isinstance(document, dict):
        for member in document.values():
            tidy(member)


# -- streams of events -------------------------------------------------------------------------


def events(body: bytes) -> list[object]:
    """The JSON of each `data:` line of an event stream; what is no JSON stays text."""
    return [_json_or_text(found[1]) for found in _DATA_LINE.finditer(body.decode())]


def with_events(body: bytes, documents: list[object]) -> bytes:
    """The stream with these documents in the place of those that `events` gave."""
    fresh = iter(documents)

    def replaced(_: re.Match[str]) -> str:
        document = next(fresh)
        return f"data: {document if isinstance(document, str) else json.dumps(document)}"

    return _DATA_LINE.sub(replaced, body.decode()).encode()


def _json_or_text(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line.rstrip("\r")
