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
from urllib.parse import parse_qsl

from starlette.types import Scope

from guardrail.domain import Text
from guardrail.web import payloads

Json = dict[str, object]

VIDEO = "video"
"""The variant that a job's status speaks of."""

BLOCKED_CODE = "moderation_blocked"
"""What clients of this family know as the code of a refusal."""

HELD_CODE = "moderation_held"
"""Of an output that came with its own request and waits for a reviewer; ask again later."""

MISSING_CODE = "output_missing"
NOT_READY_CODE = "video_not_ready"
LIMITED_CODE = "rate_limit_exceeded"
UNAVAILABLE_CODE = "screening_unavailable"
UNREADABLE_CODE = "unreadable_request"

_PATH = re.compile(r"^(?P<base>(?:/.*?)?/videos)(?:/(?P<rest>.*))?$", re.DOTALL)
_COLLECTIONS = {"characters"}
_CLIENT_ERROR = 400
_ACTIONS = {"edits", "extensions", "characters", "sync"}
_WRITES = {"POST", "PUT", "PATCH"}
_LONGEST_ID = 256
_FINISHED = {"completed", "succeeded", "success", "done", "finished"}
_ENDED = {"failed", "error", "deleted", "cancelled", "canceled", "expired", "rejected"}
_ALMOST_DONE = 99
_LONGEST_VARIANT = 300
_DEEPEST_JOB = 16
_URL = re.compile(
    r"^\s*(?:(?:[a-z][\w+.-]*:)?//|(?:https?|file|ftp|s3|gs|blob|content|azure|oss|cos|hf|r2|ipfs"
    r"|rtsp|rtmp|concat|subfile|fd|pipe):\S)",
    re.IGNORECASE,
)
MEDIA_KEY = re.compile(
    r"image|video|frame|reference|bytes|b64|base64|media|file|mask", re.IGNORECASE
)
"""Values under such keys are pixels or lead to them, not words."""

_FILE_NAME = re.compile(
    r"^\s*(?:~|[a-z]:)?[^\s{\[]*[/\\]|\.(?:png|jpe?g|webp|gif|bmp|mp4|mov|webm|mkv|avi|m4v)\s*$",
    re.IGNORECASE,
)
_FILE_IDS = re.compile(r"(^|_)file_ids?$")
_WORDS = {"prompt", "negative_prompt", "name"}
"""Values that servers read as words, whatever they look like."""
_NUMBER = re.compile(r"^\d{1,6}(\.\d{1,6})?$")
_PATH_KEYS = re.compile(r"(^|_)paths?$")


class Operation(StrEnum):
    """What a request wants."""

    SUBMIT = "submit"
    LIST = "list"
    RETRIEVE = "retrieve"
    CONTENT = "content"
    DELETE = "delete"
    FILE = "file"
    OTHER = "other"


_OF_ONE_JOB = {Operation.RETRIEVE, Operation.CONTENT, Operation.DELETE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A guarded request. `base` is the path of the collection, as the app sees it.

    `is_synchronous` says that the answer to a submission is the output itself, not a job.
    """

    operation: Operation
    base: str
    job: str = ""
    action: str = "create"
    is_synchronous: bool = False

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
        source = parts[0] if parts and parts[0] not in _ACTIONS else ""
        action = parts[-1] if parts else "create"
        return Route(
            operation=Operation.SUBMIT,
            base=base,
            job=source,
            action=action,
            is_synchronous=action == "sync",
        )
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


def route_below(scope: Scope, prefixes: tuple[str, ...]) -> Route | None:
    """A request below one of these paths: what is sent there is read, what comes is looked at."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    own = path.removeprefix(root) if root else path
    if not own.startswith(prefixes) and not path.startswith(prefixes):
        return None
    method: str = scope["method"].upper()
    if method == "OPTIONS" or not any(_is_below(own, p) or _is_below(path, p) for p in prefixes):
        return None
    if method in _WRITES:
        return Route(operation=Operation.SUBMIT, base=path, action=path, is_synchronous=True)
    return Route(operation=Operation.FILE, base=path)


def _is_below(path: str, prefix: str) -> bool:
    return path.startswith(prefix) and (
        prefix.endswith("/") or path[len(prefix) :][:1] in {"", "/"}
    )


def variant(scope: Scope) -> str:
    """Which output of a job a content request asks for: all that its query says.

    Of several equal names the last one wins, as servers do; `variant=video` is the clip itself.
    """
    asked = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
    variants = {asked.pop("variant", VIDEO): None} | {
        f"{k}={v}": None for k, v in sorted(asked.items())
    }
    return "&".join(variants)[:_LONGEST_VARIANT]


# -- what a submission holds -------------------------------------------------------------------


class Means(StrEnum):
    """What a text value of a request stands for."""

    TEXT = "text"
    DATA_URL = "data_url"
    BLOB = "blob"
    URL = "url"
    FILE_ID = "file_id"
    SERVER_PATH = "server_path"


def meaning(key: str, text: str) -> Means:
    """What the server will make of this value; `key` is the last part of its name."""
    if key in _WORDS:
        return Means.TEXT
    is_pixels = MEDIA_KEY.search(key) is not None and payloads.of_base64(text) is None
    cases = (
        (Means.DATA_URL, payloads.is_data_url(text)),
        (Means.FILE_ID, _FILE_IDS.search(key)),
        (Means.SERVER_PATH, _PATH_KEYS.search(key)),
        (Means.URL, _URL.match(text)),
        (Means.BLOB, is_pixels and payloads.is_blob(text)),
        (Means.SERVER_PATH, is_pixels and _FILE_NAME.search(text)),
    )
    return next((means for means, fits in cases if fits), Means.TEXT)


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


def jobs_of(document: object, *, depth: int = 0) -> list[Json]:
    """The jobs in a reply's JSON, wherever they stand: one, or a page of them."""
    if depth > _DEEPEST_JOB:
        return []
    if isinstance(document, dict):
        if isinstance(document.get("id"), str) and "status" in document:
            return [document]
        return [job for member in document.values() for job in jobs_of(member, depth=depth + 1)]
    if isinstance(document, list):
        return [job for member in document for job in jobs_of(member, depth=depth + 1)]
    return []


def is_finished(job: Mapping[str, object]) -> bool:
    """Whether the server says that the output is there."""
    return _status(job) in _FINISHED


def is_unfinished(job: Mapping[str, object]) -> bool:
    """Whether the server is still at work on it."""
    return _status(job) not in _FINISHED | _ENDED


def _status(job: Mapping[str, object]) -> str:
    return str(job.get("status")).lower()


def revisions(job: Mapping[str, object]) -> list[Text]:
    """What the server made of the prompt before it generated, if it says so."""
    return [
        Text(field=key, text=text)
        for key in ("revised_prompt", "enhanced_prompt", "actual_prompt")
        if isinstance(text := job.get(key), str) and text and text != job.get("prompt")
    ]


def looks_unfinished(job: Json) -> None:
    """Rewrite a finished job so that clients go on polling."""
    job.update(
        {"status": "in_progress", "progress": _ALMOST_DONE, "completed_at": None, "error": None}
    )
    if "expires_at" in job:
        job["expires_at"] = None


def looks_failed(job: Json, code: str, message: str) -> None:
    """Rewrite a finished job as one that failed, so that clients stop polling."""
    job.update({"status": "failed", "error": {"code": code, "message": message}})


# -- what the provider refuses -----------------------------------------------------------------

_PROVIDER_CODES = {
    "moderation_blocked",
    "sentinel_block",
    "content_policy_violation",
    "image_content_policy_violation",
    "content_filter",
}
_PROVIDER_WORDS = re.compile(
    r"moderation|content.?polic|safety (?:system|filter|checker)|flagged|nsfw", re.IGNORECASE
)
_COUNTERS = ("raiMediaFilteredCount", "raiMediaFilteredReasons")


def provider_refusal(document: object, *, status: int = 200, depth: int = 0) -> str:
    """The code by which the server itself refused something, normalised; empty if it did not.

    It is looked for in the error of a reply or of a failed job, in the words where there is no
    code, and in counters of filtered outputs.
    """
    if depth > _DEEPEST_JOB or not isinstance(document, dict | list):
        return ""
    members = document if isinstance(document, list) else list(document.values())
    if isinstance(document, dict):
        if any(document.get(counter) for counter in _COUNTERS):
            return "output_filtered"
        failed = status >= _CLIENT_ERROR or _status(document) in _ENDED
        code = _refusal_in(document) if failed else ""
        if code:
            return code
    found = (provider_refusal(member, status=200, depth=depth + 1) for member in members)
    return next(filter(None, found), "")


def _refusal_in(document: Mapping[str, object]) -> str:
    error = document.get("error") or document.get("detail") or document.get("message")
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, str) and code in _PROVIDER_CODES:
        return code
    words = error.get("message") if isinstance(error, dict) else error
    refused = isinstance(words, str) and _PROVIDER_WORDS.search(words)
    return "moderation_blocked" if refused else ""


# -- refusals ----------------------------------------------------------------------------------


def refusal(*, code: str, message: str, param: str | None = None) -> bytes:
    """The family's error envelope; all four keys, as its specification requires."""
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return json.dumps({"error": error}).encode()


def param_of(field: str) -> str:
    """The parameter that a refusal names: the outermost name of the field."""
    return re.split(r"[.\[]", field, maxsplit=1)[0]
