"""Two workers on one store, and one that is killed in the middle of a screening."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx2
import pytest
from conftest import film

from guardrail.build import open_store
from guardrail.settings import Settings
from guardrail.store.verify import verify

LEASE_S = 2.0


@contextmanager
def worker(folder: Path, registry: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A uvicorn process of the guarded app, and its base URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "FOLDER": str(folder),
        "PYTHONPATH": str(Path(__file__).parent),
        "GUARDRAIL_DATA_DIR": str(folder / "data"),
        "GUARDRAIL_REGISTRY": str(registry),
        "GUARDRAIL_LEASE_S": str(LEASE_S),
        "GUARDRAIL_EAGER": "false",
        "GUARDRAIL_REQUESTER_TERRITORY": "US",
    }
    command = [sys.executable, "-m", "uvicorn", "guarded_app:app", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    url = f"http://127.0.0.1:{port}/v1/videos"
    try:
        until(lambda: answers(url), "the worker starts")
        yield process, url
    finally:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    try:
        return bool(httpx2.get(url + "/none").status_code == 404)
    except httpx2.TransportError:
        return False


def is_completed(url: str) -> bool:
    return bool(httpx2.get(url).json()["status"] == "completed")


def until(fact: Callable[[], object], what: str, patience_s: float = 60.0) -> None:
    deadline = time.monotonic() + patience_s
    while not fact():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.005)


def is_leased(folder: Path) -> bool:
    """Whether a screening is under way, seen from outside."""
    try:
        with sqlite3.connect(f"file:{folder / 'data' / 'guardrail.db'}?mode=ro", uri=True) as db:
            (count,) = db.execute("select count(*) from leases").fetchone()
            return bool(count)
    except sqlite3.OperationalError:
        return False


@pytest.mark.parametrize("prompt", ["a small white fox spirit with a blue flame", "a meadow"])
def test_a_worker_killed_while_screening_delivers_nothing_and_loses_nothing(
    tmp_path: Path, registry_path: Path, prompt: str
) -> None:
    clip = film(tmp_path / "clip.mp4", prompt, seconds=30)
    with worker(tmp_path, registry_path) as (first, url):
        job = httpx2.post(url, json={"prompt": "a"}).json()["id"]
        assert httpx2.get(f"{url}/{job}").json()["status"] == "in_progress"
        until(lambda: is_leased(tmp_path), "a screening begins")
        os.killpg(first.pid, signal.SIGKILL)
    with worker(tmp_path, registry_path) as (_, url):
        statuses: list[str] = []

        def ended() -> bool:
            statuses.append(httpx2.get(f"{url}/{job}").json()["status"])
            return statuses[-1] != "in_progress"

        until(ended, "the second worker takes the screening up")
        answer = httpx2.get(f"{url}/{job}/content")
    if "fox" in prompt:
        assert statuses[-1] == "failed"
        assert answer.status_code == 400
    else:
        assert statuses[-1] == "completed"
        assert answer.content == clip
    store = open_store(Settings(data_dir=tmp_path / "data"))
    found = verify(store)
    store.close()
    assert found.ok, found.problems
    assert list(found.open_attempts) == []


def test_two_workers_judge_an_artefact_once(tmp_path: Path, registry_path: Path) -> None:
    clip = film(tmp_path / "clip.mp4", "a meadow", seconds=6)
    with (
        worker(tmp_path, registry_path) as (_, one),
        worker(tmp_path, registry_path) as (_, two),
    ):
        job = httpx2.post(one, json={"prompt": "a"}).json()["id"]
        with ThreadPoolExecutor(2) as pool:  # at once: judging takes no longer than asking twice
            list(pool.map(httpx2.get, [f"{one}/{job}", f"{two}/{job}"]))
        for url in (one, two):
            until(partial(is_completed, f"{url}/{job}"), "judged")
        answers_ = [httpx2.get(f"{url}/{job}/content") for url in (one, two)]
    assert [answer.content for answer in answers_] == [clip, clip]
    assert len({answer.headers["guardrail-id"] for answer in answers_}) == 1


def test_a_worker_killed_before_a_held_prompt_has_its_job_leaves_the_hold_behind(
    tmp_path: Path, registry_path: Path
) -> None:
    film(tmp_path / "clip.mp4", "a meadow")
    with (
        worker(tmp_path, registry_path) as (_, url),
        pytest.raises(httpx2.TransportError),
    ):
        httpx2.post(url, json={"prompt": "Oskar Button in the rain, kill"})
    (job,) = (path.name for path in tmp_path.glob("video_*"))
    with worker(tmp_path, registry_path) as (_, url):
        answer = httpx2.get(f"{url}/{job}/content", timeout=60)
        polled = httpx2.get(f"{url}/{job}")
    assert answer.status_code == 404
    assert answer.headers["guardrail-decision"] == "hold"
    assert polled.json()["status"] == "in_progress"
