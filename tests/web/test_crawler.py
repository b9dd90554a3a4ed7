"""A crawler that asks a guarded server for everything it has, in every way that comes to mind.

Of an output that is blocked or held not a piece may come out: by no route, variant, range, page,
socket or file, neither plain nor packed; and no path of the server either. What is delivered, the
same crawler finds.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from conftest import Clips, OpenParts
from driving import guarded
from leaks import Artefact
from plain_asgi import Answer, ask, listen
from servers.fastvideo import FastVideo
from servers.openai_videos import VideoServer
from servers.serving import as_file, by_its_own_ranges, streamed
from servers.sglang import SGLang
from servers.sync import SyncServer
from servers.vllm_omni import VllmOmni
from servers.workshop import Workshop
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from guardrail.build import Parts
from guardrail.web.middleware import GuardrailMiddleware

WORDS = ["video", "thumbnail", "spritesheet", "VIDEO", "Thumbnail", "preview", "null"]
NUMBERS = ["0", "1", "2", "-1", "00", "+1", "1.0", "0x1", " 1", "0_1", "\u0661"]
VARIANTS = [
    "",
    *(f"variant={quote(word)}" for word in (*WORDS, *NUMBERS)),
    "variant=video&variant=thumbnail",
    "variant=thumbnail&variant=video",
    "variant=0&variant=1",
    "variant=1&variant=video",
    "variant[]=1",
    "Variant=1",
    "variant=",
    "index=1",
    "download=1&format=mp4&quality=low",
]
PAGES = ["", "limit=1", "limit=100&order=asc", "order=desc", "after=none", "include=content"]
OLD = "Thu, 01 Jan 1970 00:00:00 GMT"
HEADS: list[dict[str, str]] = [
    {"range": "bytes=0-"},
    {"range": "bytes=0-0"},
    {"range": "bytes=-1"},
    {"range": "bytes=-5000"},
    {"range": "bytes=100-8000"},
    {"range": "bytes=0-99,200-999,2000-9999"},
    {"range": "BYTES=0-"},
    {"range": "items=0-5"},
    {"range": "bytes=0-", "if-range": OLD},
    {"if-none-match": "*"},
    {"if-none-match": '"x"'},
    {"if-modified-since": OLD},
    {"if-match": "*"},
    {"if-unmodified-since": OLD},
    {"accept-encoding": "gzip, deflate, br"},
    {"accept": "application/binary", "x-http-method-override": "GET"},
]
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class Site:
    """A server with outputs in it, and what its paths can be filled with."""

    server: Workshop[Any]
    fills: dict[str, list[str]]
    app: GuardrailMiddleware
    routes: list[BaseRoute] = field(default_factory=list)

    def paths(self) -> Iterator[str]:
        """Every path that can be read, with everything that fits into its gaps."""
        for route in self.routes:
            if isinstance(route, Mount):
                yield from self._files(route)
            elif isinstance(route, Route) and "GET" in (route.methods or set()):
                names = list(route.param_convertors)
                for values in product(*(self.fills[name] for name in names)):
                    yield route.path.format(**dict(zip(names, values, strict=True)))

    def _files(self, mount: Mount) -> Iterator[str]:
        names = [
            file.relative_to(self.server.folder).as_posix()
            for file in sorted(self.server.folder.rglob("*"))
        ]
        yield from (f"{mount.path}/{name}" for name in names)
        for way in ("/", "./", "%2e/", "%2E/none/../"):
            yield f"{mount.path}/{way}{names[0]}"

    def sockets(self) -> Iterator[str]:
        yield from (route.path for route in self.routes if isinstance(route, WebSocketRoute))

    async def everything(self, *, heads: list[dict[str, str]]) -> AsyncIterator[tuple[str, Answer]]:
        """Ask for all of it, with each of these heads too; gives what was asked and what came."""
        for path in self.paths():
            for query in _queries(path):
                target = f"{path}?{query}" if query else path
                yield f"GET {target}", await ask(self.app, "GET", target)
                yield f"HEAD {target}", await ask(self.app, "HEAD", target)
                for headers in heads if query in {"", "variant=1"} else heads[:1]:
                    said = f"GET {target} {headers}"
                    yield said, await ask(self.app, "GET", target, headers=headers)
            yield f"HEAD {path} ranged", await ask(self.app, "HEAD", path, headers=HEADS[0])
            for odd in (f"{path}/", path.replace("videos", "vide%6Fs")):
                yield f"GET {odd}", await ask(self.app, "GET", odd)
        says = ({"type": "session.start", "prompt": "a meadow"},)
        for path, denials in product(self.sockets(), (True, False)):
            heard = await listen(self.app, path, says=says, denials=denials)
            yield f"socket {path}", Answer(body=b"".join(heard.frames))


def _queries(path: str) -> list[str]:
    if path.endswith("/content"):
        return VARIANTS
    return PAGES if path.endswith("/videos") else ["", "download=1"]


Open = Callable[[Path, Clips, bytes, Parts], Any]


def jobs_of(
    make: Callable[[Path], Workshop[Any]], body: bytes, kind: dict[str, str], **variants: str
) -> Open:
    """Opens a server of the family with one job whose main output is the clip."""

    @asynccontextmanager
    async def opened(folder: Path, clips: Clips, clip: bytes, parts: Parts) -> AsyncIterator[Site]:
        server: Any = make(folder)
        server.next_clip = clip
        async with guarded(server, parts) as app:
            made = await ask(app, "POST", "/v1/videos", headers=kind, body=body)
            job: str = json.loads(made.body)["id"]
            others = {name.strip("_"): getattr(clips, which) for name, which in variants.items()}
            server.finish(job, clip, **others)
            ids = [job, job.upper(), f" {job}", f"{job}%00", "none"]
            yield Site(server, {"job": ids, "character": ["none"]}, app, server.app.routes)

    return opened


@asynccontextmanager
async def without_jobs(
    folder: Path, _clips: Clips, clip: bytes, parts: Parts
) -> AsyncIterator[Site]:
    """Opens the servers that answer at once, after each of them was asked for a clip."""
    server = SyncServer(folder)
    server.next_clip = clip
    (folder / "deep").mkdir()
    (folder / "deep" / "clip.mp4").write_bytes(clip)
    (folder / "clip").write_bytes(clip)
    async with guarded(server, parts) as app:
        instances = {"instances": [{"prompt": "an animal", "text": "an animal"}]}
        for path, asked in (
            ("/generate_video", {"prompt": "an animal", "save_to_disk": False}),
            ("/vertex_generate", instances),
            ("/video", {"prompt": "an animal"}),
            ("/video", {"prompt": "an animal", "response_format": "b64_json"}),
            ("/v1beta/models/veo:predictLongRunning", instances),
        ):
            await ask(app, "POST", path, headers=JSON, body=json.dumps(asked).encode())
        fills = {"name": [*_names(folder), "none"], "operation": ["op0", "OP0"]}
        yield Site(server, fills, app, server.app.routes)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


PROMPT = b'{"prompt": "an animal"}'
SITES: dict[str, Open] = {
    "openai": jobs_of(VideoServer, PROMPT, JSON, thumbnail="meadow", spritesheet="meadow"),
    "vllm_omni": jobs_of(VllmOmni, b"prompt=an+animal", FORM),
    "sglang": jobs_of(SGLang, PROMPT, JSON, _1="meadow", _2="meadow"),
    "fastvideo": jobs_of(FastVideo, PROMPT, JSON),
    "sync": without_jobs,
}
SETTINGS: dict[str, object] = {
    "refusals_per_minute": 0,
    "guarded_paths": ["/generate_video", "/vertex_generate", "/generated-videos", "/v1beta"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the server keeps its files."""
    made = tmp_path / "kept by the server"
    made.mkdir()
    return made


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("clip", ["fox", "heron"])
async def test_nothing_of_an_output_that_may_not_leave_comes_out(
    open_parts: OpenParts, clips: Clips, folder: Path, site: str, clip: str
) -> None:
    content: bytes = getattr(clips, clip)
    artefacts = [Artefact(content), Artefact(clips.meadow)]
    sizes = {str(len(content)), str(len(clips.meadow))}
    count = 0
    async with SITES[site](folder, clips, content, open_parts(**SETTINGS)) as opened:
        for serve, heads in ((as_file, HEADS), (streamed, HEADS[:1]), (by_its_own_ranges, HEADS)):
            opened.server.serve = serve
            async for asked, answer in opened.everything(heads=heads):
                count += 1
                said = answer.said + answer.content
                for artefact in artefacts:
                    assert not artefact.leak(said), asked
                assert str(folder).encode() not in unquote_to_bytes(said), asked
                assert answer.header("content-length") not in sizes, asked
                assert answer.header("content-range").rpartition("/")[2] not in sizes, asked
            if opened.server.jobs and serve is as_file:
                await judged(opened)
    assert count > 300


async def judged(site: Site) -> None:
    """Wait until the guard has judged the job: before and after it are two different cases."""
    job = next(iter(site.server.jobs))
    async with asyncio.timeout(30):
        while True:
            answer = await ask(site.app, "GET", f"/v1/videos/{job}")
            if answer.header("guardrail-decision") != "pending":
                return
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("site", SITES)
async def test_the_crawler_finds_what_is_delivered(
    open_parts: OpenParts, clips: Clips, folder: Path, site: str
) -> None:
    artefact = Artefact(clips.clean)
    found: set[str] = set()
    async with SITES[site](folder, clips, clips.clean, open_parts(**SETTINGS)) as opened:
        for path in opened.paths():
            answer = await ask(opened.app, "GET", path)
            if artefact.leak(answer.said + answer.content):
                found.add(path.split("/")[1])
    assert found >= ({"generated-videos", "previews", "v1beta"} if site == "sync" else {"v1"})
