"""Where a URL or a path leads: back through the guard, to an allowed origin, or past it."""

from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from guardrail.settings import Settings
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.outputs import origin_of


class Places:
    """Judges where things lead that the app tells in answer to one request.

    Args:
        scope: of the request.
        settings: guarded paths and allowed origins.
    """

    def __init__(self, scope: Scope, settings: Settings) -> None:
        self._scope = scope
        self._settings = settings

    def stays(self, target: str, *, outside: bool = True) -> bool:
        """Whether a URL or path leads back through this guard, or `outside`, where that is allowed."""
        origins = self._settings.output_url_origins if outside else ()
        if origin_of(target) in {origin.rstrip("/").lower() for origin in origins}:
            return True
        path = self._path_here(target)
        return path is not None and self.is_guarded(path)

    def _path_here(self, target: str) -> str | None:
        """The path of a URL without a host; None for others.

        The Host header is the client's own word, so no URL that bears a host is taken for ours.
        """
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        is_here = not parts.scheme and not parts.netloc and "\\" not in target
        return parts.path if is_here else None

    def here(self, target: str) -> str | None:
        """A URL that the app made of the client's own Host header, without its host; else None.

        Whatever that header was, the path leads back through this guard.
        """
        if self._settings.unclaimed_media == "pass":
            return None
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"} or parts.netloc != Headers(scope=self._scope).get(
            "host", ""
        ):
            return None
        path = urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))
        return path if not path.startswith("//") and "\\" not in path else None

    def is_guarded(self, path: str) -> bool:
        """Whether a path of this app is one of the family's, or below a guarded prefix."""
        scope = {**self._scope, "path": path, "method": "GET"}
        below = dialect.route_below(scope, self._settings.guarded_paths)
        return dialect.route(scope) is not None or below is not None

    def may_lead_to(self, location: str) -> bool:
        """Whether a redirect stays on this host, all of whose exits are watched, or is allowed."""
        watched = self._settings.unclaimed_media != "pass"
        return self.stays(location) or (watched and self._path_here(location) is not None)
