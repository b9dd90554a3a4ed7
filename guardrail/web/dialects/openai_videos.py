"""The OpenAI Videos API, as OpenAI specified it and as compatible servers speak it.

Everything the guard must know of the family and nothing else: which requests are its own, which
values of a body are texts, pictures or pointers, what a job looks like, and how a refusal reads.
Unknown writes are read like submissions, and unknown reads deliver no media: a route that this
file does not know is no way round.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from starlette.types import Scope

from guardrail.domain import Text

Json = dict[str, object]

VIDEO = "video"
"""The variant that a job's status speaks of."""

BLOCKED_CODE = "moderation_blocked"
"""What clients of this family know as the code of a refusal."""

NOT_READY_CODE = "video_not_ready"
UNAVAILABLE_CODE = "screening_unavailable"
UNREADABLE_CODE = "unreadable_request"

_PATH = re.compile(r"^(?P<base>(?:/.*?)?/videos)(?:/(?P<rest>.*))?$", re.DOTALL)
_COLLECTIONS = {"characters"}
_WRITES = {"POST", "PUT", "PATCH"}
_LONGEST_ID = 256
_FINISHED = "completed"
_ALMOST_DONE = 99
_DATA_URL = re.compile(r"^\s*data:[\w.+/-]*(;[\w.+=-]+)*,", re.IGNORECASE)
_URL = re.compile(r"^\s*([a-z][\w+.-]*:)?//", re.IGNORECASE)
_WORDS = {"prompt", "negative_prompt", "name"}
"""Values that servers read as words, whatever they look like."""
_NUMBER = re.compile(r"^\d{1,6}(\.\d{1,6})?$")
_PATH_KEYS = re.compile(r"(^|_)path$")


class Operation(StrEnum):
    """What a request wants."""

    SUBMIT = "submit"
    LIST = "list"
    RETRIEVE = "retrieve"
    CONTENT = "content"
    DELETE = "delete"
    OTHER = "other"


_OF_ONE_JOB = {Operation.RETRIEVE, Operation.CONTENT, Operation.DELETE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A request of this family. `base` is the path of the collection, as the app sees it."""

    operation: Operation
    base: str
    job: str = ""
    action: str = "create"

    def path(self, job: str, *, content: bool = False) -> str:
        """The path of a job, or of its content, on the same app."""
        return f"{self.base}/{job}/content" if content else f"{self.base}/{job}"


def route(scope: Scope) -> Route | None:
    """What the request is in this family; None when it is none of it."""
    path: str = scope["path"]
    if "/videos" not in path or not (found := _PATH.match(path)):
        return None
    method: str = scope["method"].upper()
    base = found["base"]
    parts = [part for part in (found["rest"] or "").split("/") if part]
    if method == "OPTIONS":
        return None
    if method in _WRITES:
        source = parts[0] if len(parts) > 1 else ""
        action = parts[-1] if parts else "create"
        return Route(operation=Operation.SUBMIT, base=base, job=source, action=action)
    operation = _wanted(method, parts)
    job = parts[0] if operation in _OF_ONE_JOB else ""
    return Route(operation=operation, base=base, job=job)


def _wanted(method: str, parts: list[str]) -> Operation:
    match [method, *parts]:
        case ["GET" | "HEAD"]:
            return Operation.LIST
        case ["GET" | "HEAD", job] if job not in _COLLECTIONS:
            return Operation.RETRIEVE
        case ["GET" | "HEAD", job, "content"] if job not in _COLLECTIONS:
            return Operation.CONTENT
        case ["DELETE", _]:
            return Operation.DELETE
        case _:
            return Operation.OTHER


def leads_away(scope: Scope, location: str) -> bool:
    """Whether a redirect leaves the guarded routes of this very host."""
    if not location:
        return False
    target = urlsplit(location)
    host = next((v.decode("latin-1") for k, v in scope["headers"] if k.lower() == b"host"), "")
    if target.netloc and target.netloc != host:
        return True
    return route({"path": target.path, "method": scope["method"]}) is None


def variant(scope: Scope) -> str:
    """Which output of a job a content request asks for; the last of several wins, as servers do."""
    values = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("variant")
    return values[-1] if values else VIDEO


# -- what a submission holds -------------------------------------------------------------------


class Means(StrEnum):
    """What a text value of a request stands for."""

    TEXT = "text"
    DATA_URL = "data_url"
    URL = "url"
    FILE_ID = "file_id"
    SERVER_PATH = "server_path"


def meaning(key: str, text: str) -> Means:
    """What the server will make of this value; `key` is the last part of its name."""
    if key in _WORDS:
        return Means.TEXT
    if _DATA_URL.match(text):
        return Means.DATA_URL
    if key == "file_id":
        return Means.FILE_ID
    if _PATH_KEYS.search(key):
        return Means.SERVER_PATH
    if _URL.match(text):
        return Means.URL
    return Means.TEXT


def sources(texts: Iterable[Text]) -> frozenset[str]:
    """Ids of jobs that a request may build on (`video`, `video.id`, `video[id]`, …)."""
    keys = {"id", "video", "video_id", "remix_id", "remixed_from_video_id"}
    return frozenset(
        text.text
        for text in texts
        if _last(text.field) in keys and 0 < len(text.text) <= _LONGEST_ID
    )


def _last(field: str) -> str:
    return field.replace("[", ".").replace("]", "").rsplit(".", 1)[-1]


def seconds(texts: Iterable[Text]) -> float | None:
    """How long a clip is asked for; the longest if it is said twice, None if nobody says."""
    said = [text.text for text in texts if _last(text.field) == "seconds"]
    return max((float(text) for text in said if _NUMBER.match(text)), default=None)


# -- jobs --------------------------------------------------------------------------------------


def jobs_of(document: object) -> list[Json]:
    """The jobs in a reply's JSON: one, or a page of them."""
    if not isinstance(document, dict):
        return []
    entries = document.get("data") if isinstance(document.get("data"), list) else [document]
    return [
        entry
        for entry in entries or []
        if isinstance(entry, dict) and isinstance(entry.get("id"), str) and "status" in entry
    ]


def is_finished(job: Mapping[str, object]) -> bool:
    """Whether the server says that the output is there."""
    return job.get("status") == _FINISHED


def is_unfinished(job: Mapping[str, object]) -> bool:
    """Whether the server is still at work on it."""
    return job.get("status") not in {_FINISHED, "failed", "deleted", "cancelled", "expired"}


def looks_unfinished(job: Json) -> None:
    """Rewrite a finished job so that clients go on polling."""
    job.update(
        {"status": "in_progress", "progress": _ALMOST_DONE, "completed_at": None, "error": None}
    )
    if "expires_at" in job:
        job["expires_at"] = None


def looks_blocked(job: Json, message: str) -> None:
    """Rewrite a finished job as one that moderation stopped."""
    job.update({"status": "failed", "error": {"code": BLOCKED_CODE, "message": message}})


# -- refusals ----------------------------------------------------------------------------------


def refusal(*, code: str, message: str, param: str | None = None) -> bytes:
    """The family's error envelope; all four keys, as its specification requires."""
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return json.dumps({"error": error}).encode()


def param_of(field: str) -> str:
    """The parameter that a refusal names: the outermost name of the field."""
    return re.split(r"[.\[]", field, maxsplit=1)[0]
