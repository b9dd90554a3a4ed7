"""A pytest plugin: every app that Starlette's TestClient is given is served guarded.

Nothing of what the apps answer is a real picture, so what cannot be decoded is let through
(`on_unknown`): what calls itself media is caught, asked for anew, judged and delivered from kept
bytes all the same, and must come out as the app sent it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from guardrail.build import Parts, open_parts
from guardrail.settings import Settings
from guardrail.web.middleware import GuardrailMiddleware


@pytest.fixture(scope="session", autouse=True)
def _guarded() -> Iterator[None]:
    with ExitStack() as opened:
        settings = Settings.model_validate(
            {
                "data_dir": Path(opened.enter_context(tempfile.TemporaryDirectory())),
                "decoder_processes": 1,
                "on_unknown": "allow",
                "unclaimed_media": os.environ.get("UNCLAIMED_MEDIA", "screen"),
            }
        )
        parts = open_parts(settings)
        opened.callback(parts.close)
        patched = opened.enter_context(pytest.MonkeyPatch.context())
        patched.setattr(TestClient, "__init__", _guarding(TestClient.__init__, parts))
        _let_spools_write(patched)
        yield


def _guarding(plain: Any, parts: Parts) -> Any:
    def open_client(self: TestClient, *args: Any, **kwargs: Any) -> None:
        plain(self, *args, **kwargs)
        transport: Any = self._transport
        self.app = transport.app = GuardrailMiddleware(transport.app, parts=parts)

    return open_client


def _let_spools_write(patched: pytest.MonkeyPatch) -> None:
    """Spools are written in the event loop; Starlette's tests watch for blocking calls there."""
    from blockbuster import BlockBuster  # type: ignore[import-not-found]  # noqa: PLC0415

    plain = BlockBuster.__init__

    def watch(self: Any, *args: Any, **kwargs: Any) -> None:
        plain(self, *args, **kwargs)
        self.functions["os.write"].can_block_in("/guardrail/store/content.py", "write")

    patched.setattr(BlockBuster, "__init__", watch)
