"""Apps on a real socket of this process, for suites that bring a client of their own."""

import logging
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STATUS_OF_ERRORS = 500


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The app under uvicorn; gives its base URL.

    Raises:
        RuntimeError: it does not start.
    """
    silent = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=silent, cache_logger_on_first_use=False)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RuntimeError("the server did not start")
                time.sleep(0.02)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@dataclass(slots=True)
class Counted:
    """An app whose answers are counted by status, and whose server errors are remembered."""

    app: ASGIApp
    statuses: Counter[int] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = int(message["status"])
                self.statuses[status] += 1
                if status >= _STATUS_OF_ERRORS:
                    query = scope["query_string"].decode()
                    self.errors.append(f"{status} {scope['method']} {scope['path']}?{query}")
            await send(message)

        await self.app(scope, receive, counting)
