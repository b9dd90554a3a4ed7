"""The scripted demonstration: a real client, a guarded server on a real socket, real clips.

Each case asks for a clip as any client of the API would, waits for what comes of it, and tells
it with the operator's view of the decision beside it.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import httpx2
import uvicorn

from guardrail.build import Parts, open_parts
from guardrail.demo.registry import write_registry
from guardrail.demo.server import create_app
from guardrail.domain import Action, Decision
from guardrail.errors import BadInputError, GuardrailError
from guardrail.holds import HoldStatus
from guardrail.settings import Caller, Settings
from guardrail.web.middleware import GuardrailMiddleware

TUBECO_KEY = "demo-key-of-tubeco"
ANYONES_KEY = "demo-key-of-anyone"
_REVIEWER = "demo"
_SECONDS = "4"
_POLL_S = 0.2
_PATIENCE_S = 60.0


class DemoError(GuardrailError):
    """The demonstration did not go as scripted; the message says where."""


class Outcome(StrEnum):
    """What became of a request."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    BLOCKED = "blocked"
    HELD = "held"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request and what the registry makes one expect of it."""

    name: str
    prompt: str
    expected: Outcome
    key: str = ANYONES_KEY
    lift: bool = False


CASES = (
    Case(
        name="clean",
        prompt="a paper boat on a river in a green meadow, slow pan",
        expected=Outcome.DELIVERED,
    ),
    Case(
        name="named",
        prompt="Kitsunebi dances through a lantern festival",
        expected=Outcome.REFUSED,
    ),
    Case(
        name="disguised name",
        prompt="K i t s u n e b i dances through a lantern festival",
        expected=Outcome.REFUSED,
    ),
    Case(
        name="described, never named",
        prompt="a small white fox spirit with a blue flame on its tail and a red bib "
        "walks through a lantern festival at night",
        expected=Outcome.BLOCKED,
    ),
    Case(
        name="look-alike",
        prompt="a white arctic fox with dark legs in a green scarf walks through the snow",
        expected=Outcome.DELIVERED,
    ),
    Case(
        name="log only",
        prompt="Yuzumo, the round yellow citrus creature, rolls over a meadow",
        expected=Outcome.DELIVERED,
    ),
    Case(
        name="held, then lifted",
        prompt="a tall heron lady in a violet kimono with a yellow paper umbrella by the sea",
        expected=Outcome.LIFTED,
        lift=True,
    ),
    Case(
        name="licensed",
        prompt="Captain Meridian flies over the city at dusk",
        expected=Outcome.DELIVERED,
        key=TUBECO_KEY,
    ),
    Case(
        name="the same without a licence",
        prompt="Captain Meridian flies over the city at dusk",
        expected=Outcome.REFUSED,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a case. `clip` is the file that the generator made, delivered or not.

    `message` is what the requester was told, or who lifted the hold that they waited for.
    """

    case: Case
    outcome: Outcome
    seconds: float
    message: str
    decision: Decision | None
    clip: Path | None
    delivered: bytes | None


def demo_settings(folder: Path, registry: Path) -> Settings:
    """A small operator's settings: one known licensee, everybody else in the United States."""
    return Settings(
        server_name="demo",
        data_dir=folder / "guardrail-data",
        registry=(registry,),
        requester_territory="US",
        operator_territory="US",
        delivery_territory="US",
        poll_after_ms=1000,
        callers=(
            Caller(
                credential=f"Bearer {TUBECO_KEY}",
                licensee="op:tubeco",
                territory="US",
                delivery="US",
            ),
        ),
    )


@contextmanager
def guarded_server(folder: Path, *, port: int = 0) -> Iterator[tuple[str, Parts]]:
    """The demonstration server behind the middleware, listening on loopback until the end.

    Yields its base URL and the guard's parts. Everything it makes lies under `folder`.

    Raises:
        BadInputError: the port is taken.
        DemoError: the server did not start.
    """
    try:
        listening = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        problem = f"cannot listen: {error.strerror}"
        raise BadInputError(problem, where=f"port {port}", fix="choose another port") from error
    with listening, _served(folder, listening) as served:
        yield served


@contextmanager
def _served(folder: Path, listening: socket.socket) -> Iterator[tuple[str, Parts]]:
    parts = open_parts(demo_settings(folder, write_registry(folder / "registry")))
    app = create_app(folder=folder / "clips")
    app.add_middleware(GuardrailMiddleware, parts=parts)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise DemoError("the demonstration server did not start; see its log above")
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1", parts
    finally:
        server.should_exit = True
        thread.join()
        parts.close()


def play(
    url: str,
    parts: Parts,
    folder: Path,
    *,
    tell: Callable[[Told], None],
    cases: tuple[Case, ...] = CASES,
) -> list[Told]:
    """Send every case, wait for its end, and `tell` each as it comes.

    Raises:
        DemoError: a case took too long or the server answered nonsense.
    """
    told = []
    with httpx2.Client(base_url=url, timeout=_PATIENCE_S) as client:
        for case in cases:
            one = _play(client, parts, folder, case)
            tell(one)
            told.append(one)
    return told


def _play(client: httpx2.Client, parts: Parts, folder: Path, case: Case) -> Told:
    begun = time.monotonic()
    headers = {"Authorization": f"Bearer {case.key}"}
    answer = client.post(
        "/videos", json={"prompt": case.prompt, "seconds": _SECONDS}, headers=headers
    )
    decision_id = answer.headers.get("guardrail-id", "")
    if answer.status_code != 200:  # noqa: PLR2004
        return Told(
            case=case,
            outcome=Outcome.REFUSED,
            seconds=time.monotonic() - begun,
            message=answer.json()["error"]["message"],
            decision=parts.decision(decision_id) if decision_id else None,
            clip=None,
            delivered=None,
        )
    job = answer.json()["id"]
    status, was_held = "queued", False
    while time.monotonic() - begun < _PATIENCE_S:
        time.sleep(_POLL_S)
        answer = client.get(f"/videos/{job}", headers=headers)
        status = answer.json()["status"]
        decision_id = answer.headers.get("guardrail-id", "")
        if status in {"completed", "failed"}:
            break
        if answer.headers.get("guardrail-decision") == Action.HOLD and not was_held:
            was_held = True
            if not case.lift:
                break
            parts.holds.resolve_hold(
                decision_id,
                status=HoldStatus.LIFTED,
                reviewer=_REVIEWER,
                note="shown to the owner, who agreed",
                now=datetime.now(UTC),
            )
    else:
        raise DemoError(f"case {case.name!r} was not decided within {_PATIENCE_S:g} s")
    delivered = None
    message = ""
    if status == "completed":
        delivered = client.get(f"/videos/{job}/content", headers=headers).content
        outcome = Outcome.LIFTED if was_held else Outcome.DELIVERED
        message = f"held, then lifted by {_REVIEWER}" if was_held else ""
    elif status == "failed":
        message = answer.json()["error"]["message"]
        outcome = Outcome.BLOCKED
    else:
        outcome = Outcome.HELD
    return Told(
        case=case,
        outcome=outcome,
        seconds=time.monotonic() - begun,
        message=message,
        decision=parts.decision(decision_id),
        clip=folder / "clips" / f"{job}.mp4",
        delivered=delivered,
    )
