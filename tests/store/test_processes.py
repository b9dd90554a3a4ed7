import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from fakes import Clock
from records import a_decision, an_attempt

from guardrail.jobs import ArtefactKey
from guardrail.store.database import Store
from guardrail.store.keys import Keys
from guardrail.store.verify import verify

WORKER = """
import sys
from datetime import datetime
from pathlib import Path
from records import a_decision, an_attempt
from guardrail.domain import Stage
from guardrail.jobs import ArtefactKey
from guardrail.store.database import Store
from guardrail.store.keys import Keys

url, keys, now, name, task = sys.argv[1:]
at = datetime.fromisoformat(now)


def open_store():
    return Store.open(url, keys=Keys.open(Path(keys)), now=lambda: at, worker=name, timeout_s=30)


def key(n):
    return ArtefactKey(server="kaze", job=f"video_{n}", variant="video")


def say(*words):
    print(*words, flush=True)


def race():
    store = open_store()
    say("ready")
    sys.stdin.readline()
    for n in range(40):
        if store.lease(key(n), worker=name, attempt=f"gr_{name}{n}", now=at, ttl_s=30):
            say(n)
    store.close()


def begin_and_wait():
    store = open_store()
    store.lease(key(0), worker=name, attempt="gr_dead", now=at, ttl_s=30)
    store.begin(an_attempt("gr_dead", stage=Stage.OUTPUT, at=at))
    store.settle("gr_dead")
    say("begun")
    sys.stdin.readline()


def open_and_write():
    say("ready")
    sys.stdin.readline()
    store = open_store()
    for n in range(10):
        store.begin(an_attempt(f"gr_{name}{n}"))
        store.finish(f"gr_{name}{n}", a_decision())
    store.close()


{"race": race, "begin": begin_and_wait, "open": open_and_write}[task]()
"""


def start(url: str, keys: Keys, clock: Clock, name: str, task: str) -> "subprocess.Popen[str]":
    arguments = [url, str(keys.folder), clock().isoformat(), name, task]
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", WORKER, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )


def heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_of_two_processes_that_race_for_a_lease_one_gets_it(
    url: str, keys: Keys, clock: Clock
) -> None:
    racers = [start(url, keys, clock, name, "race") for name in ("a", "b")]
    assert [heard(racer) for racer in racers] == ["ready", "ready"]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = [racer.communicate(timeout=60)[0].split() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    assert sorted(int(n) for numbers in won for n in numbers) == list(range(40))


def test_the_work_of_a_killed_worker_is_taken_over_and_its_attempt_closed(
    url: str, keys: Keys, clock: Clock, open_store: Callable[..., Store]
) -> None:
    key = ArtefactKey(server="kaze", job="video_0", variant="video")
    dead = start(url, keys, clock, "dead", "begin")
    assert heard(dead) == "begun"
    dead.send_signal(signal.SIGKILL)
    dead.communicate(timeout=60)
    store = open_store(url, worker="alive")
    assert verify(store).open_attempts == ("gr_dead",)
    assert store.lease(key, worker="alive", attempt="gr_new", now=clock(), ttl_s=30) is None
    clock.forward(seconds=30)
    lease = store.lease(key, worker="alive", attempt="gr_new", now=clock(), ttl_s=30)
    assert lease is not None
    assert lease.taken_over == "gr_dead"
    store.begin(an_attempt("gr_new", retry_of=lease.taken_over))
    store.finish("gr_new", a_decision())
    found = verify(store)
    assert (found.ok, found.open_attempts, found.workers) == (True, (), 2)


def test_workers_that_open_a_fresh_database_at_once_all_succeed(
    fresh_url: str, keys: Keys, clock: Clock, open_store: Callable[..., Store]
) -> None:
    workers = [start(fresh_url, keys, clock, name, "open") for name in ("a", "b", "c")]
    assert [heard(worker) for worker in workers] == ["ready"] * 3
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate(timeout=60)
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    found = verify(open_store(fresh_url))
    assert (found.ok, found.workers, found.open_attempts) == (True, 3, ())
