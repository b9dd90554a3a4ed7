"""What may be asked for: every field in every encoding, refused before the server sees it."""

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from conftest import Clips, OpenParts
from driving import client_of
from fakes import Clock
from servers.openai_videos import VideoServer

from guardrail.domain import Action
from guardrail.holds import HoldStatus
from guardrail.web.middleware import GuardrailMiddleware

JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
NAMED = "Kitsunebi in the rain"


def multipart(*parts: tuple[str, str, bytes]) -> tuple[bytes, dict[str, str]]:
    """Parts of (name, filename or "", bytes) as a body and its headers."""
    pieces = []
    for name, filename, content in parts:
        file = f'; filename="{filename}"' if filename else ""
        head = f'--XX\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        pieces.append(head.encode() + content + b"\r\n")
    body = b"".join(pieces) + b"--XX--\r\n"
    return body, {"content-type": "multipart/form-data; boundary=XX"}


ENCODINGS: dict[str, tuple[bytes, dict[str, str]]] = {
    "json": (json.dumps({"prompt": NAMED}).encode(), JSON),
    "json without a content type": (json.dumps({"prompt": NAMED}).encode(), {}),
    "json as text": (json.dumps({"prompt": NAMED}).encode(), {"content-type": "text/plain"}),
    "utf-16": (json.dumps({"prompt": NAMED}).encode("utf-16"), JSON),
    "with a byte order mark": (json.dumps({"prompt": NAMED}).encode("utf-8-sig"), JSON),
    "escaped": (b'{"prompt": "\\u004bitsunebi in the rain"}', JSON),
    "first of two equal keys": (b'{"prompt": "Kitsunebi", "prompt": "a cat"}', JSON),
    "last of two equal keys": (b'{"prompt": "a cat", "prompt": "Kitsunebi"}', JSON),
    "nested": (json.dumps({"prompt": "a", "extra_body": {"prompt": NAMED}}).encode(), JSON),
    "json in a string": (
        json.dumps({"prompt": "a", "extra_body": json.dumps({"x": [NAMED]})}).encode(),
        JSON,
    ),
    "urlencoded": (urlencode({"prompt": NAMED}).encode(), FORM),
    "raw bytes in a form": ("prompt=狐火が雨の中を歩く".encode(), FORM),
    "json called a form": (json.dumps({"prompt": NAMED}).encode(), FORM),
    "multipart": multipart(("prompt", "", NAMED.encode())),
    "second part of one name": multipart(("prompt", "", b"a"), ("prompt", "", NAMED.encode())),
    "a file name": multipart(("prompt", "", b"a"), ("input_reference", "Kitsunebi.png", b"x")),
}


AMBIGUOUS: dict[str, tuple[list[tuple[str, str]], int]] = {
    "two content types": ([*JSON.items(), *FORM.items()], 400),
    "compressed": ([*JSON.items(), ("content-encoding", "gzip")], 415),
    "compressed in another's words": ([*JSON.items(), ("x-body-compressed", "zstd")], 415),
}


@pytest.mark.parametrize("case", AMBIGUOUS)
async def test_a_body_that_two_servers_would_read_in_two_ways_is_refused(
    server: VideoServer, open_parts: OpenParts, case: str
) -> None:
    headers, status = AMBIGUOUS[case]
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", content=b'{"prompt": "a cat"}', headers=headers)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == "unreadable_request"
    assert server.bodies == []


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_named_character_is_refused_in_every_encoding(
    server: VideoServer, open_parts: OpenParts, encoding: str
) -> None:
    body, headers = ENCODINGS[encoding]
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", content=body, headers=headers)
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["code"] == "moderation_blocked"
    assert answer.headers["x-should-retry"] == "false"
    assert server.bodies == []


async def test_a_refusal_names_stage_field_term_reason_and_what_to_change(
    server: VideoServer, open_parts: OpenParts
) -> None:
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", json={"prompt": "The K.i.t.s.u.n.e.b.i show"})
    error = answer.json()["error"]
    assert error["param"] == "prompt"
    for said in ("prompt stage", '"prompt"', "Kitsunebi", "K.i.t.s.u.n.e.b.i", "reason:", "Remove"):
        assert said in error["message"]
    assert answer.headers["guardrail-id"] in error["message"]
    assert answer.headers["guardrail-decision"] == "block"


@pytest.mark.parametrize(
    "path",
    ["/videos", "/videos/", "/videos/edits", "/videos/extensions", "/videos/video_0/remix"],
)
async def test_every_writing_route_is_read(
    server: VideoServer, open_parts: OpenParts, path: str
) -> None:
    async with client_of(server, open_parts()) as client:
        answer = await client.post(path, json={"prompt": NAMED})
    assert answer.status_code == 400
    assert server.bodies == []


async def test_the_name_of_a_character_to_be_made_is_a_prompt_too(
    server: VideoServer, open_parts: OpenParts
) -> None:
    body, headers = multipart(("name", "", "狐火".encode()))
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos/characters", content=body, headers=headers)
    assert answer.json()["error"]["param"] == "name"
    assert server.bodies == []


async def test_what_is_let_through_arrives_byte_for_byte(
    server: VideoServer, open_parts: OpenParts
) -> None:
    body, headers = multipart(("prompt", "", "a café at dawn".encode()), ("seconds", "", b"4"))
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", content=body, headers=headers)
    assert answer.status_code == 200
    assert server.bodies == [body]


async def test_an_input_picture_of_a_blocked_character_is_refused(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    body, headers = multipart(("prompt", "", b"a"), ("input_reference", "a.mp4", clips.fox))
    data_url = f"data:video/mp4;base64,{base64.b64encode(clips.fox).decode()}"
    async with client_of(server, open_parts()) as client:
        uploaded = await client.post("/videos", content=body, headers=headers)
        written: Any = {"prompt": "a", "input_reference": {"image_url": data_url}}
        sent = await client.post("/videos", json=written)
    for answer in (uploaded, sent):
        assert answer.status_code == 400
        assert answer.json()["error"]["param"] == "input_reference"
        assert "picture" in answer.json()["error"]["message"]
    assert server.bodies == []


async def test_a_clean_input_reaches_the_server(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    body, headers = multipart(("prompt", "", b"a"), ("input_reference", "a.mp4", clips.clean))
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", content=body, headers=headers)
    assert answer.status_code == 200
    assert server.bodies == [body]


async def test_a_held_input_is_refused_until_a_reviewer_lifts_it(
    server: VideoServer, open_parts: OpenParts, clock: Clock
) -> None:
    parts = open_parts()
    body, headers = multipart(("prompt", "", b"a"), ("input_reference", "a.png", b"no picture"))
    async with client_of(server, parts) as client:
        first = await client.post("/videos", content=body, headers=headers)
        again = await client.post("/videos", content=body, headers=headers)
        assert first.status_code == again.status_code == 400
        assert first.headers["guardrail-decision"] == Action.HOLD
        assert first.headers["guardrail-id"] == again.headers["guardrail-id"]
        parts.holds.resolve_hold(
            first.headers["guardrail-id"],
            status=HoldStatus.LIFTED,
            reviewer="me",
            note="",
            now=clock(),
        )
        assert (await client.post("/videos", content=body, headers=headers)).status_code == 200
    assert server.bodies == [body]


POINTERS: dict[str, dict[str, Any]] = {
    "a URL": {"input_reference": {"image_url": "https://elsewhere.example/a.png"}},
    "a file id": {"input_reference": {"file_id": "file_1"}},
    "a server path": {"video_path": "/etc/passwd"},
    "an odd scheme": {"input_reference": {"image_url": "FILE:///etc/passwd"}},
}


@pytest.mark.parametrize("pointer", POINTERS)
async def test_inputs_that_nobody_could_look_at_are_refused(
    server: VideoServer, open_parts: OpenParts, pointer: str
) -> None:
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", json={"prompt": "a", **POINTERS[pointer]})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert server.bodies == []


async def test_an_allowed_origin_is_let_through(server: VideoServer, open_parts: OpenParts) -> None:
    parts = open_parts(input_url_origins=["https://cdn.example"])
    sent = {"prompt": "a", "input_reference": {"image_url": "https://cdn.example/a.png"}}
    async with client_of(server, parts) as client:
        assert (await client.post("/videos", json=sent)).status_code == 200
        sent["input_reference"] = {"image_url": "https://cdn.example.evil.example/a.png"}
        assert (await client.post("/videos", json=sent)).status_code == 400


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"prompt", JSON),
        (b'{"prompt": ', JSON),
        (b"\xff\xfe\xff", JSON),
        (b"[" * 5000, JSON),
        (b"--XX\r\nbroken", {"content-type": "multipart/form-data; boundary=XX"}),
        (b"x", {"content-type": "multipart/form-data"}),
    ],
)
async def test_what_cannot_be_read_is_refused(
    server: VideoServer, open_parts: OpenParts, body: bytes, headers: dict[str, str]
) -> None:
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "unreadable_request"
    assert server.bodies == []


async def test_a_body_over_the_bound_is_refused(server: VideoServer, open_parts: OpenParts) -> None:
    async with client_of(server, open_parts(max_request_bytes=2000)) as client:
        answer = await client.post("/videos", json={"prompt": "a" * 3000})
    assert answer.status_code == 413
    assert "max_request_bytes" in answer.json()["error"]["message"]
    assert server.bodies == []


async def test_a_held_prompt_renders_only_if_the_operator_lets_it(
    server: VideoServer, open_parts: OpenParts
) -> None:
    async with client_of(server, open_parts(on_prompt_hold="refuse")) as client:
        answer = await client.post("/videos", json={"prompt": "Oskar Button in the rain"})
    assert answer.status_code == 400
    assert answer.headers["guardrail-decision"] == Action.HOLD
    assert server.bodies == []


async def test_a_remix_inherits_what_its_source_was_suspected_of(
    server: VideoServer, open_parts: OpenParts
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        source = (await client.post("/videos", json={"prompt": "Oskar Button"})).json()["id"]
        remix = (await client.post(f"/videos/{source}/remix", json={"prompt": "again"})).json()
    job = parts.jobs.job(_key(parts.settings.server_name, remix["id"]))
    assert job is not None
    assert job.action is Action.HOLD
    assert job.suspicion == ("northlight/oskar",)


def _key(server: str, job: str) -> Any:
    from guardrail.jobs import JobKey  # noqa: PLC0415

    return JobKey(server=server, job=job)


async def test_prompts_are_not_kept_in_words(server: VideoServer, open_parts: OpenParts) -> None:
    parts = open_parts()
    secret = "my own grandmother in a zeppelin"
    async with client_of(server, parts) as client:
        await client.post("/videos", json={"prompt": secret})
    files = [path for path in parts.settings.data_dir.rglob("*") if path.is_file()]
    assert files
    assert not any(b"zeppelin" in path.read_bytes() for path in files)


async def test_a_client_that_leaves_half_way_reaches_nothing(
    server: VideoServer, open_parts: OpenParts
) -> None:
    from guardrail.web.middleware import GuardrailMiddleware  # noqa: PLC0415

    messages = iter(
        [
            {"type": "http.request", "body": b'{"prompt":', "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent: list[Any] = []

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    request = httpx2.Request("POST", "http://guarded/v1/videos")
    scope = {
        "type": "http",
        "method": "POST",
        "path": request.url.path,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    guarded = GuardrailMiddleware(server.app, parts=open_parts())
    await guarded(scope, receive, send)
    assert sent == []
    assert server.bodies == []


async def test_a_caller_of_too_many_refusals_waits_and_others_do_not(
    server: VideoServer, open_parts: OpenParts
) -> None:
    parts = open_parts(refusals_per_minute=2)
    guarded = GuardrailMiddleware(server.app, parts=parts)
    transport = httpx2.ASGITransport(app=guarded)
    async with httpx2.AsyncClient(transport=transport, base_url="http://guarded/v1") as client:

        async def ask(key: str, prompt: str) -> httpx2.Response:
            headers = {"authorization": f"Bearer {key}"}
            return await client.post("/videos", json={"prompt": prompt}, headers=headers)

        assert [(await ask("one", NAMED)).status_code for _ in range(2)] == [400, 400]
        limited = await ask("one", "a meadow")
        assert limited.status_code == 429
        assert limited.json()["error"]["code"] == "rate_limit_exceeded"
        assert (limited.headers["x-should-retry"], limited.headers["retry-after"]) == (
            "false",
            "60",
        )
        assert (await ask("two", "a meadow")).status_code == 200
    assert len(server.bodies) == 1


async def test_a_path_on_the_server_is_taken_only_from_folders_that_the_operator_names_and_screened(
    server: VideoServer, open_parts: OpenParts, clips: Clips, tmp_path: Path
) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "clean.mp4").write_bytes(clips.clean)
    (folder / "fox.mp4").write_bytes(clips.fox)
    (tmp_path / "outside.mp4").write_bytes(clips.clean)
    (folder / "link.mp4").symlink_to(tmp_path / "outside.mp4")
    told = {}
    async with client_of(server, open_parts(input_path_folders=[folder])) as client:
        for name in ("clean.mp4", "fox.mp4", "none.mp4", "link.mp4", "../outside.mp4"):
            sent = {"prompt": "an animal", "video_path": str(folder / name)}
            told[name] = (await client.post("/videos", json=sent)).status_code
    refused = dict.fromkeys(("fox.mp4", "none.mp4", "link.mp4", "../outside.mp4"), 400)
    assert told == {"clean.mp4": 200, **refused}
