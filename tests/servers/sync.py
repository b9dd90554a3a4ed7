"""Servers without jobs, and other ways out: base64 in JSON, mounts, sockets, events, redirects."""

import base64
import json
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from servers.serving import Output
from servers.workshop import Job, Workshop, detail

BUCKET = "https://bucket.s3.amazonaws.example"


class SyncServer(Workshop[Job]):
    """Many small servers in one app; `next_clip` is what the next answer holds.

    Every output is also written below `folder`, which is mounted at /generated-videos.
    `filtered` are the reasons for which the Veo-like operation gives no clip.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.next_clip = b""
        self.filtered: list[str] = []
        self.sockets: list[str] = []
        self.operations: dict[str, bytes] = {}
        mounted = StaticFiles(directory=folder)
        self.app = Starlette(
            routes=[
                Route("/generate_video", self._xdit, methods=["POST"]),
                Route("/generate_video/events", self._events),
                Route("/vertex_generate", self._vertex, methods=["POST"]),
                Route("/video", self._localai, methods=["POST"]),
                Route("/v1beta/models/{call}", self._veo, methods=["POST"]),
                Route("/v1beta/operations/{operation}", self._operation),
                Route("/generated-videos/s3/{name}", self._redirect),
                Mount("/generated-videos", mounted, name="generated-videos"),
                Route("/previews/{name}", self._preview),
                Route("/gallery", self._gallery),
                WebSocketRoute("/ws", self._binary),
                WebSocketRoute("/queue/join", self._text),
                WebSocketRoute("/logs", self._words),
            ]
        )

    # -- answers that hold the clip ----------------------------------------------------------

    async def _xdit(self, request: Request) -> Response:
        """A path on this server, unless the clip is asked for in base64."""
        asked = json.loads(await self.note(request))
        self.prompts.append(asked["prompt"])
        saves = asked.get("save_to_disk", True)
        output = str(self._saved()) if saves else _base64(self.next_clip)
        kind = {"media_type": "video/mp4", "fps": 16, "elapsed_time": 1.5}
        return self.json({"output": output, "save_to_disk": saves, **kind})

    async def _vertex(self, request: Request) -> Response:
        """One prediction an instance, whose prompt may be called text."""
        asked = json.loads(await self.note(request))
        found = []
        for instance in asked["instances"]:
            self.prompts.append(instance.get("prompt") or instance["text"])
            found.append({"bytesBase64Encoded": _base64(self.next_clip), "mimeType": "video/mp4"})
        return self.json({"predictions": found})

    async def _localai(self, request: Request) -> Response:
        """A URL of this very host, unless the clip is asked for in base64."""
        asked = json.loads(await self.note(request))
        self.prompts.append(asked["prompt"])
        if asked.get("response_format") == "b64_json":
            found = {"b64_json": _base64(self.next_clip)}
        else:
            found = {"url": f"http://guarded/generated-videos/{self._saved().name}"}
        return self.json({"created": 1, "id": "0f", "data": [found]})

    def _saved(self) -> Path:
        path = self.folder / f"generated_video_{len(self.prompts)}.mp4"
        path.write_bytes(self.next_clip)
        return path

    # -- operations --------------------------------------------------------------------------

    async def _veo(self, request: Request) -> Response:
        """Starts an operation, or tells of one, by the word behind the colon."""
        asked = json.loads(await self.note(request))
        model, _, call = request.path_params["call"].partition(":")
        if call == "fetchPredictOperation":
            return self._told(asked["operationName"].rsplit("/", 1)[-1], is_vertex=True)
        if call != "predictLongRunning":
            return detail(f"unknown call of {model}", 404)
        self.prompts += [instance["prompt"] for instance in asked["instances"]]
        name = f"op{len(self.operations)}"
        self.operations[name] = self.next_clip
        return self.json({"name": f"operations/{name}"})

    async def _operation(self, request: Request) -> Response:
        return self._told(request.path_params["operation"], is_vertex=False)

    def _told(self, name: str, *, is_vertex: bool) -> Response:
        if name not in self.operations:
            return detail("no such operation", 404)
        clip = _base64(self.operations[name])
        told: dict[str, Any] = {}
        if self.filtered:
            told["raiMediaFilteredCount"] = len(self.filtered)
            told["raiMediaFilteredReasons"] = self.filtered
        elif is_vertex:
            told["videos"] = [{"bytesBase64Encoded": clip, "mimeType": "video/mp4"}]
        else:
            sample = {"video": {"encodedVideo": clip, "encoding": "video/mp4"}}
            told["generatedSamples"] = [sample]
        response = told if is_vertex else {"generateVideoResponse": told}
        return self.json({"name": f"operations/{name}", "done": True, "response": response})

    # -- files, pages, streams ---------------------------------------------------------------

    async def _redirect(self, request: Request) -> Response:
        name = request.path_params["name"]
        return RedirectResponse(f"{BUCKET}/{name}?X-Amz-Signature=5f", status_code=307)

    async def _preview(self, request: Request) -> Response:
        """A route that no family knows."""
        path = self.folder / request.path_params["name"]
        if not path.exists():
            return detail("no such preview", 404)
        return self.output(request, Output(path=path, name=path.name))

    async def _gallery(self, _request: Request) -> Response:
        names = sorted(path.name for path in self.folder.iterdir())
        return Response("\n".join(names), media_type="text/plain")

    async def _events(self, _request: Request) -> Response:
        """Progress, then the clip in base64, as events."""
        steps = [{"step": 1}, {"status": "done", "output": {"data": _base64(self.next_clip)}}]
        events = [f"data: {json.dumps(step)}\n\n" for step in steps]
        return StreamingResponse(iter(events), media_type="text/event-stream")

    # -- sockets -----------------------------------------------------------------------------

    async def _binary(self, socket: WebSocket) -> None:
        """Words first, then the picture so far, behind eight bytes that say what it is."""
        await self._opened(socket)
        await socket.send_json({"type": "progress", "data": {"value": 1, "max": 2}})
        await socket.send_bytes(b"\x00\x00\x00\x01\x00\x00\x00\x02" + self.next_clip)
        await socket.send_bytes(self.next_clip)
        await socket.close()

    async def _text(self, socket: WebSocket) -> None:
        await self._opened(socket)
        await socket.send_json({"msg": "process_starts"})
        data = f"data:video/mp4;base64,{_base64(self.next_clip)}"
        await socket.send_json({"msg": "process_completed", "output": {"data": [data]}})
        await socket.close()

    async def _words(self, socket: WebSocket) -> None:
        """A socket that has nothing to do with media."""
        await self._opened(socket)
        await socket.send_text("starting")
        await socket.send_text("done")
        await socket.close()

    async def _opened(self, socket: WebSocket) -> None:
        self.sockets.append(socket.url.path)
        await socket.accept()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
