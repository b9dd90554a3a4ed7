"""Every value of a request body, read the way servers read it.

Servers differ in what they take: form or JSON whatever the content type says, the last of two
equal keys, JSON inside strings. So nothing is looked up by name here: all leaves are listed,
duplicates included, and a body that cannot be read is refused rather than passed on unread.
"""

import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Scope

from guardrail.errors import SubmissionError
from guardrail.web.bodies import RequestBody
from guardrail.web.replies import bodiless

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_MAX_DEPTH = 64
_MAX_LEAVES = 10_000
_PART_BYTES = 32 * 1024 * 1024
_JSON_BYTES = 32 * 1024 * 1024
_SMALL_BYTES = 64 * 1024
_NAME = re.compile(r"[^\w.\[\]-]+")
_NAME_LENGTH = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One value: a text or an uploaded file, under its dotted name (`a.b`, `a[b]` as sent).

    Names are written by strangers and end up in records: they are shortened to what names are.
    """

    name: str
    value: str | UploadFile

    @property
    def key(self) -> str:
        """The last part of the name, without brackets: `image_url` of `ref[image_url]`."""
        parts = self.name.replace("[", ".").replace("]", "").split(".")
        return next((part for part in reversed(parts) if part and not part.isdigit()), "")


@asynccontextmanager
async def leaves(scope: Scope, body: RequestBody) -> AsyncIterator[tuple[Leaf, ...]]:
    """All leaves of query and body; uploaded files are open while the context lasts.

    Raises:
        SubmissionError: the body is neither a form nor JSON, or nested beyond reason.
    """
    request = Request(scope, body.replay(bodiless()))
    _check_head(request)
    query = _bounded(Leaf(name=f"query.{key}", value=value) for key, value in _query(request))
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if not body.size:
        yield tuple(query)
    elif kind in _FORMS:
        try:
            form = await request.form(max_part_size=_PART_BYTES)
        except (HTTPException, MultiPartException) as error:
            raise SubmissionError(
                f"the form cannot be read: {getattr(error, 'message', error)}"
            ) from error
        try:
            if not form:
                raise SubmissionError("the form is empty or cut short", fix="send it again, whole")
            as_json = _misnamed_json(body) if kind == _FORMS[1] else ()
            yield (*query, *as_json, *_bounded(_form_leaves(form.multi_items())))
        finally:
            await form.close()
    elif body.size <= _SMALL_BYTES:
        yield (*query, *_all_json_leaves(body.content()))
    elif body.size <= _JSON_BYTES:
        yield (*query, *await anyio.to_thread.run_sync(_all_json_leaves, body.content()))
    else:
        raise SubmissionError(
            f"JSON larger than {_JSON_BYTES} bytes", fix="upload files as multipart", status=413
        )


def _check_head(request: Request) -> None:
    """Refuse a head of which two servers would make two things."""
    kinds = {kind.strip().lower() for kind in request.headers.getlist("content-type")}
    if len(kinds) > 1:
        raise SubmissionError("two different Content-Type headers", fix="send one")
    for name in ("content-encoding", "x-body-compressed"):
        if request.headers.get(name, "identity").strip().lower() not in {"", "identity", "0"}:
            raise SubmissionError(
                f"compressed request bodies are not read here ({name})",
                fix="send the body as it is",
                status=415,
            )


def _misnamed_json(body: RequestBody) -> tuple[Leaf, ...]:
    """Leaves of JSON that calls itself a form: some servers do not look at the name."""
    content = body.content()
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] not in (b"{", b"["):
        return ()
    return _all_json_leaves(content)


def _query(request: Request) -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.query_params.multi_items() if value]


def _form_leaves(items: list[tuple[str, str | UploadFile]]) -> Iterator[Leaf]:
    for name, value in items:
        if isinstance(value, UploadFile):
            if value.filename:
                yield Leaf(name=f"{name}.name", value=value.filename)
            yield Leaf(name=name, value=value)
        else:
            yield from _text_leaves(name, value, depth=0)
            as_utf8 = _raw_utf8(value)
            if as_utf8 != value:
                yield from _text_leaves(name, as_utf8, depth=0)


def _raw_utf8(value: str) -> str:
    """What a server makes of a form's raw bytes that takes them for UTF-8 and not for Latin-1."""
    try:
        return value if value.isascii() else value.encode("latin-1").decode()
    except ValueError:
        return value


def _json_leaves(content: bytes) -> Iterator[Leaf]:
    try:
        document = json.loads(content, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(
            "the request body is neither a form nor JSON",
            fix="send application/json, multipart/form-data or a urlencoded form",
        ) from error
    yield from _walk("", document, depth=0)


class _Pairs(list[tuple[str, object]]):
    """The members of a JSON object, duplicates kept."""


def _all_json_leaves(content: bytes) -> tuple[Leaf, ...]:
    return tuple(_bounded(_json_leaves(content)))


def _walk(name: str, value: object, *, depth: int) -> Iterator[Leaf]:
    if depth > _MAX_DEPTH:
        raise SubmissionError("the request body is nested too deeply", field=name)
    if isinstance(value, _Pairs):
        for key, member in value:
            yield from _walk(f"{name}.{key}" if name else key, member, depth=depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(f"{name}[{index}]", item, depth=depth + 1)
    elif isinstance(value, str):
        yield from _text_leaves(name, value, depth=depth)


def _text_leaves(name: str, text: str, *, depth: int) -> Iterator[Leaf]:
    """The text itself and, when it is JSON in a string, what stands inside."""
    yield Leaf(name=name, value=text)
    if text.lstrip()[:1] in ("{", "["):
        try:
            document = json.loads(text, object_pairs_hook=_Pairs)
        except (ValueError, RecursionError):
            return
        yield from _walk(name, document, depth=depth + 1)


def _bounded(found: Iterable[Leaf]) -> Iterator[Leaf]:
    for index, leaf in enumerate(found):
        if index >= _MAX_LEAVES:
            raise SubmissionError(f"the request has more than {_MAX_LEAVES} values")
        name = _NAME.sub("_", leaf.name)[:_NAME_LENGTH]
        yield leaf if name == leaf.name else Leaf(name=name, value=leaf.value)
