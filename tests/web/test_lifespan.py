"""A guard opens before its app starts, and is closed when the server says that it ended."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from guardrail.errors import GuardrailError
from guardrail.settings import Settings
from guardrail.web.middleware import GuardrailMiddleware


def app_of(told: list[str]) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        told.append("app up")
        yield
        told.append("app down")

    return Starlette(lifespan=lifespan)


async def live(guarded: GuardrailMiddleware, told: list[str]) -> list[Message]:
    asked = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(asked)

    async def send(message: Message) -> None:
        sent.append(message)
        told.append(message["type"] + (" open" if guarded._guard is not None else " closed"))

    await guarded({"type": "lifespan"}, receive, send)
    return sent


async def test_the_guard_is_open_before_the_app_and_closed_before_the_end_is_told(
    tmp_path: Path,
) -> None:
    told: list[str] = []
    settings = Settings(data_dir=tmp_path, decoder_processes=1)
    await live(GuardrailMiddleware(app_of(told), settings), told)
    assert told == [
        "app up",
        "lifespan.startup.complete open",
        "app down",
        "lifespan.shutdown.complete closed",
    ]


async def test_a_guard_that_cannot_open_keeps_the_server_from_starting(tmp_path: Path) -> None:
    told: list[str] = []
    sent: list[Message] = []
    settings = Settings(data_dir=tmp_path, registry=(tmp_path / "nowhere.yaml",))

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        sent.append(message)

    with pytest.raises(GuardrailError):
        await GuardrailMiddleware(app_of(told), settings)({"type": "lifespan"}, receive, send)
    assert told == []
    (failed,) = sent
    assert failed["type"] == "lifespan.startup.failed"
    assert "nowhere.yaml" in failed["message"]
