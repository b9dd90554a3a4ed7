"""Reading a request body the way that servers of the Videos API do: multipart, form or JSON."""

import base64
import binascii
import io
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import av
from PIL import Image
from starlette.datastructures import UploadFile
from starlette.requests import Request

from guardrail.demo.camera import first_frame

MAX_PROMPT = 32_000
_SECONDS = ("4", "8", "12", "16", "20")
_MAX_BODY_BYTES = 64 * 2**20
_MAX_SIDE_PX = 4096


class OrderError(Exception):
    """A request that cannot be understood; `param` is the field that is wrong."""

    def __init__(self, message: str, *, param: str | None = None) -> None:
        self.message = message
        self.param = param
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The fields of one body: texts by name, uploads by name, the last one of each name."""

    texts: dict[str, str]
    uploads: dict[str, bytes]

    def prompt(self) -> str:
        """The prompt, 1 to 32,000 characters."""
        text = self.texts.get("prompt", "")
        if not 1 <= len(text) <= MAX_PROMPT:
            raise OrderError(f"'prompt' must have 1 to {MAX_PROMPT} characters", param="prompt")
        return text

    def seconds(self, default: str = "4") -> str:
        """The length of the clip, as the API writes it."""
        seconds = self.texts.get("seconds", default)
        if seconds not in _SECONDS:
            raise OrderError(f"'seconds' must be one of {', '.join(_SECONDS)}", param="seconds")
        return seconds

    def size(self, default: str) -> str:
        """The size of the clip, `WIDTHxHEIGHT`."""
        size = self.texts.get("size", default)
        sides = re.fullmatch(r"(\d{2,4})x(\d{2,4})", size)
        if not sides or max(int(side) for side in sides.groups()) > _MAX_SIDE_PX:
            raise OrderError("'size' must look like 1280x720", param="size")
        return size

    def picture(self) -> Image.Image | None:
        """The picture sent as `input_reference`, as bytes or as a data: URL."""
        raw = self.uploads.get("input_reference")
        url = self.texts.get("input_reference[image_url]", "")
        if raw is None and url:
            raw = _from_data_url(url)
        if raw is None and "input_reference[file_id]" in self.texts:
            raise OrderError("this server keeps no files; send bytes", param="input_reference")
        return None if raw is None else _picture(raw)

    def clip_frame(self) -> Image.Image | None:
        """The first picture of the clip sent as `video`."""
        raw = self.uploads.get("video")
        if raw is None:
            return None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "clip.mp4"
            path.write_bytes(raw)
            try:
                return first_frame(path)
            except av.error.FFmpegError as error:
                raise OrderError("'video' is not a clip that can be read", param="video") from error


async def read_fields(request: Request) -> Fields:
    """All fields of a request body; nested JSON objects become `name[key]`, as in forms."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        fields = await _form(request)
    else:
        body = await request.body()
        if len(body) > _MAX_BODY_BYTES:
            raise OrderError("the body is too large")
        is_form = kind == "application/x-www-form-urlencoded"
        fields = Fields(texts=(_pairs if is_form else _object)(body), uploads={})
    for name, text in fields.texts.items():
        try:
            f"{name}{text}".encode()
        except UnicodeEncodeError as error:
            raise OrderError("half a surrogate pair is no character", param=ascii(name)) from error
    return fields


def _pairs(body: bytes) -> dict[str, str]:
    """The fields of a form in the address's own encoding, whose raw bytes are UTF-8 too."""
    try:
        text = body.decode()
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000))
    except ValueError as error:
        raise OrderError("the form is not UTF-8, or has too many fields") from error


def _object(body: bytes) -> dict[str, str]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise OrderError("the body is neither JSON nor a form") from error
    if not isinstance(parsed, dict):
        raise OrderError("the body must be a JSON object")
    texts: dict[str, str] = {}
    for name, value in parsed.items():
        if isinstance(value, dict):
            texts |= {f"{name}[{key}]": str(inner) for key, inner in value.items()}
        elif value is not None:
            texts[name] = str(value)
    return texts


async def _form(request: Request) -> Fields:
    texts: dict[str, str] = {}
    uploads: dict[str, bytes] = {}
    async with request.form(max_part_size=_MAX_BODY_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = await value.read()
            else:
                texts[name] = value
    return Fields(texts=texts, uploads=uploads)


def _from_data_url(url: str) -> bytes:
    head, _, payload = url.partition(",")
    if not head.startswith("data:") or not head.endswith(";base64"):
        raise OrderError("'image_url' must be a base64 data: URL", param="input_reference")
    try:
        return base64.b64decode(payload, validate=True)
    except binascii.Error as error:
        raise OrderError("'image_url' is not base64", param="input_reference") from error


def _picture(raw: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "WEBP")) as picture:
            if max(picture.size) > _MAX_SIDE_PX:
                raise OrderError("the picture is too large", param="input_reference")
            return picture.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise OrderError("the picture cannot be read", param="input_reference") from error
