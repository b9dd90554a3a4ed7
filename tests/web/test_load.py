"""A guarded server in a process of its own, under clients that are many, slow, huge or gone."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import pytest
from conftest import film
from served import Served, served

pytestmark = pytest.mark.load

MIB = 1024 * 1024
CLIPS = 200
WARM_UP = 40
FLAT_KIB = 20 * 1024
UPLOAD_MIB = 500
MOST_MIB = 600
CLIENTS = 100
PATIENCE_S = 30.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, registry_path: Path) -> Iterator[Served]:
    """The guarded app under uvicorn: a small clip of nobody, and a large one of nothing.

    What cannot be decoded is let through, so that a huge upload goes its whole way to the app.
    """
    folder = tmp_path_factory.mktemp("load")
    film(folder / "clip.mp4", "a green meadow with a tree", seconds=0.5)
    (folder / "large.mp4").write_bytes(os.urandom(MIB) * 32)
    settings = {
        "on_unknown": "allow",
        "frame_budget": "3",
        "max_request_bytes": str(MOST_MIB * MIB),
        "max_artefact_bytes": str(MOST_MIB * MIB),
    }
    with served("uvicorn-httptools", folder, registry_path, **settings) as server:
        yield server


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    """A client with patience."""
    with httpx2.Client(timeout=60) as client:
        yield client


def made(client: httpx2.Client, running: Served, prompt: str = "a meadow") -> str:
    """The URL of a new job."""
    job = client.post(running.url, json={"prompt": prompt}).json()["id"]
    return f"{running.url}/{job}"


def resident_kib(running: Served) -> int:
    """Memory of the server process that is in use, without its decoders."""
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1])


@contextmanager
def growth(running: Served) -> Iterator[list[int]]:
    """Memory of the server over what it had, ten times a second."""
    before, grown, is_over = resident_kib(running), [0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.1):
            grown.append(resident_kib(running) - before)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield grown
    finally:
        is_over.set()
        watching.join()


def upload(mib: int) -> Iterator[bytes]:
    """A form with a file of that size, a piece at a time."""
    head = b'--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'
    yield head % b"prompt" + b"a meadow\r\n" + head % b'video"; filename="a.bin'
    for _ in range(mib):
        yield bytes(MIB)
    yield b"\r\n--X--\r\n"


def open_files(running: Served) -> int:
    """Sockets and files of the server process, without its connections to the database."""
    names = []
    for link in Path(f"/proc/{running.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            names.append(str(link.readlink()))
    return sum("guardrail.db" not in name for name in names)


def raw(running: Served, request: bytes, *, buffer: int | None = None) -> socket.socket:
    """A connection on which a request was sent."""
    connection = socket.socket()
    if buffer is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.settimeout(PATIENCE_S)
    connection.connect(("127.0.0.1", running.port))
    connection.sendall(request)
    return connection


def request_of(url: str) -> bytes:
    return f"GET {httpx2.URL(url).path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


def test_memory_is_flat_over_two_hundred_clips(running: Served, client: httpx2.Client) -> None:
    clip = (running.folder / "clip.mp4").read_bytes()

    def delivered(_: int) -> bool:
        return client.get(f"{made(client, running)}/content").content == clip

    with ThreadPoolExecutor(4) as clients:
        assert all(clients.map(delivered, range(WARM_UP)))
        with growth(running) as grown:
            assert all(clients.map(delivered, range(CLIPS)))
    assert max(grown) - min(grown) < FLAT_KIB


def test_memory_is_flat_over_a_huge_upload(running: Served, client: httpx2.Client) -> None:
    kind = {"content-type": "multipart/form-data; boundary=X"}
    url = f"{running.url}/edits"
    client.post(url, content=upload(2), headers=kind)
    with growth(running) as grown:
        accepted = client.post(url, content=upload(UPLOAD_MIB), headers=kind)
    assert accepted.status_code == 200, accepted.text
    assert int(accepted.json()["id"].removeprefix("video_")) > UPLOAD_MIB * MIB
    assert max(grown) < FLAT_KIB
    with growth(running) as grown:
        try:
            refused = client.post(url, content=upload(MOST_MIB + 50), headers=kind)
        except httpx2.WriteError:
            pass  # it was closed on us, before we had sent it all
        else:
            assert refused.status_code == 413
    assert max(grown) < FLAT_KIB


def test_clients_that_leave_take_nothing_with_them(running: Served, client: httpx2.Client) -> None:
    body = b'{"prompt": "a meadow"}'
    head = b"POST /v1/videos HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    create = head + b"Content-Length: %d\r\n\r\n" % len(body)
    for at in range(5):
        job = made(client, running)
        for request in (create + body[:5], create + body, request_of(job)):
            raw(running, request).close()
        leaving = raw(running, request_of(f"{job}/content"))
        time.sleep(0.02 * at)
        leaving.close()
    last = made(client, running)
    clip = (running.folder / "clip.mp4").read_bytes()
    assert client.get(f"{last}/content").content == clip
    before = open_files(running)
    for _ in range(20):
        raw(running, request_of(f"{last}/content")).close()
    assert client.get(f"{last}/content").content == clip
    deadline = time.monotonic() + PATIENCE_S
    while open_files(running) > before + 2:
        assert time.monotonic() < deadline, "files of clients that left stay open"
        time.sleep(0.1)


def test_a_client_that_reads_a_byte_a_second_is_alone_in_waiting(
    running: Served, client: httpx2.Client
) -> None:
    for _ in range(WARM_UP // 4):  # what screening keeps for itself is not what is measured
        assert client.get(f"{made(client, running)}/content").status_code == 200
    large = made(client, running, "a large meadow")
    assert client.head(f"{large}/content").status_code == 200
    slow = [raw(running, request_of(f"{large}/content"), buffer=4096) for _ in range(8)]
    slow.append(
        raw(running, b"POST /v1/videos HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n{")
    )
    took = []
    with growth(running) as grown:
        for _ in range(3):
            for connection in slow[:-1]:
                assert connection.recv(1)
            begun = time.monotonic()
            job = made(client, running)
            assert client.get(f"{job}/content").status_code == 200
            took.append(time.monotonic() - begun)
            time.sleep(1)
    for connection in slow:
        connection.close()
    assert max(took) < 10
    assert max(grown) < FLAT_KIB, "what a client does not read stays on the disk"


def test_a_hundred_clients_of_one_job_get_one_answer(
    running: Served, client: httpx2.Client
) -> None:
    job = made(client, running)

    def ended(_: int) -> tuple[str, str, bytes]:
        deadline = time.monotonic() + 2 * PATIENCE_S
        with httpx2.Client(timeout=2 * PATIENCE_S) as own:
            while time.monotonic() < deadline:
                with suppress(httpx2.TransportError):
                    answer = own.get(job)
                    if answer.json()["status"] != "in_progress":
                        return (
                            answer.json()["status"],
                            answer.headers["guardrail-id"],
                            answer.content,
                        )
                time.sleep(0.2)
        raise AssertionError("no end")

    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = set(clients.map(ended, range(CLIENTS)))
    ((status, first, _),) = answers
    assert status == "completed"
    content = client.get(f"{job}/content")
    assert content.headers["guardrail-id"] == first, "it was screened once"
