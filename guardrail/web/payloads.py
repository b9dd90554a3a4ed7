"""Media inside texts: `data:` URLs and base64, as JSON and forms carry them both ways."""

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from guardrail.media.sniff import HEAD_BYTES, resembles_media

_LEAST = 64
"""Characters below which no base64 holds a picture worth looking for."""

_OPAQUE = 32 * 1024
_HEAD = HEAD_BYTES // 3 * 4
_BLOB = 512
_DATA_URL = re.compile(r"^\s*data:(?:[^\s,]*,|[^,]*[/;][^,]*,)", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_=\s-]+")
_RUN = re.compile(rf"[A-Za-z0-9+/_-]{{{_LEAST},}}")
_URL_SAFE = str.maketrans("-_", "+/")


def is_data_url(text: str) -> bool:
    """Whether the text is a `data:` URL, however oddly its head is written."""
    return _DATA_URL.match(text) is not None


def of_data_url(text: str) -> bytes:
    """What a `data:` URL holds. Raises ValueError when it calls itself base64 and is none."""
    head, _, payload = text.partition(",")
    raw = unquote_to_bytes(payload.encode(errors="replace"))
    media = of_base64(raw.decode("latin-1"))
    if media is not None:
        return media
    if not "".join(head.split()).lower().endswith("base64"):
        return raw
    return base64.b64decode(b"".join(raw.split()), validate=True)


def of_base64(text: str) -> bytes | None:
    """The picture or clip that the text is in base64 (either alphabet, line breaks, any padding).

    None for everything else; ordinary words cost a glance at their first characters.
    """
    if len(text) < _LEAST or not _BASE64.fullmatch(text, 0, _HEAD):
        return None
    head = "".join(text[:_HEAD].split()).translate(_URL_SAFE).rstrip("=")
    if not resembles_media(_decoded(head)):
        return None
    if not _BASE64.fullmatch(text):
        return None
    return _decoded("".join(text.split()).translate(_URL_SAFE).rstrip("="))


def is_blob(text: str) -> bool:
    """Whether the text is long, and base64 or hex of something, whatever that may be."""
    return len(text) > _BLOB and _BASE64.fullmatch(text) is not None and not is_words(text)


def is_words(text: str) -> bool:
    """Whether it reads as words: spaces not too far apart."""
    return len(text.split(" ")) > len(text) / 64


def blob(text: str) -> bytes:
    """What a blob holds; the text itself where it is no base64 after all."""
    return _decoded("".join(text.split()).translate(_URL_SAFE).rstrip("=")) or text.encode()


def hides_media(text: str) -> bool:
    """Whether a picture or clip in base64 stands somewhere inside of other words."""
    return any(of_base64(run[0]) is not None for run in _RUN.finditer(text))


def is_opaque(text: str) -> bool:
    """Whether the text is so long without a space that nobody wrote it as words."""
    return len(text) > _OPAQUE and not any(map(str.isspace, text[:_OPAQUE]))


def _decoded(letters: str) -> bytes:
    """Base64 without its padding; what is left over at the end of a cut head is dropped."""
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return binascii.a2b_base64(whole + "=" * (-len(whole) % 4))
    except (binascii.Error, ValueError):
        return b""
