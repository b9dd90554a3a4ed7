"""The guarded app (`guarded_app`) under every ASGI server, each in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2

COMMANDS = {
    "uvicorn-h11": "uvicorn guarded_app:app --http h11 --port {port}",
    "uvicorn-httptools": "uvicorn guarded_app:app --http httptools --port {port}",
    "hypercorn": "hypercorn guarded_app:app --bind 127.0.0.1:{port}",
    "granian": "granian guarded_app:app --interface asgi --port {port}",
}
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server: its process, where it listens, and the folder of its clips."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/videos"

    def raw(self, request: bytes, *, wait_s: float = 20.0) -> bytes:
        """What comes back for bytes on a connection of their own, until it is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait_s) as connection:
            connection.sendall(request)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        return answer


@contextmanager
def served(server: str, folder: Path, registry: Path, **settings: str) -> Iterator[Served]:
    """The guarded app under one of the servers of COMMANDS, ready for requests."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    named = {f"GUARDRAIL_{name.upper()}": value for name, value in settings.items()}
    environment = {
        **os.environ,
        "FOLDER": str(folder),
        "PYTHONPATH": str(Path(__file__).parent / "web"),
        "GUARDRAIL_DATA_DIR": str(folder / "data"),
        "GUARDRAIL_REGISTRY": str(registry),
        "GUARDRAIL_EAGER": "false",
        "GUARDRAIL_REQUESTER_TERRITORY": "US",
        **named,
    }
    command = [sys.executable, "-m", *COMMANDS[server].format(port=port).split()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, start_new_session=True, stdout=log, stderr=log
        )
        try:
            running = Served(process=process, port=port, folder=folder)
            _wait(running)
            yield running
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(running: Served) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and running.process.poll() is None:
        with suppress(httpx2.TransportError):
            if httpx2.get(running.url + "/none").status_code == 404:
                return
        time.sleep(0.05)
    raise AssertionError((running.folder / "log").read_text()[-3000:])
